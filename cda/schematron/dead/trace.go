package dead

import (
	"slices"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xpath"
)

// documentNode stands for the document node among places.
const documentNode = -1

// instance is the namespace of the attributes that may stand everywhere.
const instance = "http://www.w3.org/2001/XMLSchema-instance"

// tracer follows paths through a grammar.
type tracer struct {
	model   *schematron.Model
	grammar Grammar
	isRoot  map[int]bool
	may     map[placed]bool // predicates that may hold at a place
	below   []int           // everything below the document node; nil until it is known
}

type placed struct {
	syn   *xpath.Syntax
	place int
}

func newTracer(m *schematron.Model, g Grammar) *tracer {
	t := &tracer{model: m, grammar: g, isRoot: map[int]bool{}, may: map[placed]bool{}}
	for _, p := range g.Roots() {
		t.isRoot[p] = true
	}
	return t
}

// context returns the elements for which a rule may fire; known is false when that cannot be said, or when the rule may
// fire for attributes.
func (t *tracer) context(r *schematron.Rule) (places []int, known bool) {
	m := r.Matcher()
	paths := []*xpath.Syntax{m.Syntax()}
	if m.Syntax().Kind == xpath.SynSet {
		paths = m.Syntax().Args
	}
	for _, path := range paths {
		if steps(path, m.Source()) == nil {
			return nil, false
		}
		parts := []*xpath.Syntax{path}
		if path.Kind == xpath.SynPath {
			parts = path.Args
		}
		found := t.walk(t.anywhere(parts), m.Source(), []int{documentNode})
		if found.unknown || found.other {
			return nil, false
		}
		places = append(places, found.places...)
	}
	slices.Sort(places)
	return slices.Compact(places), true
}

// anywhere makes steps of a pattern that does not begin with "/" a path from the document node: at any depth.
func (t *tracer) anywhere(parts []*xpath.Syntax) []*xpath.Syntax {
	if parts[0].Kind == xpath.SynRoot {
		return parts
	}
	first := *parts[0]
	if first.Axis == xpath.AxisChild {
		first.Axis = xpath.AxisDescendant
		return append([]*xpath.Syntax{&first}, parts[1:]...)
	}
	below := &xpath.Syntax{Kind: xpath.SynStep, Axis: xpath.AxisDescendant, Test: &xpath.NodeTest{Kind: xpath.TestName, AnySpace: true, AnyLocal: true}}
	return append([]*xpath.Syntax{below}, parts...)
}

// selection is what a path may select.
type selection struct {
	places  []int // elements, or the document node
	other   bool  // attributes, text, values
	unknown bool  // anything
	owners  []int // of attributes, when the last step is one
	name    *xpath.NodeTest
}

func (s selection) empty() bool { return !s.unknown && !s.other && len(s.places) == 0 }

var anything = selection{unknown: true}

// walk follows steps from some places.
func (t *tracer) walk(parts []*xpath.Syntax, src string, from []int) selection {
	cur := selection{places: from}
	for i, s := range parts {
		switch {
		case cur.unknown:
			return anything
		case cur.other && len(cur.places) == 0 && i > 0 && s.Kind == xpath.SynStep && downward(s.Axis):
			return selection{} // attributes and text have nothing below
		case s.Kind == xpath.SynContext:
			continue
		case s.Kind == xpath.SynRoot && i == 0:
			cur = selection{places: []int{documentNode}}
			continue
		case s.Kind != xpath.SynStep:
			if i > 0 && cur.empty() {
				return selection{} // a function that is called for nothing
			}
			return anything
		case cur.other:
			return anything
		}
		cur = t.step(s, src, cur.places)
	}
	return cur
}

func downward(a xpath.Axis) bool {
	return a == xpath.AxisChild || a == xpath.AxisDescendant || a == xpath.AxisAttribute
}

// step follows one step.
func (t *tracer) step(s *xpath.Syntax, src string, from []int) selection {
	if s.Axis == xpath.AxisAttribute {
		return t.attribute(s, from)
	}
	places, known := t.axis(s.Axis, from)
	if !known {
		return anything
	}
	result := selection{}
	switch s.Test.Kind {
	case xpath.TestName:
		places = slices.DeleteFunc(slices.Clone(places), func(p int) bool { return !t.named(p, s.Test) })
	case xpath.TestNode:
		result.other = s.Axis == xpath.AxisChild || s.Axis == xpath.AxisDescendant
	case xpath.TestText:
		return selection{other: true}
	default:
		return anything
	}
	for _, p := range places {
		if t.passes(s.Args, src, p) {
			result.places = append(result.places, p)
		}
	}
	if s.Axis == xpath.AxisDescendantOrSelf && s.Test.Kind == xpath.TestNode {
		result.other = false // what else is there has nothing below, and "//" goes on
	}
	return result
}

