// Package pdffile opens a PDF as the gateway's reader would and hands out its objects.
//
// The gateway reads documents with Apache PDFBox 2.0.27, a tolerant reader: it survives broken cross-reference tables,
// wrong stream lengths, bytes around the document and encryption with an empty user password. What PDFBox refuses, Open
// refuses; what it reads, Open reads. Objects are the types of github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types.
//
// The package judges nothing: extraction of the CDA is in package cda, signatures are in package pades.
package pdffile
