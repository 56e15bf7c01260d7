package checklist

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/internal/near"
	"github.com/fselint/fselint/lint"
)

// highestHeader is the last row in which the header is looked for.
const highestHeader = 200

// ReadFile reads a workbook. The error is that of the file system.
func ReadFile(name string) (*Checklist, []lint.Finding, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	if info.Size() > MaxFile {
		return nil, complete(*tooLarge("what-file", MaxFile>>20)), nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, err
	}
	c, fs := Read(data)
	return c, fs, nil
}

// Read reads a workbook and tells what is wrong with its form. The checklist is nil when the workbook, or its sheet of the cases,
// cannot be read; then there is an error among the findings.
func Read(data []byte) (*Checklist, []lint.Finding) {
	box, f := open(data)
	if f != nil {
		return nil, complete(*f)
	}
	b, err := box.read()
	if err != nil {
		return nil, complete(*unread(err))
	}
	r := &reader{book: b, Checklist: &Checklist{Columns: map[Column]string{}, Program: b.program, grids: map[string]*grid{}}}
	ok := r.read()
	complete(r.findings...)
	if !ok {
		return nil, r.findings
	}
	return r.Checklist, r.findings
}

func complete(fs ...lint.Finding) []lint.Finding {
	for i := range fs {
		fs[i].Complete()
	}
	return fs
}

// unread is the finding of a part that could not be read.
func unread(err error) *lint.Finding {
	switch {
	case errors.Is(err, errTooLarge):
		return tooLarge("what-part", maxPart>>20)
	case errors.Is(err, errTooMany):
		return tooLarge("what-rows", maxRows)
	}
	return damaged(texts.Text("why-part", lint.Values{"error": err.Error()}))
}

// reader makes a checklist of a workbook.
type reader struct {
	*book
	*Checklist
	sheet    *grid // of the cases
	findings []lint.Finding
	columnAt map[int]Column
}

func (r *reader) report(f lint.Finding) { r.findings = append(r.findings, f) }

func (r *reader) read() bool {
	if !r.readSheets() {
		return false
	}
	r.readProgram()
	if !r.findHeader() {
		r.report(lint.Finding{Rule: ruleNoHeader, Location: lint.Location{Source: Source, Path: Cell{Sheet: r.sheet.name, Ref: "A9"}.Path()}})
		return false
	}
	r.readLabels()
	r.readRows()
	r.judgeSheet()
	return true
}

// readSheets reads every sheet of the template that is there; one that lacks is looked for under another name.
func (r *reader) readSheets() bool {
	for _, s := range r.book.sheets {
		r.Checklist.sheets = append(r.Checklist.sheets, s.Name)
	}
	r.cases = sheetCases
	for _, want := range Sheets() {
		at := slices.IndexFunc(r.book.sheets, func(s sheetOf) bool { return s.Name == want })
		if at < 0 {
			if at = r.renamed(want); at < 0 {
				r.report(lint.Finding{Rule: ruleSheetMissing, Values: lint.Values{"sheet": lint.Known(want)}})
				continue
			}
			name := r.book.sheets[at].Name
			f := ruleSheetRenamed.Found(name, want)
			f.Location = lint.Location{Source: Source, Path: Cell{Sheet: name, Ref: "A1"}.Path()}
			r.report(f)
		}
		g, err := r.book.sheet(r.book.sheets[at])
		if err != nil {
			f := unread(err)
			f.Location = lint.Location{Source: Source, Path: Cell{Sheet: r.book.sheets[at].Name, Ref: "A1"}.Path()}
			r.report(*f)
			continue
		}
		r.grids[want] = g
	}
	r.sheet = r.grids[sheetCases]
	return r.sheet != nil
}

// renamed finds the sheet that was meant by a name that is missing, among those whose names the template does not have.
func (r *reader) renamed(want string) int {
	others := make([]string, 0, len(r.book.sheets))
	for i, s := range r.book.sheets {
		if slices.Contains(Sheets(), s.Name) {
			continue
		}
		if essence(s.Name) == essence(want) {
			return i
		}
		others = append(others, s.Name)
	}
	search := near.New(want, 1)
	for _, name := range others {
		search.Consider([]byte(name))
	}
	for _, meant := range search.Best() {
		return slices.IndexFunc(r.book.sheets, func(s sheetOf) bool { return s.Name == meant.Value })
	}
	if want != sheetCases {
		return -1
	}
	return slices.IndexFunc(r.book.sheets, func(s sheetOf) bool { // by what is on it
		if !slices.Contains(others, s.Name) {
			return false
		}
		g, err := r.book.sheet(s)
		return err == nil && headerOf(g) > 0
	})
}

