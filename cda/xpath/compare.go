package xpath

import (
	"strings"

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

// raise turns an error of package atomic into a dynamic error at offset.
func (c *Context) raise(err error, offset int) {
	if e, ok := err.(*atomic.Error); ok {
		c.fail(e.Code, offset, "%s", e.Msg)
	}
	panic(abort{err})
}

// generalOp is a general comparison: true if any pair of items compares.
type generalOp struct {
	info
	op          atomic.Comparison
	left, right op
	// numeric says that one operand is an untyped value and the other a number: Saxon then does not look at the untyped
	// value if the number is NaN.
	numeric bool
}

func (g *generalOp) push(c *Context) { c.addValue(atomic.Bool(g.ebv(c))) }

// ebv evaluates the operands in Saxon's order, which decides whose errors show: a single value before a longer one, or
// left before right where both are alike; an empty value that comes first spares the other, except of two longer ones.
func (g *generalOp) ebv(c *Context) bool {
	base := len(c.stack)
	first, second := g.left, g.right
	single := g.right.meta().max <= 1 && g.left.meta().max > 1
	if single {
		first, second = second, first
	}
	first.push(c)
	c.atomize(base)
	middle := len(c.stack)
	if middle == base && (first.meta().max <= 1 || !second.meta().fallible) {
		return false
	}
	second.push(c)
	c.atomize(middle)
	left, right := c.stack[base:middle], c.stack[middle:]
	if single {
		left, right = right, left
	}
	c.drop(base)
	for i := range left {
		for j := range right {
			c.tick()
			if g.numeric && (left[i].v.IsNaN() || right[j].v.IsNaN()) {
				return g.op == atomic.NE
			}
			if c.generalPair(g.op, left[i].v, right[j].v, g.offset) {
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
		c.work((len(a.Text()) + len(b.Text())) >> 8)
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
		c.raise(err, offset)
	}
	ok, err := atomic.Compare(op, a, b, c.zoneFor(a))
	if err != nil {
		c.raise(err, offset)
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

// zoneFor returns the implicit time zone where v needs one.
func (c *Context) zoneFor(v atomic.Value) int {
	if v.Type().Calendar() {
		return c.zone()
	}
	return 0
}

// matcher is implemented by operations that can compare their nodes with strings on the way.
type matcher interface {
	any(c *Context, t *textComparison) bool
}

// textOp is a general comparison of nodes with constant strings.
type textOp struct {
	info
	nodes matcher
	with  textComparison
}

func (t *textOp) push(c *Context) { c.addValue(atomic.Bool(t.ebv(c))) }

func (t *textOp) ebv(c *Context) bool { return t.nodes.any(c, &t.with) }

// attrTextOp is textOp for an attribute of the context node and equality with one string, by far the commonest comparison.
type attrTextOp struct {
	info
	attr *attrOp
	text string
}

func (t *attrTextOp) push(c *Context) { c.addValue(atomic.Bool(t.ebv(c))) }

func (t *attrTextOp) ebv(c *Context) bool {
	r, ok := t.attr.find(c)
	return ok && c.doc.Value(r.attr()) == t.text
}

// countOp compares the number of items of a value with a constant. limit is where counting may stop, negative if nowhere.
type countOp struct {
	info
	value op
	op    atomic.Comparison
	with  int
	limit int
}

func (o *countOp) push(c *Context) { c.addValue(atomic.Bool(o.ebv(c))) }

func (o *countOp) ebv(c *Context) bool {
	n := count(c, o.value, o.limit)
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
	info
	op          atomic.Comparison
	left, right op
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
	result, err := atomic.Compare(v.op, a.v, b.v, c.zoneFor(a.v))
	if err != nil {
		c.raise(err, v.offset)
	}
	return result, true
}

func (v *valueOp) push(c *Context) {
	if r, ok := v.compare(c); ok {
		c.addValue(atomic.Bool(r))
	}
}

func (v *valueOp) ebv(c *Context) bool {
	r, ok := v.compare(c)
	return ok && r
}

// nodeOp is one of the node comparisons is, << and >>.
type nodeOp struct {
	info
	op          string
	left, right op
}

// operand evaluates to at most one node.
func (n *nodeOp) operand(c *Context, o op, which string) (r ref, ok bool) {
	base := len(c.stack)
	o.push(c)
	items := c.stack[base:]
	if len(items) > 1 {
		c.tooMany(base, n.offset, which+" operand of '"+n.op+"'")
	}
	c.drop(base)
	if len(items) == 0 {
		return 0, false
	}
	if !items[0].IsNode() {
		c.fail("XPTY0004", n.offset, "The required item type of the %s operand of '%s' is node(); the supplied value has item type %s",
			which, n.op, items[0].v.Type())
	}
	return items[0].ref(), true
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

func (n *nodeOp) push(c *Context) {
	if r, ok := n.compare(c); ok {
		c.addValue(atomic.Bool(r))
	}
}

func (n *nodeOp) ebv(c *Context) bool {
	r, ok := n.compare(c)
	return ok && r
}

// comparison compiles a comparison of any kind.
func (b *builder) comparison(s *Syntax) op {
	if s.Op == "is" || s.Op == "<<" || s.Op == ">>" {
		o := &nodeOp{op: s.Op, left: b.build(s.Args[0]), right: b.build(s.Args[1])}
		o.info = info{offset: s.Start, kinds: kBool, max: 1}.with(o.left, o.right).failing()
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
		o.numeric = left.meta().max <= 1 && right.meta().max <= 1 &&
			(isUntyped(s.Args[0]) && right.meta().kinds == kNumber || isUntyped(s.Args[1]) && left.meta().kinds == kNumber)
		o.info = exactly(s.Start, kBool, left, right)
		o.fallible = o.fallible || !textual(left, right)
		return o
	}
	o := &valueOp{op: operator, left: left, right: right}
	o.info = info{offset: s.Start, kinds: kBool, max: 1}.with(left, right)
	if left.meta().one() && right.meta().one() {
		o.min = 1
	}
	o.fallible = o.fallible || !textual(left, right) || left.meta().max > 1 || right.meta().max > 1
	return o
}

// isUntyped reports whether an expression selects nodes that are known to have untyped values.
func isUntyped(s *Syntax) bool {
	switch s.Kind {
	case SynStep:
		return s.Test.Kind == TestName || s.Test.Kind == TestElement || s.Test.Kind == TestAttribute || s.Test.Kind == TestText
	case SynPath:
		return isUntyped(s.Args[len(s.Args)-1])
	case SynFilter:
		return isUntyped(s.Args[0])
	}
	return false
}

// textual reports whether no comparison of the operands' items can fail, because all are strings once atomised.
func textual(parts ...op) bool {
	for _, p := range parts {
		if p.meta().kinds&^(kNode|kUntyped|kString) != 0 {
			return false
		}
	}
	return true
}

// textComparison compiles nodes compared with constant strings, or returns nil.
func (b *builder) textComparison(s *Syntax, operator atomic.Comparison, left, right op) op {
	nodes, ok := left.(matcher)
	k, constant := right.(*constOp)
	if !ok || !constant || len(k.items) == 0 || len(k.items) > 1 && operator != atomic.EQ {
		return nil
	}
	for _, i := range k.items {
		if !i.v.Type().IsString() {
			return nil
		}
	}
	meta := exactly(s.Start, kBool, left)
	if attr, ok := left.(*attrOp); ok && operator == atomic.EQ && len(k.items) == 1 {
		return b.memory.texts.keep(attrTextOp{meta, attr, k.items[0].v.Text()})
	}
	o := &textOp{info: meta, nodes: nodes, with: textComparison{op: operator, one: k.items[0].v.Text()}}
	if len(k.items) > 1 {
		o.with.among = map[string]struct{}{}
		for _, i := range k.items {
			o.with.among[i.v.Text()] = struct{}{}
		}
	}
	return o
}

// countComparison compiles count(x) compared with an integer literal, or returns nil. Counting stops where it does in
// Saxon, which decides whether an error further on shows: at the number itself for >=, else at one more.
func (b *builder) countComparison(s *Syntax, operator atomic.Comparison, left, right op) op {
	call, ok := left.(*countCall)
	k, literal := right.(*constOp)
	if !ok || !literal || len(k.items) != 1 || !k.items[0].v.Type().IsInteger() {
		return nil
	}
	n, small := k.items[0].v.Int()
	switch {
	case !small || n > 1<<20:
		return nil
	case n < 0 || n == 0 && (operator == atomic.GE || operator == atomic.LT): // Saxon does not even count
		return constant(s.Start, Item{atomic.Bool(operator == atomic.GE || operator == atomic.GT || operator == atomic.NE)})
	}
	o := b.memory.counts.keep(countOp{info: exactly(s.Start, kBool, left), value: call.value, op: operator, with: int(n), limit: -1})
	o.limit = max(int(n)+1, 1)
	if operator == atomic.GE || operator == atomic.LT && !call.value.meta().fallible {
		o.limit = max(int(n), 1)
	}
	return o
}
