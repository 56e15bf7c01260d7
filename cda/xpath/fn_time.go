package xpath

import (
	"github.com/fselint/fselint/cda/xpath/atomic"
)

var timeFunctions map[string]*function

// part describes a function that returns a component of a date, time or duration.
func part(p param, f func(atomic.Value) atomic.Value) *function {
	return &function{min: 1, max: 1, params: []param{p}, kinds: kNumber, most: 1, safe: true,
		call: func(_ *Context, _ *callOp, a []Item) Item {
			if a[0].Absent() {
				return Item{}
			}
			return Item{f(a[0].v)}
		}}
}

// field describes a component that is an integer field of a moment.
func field(p param, f func(atomic.Moment) int64) *function {
	return part(p, func(v atomic.Value) atomic.Value { return atomic.FromInt(f(v.Moment())) })
}

func durationField(f atomic.DurationField) *function {
	return part(pDuration, func(v atomic.Value) atomic.Value { return v.DurationField(f) })
}

func timezone(p param) *function {
	return &function{min: 1, max: 1, params: []param{p}, kinds: kOther, most: 1, safe: true,
		call: func(_ *Context, _ *callOp, a []Item) Item {
			if a[0].Absent() || a[0].v.Moment().Zone == atomic.NoZone {
				return Item{}
			}
			return Item{atomic.ZoneMinutes(a[0].v.Moment().Zone)}
		}}
}

func adjust(p param) *function {
	return &function{min: 1, max: 2, params: []param{p, pZone}, kinds: kOther, most: 1, call: fnAdjust}
}

// now describes a function that returns the current moment as a value of type t.
func now(t atomic.Type) *function {
	return &function{kinds: kOther, atLeast: 1, most: 1, safe: true,
		call: func(c *Context, _ *callOp, _ []Item) Item {
			v, _ := atomic.Cast(atomic.FromMoment(atomic.DateTime, atomic.MomentOf(c.moment())), t)
			return Item{v}
		}}
}

func init() {
	year := func(m atomic.Moment) int64 { return m.Year }
	month := func(m atomic.Moment) int64 { return int64(m.Month) }
	day := func(m atomic.Moment) int64 { return int64(m.Day) }
	hours := func(m atomic.Moment) int64 { return int64(m.Hour) }
	minutes := func(m atomic.Moment) int64 { return int64(m.Minute) }
	timeFunctions = map[string]*function{
		"current-dateTime": now(atomic.DateTime),
		"current-date":     now(atomic.Date),
		"current-time":     now(atomic.Time),
		"implicit-timezone": {kinds: kOther, atLeast: 1, most: 1, safe: true,
			call: func(c *Context, _ *callOp, _ []Item) Item { return Item{atomic.ZoneMinutes(c.zone())} }},
		"year-from-dateTime":          field(pDateTime, year),
		"month-from-dateTime":         field(pDateTime, month),
		"day-from-dateTime":           field(pDateTime, day),
		"hours-from-dateTime":         field(pDateTime, hours),
		"minutes-from-dateTime":       field(pDateTime, minutes),
		"seconds-from-dateTime":       part(pDateTime, atomic.Value.SecondField),
		"timezone-from-dateTime":      timezone(pDateTime),
		"year-from-date":              field(pDate, year),
		"month-from-date":             field(pDate, month),
		"day-from-date":               field(pDate, day),
		"timezone-from-date":          timezone(pDate),
		"hours-from-time":             field(pTime, hours),
		"minutes-from-time":           field(pTime, minutes),
		"seconds-from-time":           part(pTime, atomic.Value.SecondField),
		"timezone-from-time":          timezone(pTime),
		"years-from-duration":         durationField(atomic.Years),
		"months-from-duration":        durationField(atomic.Months),
		"days-from-duration":          durationField(atomic.Days),
		"hours-from-duration":         durationField(atomic.Hours),
		"minutes-from-duration":       durationField(atomic.Minutes),
		"seconds-from-duration":       durationField(atomic.Seconds),
		"adjust-dateTime-to-timezone": adjust(pDateTime),
		"adjust-date-to-timezone":     adjust(pDate),
		"adjust-time-to-timezone":     adjust(pTime),
		"dateTime":                    {min: 2, max: 2, params: []param{pDate, pTime}, kinds: kOther, most: 1, call: fnDateTime},
	}
}

func fnAdjust(c *Context, f *callOp, a []Item) Item {
	if a[0].Absent() {
		return Item{}
	}
	zone := int64(c.zone())
	switch {
	case len(a) > 1 && a[1].Absent():
		zone = atomic.NoZone
	case len(a) > 1:
		var whole bool
		if zone, whole = a[1].v.WholeMinutes(); !whole || zone < -14*60 || zone > 14*60 {
			f.fail(c, "FODT0003", "Invalid timezone value %s", a[1].v)
		}
	}
	return Item{a[0].v.AdjustZone(int(zone))}
}

func fnDateTime(c *Context, f *callOp, a []Item) Item {
	if a[0].Absent() || a[1].Absent() {
		return Item{}
	}
	m, t := a[0].v.Moment(), a[1].v.Moment()
	switch {
	case m.Zone == atomic.NoZone:
		m.Zone = t.Zone
	case t.Zone != atomic.NoZone && t.Zone != m.Zone:
		f.fail(c, "FORG0008", "The supplied date and time are in different timezones")
	}
	m.Hour, m.Minute, m.Second, m.Nano = t.Hour, t.Minute, t.Second, t.Nano
	return Item{atomic.FromMoment(atomic.DateTime, m)}
}
