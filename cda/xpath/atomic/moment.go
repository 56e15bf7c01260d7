package atomic

import (
	"strconv"
	"strings"
	"time"
)

// NoZone is the Zone of a Moment without time zone.
const NoZone = -32768

// Moment holds the fields of a date, a time or a part of them. Fields that a type lacks have the values of
// 1972-12-31T00:00:00, which Functions and Operators 10.4 uses for comparisons.
type Moment struct {
	Year                     int64 // astronomical: 0 is 1 BCE
	Month, Day, Hour, Minute int
	Second, Nano             int
	Zone                     int // minutes east of UTC, or NoZone
}

var reference = Moment{Year: 1972, Month: 12, Day: 31, Zone: NoZone}

// maxYear bounds years so that no arithmetic on instants can overflow.
const maxYear = 10_000_000_000

// MomentOf returns the fields of t in its own location.
func MomentOf(t time.Time) Moment {
	_, offset := t.Zone()
	return Moment{int64(t.Year()), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), offset / 60}
}

// scanner reads the fixed-width pieces of lexical date and time forms.
type scanner struct {
	s  string
	ok bool
}

func (c *scanner) literal(b byte) {
	if c.s == "" || c.s[0] != b {
		c.ok = false
		return
	}
	c.s = c.s[1:]
}

func (c *scanner) digits(width, low, high int) int {
	if len(c.s) < width || !allDigits(c.s[:width]) {
		c.ok = false
		return low
	}
	n, _ := strconv.Atoi(c.s[:width])
	c.s = c.s[width:]
	if n < low || n > high {
		c.ok = false
	}
	return n
}

func (c *scanner) year() int64 {
	negative := strings.HasPrefix(c.s, "-")
	if negative {
		c.s = c.s[1:]
	}
	n := 0
	for n < len(c.s) && c.s[n] >= '0' && c.s[n] <= '9' {
		n++
	}
	if n < 4 || n > 4 && c.s[0] == '0' || n > 10 {
		c.ok = false
		return 0
	}
	y, _ := strconv.ParseInt(c.s[:n], 10, 64)
	c.s = c.s[n:]
	if negative {
		return -y
	}
	return y
}

func (c *scanner) clock(m *Moment) {
	m.Hour = c.digits(2, 0, 24)
	c.literal(':')
	m.Minute = c.digits(2, 0, 59)
	c.literal(':')
	m.Second = c.digits(2, 0, 59)
	if strings.HasPrefix(c.s, ".") {
		n := 1
		for n < len(c.s) && c.s[n] >= '0' && c.s[n] <= '9' {
			n++
		}
		if n == 1 {
			c.ok = false
		}
		m.Nano, _ = strconv.Atoi((c.s[1:n] + "000000000")[:9])
		c.s = c.s[n:]
	}
	if m.Hour == 24 && (m.Minute != 0 || m.Second != 0 || m.Nano != 0) {
		c.ok = false
	}
}

func (c *scanner) zone() int {
	switch {
	case c.s == "":
		return NoZone
	case c.s == "Z":
		c.s = ""
		return 0
	case c.s[0] != '+' && c.s[0] != '-':
		c.ok = false
		return NoZone
	}
	negative := c.s[0] == '-'
	c.s = c.s[1:]
	h := c.digits(2, 0, 14)
	c.literal(':')
	m := c.digits(2, 0, 59)
	if h == 14 && m != 0 {
		c.ok = false
	}
	if negative {
		return -(h*60 + m)
	}
	return h*60 + m
}

// parseMoment reads the lexical form of a calendar type, without surrounding white space.
func parseMoment(t Type, s string) (Moment, bool) {
	c := scanner{s, true}
	m := reference
	switch t {
	case DateTime, Date, GYearMonth, GYear:
		m.Year = c.year()
		if t == GYear {
			break
		}
		c.literal('-')
		m.Month = c.digits(2, 1, 12)
		if t == GYearMonth {
			break
		}
		c.literal('-')
		m.Day = c.digits(2, 1, 31)
		if t == DateTime {
			c.literal('T')
			c.clock(&m)
		}
	case Time:
		c.clock(&m)
	case GMonthDay, GMonth:
		c.literal('-')
		c.literal('-')
		m.Month = c.digits(2, 1, 12)
		if t == GMonthDay {
			c.literal('-')
			m.Day = c.digits(2, 1, 31)
		}
	case GDay:
		for range 3 {
			c.literal('-')
		}
		m.Day = c.digits(2, 1, 31)
	}
	m.Zone = c.zone()
	if !c.ok || c.s != "" {
		return m, false
	}
	return m.settle(t)
}