// readProgram notes who wrote the file.
func (r *reader) readProgram() {
	if r.macros {
		r.report(lint.Finding{Rule: ruleMacros})
	}
	for _, other := range []string{"LibreOffice", "OpenOffice", "Calligra", "WPS", "Numbers"} {
		if strings.Contains(strings.ToLower(r.Program), strings.ToLower(other)) {
			r.report(ruleProgram.Found(r.Program, ""))
			return
		}
	}
}

// headerOf finds the row of the header: that with the most columns that are known.
func headerOf(g *grid) int {
	row, most := 0, 5
	for _, n := range g.rows() {
		if n > highestHeader {
			break
		}
		known := map[Column]bool{}
		for _, c := range g.cells[n] {
			if col := columnOf(c.Text); col > 0 {
				known[col] = true
			}
		}
		if len(known) > most {
			row, most = n, len(known)
		}
	}
	return row
}

func (r *reader) findHeader() bool {
	r.header = headerOf(r.sheet)
	if r.header == 0 {
		return false
	}
	r.columnAt = map[int]Column{}
	cells := r.sheet.cells[r.header]
	for _, n := range sortedKeys(cells) {
		col := columnOf(cells[n].Text)
		switch {
		case col == 0:
		case r.Has(col):
			f := ruleColumnTwice.Found(col.Header(), "")
			f.Location = cells[n].Location()
			r.report(f)
		default:
			r.Columns[col], r.columnAt[n] = letters(n), col
		}
	}
	old := !r.Has(RationaleOther) && !r.Has(RetryQueue) && !r.Has(SentByHand)
	for _, col := range Columns() {
		if !r.Has(col) && !(old && columns[col].since82) {
			r.report(lint.Finding{
				Rule: ruleColumnMissing, Values: lint.Values{"column": lint.Known(col.Header()), "letter": lint.Known(col.Letter())},
				Location: r.sheet.cell(1, r.header).Location(),
			})
		}
	}
	return r.Has(ID) && r.Has(Type) && r.Has(Applicable)
}

