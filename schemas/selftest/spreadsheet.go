package selftest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fselint/fselint/lint"
)

// A spreadsheet program turns codes into something else: "1-8" into "8-Jan", into the number of that day (44204), "1E5" into
// "1,00E+05", "043" into "43". A form alone proves nothing: some code systems have codes that look like dates. So a code is a
// suspect only where the other codes of the same system leave no other reading; each rule says at its place what it asks of
// them. What cannot be told apart from a sound code is passed over.

// entry is one code of a system.
type entry struct {
	line              int
	code, description string
}

// suspect is a code that is not what it was.
type suspect struct {
	entry
	kind *lint.Rule
	// was are what the code may have been, judged by the form of the other codes; none where there is no saying.
	was []string
}

// find returns the suspects among all codes of one system, in the order of the codes. A line is suspected once.
func find(codes []entry) []suspect {
	s := &system{codes: codes, known: make(map[string][]int, len(codes)), forms: map[string]int{}}
	for i := range codes {
		s.known[codes[i].code] = append(s.known[codes[i].code], i)
		s.forms[form(codes[i].code)]++
	}
	found := slices.Concat(s.failed(), s.exponents(), s.dates(), s.serials(), s.widths(false), s.widths(true), s.families())
	slices.SortStableFunc(found, func(a, b suspect) int { return cmp.Compare(a.line, b.line) })
	return slices.CompactFunc(found, func(a, b suspect) bool { return a.line == b.line })
}

// system is all codes of one system.
type system struct {
	codes []entry
	known map[string][]int // indexes by code
	forms map[string]int   // number of codes by form
}

// form is a code with runs of digits and of letters made one: LA18976-3 is A9-9.
func form(code string) string {
	var b strings.Builder
	var last byte
	for i := range len(code) {
		c := code[i]
		switch {
		case c >= '0' && c <= '9':
			c = '9'
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			c = 'A'
		}
		if c != last || c != '9' && c != 'A' {
			b.WriteByte(c)
		}
		last = c
	}
	return b.String()
}

