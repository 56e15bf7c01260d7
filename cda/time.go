package cda

// TimeForm says how much of a point in time the gateway can read.
type TimeForm int

// The forms of a point in time.
const (
	TimeUnreadable TimeForm = iota // none of the patterns that the gateway tries
	TimeDateOnly                   // the date alone is read, whatever follows
	TimeToSecond                   // date and time are read
)

// ReadTime says what the gateway reads from an effectiveTime value. It tries in turn date and time with separators, date
// and time in 14 digits, each with an offset or without, and the date in 8 digits, and ignores what follows a match; so a value
// with minute precision counts as a date. Its parser is lenient: months and days are not checked, a last number may be
// shorter. Source: specification digest, 04-pdf-cda paragraph 7.
func ReadTime(value string) TimeForm {
	switch {
	case matches(value, "9999-99-99T99:99:9"), leadingDigits(value) >= len("20060102150405"):
		return TimeToSecond
	case leadingDigits(value) >= len("2006010"):
		return TimeDateOnly
	}
	return TimeUnreadable
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// matches reports whether s begins with the form, in which 9 stands for any digit.
func matches(s, form string) bool {
	if len(s) < len(form) {
		return false
	}
	for i := range len(form) {
		if digit := s[i] >= '0' && s[i] <= '9'; form[i] == '9' && !digit || form[i] != '9' && s[i] != form[i] {
			return false
		}
	}
	return true
}
