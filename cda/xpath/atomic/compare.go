package atomic

import (
	"cmp"
	"math"
	"strings"
)

// Comparison is an operator of value comparisons: eq, ne, lt, le, gt, ge.
type Comparison uint8

// The comparisons.
const (
	EQ Comparison = iota
	NE
	LT
	LE
	GT
	GE
)

var comparisonNames = [...]string{"eq", "ne", "lt", "le", "gt", "ge"}

func (c Comparison) String() string { return comparisonNames[c] }

// Holds reports whether the operator holds for operands that compare as order says (negative, zero, positive).
func (c Comparison) Holds(order int) bool {
	switch c {
	case EQ:
		return order == 0
	case NE:
		return order != 0
	case LT:
		return order < 0
	case LE:
		return order <= 0
	case GT:
		return order > 0
	}
	return order >= 0
}

// Compare applies a value comparison (XPath 2.0, 3.5.1): untyped operands count as strings. implicit is the time zone,
// in minutes, of dates and times that have none. The error is an *Error with XPTY0004: the operands are not comparable.
func Compare(op Comparison, a, b Value, implicit int) (bool, error) {
	ta, tb := a.typ, b.typ
	switch {
	case ta.Textual() && tb.Textual():
		if op == EQ {
			return a.Text() == b.Text(), nil
		}
		return op.Holds(strings.Compare(a.Text(), b.Text())), nil
	case ta.Numeric() && tb.Numeric():
		if a.IsNaN() || b.IsNaN() {
			return op == NE, nil
		}
		return op.Holds(compareNumbers(a, b)), nil
	}
	order, ordered, ok := compareOther(a, b, implicit)
	if !ok || !ordered && op != EQ && op != NE {
		return false, errorf("XPTY0004", "Cannot compare %s to %s", ta, tb)
	}
	return op.Holds(order), nil
}

func compareNumbers(a, b Value) int {
	switch {
	case a.typ == Double || b.typ == Double:
		return cmp.Compare(a.Float(), b.Float())
	case a.typ == Float || b.typ == Float:
		return cmp.Compare(float32(a.Float()), float32(b.Float()))
	case a.p == nil && b.p == nil:
		return cmp.Compare(a.n, b.n)
	}
	return a.decimal().cmp(b.decimal())
}

// compareOther compares values that are neither text nor numbers. ordered is false where only equality is defined.
func compareOther(a, b Value, implicit int) (order int, ordered, ok bool) {
	ta, tb := a.typ, b.typ
	switch {
	case ta == Boolean && tb == Boolean:
		return cmp.Compare(a.n, b.n), true, true
	case ta.Calendar() && ta == tb:
		x, y := a.Moment(), b.Moment()
		if order = cmp.Compare(x.seconds(implicit), y.seconds(implicit)); order == 0 {
			order = cmp.Compare(x.Nano, y.Nano)
		}
		return order, ta == DateTime || ta == Date || ta == Time, true
	case ta.IsDuration() && tb.IsDuration():
		x, y := a.span(), b.span()
		ordered = ta == tb && ta != Duration
		if order = cmp.Compare(x.months, y.months); order == 0 {
			if order = cmp.Compare(x.seconds, y.seconds); order == 0 {
				order = cmp.Compare(x.nano, y.nano)
			}
		}
		return order, ordered, true
	case ta == tb && (ta == HexBinary || ta == Base64Binary):
		return strings.Compare(a.Text(), b.Text()), false, true
	case ta == QName && tb == QName:
		_, sa, la := a.QNameParts()
		_, sb, lb := b.QNameParts()
		if sa == sb && la == lb {
			return 0, false, true
		}
		return 1, false, true
	}
	return 0, false, false
}

// Same reports whether distinct-values and deep-equal consider a and b equal: eq, with NaN equal to itself, and false
// for values that cannot be compared.
func Same(a, b Value, implicit int) bool {
	if a.IsNaN() && b.IsNaN() {
		return true
	}
	eq, err := Compare(EQ, a, b, implicit)
	return err == nil && eq
}

// Bucket returns a key that is equal for values that are Same, for use in hash tables.
func Bucket(v Value) string {
	switch {
	case v.typ.Textual():
		return "s" + v.Text()
	case v.typ.Numeric():
		f := float64(float32(v.Float())) // floats equal doubles only at this precision
		if f == 0 || math.IsNaN(f) {
			f = math.Abs(f)
		}
		return "n" + formatFloat(f, 64)
	case v.typ.Calendar():
		return "c" + types[v.typ].name
	}
	return "o" + types[v.typ.Primitive()].name
}
