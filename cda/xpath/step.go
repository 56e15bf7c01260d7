package xpath

import (
	"slices"

	"github.com/fselint/fselint/cda/xmltree"
)

// step is an axis step with its predicates.
type step struct {
	axis  Axis
	test  *nodeTest
	preds []predicate
	slow  bool // a predicate needs last(), or there are too many to count positions on the way
}

type predicateKind uint8

const (
	predBool   predicateKind = iota // never a number
	predIndex                       // the literal integer index
	predNumber                      // always one number
	predAny                         // decided by the value
)

type predicate struct {
	kind  predicateKind
	op    op
	index int
}

// maxCounted is how many predicates of one step may count positions without collecting the nodes.
const maxCounted = 4

// holds evaluates a predicate for one item at a position. last is 0 where the predicate does not ask.
func (p *predicate) holds(c *Context, i Item, pos, last int) bool {
	if p.kind == predIndex {
		return pos == p.index
	}
	item, oldPos, oldLast := c.item, c.pos, c.last
	c.item, c.pos, c.last = i, pos, last
	result := p.test(c, pos)
	c.item, c.pos, c.last = item, oldPos, oldLast
	return result
}

func (p *predicate) test(c *Context, pos int) bool {
	if p.kind == predBool {
		return p.op.ebv(c)
	}
	base := len(c.stack)
	p.op.push(c)
	if len(c.stack) == base+1 && c.stack[base].v.Type().Numeric() {
		f := c.stack[base].v.Float()
		c.drop(base)
		return f == float64(pos)
	}
	return c.booleanOf(base, p.op.meta().offset)
}

// filter keeps the items from base on that satisfy the predicate.
func (p *predicate) filter(c *Context, base int) {
	last := len(c.stack) - base
	keep := base
	for i := range last {
		c.tick()
		if item := c.stack[base+i]; p.holds(c, item, i+1, last) {
			c.stack[keep] = item
			keep++
		}
	}
	c.drop(keep)
}

// positions counts, for each predicate of a step, the candidates that reached it.
type positions [maxCounted]int32

// accepts applies the predicates of s to a candidate. done says that no further candidate can be accepted.
func (s *step) accepts(c *Context, r ref, at *positions) (ok, done bool) {
	for i := range s.preds {
		p := &s.preds[i]
		at[i]++
		if p.kind == predIndex {
			switch pos := int(at[i]); {
			case pos > p.index:
				return false, true
			case pos < p.index:
				return false, false
			}
			done = true
			continue
		}
		if !p.holds(c, refItem(r), int(at[i]), 0) {
			return false, done
		}
	}
	return true, done
}

// candidates offers the nodes on the axis that pass the test, in the order of the axis. It returns false where the walk is
// over.
func (w *walker) candidates(c *Context, s *step, r ref, at *positions) (more bool) {
	d := c.doc
	if s.test.absent(c) {
		return true
	}
	n := r.node()
	switch s.axis {
	case AxisChild:
		if r.isAttr() {
			return true
		}
		if s.test.kind == TestName && s.test.name >= 0 {
			return w.namedChildren(c, s, n, at)
		}
		end := d.End(n)
		for ch := n + 1; ch < end; ch = d.End(ch) {
			c.tick()
			if s.test.node(c, ch) {
				if more, stop := w.offer(c, s, nodeRef(ch), at); stop || !more {
					return more
				}
			}
		}
		return true
	case AxisAttribute:
		return w.attributes(c, s, r, at)
	case AxisSelf:
		if s.test.ref(c, r) {
			more, _ := w.offer(c, s, r, at)
			return more
		}
		return true
	case AxisParent:
		p := d.Parent(n)
		if r.isAttr() {
			p = n
		}
		if p != xmltree.None && s.test.node(c, p) {
			more, _ := w.offer(c, s, nodeRef(p), at)
			return more
		}
		return true
	case AxisDescendant, AxisDescendantOrSelf:
		return w.descendants(c, s, r, at)
	case AxisAncestor, AxisAncestorOrSelf:
		return w.ancestors(c, s, r, at)
	case AxisFollowingSibling, AxisPrecedingSibling:
		return w.siblings(c, s, r, at)
	}
	return w.beside(c, s, r, at)
}

// namedChildren is the child axis with a plain name, the commonest step. The name is looked at first, as few match.
func (w *walker) namedChildren(c *Context, s *step, n xmltree.Node, at *positions) (more bool) {
	d, want := c.doc, c.bound[s.test.name]
	end := d.End(n)
	for ch := n + 1; ch < end; ch = d.End(ch) {
		c.tick()
		if d.Name(ch) != want || d.Kind(ch) != xmltree.Element {
			continue
		}
		if more, stop := w.offer(c, s, nodeRef(ch), at); stop || !more {
			return more
		}
	}
	return true
}

