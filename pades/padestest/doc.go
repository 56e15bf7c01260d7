// Package padestest makes small PDFs and signs them, for tests and for the samples that ship with the project.
//
// NewPDF makes a document of one page with an embedded file, Sign adds a PAdES B-B signature as an incremental update.
// Everything is deterministic: the same document, key and options give the same bytes (for RSA-PSS, with an equal salt
// only). CMS exposes every part of the signature that a test may want to get wrong. Nothing here is meant for documents
// that leave a test bench.
package padestest