func (t *tracer) named(p int, test *xpath.NodeTest) bool {
	if p == documentNode {
		return false
	}
	space, local := t.grammar.Name(p)
	return (test.AnySpace || test.Space == space || test.AnyLocal && test.Prefix == "") && (test.AnyLocal || test.Local == local)
}

// axis returns the elements on an axis; known is false where anything may stand.
func (t *tracer) axis(axis xpath.Axis, from []int) (places []int, known bool) {
	switch axis {
	case xpath.AxisSelf:
		return from, true
	case xpath.AxisChild:
		return t.collect(from, t.children)
	case xpath.AxisParent:
		return t.collect(from, t.parents)
	case xpath.AxisDescendant:
		if len(from) != 1 || from[0] != documentNode {
			return t.closure(from, t.children, false)
		}
		if t.below == nil { // every context begins with this
			below, known := t.closure(from, t.children, false)
			if !known {
				return nil, false
			}
			t.below = below
		}
		return t.below, true
	case xpath.AxisDescendantOrSelf:
		return t.closure(from, t.children, true)
	case xpath.AxisAncestor:
		return t.closure(from, t.parents, false)
	case xpath.AxisAncestorOrSelf:
		return t.closure(from, t.parents, true)
	}
	return nil, false
}

func (t *tracer) children(p int) ([]int, bool) {
	if p == documentNode {
		return t.grammar.Roots(), false
	}
	return t.grammar.Children(p)
}

func (t *tracer) parents(p int) ([]int, bool) {
	if p == documentNode {
		return nil, false
	}
	parents := t.grammar.Parents(p)
	if t.isRoot[p] {
		parents = append(slices.Clone(parents), documentNode)
	}
	return parents, false
}

func (t *tracer) collect(from []int, next func(int) ([]int, bool)) (places []int, known bool) {
	seen := map[int]bool{}
	for _, p := range from {
		list, open := next(p)
		if open {
			return nil, false
		}
		for _, q := range list {
			if !seen[q] {
				seen[q] = true
				places = append(places, q)
			}
		}
	}
	return places, true
}

func (t *tracer) closure(from []int, next func(int) ([]int, bool), self bool) (places []int, known bool) {
	seen := map[int]bool{}
	if self {
		places = slices.Clone(from)
		for _, p := range from {
			seen[p] = true
		}
	}
	todo := from
	for len(todo) > 0 {
		level, known := t.collect(todo, next)
		if !known {
			return nil, false
		}
		todo = nil
		for _, q := range level {
			if !seen[q] {
				seen[q] = true
				places, todo = append(places, q), append(todo, q)
			}
		}
	}
	return places, true
}

func (t *tracer) attribute(s *xpath.Syntax, from []int) selection {
	if s.Test.Kind != xpath.TestName || s.Test.AnyLocal || s.Test.AnySpace || s.Test.Space == instance {
		return anything
	}
	result := selection{name: s.Test}
	for _, p := range from {
		if p == documentNode {
			continue
		}
		if possible, _, _ := t.grammar.Attribute(p, s.Test.Space, s.Test.Local); possible {
			result.owners = append(result.owners, p)
		}
	}
	result.other = len(result.owners) > 0
	return result
}

// passes reports whether predicates may all hold for an element.
func (t *tracer) passes(preds []*xpath.Syntax, src string, p int) bool {
	for _, pred := range preds {
		if positional(pred) || hasVariable(pred) || p == documentNode {
			continue
		}
		key := placed{pred, p}
		may, known := t.may[key]
		if !known {
			t.may[key] = true // while it is worked out
			f := formula.Of(t.model, nil, &formula.Term{Syn: pred, Src: src}, false)
			may = !judge([]*formula.Formula{f}, nil, t.at(p)).none()
			t.may[key] = may
		}
		if !may {
			return false
		}
	}
	return true
}

// at is what is known at an element.
func (t *tracer) at(p int) oracle { return focus{t, p} }

type focus struct {
	t *tracer
	p int
}

func (f focus) reach(term *formula.Term) selection {
	s := term.Syn
	if s.Kind == xpath.SynPath {
		return f.t.walk(s.Args, term.Src, []int{f.p})
	}
	return f.t.walk([]*xpath.Syntax{s}, term.Src, []int{f.p})
}

func (f focus) absent(term *formula.Term) bool {
	if term.Syn.Kind == xpath.SynSet && term.Syn.Op == "union" {
		return !slices.ContainsFunc(term.Syn.Args, func(a *xpath.Syntax) bool { return !f.absent(&formula.Term{Syn: a, Src: term.Src}) })
	}
	return f.reach(term).empty()
}

func (f focus) differs(term *formula.Term, value string) bool {
	found := f.reach(term)
	if found.name == nil || len(found.owners) == 0 {
		return false
	}
	return !slices.ContainsFunc(found.owners, func(p int) bool {
		_, fixed, isFixed := f.t.grammar.Attribute(p, found.name.Space, found.name.Local)
		return !isFixed || fixed == value
	})
}
