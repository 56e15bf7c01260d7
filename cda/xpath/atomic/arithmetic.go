package atomic

import "math"

// Op is an arithmetic operator.
type Op uint8

// The operators.
const (
	Add Op = iota
	Sub
	Mul
	Div
	IDiv
	Mod
)

var opNames = [...]string{"+", "-", "*", "div", "idiv", "mod"}

func (o Op) String() string { return opNames[o] }

func noOperator(op Op, a, b Value) *Error {
	return errorf("XPTY0004", "Arithmetic operator is not defined for arguments of types (%s, %s): %s", a.typ, b.typ, op)
}

// Arithmetic computes a op b (XPath 2.0, 3.4): untyped operands are cast to xs:double. implicit is the time zone, in
// minutes, of dates and times that have none. The error is an *Error.
func Arithmetic(op Op, a, b Value, implicit int) (Value, error) {
	v, err := arithmetic(op, a, b, implicit)
	if err != nil {
		return Value{}, err
	}
	return v, nil
}

func arithmetic(op Op, a, b Value, implicit int) (Value, *Error) {
	var err *Error
	if a.typ == UntypedAtomic {
		if a, err = untypedToDouble(a); err != nil {
			return Value{}, err
		}
	}
	if b.typ == UntypedAtomic {
		if b, err = untypedToDouble(b); err != nil {
			return Value{}, err
		}
	}
	switch {
	case a.typ.Numeric() && b.typ.Numeric():
		return arithNumber(op, a, b)
	case a.typ.Calendar() || b.typ.Calendar():
		return arithCalendar(op, a, b, implicit)
	case a.typ.IsDuration() || b.typ.IsDuration():
		return arithDuration(op, a, b)
	}
	return Value{}, noOperator(op, a, b)
}

func untypedToDouble(v Value) (Value, *Error) {
	f, err := parseDouble(v.Text())
	return FromFloat(f), err
}

func arithNumber(op Op, a, b Value) (Value, *Error) {
	switch {
	case a.typ == Double || b.typ == Double:
		return arithFloat(op, a, b, FromFloat)
	case a.typ == Float || b.typ == Float:
		return arithFloat(op, a, b, fromFloat32)
	case a.typ.IsInteger() && b.typ.IsInteger():
		if v, ok := arithSmall(op, a, b); ok {
			return v, nil
		}
	}
	return arithExact(op, a, b)
}

func arithFloat(op Op, a, b Value, result func(float64) Value) (Value, *Error) {
	x, y := a.Float(), b.Float()
	switch op {
	case Add:
		return result(x + y), nil
	case Sub:
		return result(x - y), nil
	case Mul:
		return result(x * y), nil
	case Div:
		return result(x / y), nil
	case Mod:
		return result(math.Mod(x, y)), nil
	}
	switch {
	case y == 0:
		return Value{}, errorf("FOAR0001", "Integer division by zero")
	case math.IsNaN(x) || math.IsNaN(y):
		return Value{}, errorf("FOAR0002", "One of the operands of idiv is NaN")
	case math.IsInf(x, 0):
		return Value{}, errorf("FOAR0002", "The first operand of idiv is infinite")
	}
	return floatToInteger(math.Trunc(x / y))
}

// arithSmall computes with 64-bit integers where nothing overflows and the result is an integer.
func arithSmall(op Op, a, b Value) (Value, bool) {
	if a.p != nil || b.p != nil {
		return Value{}, false
	}
	x, y := a.n, b.n
	switch op {
	case Add:
		if s := x + y; (s > x) == (y > 0) {
			return FromInt(s), true
		}
	case Sub:
		if s := x - y; (s < x) == (y > 0) {
			return FromInt(s), true
		}
	case Mul:
		const half = 1 << 31
		if x > -half && x < half && y > -half && y < half {
			return FromInt(x * y), true
		}
	case IDiv:
		if y != 0 && y != -1 {
			return FromInt(x / y), true
		}
	case Mod:
		if y != 0 && y != -1 {
			return FromInt(x % y), true
		}
	}
	return Value{}, false
}

