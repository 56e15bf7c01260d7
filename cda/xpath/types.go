package xpath

import (
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath/atomic"
)

// sequenceTest is a compiled SequenceType.
type sequenceTest struct {
	typ  *SequenceType
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
		return !i.IsNode() && i.v.Type().Derives(t.typ.Atomic)
	case !i.IsNode():
		return false
	}
	return t.node.ref(c, i.ref())
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
		c.tick()
		if !t.item(c, i) {
			return false
		}
	}
	return true
}

// instanceOp is "instance of".
type instanceOp struct {
	info
	value op
	test  sequenceTest
}

func (o *instanceOp) push(c *Context) { c.addValue(atomic.Bool(o.ebv(c))) }

func (o *instanceOp) ebv(c *Context) bool {
	base := len(c.stack)
	o.value.push(c)
	ok := o.test.matches(c, c.stack[base:])
	c.drop(base)
	return ok
}

// treatOp is "treat as".
type treatOp struct {
	info
	value op
	test  sequenceTest
}

func (o *treatOp) push(c *Context) {
	base := len(c.stack)
	o.value.push(c)
	if !o.test.matches(c, c.stack[base:]) {
		c.fail("XPDY0050", o.offset, "The value does not match the type required by 'treat as'")
	}
}

func (o *treatOp) ebv(c *Context) bool { return pushedBool(c, o) }

// castOp is "cast as", "castable as" and the constructor functions.
type castOp struct {
	info
	value    op
	to       atomic.Type
	optional bool // the empty sequence is allowed
	castable bool
	qname    *atomic.Value // the result, where a literal is cast to xs:QName
}

func (o *castOp) push(c *Context) {
	if o.castable {
		c.addValue(atomic.Bool(o.ebv(c)))
		return
	}
	i := c.atMostOne(o.value, "operand of a cast")
	if i.Absent() {
		if !o.optional {
			c.fail("XPTY0004", o.offset, "Cast does not allow an empty sequence")
		}
		return
	}
	if o.qname != nil {
		c.addValue(*o.qname)
		return
	}
	v := c.cast(i.v, o.to, o.offset)
	if v.Type().Textual() {
		c.made(v.Text())
	}
	c.addValue(v)
}

func (o *castOp) ebv(c *Context) bool {
	if !o.castable {
		return pushedBool(c, o)
	}
	base := len(c.stack)
	o.value.push(c)
	c.atomize(base)
	items := c.stack[base:]
	c.drop(base)
	if len(items) != 1 {
		return len(items) == 0 && o.optional
	}
	if v := items[0].v; v.Type().Textual() {
		c.work(len(v.Text()) >> 3)
	}
	_, err := atomic.Cast(items[0].v, o.to)
	return err == nil || o.qname != nil
}

func (b *builder) typed(s *Syntax) op {
	value := b.build(s.Args[0])
	switch s.Kind {
	case SynInstance:
		o := &instanceOp{value: value, test: sequenceTest{s.Type, b.nodeTest(s.Type.Node)}}
		o.info = exactly(s.Start, kBool, value)
		return o
	case SynTreat:
		o := &treatOp{value: value, test: sequenceTest{s.Type, b.nodeTest(s.Type.Node)}}
		o.info = *value.meta()
		o.offset, o.fallible = s.Start, true
		return o
	}
	o := &castOp{value: value, to: s.Type.Atomic, optional: s.Type.Occurrence == '?', castable: s.Kind == SynCastable}
	b.finishCast(s, o)
	return o
}

// construct compiles xs:type(value), which is a cast that allows the empty sequence.
func (b *builder) construct(s *Syntax) op {
	to, _ := atomic.TypeByName(s.Op)
	o := &castOp{value: b.build(s.Args[0]), to: to, optional: true}
	b.finishCast(s, o)
	return o
}

func (b *builder) finishCast(s *Syntax, o *castOp) {
	if o.to == atomic.AnyAtomic || o.to == atomic.Notation {
		b.fail("XPST0080", s.Start, "The target type of a cast cannot be abstract: %s", o.to)
	}
	o.info = info{offset: s.Start, kinds: kindOfType(o.to), max: 1}.with(o.value).failing()
	if o.castable {
		o.kinds, o.min = kBool, 1
	} else if o.value.meta().min == 1 {
		o.min = 1
	}
	if o.to == atomic.QName {
		o.qname = b.literalQName(s, o.value)
	}
}

func kindOfType(t atomic.Type) kinds {
	switch {
	case t == atomic.UntypedAtomic:
		return kUntyped
	case t.Textual():
		return kString
	case t == atomic.Boolean:
		return kBool
	case t.Numeric():
		return kNumber
	}
	return kOther
}

// literalQName resolves a string literal that is cast to xs:QName; nil where the operand is no literal.
func (b *builder) literalQName(s *Syntax, value op) *atomic.Value {
	k, ok := value.(*constOp)
	if !ok || len(k.items) != 1 || !k.items[0].v.Type().IsString() {
		return nil
	}
	prefix, local, colon := strings.Cut(trimBlanks(k.items[0].v.Text()), ":")
	if !colon {
		prefix, local = "", prefix
	}
	space, bound := b.static.Namespaces[prefix]
	if prefix == "xml" {
		space, bound = xmltree.XMLNamespace, true
	}
	if !atomic.IsNCName(local) || colon && (!atomic.IsNCName(prefix) || !bound) {
		if s.Kind == SynCastable {
			return nil
		}
		b.fail("FORG0001", s.Start, "Cannot convert string %q to xs:QName", k.items[0].v.Text())
	}
	v := atomic.NewQName(prefix, space, local)
	return &v
}
