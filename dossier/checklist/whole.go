package checklist

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/dossier/spreadsheet"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/lint"
)

// whole judges the checklist as a whole.
func (j *judge) whole() {
	for label, cell := range j.labels() {
		if cell.Ref != "" && cell.Value() == "" {
			j.open = append(j.open, Open{Cell: *cell, What: lint.Known(label).Text()})
			j.report(lint.Finding{Rule: ruleLabelEmpty, Values: lint.Values{"label": lint.Known(label)}, Location: cell.Location()})
		}
	}
	for _, row := range j.Rows {
		if known, ok := testcase.ByID(row.ID); ok && j.Template == nil && row.Type != string(known.Type) {
			j.report(j.cellFinding(ruleType, row, Type, string(known.Type)))
		}
	}
	for _, t := range j.declared {
		j.complete(t)
		j.atLeastOneOK(t)
	}
	j.mandatory()
	j.outOfScope()
}

// cellFinding is a finding about a cell of a case.
func (j *judge) cellFinding(rule *lint.Rule, row Row, col Column, expected string) lint.Finding {
	cell := row.Cell(col)
	f := rule.Found(cell.Text, expected)
	f.Location = cell.Location()
	f.Values = lint.Values{"id": row.ID, "type": lint.Known(row.Type), "column": lint.Known(col.Header()), "cell": lint.Known(cell.Ref)}
	return f
}

// rowsOf lists the rows of a document type: by what is known of their cases, else by what column C says.
func (j *judge) rowsOf(t string) []Row {
	var list []Row
	for _, row := range j.Rows {
		if row.document() == t {
			list = append(list, row)
		}
	}
	return list
}

func (r Row) document() string {
	if known, ok := testcase.ByID(r.ID); ok {
		return string(known.Type)
	}
	return r.Type
}

// complete reports cases of a declared type that have no row: those of the template, or else those that every template has.
func (j *judge) complete(t string) {
	var wanted []int
	if j.Template != nil {
		for _, row := range j.Template.Rows {
			if row.document() == t {
				wanted = append(wanted, row.ID)
			}
		}
	} else {
		for _, known := range testcase.Of(testcase.Type(t)) {
			if known.Since == "" {
				wanted = append(wanted, known.ID)
			}
		}
	}
	wanted = slices.DeleteFunc(wanted, func(id int) bool {
		_, there := j.Row(id)
		return there
	})
	rows, place := j.rowsOf(t), Cell{Sheet: j.cases, Ref: j.Columns[ID] + strconv.Itoa(j.header)}
	if len(rows) > 0 {
		place = rows[len(rows)-1].Cell(ID)
	}
	unread := slices.DeleteFunc(rows, func(r Row) bool { return r.ID > 0 }) // their ids are reported
	if len(wanted) <= len(unread) {
		return
	}
	for _, id := range wanted {
		j.report(lint.Finding{Rule: ruleMissing, Values: lint.Values{"id": id, "type": lint.Known(t)}, Location: place.Location()})
	}
}

// atLeastOneOK reports a declared type of which no OK case applies.
func (j *judge) atLeastOneOK(t string) {
	rows := j.rowsOf(t)
	for _, row := range rows {
		if row.Kind() == testcase.OK && row.Applies() == yes {
			return
		}
	}
	for _, row := range rows {
		if row.Kind() == testcase.OK {
			j.report(j.cellFinding(ruleNoOK, row, Applicable, yes))
			return
		}
	}
}

// mandatory reports cases that the law wants of everybody and that are said not to apply.
func (j *judge) mandatory() {
	for _, row := range j.Rows {
		known, ok := testcase.ByID(row.ID)
		if ok && known.Decree && row.Applies() == no && slices.Contains(j.declared, row.document()) {
			j.report(j.cellFinding(ruleMandatory, row, Applicable, yes))
		}
	}
}

