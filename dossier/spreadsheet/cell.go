package spreadsheet

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/fselint/fselint/lint"
)

// Cell is one cell of the workbook.
type Cell struct {
	Sheet   string
	Ref     string    // K12
	Text    string    // as it is stored, blanks and all; a date as 2006-01-02 or 2006-01-02T15:04:05
	Number  bool      // it is stored as a number, also where it is shown as a date
	Date    time.Time // the date that a number is shown as, else zero
	Formula bool      // the text is what a formula came to
	Failed  bool      // the text is an error of the spreadsheet, such as #N/A
}

// Filled reports whether the cell holds anything: a single blank counts, as it does for those who check.
func (c Cell) Filled() bool { return c.Text != "" || c.Formula }

// Value is the text as it was meant: without blanks around it and characters that cannot be seen, with one ordinary blank for blanks of
// any kind.
func (c Cell) Value() string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if lint.Invisible(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, c.Text)), " ")
}

// Blank reports whether the cell is filled with nothing that can be seen.
func (c Cell) Blank() bool { return c.Filled() && c.Value() == "" }

// Path is the cell as spreadsheets write it: TestCases!K12, 'LISTA VALORI'!B2.
func (c Cell) Path() string {
	switch {
	case c.Sheet == "":
		return ""
	case strings.ContainsAny(c.Sheet, " '!"):
		return "'" + strings.ReplaceAll(c.Sheet, "'", "''") + "'!" + c.Ref
	}
	return c.Sheet + "!" + c.Ref
}

// Location is the place of the cell in a finding.
func (c Cell) Location() lint.Location {
	return lint.Location{Source: lint.SourceWorkbook, Path: c.Path()}
}

// Letters names a column by its number from 1.
func Letters(n int) string {
	var s string
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}

// place reads a cell's reference; zeros where it is none.
func place(ref string) (column, row int) {
	i := strings.IndexFunc(ref, func(r rune) bool { return r < 'A' || r > 'Z' })
	if i < 1 || i > 3 {
		return 0, 0
	}
	for _, r := range ref[:i] {
		column = column*26 + int(r-'A') + 1
	}
	row, err := strconv.Atoi(ref[i:])
	if err != nil || row < 1 {
		return 0, 0
	}
	return column, row
}

// Reference is the name of a cell by its column and row from 1: K12.
func Reference(column, row int) string { return Letters(column) + strconv.Itoa(row) }

// Essence are the letters and digits of a text, in upper case and without accents: what is left of a header however it is typed.
func Essence(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, norm.NFD.String(s))
}
