package eval

import (
	"slices"

	"github.com/fselint/fselint/cda/xpath/syntax"

	"github.com/fselint/fselint/cda/xmltree"
)

// step is an axis step with its predicates.
type step struct {
	axis  syntax.Axis
	test  *nodeTest
	preds []predicate
	child NameID // of a step to the children of one name; negative for any other
	slow  bool   // a predicate needs last(), or there are too many to count positions on the way
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
	op    Op
	index int
}

// maxCounted is how many predicates of one step may count positions without collecting the nodes.
const maxCounted = 4

// holds evaluates a predicate for one item at a position. last is 0 where the predicate does not ask.
func (p *predicate) holds(c *Context, i Item, pos, last int) bool {
	if p.kind == predIndex {
		return pos == p.index
	}
	item, oldPos, oldLast := c.Item, c.Pos, c.Last
	c.Item, c.Pos, c.Last = i, pos, last
	result := p.test(c, pos)
	c.Item, c.Pos, c.Last = item, oldPos, oldLast
	return result
}

func (p *predicate) test(c *Context, pos int) bool {
	if p.kind == predBool {
		return p.op.Ebv(c)
	}
	base := len(c.Stack)
	p.op.Push(c)
	if len(c.Stack) == base+1 && c.Stack[base].V.Type().Numeric() {
		f := c.Stack[base].V.Float()
		c.Drop(base)
		return f == float64(pos)
	}
	return c.booleanOf(base, p.op.meta().Offset)
}

// filter keeps the items from base on that satisfy the predicate.
func (p *predicate) filter(c *Context, base int) {
	last := len(c.Stack) - base
	keep := base
	for i := range last {
		c.Tick()
		if item := c.Stack[base+i]; p.holds(c, item, i+1, last) {
			c.Stack[keep] = item
			keep++
		}
	}
	c.Drop(keep)
}

// positions counts, for each predicate of a step, the candidates that reached it.
type positions [maxCounted]int32

// accepts applies the predicates of s to a candidate. done says that no further candidate can be accepted.
func (s *step) accepts(c *Context, r Ref, at *positions) (ok, done bool) {
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
		if !p.holds(c, RefItem(r), int(at[i]), 0) {
			return false, done
		}
	}
	return true, done
}

// candidates offers the nodes on the axis that pass the test, in the order of the axis. It returns false where the walk is
// over.
func (w *walker) candidates(c *Context, s *step, r Ref, at *positions) (more bool) {
	if s.child >= 0 {
		return w.namedChildren(c, s, r, at)
	}
	d := c.Tree
	if s.test.absent(c) {
		return true
	}
	n := r.Node()
	switch s.axis {
	case syntax.AxisChild:
		if r.IsAttr() {
			return true
		}
		end := d.End(n)
		for ch := n + 1; ch < end; ch = d.End(ch) {
			c.Tick()
			if s.test.Node(c, ch) {
				if more, stop := w.offer(c, s, NodeRef(ch), at); stop || !more {
					return more
				}
			}
		}
		return true
	case syntax.AxisAttribute:
		return w.attributes(c, s, r, at)
	case syntax.AxisSelf:
		if s.test.Ref(c, r) {
			more, _ := w.offer(c, s, r, at)
			return more
		}
		return true
	case syntax.AxisParent:
		p := d.Parent(n)
		if r.IsAttr() {
			p = n
		}
		if p != xmltree.None && s.test.Node(c, p) {
			more, _ := w.offer(c, s, NodeRef(p), at)
			return more
		}
		return true
	case syntax.AxisDescendant, syntax.AxisDescendantOrSelf:
		return w.descendants(c, s, r, at)
	case syntax.AxisAncestor, syntax.AxisAncestorOrSelf:
		return w.ancestors(c, s, r, at)
	case syntax.AxisFollowingSibling, syntax.AxisPrecedingSibling:
		return w.siblings(c, s, r, at)
	}
	return w.beside(c, s, r, at)
}

// namedChildren is the child axis with a plain name, the commonest step. The name is looked at first, as few match.
func (w *walker) namedChildren(c *Context, s *step, r Ref, at *positions) (more bool) {
	d, want := c.Tree, c.bound[s.child]
	if want == xmltree.NoName || r.IsAttr() {
		return true
	}
	n := r.Node()
	end := d.End(n)
	for ch := n + 1; ch < end; ch = d.End(ch) {
		c.Tick()
		if d.Name(ch) != want || d.Kind(ch) != xmltree.Element {
			continue
		}
		if more, stop := w.offer(c, s, NodeRef(ch), at); stop || !more {
			return more
		}
	}
	return true
}

