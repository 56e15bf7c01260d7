// Package padestest makes small PDFs and the key to sign them, for tests and for the samples that ship with the project.
//
// NewPDF makes a document of one page with an embedded file; package sign, whose names stand here too, signs it.
// Everything is deterministic. Nothing here is meant for documents that leave a test bench.
package padestest