func arithExact(op Op, a, b Value) (Value, *Error) {
	x, y := a.decimal(), b.decimal()
	t := Decimal
	if a.typ.IsInteger() && b.typ.IsInteger() && op != Div || op == IDiv {
		t = Integer
	}
	var r *decimal
	switch op {
	case Add:
		r = x.add(y)
	case Sub:
		r = x.sub(y)
	case Mul:
		r = x.mul(y)
	default:
		if y.unscaled.Sign() == 0 {
			return Value{}, divideByZero(op, t)
		}
		switch op {
		case Div:
			r = x.divTo(y, max(divideScale, divideScale+a.javaScale()-b.javaScale()))
		case IDiv:
			r, _ = x.quoRem(y)
		case Mod:
			_, r = x.quoRem(y)
		}
	}
	if r.tooLong() {
		return Value{}, tooLarge()
	}
	return fromDecimal(t, r), nil
}

// javaScale is the scale that Saxon's number has: it takes off the trailing zeros of an xs:decimal, and the zeros before
// the point as well, but not of an integer.
func (v Value) javaScale() int {
	if v.typ.IsInteger() {
		return 0
	}
	return v.decimal().shortestScale()
}

func divideByZero(op Op, t Type) *Error {
	switch {
	case op == Mod && t == Integer:
		return errorf("FOAR0001", "Integer modulo zero")
	case op == Mod:
		return errorf("FOAR0001", "Decimal modulo zero")
	case op == IDiv:
		return errorf("FOAR0001", "Integer division by zero")
	}
	return errorf("FOAR0001", "Decimal divide by zero")
}

// Negate returns -v for a number.
func Negate(v Value) Value {
	switch {
	case v.typ == Double:
		return FromFloat(-v.Float())
	case v.typ == Float:
		return fromFloat32(-v.Float())
	}
	return fromDecimal(numberType(v.typ), v.decimal().neg())
}

// numberType is the type that operations on t return: derived integer types lose their name.
func numberType(t Type) Type {
	if t.IsInteger() {
		return Integer
	}
	return t
}

// Abs returns the absolute value of a number.
func Abs(v Value) Value {
	if v.Float() < 0 || v.typ >= Float && math.Signbit(v.Float()) {
		return Negate(v)
	}
	return v
}

// Floor, Ceiling and Round implement the functions of the same name; Round takes ties towards positive infinity.
func Floor(v Value) Value { return roundWith(v, math.Floor, floor) }

// Ceiling rounds towards positive infinity.
func Ceiling(v Value) Value { return roundWith(v, math.Ceil, ceiling) }

// Round rounds to the nearest integer, ties towards positive infinity (fn:round).
func Round(v Value) Value { return roundWith(v, roundHalfUp, halfUp) }

// roundHalfUp keeps negative zero: round(-0.5) and round(-0.2) are -0.
func roundHalfUp(f float64) float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) || math.Abs(f) >= 1<<52 {
		return f
	}
	r := math.Floor(f)
	if f-r >= 0.5 {
		r++
	}
	return math.Copysign(r, f)
}

func roundWith(v Value, onFloat func(float64) float64, mode rounding) Value {
	switch {
	case v.typ == Double:
		return FromFloat(onFloat(v.Float()))
	case v.typ == Float:
		return fromFloat32(onFloat(v.Float()))
	case v.p == nil:
		return v.withType(numberType(v.typ))
	}
	return fromDecimal(numberType(v.typ), v.decimal().round(0, mode))
}

// RoundHalfToEven implements round-half-to-even with a precision.
func RoundHalfToEven(v Value, places int64) Value { return roundPlaces(v, places, halfEven) }

// RoundTo rounds to a number of places, ties towards positive infinity (fn:round with two arguments).
func RoundTo(v Value, places int64) Value { return roundPlaces(v, places, halfUp) }

func roundPlaces(v Value, places int64, mode rounding) Value {
	const far = 400 // more places than any double has
	if v.typ == Double || v.typ == Float {
		f := v.Float()
		if math.IsNaN(f) || math.IsInf(f, 0) || f == 0 || places > far {
			return v
		}
		d, _ := parseDecimal(formatPlain(f, Double), true) // a float too is widened first, as Saxon does
		r := math.Copysign(d.round(int(max(places, -far)), mode).float(), f)
		if v.typ == Float {
			return fromFloat32(r)
		}
		return FromFloat(r)
	}
	if places > 2*MaxDigits {
		return v
	}
	return fromDecimal(numberType(v.typ), v.decimal().round(int(max(places, -2*MaxDigits)), mode))
}
