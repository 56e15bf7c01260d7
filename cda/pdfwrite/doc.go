// Package pdfwrite changes a PDF by adding to it.
//
// An Update replaces and adds objects of a document that package pdffile has opened. What is written is an incremental
// update (ISO 32000-1 7.5.6): the bytes of the document stay as they are, so that signatures keep what they cover. A
// document whose cross-reference is damaged cannot be continued and is written anew, with everything that can be reached
// from its catalog.
package pdfwrite
