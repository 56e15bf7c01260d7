package dossier

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/dossier/spreadsheet"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/lint"
	reports "github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate"
)

// The columns of the table of cases.
const (
	inSheet = iota
	inData
	inDocument
	inEvidence
	columns
)

// standing is how the cases stand, from what was found: the heaviest state of each case and column, and what it is called there.
type standing map[int]*[columns]reports.GridCell

func (s standing) of(id int) *[columns]reports.GridCell {
	if s[id] == nil {
		s[id] = &[columns]reports.GridCell{}
	}
	return s[id]
}

// is raises a cell to a state; what is said of a lighter one is forgotten.
func (s standing) is(id, column int, state reports.GridState, said lint.Text) {
	if c := &s.of(id)[column]; state > c.State {
		*c = reports.GridCell{State: state, Said: said}
	}
}

// finds raises a cell for a finding.
func (s standing) finds(id, column int, f *lint.Finding) {
	switch f.Severity {
	case lint.Error:
		s.is(id, column, reports.GridError, lint.Same(f.Name()))
	case lint.Warning:
		s.is(id, column, reports.GridWarning, lint.Same(f.Name()))
	}
}

// grid is the table of the cases: row of the checklist, result in data.json, document, evidence.
func (j *judgement) grid() *reports.Grid {
	s := standing{}
	j.rowsStand(s)
	j.resultsStand(s)
	j.documentsStand(s)
	g := &reports.Grid{Title: texts.Text("cases", nil), Columns: []lint.Text{
		texts.Text("column-row", nil), lint.Same(DataFile), texts.Text("column-document", nil), texts.Text("column-evidence", nil),
	}}
	ids := slices.Sorted(maps.Keys(s))
	slices.SortStableFunc(ids, func(a, b int) int { return cmp.Compare(typeOf(a), typeOf(b)) })
	for _, id := range ids {
		row := reports.GridRow{Name: strconv.Itoa(id), Cells: s[id][:]}
		if c, ok := testcase.ByID(id); ok {
			row.About = lint.Same(c.Name())
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// typeOf is the document type of a case, "" for one that is not known.
func typeOf(id int) testcase.Type {
	c, _ := testcase.ByID(id)
	return c.Type
}

// rowsStand tells of the rows of the checklist.
func (j *judgement) rowsStand(s standing) {
	if j.sheet == nil {
		return
	}
	byNumber := map[string]int{}
	for _, r := range j.sheet.Rows {
		applies := spreadsheet.Essence(r.Cell(checklist.Applicable).Text)
		if r.ID == 0 || applies == "" {
			continue // not in scope
		}
		byNumber[strconv.Itoa(r.Number)] = r.ID
		s.is(r.ID, inSheet, reports.GridSound, lint.Value(applies))
	}
	for i := range j.sheetFile.Findings {
		f := &j.sheetFile.Findings[i]
		_, cell, ok := strings.Cut(f.Location.Path, "!")
		if id := byNumber[strings.TrimLeft(cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")]; ok && id != 0 {
			s.finds(id, inSheet, f)
		}
	}
}

// resultsStand tells of the results in data.json, and of what the ledger proves.
func (j *judgement) resultsStand(s standing) {
	if j.data == nil {
		return
	}
	for i := range j.data.Results {
		id := j.data.Results[i].Case
		if id == 0 {
			continue
		}
		s.is(id, inData, reports.GridSound, texts.Text("there", nil))
		if j.Calls == nil {
			s.is(id, inEvidence, reports.GridOpen, texts.Text("no-ledger-short", nil))
		} else {
			s.is(id, inEvidence, reports.GridSound, texts.Text("proved", nil))
		}
		at := fmt.Sprintf("/results/%d", i)
		for k := range j.dataFile.Findings {
			f := &j.dataFile.Findings[k]
			if f.Location.Path != at && !strings.HasPrefix(f.Location.Path, at+"/") {
				continue
			}
			column := inData
			if f.Stage == stageEvidence {
				column = inEvidence
			}
			s.finds(id, column, f)
		}
	}
}

// documentsStand tells of the PDFs.
func (j *judgement) documentsStand(s standing) {
	for name, p := range j.plans {
		d := j.judged[filepath.Base(name)]
		if d == nil {
			continue
		}
		for _, c := range p.cases {
			if c.ID == 0 {
				continue
			}
			for i := range d.Findings {
				if f := &d.Findings[i]; f.Group == lint.Accreditation {
					s.finds(c.ID, inDocument, f)
				}
			}
			said := lint.Same(spell(d))
			switch d.Verdict {
			case validate.Refused, validate.Fault:
				s.is(c.ID, inDocument, reports.GridError, said)
			case validate.Undetermined:
				s.is(c.ID, inDocument, reports.GridOpen, texts.Text("cannot-be-told", nil))
			default:
				s.is(c.ID, inDocument, reports.GridSound, said)
			}
		}
	}
}
