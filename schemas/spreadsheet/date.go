package spreadsheet

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// months are the abbreviations as spreadsheet programs write them in English and Italian. Their letter case is part of the
// form: MAR-02 was written by somebody.
var months = [2][]string{
	{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	{"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"},
}

// shown is a date as a spreadsheet shows it; what it does not show is zero.
type shown struct {
	day, month, year int
	name             string // the month's, where it is shown by name
}

// readDate recognises 8-Jan, 08-gen, Jan-08, 8-Jan-21, 08/01/2021, 2021-01-08 and 2021-01-08 00:00:00.
func readDate(code string) (shown, bool) {
	code = strings.TrimSuffix(code, " 00:00:00")
	sep := "-"
	if strings.Contains(code, "/") {
		sep = "/"
	}
	parts := strings.Split(code, sep)
	if len(parts) == 3 && len(parts[0]) == 4 && sep == "-" {
		parts[0], parts[2] = parts[2], parts[0]
		d, ok := numbers(parts, 2, 2, 4)
		return d, ok
	}
	if len(parts) == 3 && sep == "/" {
		return numbers(parts, len(parts[0]), len(parts[1]), len(parts[2]))
	}
	if sep != "-" || len(parts) < 2 || len(parts) > 3 {
		return shown{}, false
	}
	if m := monthOf(parts[0]); m > 0 && len(parts) == 2 && len(parts[1]) == 2 && digits(parts[1]) {
		year, _ := strconv.Atoi(parts[1])
		return shown{month: m, year: year, name: parts[0]}, true
	}
	day, err := strconv.Atoi(parts[0])
	m := monthOf(parts[1])
	if err != nil || len(parts[0]) > 2 || !digits(parts[0]) || m == 0 || day < 1 || day > 31 {
		return shown{}, false
	}
	d := shown{day: day, month: m, name: parts[1]}
	if len(parts) == 3 {
		if !digits(parts[2]) || len(parts[2]) != 2 && len(parts[2]) != 4 {
			return shown{}, false
		}
		d.year, _ = strconv.Atoi(parts[2])
	}
	return d, true
}

// numbers reads day, month and year, either of the first two first.
func numbers(parts []string, day, month, year int) (shown, bool) {
	for i, width := range []int{day, month, year} {
		if !digits(parts[i]) || len(parts[i]) != width || width > 2 && i < 2 || i == 2 && width != 2 && width != 4 {
			return shown{}, false
		}
	}
	d := shown{}
	d.day, _ = strconv.Atoi(parts[0])
	d.month, _ = strconv.Atoi(parts[1])
	d.year, _ = strconv.Atoi(parts[2])
	if d.month > 12 {
		d.day, d.month = d.month, d.day
	}
	return d, d.day >= 1 && d.day <= 31 && d.month >= 1 && d.month <= 12
}

func monthOf(name string) int {
	for _, list := range months {
		if i := slices.Index(list, name); i >= 0 {
			return i + 1
		}
	}
	return 0
}

// dates finds codes that are shown as dates. It asks that most codes of the system are not, and that for a month's name no
// code joins the same letters with a number that cannot be of a date.
func (s *system) dates() []Suspect {
	var found []Suspect
	for _, c := range s.codes {
		d, ok := readDate(c.Code)
		if !ok || d.name != "" && s.names(d.name) {
			continue
		}
		found = append(found, Suspect{Code: c, Damage: Date, Was: s.likely(d.written())})
	}
	if len(found)*2 >= len(s.codes) {
		return nil
	}
	return found
}

// names reports whether some letters are the beginning of codes here: Mar-02 is a code where Mar-77 and Mar-102 are.
func (s *system) names(letters string) bool {
	for _, c := range s.codes {
		rest, ok := strings.CutPrefix(c.Code, letters+"-")
		if ok && (!digits(rest) || len(rest) != 2) {
			return true
		}
	}
	return false
}

// written lists what may have been taken for the date.
func (d shown) written() []string {
	var pairs [][2]int
	switch {
	case d.day > 0:
		pairs = [][2]int{{d.day, d.month}, {d.month, d.day}}
	default:
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
func (s *system) serials() []Suspect {
	var found []Suspect
	plain := 0
	for _, c := range s.codes {
		if !digits(c.Code) {
			continue
		}
		plain++
		n, err := strconv.Atoi(c.Code)
		if len(c.Code) != 5 {
			continue
		}
		if err != nil || n < firstDay || n > lastDay {
			return nil
		}
		day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)
		d := shown{day: day.Day(), month: int(day.Month())}
		was := d.written()
		if d.day == 1 { // a month and a year, too
			was = append(was, shown{month: d.month, year: day.Year() % 100, name: months[0][d.month-1]}.written()...)
		}
		found = append(found, Suspect{Code: c, Damage: Serial, Was: s.likely(was)})
	}
	if len(s.codes) < 20 || plain > max(1, len(s.codes)/50) {
		return nil
	}
	return found
}
