package eval

import (
	"fmt"
	"strings"

	"github.com/fselint/fselint/cda/xpath/syntax"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

var comparisons = map[string]atomic.Comparison{
	"=": atomic.EQ, "!=": atomic.NE, "<": atomic.LT, "<=": atomic.LE, ">": atomic.GT, ">=": atomic.GE,
	"eq": atomic.EQ, "ne": atomic.NE, "lt": atomic.LT, "le": atomic.LE, "gt": atomic.GT, "ge": atomic.GE,
}

// inverse swaps the operands of a comparison.
var inverse = [...]atomic.Comparison{
	atomic.EQ: atomic.EQ, atomic.NE: atomic.NE, atomic.LT: atomic.GT, atomic.LE: atomic.GE, atomic.GT: atomic.LT, atomic.GE: atomic.LE,
}

// Raise turns an error of package atomic into a dynamic error at offset.
func (c *Context) Raise(err error, offset int) {
	if e, ok := err.(*atomic.Error); ok && e.Limit {
		panic(abort{fmt.Errorf("xpath: %w: %w", err, ErrBudget)})
	} else if ok {
		c.Fail(e.Code, offset, "%s", e.Msg)
	}
	panic(abort{err})
}

// generalOp is a general comparison: true if any pair of items compares.
type generalOp struct {
	Info
	op          atomic.Comparison
	left, right Op
	// numeric says that one operand is an untyped value and the other a number: Saxon then does not look at the untyped
	// value if the number is NaN.
	numeric bool
}

func (g *generalOp) Push(c *Context) { c.AddValue(atomic.Bool(g.Ebv(c))) }

// Ebv evaluates the operands in Saxon's order, which decides whose errors show: a single value before a longer one, or
// left before right where both are alike; an empty value that comes first spares the other, except of two longer ones.
func (g *generalOp) Ebv(c *Context) bool {
	base := len(c.Stack)
	first, second := g.left, g.right
	single := g.right.meta().Max <= 1 && g.left.meta().Max > 1
	if single {
		first, second = second, first
	}
	first.Push(c)
	c.Atomize(base)
	middle := len(c.Stack)
	if middle == base && (first.meta().Max <= 1 || !second.meta().Fallible) {
		return false
	}
	second.Push(c)
	c.Atomize(middle)
	left, right := c.Stack[base:middle], c.Stack[middle:]
	if single {
		left, right = right, left
	}
	c.Drop(base)
	for i := range left {
		for j := range right {
			c.Tick()
			if g.numeric && (left[i].V.IsNaN() || right[j].V.IsNaN()) {
				return g.op == atomic.NE
			}
			if c.generalPair(g.op, left[i].V, right[j].V, g.Offset) {
				return true
			}
		}
	}
	return false
}

// generalPair compares two atomic values as general comparisons do (XPath 2.0, 3.5.2).
func (c *Context) generalPair(op atomic.Comparison, a, b atomic.Value, offset int) bool {
	ta, tb := a.Type(), b.Type()
	if ta.Textual() && tb.Textual() {
		c.Work((len(a.Text()) + len(b.Text())) >> 8)
		ok, _ := atomic.Compare(op, a, b, 0)
		return ok
	}
	var err error
	switch {
	case ta == atomic.UntypedAtomic:
		a, err = atomic.Cast(a, untypedTarget(tb))
	case tb == atomic.UntypedAtomic:
		b, err = atomic.Cast(b, untypedTarget(ta))
	}
	if err != nil {
		c.Raise(err, offset)
	}
	ok, err := atomic.Compare(op, a, b, c.ZoneFor(a))
	if err != nil {
		c.Raise(err, offset)
	}
	return ok
}

// untypedTarget is the type that an untyped value is cast to when it meets a value of type t.
func untypedTarget(t atomic.Type) atomic.Type {
	switch {
	case t.Numeric():
		return atomic.Double
	case t == atomic.DayTimeDuration || t == atomic.YearMonthDuration:
		return t
	}
	return t.Primitive()
}

// ZoneFor returns the implicit time zone where v needs one.
func (c *Context) ZoneFor(v atomic.Value) int {
	if v.Type().Calendar() {
		return c.Zone()
	}
	return 0
}

// matcher is implemented by operations that can compare their nodes with strings on the way.
type matcher interface {
	any(c *Context, t *textComparison) bool
}

// textOp is a general comparison of nodes with constant strings.
type textOp struct {
	Info
	nodes matcher
	with  textComparison
}

func (t *textOp) Push(c *Context) { c.AddValue(atomic.Bool(t.Ebv(c))) }

func (t *textOp) Ebv(c *Context) bool { return t.nodes.any(c, &t.with) }

// attrTextOp is textOp for an attribute of the context node and equality with one string, by far the commonest comparison.
type attrTextOp struct {
	Info
	attr *attrOp
	text string
}

func (t *attrTextOp) Push(c *Context) { c.AddValue(atomic.Bool(t.Ebv(c))) }

func (t *attrTextOp) Ebv(c *Context) bool {
	r, ok := t.attr.find(c)
	return ok && c.Tree.Value(r.Attr()) == t.text
}

// countOp compares the number of items of a value with a constant. limit is where counting may stop, negative if nowhere.
type countOp struct {
	Info
	value Op
	op    atomic.Comparison
	with  int
	limit int
}

func (o *countOp) Push(c *Context) { c.AddValue(atomic.Bool(o.Ebv(c))) }

func (o *countOp) Ebv(c *Context) bool {
	n := Count(c, o.value, o.limit)
	switch {
	case n < o.with:
		return o.op.Holds(-1)
	case n > o.with:
		return o.op.Holds(1)
	}
	return o.op.Holds(0)
}

// valueOp is a value comparison.
type valueOp struct {
	Info
	op          atomic.Comparison
	left, right Op
}

// compare returns the result, or false for ok where an operand is empty.
func (v *valueOp) compare(c *Context) (result, ok bool) {
	const what = " operand of '"
	a := c.atMostOne(v.left, "first"+what+v.op.String()+"'")
	if a.Absent() {
		return false, false
	}
	b := c.atMostOne(v.right, "second"+what+v.op.String()+"'")
	if b.Absent() {
		return false, false
	}
	result, err := atomic.Compare(v.op, a.V, b.V, c.ZoneFor(a.V))
	if err != nil {
		c.Raise(err, v.Offset)
	}
	return result, true
}

func (v *valueOp) Push(c *Context) {
	if r, ok := v.compare(c); ok {
		c.AddValue(atomic.Bool(r))
	}
}

func (v *valueOp) Ebv(c *Context) bool {
	r, ok := v.compare(c)
	return ok && r
}

// nodeOp is one of the node comparisons is, << and >>.
type nodeOp struct {
	Info
	op          string
	left, right Op
}

// operand evaluates to at most one node.
func (n *nodeOp) operand(c *Context, o Op, which string) (r Ref, ok bool) {
	base := len(c.Stack)
	o.Push(c)
	items := c.Stack[base:]
	if len(items) > 1 {
		c.tooMany(base, n.Offset, which+" operand of '"+n.op+"'")
	}
	c.Drop(base)
	if len(items) == 0 {
		return 0, false
	}
	if !items[0].IsNode() {
		c.Fail("XPTY0004", n.Offset, "The required item type of the %s operand of '%s' is node(); the supplied value has item type %s",
			which, n.op, items[0].V.Type())
	}
	return items[0].Ref(), true
}

func (n *nodeOp) compare(c *Context) (result, ok bool) {
	a, ok := n.operand(c, n.left, "first")
	if !ok {
		return false, false
	}
	b, ok := n.operand(c, n.right, "second")
	switch n.op {
	case "is":
		return a == b, ok
	case "<<":
		return a < b, ok
	}
	return a > b, ok
}

func (n *nodeOp) Push(c *Context) {
	if r, ok := n.compare(c); ok {
		c.AddValue(atomic.Bool(r))
	}
}

func (n *nodeOp) Ebv(c *Context) bool {
	r, ok := n.compare(c)
	return ok && r
}

// comparison compiles a comparison of any kind.
func (b *Builder) comparison(s *syntax.Node) Op {
	if s.Op == "is" || s.Op == "<<" || s.Op == ">>" {
		o := &nodeOp{op: s.Op, left: b.build(s.Args[0]), right: b.build(s.Args[1])}
		o.Info = Info{Offset: s.Start, Kinds: KBool, Max: 1}.with(o.left, o.right).failing()
		return o
	}
	left, right := b.build(s.Args[0]), b.build(s.Args[1])
	operator := comparisons[s.Op]
	if o := b.countComparison(s, operator, left, right); o != nil {
		return o
	}
	if o := b.countComparison(s, inverse[operator], right, left); o != nil {
		return o
	}
	if strings.ContainsAny(s.Op, "=<>!") {
		if o := b.textComparison(s, operator, left, right); o != nil {
			return o
		}
		if o := b.textComparison(s, inverse[operator], right, left); o != nil {
			return o
		}
		o := &generalOp{op: operator, left: left, right: right}
		o.numeric = left.meta().Max <= 1 && right.meta().Max <= 1 &&
			(isUntyped(s.Args[0]) && right.meta().Kinds == KNumber || isUntyped(s.Args[1]) && left.meta().Kinds == KNumber)
		o.Info = Exactly(s.Start, KBool, left, right)
		o.Fallible = o.Fallible || !textual(left, right)
		return o
	}
	o := &valueOp{op: operator, left: left, right: right}
	o.Info = Info{Offset: s.Start, Kinds: KBool, Max: 1}.with(left, right)
	if left.meta().one() && right.meta().one() {
		o.Min = 1
	}
	o.Fallible = o.Fallible || !textual(left, right) || left.meta().Max > 1 || right.meta().Max > 1
	return o
}

// isUntyped reports whether an expression selects nodes that are known to have untyped values.
func isUntyped(s *syntax.Node) bool {
	switch s.Kind {
	case syntax.SynStep:
		return s.Test.Kind == syntax.TestName || s.Test.Kind == syntax.TestElement || s.Test.Kind == syntax.TestAttribute || s.Test.Kind == syntax.TestText
	case syntax.SynPath:
		return isUntyped(s.Args[len(s.Args)-1])
	case syntax.SynFilter:
		return isUntyped(s.Args[0])
	}
	return false
}

// textual reports whether no comparison of the operands' items can fail, because all are strings once atomised.
func textual(parts ...Op) bool {
	for _, p := range parts {
		if p.meta().Kinds&^(KNode|KUntyped|KString) != 0 {
			return false
		}
	}
	return true
}

// textComparison compiles nodes compared with constant strings, or returns nil.
func (b *Builder) textComparison(s *syntax.Node, operator atomic.Comparison, left, right Op) Op {
	nodes, ok := left.(matcher)
	k, constant := right.(*constOp)
	if !ok || !constant || len(k.items) == 0 || len(k.items) > 1 && operator != atomic.EQ {
		return nil
	}
	for _, i := range k.items {
		if !i.V.Type().IsString() {
			return nil
		}
	}
	meta := Exactly(s.Start, KBool, left)
	if attr, ok := left.(*attrOp); ok && operator == atomic.EQ && len(k.items) == 1 {
		return b.memory.texts.Keep(attrTextOp{meta, attr, k.items[0].V.Text()})
	}
	o := &textOp{Info: meta, nodes: nodes, with: textComparison{op: operator, one: k.items[0].V.Text()}}
	if len(k.items) > 1 {
		o.with.among = map[string]struct{}{}
		for _, i := range k.items {
			o.with.among[i.V.Text()] = struct{}{}
		}
	}
	return o
}

// countComparison compiles count(x) compared with an integer literal, or returns nil. Counting stops where it does in
// Saxon, which decides whether an error further on shows: at the number itself for >=, else at one more.
func (b *Builder) countComparison(s *syntax.Node, operator atomic.Comparison, left, right Op) Op {
	call, ok := left.(*countCall)
	k, literal := right.(*constOp)
	if !ok || !literal || len(k.items) != 1 || !k.items[0].V.Type().IsInteger() {
		return nil
	}
	n, small := k.items[0].V.Int()
	switch {
	case !small || n > 1<<20:
		return nil
	case n < 0 || n == 0 && (operator == atomic.GE || operator == atomic.LT): // Saxon does not even count
		return Constant(s.Start, Item{atomic.Bool(operator == atomic.GE || operator == atomic.GT || operator == atomic.NE)})
	}
	o := b.memory.counts.Keep(countOp{Info: Exactly(s.Start, KBool, left), value: call.value, op: operator, with: int(n), limit: -1})
	o.limit = max(int(n)+1, 1)
	if operator == atomic.GE || operator == atomic.LT && !call.value.meta().Fallible {
		o.limit = max(int(n), 1)
	}
	return o
}
