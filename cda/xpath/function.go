package xpath

import (
	"fmt"
	"math"

	"github.com/fselint/fselint/cda/xpath/atomic"
	"github.com/fselint/fselint/cda/xpath/xsdregex"
)

// param is the type of a function's parameter. Those that end in 1 need exactly one item.
type param uint8

const (
	pSequence param = iota // item()*: handed to functions with push
	pItem                  // item()?
	pNode                  // node()?
	pNode1
	pAtomic // xs:anyAtomicType?
	pAtomic1
	pString
	pString1
	pNumber
	pNumber1
	pDouble1
	pInteger
	pInteger1
	pDateTime
	pDate
	pTime
	pDuration
	pZone // xs:dayTimeDuration?
	pQName
	pQName1
)

var paramTypes = [...]atomic.Type{
	pAtomic: atomic.AnyAtomic, pAtomic1: atomic.AnyAtomic, pString: atomic.StringType, pString1: atomic.StringType,
	pNumber: atomic.Double, pNumber1: atomic.Double, pDouble1: atomic.Double, pInteger: atomic.Integer, pInteger1: atomic.Integer,
	pDateTime: atomic.DateTime, pDate: atomic.Date, pTime: atomic.Time, pDuration: atomic.Duration, pZone: atomic.DayTimeDuration,
	pQName: atomic.QName, pQName1: atomic.QName,
}

func (p param) required() bool {
	switch p {
	case pNode1, pAtomic1, pString1, pNumber1, pDouble1, pInteger1, pQName1:
		return true
	}
	return false
}

// function is an entry of the library. One of call, push and build is set.
type function struct {
	min, max int // number of arguments; max is -1 where the last parameter repeats
	params   []param
	focus    bool // without its first argument the function takes the context item
	kinds    kinds
	atLeast  int // items in the result
	most     int
	safe     bool // cannot fail if the arguments have the right types

	// call computes a single item, or none, from converted arguments. a lies on the stack.
	call func(c *Context, f *callOp, a []Item) Item
	// push appends the result and evaluates the arguments itself.
	push func(c *Context, f *callOp)
	// build makes an operation of its own.
	build func(b *builder, s *Syntax, args []op) op
}

// callOp is a call of a library function.
type callOp struct {
	info
	name string
	fn   *function
	args []op
	re   *xsdregex.Regexp // of a literal regular expression
}

func (f *callOp) fail(c *Context, code, format string, args ...any) {
	c.fail(code, f.offset, format, args...)
}

func (f *callOp) push(c *Context) {
	if f.fn.push != nil {
		f.fn.push(c, f)
		return
	}
	if r := f.single(c); !r.Absent() {
		c.add(r)
	}
}

func (f *callOp) ebv(c *Context) bool {
	if f.fn.push != nil {
		return pushedBool(c, f)
	}
	r := f.single(c)
	return !r.Absent() && c.truth(r, f.offset)
}

// single evaluates the arguments and the function.
func (f *callOp) single(c *Context) Item {
	base := len(c.stack)
	for i := range f.args {
		c.stack = append(c.stack, f.argument(c, i))
	}
	r := f.fn.call(c, f, c.stack[base:])
	c.drop(base)
	return r
}

func (f *callOp) param(i int) param { return f.fn.params[min(i, len(f.fn.params)-1)] }

var ordinals = [...]string{"first", "second", "third", "fourth", "fifth"}

func ordinal(i int) string {
	if i < len(ordinals) {
		return ordinals[i]
	}
	return fmt.Sprintf("%dth", i+1)
}

func (f *callOp) describe(i int) string { return ordinal(i) + " argument of fn:" + f.name + "()" }

// argument evaluates an argument and converts it to the type of its parameter (XPath 2.0, 3.1.5).
func (f *callOp) argument(c *Context, i int) Item {
	p := f.param(i)
	base := len(c.stack)
	f.args[i].push(c)
	if p > pNode1 {
		c.atomize(base)
	}
	switch len(c.stack) - base {
	case 0:
		if p.required() {
			f.fail(c, "XPTY0004", "An empty sequence is not allowed as the %s", f.describe(i))
		}
		return Item{}
	case 1:
	default:
		c.tooManyArguments(f, base, i)
	}
	item := c.stack[base]
	c.drop(base)
	return f.convert(c, item, i, p)
}