// outOfScope reports document types that are not declared and of which rows are filled all the same: once for each, at the first cell.
func (j *judge) outOfScope() {
	first, rows := map[string]Cell{}, map[string][]int{}
	var order []string
	for _, row := range j.Rows {
		t := row.document()
		if slices.Contains(j.declared, t) {
			continue
		}
		for _, col := range Columns() {
			if cell := row.Cell(col); col.Ours() && col != Notes && cell.Filled() {
				if _, seen := first[t]; !seen {
					first[t], order = cell, append(order, t)
				}
				rows[t] = append(rows[t], row.Number)
				break
			}
		}
	}
	for _, t := range order {
		f := ruleOutOfScope.Found(first[t].Text, "")
		f.Location = first[t].Location()
		f.Values = lint.Values{"type": lint.Known(t), "rows": lint.Known(ranges(rows[t])), "n": len(rows[t])}
		j.report(f)
	}
}

// template compares with the newest template. What differs between versions of it is no fault of the supplier's.
func (j *judge) template() {
	if list := j.Template.admitted(); list != nil {
		j.admitted = list
	}
	ours, newest := j.Version.Value(), j.Template.Version.Value()
	if d := compareVersions(ours, newest); ours == "" || d != 0 {
		rule := ruleOld
		if d > 0 {
			rule = ruleNewer
		}
		if ours != "" {
			f := rule.Found(ours, newest)
			f.Location = j.Version.Location()
			j.report(f)
		}
		j.Template = nil
		return
	}
	for _, row := range j.Rows {
		like, ok := j.Template.Row(row.ID)
		if !ok {
			if row.ID > 0 {
				j.report(j.cellFinding(ruleAdded, row, ID, ""))
			}
			continue
		}
		for _, col := range Columns() {
			if col == SelfCertified && row.Cell(col).Filled() {
				continue // a rule of its own
			}
			if !col.Ours() && col != ID && row.Cell(col).Value() != like.Cell(col).Value() && j.Has(col) {
				j.fixed(row.Cell(col), like.Cell(col).Text)
			}
		}
	}
	j.sheets()
}

// fixed reports a cell that the template fixes.
func (j *judge) fixed(cell Cell, want string) {
	f := ruleFixed.Found(cell.Text, want)
	f.Location, f.Values = cell.Location(), lint.Values{"cell": lint.Known(cell.Ref)}
	j.report(f)
}

// sheets compares the sheets beside that of the cases, where the template says something that is no formula.
func (j *judge) sheets() {
	for _, name := range Sheets() {
		ours, like := j.grids[name], j.Template.grids[name]
		if ours == nil || like == nil || name == sheetCases {
			continue
		}
		for _, row := range like.Rows() {
			for _, n := range sortedKeys(like.Cells[row]) {
				want, is := like.Cells[row][n], ours.Cell(n, row)
				if !want.Formula && !is.Formula && want.Value() != is.Value() {
					j.fixed(is, want.Text)
				}
			}
		}
	}
}

// admitted are the texts for column K as the workbook itself lists them; nil where it does not.
func (c *Checklist) admitted() []string {
	values := c.grids[sheetValues]
	if values == nil {
		return nil
	}
	for _, row := range values.Rows() {
		for n, cell := range values.Cells[row] {
			if spreadsheet.Essence(cell.Text) != spreadsheet.Essence(otherText) {
				continue
			}
			var list []string
			for _, r := range values.Rows() {
				if v := values.Cells[r][n].Value(); v != "" && spreadsheet.Essence(v) != yes && spreadsheet.Essence(v) != no {
					list = append(list, v)
				}
			}
			return list
		}
	}
	return nil
}

// compareVersions compares numbers parted by dots.
func compareVersions(a, b string) int {
	numbers := func(s string) []int {
		var list []int
		for part := range strings.SplitSeq(strings.TrimLeft(s, "vV"), ".") {
			n, _ := strconv.Atoi(part)
			list = append(list, n)
		}
		return list
	}
	return slices.Compare(numbers(a), numbers(b))
}
