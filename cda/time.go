package cda

import (
	"strconv"

	"github.com/fselint/fselint/internal/jdk"
	"github.com/fselint/fselint/internal/lazyregexp"
)

// TimeForm says how much of a point in time the gateway can read.
type TimeForm int

// The forms of a point in time.
const (
	TimeUnreadable TimeForm = iota // none of the patterns that the gateway tries
	TimeDateOnly                   // the date alone is read, whatever follows
	TimeToSecond                   // date and time are read
)

// withSeparators is date and time as the first patterns have it. Numbers may have any length.
var withSeparators = lazyregexp.New(`^(\d{1,9})-(\d{1,9})-(\d{1,9})T(\d{1,9}):(\d{1,9}):(\d{1,9})`)

// ReadTime says what the gateway reads from an effectiveTime value. It tries in turn date and time with separators, date and time in 14
// digits, each with an offset or without, and the date in 8 digits. It ignores what follows a match, but a last number takes all
// digits that are left: "202601311045" is the 311045th of January, and its parser is not lenient. Found by running the
// patterns on OpenJDK 17.
func ReadTime(value string) TimeForm {
	switch {
	case readSeparated(value), jdk.ParseDate(value).Strict:
		return TimeToSecond
	case jdk.ParseDay(value).Strict:
		return TimeDateOnly
	}
	return TimeUnreadable
}

func readSeparated(value string) bool {
	m := withSeparators().FindStringSubmatch(value)
	if m == nil {
		return false
	}
	var n [7]int
	for i := range m[1:] {
		n[i], _ = strconv.Atoi(m[i+1]) // at most nine digits
	}
	return n[0] >= 1 && n[1] >= 1 && n[1] <= 12 && n[2] >= 1 && n[2] <= jdk.DaysIn(n[0], n[1]) && n[3] <= 23 && n[4] <= 59 && n[5] <= 59
}
