package atomic

import (
	"math"
	"strconv"
	"strings"
)

// span is the value of a duration. All fields have the same sign; nano is below a second.
type span struct {
	months  int64
	seconds int64
	nano    int
}

const maxSpan = 1 << 53 // months or seconds: keeps conversions to double exact and sums free of overflow

func makeSpan(months, seconds int64, nano int) (span, *Error) {
	if months > maxSpan || months < -maxSpan || seconds > maxSpan || seconds < -maxSpan {
		return span{}, errorf("FODT0002", "Duration exceeds implementation-defined limits")
	}
	switch {
	case seconds > 0 && nano < 0:
		seconds, nano = seconds-1, nano+1e9
	case seconds < 0 && nano > 0:
		seconds, nano = seconds+1, nano-1e9
	}
	return span{months, seconds, nano}, nil
}

// parseSpan reads the lexical form of a duration type.
func parseSpan(t Type, s string) (span, bool) {
	negative := strings.HasPrefix(s, "-")
	rest, ok := strings.CutPrefix(strings.TrimPrefix(s, "-"), "P")
	if !ok || rest == "" {
		return span{}, false
	}
	date, clock, timed := strings.Cut(rest, "T")
	var fields [6]int64
	nano := 0
	if !spanFields(date, "YMD", fields[:3], nil) || !spanFields(clock, "HMS", fields[3:], &nano) || timed && clock == "" {
		return span{}, false
	}
	yearMonth := strings.ContainsAny(date, "YM")
	if t == YearMonthDuration && (timed || strings.Contains(date, "D")) || t == DayTimeDuration && yearMonth {
		return span{}, false
	}
	months := fields[0]*12 + fields[1]
	seconds := ((fields[2]*24+fields[3])*60+fields[4])*60 + fields[5]
	if negative {
		months, seconds, nano = -months, -seconds, -nano
	}
	v, err := makeSpan(months, seconds, nano)
	return v, err == nil
}

// spanFields reads numbers marked by the letters of units, in that order; nano receives the fraction of the last.
func spanFields(s, units string, out []int64, nano *int) bool {
	for i := range len(units) {
		at := strings.IndexByte(s, units[i])
		if at < 0 {
			continue
		}
		number := s[:at]
		s = s[at+1:]
		if nano != nil && i == len(units)-1 {
			whole, fraction, point := strings.Cut(number, ".")
			if point && (fraction == "" || !allDigits(fraction)) {
				return false
			}
			*nano, _ = strconv.Atoi((fraction + "000000000")[:9])
			number = whole
		}
		if number == "" || len(number) > 11 || !allDigits(number) {
			return false
		}
		out[i], _ = strconv.ParseInt(number, 10, 64)
	}
	return s == ""
}

func (s span) format(t Type) string {
	if s == (span{}) {
		if t == YearMonthDuration {
			return "P0M"
		}
		return "PT0S"
	}
	b := make([]byte, 0, 40)
	if s.months < 0 || s.seconds < 0 || s.nano < 0 {
		b = append(b, '-')
		s = span{-s.months, -s.seconds, -s.nano}
	}
	b = append(b, 'P')
	field := func(n int64, unit byte) {
		if n != 0 {
			b = append(strconv.AppendInt(b, n, 10), unit)
		}
	}
	field(s.months/12, 'Y')
	field(s.months%12, 'M')
	field(s.seconds/86400, 'D')
	clock := s.seconds % 86400
	if clock != 0 || s.nano != 0 {
		b = append(b, 'T')
		field(clock/3600, 'H')
		field(clock/60%60, 'M')
		if clock%60 != 0 || s.nano != 0 {
			b = append(appendFraction(strconv.AppendInt(b, clock%60, 10), s.nano), 'S')
		}
	}
	return string(b)
}

func (s span) exactSeconds() *decimal {
	d := FromInt(s.seconds).decimal().mul(FromInt(1e9).decimal()).add(FromInt(int64(s.nano)).decimal())
	return &decimal{d.unscaled, 9}
}

func spanOfSeconds(f float64) (span, *Error) {
	if math.IsInf(f, 0) || math.Abs(f) > maxSpan {
		return span{}, errorf("FODT0002", "Duration exceeds implementation-defined limits")
	}
	whole, fraction := math.Modf(f)
	return makeSpan(0, int64(whole), int(math.Round(fraction*1e6))*1000)
}

// DurationField is a component of a duration.
type DurationField uint8

// The components that the functions years-from-duration and so on return.
const (
	Years DurationField = iota
	Months
	Days
	Hours
	Minutes
	Seconds
)

// DurationField returns a component of a duration; Seconds is an xs:decimal, the others are xs:integer.
func (v Value) DurationField(f DurationField) Value {
	s := v.span()
	switch f {
	case Years:
		return FromInt(s.months / 12)
	case Months:
		return FromInt(s.months % 12)
	case Days:
		return FromInt(s.seconds / 86400)
	case Hours:
		return FromInt(s.seconds % 86400 / 3600)
	case Minutes:
		return FromInt(s.seconds % 3600 / 60)
	}
	return secondsValue(int(s.seconds%60), s.nano)
}

func secondsValue(second, nano int) Value {
	d := FromInt(int64(second)*1e9 + int64(nano)).decimal()
	return fromDecimal(Decimal, &decimal{d.unscaled, 9})
}

