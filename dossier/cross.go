package dossier

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/near"
	"github.com/fselint/fselint/lint"
)

// The rules of what must agree between sheet, data.json and the files.
var (
	ruleTestMissing     = texts.Rule("DOS-TEST-MISSING", lint.Error, lint.Accreditation, "").Called("TEST_NON_PRESENTE")
	ruleCaseUnknown     = texts.Rule("DOS-CASE-UNKNOWN", lint.Error, lint.Accreditation, "")
	ruleRowNotSI        = texts.Rule("DOS-ROW-NOT-SI", lint.Error, lint.Accreditation, "")
	ruleTimeout         = texts.Rule("DOS-TIMEOUT-RESULT", lint.Error, lint.Accreditation, "")
	ruleTraceElsewhere  = texts.Rule("DOS-TRACE-DIFFERS", lint.Error, lint.Accreditation, "").Called("TRACE_ID_NON_PRESENTE_IN_DATAJSON")
	ruleTraceOther      = texts.Rule("DOS-TRACE-OF-ANOTHER", lint.Error, lint.Accreditation, "")
	ruleWorkflowDiffers = texts.Rule("DOS-WORKFLOW-DIFFERS", lint.Error, lint.Accreditation, "").Called("WII_UNKNOWN_LOG")
	ruleTSDiffers       = texts.Rule("DOS-TS-DIFFERS", lint.Error, lint.Accreditation, "")
	ruleTSWritten       = texts.Rule("DOS-TS-WRITTEN", lint.Warning, lint.Accreditation, "")
	ruleSoftware        = texts.Rule("DOS-SOFTWARE", lint.Error, lint.Accreditation, "").Called("WRONG_CLAIMS_ON_LOG")
	ruleSoftwareSwapped = texts.Rule("DOS-SOFTWARE-SWAPPED", lint.Error, lint.Accreditation, "").Called("WRONG_CLAIMS_ON_LOG")
	ruleNoWorkflow      = texts.Rule("DOS-NO-WORKFLOW", lint.Error, lint.Accreditation, "").Called("WII_UNKNOWN_LOG")
	ruleFileAbsent      = texts.Rule("DOS-FILE-ABSENT", lint.Error, lint.Accreditation, "")
	ruleFileCase        = texts.Rule("DOS-FILE-CASE", lint.Warning, lint.Accreditation, "")
	ruleNoFile          = texts.Rule("DOS-NO-FILE", lint.Error, lint.Accreditation, "")
	ruleFileShared      = texts.Rule("DOS-FILE-SHARED", lint.Error, lint.Accreditation, "").Called("PDF_UNEXPECTED_CDA")
	ruleTypesRepeat     = texts.Rule("DOS-TYPES-REPEAT", lint.Error, lint.Accreditation, "")
	ruleRegistered      = texts.Rule("DOS-REGISTERED", lint.Info, lint.Accreditation, "")
)

// crosscheck holds the files of the dossier against each other.
func (j *judgement) crosscheck() {
	j.plan()
	if j.data == nil {
		reason := texts.Text("no-data", nil)
		j.skip(stageCross, reason, j.onlyVersions())
		j.skip(stageEvidence, reason, j.onlyVersions())
	} else {
		j.results()
		j.registered()
		j.ran(j.dataFile, stageCross)
		j.evidence()
	}
	if j.sheet == nil {
		reason := texts.Text("no-sheet", nil)
		j.skip(stageWorkbook, reason, j.onlyVersions())
		j.skip(stageRows, reason, j.onlyVersions())
		j.skip(stageCross, reason, j.onlyVersions())
		return
	}
	if j.data != nil {
		j.software()
		if len(j.data.Results) > 0 { // else data.json tells
			j.rows()
		}
		j.ran(j.sheetFile, stageCross)
	}
}

// applicable tells whether a row says SI.
func applicable(r checklist.Row) bool { return r.Applies() == "SI" }

// types are the document types of the dossier: those of which the sheet has a row that applies; without a sheet those of the results.
func (j *judgement) types() []string {
	if j.scopeTypes != nil {
		return j.scopeTypes
	}
	add := func(t string) {
		if t != "" && !slices.Contains(j.scopeTypes, t) {
			j.scopeTypes = append(j.scopeTypes, t)
		}
	}
	if j.sheet != nil {
		for _, r := range j.sheet.Rows {
			if applicable(r) {
				add(r.Type)
			}
		}
	} else if j.data != nil {
		for _, x := range j.data.Results {
			if c, ok := testcase.ByID(x.Case); ok {
				add(string(c.Type))
			}
		}
	}
	slices.Sort(j.scopeTypes)
	return j.scopeTypes
}

