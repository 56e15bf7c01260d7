// Package explain says in plain words, in Italian and in English, what an assert of a Schematron schema asks for, what was
// found in a document instead, and what would satisfy it.
//
// The words are derived from the compiled test alone: it is read as a formula of conditions (how many elements there are,
// which values attributes have), the conditions that decide are evaluated once more in the document, and for a path that
// selects too little the last step that still selected something is looked for. Nothing is known about any particular
// schema, so it works for every assert of every catalog; a test outside the common shapes is shown as it is.
package explain
