package mutate

import (
	"context"
	"fmt"
	resyntax "regexp/syntax"
	"strings"

	"github.com/fselint/fselint/cda/xpath/syntax"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
)

// Generator makes documents that break asserts of one schema. It is safe for concurrent use.
type Generator struct {
	schema  *schematron.Schema
	sampler formula.Sampler
	// Budget bounds the documents tried for one assert; 0 means 400.
	Budget int
}

// New returns a Generator for a schema.
func New(s *schematron.Schema) *Generator {
	return &Generator{schema: s, sampler: formula.Sampler{Filler: "x", Match: matching}}
}

// Mutant is a document that breaks an assert.
type Mutant struct {
	Assert *schematron.Assert
	Base   int      // index of the document that it was made from
	Edits  []string // what was changed, in order; none where the base breaks the assert itself
	Source []byte
}

// Unreached says why no document was found that breaks an assert.
type Unreached struct {
	Assert *schematron.Assert
	// Shadowing is the rule that fires instead for every node that matches the context, nil if there is no single one.
	Shadowing *schematron.Rule
	// NoContext is set where no node was found or made for which the rule fires.
	NoContext bool
	Tried     int // documents
}

func (u *Unreached) Error() string {
	switch {
	case u.Shadowing != nil:
		return fmt.Sprintf("the rule never fires: %q comes first", schematron.Normalise(u.Shadowing.Context))
	case u.NoContext:
		return "no node was found or made that the rule fires for"
	}
	return fmt.Sprintf("the test kept its outcome in %d documents", u.Tried)
}

// Fire returns a document that makes a fail, or fire if it is a report, made from one of the bases. The error is an
// *Unreached when none was found, else that of ctx.
func (g *Generator) Fire(ctx context.Context, a *schematron.Assert, bases []*xmltree.Doc) (*Mutant, error) {
	t := &task{Generator: g, ctx: ctx, assert: a, budget: g.Budget, noContext: true}
	if t.budget == 0 {
		t.budget = 400
	}
	t.requirement = formula.Requirement(g.schema.Model, a)
	// Few edits are better than many, so the search deepens step by step.
	for _, t.limit = range []int{1, 2, maxSteps} {
		t.seen = map[string]int{}
		for i, base := range bases {
			if t.try(base, nil) {
				t.found.Base = i
				return t.found, nil
			}
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
		}
	}
	u := &Unreached{Assert: a, NoContext: t.noContext, Tried: t.tried}
	if t.noContext && len(t.shadows) == 1 {
		for r := range t.shadows {
			u.Shadowing = r
		}
	}
	return nil, u
}

// task is the search for one assert.
type task struct {
	*Generator
	ctx         context.Context
	assert      *schematron.Assert
	requirement *formula.Formula
	budget      int
	limit       int            // edits
	seen        map[string]int // documents, with the number of edits that led there
	tried       int
	noContext   bool
	shadows     map[*schematron.Rule]bool
	found       *Mutant
}

const maxSteps = 10

// try searches from a document on.
func (t *task) try(doc *xmltree.Doc, edits []string) bool {
	if t.tried >= t.budget || t.ctx.Err() != nil {
		return false
	}
	t.tried++
	firings, err := t.schema.Firings(t.ctx, doc)
	if err != nil {
		return false
	}
	var own []schematron.Firing
	for _, f := range firings {
		if f.Rule == t.assert.Rule {
			own = append(own, f)
		}
	}
	if len(own) == 0 {
		t.noteShadows(doc, firings)
		return len(edits) < t.limit && t.step(doc, edits, t.contexts(doc))
	}
	t.noContext = false
	if t.breaks(doc) {
		t.found = &Mutant{Assert: t.assert, Edits: edits, Source: doc.Source()}
		return true
	}
	if len(edits) == t.limit {
		return false
	}
	for _, f := range own[:min(len(own), 3)] {
		s := t.open(t.ctx, t.assert, doc, f.Node, f.Attr)
		list := s.toggle(t.requirement, false)
		s.close()
		if t.step(doc, edits, list) {
			return true
		}
	}
	return false
}

