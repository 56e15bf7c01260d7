package eval

import (
	"github.com/fselint/fselint/cda/xpath/atomic"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// arithOp is + - * div idiv mod.
type arithOp struct {
	Info
	op          atomic.Op
	left, right Op
}

var arithmeticOps = map[string]atomic.Op{
	"+": atomic.Add, "-": atomic.Sub, "*": atomic.Mul, "div": atomic.Div, "idiv": atomic.IDiv, "mod": atomic.Mod,
}

func (a *arithOp) Push(c *Context) {
	x := c.atMostOne(a.left, "first operand of '"+a.op.String()+"'")
	if x.Absent() {
		return
	}
	y := c.atMostOne(a.right, "second operand of '"+a.op.String()+"'")
	if y.Absent() {
		return
	}
	zone := c.ZoneFor(x.V)
	v, err := atomic.Arithmetic(a.op, x.V, y.V, zone)
	if err != nil {
		c.Raise(err, a.Offset)
	}
	if _, small := v.Int(); v.Type().Numeric() && !small {
		c.Work(1000) // numbers beyond 64 bits may be long
	}
	c.AddValue(v)
}

func (a *arithOp) Ebv(c *Context) bool { return PushedBool(c, a) }

// signOp is unary minus or plus.
type signOp struct {
	Info
	minus bool
	value Op
}

func (s *signOp) Push(c *Context) {
	x := c.atMostOne(s.value, "operand of a unary operator")
	if x.Absent() {
		return
	}
	v := x.V
	if v.Type() == atomic.UntypedAtomic {
		v = c.Cast(v, atomic.Double, s.Offset)
	}
	if !v.Type().Numeric() {
		c.Fail("XPTY0004", s.Offset, "Unary %s is not defined for %s", map[bool]string{true: "-", false: "+"}[s.minus], v.Type())
	}
	if s.minus {
		v = atomic.Negate(v)
	}
	c.AddValue(v)
}

func (s *signOp) Ebv(c *Context) bool { return PushedBool(c, s) }

// rangeOp is "to".
type rangeOp struct {
	Info
	from, to Op
}

func (r *rangeOp) bound(c *Context, o Op, which string) (n int64, ok bool) {
	x := c.atMostOne(o, which+" operand of 'to'")
	if x.Absent() {
		return 0, false
	}
	v := x.V
	if v.Type() == atomic.UntypedAtomic {
		v = c.Cast(v, atomic.Integer, r.Offset)
	}
	if !v.Type().IsInteger() {
		c.Fail("XPTY0004", r.Offset, "The required item type of the %s operand of 'to' is xs:integer; the supplied value has item type %s", which, v.Type())
	}
	n, small := v.Int()
	if !small {
		c.Fail("FOAR0002", r.Offset, "The %s operand of 'to' is too large", which)
	}
	return n, true
}

func (r *rangeOp) bounds(c *Context) (from, to int64, ok bool) {
	from, okFrom := r.bound(c, r.from, "first")
	if !okFrom {
		return 0, 0, false
	}
	to, okTo := r.bound(c, r.to, "second")
	return from, to, okTo && from <= to
}

func (r *rangeOp) Push(c *Context) {
	from, to, ok := r.bounds(c)
	if !ok {
		return
	}
	for n := from; ; n++ {
		c.AddValue(atomic.FromInt(n))
		if n == to {
			return
		}
	}
}

func (r *rangeOp) Ebv(c *Context) bool { return PushedBool(c, r) }

func (r *rangeOp) count(c *Context, _ int) int {
	from, to, ok := r.bounds(c)
	if !ok {
		return 0
	}
	if d := uint64(to) - uint64(from); d < 1<<40 {
		return int(d) + 1
	}
	return 1 << 40
}

// Cast casts a value, raising the dynamic error at offset.
func (c *Context) Cast(v atomic.Value, t atomic.Type, offset int) atomic.Value {
	r, err := atomic.Cast(v, t)
	if err != nil {
		c.Raise(err, offset)
	}
	if v.Type().Textual() {
		c.Work(len(v.Text()) >> 3)
	}
	return r
}

func (b *Builder) arithmetic(s *syntax.Node) Op {
	left, right := b.build(s.Args[0]), b.build(s.Args[1])
	if s.Op == "to" {
		o := &rangeOp{from: left, to: right}
		o.Info = Info{Offset: s.Start, Kinds: KNumber, Max: Many}.with(left, right).failing()
		return o
	}
	o := &arithOp{op: arithmeticOps[s.Op], left: left, right: right}
	o.Info = Info{Offset: s.Start, Kinds: KNumber | KOther, Max: 1}.with(left, right).failing()
	if numeric(left) && numeric(right) {
		o.Kinds, o.Min = KNumber, 1
	}
	return o
}

func numeric(o Op) bool { return o.meta().Kinds == KNumber && o.meta().one() }

func (b *Builder) sign(s *syntax.Node) Op {
	value := b.build(s.Args[0])
	if k, ok := value.(*constOp); ok && numeric(k) {
		v := k.items[0].V
		if s.Op == "-" {
			v = atomic.Negate(v)
		}
		return Constant(s.Start, Item{v})
	}
	o := &signOp{minus: s.Op == "-", value: value}
	o.Info = Info{Offset: s.Start, Kinds: KNumber, Max: 1}.with(value).failing()
	if numeric(value) {
		o.Min = 1
	}
	return o
}
