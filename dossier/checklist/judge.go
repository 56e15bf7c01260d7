package checklist

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fselint/fselint/dossier/spreadsheet"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/lint"
)

// Options say what a checklist is judged against.
type Options struct {
	Types    []string     // document types that are declared, as column C names them; nil for those of which a row says SI
	Calls    map[int]Call // by case, what is known of its call: it goes into the cures
	Template *Checklist   // the newest template, nil for none
}

// Call is what the gateway answered to the call of a case.
type Call struct{ Date, Timestamp, TraceID, Workflow string }

// of is the value that belongs into a column, "" where the call does not tell.
func (c Call) of(col Column) string {
	switch col {
	case Date:
		return c.Date
	case Timestamp:
		return c.Timestamp
	case TraceID:
		return c.TraceID
	case Workflow:
		return c.Workflow
	}
	return ""
}

// mostOfRule bounds the findings of one rule: people mend the cause and look again.
const mostOfRule = 500

// Open is a cell that is left for the supplier to fill in.
type Open struct {
	Cell Cell
	Case int       // 0 for none
	What lint.Text // belongs there
}

// Open lists what must be filled in yet where these document types are declared.
func (c *Checklist) Open(types []string) []Open {
	j := &judge{Checklist: c, Options: Options{Types: types}, admitted: rationales, counts: map[*lint.Rule]int{}}
	j.all()
	return j.open
}

// Judge tells what is wrong with what the checklist says, by the rules for its rows and for the whole of it.
func (c *Checklist) Judge(o Options) []lint.Finding {
	j := &judge{Checklist: c, Options: o, admitted: rationales, counts: map[*lint.Rule]int{}}
	if o.Template != nil {
		j.template()
	}
	j.all()
	return complete(j.findings...)
}

func (j *judge) all() {
	j.declared = j.types()
	for _, row := range j.Rows {
		if row.ID > 0 && slices.Contains(j.declared, row.document()) {
			j.row(row)
		}
	}
	j.whole()
}

type judge struct {
	*Checklist
	Options
	declared []string
	admitted []string // in column K
	open     []Open
	findings []lint.Finding
	counts   map[*lint.Rule]int
}

func (j *judge) report(f lint.Finding) {
	if j.counts[f.Rule]++; j.counts[f.Rule] <= mostOfRule {
		j.findings = append(j.findings, f)
	}
}

// types lists the document types that are in scope.
func (j *judge) types() []string {
	var list []string
	for _, t := range j.Types {
		known, _ := testcase.ParseType(t)
		list = append(list, cmp.Or(string(known), t))
	}
	if j.Types == nil {
		for _, row := range j.Rows {
			if row.Applies() == yes {
				list = append(list, row.document())
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Applies tells what column J says of the case: SI, NO, or "" for neither. Letter case, accents and blanks do not matter for what is
// meant.
func (r Row) Applies() string {
	switch text := spreadsheet.Essence(r.Cell(Applicable).Text); text {
	case yes, no:
		return text
	}
	return ""
}

const (
	yes = "SI"
	no  = "NO"
)

// Kind of the case: of one that is not known, by what the sheet itself says of it.
func (r Row) Kind() testcase.Kind {
	if known, ok := testcase.ByID(r.ID); ok {
		return known.Kind
	}
	name := spreadsheet.Essence(r.Cell(CaseName).Text)
	switch {
	case strings.HasPrefix(spreadsheet.Essence(r.Cell(Kind).Text), "OK"):
		return testcase.OK
	case strings.Contains(name, "TIMEOUT"):
		return testcase.Timeout
	case strings.Contains(name, "TOKEN") && strings.Contains(name, "CAMPO"):
		return testcase.Field
	case strings.Contains(name, "TOKEN"):
		return testcase.Token
	}
	return testcase.Document
}

// row judges a row of a type that is in scope.
func (j *judge) row(row Row) {
	state, kind := row.Applies(), row.Kind()
	for i := range table {
		if d := &table[i]; (d.state == "" || d.state == state) && (d.kinds == nil || slices.Contains(d.kinds, kind)) {
			for _, letter := range d.columns {
				j.demand(d, row, byLetter(byte(letter)))
			}
		}
	}
}

func byLetter(letter byte) Column { return Column(letter-'A') + ID }

// demand judges a cell by a line of the table.
func (j *judge) demand(d *demand, row Row, col Column) {
	cell := row.Cell(col)
	if !j.Has(col) || d.when != nil && !d.when(j, row) {
		return
	}
	expected, broken := "", false
	switch d.want {
	case filled:
		expected, broken = j.Calls[row.ID].of(col), cell.Value() == ""
	case empty:
		broken = cell.Filled()
	case listed:
		expected, broken = choice(cell, d.list(j), d.optional)
	case visible:
		expected, broken = cell.Value(), cell.Value() != "" && cell.Value() != cell.Text
	}
	if broken {
		j.report(d.found(row, col, cell, expected))
		if d.want != empty && cell.Value() == "" {
			j.open = append(j.open, Open{cell, row.ID, texts.Text("put-"+col.Letter(), nil)})
		}
	}
}

func (d *demand) found(row Row, col Column, cell Cell, expected string) lint.Finding {
	f := d.rule.Found(cell.Text, expected)
	if cell.Blank() {
		f.Actual = texts.Text("blanks", lint.Values{"n": len([]rune(cell.Text))})
	}
	what := texts.Text("put-"+col.Letter(), nil)
	if expected != "" {
		what = lint.Value(expected)
	}
	f.Values = lint.Values{
		"column": lint.Known(col.Header()), "letter": lint.Known(col.Letter()), "cell": lint.Known(cell.Ref), "id": row.ID, "what": what,
		"kind": texts.Text("case-"+string(row.Kind()), nil),
	}
	f.Location = cell.Location()
	return f
}

// spoken are other words for SI and NO that people write.
var spoken = map[string]string{
	"S": yes, "Y": yes, "YES": yes, "TRUE": yes, "VERO": yes, "X": yes, "1": yes, "N": no, "FALSE": no, "FALSO": no, "0": no, "NON": no,
}

// choice tells whether a cell holds none of the texts of a list, and which of them was meant. One that is right but for what cannot be
// seen passes here.
func choice(c Cell, list []string, optional bool) (meant string, broken bool) {
	value := c.Value()
	switch {
	case value == "":
		return "", !optional
	case slices.Contains(list, value):
		return "", false
	case slices.Contains(list, yes) && spoken[spreadsheet.Essence(value)] != "":
		return spoken[spreadsheet.Essence(value)], true
	}
	for _, s := range list {
		if spreadsheet.Essence(s) == spreadsheet.Essence(value) {
			return s, true
		}
	}
	for _, match := range nearest(value, list) {
		return match, true
	}
	return "", true
}
