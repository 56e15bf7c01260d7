package atomic

import (
	"math"
	"strings"
)

// Cast casts v to t (Functions and Operators, 17). The error is an *Error: XPTY0004 where no cast exists, FORG0001 and
// others where the value does not fit. A cast of a string to xs:QName is not possible here, as it needs the static context.
func Cast(v Value, t Type) (Value, error) {
	r, err := cast(v, t)
	if err != nil {
		return Value{}, err
	}
	return r, nil
}

func cast(v Value, t Type) (Value, *Error) {
	if v.typ == t {
		return v, nil
	}
	if t == AnyAtomic || t == Notation || t <= Foreign {
		return Value{}, errorf("XPST0080", "The target type of a cast cannot be abstract: %s", t)
	}
	if t.IsString() || t == UntypedAtomic {
		s := v.String()
		if t == UntypedAtomic {
			return Untyped(s), nil
		}
		s, ok := derivedString(t, s)
		if !ok {
			return Value{}, invalid(v, t)
		}
		return textual(t, s), nil
	}
	if v.typ.IsString() || v.typ == UntypedAtomic {
		return fromText(v, t)
	}
	return between(v, t)
}

func invalid(v Value, t Type) *Error {
	return errorf("FORG0001", "Cannot convert string \"%s\" to %s", clip(v.String()), t)
}

func noCast(v Value, t Type) *Error {
	return errorf("XPTY0004", "Casting from %s to %s can never succeed", v.typ, t)
}

// fromText casts the characters of a string or untyped value.
func fromText(v Value, t Type) (Value, *Error) {
	s := trim(v.Text())
	switch p := t.Primitive(); p {
	case AnyURI:
		return URI(collapse(v.Text())), nil
	case Boolean:
		switch s {
		case "true", "1":
			return Bool(true), nil
		case "false", "0":
			return Bool(false), nil
		}
		return Value{}, errorf("FORG0001", "The string \"%s\" cannot be cast to a boolean", clip(v.Text()))
	case Decimal:
		if len(s) > MaxDigits && strings.Trim(s, "+-.0123456789") == "" {
			return Value{}, tooLarge()
		}
		d, ok := parseDecimal(s, t == Decimal)
		if !ok {
			return Value{}, invalid(v, t)
		}
		return restrict(fromDecimal(t, d), t)
	case Double:
		f, err := parseDouble(v.Text())
		return FromFloat(f), err
	case Float:
		f, ok := lexicalDouble(s, 32)
		if !ok {
			return Value{}, invalid(v, t)
		}
		return fromFloat32(f), nil
	case Duration:
		d, ok := parseSpan(t, s)
		if !ok {
			return Value{}, invalid(v, t)
		}
		return fromSpan(t, d), nil
	case HexBinary:
		b, ok := parseHex(s)
		if !ok {
			return Value{}, invalid(v, t)
		}
		return textual(t, b), nil
	case Base64Binary:
		b, ok := parseBase64(s)
		if !ok {
			return Value{}, invalid(v, t)
		}
		return textual(t, b), nil
	case QName:
		return Value{}, errorf("XPTY0004", "A cast to xs:QName needs a string literal")
	}
	m, ok := parseMoment(t, s)
	if !ok {
		return Value{}, errorf("FORG0001", "Invalid %s \"%s\"", types[t].name, clip(v.Text()))
	}
	return FromMoment(t, m), nil
}

func collapse(s string) string {
	s, _ = derivedString(Token, s)
	return s
}