func (w *walker) attributes(c *Context, s *step, r Ref, at *positions) (more bool) {
	if r.IsAttr() {
		return true
	}
	n := r.Node()
	if t := s.test; t.kind == syntax.TestName && t.name >= 0 {
		if a := c.Tree.Attr(n, c.bound[t.name]); a != xmltree.NoAttr {
			more, _ := w.offer(c, s, attrRef(n, a), at)
			return more
		}
		return true
	}
	first, last := c.Tree.Attrs(n)
	for a := first; a < last; a++ {
		c.Tick()
		if s.test.Attr(c, a, true) {
			if more, stop := w.offer(c, s, attrRef(n, a), at); stop || !more {
				return more
			}
		}
	}
	return true
}

func (w *walker) descendants(c *Context, s *step, r Ref, at *positions) (more bool) {
	d, n := c.Tree, r.Node()
	if s.axis == syntax.AxisDescendantOrSelf && s.test.Ref(c, r) {
		if more, stop := w.offer(c, s, r, at); stop || !more {
			return more
		}
	}
	if r.IsAttr() {
		return true
	}
	end := d.End(n)
	if s.test.kind == syntax.TestName && s.test.name >= 0 && end-n > 16 {
		list := c.elementsNamed(c.bound[s.test.name])
		from, _ := slices.BinarySearch(list, n+1)
		for _, e := range list[from:] {
			if e >= end {
				break
			}
			c.Tick()
			if more, stop := w.offer(c, s, NodeRef(e), at); stop || !more {
				return more
			}
		}
		return true
	}
	for e := n + 1; e < end; e++ {
		c.Tick()
		if s.test.Node(c, e) {
			if more, stop := w.offer(c, s, NodeRef(e), at); stop || !more {
				return more
			}
		}
	}
	return true
}

func (w *walker) ancestors(c *Context, s *step, r Ref, at *positions) (more bool) {
	if s.axis == syntax.AxisAncestorOrSelf && s.test.Ref(c, r) {
		if more, stop := w.offer(c, s, r, at); stop || !more {
			return more
		}
	}
	p := r.Node()
	if !r.IsAttr() {
		p = c.Tree.Parent(p)
	}
	for ; p != xmltree.None; p = c.Tree.Parent(p) {
		c.Tick()
		if s.test.Node(c, p) {
			if more, stop := w.offer(c, s, NodeRef(p), at); stop || !more {
				return more
			}
		}
	}
	return true
}

func (w *walker) siblings(c *Context, s *step, r Ref, at *positions) (more bool) {
	d, n := c.Tree, r.Node()
	if r.IsAttr() || d.Parent(n) == xmltree.None {
		return true
	}
	if s.axis == syntax.AxisFollowingSibling {
		for f := d.NextSibling(n); f != xmltree.None; f = d.NextSibling(f) {
			c.Tick()
			if s.test.Node(c, f) {
				if more, stop := w.offer(c, s, NodeRef(f), at); stop || !more {
					return more
				}
			}
		}
		return true
	}
	base := len(c.Stack)
	for p := d.Parent(n) + 1; p < n; p = d.End(p) {
		c.Tick()
		if s.test.Node(c, p) {
			c.Stack = append(c.Stack, RefItem(NodeRef(p)))
		}
	}
	return w.backwards(c, s, base, at)
}

// beside walks the axes following and preceding.
func (w *walker) beside(c *Context, s *step, r Ref, at *positions) (more bool) {
	d, n := c.Tree, r.Node()
	if s.axis == syntax.AxisFollowing {
		start := d.End(n)
		if r.IsAttr() {
			start = n + 1
		}
		for f := start; int(f) < d.Len(); f++ {
			c.Tick()
			if s.test.Node(c, f) {
				if more, stop := w.offer(c, s, NodeRef(f), at); stop || !more {
					return more
				}
			}
		}
		return true
	}
	base := len(c.Stack)
	for p := xmltree.Root; p < n; p++ {
		c.Tick()
		if d.End(p) <= n && s.test.Node(c, p) { // an ancestor ends later
			c.Stack = append(c.Stack, RefItem(NodeRef(p)))
		}
	}
	return w.backwards(c, s, base, at)
}

// backwards offers the nodes from base on in reverse order.
func (w *walker) backwards(c *Context, s *step, base int, at *positions) (more bool) {
	more = true
	end := len(c.Stack)
	for i := end - 1; i >= base; i-- {
		var stop bool
		if more, stop = w.offer(c, s, c.Stack[i].Ref(), at); stop || !more {
			break
		}
	}
	c.Lower(base, end)
	return more
}