// SecondField returns seconds and fraction of a calendar value as xs:decimal.
func (v Value) SecondField() Value {
	m := v.Moment()
	return secondsValue(m.Second, m.Nano)
}

// ZoneMinutes returns a dayTimeDuration of whole minutes.
func ZoneMinutes(minutes int) Value {
	return fromSpan(DayTimeDuration, span{seconds: int64(minutes) * 60})
}

// WholeMinutes returns the length of a dayTimeDuration in minutes, if it is a whole number of them.
func (v Value) WholeMinutes() (minutes int64, ok bool) {
	s := v.span()
	return s.seconds / 60, s.seconds%60 == 0 && s.nano == 0
}

func arithDuration(op Op, a, b Value) (Value, *Error) {
	switch {
	case a.typ == b.typ && a.typ != Duration:
		return durationPair(op, a, b)
	case a.typ != Duration && a.typ.IsDuration() && b.typ.Numeric() && (op == Mul || op == Div):
		return scaleDuration(op, a, b.Float())
	case b.typ != Duration && b.typ.IsDuration() && a.typ.Numeric() && op == Mul:
		return scaleDuration(op, b, a.Float())
	}
	return Value{}, noOperator(op, a, b)
}

func durationPair(op Op, a, b Value) (Value, *Error) {
	x, y := a.span(), b.span()
	switch op {
	case Add, Sub:
		if op == Sub {
			y = span{-y.months, -y.seconds, -y.nano}
		}
		nano := x.nano + y.nano
		sum, err := makeSpan(x.months+y.months, x.seconds+y.seconds+int64(nano/1e9), nano%1e9)
		return fromSpan(a.typ, sum), err
	case Div:
		if y == (span{}) {
			return Value{}, errorf("FOAR0001", "divide by zero in duration division")
		}
		if a.typ == YearMonthDuration {
			return fromDecimal(Decimal, FromInt(x.months).decimal().div(FromInt(y.months).decimal())), nil
		}
		return fromDecimal(Decimal, x.exactSeconds().div(y.exactSeconds())), nil
	}
	return Value{}, noOperator(op, a, b)
}

func scaleDuration(op Op, d Value, by float64) (Value, *Error) {
	if math.IsNaN(by) {
		return Value{}, errorf("FOCA0005", "Cannot multiply/divide a duration by NaN")
	}
	if op == Div {
		if by == 0 {
			return Value{}, errorf("FODT0002", "Cannot divide a duration by zero")
		}
		by = 1 / by
		if math.IsInf(by, 0) {
			return Value{}, errorf("FODT0002", "Duration exceeds implementation-defined limits")
		}
	}
	s := d.span()
	if d.typ == YearMonthDuration {
		f := math.Floor(float64(s.months)*by + 0.5)
		if math.IsNaN(f) || math.Abs(f) > maxSpan {
			return Value{}, errorf("FODT0002", "Duration exceeds implementation-defined limits")
		}
		return fromSpan(d.typ, span{months: int64(f)}), nil
	}
	f := (float64(s.seconds) + float64(s.nano)/1e9) * by
	if math.IsNaN(f) {
		return Value{}, errorf("FODT0002", "Duration exceeds implementation-defined limits")
	}
	r, err := spanOfSeconds(f)
	return fromSpan(d.typ, r), err
}

// arithCalendar adds a duration to, or subtracts a duration or a moment from, a date, time or dateTime.
func arithCalendar(op Op, a, b Value, implicit int) (Value, *Error) {
	if op == Add && b.typ.Calendar() {
		a, b = b, a
	}
	whole := a.typ == DateTime || a.typ == Date || a.typ == Time
	switch {
	case op == Sub && whole && a.typ == b.typ:
		x, y := a.Moment(), b.Moment()
		nano := x.Nano - y.Nano
		s, err := makeSpan(0, x.seconds(implicit)-y.seconds(implicit), nano)
		return fromSpan(DayTimeDuration, s), err
	case (op == Add || op == Sub) && whole && b.typ == DayTimeDuration:
		s := b.span()
		if op == Sub {
			s = span{0, -s.seconds, -s.nano}
		}
		if m := a.Moment().shift(s.seconds, s.nano); a.typ == Time {
			return FromMoment(Time, Moment{1972, 12, 31, m.Hour, m.Minute, m.Second, m.Nano, m.Zone}), nil
		} else {
			return checkYear(a.typ, m)
		}
	case (op == Add || op == Sub) && (a.typ == DateTime || a.typ == Date) && b.typ == YearMonthDuration:
		months := b.span().months
		if op == Sub {
			months = -months
		}
		m := a.Moment()
		total := m.Year*12 + int64(m.Month-1) + months
		m.Year = total / 12
		if total < 0 {
			m.Year = (total - 11) / 12
		}
		m.Month = int(total-m.Year*12) + 1
		m.Day = min(m.Day, daysInMonth(m.Year, m.Month))
		return checkYear(a.typ, m)
	}
	return Value{}, noOperator(op, a, b)
}

func checkYear(t Type, m Moment) (Value, *Error) {
	if m.Year > maxYear || m.Year < -maxYear {
		return Value{}, errorf("FODT0001", "Year is outside the supported range")
	}
	if t == Date {
		m.Hour, m.Minute, m.Second, m.Nano = 0, 0, 0, 0
	}
	return FromMoment(t, m), nil
}
