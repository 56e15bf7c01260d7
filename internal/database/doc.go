// Package database opens a SQLite file of one kind, and no other: with the application's id, the version and exactly the tables
// that it should have, so that nothing foreign (a trigger, a view) ever runs.
//
// A file is used through one connection. A file of another kind, version or state is refused with an error that says which.
package database
