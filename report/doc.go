// Package report writes judgements: one file per output format, every format a view of validate.Document.
//
// Formats write each document as it comes, so that memory does not grow with the number of documents. Those that begin with
// a summary (markdown, xlsx, html) keep a bounded part of it or let it wait in temporary files, which Discard removes when a
// report is not completed. JSON is the reference form (schema fselint/report/v1); it only ever grows.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package report
