package xpath

import "github.com/fselint/fselint/cda/xpath/atomic"

// pathOp evaluates axis steps from a starting value. Its steps are cut into runs: inside a run steps are nested loops;
// after a run that may meet nodes twice the nodes are sorted and made unique before the next begins.
type pathOp struct {
	info
	start   op // nil: the context item
	root    bool
	runs    [][]step
	ordered bool // the last run yields document order
	unique  bool // the last run yields no node twice
}

// from returns the context node, raising the errors for other context items.
func (p *pathOp) from(c *Context) ref {
	if !c.item.IsNode() {
		c.noNode(p.offset)
	}
	if p.root {
		return 0
	}
	return c.item.ref()
}

func (c *Context) noNode(offset int) {
	if c.item.Absent() {
		c.fail("XPDY0002", offset, "The context item is absent")
	}
	c.fail("XPTY0020", offset, "The context item for an axis step is not a node")
}

// walk runs w over the nodes that the last run selects.
func (p *pathOp) walk(c *Context, w *walker) {
	if len(p.runs) == 1 && p.start == nil {
		w.steps = p.runs[0]
		w.run(c, p.from(c))
		return
	}
	base := len(c.stack)
	if p.start == nil {
		c.stack = append(c.stack, refItem(p.from(c)))
	} else {
		p.start.push(c)
		c.needNodes(base, p.offset)
		c.sortNodes(base)
	}
	for _, run := range p.runs[:len(p.runs)-1] {
		end := len(c.stack)
		inner := walker{steps: run, limit: -1}
		for i := base; i < end; i++ {
			inner.run(c, c.stack[i].ref())
		}
		c.lower(base, end)
		c.sortNodes(base)
	}
	end := len(c.stack)
	w.steps = p.runs[len(p.runs)-1]
	for i := base; i < end; i++ {
		if !w.run(c, c.stack[i].ref()) {
			break
		}
	}
	c.lower(base, end)
}

// needNodes raises XPTY0019 unless the items from base on are nodes.
func (c *Context) needNodes(base, offset int) {
	for _, i := range c.stack[base:] {
		if !i.IsNode() {
			c.fail("XPTY0019", offset, "The required item type of the first operand of '/' is node(); the supplied value has item type %s", i.v.Type())
		}
	}
}

func (p *pathOp) push(c *Context) { p.pushUpTo(c, -1) }

// pushUpTo pushes at least the first limit nodes, all if limit is negative.
func (p *pathOp) pushUpTo(c *Context, limit int) {
	base := len(c.stack)
	w := walker{limit: -1}
	if p.ordered && p.unique {
		w.limit = limit
	}
	p.walk(c, &w)
	if !p.ordered || !p.unique {
		c.sortNodes(base)
	}
}

func (p *pathOp) count(c *Context, limit int) int {
	if !p.unique && limit != 1 {
		base := len(c.stack)
		p.push(c)
		n := len(c.stack) - base
		c.drop(base)
		return n
	}
	w := walker{mode: walkCount, limit: limit}
	p.walk(c, &w)
	return w.n
}

func (p *pathOp) ebv(c *Context) bool { return p.count(c, 1) > 0 }

// any reports whether a node satisfies the comparison.
func (p *pathOp) any(c *Context, t *textComparison) bool {
	if p.fallible && (!p.ordered || !p.unique) { // the order decides which error, or none, comes first
		base := len(c.stack)
		p.push(c)
		end := len(c.stack)
		found := false
		for i := base; i < end && !found; i++ {
			found = t.node(c, c.stack[i].ref())
		}
		c.drop(base)
		return found
	}
	w := walker{mode: walkCompare, limit: -1, cmp: t}
	p.walk(c, &w)
	return w.found
}

// attrOp is the commonest path of all: an attribute of the context node, by name and without predicates.
type attrOp struct {
	info
	name NameID
}

func (a *attrOp) find(c *Context) (ref, bool) {
	if !c.item.IsNode() {
		c.noNode(a.offset)
	}
	r := c.item.ref()
	if r.isAttr() {
		return 0, false
	}
	n := r.node()
	if at := c.doc.Attr(n, c.bound[a.name]); at >= 0 {
		return attrRef(n, at), true
	}
	return 0, false
}

func (a *attrOp) push(c *Context) {
	if r, ok := a.find(c); ok {
		c.add(refItem(r))
	}
}

func (a *attrOp) ebv(c *Context) bool {
	_, ok := a.find(c)
	return ok
}

func (a *attrOp) count(c *Context, _ int) int {
	if a.ebv(c) {
		return 1
	}
	return 0
}

func (a *attrOp) any(c *Context, t *textComparison) bool {
	r, ok := a.find(c)
	return ok && t.holds(c.doc.Value(r.attr()))
}

// rootOp is a lone "/".
type rootOp struct{ info }

func (r *rootOp) push(c *Context) {
	if !c.item.IsNode() {
		c.noNode(r.offset)
	}
	c.add(refItem(0))
}

func (r *rootOp) ebv(c *Context) bool { return pushedBool(c, r) }

// mapOp is a "/" whose right side is no axis step: the right side is evaluated for each node of the left.
type mapOp struct {
	info
	left, right op
}

func (m *mapOp) push(c *Context) {
	base := len(c.stack)
	m.left.push(c)
	c.needNodes(base, m.offset)
	end := len(c.stack)
	item, pos, last := c.item, c.pos, c.last
	c.last = end - base
	for i := base; i < end; i++ {
		c.tick()
		c.item, c.pos = c.stack[i], i-base+1
		m.right.push(c)
	}
	c.item, c.pos, c.last = item, pos, last
	c.lower(base, end)
	nodes := 0
	for _, i := range c.stack[base:] {
		if i.IsNode() {
			nodes++
		}
	}
	switch nodes {
	case 0:
	case len(c.stack) - base:
		c.sortNodes(base)
	default:
		c.fail("XPTY0018", m.offset, "Cannot mix nodes and atomic values in the result of a path expression")
	}
}

func (m *mapOp) ebv(c *Context) bool { return pushedBool(c, m) }

// filterOp is a primary expression with predicates, which count positions in the whole sequence.
type filterOp struct {
	info
	input op
	preds []predicate
}

func (f *filterOp) push(c *Context) {
	base := len(c.stack)
	if p, ok := f.input.(*pathOp); ok && f.preds[0].kind == predIndex {
		p.pushUpTo(c, f.preds[0].index)
	} else {
		f.input.push(c)
	}
	for i := range f.preds {
		f.preds[i].filter(c, base)
	}
}

func (f *filterOp) ebv(c *Context) bool { return pushedBool(c, f) }

// textComparison compares the typed value of nodes, which is untyped, with strings.
type textComparison struct {
	op    atomic.Comparison
	one   string
	among map[string]struct{} // instead of one, for equality
}

func (t *textComparison) holds(s string) bool {
	if t.among != nil {
		_, ok := t.among[s]
		return ok
	}
	switch t.op {
	case atomic.EQ:
		return s == t.one
	case atomic.NE:
		return s != t.one
	case atomic.LT:
		return s < t.one
	case atomic.LE:
		return s <= t.one
	case atomic.GT:
		return s > t.one
	}
	return s >= t.one
}

func (t *textComparison) node(c *Context, r ref) bool {
	if r.isAttr() {
		return t.holds(c.doc.Value(r.attr()))
	}
	return t.holds(c.nodeText(r))
}
