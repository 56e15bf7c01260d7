package xpath

import (
	"math"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

// onNumber describes a function from one number to one of the same type.
func onNumber(f func(atomic.Value) atomic.Value) *function {
	return &function{min: 1, max: 1, params: []param{pNumber}, kinds: kNumber, most: 1, safe: true,
		call: func(_ *Context, _ *callOp, a []Item) Item {
			if a[0].Absent() {
				return Item{}
			}
			return Item{f(a[0].v)}
		}}
}

var numberFunctions, booleanFunctions map[string]*function

func init() {
	numberFunctions = map[string]*function{
		"number": {min: 0, max: 1, params: []param{pAtomic}, focus: true, kinds: kNumber, atLeast: 1, most: 1, safe: true,
			call: fnNumber},
		"abs":     onNumber(atomic.Abs),
		"floor":   onNumber(atomic.Floor),
		"ceiling": onNumber(atomic.Ceiling),
		"round":   {min: 1, max: 2, params: []param{pNumber, pInteger1}, kinds: kNumber, most: 1, safe: true, call: fnRound},
		"round-half-to-even": {min: 1, max: 2, params: []param{pNumber, pInteger1}, kinds: kNumber, most: 1,
			call: fnRoundHalfToEven},
	}
	booleanFunctions = map[string]*function{
		"true":     {build: constantFunction(atomic.Bool(true))},
		"false":    {build: constantFunction(atomic.Bool(false))},
		"not":      {min: 1, max: 1, build: buildNot},
		"boolean":  {min: 1, max: 1, build: buildNot},
		"position": {build: buildPosition},
		"last":     {build: buildPosition},
		"error": {max: 3, params: []param{pQName, pString1, pSequence}, kinds: kAny, most: many,
			push: fnError},
		"trace": {min: 2, max: 2, params: []param{pSequence, pString1}, kinds: kAny, most: many,
			push: func(c *Context, f *callOp) { f.args[0].push(c) }},
		"default-collation": {build: constantFunction(atomic.String(codepointCollation))},
	}
}

func fnNumber(c *Context, _ *callOp, a []Item) Item {
	if !a[0].Absent() {
		if v := a[0].v; v.Type().Textual() {
			c.work(len(v.Text()) >> 4)
		}
		if v, err := atomic.Cast(a[0].v, atomic.Double); err == nil {
			return Item{v}
		}
	}
	return Item{atomic.FromFloat(math.NaN())}
}

// fnRound also takes the precision of later versions, as the reference does.
func fnRound(_ *Context, _ *callOp, a []Item) Item {
	switch {
	case a[0].Absent():
		return Item{}
	case len(a) > 1:
		return Item{atomic.RoundTo(a[0].v, a[1].integer())}
	}
	return Item{atomic.Round(a[0].v)}
}

func fnRoundHalfToEven(_ *Context, _ *callOp, a []Item) Item {
	if a[0].Absent() {
		return Item{}
	}
	places := int64(0)
	if len(a) > 1 {
		places = a[1].integer()
	}
	return Item{atomic.RoundHalfToEven(a[0].v, places)}
}

func constantFunction(v atomic.Value) func(*builder, *Syntax, []op) op {
	return func(_ *builder, s *Syntax, _ []op) op { return constant(s.Start, Item{v}) }
}

// notOp is not() and boolean().
type notOp struct {
	info
	value op
	not   bool
}

func buildNot(_ *builder, s *Syntax, args []op) op {
	o := &notOp{value: args[0], not: s.Op == "not"}
	o.info = exactly(s.Start, kBool, args...)
	o.fallible = conditionFallible(args...)
	return o
}

func (o *notOp) push(c *Context) { c.addValue(atomic.Bool(o.ebv(c))) }

func (o *notOp) ebv(c *Context) bool { return o.value.ebv(c) != o.not }

// positionOp is position() and last().
type positionOp struct{ info }

func buildPosition(_ *builder, s *Syntax, _ []op) op {
	o := &positionOp{exactly(s.Start, kNumber)}
	o.position, o.size = s.Op == "position", s.Op == "last"
	return o
}

func (o *positionOp) push(c *Context) {
	if c.item.Absent() {
		c.fail("XPDY0002", o.offset, "The context item is absent")
	}
	n := c.pos
	if o.size {
		n = c.last
	}
	c.addValue(atomic.FromInt(int64(n)))
}

func (o *positionOp) ebv(c *Context) bool { return pushedBool(c, o) }

func fnError(c *Context, f *callOp) {
	code, msg := "FOER0000", "Error signalled by application call on error()"
	if len(f.args) > 0 {
		if i := f.argument(c, 0); !i.Absent() {
			_, _, code = i.v.QNameParts()
		}
	}
	if len(f.args) > 1 {
		msg = textOf(f.argument(c, 1))
	}
	f.fail(c, code, "%s", msg)
}
