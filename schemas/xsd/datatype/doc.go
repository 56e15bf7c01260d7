// Package datatype is the simple types of XML Schema 1.0 (part 2): the built-in ones and what schemas derive from them,
// with their value spaces, facets and order, as Xerces of JDK 17 judges them.
//
// A [Type] takes a value as a document has it, white space included, and either returns a [Value], which can be compared,
// or a [Fault] with the code of the reference. [Type.Accepts] is the cheap question that most values are settled by: it
// never allocates, and where it says no, Validate decides.
//
// Where the reference departs from the recommendation this package follows: the length of a string counts UTF-16 code
// units, 0.0 equals -0.0, gMonth may be written --MM--, addresses are read by RFC 2396 with its own deviations (anyuri.go).
package datatype