// kindOf is what a case has the software do: by the table, else by what the sheet says of it.
func (j *judgement) kindOf(id int) (c testcase.Case, ok bool) {
	if c, ok = testcase.ByID(id); ok || j.sheet == nil {
		return c, ok
	}
	r, found := j.sheet.Row(id)
	if !found {
		return c, false
	}
	c = testcase.Case{ID: id, Type: testcase.Type(r.Type), CT: -1, Kind: r.Kind()}
	switch c.Kind {
	case testcase.OK:
		c.Wanted = []testcase.Answer{testcase.Accepted}
	case testcase.Token, testcase.Field:
		c.Wanted = []testcase.Answer{testcase.TokenError}
	case testcase.Document:
		c.Wanted = []testcase.Answer{testcase.Syntax, testcase.Semantic, testcase.Vocabulary}
	}
	return c, true
}

// results judges each result of data.json by its case.
func (j *judgement) results() {
	for i := range j.data.Results {
		x := &j.data.Results[i]
		if x.Case == 0 {
			continue
		}
		c, known := j.kindOf(x.Case)
		row, listed := checklist.Row{}, false
		if j.sheet != nil {
			row, listed = j.sheet.Row(x.Case)
		}
		switch {
		case !known:
			j.about(x.ID, ruleCaseUnknown, "", nil)
			continue
		case c.Kind == testcase.Timeout:
			j.about(x.ID, ruleTimeout, "", lint.Values{"case": lint.Known(c.Name())})
			continue
		case listed && !applicable(row):
			at := row.Cell(checklist.Applicable)
			j.about(x.ID, ruleRowNotSI, "SI", lint.Values{"cell": at.Path(), "says": at.Text})
		}
		j.needs(x, c)
	}
}

// needs judges what a result of that kind of case must have.
func (j *judgement) needs(x *Result, c testcase.Case) {
	has := x.Workflow.Given() && x.Workflow.Text != "" && x.Workflow.Text != wire.UnknownWorkflow
	if !has && (c.Kind == testcase.OK || c.Kind == testcase.Document) {
		at := x.Workflow
		if at.in == nil {
			at = x.Place
			at.Pointer = x.Workflow.Pointer
		}
		f := ruleNoWorkflow.Found(x.Workflow.Text, "")
		if c.Kind == testcase.Document { // it was let pass, and the sheet asks for it
			f.Severity = lint.Warning
		}
		f.Location, f.Values = at.Location(), lint.Values{"case": lint.Known(c.Name())}
		report(j.dataFile, stageCross, f)
	}
	if len(x.Files) == 0 {
		at := x.Place
		at.Pointer += "/" + fieldFiles.name
		f := ruleNoFile.Found("", "")
		if c.Kind != testcase.OK && c.Kind != testcase.Document {
			f.Severity = lint.Warning
		}
		f.Location, f.Values = at.Location(), lint.Values{"case": lint.Known(c.Name()), "name": lint.Known(c.Name() + ".pdf")}
		report(j.dataFile, stageCross, f)
	}
}

// about reports a value of data.json.
func (j *judgement) about(v Value, r *lint.Rule, expected string, values lint.Values) {
	report(j.dataFile, stageCross, v.finding(r, expected, values))
}

// plan is what a PDF of FILES has to be: the results that name it.
type plan struct {
	file    File
	results []*Result
	cases   []testcase.Case // of the results, the zero Case for one that is not known
}

// plan finds the PDF of every result.
func (j *judgement) plan() {
	j.plans = map[string]*plan{}
	byName := map[string]*plan{}
	for _, x := range j.folder.PDFs(j.files) {
		if j.files == "" {
			break
		}
		p := &plan{file: x}
		j.plans[x.base()] = p
		if byName[strings.ToLower(x.base())] == nil || strings.HasSuffix(x.base(), ".pdf") {
			byName[strings.ToLower(x.base())] = p
		}
	}
	if j.data == nil {
		return
	}
	for i := range j.data.Results {
		x := &j.data.Results[i]
		c, _ := j.kindOf(x.Case)
		for _, v := range x.Files {
			p := j.plans[v.Text]
			if p == nil {
				if p = byName[strings.ToLower(strings.TrimSpace(v.Text))]; p != nil {
					j.about(v, ruleFileCase, p.file.base(), nil)
				}
			}
			if p == nil {
				if v.Text != "" && len(j.plans) > 0 && !j.elsewhere(v.Text) { // else the folder tells
					j.about(v, ruleFileAbsent, j.likely(v.Text), lint.Values{"folder": lint.Known(FilesFolder)})
				}
				continue
			}
			j.shared(p, c, v)
			p.results, p.cases = append(p.results, x), append(p.cases, c)
		}
	}
}

// shared reports a document that two cases name and that cannot be right for both.
func (j *judgement) shared(p *plan, c testcase.Case, v Value) {
	for i, other := range p.cases {
		if other.ID == c.ID {
			continue // a result that is there twice
		}
		if ownDocument(c) && ownDocument(other) || c.Type != other.Type {
			j.about(v, ruleFileShared, "", lint.Values{
				"case": lint.Known(c.Name()), "other": lint.Known(other.Name()), "first": lint.Known(p.results[i].Pointer),
			})
			return
		}
	}
}

// elsewhere tells whether a file lies in a folder below FILES.
func (j *judgement) elsewhere(name string) bool {
	return slices.ContainsFunc(j.folder.Files, func(x File) bool {
		return strings.HasPrefix(x.Name, j.files+"/") && x.folder() != j.files+"/"+SignedFolder && strings.EqualFold(x.base(), name)
	})
}

