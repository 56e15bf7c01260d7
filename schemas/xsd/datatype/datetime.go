package datatype

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// instant is a point in time, or a duration. Seconds and fraction count from the year 1 in UTC where a time zone was
// given, else in local time; of a duration they are what is not months.
type instant struct {
	seconds  int64
	fraction float64 // 0 up to but not including 1
	months   int64
	zoned    bool
}

func (t instant) String() string {
	return fmt.Sprintf("%d %g %d %v", t.months, float64(t.seconds)+t.fraction, t.seconds, t.zoned)
}

func (t instant) order(o instant) order {
	switch {
	case t.seconds != o.seconds:
		return orderOf(int(min(max(t.seconds-o.seconds, -1), 1)))
	case t.fraction < o.fraction:
		return less
	case t.fraction > o.fraction:
		return greater
	}
	return equal
}

// maxZone is the largest distance of a time zone from UTC, in seconds.
const maxZone = 14 * 3600

// compare follows XML Schema part 2, 3.2.7.3: where only one of two has a time zone, the other may be in any.
func (t instant) compare(o instant) order {
	if t.zoned == o.zoned {
		return t.order(o)
	}
	early, late := o, o
	early.seconds -= maxZone
	late.seconds += maxZone
	if !o.zoned {
		if t.order(early) == less {
			return less
		}
		if t.order(late) == greater {
			return greater
		}
		return indeterminate
	}
	switch o.compare(t) {
	case less:
		return greater
	case greater:
		return less
	}
	return indeterminate
}

// compareDuration follows XML Schema part 2, 3.2.6.2: two durations are in order when they are from four dates on.
func (t instant) compareDuration(o instant) order {
	result := order(-1)
	for _, from := range [][2]int64{{1696, 9}, {1697, 2}, {1903, 3}, {1903, 7}} {
		c := t.after(from[0], from[1]).order(o.after(from[0], from[1]))
		if result >= 0 && c != result {
			return indeterminate
		}
		result = c
	}
	return result
}

func (t instant) after(year, month int64) instant {
	month += t.months - 1
	year += floorDiv(month, 12)
	month -= floorDiv(month, 12) * 12
	return instant{seconds: days(year, month+1, 1)*86400 + t.seconds, fraction: t.fraction}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// days counts from the first of March of the year 0 in the proleptic Gregorian calendar.
func days(year, month, day int64) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	return 365*year + floorDiv(year, 4) - floorDiv(year, 100) + floorDiv(year, 400) + (153*(month-3)+2)/5 + day - 1
}

func daysIn(year, month int64) int64 {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && year%100 != 0 || year%400 == 0 {
			return 29
		}
		return 28
	}
	return 31
}

// reader takes a date apart. Once something is not as it must be, failed stays set.
type reader struct {
	rest   string
	failed bool
}

func (r *reader) is(prefix string) bool {
	rest, found := strings.CutPrefix(r.rest, prefix)
	r.rest = rest
	return found
}

func (r *reader) must(prefix string) {
	if !r.is(prefix) {
		r.failed = true
	}
}

func (r *reader) leading() string {
	n := 0
	for n < len(r.rest) && r.rest[n] >= '0' && r.rest[n] <= '9' {
		n++
	}
	digits := r.rest[:n]
	r.rest = r.rest[n:]
	return digits
}

// two reads a number of two digits.
func (r *reader) two() int64 {
	if len(r.rest) < 2 || !allDigits(r.rest[:2]) {
		r.failed = true
		return 0
	}
	n := int64(r.rest[0]-'0')*10 + int64(r.rest[1]-'0')
	r.rest = r.rest[2:]
	return n
}

// number reads what Java's int holds.
func (r *reader) number(digits string) int64 {
	n, err := strconv.ParseInt(digits, 10, 32)
	r.failed = r.failed || err != nil
	return n
}

func (r *reader) year() int64 {
	negative := r.is("-")
	digits := r.leading()
	if len(digits) < 4 || len(digits) > 4 && digits[0] == '0' {
		r.failed = true
	}
	year := r.number(digits)
	if negative {
		year = -year
	}
	r.failed = r.failed || year == 0
	return year
}