// between casts values that are not text.
func between(v Value, t Type) (Value, *Error) {
	from, to := v.typ.Primitive(), t.Primitive()
	switch {
	case to == Boolean && v.typ.Numeric():
		return Bool(v.Float() != 0 && !v.IsNaN()), nil
	case from == Boolean && t.Numeric():
		return cast(FromInt(v.n), t)
	case v.typ.Numeric() && t.Numeric():
		return castNumber(v, t)
	case from == Duration && to == Duration:
		s := v.span()
		switch t {
		case YearMonthDuration:
			s = span{months: s.months}
		case DayTimeDuration:
			s = span{seconds: s.seconds, nano: s.nano}
		}
		return fromSpan(t, s), nil
	case v.typ.Calendar() && t.Calendar():
		return castCalendar(v, t)
	case (from == HexBinary || from == Base64Binary) && (to == HexBinary || to == Base64Binary):
		return v.withType(t), nil
	}
	return Value{}, noCast(v, t)
}

func castNumber(v Value, t Type) (Value, *Error) {
	switch {
	case t == Double:
		return FromFloat(v.Float()), nil
	case t == Float:
		return fromFloat32(v.Float()), nil
	case v.typ == Double || v.typ == Float:
		f := v.Float()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return Value{}, errorf("FOCA0002", "Cannot convert %s to %s", formatFloat(f, 64), t)
		}
		if t == Decimal {
			return fromDecimal(Decimal, exactDecimal(f)), nil
		}
		r, err := floatToInteger(math.Trunc(f))
		if err != nil {
			return r, err
		}
		return restrict(r.withType(t), t)
	case t == Decimal || v.p == nil:
		return restrict(v.withType(t), t)
	}
	return restrict(fromDecimal(t, v.decimal().round(0, down)), t)
}

// bounds of the integer types that a 64-bit number can express; unsignedLong is handled apart.
var bounds = map[Type][2]int64{
	NonPositiveInteger: {math.MinInt64, 0},
	NegativeInteger:    {math.MinInt64, -1},
	Long:               {math.MinInt64, math.MaxInt64},
	Int:                {math.MinInt32, math.MaxInt32},
	Short:              {math.MinInt16, math.MaxInt16},
	Byte:               {math.MinInt8, math.MaxInt8},
	NonNegativeInteger: {0, math.MaxInt64},
	UnsignedLong:       {0, math.MaxInt64},
	UnsignedInt:        {0, math.MaxUint32},
	UnsignedShort:      {0, math.MaxUint16},
	UnsignedByte:       {0, math.MaxUint8},
	PositiveInteger:    {1, math.MaxInt64},
}

// restrict checks the range of a derived integer type.
func restrict(v Value, t Type) (Value, *Error) {
	b, bounded := bounds[t]
	if !bounded {
		return v, nil
	}
	fits := v.p == nil && v.n >= b[0] && v.n <= b[1]
	if v.p != nil { // beyond 64 bits: only the types without a bound on that side
		u := v.decimal().unscaled
		switch t {
		case NonPositiveInteger, NegativeInteger:
			fits = u.Sign() < 0
		case NonNegativeInteger, PositiveInteger:
			fits = u.Sign() > 0
		case UnsignedLong:
			fits = u.IsUint64()
		}
	}
	if !fits {
		return Value{}, errorf("FORG0001", "The value %s is out of range for the type %s", clip(v.String()), t)
	}
	return v, nil
}

func castCalendar(v Value, t Type) (Value, *Error) {
	m := v.Moment()
	possible := false
	switch v.typ {
	case DateTime:
		possible = true
	case Date:
		possible = t != Time
	}
	if !possible {
		return Value{}, noCast(v, t)
	}
	if t != DateTime && t != Time {
		m.Hour, m.Minute, m.Second, m.Nano = 0, 0, 0, 0
	}
	switch t {
	case Time:
		m.Year, m.Month, m.Day = reference.Year, reference.Month, reference.Day
	case GYearMonth:
		m.Day = 1
	case GYear:
		m.Month, m.Day = 1, 1
	case GMonthDay:
		m.Year = reference.Year
	case GMonth:
		m.Year, m.Day = reference.Year, 1
	case GDay:
		m.Year, m.Month = reference.Year, 1
	}
	return FromMoment(t, m), nil
}
