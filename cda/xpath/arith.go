package xpath

import (
	"github.com/fselint/fselint/cda/xpath/atomic"
)

// arithOp is + - * div idiv mod.
type arithOp struct {
	info
	op          atomic.Op
	left, right op
}

var arithmeticOps = map[string]atomic.Op{
	"+": atomic.Add, "-": atomic.Sub, "*": atomic.Mul, "div": atomic.Div, "idiv": atomic.IDiv, "mod": atomic.Mod,
}

func (a *arithOp) push(c *Context) {
	x := c.atMostOne(a.left, "first operand of '"+a.op.String()+"'")
	if x.Absent() {
		return
	}
	y := c.atMostOne(a.right, "second operand of '"+a.op.String()+"'")
	if y.Absent() {
		return
	}
	zone := c.zoneFor(x.v)
	v, err := atomic.Arithmetic(a.op, x.v, y.v, zone)
	if err != nil {
		c.raise(err, a.offset)
	}
	if _, small := v.Int(); v.Type().Numeric() && !small {
		c.work(1000) // numbers beyond 64 bits may be long
	}
	c.addValue(v)
}

func (a *arithOp) ebv(c *Context) bool { return pushedBool(c, a) }

// signOp is unary minus or plus.
type signOp struct {
	info
	minus bool
	value op
}

func (s *signOp) push(c *Context) {
	x := c.atMostOne(s.value, "operand of a unary operator")
	if x.Absent() {
		return
	}
	v := x.v
	if v.Type() == atomic.UntypedAtomic {
		v = c.cast(v, atomic.Double, s.offset)
	}
	if !v.Type().Numeric() {
		c.fail("XPTY0004", s.offset, "Unary %s is not defined for %s", map[bool]string{true: "-", false: "+"}[s.minus], v.Type())
	}
	if s.minus {
		v = atomic.Negate(v)
	}
	c.addValue(v)
}

func (s *signOp) ebv(c *Context) bool { return pushedBool(c, s) }

// rangeOp is "to".
type rangeOp struct {
	info
	from, to op
}

func (r *rangeOp) bound(c *Context, o op, which string) (n int64, ok bool) {
	x := c.atMostOne(o, which+" operand of 'to'")
	if x.Absent() {
		return 0, false
	}
	v := x.v
	if v.Type() == atomic.UntypedAtomic {
		v = c.cast(v, atomic.Integer, r.offset)
	}
	if !v.Type().IsInteger() {
		c.fail("XPTY0004", r.offset, "The required item type of the %s operand of 'to' is xs:integer; the supplied value has item type %s", which, v.Type())
	}
	n, small := v.Int()
	if !small {
		c.fail("FOAR0002", r.offset, "The %s operand of 'to' is too large", which)
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

func (r *rangeOp) push(c *Context) {
	from, to, ok := r.bounds(c)
	if !ok {
		return
	}
	for n := from; ; n++ {
		c.addValue(atomic.FromInt(n))
		if n == to {
			return
		}
	}
}

func (r *rangeOp) ebv(c *Context) bool { return pushedBool(c, r) }

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

// cast casts a value, raising the dynamic error at offset.
func (c *Context) cast(v atomic.Value, t atomic.Type, offset int) atomic.Value {
	r, err := atomic.Cast(v, t)
	if err != nil {
		c.raise(err, offset)
	}
	if v.Type().Textual() {
		c.work(len(v.Text()) >> 3)
	}
	return r
}

func (b *builder) arithmetic(s *Syntax) op {
	left, right := b.build(s.Args[0]), b.build(s.Args[1])
	if s.Op == "to" {
		o := &rangeOp{from: left, to: right}
		o.info = info{offset: s.Start, kinds: kNumber, max: many}.with(left, right).failing()
		return o
	}
	o := &arithOp{op: arithmeticOps[s.Op], left: left, right: right}
	o.info = info{offset: s.Start, kinds: kNumber | kOther, max: 1}.with(left, right).failing()
	if numeric(left) && numeric(right) {
		o.kinds, o.min = kNumber, 1
	}
	return o
}

func numeric(o op) bool { return o.meta().kinds == kNumber && o.meta().one() }

func (b *builder) sign(s *Syntax) op {
	value := b.build(s.Args[0])
	if k, ok := value.(*constOp); ok && numeric(k) {
		v := k.items[0].v
		if s.Op == "-" {
			v = atomic.Negate(v)
		}
		return constant(s.Start, Item{v})
	}
	o := &signOp{minus: s.Op == "-", value: value}
	o.info = info{offset: s.Start, kinds: kNumber, max: 1}.with(value).failing()
	if numeric(value) {
		o.min = 1
	}
	return o
}
