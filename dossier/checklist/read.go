package checklist

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/dossier/spreadsheet"
	"github.com/fselint/fselint/internal/near"
	"github.com/fselint/fselint/lint"
)

// highestHeader is the last row in which the header is looked for.
const highestHeader = 200

// ReadFile reads a workbook. The error is that of the file system.
func ReadFile(name string) (*Checklist, []lint.Finding, error) {
	data, err := spreadsheet.ReadFile(os.DirFS(filepath.Dir(name)), filepath.Base(name))
	var p *spreadsheet.Problem
	switch {
	case errors.As(err, &p):
		return nil, complete(unread(err)), nil
	case err != nil:
		return nil, nil, err
	}
	c, fs := Read(data)
	return c, fs, nil
}

// Read reads a workbook and tells what is wrong with its form. The checklist is nil when the workbook, or its sheet of the cases,
// cannot be read; then there is an error among the findings.
func Read(data []byte) (*Checklist, []lint.Finding) {
	b, err := spreadsheet.Open(data)
	if err != nil {
		return nil, complete(unread(err))
	}
	r := &reader{book: b, Checklist: &Checklist{Columns: map[Column]string{}, Program: b.Program, grids: map[string]*spreadsheet.Grid{}}}
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

// unread is the finding of a workbook or sheet that could not be read.
func unread(err error) lint.Finding {
	rules := map[spreadsheet.Fault]*lint.Rule{
		spreadsheet.Foreign: ruleForeign, spreadsheet.Encrypted: ruleEncrypted, spreadsheet.TooLarge: ruleTooLarge,
	}
	rule, what := ruleDamaged, lint.Same(err.Error())
	var p *spreadsheet.Problem
	if errors.As(err, &p) {
		rule, what = cmp.Or(rules[p.Fault], rule), p.What
	}
	return lint.Finding{Rule: rule, Values: lint.Values{"what": what}}
}

// reader makes a checklist of a workbook.
type reader struct {
	book *spreadsheet.Book
	*Checklist
	sheet    *spreadsheet.Grid // of the cases
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
		r.report(lint.Finding{Rule: ruleNoHeader, Location: r.sheet.Cell(1, 9).Location()})
		return false
	}
	r.readLabels()
	r.readRows()
	r.judgeSheet()
	return true
}

// readSheets reads every sheet of the template that is there; one that lacks is looked for under another name.
func (r *reader) readSheets() bool {
	for _, s := range r.book.Sheets {
		r.Checklist.sheets = append(r.Checklist.sheets, s.Name)
	}
	r.cases = sheetCases
	for _, want := range Sheets() {
		at := slices.IndexFunc(r.book.Sheets, func(s spreadsheet.Sheet) bool { return s.Name == want })
		if at < 0 {
			if at = r.renamed(want); at < 0 {
				r.report(lint.Finding{Rule: ruleSheetMissing, Values: lint.Values{"sheet": lint.Known(want)}})
				continue
			}
			name := r.book.Sheets[at].Name
			f := ruleSheetRenamed.Found(name, want)
			f.Location = Cell{Sheet: name, Ref: "A1"}.Location()
			r.report(f)
		}
		g, err := r.book.Read(r.book.Sheets[at])
		if err != nil {
			f := unread(err)
			f.Location = Cell{Sheet: r.book.Sheets[at].Name, Ref: "A1"}.Location()
			r.report(f)
			continue
		}
		r.grids[want] = g
	}
	r.sheet = r.grids[sheetCases]
	return r.sheet != nil
}

// renamed finds the sheet that was meant by a name that is missing, among those whose names the template does not have.
func (r *reader) renamed(want string) int {
	others := make([]string, 0, len(r.book.Sheets))
	for i, s := range r.book.Sheets {
		if slices.Contains(Sheets(), s.Name) {
			continue
		}
		if spreadsheet.Essence(s.Name) == spreadsheet.Essence(want) {
			return i
		}
		others = append(others, s.Name)
	}
	search := near.New(want, 1)
	for _, name := range others {
		search.Consider([]byte(name))
	}
	for _, meant := range search.Best() {
		return slices.IndexFunc(r.book.Sheets, func(s spreadsheet.Sheet) bool { return s.Name == meant.Value })
	}
	if want != sheetCases {
		return -1
	}
	return slices.IndexFunc(r.book.Sheets, func(s spreadsheet.Sheet) bool { // by what is on it
		if !slices.Contains(others, s.Name) {
			return false
		}
		g, err := r.book.Read(s)
		return err == nil && headerOf(g) > 0
	})
}

