package explain

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
)

// Description says what an assert is about, whatever the document.
type Description struct {
	Context     string // which nodes it is applied to, in readable form
	Requirement string // what must hold there
	Test        string // the test in readable form
}

// Describe describes an assert of a compiled schema.
func Describe(s *schematron.Schema, a *schematron.Assert, lang Lang) Description {
	w := writer{lang, newSubject(s.Model, a)}
	return Description{
		Context:     w.context(),
		Requirement: sentence(w.requirement(w.formula, false)),
		Test:        w.term(&formula.Term{Syn: a.Expr().Syntax(), Src: a.Expr().Source()}),
	}
}

// Explanation says what is wrong at one place of a document. It is put into words when it is read, and needs the document no
// longer.
type Explanation struct {
	Requirement lint.Text // what must hold
	Found       lint.Text // what was found instead, with lines
	Fix         lint.Text // what would satisfy it
}

// Explainer explains the hits of one schema. It is safe for concurrent use.
type Explainer struct {
	schema   *schematron.Schema
	subjects sync.Map // of *subject by *schematron.Assert
}

// New returns an explainer for a compiled schema.
func New(s *schematron.Schema) *Explainer { return &Explainer{schema: s} }

// Explain explains a failed assert or a fired report. It may be called for any hit that the schema gave for the document.
func (x *Explainer) Explain(ctx context.Context, doc *xmltree.Doc, hit *schematron.Hit) Explanation {
	e := x.examined(ctx, doc, hit)
	if len(e.found) == 0 {
		e.found = []words{say("nothing")}
	}
	if len(e.fixes) == 0 {
		e.fixes = []words{say("fix-all", e.asks(e.formula))}
	}
	return Explanation{
		Requirement: lint.Said(e.required),
		Found:       said(statements(e.found, "also")),
		Fix:         said(statements(e.fixes, "or")),
	}
}

// examined looks for what makes the test of a hit fail.
func (x *Explainer) examined(ctx context.Context, doc *xmltree.Doc, hit *schematron.Hit) *explainer {
	e := &explainer{
		subject: kept(&x.subjects, hit.Assert, func() *subject { return newSubject(x.schema.Model, hit.Assert) }),
		doc:     doc, hit: hit, sampler: formula.Sampler{Filler: filler},
		probe: x.schema.Probe(ctx, doc, hit.Assert, hit.Node, hit.Attr),
	}
	defer e.probe.Close()
	e.examine(e.formula)
	return e
}

// said makes a sentence of words.
func said(w words) lint.Text {
	return lint.Said(func(lang string) string { return sentence(w.in(Lang(lang))) })
}

const maxStatements = 6

// limit drops repetitions and what exceeds the number of statements that a reader can take in.
func limit(list []string, lang Lang) []string {
	var out []string
	for i, s := range list {
		// A statement that another one begins with says nothing more.
		if !slices.ContainsFunc(list[i+1:], func(t string) bool { return strings.HasPrefix(t, s+",") }) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if len(out) > maxStatements {
		out = append(out[:maxStatements:maxStatements], lang.say("and-others", strconv.Itoa(len(out)-maxStatements)))
	}
	return out
}