// fraction reads a point and what follows it, if there is one.
func (r *reader) fraction() float64 {
	if !r.is(".") {
		return 0
	}
	digits := r.leading()
	if digits == "" {
		r.failed = true
		return 0
	}
	f, _ := strconv.ParseFloat("0."+digits, 64)
	return min(f, math.Nextafter(1, 0))
}

// zone reads a time zone, in seconds.
func (r *reader) zone() int64 {
	if r.is("Z") {
		return 0
	}
	sign := int64(1)
	if !r.is("+") {
		r.must("-")
		sign = -1
	}
	hours := r.two()
	r.must(":")
	minutes := r.two()
	if hours > 14 || minutes > 59 || hours == 14 && minutes > 0 {
		r.failed = true
	}
	return sign * (hours*3600 + minutes*60)
}

// parseInstant reads a value of one of the types for dates and times.
func parseInstant(p Primitive, s string) (instant, bool) {
	r := reader{rest: s}
	year, month, day := int64(2000), int64(1), int64(1)
	var clock int64
	var fraction float64
	switch p {
	case DateTime, Date, GYearMonth, GYear:
		year = r.year()
		if p != GYear {
			r.must("-")
			month = r.two()
		}
		if p == DateTime || p == Date {
			r.must("-")
			day = r.two()
		}
	case GMonthDay:
		r.must("--")
		month = r.two()
		r.must("-")
		day = r.two()
	case GDay:
		r.must("---")
		day = r.two()
	case GMonth:
		r.must("--")
		month = r.two()
		r.is("--")
	}
	if p == DateTime {
		r.must("T")
	}
	if p == DateTime || p == Time {
		clock, fraction = r.clock()
	}
	zoned := r.rest != ""
	zone := int64(0)
	if zoned {
		zone = r.zone()
	}
	if r.failed || r.rest != "" || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return instant{}, false
	}
	if year < 0 {
		year++ // there is no year 0
	}
	return instant{seconds: days(year, month, day)*86400 + clock - zone, fraction: fraction, zoned: zoned}, true
}

func (r *reader) clock() (seconds int64, fraction float64) {
	hour := r.two()
	r.must(":")
	minute := r.two()
	r.must(":")
	second := r.two()
	fraction = r.fraction()
	midnight := hour == 24 && minute == 0 && second == 0 && fraction == 0
	if hour > 23 && !midnight || minute > 59 || second > 59 {
		r.failed = true
	}
	return hour*3600 + minute*60 + second, fraction
}

// parseDuration reads PnYnMnDTnHnMnS.
func parseDuration(s string) (instant, bool) {
	r := reader{rest: s}
	negative := r.is("-")
	r.must("P")
	var d instant
	found := r.fields(&d, "YMD", []int64{12, 1, 86400}, 2)
	if r.is("T") {
		if !r.fields(&d, "HMS", []int64{3600, 60, 1}, 0) {
			r.failed = true
		}
		found = true
	}
	if r.failed || r.rest != "" || !found {
		return instant{}, false
	}
	if negative {
		d.months, d.seconds = -d.months, -d.seconds
		if d.fraction > 0 {
			d.seconds, d.fraction = d.seconds-1, 1-d.fraction
		}
	}
	return d, true
}

// fields reads numbers with the given letters behind them, each at most once and in this order. Those before the index
// seconds count months.
func (r *reader) fields(d *instant, letters string, factors []int64, seconds int) (found bool) {
	for i := 0; i < len(letters) && r.rest != "" && r.rest[0] != 'T'; i++ {
		before := r.rest
		digits := r.leading()
		fraction := 0.0
		if letters[i] == 'S' {
			fraction = r.fraction()
		}
		if digits == "" {
			r.failed = true
			return false
		}
		if !r.is(letters[i : i+1]) {
			r.rest = before
			continue
		}
		found = true
		n := r.number(digits) * factors[i]
		if i < seconds {
			d.months += n
		} else {
			d.seconds += n
		}
		d.fraction += fraction
	}
	return found
}
