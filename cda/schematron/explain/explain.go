package explain

import (
	"context"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xmltree"
)

// Description says what an assert is about, whatever the document.
type Description struct {
	Context     string // which nodes it is applied to, in readable form
	Requirement string // what must hold there
	Test        string // the test in readable form
}

// Describe describes an assert of a compiled schema.
func Describe(s *schematron.Schema, a *schematron.Assert, lang Lang) Description {
	w := writer{lang: lang, renderer: renderer{s.Model, a}}
	return Description{
		Context:     readableContext(&w, a),
		Requirement: sentence(w.requirement(formula.Grouped(formula.Requirement(s.Model, a)), false)),
		Test:        w.term(&formula.Term{Syn: a.Expr().Syntax(), Src: a.Expr().Source()}),
	}
}

func readableContext(w *writer, a *schematron.Assert) string {
	m := a.Rule.Matcher()
	return w.term(&formula.Term{Syn: m.Syntax(), Src: m.Source()})
}

// Explanation says what is wrong at one place of a document.
type Explanation struct {
	Requirement string // what must hold
	Found       string // what was found instead, with lines
	Fix         string // what would satisfy it
}

// Explain explains a failed assert or a fired report. It may be called for any hit that the schema gave for the document.
func Explain(ctx context.Context, s *schematron.Schema, doc *xmltree.Doc, hit *schematron.Hit, lang Lang) Explanation {
	return ExplainIn(ctx, s, doc, hit, lang)[0]
}

// ExplainIn is Explain for several languages, in the order given. What the explanations rest on is evaluated once.
func ExplainIn(ctx context.Context, s *schematron.Schema, doc *xmltree.Doc, hit *schematron.Hit, langs ...Lang) []Explanation {
	f := formula.Grouped(formula.Requirement(s.Model, hit.Assert))
	look := &lookup{probe: s.Probe(ctx, doc, hit.Assert, hit.Node, hit.Attr), answers: map[question]answer{}}
	defer look.probe.Close()
	list := make([]Explanation, len(langs))
	for i, lang := range langs {
		e := explainer{
			writer: writer{lang: lang, renderer: renderer{s.Model, hit.Assert}},
			lookup: look, doc: doc, hit: hit, sampler: formula.Sampler{Filler: filler},
		}
		list[i] = e.explain(f)
	}
	return list
}

func (e *explainer) explain(f *formula.Formula) Explanation {
	lang := e.lang
	e.examine(f)
	if len(e.found) == 0 {
		e.found = []string{lang.say("nothing")}
	}
	if len(e.fixes) == 0 {
		e.fixes = []string{lang.say("fix-all", e.requirement(f, false))}
	}
	return Explanation{
		Requirement: sentence(e.requirement(f, false)),
		Found:       sentence(strings.Join(limit(e.found, lang), "; ")),
		Fix:         sentence(strings.Join(limit(e.fixes, lang), lang.say("or"))),
	}
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
		out = append(out[:maxStatements:maxStatements], lang.say("and-others", len(out)-maxStatements))
	}
	return out
}
