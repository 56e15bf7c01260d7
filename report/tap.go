package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// tapWriter writes the Test Anything Protocol (version 14): a test point for each document, which is ok when the document is accepted,
// with what was found as YAML. What could not be judged or told is not ok.
type tapWriter struct {
	w io.Writer
	o Options
	n int
}

func newTAP(w io.Writer, o Options) Writer { return &tapWriter{w: w, o: o} }

const tapVersion = "TAP version 14\n"

// tapEscapes are those of descriptions (TAP 14, "Escaping").
var tapEscapes = strings.NewReplacer(`\`, `\\`, "#", `\#`)

func (t *tapWriter) Document(d *validate.Result) error {
	var b strings.Builder
	if t.n++; t.n == 1 {
		b.WriteString(tapVersion)
	}
	if d.Verdict != validate.Accepted {
		b.WriteString("not ")
	}
	fmt.Fprintf(&b, "ok %d - %s\n  ---\n", t.n, tapEscapes.Replace(printable(d.Path)))
	field := func(indent, name, value string) {
		if value != "" {
			quoted, _ := marshal(value) // a string
			fmt.Fprintf(&b, "%s%s: %s\n", indent, name, quoted)
		}
	}
	field("  ", "verdict", t.o.verdict(d.Document))
	field("  ", "message", Headline(d.Document, t.o.Lang))
	field("  ", "gateway", bounded(answerWords(d.Document, t.o.Lang), 2000))
	begun := false
	for _, e := range entries(d.Document, t.o) {
		f := e.finding
		if f == nil {
			continue // that is the headline
		}
		if !begun {
			b.WriteString("  findings:\n")
			begun = true
		}
		fmt.Fprintf(&b, "    - severity: %s\n", e.severity)
		field("      ", "rule", printable(e.rule))
		field("      ", "at", bounded(place(f.Location), 2000))
		field("      ", "message", bounded(f.Message.In(t.o.Lang), 2000))
		field("      ", "expected", bounded(f.Expected.In(t.o.Lang), 2000))
		field("      ", "found", bounded(f.Actual.In(t.o.Lang), 2000))
		field("      ", "fix", bounded(f.Fix.In(t.o.Lang), 2000))
	}
	b.WriteString("  ...\n")
	_, err := io.WriteString(t.w, lint.Quiet(b.String()))
	return err
}

func (t *tapWriter) Close() error {
	head := ""
	if t.n == 0 {
		head = tapVersion
	}
	_, err := fmt.Fprintf(t.w, "%s1..%d\n", head, t.n)
	return err
}