func (c *Context) tooManyArguments(f *callOp, base, i int) {
	c.tooMany(base, f.offset, f.describe(i))
}

func (f *callOp) convert(c *Context, i Item, n int, p param) Item {
	switch p {
	case pItem, pAtomic, pAtomic1:
		return i
	case pNode, pNode1:
		if !i.IsNode() {
			f.wrongType(c, n, "node()", i)
		}
		return i
	}
	want, have := paramTypes[p], i.v.Type()
	switch {
	case have == atomic.UntypedAtomic:
		if want == atomic.StringType {
			return StringItem(i.v.Text())
		}
		return Item{c.cast(i.v, want, f.offset)}
	case have.Derives(want), want == atomic.StringType && have == atomic.AnyURI:
		return i
	case (p == pNumber || p == pNumber1) && have.Numeric():
		return i
	case p == pDouble1 && have.Numeric():
		return Item{atomic.FromFloat(i.v.Float())}
	}
	f.wrongType(c, n, want.String(), i)
	return i
}

func (f *callOp) wrongType(c *Context, n int, want string, i Item) {
	f.fail(c, "XPTY0004", "The required item type of the %s is %s; the supplied value has item type %s", f.describe(n), want, c.typeName(i))
}

func (c *Context) typeName(i Item) string {
	switch {
	case !i.IsNode():
		return i.v.Type().String()
	case i.ref().isAttr():
		return "attribute()"
	}
	return [...]string{"document-node()", "element()", "text()", "comment()", "processing-instruction()"}[c.doc.Kind(i.ref().node())]
}

// integer returns an integer argument, clipped to a range that no position or length exceeds.
func (i Item) integer() int64 {
	if n, small := i.v.Int(); small {
		return n
	}
	if i.v.Float() < 0 {
		return math.MinInt64
	}
	return math.MaxInt64
}

// call compiles a function call.
func (b *builder) call(s *Syntax) op {
	fn, ok := library[s.Op]
	switch {
	case !ok && refused[s.Op] != "":
		b.fail("XPST0017", s.Start, "The function %s() is not supported: %s", s.Op, refused[s.Op])
	case !ok:
		b.fail("XPST0017", s.Start, "Cannot find a %d-argument function named %s()", len(s.Args), s.Op)
	case len(s.Args) < fn.min || fn.max >= 0 && len(s.Args) > fn.max:
		b.fail("XPST0017", s.Start, "The function %s() cannot be called with %d arguments", s.Op, len(s.Args))
	}
	args := b.all(s.Args)
	if fn.focus && len(args) == fn.min && len(args) < len(fn.params) {
		args = append(args, b.focusArgument(s, fn))
	}
	if fn.build != nil {
		return fn.build(b, s, args)
	}
	o := &callOp{name: s.Op, fn: fn, args: args}
	o.info = info{offset: s.Start, kinds: fn.kinds, min: fn.atLeast, max: fn.most}.with(args...)
	o.fallible = o.fallible || !fn.safe
	for i, a := range args {
		o.fallible = o.fallible || !o.param(i).accepts(a.meta())
	}
	b.literalRegex(o)
	return o
}

// focusArgument is the argument that a function takes where it is left out: the context item, as a string where a
// string is wanted.
func (b *builder) focusArgument(s *Syntax, fn *function) op {
	item := &contextOp{info{offset: s.Start, kinds: kAny, min: 1, max: 1}}
	if fn.params[0] != pString || fn.min > 0 {
		return item
	}
	return &callOp{info: exactly(s.Start, kString), name: "string", fn: library["string"], args: []op{item}}
}

// accepts reports whether a value described by m certainly suits the parameter.
func (p param) accepts(m *info) bool {
	const text = kNode | kUntyped | kString
	if p == pSequence {
		return true
	}
	if m.max > 1 || p.required() && m.min == 0 {
		return false
	}
	switch p {
	case pItem, pAtomic, pAtomic1:
		return true
	case pNode, pNode1:
		return m.kinds == kNode
	case pString, pString1:
		return m.kinds&^text == 0
	case pNumber, pNumber1, pDouble1:
		return m.kinds == kNumber
	}
	return false
}
