// Package embed puts a CDA document into a PDF, in the two ways that the gateway of the FSE knows.
//
// What Attach writes is read back with package cda, so that it never returns a document in which the gateway would not find
// what was embedded.
package embed
