package xpath

import (
	"github.com/fselint/fselint/cda/xpath/atomic"
)

// op is a compiled operation. Its value is a sequence.
type op interface {
	// push appends the value to c.stack.
	push(c *Context)
	// ebv returns the effective boolean value.
	ebv(c *Context) bool
	// meta returns what is known before evaluation.
	meta() *info
}

// kinds is a set of kinds of items.
type kinds uint8

const (
	kNode    kinds = 1 << iota
	kUntyped       // xs:untypedAtomic
	kString        // xs:string and xs:anyURI
	kBool
	kNumber
	kOther
	kAtomic = kUntyped | kString | kBool | kNumber | kOther
	kAny    = kNode | kAtomic
)

// many is the upper bound of a sequence without one.
const many = 2

// info is what the compiler knows about a value.
type info struct {
	offset   int
	kinds    kinds
	min, max int  // of the length, 0, 1 or many
	fallible bool // evaluation may raise an error
	position bool // depends on position()
	size     bool // depends on last()
}

func (i *info) meta() *info { return i }

// one reports whether the value is exactly one item.
func (i *info) one() bool { return i.min == 1 && i.max == 1 }

// exactly describes a single item.
func exactly(offset int, k kinds, parts ...op) info {
	return info{offset: offset, kinds: k, min: 1, max: 1}.with(parts...)
}

// with adds what the parts of an operation entail for it.
func (i info) with(parts ...op) info {
	for _, p := range parts {
		m := p.meta()
		i.fallible = i.fallible || m.fallible
		i.position = i.position || m.position
		i.size = i.size || m.size
	}
	return i
}

func (i info) failing() info {
	i.fallible = true
	return i
}

// counter is implemented by operations that can count their items without making them.
type counter interface {
	// count returns the number of items, but stops at limit if limit is not negative.
	count(c *Context, limit int) int
}

// count returns the number of items of o's value; it may stop at limit.
func count(c *Context, o op, limit int) int {
	if n, ok := o.(counter); ok {
		return n.count(c, limit)
	}
	base := len(c.stack)
	o.push(c)
	n := len(c.stack) - base
	c.stack = c.stack[:base]
	return n
}

// add appends an item to the stack.
func (c *Context) add(i Item) {
	c.tick()
	c.stack = append(c.stack, i)
}

func (c *Context) addValue(v atomic.Value) { c.add(Item{v}) }

// drop removes everything from base on.
func (c *Context) drop(base int) { c.stack = c.stack[:base] }

// booleanOf is the effective boolean value of the items from base on, which it removes (XPath 2.0, 2.4.3).
func (c *Context) booleanOf(base, offset int) bool {
	items := c.stack[base:]
	c.stack = c.stack[:base]
	if len(items) == 0 {
		return false
	}
	first := items[0]
	if first.IsNode() {
		return true
	}
	if len(items) > 1 {
		c.fail("FORG0006", offset, "Effective boolean value is not defined for a sequence of two or more items starting with an atomic value")
	}
	return c.truth(first, offset)
}

// truth is the effective boolean value of a single item.
func (c *Context) truth(i Item, offset int) bool {
	switch t := i.v.Type(); {
	case t == atomic.Foreign:
		return true
	case t == atomic.Boolean:
		return i.v.IsTrue()
	case t.Textual():
		return i.v.Text() != ""
	case t.Numeric():
		return i.v.Float() != 0 && !i.v.IsNaN()
	default:
		c.fail("FORG0006", offset, "Effective boolean value is not defined for an atomic value of type %s", t)
	}
	return false
}

func pushedBool(c *Context, o op) bool {
	base := len(c.stack)
	o.push(c)
	return c.booleanOf(base, o.meta().offset)
}

// atomize replaces the nodes from base on by their typed values: xs:untypedAtomic, or xs:string for comments and
// processing instructions.
func (c *Context) atomize(base int) {
	for i := base; i < len(c.stack); i++ {
		if c.stack[i].IsNode() {
			c.stack[i] = c.atomized(c.stack[i])
		}
	}
}

func (c *Context) atomized(i Item) Item {
	if !i.IsNode() {
		return i
	}
	c.tick()
	r := i.ref()
	if r.isAttr() {
		return UntypedItem(c.doc.Value(r.attr()))
	}
	s := c.made(c.nodeText(r))
	if c.isPlain(r) {
		return StringItem(s)
	}
	return UntypedItem(s)
}

// text returns the string value of an item.
func (c *Context) text(i Item) string {
	if i.IsNode() {
		if r := i.ref(); r.isAttr() {
			return c.doc.Value(r.attr())
		}
		return c.nodeText(i.ref())
	}
	if i.Absent() {
		return ""
	}
	return i.v.String()
}

// nodeText returns the string value of a node, counting the work of putting it together.
func (c *Context) nodeText(r ref) string {
	n := r.node()
	s := c.doc.StringValue(n)
	if below := int(c.doc.End(n) - n); below > 2 {
		c.work(below + len(s)>>5)
	}
	return s
}

// one evaluates o to at most one item, atomised. what names the value in the message of the error for more.
func (c *Context) atMostOne(o op, what string) Item {
	base := len(c.stack)
	o.push(c)
	c.atomize(base)
	n := len(c.stack) - base
	if n == 0 {
		return Item{}
	}
	if n > 1 {
		c.tooMany(base, o.meta().offset, what)
	}
	i := c.stack[base]
	c.drop(base)
	return i
}

func (c *Context) tooMany(base, offset int, what string) {
	c.fail("XPTY0004", offset, "A sequence of more than one item is not allowed as the %s (%s, %s%s)", what,
		c.depict(c.stack[base]), c.depict(c.stack[base+1]), map[bool]string{true: ", ..."}[len(c.stack) > base+2])
}

// depict shows an item in an error message.
func (c *Context) depict(i Item) string {
	if i.IsNode() {
		r := i.ref()
		if r.isAttr() {
			return "@" + c.doc.AttrQName(r.attr())
		}
		return "<" + c.doc.QName(r.node()) + ">"
	}
	s := i.v.String()
	if len(s) > 60 {
		s = string([]rune(s[:60])) + "..."
	}
	if i.v.Type().Textual() {
		return "\"" + s + "\""
	}
	return s
}

// valueOf implements xsl:value-of without separator in XSLT 2.0.
func (c *Context) valueOf(o op) string {
	base := len(c.stack)
	o.push(c)
	items := c.stack[base:]
	switch len(items) {
	case 0:
		return ""
	case 1:
		return c.text(items[0])
	}
	var b []byte
	for i, it := range items {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, c.text(it)...)
		c.work(len(b) >> 10)
	}
	return c.made(string(b))
}
