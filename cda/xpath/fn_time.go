package xpath

import (
	"github.com/fselint/fselint/cda/xpath/atomic"
	"github.com/fselint/fselint/cda/xpath/internal/eval"
)

// part describes a function that returns a component of a date, time or duration.
func part(p eval.Param, f func(atomic.Value) atomic.Value) *eval.Function {
	return &eval.Function{Min: 1, Max: 1, Params: []eval.Param{p}, Kinds: eval.KNumber, Most: 1, Safe: true,
		Call: func(_ *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
			if a[0].Absent() {
				return eval.Item{}
			}
			return eval.Item{V: f(a[0].V)}
		}}
}

// field describes a component that is an integer field of a moment.
func field(p eval.Param, f func(atomic.Moment) int64) *eval.Function {
	return part(p, func(v atomic.Value) atomic.Value { return atomic.FromInt(f(v.Moment())) })
}

func durationField(f atomic.DurationField) *eval.Function {
	return part(eval.PDuration, func(v atomic.Value) atomic.Value { return v.DurationField(f) })
}

func timezone(p eval.Param) *eval.Function {
	return &eval.Function{Min: 1, Max: 1, Params: []eval.Param{p}, Kinds: eval.KOther, Most: 1, Safe: true,
		Call: func(_ *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
			if a[0].Absent() || a[0].V.Moment().Zone == atomic.NoZone {
				return eval.Item{}
			}
			return eval.Item{V: atomic.ZoneMinutes(a[0].V.Moment().Zone)}
		}}
}

func adjust(p eval.Param) *eval.Function {
	return &eval.Function{Min: 1, Max: 2, Params: []eval.Param{p, eval.PZone}, Kinds: eval.KOther, Most: 1, Call: fnAdjust}
}

// now describes a function that returns the current moment as a value of type t.
func now(t atomic.Type) *eval.Function {
	return &eval.Function{Kinds: eval.KOther, AtLeast: 1, Most: 1, Safe: true,
		Call: func(c *eval.Context, _ *eval.CallOp, _ []eval.Item) eval.Item {
			v, _ := atomic.Cast(atomic.FromMoment(atomic.DateTime, atomic.MomentOf(c.Moment())), t)
			return eval.Item{V: v}
		}}
}

func timeFunctions() map[string]*eval.Function {
	year := func(m atomic.Moment) int64 { return m.Year }
	month := func(m atomic.Moment) int64 { return int64(m.Month) }
	day := func(m atomic.Moment) int64 { return int64(m.Day) }
	hours := func(m atomic.Moment) int64 { return int64(m.Hour) }
	minutes := func(m atomic.Moment) int64 { return int64(m.Minute) }
	list := map[string]*eval.Function{
		"current-dateTime": now(atomic.DateTime),
		"current-date":     now(atomic.Date),
		"current-time":     now(atomic.Time),
		"implicit-timezone": {Kinds: eval.KOther, AtLeast: 1, Most: 1, Safe: true,
			Call: func(c *eval.Context, _ *eval.CallOp, _ []eval.Item) eval.Item {
				return eval.Item{V: atomic.ZoneMinutes(c.Zone())}
			}},
		"year-from-dateTime":          field(eval.PDateTime, year),
		"month-from-dateTime":         field(eval.PDateTime, month),
		"day-from-dateTime":           field(eval.PDateTime, day),
		"hours-from-dateTime":         field(eval.PDateTime, hours),
		"minutes-from-dateTime":       field(eval.PDateTime, minutes),
		"seconds-from-dateTime":       part(eval.PDateTime, atomic.Value.SecondField),
		"timezone-from-dateTime":      timezone(eval.PDateTime),
		"year-from-date":              field(eval.PDate, year),
		"month-from-date":             field(eval.PDate, month),
		"day-from-date":               field(eval.PDate, day),
		"timezone-from-date":          timezone(eval.PDate),
		"hours-from-time":             field(eval.PTime, hours),
		"minutes-from-time":           field(eval.PTime, minutes),
		"seconds-from-time":           part(eval.PTime, atomic.Value.SecondField),
		"timezone-from-time":          timezone(eval.PTime),
		"years-from-duration":         durationField(atomic.Years),
		"months-from-duration":        durationField(atomic.Months),
		"days-from-duration":          durationField(atomic.Days),
		"hours-from-duration":         durationField(atomic.Hours),
		"minutes-from-duration":       durationField(atomic.Minutes),
		"seconds-from-duration":       durationField(atomic.Seconds),
		"adjust-dateTime-to-timezone": adjust(eval.PDateTime),
		"adjust-date-to-timezone":     adjust(eval.PDate),
		"adjust-time-to-timezone":     adjust(eval.PTime),
		"dateTime":                    {Min: 2, Max: 2, Params: []eval.Param{eval.PDate, eval.PTime}, Kinds: eval.KOther, Most: 1, Call: fnDateTime},
	}
	return list
}

func fnAdjust(c *eval.Context, f *eval.CallOp, a []eval.Item) eval.Item {
	if a[0].Absent() {
		return eval.Item{}
	}
	zone := int64(c.Zone())
	switch {
	case len(a) > 1 && a[1].Absent():
		zone = atomic.NoZone
	case len(a) > 1:
		var whole bool
		if zone, whole = a[1].V.WholeMinutes(); !whole || zone < -14*60 || zone > 14*60 {
			f.Fail(c, "FODT0003", "Invalid timezone value %s", a[1].V)
		}
	}
	return eval.Item{V: a[0].V.AdjustZone(int(zone))}
}

func fnDateTime(c *eval.Context, f *eval.CallOp, a []eval.Item) eval.Item {
	if a[0].Absent() || a[1].Absent() {
		return eval.Item{}
	}
	m, t := a[0].V.Moment(), a[1].V.Moment()
	switch {
	case m.Zone == atomic.NoZone:
		m.Zone = t.Zone
	case t.Zone != atomic.NoZone && t.Zone != m.Zone:
		f.Fail(c, "FORG0008", "The supplied date and time are in different timezones")
	}
	m.Hour, m.Minute, m.Second, m.Nano = t.Hour, t.Minute, t.Second, t.Nano
	return eval.Item{V: atomic.FromMoment(atomic.DateTime, m)}
}
