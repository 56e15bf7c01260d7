package eval

import (
	"strings"

	"github.com/fselint/fselint/cda/xpath/syntax"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath/atomic"
)

// sequenceTest is a compiled SequenceType.
type sequenceTest struct {
	typ  *syntax.SequenceType
	node *nodeTest
}

// item reports whether an item has the type's item type.
func (t *sequenceTest) item(c *Context, i Item) bool {
	switch {
	case t.typ.Empty:
		return false
	case t.typ.AnyItem:
		return true
	case t.node == nil:
		return !i.IsNode() && i.V.Type().Derives(t.typ.Atomic)
	case !i.IsNode():
		return false
	}
	return t.node.Ref(c, i.Ref())
}

// matches reports whether the items have the type.
func (t *sequenceTest) matches(c *Context, items []Item) bool {
	switch {
	case t.typ.Empty:
		return len(items) == 0
	case len(items) == 0:
		return t.typ.Occurrence == '?' || t.typ.Occurrence == '*'
	case len(items) > 1 && t.typ.Occurrence != '*' && t.typ.Occurrence != '+':
		return false
	}
	for _, i := range items {
		c.Tick()
		if !t.item(c, i) {
			return false
		}
	}
	return true
}

// instanceOp is "instance of".
type instanceOp struct {
	Info
	value Op
	test  sequenceTest
}

func (o *instanceOp) Push(c *Context) { c.AddValue(atomic.Bool(o.Ebv(c))) }

func (o *instanceOp) Ebv(c *Context) bool {
	base := len(c.Stack)
	o.value.Push(c)
	ok := o.test.matches(c, c.Stack[base:])
	c.Drop(base)
	return ok
}

// treatOp is "treat as".
type treatOp struct {
	Info
	value Op
	test  sequenceTest
}

func (o *treatOp) Push(c *Context) {
	base := len(c.Stack)
	o.value.Push(c)
	if !o.test.matches(c, c.Stack[base:]) {
		c.Fail("XPDY0050", o.Offset, "The value does not match the type required by 'treat as'")
	}
}

func (o *treatOp) Ebv(c *Context) bool { return PushedBool(c, o) }

// castOp is "cast as", "castable as" and the constructor functions.
type castOp struct {
	Info
	value    Op
	to       atomic.Type
	optional bool // the empty sequence is allowed
	castable bool
	qname    *atomic.Value // the result, where a literal is cast to xs:QName
}

func (o *castOp) Push(c *Context) {
	if o.castable {
		c.AddValue(atomic.Bool(o.Ebv(c)))
		return
	}
	i := c.atMostOne(o.value, "operand of a cast")
	if i.Absent() {
		if !o.optional {
			c.Fail("XPTY0004", o.Offset, "Cast does not allow an empty sequence")
		}
		return
	}
	if o.qname != nil {
		c.AddValue(*o.qname)
		return
	}
	v := c.Cast(i.V, o.to, o.Offset)
	if v.Type().Textual() {
		c.Made(v.Text())
	}
	c.AddValue(v)
}

func (o *castOp) Ebv(c *Context) bool {
	if !o.castable {
		return PushedBool(c, o)
	}
	base := len(c.Stack)
	o.value.Push(c)
	c.Atomize(base)
	items := c.Stack[base:]
	c.Drop(base)
	if len(items) != 1 {
		return len(items) == 0 && o.optional
	}
	if v := items[0].V; v.Type().Textual() {
		c.Work(len(v.Text()) >> 3)
	}
	_, err := atomic.Cast(items[0].V, o.to)
	if e, ok := err.(*atomic.Error); ok && e.Limit {
		c.Raise(err, o.Offset)
	}
	return err == nil || o.qname != nil
}

func (b *Builder) typed(s *syntax.Node) Op {
	value := b.build(s.Args[0])
	switch s.Kind {
	case syntax.SynInstance:
		o := &instanceOp{value: value, test: sequenceTest{s.Type, b.nodeTest(s.Type.Node)}}
		o.Info = Exactly(s.Start, KBool, value)
		return o
	case syntax.SynTreat:
		o := &treatOp{value: value, test: sequenceTest{s.Type, b.nodeTest(s.Type.Node)}}
		o.Info = *value.meta()
		o.Offset, o.Fallible = s.Start, true
		return o
	}
	o := &castOp{value: value, to: s.Type.Atomic, optional: s.Type.Occurrence == '?', castable: s.Kind == syntax.SynCastable}
	b.finishCast(s, o)
	return o
}

// construct compiles xs:type(value), which is a cast that allows the empty sequence.
func (b *Builder) construct(s *syntax.Node) Op {
	to, _ := atomic.TypeByName(s.Op)
	o := &castOp{value: b.build(s.Args[0]), to: to, optional: true}
	b.finishCast(s, o)
	return o
}

func (b *Builder) finishCast(s *syntax.Node, o *castOp) {
	if o.to == atomic.AnyAtomic || o.to == atomic.Notation {
		b.Fail("XPST0080", s.Start, "The target type of a cast cannot be abstract: %s", o.to)
	}
	o.Info = Info{Offset: s.Start, Kinds: kindOfType(o.to), Max: 1}.with(o.value).failing()
	if o.castable {
		o.Kinds, o.Min = KBool, 1
	} else if o.value.meta().Min == 1 {
		o.Min = 1
	}
	if o.to == atomic.QName {
		o.qname = b.literalQName(s, o.value)
	}
}

func kindOfType(t atomic.Type) kinds {
	switch {
	case t == atomic.UntypedAtomic:
		return KUntyped
	case t.Textual():
		return KString
	case t == atomic.Boolean:
		return KBool
	case t.Numeric():
		return KNumber
	}
	return KOther
}

// literalQName resolves a string literal that is cast to xs:QName; nil where the operand is no literal.
func (b *Builder) literalQName(s *syntax.Node, value Op) *atomic.Value {
	k, ok := value.(*constOp)
	if !ok || len(k.items) != 1 || !k.items[0].V.Type().IsString() {
		return nil
	}
	prefix, local, colon := strings.Cut(syntax.TrimBlanks(k.items[0].V.Text()), ":")
	if !colon {
		prefix, local = "", prefix
	}
	space, bound := b.static.Namespaces[prefix]
	if prefix == "xml" {
		space, bound = xmltree.XMLNamespace, true
	}
	if !atomic.IsNCName(local) || colon && (!atomic.IsNCName(prefix) || !bound) {
		if s.Kind == syntax.SynCastable {
			return nil
		}
		b.Fail("FORG0001", s.Start, "Cannot convert string %q to xs:QName", k.items[0].V.Text())
	}
	v := atomic.NewQName(prefix, space, local)
	return &v
}
