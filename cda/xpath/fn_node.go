package xpath

import (
	"fmt"
	"strings"

	"github.com/fselint/fselint/cda/xpath/internal/eval"
	"github.com/fselint/fselint/cda/xpath/syntax"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath/atomic"
)

// onNode describes a function of one node, by default the context node, that returns a string or an anyURI; empty is
// what it returns for no node.
func onNode(empty atomic.Value, f func(c *eval.Context, r eval.Ref) atomic.Value) *eval.Function {
	return &eval.Function{Min: 0, Max: 1, Params: []eval.Param{eval.PNode}, Focus: true, Kinds: eval.KString, AtLeast: 1, Most: 1, Safe: true,
		Call: func(c *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
			if a[0].Absent() {
				return eval.Item{V: empty}
			}
			return eval.Item{V: f(c, a[0].Ref())}
		}}
}

func nodeFunctions() map[string]*eval.Function {
	return map[string]*eval.Function{
		"name":          onNode(atomic.String(""), nodeName),
		"local-name":    onNode(atomic.String(""), localName),
		"namespace-uri": onNode(atomic.URI(""), namespaceURI),
		"generate-id": onNode(atomic.String(""), func(_ *eval.Context, r eval.Ref) atomic.Value {
			return atomic.String(fmt.Sprintf("d1n%da%d", r.Node(), r.Attr()+1))
		}),
		"root": {Min: 0, Max: 1, Params: []eval.Param{eval.PNode}, Focus: true, Kinds: eval.KNode, Most: 1, Safe: true,
			Call: func(_ *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
				if a[0].Absent() {
					return eval.Item{}
				}
				return eval.RefItem(0)
			}},
		"current": {Build: buildCurrent},
		"lang":    {Min: 1, Max: 2, Params: []eval.Param{eval.PString, eval.PNode1}, Focus: true, Kinds: eval.KBool, AtLeast: 1, Most: 1, Call: fnLang},
		"nilled": {Min: 1, Max: 1, Params: []eval.Param{eval.PNode}, Kinds: eval.KBool, Most: 1, Safe: true,
			Call: func(c *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
				if a[0].Absent() || a[0].Ref().IsAttr() || c.Tree.Kind(a[0].Ref().Node()) != xmltree.Element {
					return eval.Item{}
				}
				return eval.Item{V: atomic.Bool(false)}
			}},
		"deep-equal": {Min: 2, Max: 3, Params: []eval.Param{eval.PSequence, eval.PSequence, eval.PString1}, Kinds: eval.KBool, AtLeast: 1, Most: 1,
			Push: fnDeepEqual},
	}
}

func nodeName(c *eval.Context, r eval.Ref) atomic.Value {
	if r.IsAttr() {
		return atomic.String(c.Tree.AttrQName(r.Attr()))
	}
	return atomic.String(c.Tree.QName(r.Node()))
}

// interned returns the name of a node that has one.
func interned(c *eval.Context, r eval.Ref) (xmltree.Name, bool) {
	if r.IsAttr() {
		return c.Tree.AttrName(r.Attr()), true
	}
	n := c.Tree.Name(r.Node())
	return n, n != xmltree.NoName
}

func localName(c *eval.Context, r eval.Ref) atomic.Value {
	if n, ok := interned(c, r); ok {
		return atomic.String(c.Tree.Local(n))
	}
	return atomic.String("")
}

func namespaceURI(c *eval.Context, r eval.Ref) atomic.Value {
	if n, ok := interned(c, r); ok {
		return atomic.URI(c.Tree.Space(n))
	}
	return atomic.URI("")
}

// currentOp is current() of XSLT: the context item of the whole expression.
type currentOp struct{ eval.Info }

func buildCurrent(_ *eval.Builder, s *syntax.Node, _ []eval.Op) eval.Op {
	return &currentOp{eval.Info{Offset: s.Start, Kinds: eval.KAny, Min: 1, Max: 1}}
}

