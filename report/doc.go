// Package report writes judgements: one file per output format, every format a view of validate.Document.
//
// Formats write each document as it comes and keep nothing of it, so that memory does not grow with the number of
// documents. JSON is the reference form (schema fselint/report/v1); it only ever grows.
package report
