// Package signature shows both judgements about the signatures of documents: the gateway's decision and what careful readers say.
//
// Each format is a Writer that takes one Document at a time: a tree of lines for people in two languages, or JSON (schema
// fselint/signature/v1, which only grows).
package signature

import (
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/profile"
)

// Document is one document with both judgements.
type Document struct {
	Path    string
	Gateway pades.Judgement
	// Careful is nil when the file cannot be opened.
	Careful *profile.Report
	// Size is the number of bytes of the file.
	Size int
	// Wrapped says what the file is when it is no PDF and something known, and Unwrap what to do about it.
	Wrapped, Unwrap lint.Text
	// Err says that the file cannot be read, or exceeds a limit.
	Err error
}

// Writer is an output format.
type Writer interface {
	Document(*Document) error
	Close() error
}

// printable makes one line of foreign text that does not disturb a terminal.
func printable(s string) string { return lint.Visible(s) }
