package eval

import (
	"github.com/fselint/fselint/cda/xpath/atomic"
)

// Op is a compiled operation. Its value is a sequence.
type Op interface {
	// Push appends the value to c.stack.
	Push(c *Context)
	// Ebv returns the effective boolean value.
	Ebv(c *Context) bool
	// meta returns what is known before evaluation.
	meta() *Info
}

// kinds is a set of kinds of items.
type kinds uint8

const (
	KNode    kinds = 1 << iota
	KUntyped       // xs:untypedAtomic
	KString        // xs:string and xs:anyURI
	KBool
	KNumber
	KOther
	KAtomic = KUntyped | KString | KBool | KNumber | KOther
	KAny    = KNode | KAtomic
)

// Many is the upper bound of a sequence without one.
const Many = 2

// Info is what the compiler knows about a value.
type Info struct {
	Offset   int
	Kinds    kinds
	Min, Max int  // of the length, 0, 1 or many
	Fallible bool // evaluation may raise an error
	Position bool // depends on position()
	Size     bool // depends on last()
}

func (i *Info) meta() *Info { return i }

// one reports whether the value is exactly one item.
func (i *Info) one() bool { return i.Min == 1 && i.Max == 1 }

// Exactly describes a single item.
func Exactly(offset int, k kinds, parts ...Op) Info {
	return Info{Offset: offset, Kinds: k, Min: 1, Max: 1}.with(parts...)
}

// with adds what the parts of an operation entail for it.
func (i Info) with(parts ...Op) Info {
	for _, p := range parts {
		m := p.meta()
		i.Fallible = i.Fallible || m.Fallible
		i.Position = i.Position || m.Position
		i.Size = i.Size || m.Size
	}
	return i
}

func (i Info) failing() Info {
	i.Fallible = true
	return i
}

// counter is implemented by operations that can count their items without making them.
type counter interface {
	// count returns the number of items, but stops at limit if limit is not negative.
	count(c *Context, limit int) int
}

// Count returns the number of items of o's value; it may stop at limit.
func Count(c *Context, o Op, limit int) int {
	if n, ok := o.(counter); ok {
		return n.count(c, limit)
	}
	base := len(c.Stack)
	o.Push(c)
	n := len(c.Stack) - base
	c.Stack = c.Stack[:base]
	return n
}

// Add appends an item to the stack.
func (c *Context) Add(i Item) {
	c.Tick()
	c.Stack = append(c.Stack, i)
}

func (c *Context) AddValue(v atomic.Value) { c.Add(Item{v}) }

// Drop removes everything from base on.
func (c *Context) Drop(base int) { c.Stack = c.Stack[:base] }

// booleanOf is the effective boolean value of the items from base on, which it removes (XPath 2.0, 2.4.3).
func (c *Context) booleanOf(base, offset int) bool {
	items := c.Stack[base:]
	c.Stack = c.Stack[:base]
	if len(items) == 0 {
		return false
	}
	first := items[0]
	if first.IsNode() {
		return true
	}
	if len(items) > 1 {
		c.Fail("FORG0006", offset, "Effective boolean value is not defined for a sequence of two or more items starting with an atomic value")
	}
	return c.truth(first, offset)
}

// truth is the effective boolean value of a single item.
func (c *Context) truth(i Item, offset int) bool {
	switch t := i.V.Type(); {
	case t == atomic.Foreign:
		return true
	case t == atomic.Boolean:
		return i.V.IsTrue()
	case t.Textual():
		return i.V.Text() != ""
	case t.Numeric():
		return i.V.Float() != 0 && !i.V.IsNaN()
	default:
		c.Fail("FORG0006", offset, "Effective boolean value is not defined for an atomic value of type %s", t)
	}
	return false
}

func PushedBool(c *Context, o Op) bool {
	base := len(c.Stack)
	o.Push(c)
	return c.booleanOf(base, o.meta().Offset)
}

// Atomize replaces the nodes from base on by their typed values: xs:untypedAtomic, or xs:string for comments and
// processing instructions.
func (c *Context) Atomize(base int) {
	for i := base; i < len(c.Stack); i++ {
		if c.Stack[i].IsNode() {
			c.Stack[i] = c.atomized(c.Stack[i])
		}
	}
}

func (c *Context) atomized(i Item) Item {
	if !i.IsNode() {
		return i
	}
	c.Tick()
	r := i.Ref()
	if r.IsAttr() {
		return UntypedItem(c.Tree.Value(r.Attr()))
	}
	s := c.Made(c.nodeText(r))
	if c.IsPlain(r) {
		return StringItem(s)
	}
	return UntypedItem(s)
}

// Text returns the string value of an item.
func (c *Context) Text(i Item) string {
	if i.IsNode() {
		if r := i.Ref(); r.IsAttr() {
			return c.Tree.Value(r.Attr())
		}
		return c.nodeText(i.Ref())
	}
	if i.Absent() {
		return ""
	}
	return i.V.String()
}

// nodeText returns the string value of a node, counting the work of putting it together.
func (c *Context) nodeText(r Ref) string {
	n := r.Node()
	s := c.Tree.StringValue(n)
	if below := int(c.Tree.End(n) - n); below > 2 {
		c.Work(below + len(s)>>5)
	}
	return s
}

// one evaluates o to at most one item, atomised. what names the value in the message of the error for more.
func (c *Context) atMostOne(o Op, what string) Item {
	base := len(c.Stack)
	o.Push(c)
	c.Atomize(base)
	n := len(c.Stack) - base
	if n == 0 {
		return Item{}
	}
	if n > 1 {
		c.tooMany(base, o.meta().Offset, what)
	}
	i := c.Stack[base]
	c.Drop(base)
	return i
}

func (c *Context) tooMany(base, offset int, what string) {
	c.Fail("XPTY0004", offset, "A sequence of more than one item is not allowed as the %s (%s, %s%s)", what,
		c.depict(c.Stack[base]), c.depict(c.Stack[base+1]), map[bool]string{true: ", ..."}[len(c.Stack) > base+2])
}

// depict shows an item in an error message.
func (c *Context) depict(i Item) string {
	if i.IsNode() {
		r := i.Ref()
		if r.IsAttr() {
			return "@" + c.Tree.AttrQName(r.Attr())
		}
		return "<" + c.Tree.QName(r.Node()) + ">"
	}
	s := i.V.String()
	if len(s) > 60 {
		s = string([]rune(s[:60])) + "..."
	}
	if i.V.Type().Textual() {
		return "\"" + s + "\""
	}
	return s
}

// valueOf implements xsl:value-of without separator in XSLT 2.0.
func (c *Context) valueOf(o Op) string {
	base := len(c.Stack)
	o.Push(c)
	items := c.Stack[base:]
	switch len(items) {
	case 0:
		return ""
	case 1:
		return c.Text(items[0])
	}
	var b []byte
	for i, it := range items {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, c.Text(it)...)
		c.Work(len(b) >> 10)
	}
	return c.Made(string(b))
}
