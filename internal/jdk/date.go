package jdk

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// DateReading says what SimpleDateFormat makes of a text.
type DateReading struct {
	// Lenient: parse succeeds as the format stands at first. Any numbers will do (month 13, hour 25), and anything may follow.
	Lenient bool
	// Strict: parse succeeds with setLenient(false). What follows the seconds is still not looked at.
	Strict bool
	// End is the byte offset where reading stopped: behind the seconds when Lenient.
	End int
}

var dateFields = [...]int{4, 2, 2, 2, 2, 2} // letters of yyyy, MM, dd, HH, mm, ss

// ParseDate reads s as SimpleDateFormat with the pattern yyyyMMddHHmmss does. Hours that a change to summer time skips are not
// known to it: the time zone of the reader decides them.
func ParseDate(s string) DateReading { return parseDate(s, len(dateFields)) }

// ParseDay reads s as SimpleDateFormat with the pattern yyyyMMdd does, in which the day takes all digits that are left.
func ParseDay(s string) DateReading { return parseDate(s, 3) }

// parseDate reads the first fields of the pattern.
func parseDate(s string, fields int) DateReading {
	var value [len(dateFields)]int64
	pos := 0
	for i, letters := range dateFields[:fields] {
		start := pos
		for pos < len(s) && (s[pos] == ' ' || s[pos] == '\t') {
			pos++
		}
		if pos >= len(s) {
			return DateReading{End: start}
		}
		text := s
		if i < fields-1 {
			// Every field but the last may use as many characters as the pattern has letters, counted from before the blanks.
			end, ok := advance(s, start, letters)
			if !ok || pos > end {
				return DateReading{End: start}
			}
			text = s[:end]
		}
		n, end, ok := parseInteger(text, pos)
		if !ok {
			return DateReading{End: start}
		}
		value[i], pos = int64(int32(n)), end
	}
	return DateReading{Lenient: true, Strict: strictDate(value), End: pos}
}

// advance returns the byte offset n UTF-16 units behind start.
func advance(s string, start, n int) (int, bool) {
	for ; n > 0; n-- {
		if start >= len(s) {
			return 0, false
		}
		r, size := utf8.DecodeRuneInString(s[start:])
		start += size
		if r > 0xFFFF {
			n--
		}
	}
	return start, true
}

func strictDate(v [len(dateFields)]int64) bool {
	year, month, day := v[0], v[1], v[2]
	if year < 1 || year > 292278994 || month < 1 || month > 12 || day < 1 || day > int64(DaysIn(int(year), int(month))) {
		return false
	}
	return v[3] >= 0 && v[3] <= 23 && v[4] >= 0 && v[4] <= 59 && v[5] >= 0 && v[5] <= 59
}

// DaysIn returns the number of days of a month (1 to 12) in the calendar that changed from Julian to Gregorian in October 1582.
func DaysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		leap := year%4 == 0
		if year > 1582 {
			leap = leap && (year%100 != 0 || year%400 == 0)
		}
		if leap {
			return 29
		}
		return 28
	}
	return 31
}

const (
	notANumber = "NaN"
	infinity   = "∞"
)

// parseInteger is NumberFormat.getIntegerInstance without grouping, parse from pos: it returns the value as a long and where
// it stopped.
func parseInteger(s string, pos int) (value int64, end int, ok bool) {
	rest := s[pos:]
	if strings.HasPrefix(rest, notANumber) {
		return 0, pos + len(notANumber), true
	}
	negative := strings.HasPrefix(rest, "-")
	if negative {
		rest = rest[1:]
	}
	if strings.HasPrefix(rest, infinity) {
		if negative {
			return math.MinInt32, len(s) - len(rest) + len(infinity), true
		}
		return math.MaxInt32, len(s) - len(rest) + len(infinity), true
	}
	digits, point, rest, ok := scanDigits(rest)
	if !ok {
		return 0, pos, false
	}
	exponent, rest := scanExponent(rest)
	return toLong(digits, point+exponent, negative), len(s) - len(rest), true
}

// scanDigits reads decimal digits of any script. digits has no zeros in front; point is the place of the decimal point in it.
func scanDigits(s string) (digits string, point int, rest string, ok bool) {
	var b strings.Builder
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		d := Digit(r)
		if d < 0 {
			break
		}
		ok = true
		if d > 0 || b.Len() > 0 {
			b.WriteByte(byte('0' + d))
		}
		s = s[size:]
	}
	return b.String(), b.Len(), s, ok
}

// scanExponent reads an "E" with an optional minus and digits behind it, or nothing.
func scanExponent(s string) (int, string) {
	if !strings.HasPrefix(s, "E") {
		return 0, s
	}
	rest, negative := strings.CutPrefix(s[1:], "-")
	digits, _, rest, ok := scanDigits(rest)
	if !ok {
		return 0, s
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if digits == "" {
		n, err = 0, nil
	}
	if err != nil {
		return 0, s
	}
	if negative {
		n = -n
	}
	return int(int32(n)), rest
}

// toLong is what DecimalFormat makes of digits with the decimal point at point: exact where a long can hold it, else through
// a double.
func toLong(digits string, point int, negative bool) int64 {
	digits = strings.TrimRight(digits, "0")
	if digits == "" {
		return 0
	}
	sign := ""
	if negative {
		sign = "-"
	}
	if point >= len(digits) && point <= 19 {
		if n, err := strconv.ParseInt(sign+digits+strings.Repeat("0", point-len(digits)), 10, 64); err == nil {
			return n
		}
	}
	f, _ := strconv.ParseFloat(sign+"0."+digits+"E"+strconv.Itoa(point), 64)
	return int64(min(max(f, math.MinInt32), math.MaxInt32)) // the caller wants an int, and a double is cut to its range
}