// step tries edits.
func (t *task) step(doc *xmltree.Doc, edits []string, list []edit) bool {
	for _, e := range list {
		src := e.apply(doc.Source())
		if n, ok := t.seen[string(src)]; ok && n <= len(edits)+1 {
			continue
		}
		t.seen[string(src)] = len(edits) + 1
		next, err := xmltree.Parse(src, xmltree.DefaultLimits())
		if err != nil {
			continue
		}
		if t.try(next, append(edits[:len(edits):len(edits)], e.what)) {
			return true
		}
	}
	return false
}

// breaks runs the schema on a document.
func (t *task) breaks(doc *xmltree.Doc) bool {
	res, err := t.schema.Run(t.ctx, doc)
	if err != nil {
		return false
	}
	for _, list := range [][]schematron.Hit{res.Failures, res.Reports} {
		for i := range list {
			if list[i].Assert == t.assert {
				return true
			}
		}
	}
	return false
}

// noteShadows notes which rules fire for nodes that match the context of the assert's own rule.
func (t *task) noteShadows(doc *xmltree.Doc, firings []schematron.Firing) {
	for _, f := range firings {
		if f.Rule.Pattern != t.assert.Rule.Pattern {
			continue
		}
		p := t.schema.Probe(t.ctx, doc, t.assert, f.Node, f.Attr)
		if ok, err := p.Matches(); err == nil && ok {
			if t.shadows == nil {
				t.shadows = map[*schematron.Rule]bool{}
			}
			t.shadows[f.Rule] = true
		}
		p.Close()
	}
}

// contexts returns edits that make a node that the rule's context may match.
func (t *task) contexts(doc *xmltree.Doc) []edit {
	m := t.assert.Rule.Matcher()
	alternatives := []*syntax.Node{m.Syntax()}
	if m.Syntax().Kind == syntax.SynSet {
		alternatives = m.Syntax().Args
	}
	s := t.open(t.ctx, t.assert, doc, xmltree.Root, xmltree.NoAttr)
	defer s.close()
	var list []edit
	for _, alt := range alternatives {
		term := &formula.Term{Syn: alt, Src: m.Source()}
		list = append(list, s.supply(term)...)
		list = append(list, s.supplyMore(term)...)
		list = append(list, t.elsewhere(s, term)...)
	}
	return list
}

// elsewhere returns edits that make a node for a context that may match at any depth, below various elements.
func (t *task) elsewhere(s *state, term *formula.Term) []edit {
	cuts := formula.Cuts(t.schema.Model, t.assert, term)
	if len(cuts) == 0 {
		return nil
	}
	sample := s.g.sampler.Build(cuts[0].Rest, 0)
	if sample == nil {
		return nil
	}
	var list []edit
	seen := map[xmltree.Name]bool{}
	for n := xmltree.Root + 1; int(n) < s.doc.Len(); n++ {
		if s.doc.Kind(n) == xmltree.Element && !seen[s.doc.Name(n)] {
			seen[s.doc.Name(n)] = true
			list = append(list, s.add(xpath.NodeItem(n), sample)...)
		}
	}
	return list
}

// matching returns a text that matches a regular expression of the kind that schemas use, "" where there is no telling.
func matching(expr string) string {
	re, err := resyntax.Parse(expr, resyntax.Perl)
	if err != nil {
		return ""
	}
	var b strings.Builder
	if !write(&b, re) {
		return ""
	}
	return b.String()
}

func write(b *strings.Builder, re *resyntax.Regexp) bool {
	switch re.Op {
	case resyntax.OpEmptyMatch, resyntax.OpBeginLine, resyntax.OpEndLine, resyntax.OpBeginText, resyntax.OpEndText, resyntax.OpStar, resyntax.OpQuest:
		return true
	case resyntax.OpLiteral:
		b.WriteString(string(re.Rune))
		return true
	case resyntax.OpCharClass:
		b.WriteRune(re.Rune[0])
		return len(re.Rune) > 0
	case resyntax.OpAnyChar, resyntax.OpAnyCharNotNL:
		b.WriteByte('x')
		return true
	case resyntax.OpCapture, resyntax.OpPlus, resyntax.OpAlternate:
		return write(b, re.Sub[0])
	case resyntax.OpRepeat:
		for range re.Min {
			if !write(b, re.Sub[0]) {
				return false
			}
		}
		return true
	case resyntax.OpConcat:
		for _, sub := range re.Sub {
			if !write(b, sub) {
				return false
			}
		}
		return true
	}
	return false
}
