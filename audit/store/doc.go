// Package store keeps the judgements of an audit in a SQLite database, so that an interrupted audit goes on where it stopped and a
// repeated one judges only what is new.
//
// A judgement lies under the content of its document, the form of its name and the basis it was made with (package audit); several
// paths share one. What becomes of a path, its size and its time lie beside it. Results are written in transactions: whatever
// ends the program, the database holds whole batches. One process at a time has a database open for writing; the lock ends with
// the process.
//
// A judgement is kept without the lines of the document that findings show and without the text of the CDA.
//
// Databases of other versions, and files that are damaged or no audit, are refused. What is read from a database that came from
// elsewhere is checked: it can be wrong, but it cannot harm.
package store