// readProgram notes who wrote the file.
func (r *reader) readProgram() {
	if r.book.Macros {
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
func headerOf(g *spreadsheet.Grid) int {
	row, most := 0, 5
	for _, n := range g.Rows() {
		if n > highestHeader {
			break
		}
		known := map[Column]bool{}
		for _, c := range g.Cells[n] {
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
	cells := r.sheet.Cells[r.header]
	for _, n := range sortedKeys(cells) {
		col := columnOf(cells[n].Text)
		switch {
		case col == 0:
		case r.Has(col):
			f := ruleColumnTwice.Found(col.Header(), "")
			f.Location = cells[n].Location()
			r.report(f)
		default:
			r.Columns[col], r.columnAt[n] = spreadsheet.Letters(n), col
		}
	}
	old := !r.Has(RationaleOther) && !r.Has(RetryQueue) && !r.Has(SentByHand)
	for _, col := range Columns() {
		if !r.Has(col) && !(old && columns[col].since82) {
			r.report(lint.Finding{
				Rule: ruleColumnMissing, Values: lint.Values{"column": lint.Known(col.Header()), "letter": lint.Known(col.Letter())},
				Location: r.sheet.Cell(1, r.header).Location(),
			})
		}
	}
	return r.Has(ID) && r.Has(Type) && r.Has(Applicable)
}

func sortedKeys[V any](m map[int]V) []int { return slices.Sorted(maps.Keys(m)) }

// readLabels reads what stands beside the labels above the header, and the version on the summary.
func (r *reader) readLabels() {
	for label, into := range r.labels() {
		*into = r.beside(r.sheet, label, r.header-1, ruleLabelMissing)
	}
	if summary := r.grids[sheetSummary]; summary != nil {
		r.Version = r.beside(summary, "Versione", 50, ruleVersionMissing)
		if r.Version.Ref != "" && r.Version.Value() == "" {
			r.report(lint.Finding{Rule: ruleVersionMissing, Location: r.Version.Location()})
		}
	}
}

// labels yields the labels above the header, and the cells beside them.
func (c *Checklist) labels() iter.Seq2[string, *Cell] {
	return func(yield func(string, *Cell) bool) {
		_ = yield("NOME FORNITORE", &c.Supplier) && yield("subject_application_id", &c.Application) &&
			yield("subject_application_vendor", &c.Vendor) && yield("subject_application_version", &c.Release)
	}
}

// beside returns the cell that belongs to a label: the first filled one to the right of it, or else the one next to it.
func (r *reader) beside(g *spreadsheet.Grid, label string, last int, missing *lint.Rule) Cell {
	for _, row := range g.Rows() {
		if row > last {
			break
		}
		cells := g.Cells[row]
		for _, n := range sortedKeys(cells) {
			if spreadsheet.Essence(cells[n].Text) != spreadsheet.Essence(label) {
				continue
			}
			next := n + 1
			for _, a := range g.Merged {
				if a.Has(n, row) {
					next = a.Right + 1
				}
			}
			for i := next; i < next+4; i++ {
				if c, ok := cells[i]; ok && c.Value() != "" {
					return c
				}
			}
			return g.Cell(next, row)
		}
	}
	r.report(lint.Finding{Rule: missing, Values: lint.Values{"label": lint.Known(label)}, Location: g.Cell(2, 2).Location()})
	return Cell{}
}

// readRows reads the cases: rows with an id or a type.
func (r *reader) readRows() {
	at := map[Column]int{}
	for n, col := range r.columnAt {
		at[col] = n
	}
	seen := map[int]string{}
	for _, n := range r.sheet.Rows() {
		if n <= r.header {
			continue
		}
		row := Row{Number: n, Hidden: r.sheet.Hidden[n], cells: make(map[Column]Cell, len(at))}
		for col, i := range at {
			row.cells[col] = r.sheet.Cell(i, n)
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
	for _, a := range r.sheet.Merged {
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
	if len(r.sheet.Filters) > 0 {
		var names []string
		for _, n := range r.sheet.Filters {
			names = append(names, spreadsheet.Letters(n))
		}
		f := ruleFilter.Found(strings.Join(slices.Compact(names), ", "), "")
		f.Location = r.sheet.Cell(r.sheet.Filters[0], r.header).Location()
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
		f.Values, f.Location = lint.Values{"n": len(hidden)}, r.sheet.Cell(1, hidden[0]).Location()
		r.report(f)
	}
}

// judgeMerged reports cells of the cases that were merged: all but the first lose their content.
func (r *reader) judgeMerged(a spreadsheet.Area) {
	last := 0
	if len(r.Rows) > 0 {
		last = r.Rows[len(r.Rows)-1].Number
	}
	if a.Bottom <= r.header || a.Top > last {
		return
	}
	for n, col := range r.columnAt {
		if col.Ours() && a.Left <= n && n <= a.Right {
			f := ruleMerged.Found(a.String(), "")
			f.Location = r.sheet.Cell(a.Left, a.Top).Location()
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
