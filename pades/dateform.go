package pades

import (
	"strings"
	"time"
	"unicode"
)

// Forms of dates that DateConverter tries when the text is not in big-endian order, in the notation of Java's
// SimpleDateFormat. E weekday, M month, d day, y year, H hour 0-23, h hour 1-12, m minute, s second, a half of the day,
// z time zone; quoted and other characters stand for themselves.
var (
	alphaForms = []string{
		"EEEE, dd MMM yy hh:mm:ss a",
		"EEEE, MMM dd, yy hh:mm:ss a",
		"EEEE, MMM dd, yy 'at' hh:mma",
		"EEEE, MMM dd, yy",
		"EEEE MMM dd, yy HH:mm:ss",
		"EEEE MMM dd HH:mm:ss z yy",
		"EEEE MMM dd HH:mm:ss yy",
	}
	digitForms = []string{
		"dd MMM yy HH:mm:ss",
		"dd MMM yy HH:mm",
		"yyyy MMM d",
		"yyyymmddhh:mm:ss",
		"H:m M/d/yy",
		"M/d/yy HH:mm:ss",
		"M/d/yy HH:mm",
		"M/d/yy",
	}
	monthNames = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
		"November", "December"}
	weekdayNames = []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	halfDayNames = []string{"AM", "PM"}
)

// simple tries the forms in turn and moves behind the first that fits and the spaces that follow it.
func (p *dateParser) simple(forms []string) *moment {
	for _, form := range forms {
		f := formParser{text: p.text, pos: p.pos, now: p.now}
		if c := f.parse(form); c != nil {
			p.pos = f.pos
			p.skip(" ")
			return c
		}
	}
	return nil
}

// formParser reads text after one form, as SimpleDateFormat.parse with a calendar that is not lenient.
type formParser struct {
	text   []rune
	pos    int
	now    time.Time
	fields formFields
}

// parse returns nil when the text does not fit or the date does not exist.
func (f *formParser) parse(form string) *moment {
	f.fields = newFormFields()
	letters := splitForm(form)
	for i, l := range letters {
		if l.literal {
			if f.pos >= len(f.text) || f.text[f.pos] != l.char {
				return nil
			}
			f.pos++
			continue
		}
		// digits of a field are counted only where the next field follows without a delimiter
		counted := i+1 < len(letters) && letters[i+1].numeric()
		if !f.field(l, counted) {
			return nil
		}
	}
	return f.fields.moment(f.now)
}

// formItem is a run of one pattern letter or one literal character.
type formItem struct {
	char    rune
	count   int
	literal bool
}

func (l formItem) numeric() bool {
	return !l.literal && l.char != 'E' && l.char != 'a' && l.char != 'z' && (l.char != 'M' || l.count <= 2)
}

func splitForm(form string) []formItem {
	var items []formItem
	quoted := false
	for _, r := range form {
		switch {
		case r == '\'':
			quoted = !quoted
		case quoted || !unicode.IsLetter(r):
			items = append(items, formItem{char: r, literal: true})
		case len(items) > 0 && !items[len(items)-1].literal && items[len(items)-1].char == r:
			items[len(items)-1].count++
		default:
			items = append(items, formItem{char: r, count: 1})
		}
	}
	return items
}

// field is SimpleDateFormat.subParse: leading blanks are skipped before numbers and zones, but not before names.
func (f *formParser) field(l formItem, counted bool) bool {
	start := f.pos
	for f.pos < len(f.text) && (f.text[f.pos] == ' ' || f.text[f.pos] == '\t') {
		f.pos++
	}
	if f.pos >= len(f.text) {
		return false
	}
	switch {
	case l.char == 'E':
		return f.name(start, weekdayNames, 3, &f.fields.weekday)
	case l.char == 'M' && l.count > 2:
		return f.name(start, monthNames, 3, &f.fields.month)
	case l.char == 'a':
		return f.name(start, halfDayNames, 0, &f.fields.halfDay)
	case l.char == 'z':
		return f.zoneName(start)
	}
	digits := f.pos
	limit := len(f.text)
	if counted {
		if limit = start + l.count; limit > len(f.text) {
			return false
		}
	}
	value, ok := f.number(limit)
	if !ok {
		return false
	}
	return f.fields.set(l, value, f.pos-digits == 2 && unicode.IsDigit(f.text[digits]), f.now)
}

// name matches one of names or its abbreviation to short letters, in any case; the longest match wins.
func (f *formParser) name(start int, names []string, short int, field *int) bool {
	best, length := -1, 0
	for i, n := range names {
		candidates := []string{n}
		if short > 0 {
			candidates = append(candidates, n[:short])
		}
		for _, c := range candidates {
			if len(c) > length && f.foldedAt(start, c) {
				best, length = i, len(c)
			}
		}
	}
	if best < 0 {
		return false
	}
	*field, f.pos = best, start+length
	return true
}

func (f *formParser) foldedAt(at int, s string) bool {
	return len(f.text)-at >= len(s) && strings.EqualFold(string(f.text[at:at+len(s)]), s)
}

// number reads an integer with an optional minus sign, up to limit.
func (f *formParser) number(limit int) (int, bool) {
	i, sign := f.pos, 1
	if i < limit && f.text[i] == '-' {
		sign = -1
		i++
	}
	first, n := i, 0
	for ; i < limit && unicode.IsDigit(f.text[i]); i++ {
		if n < 1<<40 { // far beyond any range: the value no longer matters
			n = n*10 + digitValue(f.text[i])
		}
	}
	if i == first {
		return 0, false
	}
	f.pos = i
	return sign * n, true
}

// digitValue returns the value of a decimal digit of any script: in Unicode they stand in runs of ten.
func digitValue(r rune) int {
	if r <= '9' {
		return int(r - '0')
	}
	for n := 0; n < 10; n++ {
		if !unicode.IsDigit(r - rune(n) - 1) {
			return n
		}
	}
	return int(r) % 10
}
