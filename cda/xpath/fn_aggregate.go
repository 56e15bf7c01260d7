package xpath

import (
	"github.com/fselint/fselint/cda/xpath/atomic"
)

var aggregateFunctions map[string]*function

func init() {
	aggregateFunctions = map[string]*function{
		"sum": {min: 1, max: 2, params: []param{pSequence, pAtomic}, kinds: kNumber | kOther | kUntyped | kString | kBool, most: 1, push: fnSum},
		"avg": {min: 1, max: 1, params: []param{pSequence}, kinds: kNumber | kOther, most: 1, push: fnAvg},
		"min": {min: 1, max: 2, params: []param{pSequence, pString1}, kinds: kAtomic, most: 1, push: fnExtreme},
		"max": {min: 1, max: 2, params: []param{pSequence, pString1}, kinds: kAtomic, most: 1, push: fnExtreme},
	}
}

// pushNumbers pushes the first argument with untyped values as doubles.
func (f *callOp) pushNumbers(c *Context, collation int) (base int) {
	base = f.pushAtomized(c, collation)
	for i := base; i < len(c.stack); i++ {
		c.tick()
		if v := c.stack[i].v; v.Type() == atomic.UntypedAtomic {
			c.stack[i].v = c.cast(v, atomic.Double, f.offset)
		}
	}
	return base
}

// total adds the items from base on.
func (f *callOp) total(c *Context, base int) atomic.Value {
	sum := c.stack[base].v
	if t := sum.Type(); !t.Numeric() && t != atomic.DayTimeDuration && t != atomic.YearMonthDuration {
		f.fail(c, "FORG0006", "Input to %s() contains a value of type %s which is neither numeric, nor a duration", f.name, t)
	}
	for _, i := range c.stack[base+1:] {
		c.tick()
		if i.v.Type().Numeric() != sum.Type().Numeric() || !i.v.Type().Numeric() && i.v.Type() != sum.Type() {
			f.fail(c, "FORG0006", "Input to %s() contains a mix of numeric and non-numeric values", f.name)
		}
		v, err := atomic.Arithmetic(atomic.Add, sum, i.v, 0)
		if err != nil {
			c.raise(err, f.offset)
		}
		sum = v
	}
	return sum
}

func fnSum(c *Context, f *callOp) {
	base := f.pushNumbers(c, 2)
	if len(c.stack) > base {
		v := f.total(c, base)
		c.drop(base)
		c.addValue(v)
		return
	}
	if len(f.args) == 1 {
		c.addValue(atomic.FromInt(0))
		return
	}
	if i := f.argument(c, 1); !i.Absent() {
		c.add(i)
	}
}

func fnAvg(c *Context, f *callOp) {
	base := f.pushNumbers(c, 1)
	n := len(c.stack) - base
	if n == 0 {
		return
	}
	sum := f.total(c, base)
	c.drop(base)
	v, err := atomic.Arithmetic(atomic.Div, sum, atomic.FromInt(int64(n)), 0)
	if err != nil {
		c.raise(err, f.offset)
	}
	c.addValue(v)
}

// fnExtreme is min() and max(). Numbers are promoted to the widest type among them; NaN wins.
func fnExtreme(c *Context, f *callOp) {
	base := f.pushNumbers(c, 1)
	if len(c.stack) == base {
		return
	}
	op := atomic.LT
	if f.name == "max" {
		op = atomic.GT
	}
	best := c.stack[base].v
	widest := best.Type()
	if !ordered(widest) {
		f.fail(c, "FORG0006", "The values in the input of %s() are not comparable", f.name)
	}
	for _, i := range c.stack[base+1:] {
		c.tick()
		v := i.v
		if v.Type().Numeric() && v.Type() > widest && widest.Numeric() {
			widest = v.Type()
		}
		better, err := atomic.Compare(op, v, best, c.zoneFor(v))
		if err != nil || !ordered(v.Type()) {
			f.fail(c, "FORG0006", "The values in the input of %s() are not comparable", f.name)
		}
		if better || v.IsNaN() && !best.IsNaN() {
			best = v
		}
	}
	c.drop(base)
	if widest >= atomic.Float && best.Type().Numeric() {
		best = c.cast(best, widest, f.offset)
	}
	c.addValue(best)
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
