package eval

import (
	"fmt"
	"math"

	"github.com/fselint/fselint/cda/xpath/syntax"

	"github.com/fselint/fselint/cda/xpath/atomic"
	"github.com/fselint/fselint/cda/xpath/xsdregex"
)

// Param is the type of a function's parameter. Those that end in 1 need exactly one item.
type Param uint8

const (
	PSequence Param = iota // item()*: handed to functions with push
	PItem                  // item()?
	PNode                  // node()?
	PNode1
	PAtomic // xs:anyAtomicType?
	PAtomic1
	PString
	PString1
	PNumber
	pNumber1
	PDouble1
	pInteger
	PInteger1
	PDateTime
	PDate
	PTime
	PDuration
	PZone // xs:dayTimeDuration?
	PQName
	pQName1
)

var paramTypes = [...]atomic.Type{
	PAtomic: atomic.AnyAtomic, PAtomic1: atomic.AnyAtomic, PString: atomic.StringType, PString1: atomic.StringType,
	PNumber: atomic.Double, pNumber1: atomic.Double, PDouble1: atomic.Double, pInteger: atomic.Integer, PInteger1: atomic.Integer,
	PDateTime: atomic.DateTime, PDate: atomic.Date, PTime: atomic.Time, PDuration: atomic.Duration, PZone: atomic.DayTimeDuration,
	PQName: atomic.QName, pQName1: atomic.QName,
}

func (p Param) required() bool {
	switch p {
	case PNode1, PAtomic1, PString1, pNumber1, PDouble1, PInteger1, pQName1:
		return true
	}
	return false
}

// Function is an entry of the library. One of call, push and build is set.
type Function struct {
	Min, Max int // number of arguments; max is -1 where the last parameter repeats
	Params   []Param
	Focus    bool // without its first argument the function takes the context item
	Kinds    kinds
	AtLeast  int // items in the result
	Most     int
	Regex    bool // its second argument is a regular expression
	Safe     bool // cannot fail if the arguments have the right types

	// Call computes a single item, or none, from converted arguments. a lies on the stack.
	Call func(c *Context, f *CallOp, a []Item) Item
	// Push appends the result and evaluates the arguments itself.
	Push func(c *Context, f *CallOp)
	// Build makes an operation of its own.
	Build func(b *Builder, s *syntax.Node, args []Op) Op
}

// Library is a library of functions: what there is by name, and what is refused, with the reason.
type Library struct {
	Functions map[string]*Function
	Refused   map[string]string
}

// CallOp is a call of a library function.
type CallOp struct {
	Info
	Name string
	fn   *Function
	Args []Op
	Re   *xsdregex.Regexp // of a literal regular expression
}

func (f *CallOp) Fail(c *Context, code, format string, args ...any) {
	c.Fail(code, f.Offset, format, args...)
}

func (f *CallOp) Push(c *Context) {
	if f.fn.Push != nil {
		f.fn.Push(c, f)
		return
	}
	if r := f.single(c); !r.Absent() {
		c.Add(r)
	}
}

func (f *CallOp) Ebv(c *Context) bool {
	if f.fn.Push != nil {
		return PushedBool(c, f)
	}
	r := f.single(c)
	return !r.Absent() && c.truth(r, f.Offset)
}

// single evaluates the arguments and the function.
func (f *CallOp) single(c *Context) Item {
	base := len(c.Stack)
	for i := range f.Args {
		c.Stack = append(c.Stack, f.Argument(c, i))
	}
	r := f.fn.Call(c, f, c.Stack[base:])
	c.Drop(base)
	return r
}

func (f *CallOp) param(i int) Param { return f.fn.Params[min(i, len(f.fn.Params)-1)] }

var ordinals = [...]string{"first", "second", "third", "fourth", "fifth"}

func ordinal(i int) string {
	if i < len(ordinals) {
		return ordinals[i]
	}
	return fmt.Sprintf("%dth", i+1)
}

func (f *CallOp) describe(i int) string { return ordinal(i) + " argument of fn:" + f.Name + "()" }

// Argument evaluates an argument and converts it to the type of its parameter (XPath 2.0, 3.1.5).
func (f *CallOp) Argument(c *Context, i int) Item {
	p := f.param(i)
	base := len(c.Stack)
	f.Args[i].Push(c)
	if p > PNode1 {
		c.Atomize(base)
	}
	switch len(c.Stack) - base {
	case 0:
		if p.required() {
			f.Fail(c, "XPTY0004", "An empty sequence is not allowed as the %s", f.describe(i))
		}
		return Item{}
	case 1:
	default:
		c.tooManyArguments(f, base, i)
	}
	item := c.Stack[base]
	c.Drop(base)
	return f.Convert(c, item, i, p)
}

