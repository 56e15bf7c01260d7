package request

import (
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/jdk"
)

// dates judges the beginning and end of the service. The gateway reads them twice: leniently, with an answer, and strictly,
// dropping the field without one.
func (j *judge) dates() {
	if FieldUse(j.op, fStart) == None {
		return
	}
	start, startOK := j.date(fStart, &j.b.DataInizioPrestazione, "RB-15", "Il campo data inizio deve essere valorizzato correttamente", 0)
	end, endOK := j.date(fEnd, &j.b.DataFinePrestazione, "RB-16", "Il campo data fine deve essere valorizzato correttamente", 1)
	if startOK && endOK && end.Before(start) {
		j.add(DateOrder, fEnd, "/"+fEnd, j.b.DataFinePrestazione.Raw, j.b.DataFinePrestazione.Value, j.b.DataInizioPrestazione.Value)
	}
}

// date judges one field and returns its time, in no zone, when it has exactly the right form.
func (j *judge) date(name string, t *Text, refusal, words string, order int) (time.Time, bool) {
	if !t.Given {
		return time.Time{}, false
	}
	pointer := "/" + name
	read := jdk.ParseDate(t.Value)
	if !read.Lenient {
		p := j.add(DateUnreadable, name, pointer, t.Raw, t.Value, "AAAAMMGGhhmmss")
		p.refused(stepDates, refusal, words)
		p.at = order
		if j.op == fse.Update {
			p.Error = "RB-17"
		}
		return time.Time{}, false
	}
	if !read.Strict {
		j.add(DateDropped, name, pointer, t.Raw, t.Value, "AAAAMMGGhhmmss")
		return time.Time{}, false
	}
	at, err := time.Parse("20060102150405", t.Value)
	if len(t.Value) != len("20060102150405") || err != nil {
		j.add(DateForm, name, pointer, t.Raw, t.Value, "AAAAMMGGhhmmss")
		return time.Time{}, false
	}
	if skipped(at) {
		j.add(DateGap, name, pointer, t.Raw, t.Value, "")
	}
	if !j.ctx.Now.IsZero() && at.After(wallClock(j.ctx.Now)) {
		j.add(DateFuture, name, pointer, t.Raw, t.Value, "")
	}
	return at, true
}

// wallClock returns what Italian clocks show at a moment, as a time in no zone.
func wallClock(t time.Time) time.Time {
	u := t.UTC()
	shift := time.Hour
	if begin, end := changes(u.Year()); !u.Before(begin) && u.Before(end) {
		shift = 2 * time.Hour
	}
	return u.Add(shift)
}

// changes returns when summer time begins and ends in a year: the last Sundays of March and October, at one o'clock UTC (directive
// 2000/84/EC; the rule was the same in Italy from 1996).
func changes(year int) (begin, end time.Time) {
	lastSunday := func(month time.Month) time.Time {
		t := time.Date(year, month, 31, 1, 0, 0, 0, time.UTC)
		return t.AddDate(0, 0, -int(t.Weekday()))
	}
	return lastSunday(time.March), lastSunday(time.October)
}

// skipped tells whether clocks in Italy never showed that time: between two and three on the night summer time begins.
func skipped(at time.Time) bool {
	if at.Year() < 1996 || at.Hour() != 2 {
		return false
	}
	begin, _ := changes(at.Year())
	return at.YearDay() == begin.YearDay()
}