// likely keeps the candidates that have the form of other codes and are not codes themselves.
func (s *system) likely(candidates []string) []string {
	var list []string
	for _, c := range candidates {
		if len(s.known[c]) == 0 && s.forms[form(c)] > 0 && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// errorValues are no codes anywhere.
var errorValues = strings.Fields(`#NAME? #REF! #N/A #VALUE! #DIV/0! #NUM! #NULL! #NOME? #RIF! #N/D #VALORE! #NULLO! #SPILL!`)

func (s *system) failed() []suspect {
	var found []suspect
	for _, c := range s.codes {
		if slices.Contains(errorValues, strings.ToUpper(c.code)) {
			found = append(found, suspect{entry: c, kind: kindCodeError})
		}
	}
	return found
}

// exponents finds numbers in powers of ten. The form is so unusual for a code that it is enough for it to be rare.
func (s *system) exponents() []suspect {
	var found []suspect
	for _, c := range s.codes {
		if isExponent(c.code) {
			found = append(found, suspect{entry: c, kind: kindCodeNumber})
		}
	}
	if len(found)*10 > len(s.codes) && len(found) > 1 {
		return nil
	}
	return found
}

// isExponent recognises 1E+10, 1,23E+05 and 1.23E-05.
func isExponent(code string) bool {
	mantissa, exponent, ok := strings.Cut(code, "E")
	if !ok || len(exponent) < 3 || len(exponent) > 4 || exponent[0] != '+' && exponent[0] != '-' || !digits(exponent[1:]) {
		return false
	}
	whole, fraction, pointed := strings.Cut(strings.Replace(mantissa, ",", ".", 1), ".")
	return len(whole) == 1 && digits(whole) && (!pointed || digits(fraction))
}

// widths finds codes that are shorter than all others. It asks that of the codes that consist of digits (or of digits, a
// point and digits, whose first part counts) nineteen in twenty have the same width, eight at least, some of them with a
// leading zero; that no shorter one has a leading zero, which a spreadsheet would have taken; and that the code with its
// zeros is not there as well.
func (s *system) widths(pointed bool) []suspect {
	var members []entry
	count, padded := map[int]int{}, map[int]bool{} // by width: how many, and whether there are zeros in front
	for _, c := range s.codes {
		if whole, ok := wholePart(c.code, pointed); ok {
			members = append(members, c)
			count[len(whole)]++
			padded[len(whole)] = padded[len(whole)] || whole[0] == '0' && len(whole) > 1
		}
	}
	width := 0
	for w, n := range count {
		if n > count[width] || n == count[width] && w < width {
			width = w
		}
	}
	if count[width] < 8 || count[width]*20 < len(members)*19 || !padded[width] {
		return nil
	}
	var found []suspect
	for _, c := range members {
		whole, _ := wholePart(c.code, pointed)
		was := strings.Repeat("0", max(width-len(whole), 0)) + c.code
		if len(whole) < width && !padded[len(whole)] && len(s.known[was]) == 0 {
			found = append(found, suspect{c, kindCodeZeros, []string{was}})
		}
	}
	return found
}

// wholePart returns the digits before the point of a code that has one, or none.
func wholePart(code string, pointed bool) (string, bool) {
	whole, fraction, has := strings.Cut(code, ".")
	return whole, has == pointed && digits(whole) && (!has || digits(fraction))
}

// families finds the head of a family that lost its zero: "43" where there are 043.1 and 043.2 but no 043. It asks that the
// code has no family of its own, or that it is there twice with different descriptions, one of each family.
func (s *system) families() []suspect {
	children := map[string]int{}
	for _, c := range s.codes {
		if whole, _, has := strings.Cut(c.code, "."); has && digits(whole) {
			children[whole]++
		}
	}
	var found []suspect
	for i, c := range s.codes {
		was := "0" + c.code
		if !digits(c.code) || children[was] < 2 || len(s.known[was]) > 0 {
			continue
		}
		first := s.known[c.code][0]
		if children[c.code] == 0 || i != first && c.description != s.codes[first].description {
			found = append(found, suspect{c, kindCodeZeros, []string{was}})
		}
	}
	return found
}

// months are the abbreviations as spreadsheet programs write them in English and Italian. Their letter case is part of the
// form: MAR-02 was written by somebody.
var months = strings.Fields("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec gen feb mar apr mag giu lug ago set ott nov dic")

// dateForms are the forms in which spreadsheets show dates, month names in English.
var dateForms = []string{
	"2-Jan", "Jan-06", "2-Jan-06", "2-Jan-2006", "2/1/2006", "1/2/2006", "2/1/06", "1/2/06", "2006-01-02", "2006-01-02 00:00:00",
}

// shown is a date as a spreadsheet shows it; what it does not show is zero.
type shown struct {
	day, month, year int
	name             string // the month's, where it is shown by name
}

// readDate recognises dates such as 8-Jan, 08-gen, Jan-08, 8-Jan-21, 08/01/2021, 2021-01-08 and 2021-01-08 00:00:00.
func readDate(code string) (shown, bool) {
	name := strings.Trim(code, "0123456789-/: ")
	if name != "" {
		i := slices.Index(months, name)
		if i < 0 {
			return shown{}, false
		}
		code = strings.Replace(code, name, months[i%12], 1)
	}
	for _, form := range dateForms {
		t, err := time.Parse(form, code)
		if err != nil {
			continue
		}
		d := shown{day: t.Day(), month: int(t.Month()), year: t.Year(), name: name}
		if form == "Jan-06" {
			d.day = 0
		}
		if strings.HasSuffix(form, "06") && !strings.HasSuffix(form, "2006") {
			d.year %= 100
		}
		return d, true
	}
	return shown{}, false
}

// dates finds codes that are shown as dates. It asks that most codes of the system are not, and that for a month's name no
// code joins the same letters with a number that cannot be of a date.
func (s *system) dates() []suspect {
	var found []suspect
	for _, c := range s.codes {
		d, ok := readDate(c.code)
		if !ok || d.name != "" && s.names(d.name) {
			continue
		}
		found = append(found, suspect{c, kindCodeDate, s.likely(d.written())})
	}
	if len(found)*2 >= len(s.codes) {
		return nil
	}
	return found
}

// names reports whether some letters are the beginning of codes here: Mar-02 is a code where Mar-77 and Mar-102 are.
func (s *system) names(letters string) bool {
	return slices.ContainsFunc(s.codes, func(c entry) bool {
		rest, ok := strings.CutPrefix(c.code, letters+"-")
		return ok && (!digits(rest) || len(rest) != 2)
	})
}

// written lists what may have been taken for the date.
func (d shown) written() []string {
	pairs := [][2]int{{d.day, d.month}, {d.month, d.day}}
	if d.day == 0 {
		pairs = [][2]int{{d.month, d.year}}
	}
	var list []string
	for _, sep := range []string{"-", "/", "."} {
		for _, p := range pairs {
			for _, f := range []string{"%d%s%d", "%02d%s%02d", "%d%s%02d", "%02d%s%d"} {
				list = append(list, fmt.Sprintf(f, p[0], sep, p[1]))
			}
			if d.day > 0 && d.year > 0 {
				list = append(list, fmt.Sprintf("%d%s%d%s%d", p[0], sep, p[1], sep, d.year))
			}
		}
	}
	for _, letters := range []string{strings.ToUpper(d.name), d.name} {
		if n := max(d.day, d.year); letters != "" {
			list = append(list, fmt.Sprintf("%s%d", letters, n), fmt.Sprintf("%s%02d", letters, n))
		}
	}
	return list
}

// The numbers of days that a spreadsheet may have made of a short code: from 1954 to 2064. A code of two numbers becomes a
// day of the year at hand.
const firstDay, lastDay = 20000, 60000

// serials finds numbers of days. It asks for twenty codes at least, nearly all of which are more than digits, and for none of
// five digits that is not itself such a number.
func (s *system) serials() []suspect {
	var found []suspect
	plain := 0
	for _, c := range s.codes {
		if !digits(c.code) {
			continue
		}
		plain++
		n, err := strconv.Atoi(c.code)
		if len(c.code) != 5 {
			continue
		}
		if err != nil || n < firstDay || n > lastDay {
			return nil
		}
		day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)
		was := shown{day: day.Day(), month: int(day.Month())}.written()
		if day.Day() == 1 { // a month and a year, too
			was = append(was, shown{month: int(day.Month()), year: day.Year() % 100, name: day.Format("Jan")}.written()...)
		}
		found = append(found, suspect{c, kindCodeDate, s.likely(was)})
	}
	if len(s.codes) < 20 || plain > max(1, len(s.codes)/50) {
		return nil
	}
	return found
}
