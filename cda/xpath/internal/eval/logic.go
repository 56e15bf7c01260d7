package eval

import "github.com/fselint/fselint/cda/xpath/atomic"

// constOp is a constant sequence.
type constOp struct {
	Info
	items []Item
}

func (k *constOp) Push(c *Context) {
	c.Work(len(k.items))
	c.Stack = append(c.Stack, k.items...)
}

func (k *constOp) Ebv(c *Context) bool {
	if len(k.items) == 1 {
		return c.truth(k.items[0], k.Offset)
	}
	return PushedBool(c, k)
}

func Constant(offset int, items ...Item) *constOp {
	k := constantOf(offset, items)
	return &k
}

func constantOf(offset int, items []Item) constOp {
	k := constOp{Info: Info{Offset: offset, Min: min(len(items), Many), Max: min(len(items), Many)}, items: items}
	for _, i := range items {
		k.Kinds |= kindOf(i)
	}
	k.Fallible = len(items) > 1 // as a condition
	return k
}

func kindOf(i Item) kinds {
	if t := i.V.Type(); t != atomic.Foreign {
		return kindOfType(t)
	}
	return KNode
}

// contextOp is ".".
type contextOp struct{ Info }

func (o *contextOp) Push(c *Context) {
	if c.Item.Absent() {
		c.Fail("XPDY0002", o.Offset, "The context item is absent")
	}
	c.Add(c.Item)
}

func (o *contextOp) Ebv(c *Context) bool {
	if c.Item.IsNode() {
		return true
	}
	return PushedBool(c, o)
}

func (o *contextOp) any(c *Context, t *textComparison) bool {
	if c.Item.IsNode() {
		return t.Node(c, c.Item.Ref())
	}
	base := len(c.Stack)
	o.Push(c)
	c.Drop(base)
	if !c.Item.V.Type().Textual() {
		c.Fail("XPTY0004", o.Offset, "Cannot compare %s to xs:string", c.Item.V.Type())
	}
	return t.holds(c.Item.V.Text())
}

// varOp is a variable of the static context.
type varOp struct {
	Info
	slot int
}

func (v *varOp) Push(c *Context) {
	value := c.variable(v.slot, v.Offset)
	c.Work(len(value))
	c.Stack = append(c.Stack, value...)
}

func (v *varOp) Ebv(c *Context) bool {
	if value := c.variable(v.slot, v.Offset); len(value) == 1 {
		return c.truth(value[0], v.Offset)
	}
	return PushedBool(c, v)
}

func (v *varOp) count(c *Context, _ int) int { return len(c.variable(v.slot, v.Offset)) }

// localOp is a variable that the expression binds itself; it holds one item.
type localOp struct {
	Info
	slot int
}

func (l *localOp) Push(c *Context) { c.Add(c.locals[c.base+l.slot]) }

func (l *localOp) Ebv(c *Context) bool { return c.truth(c.locals[c.base+l.slot], l.Offset) }

// sequenceOp is "a, b, c".
type sequenceOp struct {
	Info
	parts []Op
}

func (s *sequenceOp) Push(c *Context) {
	for _, p := range s.parts {
		p.Push(c)
	}
}

// Ebv needs no more than a node that comes first.
func (s *sequenceOp) Ebv(c *Context) bool {
	base := len(c.Stack)
	for _, p := range s.parts {
		p.Push(c)
		if len(c.Stack) > base && c.Stack[base].IsNode() {
			break
		}
	}
	return c.booleanOf(base, s.Offset)
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
		n += Count(c, p, rest)
	}
	return n
}

// orOp and andOp evaluate from left to right and stop as soon as the result is known.
type orOp struct {
	Info
	parts []Op
}

func (o *orOp) Push(c *Context) { c.AddValue(atomic.Bool(o.Ebv(c))) }

func (o *orOp) Ebv(c *Context) bool {
	for _, p := range o.parts {
		if p.Ebv(c) {
			return true
		}
	}
	return false
}

type andOp struct {
	Info
	parts []Op
}

func (a *andOp) Push(c *Context) { c.AddValue(atomic.Bool(a.Ebv(c))) }

func (a *andOp) Ebv(c *Context) bool {
	for _, p := range a.parts {
		if !p.Ebv(c) {
			return false
		}
	}
	return true
}

type ifOp struct {
	Info
	condition, then, otherwise Op
}

func (i *ifOp) branch(c *Context) Op {
	if i.condition.Ebv(c) {
		return i.then
	}
	return i.otherwise
}

func (i *ifOp) Push(c *Context) { i.branch(c).Push(c) }

func (i *ifOp) Ebv(c *Context) bool { return i.branch(c).Ebv(c) }

// forOp is a for expression with one variable.
type forOp struct {
	Info
	slot     int
	in, body Op
}

func (f *forOp) Push(c *Context) {
	base := len(c.Stack)
	f.in.Push(c)
	end := len(c.Stack)
	for i := base; i < end; i++ {
		c.Tick()
		c.locals[c.base+f.slot] = c.Stack[i]
		f.body.Push(c)
	}
	c.Lower(base, end)
}

func (f *forOp) Ebv(c *Context) bool { return PushedBool(c, f) }

// quantifiedOp is "some" or "every" with one variable.
type quantifiedOp struct {
	Info
	slot     int
	every    bool
	in, body Op
}

func (q *quantifiedOp) Push(c *Context) { c.AddValue(atomic.Bool(q.Ebv(c))) }

func (q *quantifiedOp) Ebv(c *Context) bool {
	base := len(c.Stack)
	q.in.Push(c)
	end := len(c.Stack)
	result := q.every
	for i := base; i < end; i++ {
		c.Tick()
		c.locals[c.base+q.slot] = c.Stack[i]
		if q.body.Ebv(c) != q.every {
			result = !q.every
			break
		}
	}
	c.Drop(base)
	return result
}

// setOp is union, intersect or except.
type setOp struct {
	Info
	op          string
	left, right Op
}

func (s *setOp) operand(c *Context, o Op, which string) {
	base := len(c.Stack)
	o.Push(c)
	for _, i := range c.Stack[base:] {
		if !i.IsNode() {
			c.Fail("XPTY0004", s.Offset, "The required item type of the %s operand of '%s' is node(); the supplied value has item type %s",
				which, s.op, i.V.Type())
		}
	}
}

func (s *setOp) Push(c *Context) {
	base := len(c.Stack)
	s.operand(c, s.left, "first")
	if s.op == "union" {
		s.operand(c, s.right, "second")
		c.sortNodes(base)
		return
	}
	c.sortNodes(base)
	middle := len(c.Stack)
	s.operand(c, s.right, "second")
	c.sortNodes(middle)
	left, right := c.Stack[base:middle], c.Stack[middle:]
	keep, j := base, 0
	for _, l := range left {
		for j < len(right) && right[j].Ref() < l.Ref() {
			j++
		}
		if in := j < len(right) && right[j].Ref() == l.Ref(); in == (s.op == "intersect") {
			c.Stack[keep] = l
			keep++
		}
	}
	c.Drop(keep)
}

func (s *setOp) Ebv(c *Context) bool {
	if s.op != "union" {
		return PushedBool(c, s)
	}
	base := len(c.Stack)
	s.operand(c, s.left, "first")
	if len(c.Stack) == base {
		s.operand(c, s.right, "second")
	}
	some := len(c.Stack) > base
	c.Drop(base)
	return some
}
