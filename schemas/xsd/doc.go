// Package xsd validates clinical documents against a compiled national XML Schema set with the verdict of the reference,
// the XML Schema 1.0 processor of JDK 17 (Xerces).
//
// # What it does
//
// [Compile] takes the files of a schema set from memory, resolves includes and imports by base name and compiles the set
// with libxml2. [Schema.Validate] judges one document in one pass and returns plain data: every problem with its place,
// the cvc code of the reference, what was found and what was expected. [Error.Explain] puts it into words.
//
// A Schema is safe for concurrent use. Nothing is read from disk or network, neither while compiling nor while validating;
// a document type declaration is refused before anything of it is looked at.
//
// # Why the verdict is the reference's
//
// libxml2 and Xerces agree on content models, attributes and most data types, but not on all. Differences are removed
// at three places:
//
//   - in the schema set before it is compiled (rewrite.go): the types whose values libxml2 judges otherwise, or not at all,
//     are replaced by types that hand every value to Go;
//   - in the events between parser and validator (shim.c): character data arrives in one piece whatever it was made of,
//     blanks around xsi:type and xsi:nil are dropped, errors about namespaces end the document;
//   - in Go afterwards: the values of the replaced types (anyuri.go, values.go), the XML declaration (prolog.go).
//
// Without cgo the package compiles and [Available] says why nothing can be validated.
package xsd
