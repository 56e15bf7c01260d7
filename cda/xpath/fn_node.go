package xpath

import (
	"fmt"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath/atomic"
)

// onNode describes a function of one node, by default the context node, that returns a string or an anyURI; empty is
// what it returns for no node.
func onNode(empty atomic.Value, f func(c *Context, r ref) atomic.Value) *function {
	return &function{min: 0, max: 1, params: []param{pNode}, focus: true, kinds: kString, atLeast: 1, most: 1, safe: true,
		call: func(c *Context, _ *callOp, a []Item) Item {
			if a[0].Absent() {
				return Item{empty}
			}
			return Item{f(c, a[0].ref())}
		}}
}

var nodeFunctions map[string]*function

func init() {
	nodeFunctions = map[string]*function{
		"name":          onNode(atomic.String(""), nodeName),
		"local-name":    onNode(atomic.String(""), localName),
		"namespace-uri": onNode(atomic.URI(""), namespaceURI),
		"generate-id": onNode(atomic.String(""), func(_ *Context, r ref) atomic.Value {
			return atomic.String(fmt.Sprintf("d1n%da%d", r.node(), r.attr()+1))
		}),
		"root": {min: 0, max: 1, params: []param{pNode}, focus: true, kinds: kNode, most: 1, safe: true,
			call: func(_ *Context, _ *callOp, a []Item) Item {
				if a[0].Absent() {
					return Item{}
				}
				return refItem(0)
			}},
		"current": {build: buildCurrent},
		"lang":    {min: 1, max: 2, params: []param{pString, pNode1}, focus: true, kinds: kBool, atLeast: 1, most: 1, call: fnLang},
		"nilled": {min: 1, max: 1, params: []param{pNode}, kinds: kBool, most: 1, safe: true,
			call: func(c *Context, _ *callOp, a []Item) Item {
				if a[0].Absent() || a[0].ref().isAttr() || c.doc.Kind(a[0].ref().node()) != xmltree.Element {
					return Item{}
				}
				return Item{atomic.Bool(false)}
			}},
		"deep-equal": {min: 2, max: 3, params: []param{pSequence, pSequence, pString1}, kinds: kBool, atLeast: 1, most: 1,
			push: fnDeepEqual},
	}
}

func nodeName(c *Context, r ref) atomic.Value {
	if r.isAttr() {
		return atomic.String(c.doc.AttrQName(r.attr()))
	}
	return atomic.String(c.doc.QName(r.node()))
}

// interned returns the name of a node that has one.
func (c *Context) interned(r ref) (xmltree.Name, bool) {
	if r.isAttr() {
		return c.doc.AttrName(r.attr()), true
	}
	n := c.doc.Name(r.node())
	return n, n != xmltree.NoName
}

func localName(c *Context, r ref) atomic.Value {
	if n, ok := c.interned(r); ok {
		return atomic.String(c.doc.Local(n))
	}
	return atomic.String("")
}

func namespaceURI(c *Context, r ref) atomic.Value {
	if n, ok := c.interned(r); ok {
		return atomic.URI(c.doc.Space(n))
	}
	return atomic.URI("")
}

// currentOp is current() of XSLT: the context item of the whole expression.
type currentOp struct{ info }

func buildCurrent(_ *builder, s *Syntax, _ []op) op {
	return &currentOp{info{offset: s.Start, kinds: kAny, min: 1, max: 1}}
}

func (o *currentOp) push(c *Context) {
	if c.current.Absent() {
		c.fail("XTDE1360", o.offset, "The context item is absent, so current() has no value")
	}
	c.add(c.current)
}

func (o *currentOp) ebv(c *Context) bool { return pushedBool(c, o) }

func fnLang(c *Context, _ *callOp, a []Item) Item {
	want := textOf(a[0])
	n := a[1].ref().node()
	for ; n != xmltree.None; n = c.doc.Parent(n) {
		c.tick()
		if c.doc.Kind(n) != xmltree.Element {
			continue
		}
		if at := c.doc.Attr(n, c.doc.Lookup(xmltree.XMLNamespace, "lang")); at != xmltree.NoAttr {
			have := c.doc.Value(at)
			ok := strings.EqualFold(have, want) ||
				len(have) > len(want) && have[len(want)] == '-' && strings.EqualFold(have[:len(want)], want)
			return Item{atomic.Bool(ok)}
		}
	}
	return Item{atomic.Bool(false)}
}

func fnDeepEqual(c *Context, f *callOp) {
	base := len(c.stack)
	f.args[0].push(c)
	middle := len(c.stack)
	f.args[1].push(c)
	if len(f.args) > 2 {
		c.checkCollation(f, []Item{f.argument(c, 2)}, 0)
	}
	left, right := c.stack[base:middle], c.stack[middle:]
	equal := len(left) == len(right)
	for i := 0; equal && i < len(left); i++ {
		l, r := left[i], right[i]
		switch {
		case l.IsNode() != r.IsNode():
			equal = false
		case l.IsNode():
			equal = c.sameTree(l.ref(), r.ref())
		default:
			c.tick()
			equal = atomic.Same(l.v, r.v, c.zoneFor(l.v))
		}
	}
	c.drop(base)
	c.addValue(atomic.Bool(equal))
}

// sameTree compares two nodes as deep-equal does: comments and processing instructions inside elements do not count.
func (c *Context) sameTree(a, b ref) bool {
	if a == b {
		return true
	}
	c.tick()
	if a.isAttr() || b.isAttr() {
		return a.isAttr() && b.isAttr() && c.doc.AttrName(a.attr()) == c.doc.AttrName(b.attr()) &&
			c.doc.Value(a.attr()) == c.doc.Value(b.attr())
	}
	d, m, n := c.doc, a.node(), b.node()
	if d.Kind(m) != d.Kind(n) || d.Name(m) != d.Name(n) {
		return false
	}
	switch d.Kind(m) {
	case xmltree.Document:
	case xmltree.Element:
		if !c.sameAttributes(m, n) {
			return false
		}
	default:
		return d.Content(m) == d.Content(n)
	}
	x, y := c.compared(d.FirstChild(m)), c.compared(d.FirstChild(n))
	for x != xmltree.None && y != xmltree.None {
		if !c.sameTree(nodeRef(x), nodeRef(y)) {
			return false
		}
		x, y = c.compared(d.NextSibling(x)), c.compared(d.NextSibling(y))
	}
	return x == y
}

// compared skips what deep-equal ignores among children.
func (c *Context) compared(n xmltree.Node) xmltree.Node {
	for n != xmltree.None && c.isPlain(nodeRef(n)) {
		n = c.doc.NextSibling(n)
	}
	return n
}

func (c *Context) sameAttributes(m, n xmltree.Node) bool {
	first, last := c.doc.Attrs(m)
	otherFirst, otherLast := c.doc.Attrs(n)
	if last-first != otherLast-otherFirst {
		return false
	}
	for a := first; a < last; a++ {
		c.tick()
		b := c.doc.Attr(n, c.doc.AttrName(a))
		if b == xmltree.NoAttr || c.doc.Value(a) != c.doc.Value(b) {
			return false
		}
	}
	return true
}