// likely is the name in FILES that was probably meant, "" for none.
func (j *judgement) likely(name string) string {
	s := near.New(name, 1)
	for other := range j.plans {
		s.Consider([]byte(other))
	}
	if best := s.Best(); len(best) > 0 {
		return best[0].Value
	}
	return ""
}

// software compares rows 3 to 5 of the sheet with data.json.
func (j *judgement) software() {
	pairs := []struct {
		cell  checklist.Cell
		value Value
	}{{j.sheet.Application, j.data.Application}, {j.sheet.Vendor, j.data.Vendor}, {j.sheet.Release, j.data.Version}}
	id, vendor := pairs[0], pairs[1]
	if here := id.cell.Value(); here != vendor.cell.Value() && here == vendor.value.Text && vendor.cell.Value() == id.value.Text {
		j.cell(vendor.cell, ruleSoftwareSwapped, vendor.value.Text, nil)
		pairs = pairs[2:]
	}
	for _, p := range pairs {
		if p.cell.Value() != "" && p.value.Text != "" && p.cell.Value() != p.value.Text {
			j.cell(p.cell, ruleSoftware, p.value.Text, lint.Values{"field": lint.Known(p.value.name())})
		}
	}
}

// cell reports a cell of the workbook.
func (j *judgement) cell(c checklist.Cell, r *lint.Rule, expected string, values lint.Values) {
	f := r.Found(c.Value(), expected)
	f.Location, f.Values = c.Location(), values
	report(j.sheetFile, stageCross, f)
}

// rows compares each row of the sheet with the result of its case.
func (j *judgement) rows() {
	traces := map[string]*Result{}
	for i := range j.data.Results {
		traces[j.data.Results[i].TraceID.Text] = &j.data.Results[i]
	}
	delete(traces, "")
	for _, r := range j.sheet.Rows {
		if r.ID == 0 || !applicable(r) {
			continue
		}
		c, _ := j.kindOf(r.ID)
		x := j.data.Of(r.ID)
		if x == nil {
			same := traces[r.Cell(checklist.TraceID).Value()]
			if c.Kind != testcase.Timeout && (same == nil || same.Case != 0) { // else its id tells
				j.cell(r.Cell(checklist.Applicable), ruleTestMissing, "", lint.Values{"id": r.ID, "case": lint.Known(c.Name())})
			}
			continue
		}
		j.row(r, x, traces)
	}
}

func (j *judgement) row(r checklist.Row, x *Result, traces map[string]*Result) {
	trace, flow, ts := r.Cell(checklist.TraceID), r.Cell(checklist.Workflow), r.Cell(checklist.Timestamp)
	id := lint.Values{"id": r.ID}
	switch text := trace.Value(); {
	case text == "", text == x.TraceID.Text, trace.Number: // of a number the workbook's own rules tell
	case traces[text] != nil:
		j.cell(trace, ruleTraceOther, x.TraceID.Text, lint.Values{"id": r.ID, "other": lint.Known(traces[text].ID.Text)})
	default:
		j.cell(trace, ruleTraceElsewhere, x.TraceID.Text, id)
	}
	if here, there := known(flow.Value()), known(x.Workflow.Text); here != "" && there != "" && here != there { // one that lacks has been told
		j.cell(flow, ruleWorkflowDiffers, x.Workflow.Text, id)
	}
	here := ts.Value()
	if here == "" || x.TS.Text == "" || here == x.TS.Text || ts.Number {
		return // of a number the workbook's own rules tell
	}
	if t, zone, ok := parseTime(here); ok && zone && t.Equal(x.Time) {
		j.cell(ts, ruleTSWritten, x.TS.Text, id)
		return
	}
	j.cell(ts, ruleTSDiffers, x.TS.Text, id)
}

// known is a workflowInstanceId, "" for none.
func known(s string) string {
	if s == wire.UnknownWorkflow {
		return ""
	}
	return s
}

// registered looks the software up among those that are accredited already: a new dossier repeats all their types.
func (j *judgement) registered() {
	if j.Registry == nil || j.data.Vendor.Text == "" || j.data.Application.Text == "" || j.data.Version.Text == "" {
		return
	}
	m := j.Registry.Match(j.data.Vendor.Text, j.data.Application.Text, j.data.Version.Text)
	if !m.Found() {
		return
	}
	var lacking []string
	for _, listed := range m.Coverage() {
		if t, ok := testcase.ParseType(listed); ok && !slices.Contains(j.types(), string(t)) {
			lacking = append(lacking, listed)
		}
	}
	at := j.data.Version
	if len(lacking) > 0 {
		j.about(at, ruleTypesRepeat, "", lint.Values{"types": lint.Known(strings.Join(lacking, ", "))})
		return
	}
	j.about(at, ruleRegistered, "", lint.Values{"types": lint.Known(strings.Join(m.Coverage(), ", ")), "line": m.Candidates[0].Row.Line})
}
