package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/fselint/fselint/validate"
)

// concise writes one line a finding, as compilers do: file:line:column: severity rule message. Line and column are those of the part
// that the finding is in; which part that is stands before the message, unless the document is a bare CDA. What was not judged, or of
// which nothing can be told, has a line too: silence means that all is well.
type concise struct {
	w io.Writer
	o Options
}

func newConcise(w io.Writer, o Options) Writer { return &concise{w, o} }

func (c *concise) Document(d *validate.Result) error {
	var b strings.Builder
	for _, e := range entries(d.Document, c.o) {
		line, column, message := e.line, e.column, e.message(c.o.Lang, false)
		if f := e.finding; f != nil && e.in != "" {
			message = "[" + f.Location.Source + "] " + message
			line, column = max(f.Location.Line, 1), max(f.Location.Column, 1)
		}
		rule := e.rule
		if e.finding != nil {
			rule = e.finding.ID
		}
		// the words of severity are those that readers of such lines know, in both languages
		fmt.Fprintf(&b, "%s:%d:%d: %s %s %s\n", printable(d.Path), line, column, e.severity, printable(rule), message)
	}
	_, err := io.WriteString(c.w, b.String())
	return err
}

func (c *concise) Close() error { return nil }
