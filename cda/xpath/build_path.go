package xpath

import "slices"

// shape is what is known of the nodes at some point of a path.
type shape struct {
	single bool // at most one node
	sorted bool // in document order
	unique bool // no node twice
	flat   bool // no node is an ancestor of another
}

// shapeOf is the shape of the nodes that a path starts from, which walk has sorted.
func shapeOf(o op) shape {
	single := o == nil || o.meta().max <= 1
	return shape{single: single, sorted: true, unique: true, flat: single}
}

// after returns the shape of the nodes that a step on the axis selects from nodes of shape s.
func (s shape) after(axis Axis) shape {
	switch axis {
	case AxisChild:
		return shape{false, s.sorted && s.flat, s.unique, s.flat}
	case AxisAttribute:
		return shape{false, s.sorted, s.unique, true}
	case AxisSelf:
		return s
	case AxisDescendant, AxisDescendantOrSelf:
		return shape{false, s.sorted && s.flat, s.unique && s.flat, false}
	case AxisParent:
		return shape{s.single, s.single, s.single, s.single}
	case AxisFollowingSibling:
		return shape{false, s.single, s.single, s.single}
	case AxisFollowing:
		return shape{false, s.single, s.single, false}
	case AxisPrecedingSibling:
		return shape{false, false, s.single, s.single}
	}
	return shape{false, false, s.single, false}
}

// isAxisStep reports whether a part of a path is an axis step, or "." which is the same as self::node() there.
func isAxisStep(s *Syntax) bool { return s.Kind == SynStep }

// path compiles a path: stretches of axis steps become pathOps, anything else a mapOp.
func (b *builder) path(s *Syntax) op {
	if s.Kind != SynPath {
		return b.stretch(s, nil, false, []*Syntax{s})
	}
	var acc op
	steps := s.Args
	root := steps[0].Kind == SynRoot
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
			acc = &rootOp{info{offset: s.Start, kinds: kNode, min: 1, max: 1}}
		}
		acc = b.mapping(s, acc, steps[0])
		steps = steps[1:]
	}
	return acc
}

func (b *builder) mapping(s *Syntax, left op, right *Syntax) op {
	if _, axes := left.(*pathOp); axes && right.Kind == SynContext {
		return left
	}
	r := b.build(right)
	m := &mapOp{left: left, right: r}
	m.info = info{offset: s.Start, kinds: r.meta().kinds, max: max(left.meta().max, r.meta().max)}
	m.min = min(left.meta().min, r.meta().min)
	m.position, m.size = left.meta().position, left.meta().size
	m.fallible = left.meta().fallible || left.meta().kinds != kNode || r.meta().fallible || r.meta().kinds&kNode != 0 && r.meta().kinds != kNode
	return m
}

// stretch compiles consecutive axis steps that begin at start, at the root or at the context item.
func (b *builder) stretch(s *Syntax, start op, root bool, parts []*Syntax) op {
	if len(parts) == 1 && parts[0].Kind == SynRoot {
		return &rootOp{info{offset: s.Start, kinds: kNode, min: 1, max: 1}}
	}
	p := pathOp{start: start, root: root}
	p.info = info{offset: s.Start, kinds: kNode, max: many}
	at := shapeOf(start)
	if start != nil {
		p.info = p.with(start)
		p.fallible = p.fallible || start.meta().kinds != kNode
	}
	limit := at.single // every step selects at most one node
	steps := b.steps(parts)
	p.runs = b.memory.runs.list(1)[:0]
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
			p.fallible = p.fallible || st.preds[i].fallible()
		}
	}
	p.runs = append(p.runs, steps[begin:])
	p.ordered, p.unique = at.sorted, at.unique
	if limit {
		p.max = 1
	}
	if start == nil && !root && len(steps) == 1 {
		if st := &steps[0]; st.axis == AxisAttribute && st.test.name >= 0 && st.test.kind == TestName && len(st.preds) == 0 {
			return b.memory.attrs.keep(attrOp{p.info, st.test.name})
		}
	}
	return b.memory.paths.keep(p)
}

// atMostOne reports whether the step selects at most one node from one.
func (s *step) atMostOne() bool {
	switch s.axis {
	case AxisSelf, AxisParent:
		return true
	case AxisAttribute:
		if s.test.name >= 0 {
			return true
		}
	}
	return slices.ContainsFunc(s.preds, func(p predicate) bool { return p.kind == predIndex })
}

// steps compiles axis steps. "//x", that is /descendant-or-self::node()/child::x, becomes /descendant::x where no
// predicate depends on positions.
func (b *builder) steps(parts []*Syntax) []step {
	out := b.memory.steps.list(len(parts))[:0]
	for _, s := range parts {
		st := step{axis: s.Axis, test: b.nodeTest(s.Test), preds: b.predicates(s.Args)}
		positional := false
		for i := range st.preds {
			p := &st.preds[i]
			positional = positional || p.positional()
			st.slow = st.slow || p.op.meta().size
		}
		st.slow = st.slow || len(st.preds) > maxCounted
		if n := len(out); n > 0 && !positional && isAnyBelow(&out[n-1]) && (st.axis == AxisChild || st.axis == AxisDescendant) {
			st.axis = AxisDescendant
			out[n-1] = st
			continue
		}
		out = append(out, st)
	}
	return out
}

func isAnyBelow(s *step) bool {
	return s.axis == AxisDescendantOrSelf && s.test.kind == TestNode && len(s.preds) == 0
}
