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
//   - in the schema set before it is compiled (document.go, standins.go, pattern.go): the types whose values libxml2 judges
//     otherwise, or not at all, are replaced by types that hand every value to Go or narrow it, counts in patterns are
//     written out, elements that occur zero times are left out;
//   - in the events between parser and validator (shim.c): character data arrives in one piece whatever it was made of,
//     blanks around xsi:type and xsi:nil are dropped, errors about namespaces end the document;
//   - in Go afterwards: the values of the replaced types (anyuri.go, values.go), the XML declaration (prolog.go).
//
// What is said about an error goes further than libxml2: which elements were expected comes from the content models of
// the set (model.go, expect.go), read when the first document needs them.
//
// # What was compared
//
// The tests named ...AgainstReference compare with a running Xerces of JDK 17, given by $FSELINT_XSD_ORACLE. In the last
// run the verdicts were equal on 60,000 mutations of the corpus over both national sets (edited structure, attributes,
// values, xsi:type, namespaces, CDATA, comments), on every document of a table at the borders of XML and on 66,000 random
// values of the data types that the sets use. The first code was the same on 46,210 of 46,581 invalid documents, and so
// were all 19,131 lists of expected elements that could be compared.
//
// Known to differ, none of it within the national sets: xs:QName with the undeclared prefix xml, xs:gYear beyond nine
// digits, length facets other than a minimum of 1 over characters beyond U+FFFF, numbers of more than 24 digits where a
// facet bounds them, the other date types, which were compared on few values. The order of errors differs where an
// element that must be empty holds others: the reference first reports what is wrong with those.
//
// Without cgo the package compiles and [Available] says why nothing can be validated.
package xsd
