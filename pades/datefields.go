package pades

import (
	"math"
	"time"
	"unicode"
)

const unset = math.MinInt32

// formFields are the calendar fields that a form has set.
type formFields struct {
	year, month, day, hour, hour12, halfDay, minute, second, weekday int

	// offset is the zone named in the text, in minutes.
	offset int
	// firstYear says that a year of two digits is the one in which the century starts, so that the day decides.
	firstYear bool
}

func newFormFields() formFields {
	return formFields{year: unset, month: unset, day: unset, hour: unset, hour12: unset, halfDay: unset, minute: unset,
		second: unset, weekday: unset}
}

// set stores the number read for a pattern letter. twoDigits tells that it had exactly two.
func (c *formFields) set(l formItem, value int, twoDigits bool, now time.Time) bool {
	switch l.char {
	case 'y':
		c.firstYear = false
		if l.count <= 2 && twoDigits {
			start := centuryStart(now).Year()
			c.firstYear = value == start%100
			if value < start%100 {
				value += 100
			}
			value += start / 100 * 100
		}
		c.year = value
	case 'M':
		c.month = value - 1
	case 'd':
		c.day = value
	case 'H':
		c.hour = value
	case 'h':
		if value < 1 || value > 12 {
			return false
		}
		c.hour12 = value % 12
	case 'm':
		c.minute = value
	case 's':
		c.second = value
	}
	return true
}

// centuryStart is the first instant to which a year of two digits may refer.
func centuryStart(now time.Time) time.Time { return now.UTC().AddDate(-80, 0, 0) }

// moment resolves the fields; nil when one is out of its range or the weekday is not that of the date.
func (c *formFields) moment(now time.Time) *moment {
	m := c.resolve()
	if m != nil && c.firstYear && m.millis < centuryStart(now).UnixMilli() {
		c.year += 100
		m = c.resolve()
	}
	return m
}

func (c *formFields) resolve() *moment {
	hour := orElse(c.hour, 0)
	if c.hour12 != unset || c.halfDay != unset {
		hour = orElse(c.hour12, 0) + 12*orElse(c.halfDay, 0)
	}
	millis, ok := strictTime(orElse(c.year, 1970), orElse(c.month, 0)+1, orElse(c.day, 1), hour, orElse(c.minute, 0), orElse(c.second, 0))
	if !ok {
		return nil
	}
	if c.weekday != unset && int(time.UnixMilli(millis).UTC().Weekday()) != c.weekday {
		return nil
	}
	return &moment{millis - int64(c.offset)*minuteMillis}
}

func orElse(v, otherwise int) int {
	if v == unset {
		return otherwise
	}
	return v
}

// strictTime returns the instant of a date in UTC by a calendar that is not lenient: the Julian one before 15 October
// 1582, as in Java's GregorianCalendar. It returns false for a date that does not exist.
func strictTime(year, month, day, hour, minute, second int) (millis int64, ok bool) {
	if year < 1 || year > 292278994 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23 ||
		minute < 0 || minute > 59 || second < 0 || second > 59 {
		return 0, false
	}
	days := gregorianDays(year, month, day)
	const cutover = -141427 // 15 October 1582
	if days < cutover {
		days = julianDays(year, month, day)
		if days >= cutover {
			return 0, false // one of the ten days that were left out
		}
	}
	if day > daysIn(year, month, days < cutover) {
		return 0, false
	}
	return days*dayMillis + int64(hour)*hourMillis + int64(minute)*minuteMillis + int64(second)*1000, true
}

func daysIn(year, month int, julian bool) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (julian || year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// gregorianDays and julianDays count the days since 1970-01-01 (Gregorian) of a date in either calendar.
func gregorianDays(year, month, day int) int64 {
	y, m := shiftYear(year, month)
	return 365*y + floorDiv(y, 4) - floorDiv(y, 100) + floorDiv(y, 400) + (153*m+2)/5 + int64(day) - 719469
}

func julianDays(year, month, day int) int64 {
	y, m := shiftYear(year, month)
	return 365*y + floorDiv(y, 4) + (153*m+2)/5 + int64(day) - 719471
}

// shiftYear lets the year begin in March, so that the leap day is its last.
func shiftYear(year, month int) (y, m int64) {
	y, m = int64(year), int64(month)-3
	if m < 0 {
		m += 12
		y--
	}
	return y, m
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// zoneName reads the time zone of a form: GMT with an optional offset, an offset, or an English abbreviation.
func (f *formParser) zoneName(start int) bool {
	sign := 0
	switch c := f.text[f.pos]; {
	case c == '+':
		sign = 1
	case c == '-':
		sign = -1
	case (c == 'G' || c == 'g') && f.foldedAt(start, "GMT"):
		f.pos = start + 3
		if f.pos >= len(f.text) || (f.text[f.pos] != '+' && f.text[f.pos] != '-') {
			return true
		}
		if sign = 1; f.text[f.pos] == '-' {
			sign = -1
		}
		f.pos++
		return f.numericZone(sign, true)
	default:
		for _, z := range zoneAbbreviations() {
			if f.foldedAt(f.pos, z.name) {
				f.pos += len(z.name)
				f.fields.offset = z.offset
				return true
			}
		}
		return false
	}
	f.pos++
	return f.numericZone(sign, false)
}

// numericZone reads hmm or hhmm, with colon h:mm or hh:mm. Hours up to 23, minutes of two digits up to 59.
func (f *formParser) numericZone(sign int, colon bool) bool {
	digit := func(at int) int {
		if at < len(f.text) && unicode.IsDigit(f.text[at]) && f.text[at] <= '9' {
			return int(f.text[at] - '0')
		}
		return -1
	}
	i := f.pos
	hours := digit(i)
	if hours < 0 {
		return false
	}
	i++
	if d := digit(i); d >= 0 {
		hours = hours*10 + d
		i++
	} else if !colon {
		return false // without a colon the hours have two digits
	}
	if hours > 23 {
		return false
	}
	if colon {
		if i >= len(f.text) || f.text[i] != ':' {
			return false
		}
		i++
	}
	tens, ones := digit(i), digit(i+1)
	if tens < 0 || ones < 0 || tens > 5 {
		return false
	}
	f.pos = i + 2
	f.fields.offset = sign * (hours*60 + tens*10 + ones)
	return f.fields.offset >= -13*60 && f.fields.offset <= 14*60 // the range of Calendar.ZONE_OFFSET
}
