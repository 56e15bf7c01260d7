// Package cda takes the CDA document out of a PDF and decodes it exactly as the national gateway does.
//
// Three steps can be used apart:
//
//   - Extract finds the embedded document, in both modes: as an attachment, and as the XFA resource that the gateway reads
//     and writes anew. Where nothing is found, the error and Survey say what is there instead.
//   - Decode turns the bytes into text as the gateway does, and says what the XML parsers of its validator, which run on
//     that text, make of it.
//   - HeaderIDs reads template and type from the text, well-formed or not.
//
// The gateway is a Java program; its odd sides (an encoding taken from a prolog that no longer fits, the order of a hash
// map, one broken attachment that hides all others) decide what happens to a document and are reproduced.
//
// The folders below hold what works on a decoded document: package xmltree, the positioned tree; xpath and schematron on it;
// and pdffile, which opens the PDF.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package cda