func (c *Context) tooManyArguments(f *CallOp, base, i int) {
	c.tooMany(base, f.Offset, f.describe(i))
}

func (f *CallOp) Convert(c *Context, i Item, n int, p Param) Item {
	switch p {
	case PItem, PAtomic, PAtomic1:
		return i
	case PNode, PNode1:
		if !i.IsNode() {
			f.WrongType(c, n, "node()", i)
		}
		return i
	}
	want, have := paramTypes[p], i.V.Type()
	switch {
	case have == atomic.UntypedAtomic:
		if want == atomic.StringType {
			return StringItem(i.V.Text())
		}
		return Item{c.Cast(i.V, want, f.Offset)}
	case have.Derives(want), want == atomic.StringType && have == atomic.AnyURI:
		return i
	case (p == PNumber || p == pNumber1) && have.Numeric():
		return i
	case p == PDouble1 && have.Numeric():
		return Item{atomic.FromFloat(i.V.Float())}
	}
	f.WrongType(c, n, want.String(), i)
	return i
}

func (f *CallOp) WrongType(c *Context, n int, want string, i Item) {
	f.Fail(c, "XPTY0004", "The required item type of the %s is %s; the supplied value has item type %s", f.describe(n), want, c.typeName(i))
}

func (c *Context) typeName(i Item) string {
	switch {
	case !i.IsNode():
		return i.V.Type().String()
	case i.Ref().IsAttr():
		return "attribute()"
	}
	return [...]string{"document-node()", "element()", "text()", "comment()", "processing-instruction()"}[c.Tree.Kind(i.Ref().Node())]
}

// Integer returns an integer argument, clipped to a range that no position or length exceeds.
func (i Item) Integer() int64 {
	if n, small := i.V.Int(); small {
		return n
	}
	if i.V.Float() < 0 {
		return math.MinInt64
	}
	return math.MaxInt64
}

// call compiles a function call.
func (b *Builder) call(s *syntax.Node) Op {
	fn, ok := b.library.Functions[s.Op]
	switch {
	case !ok && b.library.Refused[s.Op] != "":
		b.Fail("XPST0017", s.Start, "The function %s() is not supported: %s", s.Op, b.library.Refused[s.Op])
	case !ok:
		b.Fail("XPST0017", s.Start, "Cannot find a %d-argument function named %s()", len(s.Args), s.Op)
	case len(s.Args) < fn.Min || fn.Max >= 0 && len(s.Args) > fn.Max:
		b.Fail("XPST0017", s.Start, "The function %s() cannot be called with %d arguments", s.Op, len(s.Args))
	}
	args := b.all(s.Args)
	if fn.Focus && len(args) == fn.Min && len(args) < len(fn.Params) {
		args = append(args, b.focusArgument(s, fn))
	}
	if fn.Build != nil {
		return fn.Build(b, s, args)
	}
	o := &CallOp{Name: s.Op, fn: fn, Args: args}
	o.Info = Info{Offset: s.Start, Kinds: fn.Kinds, Min: fn.AtLeast, Max: fn.Most}.with(args...)
	o.Fallible = o.Fallible || !fn.Safe
	for i, a := range args {
		o.Fallible = o.Fallible || !o.param(i).accepts(a.meta())
	}
	b.literalRegex(o)
	return o
}

// focusArgument is the argument that a function takes where it is left out: the context item, as a string where a
// string is wanted.
func (b *Builder) focusArgument(s *syntax.Node, fn *Function) Op {
	item := &contextOp{Info{Offset: s.Start, Kinds: KAny, Min: 1, Max: 1}}
	if fn.Params[0] != PString || fn.Min > 0 {
		return item
	}
	return &CallOp{Info: Exactly(s.Start, KString), Name: "string", fn: b.library.Functions["string"], Args: []Op{item}}
}

// accepts reports whether a value described by m certainly suits the parameter.
func (p Param) accepts(m *Info) bool {
	const text = KNode | KUntyped | KString
	if p == PSequence {
		return true
	}
	if m.Max > 1 || p.required() && m.Min == 0 {
		return false
	}
	switch p {
	case PItem, PAtomic, PAtomic1:
		return true
	case PNode, PNode1:
		return m.Kinds == KNode
	case PString, PString1:
		return m.Kinds&^text == 0
	case PNumber, pNumber1, PDouble1:
		return m.Kinds == KNumber
	}
	return false
}
