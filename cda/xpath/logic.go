package xpath

import "github.com/fselint/fselint/cda/xpath/atomic"

// constOp is a constant sequence.
type constOp struct {
	info
	items []Item
}

func (k *constOp) push(c *Context) {
	c.work(len(k.items))
	c.stack = append(c.stack, k.items...)
}

func (k *constOp) ebv(c *Context) bool {
	if len(k.items) == 1 {
		return c.truth(k.items[0], k.offset)
	}
	return pushedBool(c, k)
}

func constant(offset int, items ...Item) *constOp {
	k := constantOf(offset, items)
	return &k
}

func constantOf(offset int, items []Item) constOp {
	k := constOp{info: info{offset: offset, min: min(len(items), many), max: min(len(items), many)}, items: items}
	for _, i := range items {
		k.kinds |= kindOf(i)
	}
	k.fallible = len(items) > 1 // as a condition
	return k
}

func kindOf(i Item) kinds {
	if t := i.v.Type(); t != atomic.Foreign {
		return kindOfType(t)
	}
	return kNode
}

// contextOp is ".".
type contextOp struct{ info }

func (o *contextOp) push(c *Context) {
	if c.item.Absent() {
		c.fail("XPDY0002", o.offset, "The context item is absent")
	}
	c.add(c.item)
}

func (o *contextOp) ebv(c *Context) bool {
	if c.item.IsNode() {
		return true
	}
	return pushedBool(c, o)
}

func (o *contextOp) any(c *Context, t *textComparison) bool {
	if c.item.IsNode() {
		return t.node(c, c.item.ref())
	}
	base := len(c.stack)
	o.push(c)
	c.drop(base)
	if !c.item.v.Type().Textual() {
		c.fail("XPTY0004", o.offset, "Cannot compare %s to xs:string", c.item.v.Type())
	}
	return t.holds(c.item.v.Text())
}

// varOp is a variable of the static context.
type varOp struct {
	info
	slot int
}

func (v *varOp) push(c *Context) {
	value := c.variable(v.slot, v.offset)
	c.work(len(value))
	c.stack = append(c.stack, value...)
}

func (v *varOp) ebv(c *Context) bool {
	if value := c.variable(v.slot, v.offset); len(value) == 1 {
		return c.truth(value[0], v.offset)
	}
	return pushedBool(c, v)
}

func (v *varOp) count(c *Context, _ int) int { return len(c.variable(v.slot, v.offset)) }

// localOp is a variable that the expression binds itself; it holds one item.
type localOp struct {
	info
	slot int
}

func (l *localOp) push(c *Context) { c.add(c.locals[c.base+l.slot]) }

func (l *localOp) ebv(c *Context) bool { return c.truth(c.locals[c.base+l.slot], l.offset) }

// sequenceOp is "a, b, c".
type sequenceOp struct {
	info
	parts []op
}

func (s *sequenceOp) push(c *Context) {
	for _, p := range s.parts {
		p.push(c)
	}
}

// ebv needs no more than a node that comes first.
func (s *sequenceOp) ebv(c *Context) bool {
	base := len(c.stack)
	for _, p := range s.parts {
		p.push(c)
		if len(c.stack) > base && c.stack[base].IsNode() {
			break
		}
	}
	return c.booleanOf(base, s.offset)
}

func (s *sequenceOp) count(c *Context, limit int) int {
	n := 0
	for _, p := range s.parts {
		if limit >= 0 && n >= limit {
			break
		}
		rest := -1
		if limit >= 0 {
			rest = limit - n
		}
		n += count(c, p, rest)
	}
	return n
}

// orOp and andOp evaluate from left to right and stop as soon as the result is known.
type orOp struct {
	info
	parts []op
}

func (o *orOp) push(c *Context) { c.addValue(atomic.Bool(o.ebv(c))) }

func (o *orOp) ebv(c *Context) bool {
	for _, p := range o.parts {
		if p.ebv(c) {
			return true
		}
	}
	return false
}

type andOp struct {
	info
	parts []op
}

func (a *andOp) push(c *Context) { c.addValue(atomic.Bool(a.ebv(c))) }

func (a *andOp) ebv(c *Context) bool {
	for _, p := range a.parts {
		if !p.ebv(c) {
			return false
		}
	}
	return true
}

type ifOp struct {
	info
	condition, then, otherwise op
}

func (i *ifOp) branch(c *Context) op {
	if i.condition.ebv(c) {
		return i.then
	}
	return i.otherwise
}

func (i *ifOp) push(c *Context) { i.branch(c).push(c) }

func (i *ifOp) ebv(c *Context) bool { return i.branch(c).ebv(c) }

// forOp is a for expression with one variable.
type forOp struct {
	info
	slot     int
	in, body op
}

func (f *forOp) push(c *Context) {
	base := len(c.stack)
	f.in.push(c)
	end := len(c.stack)
	for i := base; i < end; i++ {
		c.tick()
		c.locals[c.base+f.slot] = c.stack[i]
		f.body.push(c)
	}
	c.lower(base, end)
}

func (f *forOp) ebv(c *Context) bool { return pushedBool(c, f) }

// quantifiedOp is "some" or "every" with one variable.
type quantifiedOp struct {
	info
	slot     int
	every    bool
	in, body op
}

func (q *quantifiedOp) push(c *Context) { c.addValue(atomic.Bool(q.ebv(c))) }

func (q *quantifiedOp) ebv(c *Context) bool {
	base := len(c.stack)
	q.in.push(c)
	end := len(c.stack)
	result := q.every
	for i := base; i < end; i++ {
		c.tick()
		c.locals[c.base+q.slot] = c.stack[i]
		if q.body.ebv(c) != q.every {
			result = !q.every
			break
		}
	}
	c.drop(base)
	return result
}

// setOp is union, intersect or except.
type setOp struct {
	info
	op          string
	left, right op
}

func (s *setOp) operand(c *Context, o op, which string) {
	base := len(c.stack)
	o.push(c)
	for _, i := range c.stack[base:] {
		if !i.IsNode() {
			c.fail("XPTY0004", s.offset, "The required item type of the %s operand of '%s' is node(); the supplied value has item type %s",
				which, s.op, i.v.Type())
		}
	}
}

func (s *setOp) push(c *Context) {
	base := len(c.stack)
	s.operand(c, s.left, "first")
	if s.op == "union" {
		s.operand(c, s.right, "second")
		c.sortNodes(base)
		return
	}
	c.sortNodes(base)
	middle := len(c.stack)
	s.operand(c, s.right, "second")
	c.sortNodes(middle)
	left, right := c.stack[base:middle], c.stack[middle:]
	keep, j := base, 0
	for _, l := range left {
		for j < len(right) && right[j].ref() < l.ref() {
			j++
		}
		if in := j < len(right) && right[j].ref() == l.ref(); in == (s.op == "intersect") {
			c.stack[keep] = l
			keep++
		}
	}
	c.drop(keep)
}

func (s *setOp) ebv(c *Context) bool {
	if s.op != "union" {
		return pushedBool(c, s)
	}
	base := len(c.stack)
	s.operand(c, s.left, "first")
	if len(c.stack) == base {
		s.operand(c, s.right, "second")
	}
	some := len(c.stack) > base
	c.drop(base)
	return some
}
