package xpath

import (
	"github.com/fselint/fselint/cda/xpath/atomic"
	"github.com/fselint/fselint/cda/xpath/internal/eval"
)

func aggregateFunctions() map[string]*eval.Function {
	return map[string]*eval.Function{
		"sum": {Min: 1, Max: 2, Params: []eval.Param{eval.PSequence, eval.PAtomic}, Kinds: eval.KNumber | eval.KOther | eval.KUntyped | eval.KString | eval.KBool, Most: 1, Push: fnSum},
		"avg": {Min: 1, Max: 1, Params: []eval.Param{eval.PSequence}, Kinds: eval.KNumber | eval.KOther, Most: 1, Push: fnAvg},
		"min": {Min: 1, Max: 2, Params: []eval.Param{eval.PSequence, eval.PString1}, Kinds: eval.KAtomic, Most: 1, Push: fnExtreme},
		"max": {Min: 1, Max: 2, Params: []eval.Param{eval.PSequence, eval.PString1}, Kinds: eval.KAtomic, Most: 1, Push: fnExtreme},
	}
}

// pushNumbers pushes the first argument with untyped values as doubles.
func pushNumbers(f *eval.CallOp, c *eval.Context, collation int) (base int) {
	base = pushAtomized(f, c, collation)
	for i := base; i < len(c.Stack); i++ {
		c.Tick()
		if v := c.Stack[i].V; v.Type() == atomic.UntypedAtomic {
			c.Stack[i].V = c.Cast(v, atomic.Double, f.Offset)
		}
	}
	return base
}

// total adds the items from base on.
func total(f *eval.CallOp, c *eval.Context, base int) atomic.Value {
	sum := c.Stack[base].V
	if t := sum.Type(); !t.Numeric() && t != atomic.DayTimeDuration && t != atomic.YearMonthDuration {
		f.Fail(c, "FORG0006", "Input to %s() contains a value of type %s which is neither numeric, nor a duration", f.Name, t)
	}
	for _, i := range c.Stack[base+1:] {
		c.Tick()
		if i.V.Type().Numeric() != sum.Type().Numeric() || !i.V.Type().Numeric() && i.V.Type() != sum.Type() {
			f.Fail(c, "FORG0006", "Input to %s() contains a mix of numeric and non-numeric values", f.Name)
		}
		v, err := atomic.Arithmetic(atomic.Add, sum, i.V, 0)
		if err != nil {
			c.Raise(err, f.Offset)
		}
		sum = v
	}
	return sum
}

func fnSum(c *eval.Context, f *eval.CallOp) {
	base := pushNumbers(f, c, 2)
	if len(c.Stack) > base {
		v := total(f, c, base)
		c.Drop(base)
		c.AddValue(v)
		return
	}
	if len(f.Args) == 1 {
		c.AddValue(atomic.FromInt(0))
		return
	}
	if i := f.Argument(c, 1); !i.Absent() {
		c.Add(i)
	}
}

func fnAvg(c *eval.Context, f *eval.CallOp) {
	base := pushNumbers(f, c, 1)
	n := len(c.Stack) - base
	if n == 0 {
		return
	}
	sum := total(f, c, base)
	c.Drop(base)
	v, err := atomic.Arithmetic(atomic.Div, sum, atomic.FromInt(int64(n)), 0)
	if err != nil {
		c.Raise(err, f.Offset)
	}
	c.AddValue(v)
}

// fnExtreme is min() and max(). Numbers are promoted to the widest type among them, and URIs to strings; NaN wins.
func fnExtreme(c *eval.Context, f *eval.CallOp) {
	base := pushNumbers(f, c, 1)
	if len(c.Stack) == base {
		return
	}
	op := atomic.LT
	if f.Name == "max" {
		op = atomic.GT
	}
	best := c.Stack[base].V
	widest := best.Type()
	if !ordered(widest) {
		f.Fail(c, "FORG0006", "The values in the input of %s() are not comparable", f.Name)
	}
	text := widest.Primitive() == atomic.StringType
	for _, i := range c.Stack[base+1:] {
		c.Tick()
		v := i.V
		text = text || v.Type().Primitive() == atomic.StringType
		if v.Type().Numeric() && v.Type() > widest && widest.Numeric() {
			widest = v.Type()
		}
		better, err := atomic.Compare(op, v, best, c.ZoneFor(v))
		if err != nil || !ordered(v.Type()) {
			f.Fail(c, "FORG0006", "The values in the input of %s() are not comparable", f.Name)
		}
		if better || v.IsNaN() && !best.IsNaN() {
			best = v
		}
	}
	c.Drop(base)
	switch {
	case widest >= atomic.Float && best.Type().Numeric():
		best = c.Cast(best, widest, f.Offset)
	case text && best.Type() == atomic.AnyURI:
		best = c.Cast(best, atomic.StringType, f.Offset)
	}
	c.AddValue(best)
}

// ordered reports whether values of the type have an order.
func ordered(t atomic.Type) bool {
	switch t.Primitive() {
	case atomic.GYearMonth, atomic.GYear, atomic.GMonthDay, atomic.GDay, atomic.GMonth, atomic.HexBinary, atomic.Base64Binary, atomic.QName:
		return false
	case atomic.Duration:
		return t != atomic.Duration
	}
	return true
}
