package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// concise writes one line a finding, as compilers do: file:line:column: severity rule message. Line and column are those of the part
// that the finding is in; which part that is stands before the message, unless the document is a bare CDA. What was not judged, or of
// which nothing can be told, has a line too: silence means that all is well.
type concise struct {
	w io.Writer
	o Options
	b strings.Builder
}

func newConcise(w io.Writer, o Options) Writer { return &concise{w: w, o: o} }

func (c *concise) Document(d *validate.Result) error {
	if d.Verdict == validate.Fault || d.Verdict == validate.Undetermined {
		severity := lint.Error
		if d.Verdict == validate.Undetermined {
			severity = lint.Warning
		}
		c.line(d.Document, lint.Location{}, severity, string(d.Verdict), Headline(d.Document, c.o.Lang))
	}
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Severity == lint.Info && !c.o.Notes {
			continue
		}
		message := f.Message.In(c.o.Lang)
		if l := f.Location; l.Source != "" && !inFile(d.Document, l) {
			message = "[" + l.Source + "] " + message
		}
		c.line(d.Document, f.Location, f.Severity, f.ID, message)
	}
	_, err := io.WriteString(c.w, c.b.String())
	c.b.Reset()
	return err
}

// line writes one line. The words of severity are those that readers of such lines know, in both languages.
func (c *concise) line(d *validate.Document, l lint.Location, s lint.Severity, rule, message string) {
	fmt.Fprintf(&c.b, "%s:%d:%d: %s %s %s\n", printable(d.Path), max(l.Line, 1), max(l.Column, 1), s, printable(rule), bounded(message, 1000))
}

func (c *concise) Close() error { return nil }