func (o *currentOp) Push(c *eval.Context) {
	if c.Current.Absent() {
		c.Fail("XTDE1360", o.Offset, "The context item is absent, so current() has no value")
	}
	c.Add(c.Current)
}

func (o *currentOp) Ebv(c *eval.Context) bool { return eval.PushedBool(c, o) }

func fnLang(c *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
	want := textOf(a[0])
	n := a[1].Ref().Node()
	for ; n != xmltree.None; n = c.Tree.Parent(n) {
		c.Tick()
		if c.Tree.Kind(n) != xmltree.Element {
			continue
		}
		if at := c.Tree.Attr(n, c.Tree.Lookup(xmltree.XMLNamespace, "lang")); at != xmltree.NoAttr {
			have := c.Tree.Value(at)
			ok := strings.EqualFold(have, want) ||
				len(have) > len(want) && have[len(want)] == '-' && strings.EqualFold(have[:len(want)], want)
			return eval.Item{V: atomic.Bool(ok)}
		}
	}
	return eval.Item{V: atomic.Bool(false)}
}

func fnDeepEqual(c *eval.Context, f *eval.CallOp) {
	base := len(c.Stack)
	f.Args[0].Push(c)
	middle := len(c.Stack)
	f.Args[1].Push(c)
	if len(f.Args) > 2 {
		checkCollation(c, f, []eval.Item{f.Argument(c, 2)}, 0)
	}
	left, right := c.Stack[base:middle], c.Stack[middle:]
	equal := len(left) == len(right)
	for i := 0; equal && i < len(left); i++ {
		l, r := left[i], right[i]
		switch {
		case l.IsNode() != r.IsNode():
			equal = false
		case l.IsNode():
			equal = sameTree(c, l.Ref(), r.Ref())
		default:
			c.Tick()
			equal = atomic.Same(l.V, r.V, c.ZoneFor(l.V))
		}
	}
	c.Drop(base)
	c.AddValue(atomic.Bool(equal))
}

// sameTree compares two nodes as deep-equal does: comments and processing instructions inside elements do not count.
func sameTree(c *eval.Context, a, b eval.Ref) bool {
	if a == b {
		return true
	}
	c.Tick()
	if a.IsAttr() || b.IsAttr() {
		return a.IsAttr() && b.IsAttr() && c.Tree.AttrName(a.Attr()) == c.Tree.AttrName(b.Attr()) &&
			c.Tree.Value(a.Attr()) == c.Tree.Value(b.Attr())
	}
	d, m, n := c.Tree, a.Node(), b.Node()
	if d.Kind(m) != d.Kind(n) || d.Name(m) != d.Name(n) {
		return false
	}
	switch d.Kind(m) {
	case xmltree.Document:
	case xmltree.Element:
		if !sameAttributes(c, m, n) {
			return false
		}
	default:
		return d.Content(m) == d.Content(n)
	}
	x, y := compared(c, d.FirstChild(m)), compared(c, d.FirstChild(n))
	for x != xmltree.None && y != xmltree.None {
		if !sameTree(c, eval.NodeRef(x), eval.NodeRef(y)) {
			return false
		}
		x, y = compared(c, d.NextSibling(x)), compared(c, d.NextSibling(y))
	}
	return x == y
}

// compared skips what deep-equal ignores among children.
func compared(c *eval.Context, n xmltree.Node) xmltree.Node {
	for n != xmltree.None && c.IsPlain(eval.NodeRef(n)) {
		n = c.Tree.NextSibling(n)
	}
	return n
}

func sameAttributes(c *eval.Context, m, n xmltree.Node) bool {
	first, last := c.Tree.Attrs(m)
	otherFirst, otherLast := c.Tree.Attrs(n)
	if last-first != otherLast-otherFirst {
		return false
	}
	for a := first; a < last; a++ {
		c.Tick()
		b := c.Tree.Attr(n, c.Tree.AttrName(a))
		if b == xmltree.NoAttr || c.Tree.Value(a) != c.Tree.Value(b) {
			return false
		}
	}
	return true
}
