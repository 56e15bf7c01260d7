package checklist

import (
	"slices"

	"github.com/fselint/fselint/dossier/spreadsheet"
)

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
	Version     Cell                         // of the template
	Supplier    Cell                         // NOME FORNITORE
	Application Cell                         // subject_application_id
	Vendor      Cell                         // subject_application_vendor
	Release     Cell                         // subject_application_version
	Columns     map[Column]string            // letters of the columns that are there
	Rows        []Row                        // in the order of the sheet
	Program     string                       // that wrote the file, as it calls itself; may be empty
	sheets      []string                     // names, in order
	cases       string                       // name of the sheet with the cases
	header      int                          // number of the row of the header
	grids       map[string]*spreadsheet.Grid // by the name that the template has for them
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

// Cases is the name of the sheet with the cases.
func (c *Checklist) Cases() string { return c.cases }

// Has reports whether the sheet has a column.
func (c *Checklist) Has(col Column) bool { return c.Columns[col] != "" }

// Cell is one cell of the workbook.
type Cell = spreadsheet.Cell
