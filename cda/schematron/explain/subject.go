package explain

import (
	"sync"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// subject is an assert with what its explanations say whatever the document: each of them is made once.
type subject struct {
	renderer
	formula    *formula.Formula
	italian    func() string // the requirement
	english    func() string
	terms      sync.Map // expressions for people, by *syntax.Node
	paths      sync.Map // []formula.Cut, by *syntax.Node
	predicates sync.Map // *formula.Formula, by *syntax.Node
}

func newSubject(m *schematron.Model, a *schematron.Assert) *subject {
	s := &subject{renderer: renderer{m, a}, formula: formula.Grouped(formula.Requirement(m, a))}
	required := func(l Lang) func() string {
		return sync.OnceValue(func() string { return sentence(s.requirement(l, s.formula)) })
	}
	s.italian, s.english = required(Italian), required(English)
	return s
}

// kept returns what is kept under a key, made where there is nothing yet.
func kept[K comparable, V any](m *sync.Map, key K, make func() V) V {
	v, ok := m.Load(key)
	if !ok {
		v, _ = m.LoadOrStore(key, make())
	}
	return v.(V)
}

// required is the requirement as a sentence.
func (s *subject) required(lang string) string {
	if Lang(lang) == Italian {
		return s.italian()
	}
	return s.english()
}

func (s *subject) requirement(l Lang, f *formula.Formula) string {
	w := writer{l, s}
	return w.requirement(f, false)
}

// asks says what a formula asks for.
func (s *subject) asks(f *formula.Formula) words {
	return words{make: func(l Lang) string { return s.requirement(l, f) }}
}

// context says in readable form which nodes the assert is applied to.
func (s *subject) context() string {
	m := s.assert.Rule.Matcher()
	return s.term(&formula.Term{Syn: m.Syntax(), Src: m.Source()})
}

// term writes an expression for people.
func (s *subject) term(t *formula.Term) string {
	return kept(&s.terms, t.Syn, func() string { return s.expr(t.Syn, t.Src, 0) })
}

// cuts cuts a path where it may select nothing.
func (s *subject) cuts(t *formula.Term) []formula.Cut {
	return kept(&s.paths, t.Syn, func() []formula.Cut { return formula.Cuts(s.model, s.assert, t) })
}

// predicate reads a predicate as a formula.
func (s *subject) predicate(p *syntax.Node, src string) *formula.Formula {
	return kept(&s.predicates, p, func() *formula.Formula {
		return formula.Grouped(formula.Of(s.model, s.assert, &formula.Term{Syn: p, Src: src}, false))
	})
}