// settle gives fields that t lacks their reference values, checks the day and resolves 24:00:00.
func (m Moment) settle(t Type) (Moment, bool) {
	switch t {
	case GYear:
		m.Month, m.Day = 1, 1
	case GYearMonth:
		m.Day = 1
	case GMonth:
		m.Day = 1
	case GDay:
		m.Month = 1
	case GMonthDay:
		return m, m.Day <= daysInMonth(1972, m.Month)
	}
	if m.Day > daysInMonth(m.Year, m.Month) {
		return m, false
	}
	if m.Hour == 24 {
		m.Hour = 0
		if t == DateTime {
			m = m.fromInstant(m.days()+1, 0, 0)
		}
	}
	return m, true
}

func daysInMonth(year int64, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// days returns the days from 1970-01-01 in the proleptic Gregorian calendar.
func (m Moment) days() int64 {
	y := m.Year
	if m.Month <= 2 {
		y--
	}
	era := y / 400
	if y < 0 {
		era = (y - 399) / 400
	}
	yoe := y - era*400
	doy := int64((153*((m.Month+9)%12)+2)/5 + m.Day - 1)
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

// fromInstant returns m with date and time of the given day, second of the day and nanosecond.
func (m Moment) fromInstant(days, second int64, nano int) Moment {
	z := days + 719468
	era := z / 146097
	if z < 0 {
		era = (z - 146096) / 146097
	}
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	m.Day = int(doy - (153*mp+2)/5 + 1)
	m.Month = int((mp+2)%12 + 1)
	m.Year = yoe + era*400
	if m.Month <= 2 {
		m.Year++
	}
	m.Hour, m.Minute, m.Second, m.Nano = int(second/3600), int(second/60%60), int(second%60), nano
	return m
}

// seconds returns the seconds since 1970-01-01T00:00:00Z; implicit is the zone of moments without one.
func (m Moment) seconds(implicit int) int64 {
	zone := m.Zone
	if zone == NoZone {
		zone = implicit
	}
	return m.days()*86400 + int64(m.Hour*3600+m.Minute*60+m.Second) - int64(zone)*60
}

// shift moves m by seconds and nanoseconds, keeping its zone.
func (m Moment) shift(seconds int64, nano int) Moment {
	total := m.days()*86400 + int64(m.Hour*3600+m.Minute*60+m.Second) + seconds
	n := m.Nano + nano
	switch {
	case n < 0:
		n += 1e9
		total--
	case n >= 1e9:
		n -= 1e9
		total++
	}
	days := total / 86400
	if total < 0 {
		days = (total - 86399) / 86400
	}
	return m.fromInstant(days, total-days*86400, n)
}

// AdjustZone implements adjust-dateTime-to-timezone and its kin: zone is NoZone to remove the time zone.
func (v Value) AdjustZone(zone int) Value {
	m := v.Moment()
	if m.Zone != NoZone && zone != NoZone {
		shifted := m.shift(int64(zone-m.Zone)*60, 0)
		switch v.typ {
		case Time:
			shifted.Year, shifted.Month, shifted.Day = m.Year, m.Month, m.Day
		case Date:
			shifted.Hour, shifted.Minute = 0, 0
		}
		m = shifted
	}
	m.Zone = zone
	return FromMoment(v.typ, m)
}

func (m *Moment) format(t Type) string {
	b := make([]byte, 0, 40)
	switch t {
	case DateTime, Date, GYearMonth, GYear:
		b = appendYear(b, m.Year)
		if t == GYear {
			break
		}
		b = appendTwo(append(b, '-'), m.Month)
		if t == GYearMonth {
			break
		}
		b = appendTwo(append(b, '-'), m.Day)
		if t == DateTime {
			b = m.appendClock(append(b, 'T'))
		}
	case Time:
		b = m.appendClock(b)
	case GMonthDay:
		b = appendTwo(append(appendTwo(append(b, "--"...), m.Month), '-'), m.Day)
	case GMonth:
		b = appendTwo(append(b, "--"...), m.Month)
	case GDay:
		b = appendTwo(append(b, "---"...), m.Day)
	}
	return string(appendZone(b, m.Zone))
}

func appendYear(b []byte, year int64) []byte {
	if year < 0 {
		b, year = append(b, '-'), -year
	}
	s := strconv.FormatInt(year, 10)
	return append(append(b, "0000"[:max(0, 4-len(s))]...), s...)
}

func appendTwo(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

func (m *Moment) appendClock(b []byte) []byte {
	b = append(appendTwo(append(appendTwo(b, m.Hour), ':'), m.Minute), ':')
	return appendFraction(appendTwo(b, m.Second), m.Nano)
}

func appendFraction(b []byte, nano int) []byte {
	if nano == 0 {
		return b
	}
	s := strconv.Itoa(1_000_000_000 + nano)[1:]
	return append(append(b, '.'), strings.TrimRight(s, "0")...)
}

func appendZone(b []byte, zone int) []byte {
	switch {
	case zone == NoZone:
		return b
	case zone == 0:
		return append(b, 'Z')
	case zone < 0:
		b, zone = append(b, '-'), -zone
	default:
		b = append(b, '+')
	}
	return appendTwo(append(appendTwo(b, zone/60), ':'), zone%60)
}
