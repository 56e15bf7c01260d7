package xpath

import (
	"math"

	"github.com/fselint/fselint/cda/xpath/internal/eval"
	"github.com/fselint/fselint/cda/xpath/syntax"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

// onNumber describes a function from one number to one of the same type.
func onNumber(f func(atomic.Value) atomic.Value) *eval.Function {
	return &eval.Function{Min: 1, Max: 1, Params: []eval.Param{eval.PNumber}, Kinds: eval.KNumber, Most: 1, Safe: true,
		Call: func(_ *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
			if a[0].Absent() {
				return eval.Item{}
			}
			return eval.Item{V: f(a[0].V)}
		}}
}

func numberFunctions() map[string]*eval.Function {
	return map[string]*eval.Function{
		"number": {Min: 0, Max: 1, Params: []eval.Param{eval.PAtomic}, Focus: true, Kinds: eval.KNumber, AtLeast: 1, Most: 1, Safe: true,
			Call: fnNumber},
		"abs":     onNumber(atomic.Abs),
		"floor":   onNumber(atomic.Floor),
		"ceiling": onNumber(atomic.Ceiling),
		"round":   {Min: 1, Max: 2, Params: []eval.Param{eval.PNumber, eval.PInteger1}, Kinds: eval.KNumber, Most: 1, Safe: true, Call: fnRound},
		"round-half-to-even": {Min: 1, Max: 2, Params: []eval.Param{eval.PNumber, eval.PInteger1}, Kinds: eval.KNumber, Most: 1,
			Call: fnRoundHalfToEven},
	}
}

func booleanFunctions() map[string]*eval.Function {
	return map[string]*eval.Function{
		"true":     {Build: constantFunction(atomic.Bool(true))},
		"false":    {Build: constantFunction(atomic.Bool(false))},
		"not":      {Min: 1, Max: 1, Build: buildNot},
		"boolean":  {Min: 1, Max: 1, Build: buildNot},
		"position": {Build: buildPosition},
		"last":     {Build: buildPosition},
		"error": {Max: 3, Params: []eval.Param{eval.PQName, eval.PString1, eval.PSequence}, Kinds: eval.KAny, Most: eval.Many,
			Push: fnError},
		"trace": {Min: 2, Max: 2, Params: []eval.Param{eval.PSequence, eval.PString1}, Kinds: eval.KAny, Most: eval.Many,
			Push: func(c *eval.Context, f *eval.CallOp) { f.Args[0].Push(c) }},
		"default-collation": {Build: constantFunction(atomic.String(codepointCollation))},
	}
}

func fnNumber(c *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
	if !a[0].Absent() {
		if v := a[0].V; v.Type().Textual() {
			c.Work(len(v.Text()) >> 4)
		}
		if v, err := atomic.Cast(a[0].V, atomic.Double); err == nil {
			return eval.Item{V: v}
		}
	}
	return eval.Item{V: atomic.FromFloat(math.NaN())}
}

// fnRound also takes the precision of later versions, as the reference does.
func fnRound(_ *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
	switch {
	case a[0].Absent():
		return eval.Item{}
	case len(a) > 1:
		return eval.Item{V: atomic.RoundTo(a[0].V, a[1].Integer())}
	}
	return eval.Item{V: atomic.Round(a[0].V)}
}

func fnRoundHalfToEven(_ *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
	if a[0].Absent() {
		return eval.Item{}
	}
	places := int64(0)
	if len(a) > 1 {
		places = a[1].Integer()
	}
	return eval.Item{V: atomic.RoundHalfToEven(a[0].V, places)}
}

func constantFunction(v atomic.Value) func(*eval.Builder, *syntax.Node, []eval.Op) eval.Op {
	return func(_ *eval.Builder, s *syntax.Node, _ []eval.Op) eval.Op {
		return eval.Constant(s.Start, eval.Item{V: v})
	}
}

// notOp is not() and boolean().
type notOp struct {
	eval.Info
	value eval.Op
	not   bool
}

func buildNot(_ *eval.Builder, s *syntax.Node, args []eval.Op) eval.Op {
	o := &notOp{value: args[0], not: s.Op == "not"}
	o.Info = eval.Exactly(s.Start, eval.KBool, args...)
	o.Fallible = eval.ConditionFallible(args...)
	return o
}

func (o *notOp) Push(c *eval.Context) { c.AddValue(atomic.Bool(o.Ebv(c))) }

func (o *notOp) Ebv(c *eval.Context) bool { return o.value.Ebv(c) != o.not }

// positionOp is position() and last().
type positionOp struct{ eval.Info }

func buildPosition(_ *eval.Builder, s *syntax.Node, _ []eval.Op) eval.Op {
	o := &positionOp{eval.Exactly(s.Start, eval.KNumber)}
	o.Position, o.Size = s.Op == "position", s.Op == "last"
	return o
}

func (o *positionOp) Push(c *eval.Context) {
	if c.Item.Absent() {
		c.Fail("XPDY0002", o.Offset, "The context item is absent")
	}
	n := c.Pos
	if o.Size {
		n = c.Last
	}
	c.AddValue(atomic.FromInt(int64(n)))
}

func (o *positionOp) Ebv(c *eval.Context) bool { return eval.PushedBool(c, o) }

func fnError(c *eval.Context, f *eval.CallOp) {
	code, msg := "FOER0000", "Error signalled by application call on error()"
	if len(f.Args) > 0 {
		if i := f.Argument(c, 0); !i.Absent() {
			_, _, code = i.V.QNameParts()
		}
	}
	if len(f.Args) > 1 {
		msg = textOf(f.Argument(c, 1))
	}
	f.Fail(c, code, "%s", msg)
}
