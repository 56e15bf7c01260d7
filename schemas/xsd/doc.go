// Package xsd validates documents against a schema set of XML Schema 1.0 with the verdict of the reference, the processor
// of JDK 17 (Xerces).
//
// # What it does
//
// [Compile] takes the files of a schema set from memory, resolves includes, imports and redefinitions by base name and
// makes a [Schema]. [Schema.Validate] judges one document in one pass over its tree and returns plain data: every problem
// with its place, the cvc code of the reference, what was found and what was expected. [Error.Explain] puts it into words.
//
// A Schema is safe for concurrent use. Nothing is read from disk or network.
//
// # From documents to tables
//
//	set.go, form.go         documents are read, their form is held against the schema for schemas, global definitions found
//	compile.go, types.go    definitions become components (component.go): elements, types, groups, wildcards, identity
//	                        constraints (identity.go)
//	check.go, content.go    restrictions are held against their bases; content models become automata, one state for one
//	                        place in the model, and are checked for unique particle attribution
//	lower.go, program.go    components become tables of numbers, which is also how a schema is stored
//	validate.go, step.go    the tree is walked along the tables; identities.go evaluates keys and references
//	report.go               what is wrong is described
//
// Simple types and their values are package datatype.
//
// # Why the verdict is the reference's
//
// The walk follows the reference step by step: what it looks at in an element and in which order, which declaration it
// takes for an element at the wrong place, when it counts and when it gives up on a content model. Where the reference
// departs from the recommendation, so does this package; the comments say where. The tests hold it against the W3C test
// suite as the reference judges it, and against what the reference said about a corpus: verdicts, codes and places.
//
// # What is not supported
//
// Whatever a schema document holds beyond XML Schema 1.0 is an error when it is compiled, which names file and line.
// Compilation is bounded: documents, nesting, and the states of a content model.
package xsd
