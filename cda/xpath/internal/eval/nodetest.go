package eval

import (
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// nodeTest is a compiled node test.
type nodeTest struct {
	kind     syntax.TestKind
	name     NameID // -1 where a wildcard is involved
	space    string
	local    string
	anySpace bool
	anyLocal bool
	inner    *nodeTest
}

func (b *Builder) nodeTest(t *syntax.NodeTest) *nodeTest {
	if t == nil {
		return nil
	}
	if t.Kind == syntax.TestName && !t.AnySpace && !t.AnyLocal {
		return b.namedTest(b.name(t.Space, t.Local), t)
	}
	n := b.memory.named.Keep(nodeTest{kind: t.Kind, name: -1, space: t.Space, local: t.Local, anySpace: t.AnySpace, anyLocal: t.AnyLocal})
	named := t.Kind == syntax.TestName || t.Kind == syntax.TestElement || t.Kind == syntax.TestAttribute
	if named && !t.AnySpace && !t.AnyLocal {
		n.name = b.name(t.Space, t.Local)
	}
	n.inner = b.nodeTest(t.Inner)
	return n
}

// namedTest returns the test for one name. A schema has thousands of them but few names, so a growing table keeps them.
func (b *Builder) namedTest(id NameID, t *syntax.NodeTest) *nodeTest {
	names := b.names
	if int(id) < len(names.tests) && names.tests[id] != nil {
		return names.tests[id]
	}
	n := b.memory.named.Keep(nodeTest{kind: syntax.TestName, name: id, space: t.Space, local: t.Local})
	if !b.static.Closed {
		names.tests = append(names.tests, make([]*nodeTest, max(0, int(id)+1-len(names.tests)))...)
		names.tests[id] = n
	}
	return n
}

// absent reports whether the test names something that the document does not contain.
func (t *nodeTest) absent(c *Context) bool { return t.name >= 0 && c.bound[t.name] == xmltree.NoName }

// named compares an interned name with the test.
func (t *nodeTest) named(c *Context, n xmltree.Name) bool {
	if t.name >= 0 {
		return n == c.bound[t.name] && n != xmltree.NoName
	}
	return (t.anySpace || c.Tree.Space(n) == t.space) && (t.anyLocal || c.Tree.Local(n) == t.local)
}

// Node tests a node that is no attribute, on an axis whose principal node kind is the element.
func (t *nodeTest) Node(c *Context, n xmltree.Node) bool {
	kind := c.Tree.Kind(n)
	switch t.kind {
	case syntax.TestName, syntax.TestElement:
		return kind == xmltree.Element && t.named(c, c.Tree.Name(n))
	case syntax.TestNode:
		return true
	case syntax.TestText:
		return kind == xmltree.Text
	case syntax.TestComment:
		return kind == xmltree.Comment
	case syntax.TestPI:
		return kind == xmltree.ProcInst && (t.anyLocal || c.Tree.Local(c.Tree.Name(n)) == t.local)
	case syntax.TestDocument:
		if kind != xmltree.Document {
			return false
		}
		return t.inner == nil || t.inner.Node(c, c.Tree.DocumentElement())
	}
	return false
}

// Attr tests an attribute; principal says that the axis is the attribute axis.
func (t *nodeTest) Attr(c *Context, a xmltree.Attr, principal bool) bool {
	switch t.kind {
	case syntax.TestName:
		return principal && t.named(c, c.Tree.AttrName(a))
	case syntax.TestAttribute:
		return t.named(c, c.Tree.AttrName(a))
	}
	return t.kind == syntax.TestNode
}

// Ref tests any node on an axis that is not the attribute axis.
func (t *nodeTest) Ref(c *Context, r Ref) bool {
	if r.IsAttr() {
		return t.Attr(c, r.Attr(), false)
	}
	return t.Node(c, r.Node())
}

// IsPlain reports whether the typed value of a node is xs:string: comments and processing instructions.
func (c *Context) IsPlain(r Ref) bool {
	k := c.Tree.Kind(r.Node())
	return !r.IsAttr() && (k == xmltree.Comment || k == xmltree.ProcInst)
}

// elementIndex lists the elements of a document by name. It is made when a descendant axis first asks.
type elementIndex struct {
	made  bool
	start []int32 // by name, into list
	list  []xmltree.Node
}

func (x *elementIndex) reset() { x.made = false }

// named returns the elements of a name in document order.
func (c *Context) elementsNamed(name xmltree.Name) []xmltree.Node {
	x := &c.index
	if !x.made {
		x.build(c)
	}
	return x.list[x.start[name]:x.start[name+1]]
}

func (x *elementIndex) build(c *Context) {
	d := c.Tree
	x.made = true
	x.start = append(x.start[:0], make([]int32, d.Names()+1)...)
	c.Work(d.Len())
	for n := range xmltree.Node(d.Len()) {
		if d.Kind(n) == xmltree.Element {
			x.start[d.Name(n)+1]++
		}
	}
	for i := 1; i < len(x.start); i++ {
		x.start[i] += x.start[i-1]
	}
	total := int(x.start[len(x.start)-1])
	if cap(x.list) < total {
		x.list = make([]xmltree.Node, total)
	}
	x.list = x.list[:total]
	for n := range xmltree.Node(d.Len()) {
		if d.Kind(n) == xmltree.Element {
			name := d.Name(n)
			x.list[x.start[name]] = n
			x.start[name]++
		}
	}
	copy(x.start[1:], x.start[:len(x.start)-1]) // filling moved every start to the next one
	x.start[0] = 0
}
