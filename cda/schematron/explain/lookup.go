package explain

import (
	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/xpath"
)

// lookup evaluates parts of a test in the document and remembers the answers, so that the same examination in another
// language costs nothing. The document does not change meanwhile.
type lookup struct {
	probe   *schematron.Probe
	answers map[question]answer
}

// question is an expression with the node at which it is evaluated.
type question struct {
	src     string
	at      xpath.Item
	boolean bool
}

type answer struct {
	items []xpath.Item
	truth bool
	ok    bool // the expression could be evaluated
}

// eval returns the value of an expression.
func (l *lookup) eval(src string, at xpath.Item) (items []xpath.Item, ok bool) {
	q := question{src: src, at: at}
	a, known := l.answers[q]
	if !known {
		var err error
		a.items, err = l.probe.EvalAt(src, at)
		a.ok = err == nil
		l.answers[q] = a
	}
	return a.items, a.ok
}

// truth returns the effective boolean value of an expression.
func (l *lookup) truth(src string, at xpath.Item) (value, ok bool) {
	q := question{src: src, at: at, boolean: true}
	a, known := l.answers[q]
	if !known {
		var err error
		a.truth, err = l.probe.BoolAt(src, at)
		a.ok = err == nil
		l.answers[q] = a
	}
	return a.truth, a.ok
}
