// Package mutate makes documents that break one chosen assert of a Schematron schema.
//
// It works on the compiled schema alone. From a base document it first makes a node for which the assert's rule fires,
// if there is none, and then changes the document step by step - an element removed, repeated or added, a value changed -
// until the assert's test has the outcome that is reported. The test is read as a formula, so each step is one that makes
// some condition false that is still true; a bounded depth-first search tries the alternatives. Every result has been
// verified by running the whole schema on it.
//
// The documents serve tests. They are well-formed, but need not be valid otherwise.
package mutate
