package schematron

import (
	"context"
	"fmt"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
)

// Probe evaluates parts of a test where the test itself was evaluated: with the same context node and the same values of
// the lets. It serves explanations and generators of test documents. It is not safe for concurrent use.
type Probe struct {
	schema *Schema
	run    *run
	assert *Assert
	at     xpath.Item
}

// Probe returns a Probe for an assert at a node of doc (the owner, if attr is not xmltree.NoAttr), which should match the
// assert's rule. Close it after use.
func (s *Schema) Probe(ctx context.Context, doc *xmltree.Doc, a *Assert, node xmltree.Node, attr xmltree.Attr) *Probe {
	r := s.pool.Get().(*run)
	r.begin(ctx, doc)
	r.rule, r.assert, r.node, r.attr = a.Rule, a, node, attr
	p := &Probe{schema: s, run: r, assert: a, at: contextItem(doc, node, attr)}
	for _, step := range a.Rule.Steps {
		if step.Assert == a {
			break
		}
		if step.Let != nil {
			r.bind(step.Let, p.at)
		}
	}
	return p
}

// Close releases p.
func (p *Probe) Close() { p.run.release() }

// Doc returns the document.
func (p *Probe) Doc() *xmltree.Doc { return p.run.c.Doc() }

// Test evaluates the test of the assert.
func (p *Probe) Test() (bool, error) { return p.assert.test.Bool(p.run.c, p.at) }

// Matches reports whether the context node matches the context of the assert's rule.
func (p *Probe) Matches() (bool, error) { return p.assert.Rule.match.Matches(p.run.c, p.at) }

// Eval evaluates an expression. It may use the names of elements and attributes that the schema uses, and no others: the
// schema's name table is shared by all that run it and must not grow.
func (p *Probe) Eval(source string) ([]xpath.Item, error) { return p.EvalAt(source, p.at) }

// EvalAt is Eval for another context item of the same document.
func (p *Probe) EvalAt(source string, at xpath.Item) ([]xpath.Item, error) {
	expr, err := p.compile(source)
	if err != nil {
		return nil, fmt.Errorf("probing: %w", err)
	}
	return expr.Eval(p.run.c, at, nil)
}

// maxProbes bounds the compiled probes that a schema keeps: expressions are parts of its tests, so they are few, but an
// explanation may build one from a value of the document.
const maxProbes = 20_000

// probeKey identifies a compiled probe: the variables in scope are those of the assert.
type probeKey struct {
	assert *Assert
	source string
}

// compile compiles an expression for the assert, once.
func (p *Probe) compile(source string) (*xpath.Expr, error) {
	key := probeKey{p.assert, source}
	if expr, ok := p.schema.probes.Load(key); ok {
		return expr.(*xpath.Expr), nil
	}
	static := xpath.Static{Namespaces: p.schema.namespaces, Vars: p.assert.vars, Names: p.schema.names, Closed: true}
	expr, err := xpath.Compile(source, &static)
	if err == nil && p.schema.probeCount.Add(1) <= maxProbes {
		p.schema.probes.Store(key, expr)
	}
	return expr, err
}

// Bool is the effective boolean value of an expression: see Eval.
func (p *Probe) Bool(source string) (bool, error) { return p.BoolAt(source, p.at) }

// BoolAt is Bool for another context item of the same document.
func (p *Probe) BoolAt(source string, at xpath.Item) (bool, error) {
	expr, err := p.compile(source)
	if err != nil {
		return false, fmt.Errorf("probing: %w", err)
	}
	return expr.Bool(p.run.c, at)
}

// LetFor returns the let that a variable of the test refers to, nil when there is none.
func (a *Assert) LetFor(m *Model, slot int) *Let {
	if slot < 0 || slot >= len(a.vars) {
		return nil
	}
	for _, let := range m.Lets {
		if let.slot == slot {
			return let
		}
	}
	for _, step := range a.Rule.Steps {
		if step.Let != nil && step.Let.slot == slot {
			return step.Let
		}
	}
	return nil
}

// At returns the context node as an item.
func (p *Probe) At() xpath.Item { return p.at }
