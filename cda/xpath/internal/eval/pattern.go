package eval

import (
	"errors"
	"slices"

	"github.com/fselint/fselint/cda/xpath/syntax"
)

// alternative is one path of a pattern. Its steps are matched from right to left.
type alternative struct {
	steps  []patternStep
	rooted bool // the first step starts at the document node
}

type patternStep struct {
	step
	positional bool // a predicate depends on the position
	fallible   bool // a predicate may raise an error
}

// CompilePattern parses and checks a match pattern. The error is an *Error; XTSE0340 says that the expression is none.
func CompilePattern(source string, st *Static, library *Library) (p *Pattern, err error) {
	if st == nil || st.Names == nil {
		return nil, errors.New("xpath: the static context has no name table")
	}
	memory := scratches.Get().(*scratch)
	defer memory.release()
	tree, locals, err := syntax.ParsePattern(source, &syntax.Scope{Namespaces: st.Namespaces, Vars: st.Vars}, &memory.Memory)
	if err != nil {
		return nil, err
	}
	defer recoverStatic(&err)
	b := &Builder{source, st, st.Names, memory, library}
	p = &Pattern{source: source, syntax: tree, locals: locals}
	paths := []*syntax.Node{tree}
	if tree.Kind == syntax.SynSet {
		paths = tree.Args
	}
	for _, s := range paths {
		a := b.alternative(s)
		p.alternatives = append(p.alternatives, a)
		p.targets.Add(a)
	}
	return p, nil
}

func (b *Builder) alternative(s *syntax.Node) *alternative {
	parts := []*syntax.Node{s}
	if s.Kind == syntax.SynPath {
		parts = s.Args
	}
	a := &alternative{}
	if parts[0].Kind == syntax.SynRoot {
		a.rooted = true
		parts = parts[1:]
	}
	for _, st := range parts {
		switch st.Axis {
		case syntax.AxisChild, syntax.AxisAttribute, syntax.AxisDescendant, syntax.AxisDescendantOrSelf, syntax.AxisSelf:
		default:
			b.Fail("XTSE0340", st.Start, "The axis %s is not allowed in a match pattern", st.Axis)
		}
	}
	for _, st := range b.steps(parts) {
		ps := patternStep{step: st}
		for i := range st.preds {
			ps.positional = ps.positional || st.preds[i].positional()
			ps.fallible = ps.fallible || st.preds[i].fallible()
		}
		a.steps = append(a.steps, ps)
	}
	if a.rooted && len(a.steps) > 0 {
		first := &a.steps[0]
		switch {
		case isAnyBelow(&first.step) && len(a.steps) > 1: // everything is below the document node
			a.steps, a.rooted = a.steps[1:], false
		case first.axis == syntax.AxisDescendant && !first.positional:
			first.axis, a.rooted = syntax.AxisChild, false
		}
	}
	return a
}

func (t *Targets) Add(a *alternative) {
	if len(a.steps) == 0 {
		t.Root = true
		return
	}
	last := &a.steps[len(a.steps)-1]
	switch test := last.test; {
	case last.axis == syntax.AxisAttribute:
		t.Other = true
	case test.kind == syntax.TestName || test.kind == syntax.TestElement:
		if test.name < 0 {
			t.AnyElement = true
		} else if !slices.Contains(t.Elements, test.name) {
			t.Elements = append(t.Elements, test.name)
		}
	case test.kind == syntax.TestDocument:
		t.Root = true
	case test.kind == syntax.TestNode:
		t.AnyElement, t.Other = true, true
		t.Root = t.Root || last.axis != syntax.AxisChild
	default:
		t.Other = true
	}
}

func (p *Pattern) matches(c *Context, at Item) (bool, error) {
	if !at.IsNode() {
		return false, nil
	}
	if len(c.bound) < len(c.names.list) {
		c.bind()
	}
	for i, a := range p.alternatives { // most nodes fail here, before anything is set up
		if a.plausible(c, at.Ref()) {
			return p.matchesFrom(c, i, at)
		}
	}
	return false, nil
}

// matchesFrom tries the alternatives from the first that is plausible.
func (p *Pattern) matchesFrom(c *Context, first int, at Item) (ok bool, err error) {
	f := c.save()
	c.begin(p.source, p.locals, Focus{at, 1, 1})
	defer c.leave(f, &err)
	for i, a := range p.alternatives[first:] {
		if (i == 0 || a.plausible(c, at.Ref())) && a.matches(c, at.Ref()) {
			return true, nil
		}
	}
	return false, nil
}

