// Package pdffile opens a PDF as the gateway's reader would and hands out its objects.
//
// The gateway reads documents with Apache PDFBox 2.0.27, a tolerant reader. Which files it opens, and which of several
// versions of an object it takes, decides what the gateway sees; so the package follows that reader step by step:
//
//  1. the startxref before the last end-of-file mark leads to the chain of cross-reference tables and streams; wrong
//     offsets are replaced by the nearest section that a scan of the file finds (xref.go, xrefstream.go, xrefcheck.go);
//  2. one entry that does not point to an object has the whole cross-reference replaced by a scan of the file; without a
//     usable chain the trailer is rebuilt from scanned objects (scan.go, rebuild.go);
//  3. encryption is undone with the empty password (password.go, crypt.go);
//  4. every object that can be reached from the catalog is read (reachable.go, parse.go, streams.go); one that is damaged
//     refuses the file, one that nothing refers to does no harm;
//  5. stream data are decoded when asked for (filter.go, inflate.go, predict.go).
//
// Objects are the types of github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types; that library's filters decode what is not Flate. Its
// reader is not used: it fails on damage that PDFBox survives and reads whatever a file contains.
//
// Time and memory are bounded whatever the file: see Limits. The package judges nothing: extraction of the CDA is in package
// cda, signatures are in package pades.
package pdffile
