package eval

import "github.com/fselint/fselint/cda/xpath/atomic"

// pathOp evaluates axis steps from a starting value. Its steps are cut into runs: inside a run steps are nested loops;
// after a run that may meet nodes twice the nodes are sorted and made unique before the next begins.
type pathOp struct {
	Info
	start   Op // nil: the context item
	root    bool
	runs    [][]step
	ordered bool // the last run yields document order
	unique  bool // the last run yields no node twice
}

// from returns the context node, raising the errors for other context items.
func (p *pathOp) from(c *Context) Ref {
	if !c.Item.IsNode() {
		c.noNode(p.Offset)
	}
	if p.root {
		return 0
	}
	return c.Item.Ref()
}

func (c *Context) noNode(offset int) {
	if c.Item.Absent() {
		c.Fail("XPDY0002", offset, "The context item is absent")
	}
	c.Fail("XPTY0020", offset, "The context item for an axis step is not a node")
}

// walk runs w over the nodes that the last run selects.
func (p *pathOp) walk(c *Context, w *walker) {
	if len(p.runs) == 1 && p.start == nil {
		w.steps = p.runs[0]
		w.run(c, p.from(c))
		return
	}
	base := len(c.Stack)
	if p.start == nil {
		c.Stack = append(c.Stack, RefItem(p.from(c)))
	} else {
		p.start.Push(c)
		c.needNodes(base, p.Offset)
		c.sortNodes(base)
	}
	for _, run := range p.runs[:len(p.runs)-1] {
		end := len(c.Stack)
		inner := walker{steps: run, limit: -1}
		for i := base; i < end; i++ {
			inner.run(c, c.Stack[i].Ref())
		}
		c.Lower(base, end)
		c.sortNodes(base)
	}
	end := len(c.Stack)
	w.steps = p.runs[len(p.runs)-1]
	for i := base; i < end; i++ {
		if !w.run(c, c.Stack[i].Ref()) {
			break
		}
	}
	c.Lower(base, end)
}

// needNodes raises XPTY0019 unless the items from base on are nodes.
func (c *Context) needNodes(base, offset int) {
	for _, i := range c.Stack[base:] {
		if !i.IsNode() {
			c.Fail("XPTY0019", offset, "The required item type of the first operand of '/' is node(); the supplied value has item type %s", i.V.Type())
		}
	}
}

func (p *pathOp) Push(c *Context) { p.pushUpTo(c, -1) }

// pushUpTo pushes at least the first limit nodes, all if limit is negative.
func (p *pathOp) pushUpTo(c *Context, limit int) {
	base := len(c.Stack)
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
		base := len(c.Stack)
		p.Push(c)
		n := len(c.Stack) - base
		c.Drop(base)
		return n
	}
	w := walker{mode: walkCount, limit: limit}
	p.walk(c, &w)
	return w.n
}

func (p *pathOp) Ebv(c *Context) bool { return p.count(c, 1) > 0 }

// any reports whether a node satisfies the comparison.
func (p *pathOp) any(c *Context, t *textComparison) bool {
	if p.Fallible && (!p.ordered || !p.unique) { // the order decides which error, or none, comes first
		base := len(c.Stack)
		p.Push(c)
		end := len(c.Stack)
		found := false
		for i := base; i < end && !found; i++ {
			found = t.Node(c, c.Stack[i].Ref())
		}
		c.Drop(base)
		return found
	}
	w := walker{mode: walkCompare, limit: -1, cmp: t}
	p.walk(c, &w)
	return w.found
}

// attrOp is the commonest path of all: an attribute of the context node, by name and without predicates.
type attrOp struct {
	Info
	name NameID
}

func (a *attrOp) find(c *Context) (Ref, bool) {
	if !c.Item.IsNode() {
		c.noNode(a.Offset)
	}
	r := c.Item.Ref()
	if r.IsAttr() {
		return 0, false
	}
	n := r.Node()
	if at := c.Tree.Attr(n, c.bound[a.name]); at >= 0 {
		return attrRef(n, at), true
	}
	return 0, false
}

func (a *attrOp) Push(c *Context) {
	if r, ok := a.find(c); ok {
		c.Add(RefItem(r))
	}
}

func (a *attrOp) Ebv(c *Context) bool {
	_, ok := a.find(c)
	return ok
}

func (a *attrOp) count(c *Context, _ int) int {
	if a.Ebv(c) {
		return 1
	}
	return 0
}

func (a *attrOp) any(c *Context, t *textComparison) bool {
	r, ok := a.find(c)
	return ok && t.holds(c.Tree.Value(r.Attr()))
}

// rootOp is a lone "/".
type rootOp struct{ Info }

func (r *rootOp) Push(c *Context) {
	if !c.Item.IsNode() {
		c.noNode(r.Offset)
	}
	c.Add(RefItem(0))
}

func (r *rootOp) Ebv(c *Context) bool { return PushedBool(c, r) }

// mapOp is a "/" whose right side is no axis step: the right side is evaluated for each node of the left.
type mapOp struct {
	Info
	left, right Op
}

func (m *mapOp) Push(c *Context) {
	base := len(c.Stack)
	m.left.Push(c)
	c.needNodes(base, m.Offset)
	end := len(c.Stack)
	item, pos, last := c.Item, c.Pos, c.Last
	c.Last = end - base
	for i := base; i < end; i++ {
		c.Tick()
		c.Item, c.Pos = c.Stack[i], i-base+1
		m.right.Push(c)
	}
	c.Item, c.Pos, c.Last = item, pos, last
	c.Lower(base, end)
	nodes := 0
	for _, i := range c.Stack[base:] {
		if i.IsNode() {
			nodes++
		}
	}
	switch nodes {
	case 0:
	case len(c.Stack) - base:
		c.sortNodes(base)
	default:
		c.Fail("XPTY0018", m.Offset, "Cannot mix nodes and atomic values in the result of a path expression")
	}
}

func (m *mapOp) Ebv(c *Context) bool { return PushedBool(c, m) }

// filterOp is a primary expression with predicates, which count positions in the whole sequence.
type filterOp struct {
	Info
	input Op
	preds []predicate
}

func (f *filterOp) Push(c *Context) {
	base := len(c.Stack)
	if p, ok := f.input.(*pathOp); ok && f.preds[0].kind == predIndex {
		p.pushUpTo(c, f.preds[0].index)
	} else {
		f.input.Push(c)
	}
	for i := range f.preds {
		f.preds[i].filter(c, base)
	}
}

func (f *filterOp) Ebv(c *Context) bool { return PushedBool(c, f) }

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

func (t *textComparison) Node(c *Context, r Ref) bool {
	if r.IsAttr() {
		return t.holds(c.Tree.Value(r.Attr()))
	}
	return t.holds(c.nodeText(r))
}
