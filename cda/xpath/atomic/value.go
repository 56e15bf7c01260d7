package atomic

import (
	"math"
	"math/big"
	"unsafe"
)

// Value is an atomic value. It is small and immutable. Values must be compared with Equal or Compare, not with ==.
type Value struct {
	typ Type
	n   int64          // a small integer, the bits of a double, a boolean, the length of a string, a handle
	p   unsafe.Pointer // the bytes of a string, or *decimal, *Moment, *span, *qname as the type demands
}

// Type returns the type of v.
func (v Value) Type() Type { return v.typ }

// Handle returns a Foreign value that carries n.
func Handle(n int64) Value { return Value{typ: Foreign, n: n} }

// Handle returns the number of a Foreign value.
func (v Value) Handle() int64 { return v.n }

func textual(t Type, s string) Value {
	return Value{t, int64(len(s)), unsafe.Pointer(unsafe.StringData(s))}
}

// String returns an xs:string.
func String(s string) Value { return textual(StringType, s) }

// Untyped returns an xs:untypedAtomic.
func Untyped(s string) Value { return textual(UntypedAtomic, s) }

// URI returns an xs:anyURI.
func URI(s string) Value { return textual(AnyURI, s) }

// Text returns the characters of a textual value.
func (v Value) Text() string { return unsafe.String((*byte)(v.p), int(v.n)) }

// Bool returns an xs:boolean.
func Bool(b bool) Value {
	if b {
		return Value{typ: Boolean, n: 1}
	}
	return Value{typ: Boolean}
}

// IsTrue returns the truth of an xs:boolean.
func (v Value) IsTrue() bool { return v.n != 0 }

// FromInt returns an xs:integer.
func FromInt(n int64) Value { return Value{typ: Integer, n: n} }

// Int returns the value of an integer, or of an integral decimal, that fits into 64 bits.
func (v Value) Int() (n int64, ok bool) { return v.n, v.p == nil }

// FromFloat returns an xs:double.
func FromFloat(f float64) Value { return Value{typ: Double, n: int64(math.Float64bits(f))} }

func fromFloat32(f float64) Value {
	return Value{typ: Float, n: int64(math.Float64bits(float64(float32(f))))}
}

// Float returns any numeric value as a double (a float in its own precision).
func (v Value) Float() float64 {
	if v.typ == Double || v.typ == Float {
		return math.Float64frombits(uint64(v.n))
	}
	if v.p == nil {
		return float64(v.n)
	}
	return v.decimal().float()
}

// IsNaN reports whether v is a float or double that is not a number.
func (v Value) IsNaN() bool {
	return (v.typ == Double || v.typ == Float) && math.IsNaN(v.Float())
}

// decimal returns the value of an integer or decimal.
func (v Value) decimal() *decimal {
	if v.p != nil {
		return (*decimal)(v.p)
	}
	return &decimal{unscaled: big.NewInt(v.n)}
}

// fromDecimal makes an integer or decimal, in the small form where possible. An integer type needs an integral d.
func fromDecimal(t Type, d *decimal) Value {
	d = d.strip()
	if d.scale == 0 && d.unscaled.IsInt64() {
		return Value{typ: t, n: d.unscaled.Int64()}
	}
	return Value{typ: t, p: unsafe.Pointer(d)}
}

func (v Value) withType(t Type) Value {
	v.typ = t
	return v
}

type qname struct{ prefix, space, local string }

// NewQName returns an xs:QName.
func NewQName(prefix, space, local string) Value {
	return Value{typ: QName, p: unsafe.Pointer(&qname{prefix, space, local})}
}

// QNameParts returns the parts of an xs:QName.
func (v Value) QNameParts() (prefix, space, local string) {
	q := (*qname)(v.p)
	return q.prefix, q.space, q.local
}

// FromMoment returns a value of one of the calendar types.
func FromMoment(t Type, m Moment) Value { return Value{typ: t, p: unsafe.Pointer(&m)} }

// Moment returns the fields of a calendar value.
func (v Value) Moment() Moment { return *(*Moment)(v.p) }

func fromSpan(t Type, s span) Value { return Value{typ: t, p: unsafe.Pointer(&s)} }

func (v Value) span() span { return *(*span)(v.p) }