func (w *walker) attributes(c *Context, s *step, r ref, at *positions) (more bool) {
	if r.isAttr() {
		return true
	}
	n := r.node()
	if t := s.test; t.kind == TestName && t.name >= 0 {
		if a := c.doc.Attr(n, c.bound[t.name]); a != xmltree.NoAttr {
			more, _ := w.offer(c, s, attrRef(n, a), at)
			return more
		}
		return true
	}
	first, last := c.doc.Attrs(n)
	for a := first; a < last; a++ {
		c.tick()
		if s.test.attr(c, a, true) {
			if more, stop := w.offer(c, s, attrRef(n, a), at); stop || !more {
				return more
			}
		}
	}
	return true
}

func (w *walker) descendants(c *Context, s *step, r ref, at *positions) (more bool) {
	d, n := c.doc, r.node()
	if s.axis == AxisDescendantOrSelf && s.test.ref(c, r) {
		if more, stop := w.offer(c, s, r, at); stop || !more {
			return more
		}
	}
	if r.isAttr() {
		return true
	}
	end := d.End(n)
	if s.test.kind == TestName && s.test.name >= 0 && end-n > 16 {
		list := c.elementsNamed(c.bound[s.test.name])
		from, _ := slices.BinarySearch(list, n+1)
		for _, e := range list[from:] {
			if e >= end {
				break
			}
			c.tick()
			if more, stop := w.offer(c, s, nodeRef(e), at); stop || !more {
				return more
			}
		}
		return true
	}
	for e := n + 1; e < end; e++ {
		c.tick()
		if s.test.node(c, e) {
			if more, stop := w.offer(c, s, nodeRef(e), at); stop || !more {
				return more
			}
		}
	}
	return true
}

func (w *walker) ancestors(c *Context, s *step, r ref, at *positions) (more bool) {
	if s.axis == AxisAncestorOrSelf && s.test.ref(c, r) {
		if more, stop := w.offer(c, s, r, at); stop || !more {
			return more
		}
	}
	p := r.node()
	if !r.isAttr() {
		p = c.doc.Parent(p)
	}
	for ; p != xmltree.None; p = c.doc.Parent(p) {
		c.tick()
		if s.test.node(c, p) {
			if more, stop := w.offer(c, s, nodeRef(p), at); stop || !more {
				return more
			}
		}
	}
	return true
}

func (w *walker) siblings(c *Context, s *step, r ref, at *positions) (more bool) {
	d, n := c.doc, r.node()
	if r.isAttr() || d.Parent(n) == xmltree.None {
		return true
	}
	if s.axis == AxisFollowingSibling {
		for f := d.NextSibling(n); f != xmltree.None; f = d.NextSibling(f) {
			c.tick()
			if s.test.node(c, f) {
				if more, stop := w.offer(c, s, nodeRef(f), at); stop || !more {
					return more
				}
			}
		}
		return true
	}
	base := len(c.stack)
	for p := d.Parent(n) + 1; p < n; p = d.End(p) {
		c.tick()
		if s.test.node(c, p) {
			c.stack = append(c.stack, refItem(nodeRef(p)))
		}
	}
	return w.backwards(c, s, base, at)
}

// beside walks the axes following and preceding.
func (w *walker) beside(c *Context, s *step, r ref, at *positions) (more bool) {
	d, n := c.doc, r.node()
	if s.axis == AxisFollowing {
		start := d.End(n)
		if r.isAttr() {
			start = n + 1
		}
		for f := start; int(f) < d.Len(); f++ {
			c.tick()
			if s.test.node(c, f) {
				if more, stop := w.offer(c, s, nodeRef(f), at); stop || !more {
					return more
				}
			}
		}
		return true
	}
	base := len(c.stack)
	for p := xmltree.Root; p < n; p++ {
		c.tick()
		if d.End(p) <= n && s.test.node(c, p) { // an ancestor ends later
			c.stack = append(c.stack, refItem(nodeRef(p)))
		}
	}
	return w.backwards(c, s, base, at)
}

// backwards offers the nodes from base on in reverse order.
func (w *walker) backwards(c *Context, s *step, base int, at *positions) (more bool) {
	more = true
	end := len(c.stack)
	for i := end - 1; i >= base; i-- {
		var stop bool
		if more, stop = w.offer(c, s, c.stack[i].ref(), at); stop || !more {
			break
		}
	}
	c.lower(base, end)
	return more
}