func (a *alternative) matches(c *Context, r Ref) bool {
	return len(a.steps) == 0 || a.selected(c, len(a.steps)-1, r)
}

// plausible compares the names along the parents of r as far as the steps are on the child axis. It needs no predicate,
// and rules out most nodes.
func (a *alternative) plausible(c *Context, r Ref) bool {
	if len(a.steps) == 0 {
		return r == 0
	}
	for i := len(a.steps) - 1; ; i-- {
		s := &a.steps[i]
		if s.test.absent(c) || r < 0 || !s.accepts(c, r) {
			return false
		}
		if i == 0 || s.axis != syntax.AxisChild && s.axis != syntax.AxisAttribute {
			return true
		}
		r = c.parent(r)
	}
}

// selected reports whether step i selects r from some node that the steps before it, if any, select.
func (a *alternative) selected(c *Context, i int, r Ref) bool {
	s := &a.steps[i]
	c.Tick()
	if !s.accepts(c, r) {
		return false
	}
	if !s.positional && !s.holds(c, r) {
		return false
	}
	switch s.axis {
	case syntax.AxisChild, syntax.AxisAttribute:
		if r == 0 { // document-node() as the only step
			return i == 0
		}
		return a.from(c, i, c.parent(r), r)
	case syntax.AxisSelf:
		return a.from(c, i, r, r)
	case syntax.AxisDescendantOrSelf:
		if a.from(c, i, r, r) {
			return true
		}
	}
	for o := c.parent(r); o >= 0; o = c.parent(o) {
		c.Tick()
		if a.from(c, i, o, r) {
			return true
		}
	}
	return false
}

// parent returns the parent of a node or attribute, negative for the document node.
func (c *Context) parent(r Ref) Ref {
	if r.IsAttr() {
		return NodeRef(r.Node())
	}
	return NodeRef(c.Tree.Parent(r.Node()))
}

// from reports whether step i selects r when it starts at origin, and origin is selected by what precedes the step.
func (a *alternative) from(c *Context, i int, origin, r Ref) bool {
	s := &a.steps[i]
	if i == 0 && a.rooted && origin != 0 || s.positional && !s.selects(c, origin, r) {
		return false
	}
	return i == 0 || a.selected(c, i-1, origin)
}

// accepts tests the kind and name of r.
func (s *patternStep) accepts(c *Context, r Ref) bool {
	if s.axis == syntax.AxisAttribute {
		return r.IsAttr() && s.test.Attr(c, r.Attr(), true)
	}
	if r.IsAttr() {
		return s.axis != syntax.AxisChild && s.axis != syntax.AxisDescendant && s.test.Attr(c, r.Attr(), false)
	}
	if r == 0 && (s.axis == syntax.AxisChild || s.axis == syntax.AxisDescendant) && s.test.kind != syntax.TestDocument {
		return false
	}
	return s.test.Node(c, r.Node())
}

// holds evaluates predicates that do not depend on positions.
func (s *patternStep) holds(c *Context, r Ref) bool {
	for i := range s.preds {
		if p := &s.preds[i]; p.fallible() {
			if !c.guarded(func() bool { return p.holds(c, RefItem(r), 1, 1) }) {
				return false
			}
		} else if !p.holds(c, RefItem(r), 1, 1) {
			return false
		}
	}
	return true
}

// selects runs a step with positional predicates from origin and looks for r among the result.
func (s *patternStep) selects(c *Context, origin, r Ref) bool {
	run := func() bool {
		base := len(c.Stack)
		collector := walker{mode: walkCollect}
		collector.candidates(c, &s.step, origin, nil)
		for i := range s.preds {
			s.preds[i].filter(c, base)
		}
		found := slices.ContainsFunc(c.Stack[base:], func(i Item) bool { return i.Ref() == r })
		c.Drop(base)
		return found
	}
	if s.fallible {
		return c.guarded(run)
	}
	return run()
}

// guarded evaluates f and returns false where it raises a dynamic error.
func (c *Context) guarded(f func() bool) (ok bool) {
	saved := c.save()
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		e, dynamic := r.(*syntax.Error)
		if !dynamic {
			panic(r)
		}
		c.restore(&saved)
		ok = false
		if c.OnPatternError != nil {
			c.OnPatternError(e)
		}
	}()
	return f()
}