func sortedKeys[V any](m map[int]V) []int {
	list := make([]int, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// readLabels reads what stands beside the labels above the header, and the version on the summary.
func (r *reader) readLabels() {
	for _, l := range []struct {
		label string
		into  *Cell
	}{
		{"NOME FORNITORE", &r.Supplier},
		{"subject_application_id", &r.Application},
		{"subject_application_vendor", &r.Vendor},
		{"subject_application_version", &r.Release},
	} {
		*l.into = r.beside(r.sheet, l.label, r.header-1, ruleLabelMissing, ruleLabelEmpty)
	}
	if summary := r.grids[sheetSummary]; summary != nil {
		r.Version = r.beside(summary, "Versione", 50, ruleVersionMissing, ruleVersionMissing)
	}
}

// beside returns the cell that belongs to a label: the first filled one to the right of it, or else the one next to it.
func (r *reader) beside(g *grid, label string, last int, missing, empty *lint.Rule) Cell {
	values := lint.Values{"label": lint.Known(label)}
	for _, row := range g.rows() {
		if row > last {
			break
		}
		cells := g.cells[row]
		for _, n := range sortedKeys(cells) {
			if essence(cells[n].Text) != essence(label) {
				continue
			}
			next := n + 1
			for _, a := range g.merged {
				if a.left <= n && n <= a.right && a.top <= row && row <= a.bottom {
					next = a.right + 1
				}
			}
			for i := next; i < next+4; i++ {
				if c, ok := cells[i]; ok && c.Value() != "" {
					return c
				}
			}
			r.report(lint.Finding{Rule: empty, Values: values, Location: g.cell(next, row).Location()})
			return g.cell(next, row)
		}
	}
	r.report(lint.Finding{Rule: missing, Values: values, Location: g.cell(2, 2).Location()})
	return Cell{}
}

// readRows reads the cases: rows with an id or a type.
func (r *reader) readRows() {
	at := map[Column]int{}
	for n, col := range r.columnAt {
		at[col] = n
	}
	seen := map[int]string{}
	for _, n := range r.sheet.rows() {
		if n <= r.header {
			continue
		}
		row := Row{Number: n, Hidden: r.sheet.hidden[n], cells: make(map[Column]Cell, len(at))}
		for col, i := range at {
			row.cells[col] = r.sheet.cell(i, n)
		}
		id := row.Cell(ID)
		row.Type = row.Cell(Type).Value()
		if id.Value() == "" && row.Type == "" {
			continue
		}
		row.ID = r.id(id, seen)
		r.Rows = append(r.Rows, row)
	}
}

// id reads the number of a case; 0 where it is none, or one that came before.
func (r *reader) id(c Cell, seen map[int]string) int {
	n, err := strconv.Atoi(c.Value())
	if err != nil || n <= 0 {
		f := ruleID.Found(c.Text, "")
		f.Location = c.Location()
		r.report(f)
		return 0
	}
	if first, twice := seen[n]; twice {
		r.report(lint.Finding{Rule: ruleIDTwice, Values: lint.Values{"id": n, "first": lint.Known(first)}, Location: c.Location()})
		return 0
	}
	seen[n] = c.Ref
	return n
}

// judgeSheet reports what is wrong with how the sheet of the cases was filled, whatever it was filled with.
func (r *reader) judgeSheet() {
	r.judgeVisible()
	for _, a := range r.sheet.merged {
		r.judgeMerged(a)
	}
	for _, row := range r.Rows {
		for _, col := range Columns() {
			if col.Ours() {
				r.judgeCell(col, row.Cell(col))
			}
		}
	}
	for _, c := range []Cell{r.Supplier, r.Application, r.Vendor, r.Release} {
		r.judgeCell(0, c)
	}
}

// judgeVisible reports rows that the sheet does not show.
func (r *reader) judgeVisible() {
	if len(r.sheet.filters) > 0 {
		var names []string
		for _, n := range r.sheet.filters {
			names = append(names, letters(n))
		}
		f := ruleFilter.Found(strings.Join(slices.Compact(names), ", "), "")
		f.Location = r.sheet.cell(r.sheet.filters[0], r.header).Location()
		r.report(f)
		return // rows are hidden by it
	}
	var hidden []int
	for _, row := range r.Rows {
		if row.Hidden {
			hidden = append(hidden, row.Number)
		}
	}
	if len(hidden) > 0 {
		f := ruleHidden.Found(ranges(hidden), "")
		f.Values, f.Location = lint.Values{"n": len(hidden)}, r.sheet.cell(1, hidden[0]).Location()
		r.report(f)
	}
}

// judgeMerged reports cells of the cases that were merged: all but the first lose their content.
func (r *reader) judgeMerged(a area) {
	last := 0
	if len(r.Rows) > 0 {
		last = r.Rows[len(r.Rows)-1].Number
	}
	if a.bottom <= r.header || a.top > last {
		return
	}
	for n, col := range r.columnAt {
		if col.Ours() && a.left <= n && n <= a.right {
			f := ruleMerged.Found(reference(a.left, a.top)+":"+reference(a.right, a.bottom), "")
			f.Location = r.sheet.cell(a.left, a.top).Location()
			r.report(f)
			return
		}
	}
}

// judgeCell reports what a spreadsheet made of a value.
func (r *reader) judgeCell(col Column, c Cell) {
	rule := (*lint.Rule)(nil)
	switch {
	case c.Failed:
		rule = ruleErrorValue
	case c.Formula:
		rule = ruleFormula
	case c.Number && (col == TraceID || col == Workflow):
		rule = ruleNumber
	case c.Number && col == Timestamp:
		rule = ruleTimestamp
	default:
		return
	}
	f := rule.Found(c.Text, "")
	f.Location = c.Location()
	if col > 0 {
		f.Values = lint.Values{"column": lint.Known(col.Header())}
	} else {
		f.Values = lint.Values{"column": lint.Known(c.Ref)}
	}
	r.report(f)
}

// ranges writes numbers that follow each other as ranges: 10-14, 20.
func ranges(list []int) string {
	slices.Sort(list)
	list = slices.Compact(list)
	var b strings.Builder
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		if i > 0 {
			b.WriteString(", ")
		}
		if fmt.Fprintf(&b, "%d", list[i]); j > i {
			fmt.Fprintf(&b, "-%d", list[j])
		}
		i = j + 1
	}
	return b.String()
}
