package xpath

import (
	"errors"
	"slices"
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
func CompilePattern(source string, st *Static) (p *Pattern, err error) {
	if st == nil || st.Names == nil {
		return nil, errors.New("xpath: the static context has no name table")
	}
	memory := scratches.Get().(*scratch)
	defer memory.release()
	syntax, locals, err := parse(source, st, memory, (*parser).pattern)
	if err != nil {
		return nil, err
	}
	defer recoverStatic(&err)
	b := &builder{source, st, st.Names, memory}
	p = &Pattern{source: source, syntax: syntax, locals: locals}
	paths := []*Syntax{syntax}
	if syntax.Kind == SynSet {
		paths = syntax.Args
	}
	for _, s := range paths {
		a := b.alternative(s)
		p.alternatives = append(p.alternatives, a)
		p.targets.add(a)
	}
	return p, nil
}

// pattern reads paths separated by "|" into one SynSet with any number of arguments.
func (p *parser) pattern() *Syntax {
	start := p.peek().start
	var paths []*Syntax
	for {
		at := p.peek().start
		s := p.path()
		if s.Kind != SynRoot && s.Kind != SynStep && (s.Kind != SynPath || !isPatternPath(s.Args)) || p.src[at] == '(' {
			p.failCode("XTSE0340", at, "A match pattern consists of steps on the child and attribute axes separated by / and //; "+
				"%q is something else", p.src[at:s.End])
		}
		paths = append(paths, s)
		if !p.accept("|") {
			break
		}
	}
	if len(paths) == 1 {
		return paths[0]
	}
	return p.node(Syntax{Kind: SynSet, Op: "union", Args: paths}, start)
}

func isPatternPath(steps []*Syntax) bool {
	for i, s := range steps {
		if s.Kind != SynStep && (i > 0 || s.Kind != SynRoot) {
			return false
		}
	}
	return true
}

func (b *builder) alternative(s *Syntax) *alternative {
	parts := []*Syntax{s}
	if s.Kind == SynPath {
		parts = s.Args
	}
	a := &alternative{}
	if parts[0].Kind == SynRoot {
		a.rooted = true
		parts = parts[1:]
	}
	for _, st := range parts {
		switch st.Axis {
		case AxisChild, AxisAttribute, AxisDescendant, AxisDescendantOrSelf, AxisSelf:
		default:
			b.fail("XTSE0340", st.Start, "The axis %s is not allowed in a match pattern", st.Axis)
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
		case first.axis == AxisDescendant && !first.positional:
			first.axis, a.rooted = AxisChild, false
		}
	}
	return a
}

func (t *Targets) add(a *alternative) {
	if len(a.steps) == 0 {
		t.Root = true
		return
	}
	last := &a.steps[len(a.steps)-1]
	switch test := last.test; {
	case last.axis == AxisAttribute:
		t.Other = true
	case test.kind == TestName || test.kind == TestElement:
		if test.name < 0 {
			t.AnyElement = true
		} else if !slices.Contains(t.Elements, test.name) {
			t.Elements = append(t.Elements, test.name)
		}
	case test.kind == TestDocument:
		t.Root = true
	case test.kind == TestNode:
		t.AnyElement, t.Other = true, true
		t.Root = t.Root || last.axis != AxisChild
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
		if a.plausible(c, at.ref()) {
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
		if (i == 0 || a.plausible(c, at.ref())) && a.matches(c, at.ref()) {
			return true, nil
		}
	}
	return false, nil
}

func (a *alternative) matches(c *Context, r ref) bool {
	return len(a.steps) == 0 || a.selected(c, len(a.steps)-1, r)
}

// plausible compares the names along the parents of r as far as the steps are on the child axis. It needs no predicate,
// and rules out most nodes.
func (a *alternative) plausible(c *Context, r ref) bool {
	if len(a.steps) == 0 {
		return r == 0
	}
	for i := len(a.steps) - 1; ; i-- {
		s := &a.steps[i]
		if s.test.absent(c) || r < 0 || !s.accepts(c, r) {
			return false
		}
		if i == 0 || s.axis != AxisChild && s.axis != AxisAttribute {
			return true
		}
		r = c.parent(r)
	}
}

// selected reports whether step i selects r from some node that the steps before it, if any, select.
func (a *alternative) selected(c *Context, i int, r ref) bool {
	s := &a.steps[i]
	c.tick()
	if !s.accepts(c, r) {
		return false
	}
	if !s.positional && !s.holds(c, r) {
		return false
	}
	switch s.axis {
	case AxisChild, AxisAttribute:
		if r == 0 { // document-node() as the only step
			return i == 0
		}
		return a.from(c, i, c.parent(r), r)
	case AxisSelf:
		return a.from(c, i, r, r)
	case AxisDescendantOrSelf:
		if a.from(c, i, r, r) {
			return true
		}
	}
	for o := c.parent(r); o >= 0; o = c.parent(o) {
		c.tick()
		if a.from(c, i, o, r) {
			return true
		}
	}
	return false
}

// parent returns the parent of a node or attribute, negative for the document node.
func (c *Context) parent(r ref) ref {
	if r.isAttr() {
		return nodeRef(r.node())
	}
	return nodeRef(c.doc.Parent(r.node()))
}

// from reports whether step i selects r when it starts at origin, and origin is selected by what precedes the step.
func (a *alternative) from(c *Context, i int, origin, r ref) bool {
	s := &a.steps[i]
	if i == 0 && a.rooted && origin != 0 || s.positional && !s.selects(c, origin, r) {
		return false
	}
	return i == 0 || a.selected(c, i-1, origin)
}

// accepts tests the kind and name of r.
func (s *patternStep) accepts(c *Context, r ref) bool {
	if s.axis == AxisAttribute {
		return r.isAttr() && s.test.attr(c, r.attr(), true)
	}
	if r.isAttr() {
		return s.axis != AxisChild && s.axis != AxisDescendant && s.test.attr(c, r.attr(), false)
	}
	if r == 0 && (s.axis == AxisChild || s.axis == AxisDescendant) && s.test.kind != TestDocument {
		return false
	}
	return s.test.node(c, r.node())
}

// holds evaluates predicates that do not depend on positions.
func (s *patternStep) holds(c *Context, r ref) bool {
	for i := range s.preds {
		if p := &s.preds[i]; p.fallible() {
			if !c.guarded(func() bool { return p.holds(c, refItem(r), 1, 1) }) {
				return false
			}
		} else if !p.holds(c, refItem(r), 1, 1) {
			return false
		}
	}
	return true
}

// selects runs a step with positional predicates from origin and looks for r among the result.
func (s *patternStep) selects(c *Context, origin, r ref) bool {
	run := func() bool {
		base := len(c.stack)
		collector := walker{mode: walkCollect}
		collector.candidates(c, &s.step, origin, nil)
		for i := range s.preds {
			s.preds[i].filter(c, base)
		}
		found := slices.ContainsFunc(c.stack[base:], func(i Item) bool { return i.ref() == r })
		c.drop(base)
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
		e, dynamic := r.(*Error)
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
