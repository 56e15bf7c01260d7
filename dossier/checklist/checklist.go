package checklist

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fselint/fselint/lint"
)

// Source is the source of locations in the workbook.
const Source = lint.SourceWorkbook

// Name is how the workbook must be called.
const Name = "report-checklist.xlsx"

// The sheets of the template, all of them needed.
const (
	sheetInstructions = "Istruzioni Compilazione"
	sheetPrerequisite = "Prerequisiti"
	sheetCases        = "TestCases"
	sheetValues       = "LISTA VALORI"
	sheetSummary      = "Summary"
	sheetHidden       = "Sheet1"
)

// Sheets are the names of the sheets of the template, in its order.
func Sheets() []string {
	return []string{sheetInstructions, sheetPrerequisite, sheetCases, sheetValues, sheetSummary, sheetHidden}
}

// Checklist is what a workbook says.
type Checklist struct {
	Version     Cell              // of the template
	Supplier    Cell              // NOME FORNITORE
	Application Cell              // subject_application_id
	Vendor      Cell              // subject_application_vendor
	Release     Cell              // subject_application_version
	Columns     map[Column]string // letters of the columns that are there
	Rows        []Row             // in the order of the sheet
	Program     string            // that wrote the file, as it calls itself; may be empty
	sheets      []string          // names, in order
	cases       string            // name of the sheet with the cases
	header      int               // number of the row of the header
	grids       map[string]*grid  // by the name that the template has for them
}

// Row is one case of the sheet TestCases.
type Row struct {
	Number int    // in the sheet
	ID     int    // of the case, 0 where the cell holds no number
	Type   string // Tipo Documento, as it stands there without blanks around it: LAB, CERT_VAC, …
	Hidden bool
	cells  map[Column]Cell
}

// Cell returns the cell of a column: one that is empty has a place all the same; where the column is missing the zero Cell returns.
func (r Row) Cell(c Column) Cell { return r.cells[c] }

// Row returns the row of a case.
func (c *Checklist) Row(id int) (Row, bool) {
	i := slices.IndexFunc(c.Rows, func(r Row) bool { return r.ID == id })
	if i < 0 {
		return Row{}, false
	}
	return c.Rows[i], true
}

// Has reports whether the sheet has a column.
func (c *Checklist) Has(col Column) bool { return c.Columns[col] != "" }

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

// Value is the text without blanks and invisible characters around it, with ordinary blanks within.
func (c Cell) Value() string { return strings.Join(strings.FieldsFunc(c.Text, lint.Invisible), " ") }

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
func (c Cell) Location() lint.Location { return lint.Location{Source: Source, Path: c.Path()} }

// letters names a column by its number from 1.
func letters(n int) string {
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

func reference(column, row int) string { return fmt.Sprintf("%s%d", letters(column), row) }
