package eval

import (
	"slices"

	"github.com/fselint/fselint/cda/xpath/syntax"
)

// shape is what is known of the nodes at some point of a path.
type shape struct {
	single bool // at most one node
	sorted bool // in document order
	unique bool // no node twice
	flat   bool // no node is an ancestor of another
}

// shapeOf is the shape of the nodes that a path starts from, which walk has sorted.
func shapeOf(o Op) shape {
	single := o == nil || o.meta().Max <= 1
	return shape{single: single, sorted: true, unique: true, flat: single}
}

// after returns the shape of the nodes that a step on the axis selects from nodes of shape s.
func (s shape) after(axis syntax.Axis) shape {
	switch axis {
	case syntax.AxisChild:
		return shape{false, s.sorted && s.flat, s.unique, s.flat}
	case syntax.AxisAttribute:
		return shape{false, s.sorted, s.unique, true}
	case syntax.AxisSelf:
		return s
	case syntax.AxisDescendant, syntax.AxisDescendantOrSelf:
		return shape{false, s.sorted && s.flat, s.unique && s.flat, false}
	case syntax.AxisParent:
		return shape{s.single, s.single, s.single, s.single}
	case syntax.AxisFollowingSibling:
		return shape{false, s.single, s.single, s.single}
	case syntax.AxisFollowing:
		return shape{false, s.single, s.single, false}
	case syntax.AxisPrecedingSibling:
		return shape{false, false, s.single, s.single}
	}
	return shape{false, false, s.single, false}
}

// isAxisStep reports whether a part of a path is an axis step, or "." which is the same as self::node() there.
func isAxisStep(s *syntax.Node) bool { return s.Kind == syntax.SynStep }

// path compiles a path: stretches of axis steps become pathOps, anything else a mapOp.
func (b *Builder) path(s *syntax.Node) Op {
	if s.Kind != syntax.SynPath {
		return b.stretch(s, nil, false, []*syntax.Node{s})
	}
	var acc Op
	steps := s.Args
	root := steps[0].Kind == syntax.SynRoot
	switch {
	case root:
		steps = steps[1:]
	case !isAxisStep(steps[0]):
		acc = b.build(steps[0])
		steps = steps[1:]
	}
	for len(steps) > 0 {
		n := 0
		for n < len(steps) && isAxisStep(steps[n]) {
			n++
		}
		if n > 0 {
			acc = b.stretch(s, acc, root && acc == nil, steps[:n])
			steps = steps[n:]
			continue
		}
		if acc == nil { // "/" before something else
			acc = &rootOp{Info{Offset: s.Start, Kinds: KNode, Min: 1, Max: 1}}
		}
		acc = b.mapping(s, acc, steps[0])
		steps = steps[1:]
	}
	return acc
}

func (b *Builder) mapping(s *syntax.Node, left Op, right *syntax.Node) Op {
	if _, axes := left.(*pathOp); axes && right.Kind == syntax.SynContext {
		return left
	}
	r := b.build(right)
	m := &mapOp{left: left, right: r}
	m.Info = Info{Offset: s.Start, Kinds: r.meta().Kinds, Max: max(left.meta().Max, r.meta().Max)}
	m.Min = min(left.meta().Min, r.meta().Min)
	m.Position, m.Size = left.meta().Position, left.meta().Size
	m.Fallible = left.meta().Fallible || left.meta().Kinds != KNode || r.meta().Fallible || r.meta().Kinds&KNode != 0 && r.meta().Kinds != KNode
	return m
}

// stretch compiles consecutive axis steps that begin at start, at the root or at the context item.
func (b *Builder) stretch(s *syntax.Node, start Op, root bool, parts []*syntax.Node) Op {
	if len(parts) == 1 && parts[0].Kind == syntax.SynRoot {
		return &rootOp{Info{Offset: s.Start, Kinds: KNode, Min: 1, Max: 1}}
	}
	p := pathOp{start: start, root: root}
	p.Info = Info{Offset: s.Start, Kinds: KNode, Max: Many}
	at := shapeOf(start)
	if start != nil {
		p.Info = p.with(start)
		p.Fallible = p.Fallible || start.meta().Kinds != KNode
	}
	limit := at.single // every step selects at most one node
	steps := b.steps(parts)
	p.runs = b.memory.runs.List(1)[:0]
	begin := 0 // of the run
	for i, st := range steps {
		if i > begin && !at.unique {
			p.runs = append(p.runs, steps[begin:i:i])
			begin = i
			at.sorted, at.unique = true, true
		}
		at = at.after(st.axis)
		if limit = limit && st.atMostOne(); limit {
			at = shape{true, true, true, true}
		}
		for i := range st.preds {
			p.Fallible = p.Fallible || st.preds[i].fallible()
		}
	}
	p.runs = append(p.runs, steps[begin:])
	p.ordered, p.unique = at.sorted, at.unique
	if limit {
		p.Max = 1
	}
	if start == nil && !root && len(steps) == 1 {
		if st := &steps[0]; st.axis == syntax.AxisAttribute && st.test.name >= 0 && st.test.kind == syntax.TestName && len(st.preds) == 0 {
			return b.memory.attrs.Keep(attrOp{p.Info, st.test.name})
		}
	}
	return b.memory.paths.Keep(p)
}

// atMostOne reports whether the step selects at most one node from one.
func (s *step) atMostOne() bool {
	switch s.axis {
	case syntax.AxisSelf, syntax.AxisParent:
		return true
	case syntax.AxisAttribute:
		if s.test.name >= 0 {
			return true
		}
	}
	return slices.ContainsFunc(s.preds, func(p predicate) bool { return p.kind == predIndex })
}

// steps compiles axis steps. "//x", that is /descendant-or-self::node()/child::x, becomes /descendant::x where no
// predicate depends on positions.
func (b *Builder) steps(parts []*syntax.Node) []step {
	out := b.memory.steps.List(len(parts))[:0]
	for _, s := range parts {
		st := step{axis: s.Axis, test: b.nodeTest(s.Test), preds: b.predicates(s.Args)}
		positional := false
		for i := range st.preds {
			p := &st.preds[i]
			positional = positional || p.positional()
			st.slow = st.slow || p.op.meta().Size
		}
		st.slow = st.slow || len(st.preds) > maxCounted
		if n := len(out); n > 0 && !positional && isAnyBelow(&out[n-1]) && (st.axis == syntax.AxisChild || st.axis == syntax.AxisDescendant) {
			st.axis = syntax.AxisDescendant
			out[n-1] = st
			continue
		}
		out = append(out, st)
	}
	for i := range out {
		st := &out[i]
		if st.child = -1; st.axis == syntax.AxisChild && st.test.kind == syntax.TestName {
			st.child = st.test.name
		}
	}
	return out
}

func isAnyBelow(s *step) bool {
	return s.axis == syntax.AxisDescendantOrSelf && s.test.kind == syntax.TestNode && len(s.preds) == 0
}
