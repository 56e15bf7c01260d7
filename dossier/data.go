package dossier

import (
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/hl7id"
	"github.com/fselint/fselint/metadata/rawjson"
)

// DataFile is the name of the file with the results of the tests.
const DataFile = "data.json"

// TimeForm is the form of times in a dossier: UTC, to the second.
const TimeForm = "2006-01-02T15:04:05Z"

// Data is data.json: the software, and one result for each test case that was run.
type Data struct {
	Vendor, Application, Version Value // appVendor, appID, appVersion
	Results                      []Result
	// Findings are what is wrong with the file by itself: its JSON, the names and forms of its values.
	Findings []lint.Finding
}

// Result is one element of results.
type Result struct {
	Pointer  string // JSON pointer
	Place    Value  // where it begins
	ID       Value
	Case     int // the number that ID stands for, 0 for none
	TS       Value
	Time     time.Time // that TS means; zero where that is not known
	TraceID  Value
	Workflow Value   // workflowInstanceId
	Files    []Value // names of files in FILES
}

// Of returns the first result of a test case, nil when there is none.
func (d *Data) Of(id int) *Result {
	for i := range d.Results {
		if d.Results[i].Case == id {
			return &d.Results[i]
		}
	}
	return nil
}

// The members of data.json, and what people call them.
var (
	fieldVendor      = field{name: "appVendor", also: []string{"vendor", "vendorname", "subjectapplicationvendor"}, required: true}
	fieldApplication = field{name: "appID", also: []string{"applicationid", "subjectapplicationid", "appname", "application"}, required: true}
	fieldVersion     = field{name: "appVersion", also: []string{"version", "subjectapplicationversion", "applicationversion"}, required: true}
	fieldResults     = field{name: "results", also: []string{"tests", "testcases", "risultati", "cases"}, required: true}
	fieldEmail       = field{name: "email", also: []string{"mail", "appemail", "contact"}, obsolete: true}
	fieldID          = field{name: "id", also: []string{"idtest", "testid", "idtestcase", "testcaseid", "caseid"}, required: true}
	fieldTS          = field{name: "ts", also: []string{"timestamp", "timestmp", "data", "date", "time", "eventdate"}, required: true}
	fieldTrace       = field{name: "traceId", also: []string{"trace", "tracciaid"}, required: true}
	fieldWorkflow    = field{name: "workflowInstanceId", also: []string{"workflowid", "wii", "workflow"}}
	fieldFiles       = field{name: "files", also: []string{"filename", "filenames", "pdf", "pdfs", "documents", "allegati"}}

	dataFields   = []field{fieldVendor, fieldApplication, fieldVersion, fieldResults, fieldEmail}
	resultFields = []field{fieldID, fieldTS, fieldTrace, fieldWorkflow, fieldFiles}
)

// ReadData reads data.json. It never fails: Findings say what is wrong, and the values are what could be made of the rest.
func ReadData(data []byte) *Data {
	r := &dataReading{}
	root := r.root(data)
	if root == nil {
		return &Data{Findings: r.findings}
	}
	in := r.object(root, "", dataFields)
	d := &Data{Vendor: r.text(in, "", fieldVendor), Application: r.text(in, "", fieldApplication), Version: r.text(in, "", fieldVersion)}
	if list := in[fieldResults.name]; list != nil {
		d.Results = r.results(list)
	}
	r.twice(d.Results)
	d.Findings = r.findings
	return d
}

type dataReading struct{ reading }

func (r *dataReading) results(list *rawjson.Value) []Result {
	at := r.value(list, "/"+fieldResults.name)
	items := list.Items
	switch {
	case list.Kind == rawjson.Object && len(list.Members) > 0: // one result without its list
		r.wrongType(at, fieldResults, "array")
		items = []rawjson.Value{*list}
	case list.Kind == rawjson.Invalid: // not JSON: it has been reported
	case list.Kind != rawjson.Array:
		r.wrongType(at, fieldResults, "array")
	case len(items) == 0:
		r.found(at, ruleNoResults, "", nil)
	}
	results := make([]Result, 0, len(items))
	for i := range items {
		pointer := rawjson.Pointer(at.Pointer, strconv.Itoa(i))
		if place := r.value(&items[i], pointer); items[i].Kind == rawjson.Object {
			results = append(results, r.result(&items[i], place))
		} else if items[i].Kind != rawjson.Invalid {
			r.wrongType(place, fieldResults, "object")
		}
	}
	return results
}

func (r *dataReading) result(v *rawjson.Value, place Value) Result {
	in := r.object(v, place.Pointer, resultFields)
	x := Result{Pointer: place.Pointer, Place: place}
	x.ID, x.Case = r.id(in, place.Pointer)
	x.TS, x.TraceID = r.text(in, place.Pointer, fieldTS), r.text(in, place.Pointer, fieldTrace)
	x.Workflow = r.text(in, place.Pointer, fieldWorkflow)
	if !r.swapped(&x) {
		x.Time = r.time(x.TS)
		r.trace(x.TraceID)
		r.workflow(x.Workflow)
	}
	x.Files = r.files(in[fieldFiles.name], rawjson.Pointer(place.Pointer, fieldFiles.name))
	return x
}

func (r *dataReading) id(in members, pointer string) (Value, int) {
	raw := in[fieldID.name]
	if raw == nil {
		return Value{Pointer: rawjson.Pointer(pointer, fieldID.name)}, 0
	}
	v := r.value(raw, rawjson.Pointer(pointer, fieldID.name))
	n, err := strconv.Atoi(strings.TrimFunc(v.Text, lint.Invisible))
	switch {
	case raw.Kind == rawjson.Invalid:
	case raw.Kind == rawjson.Null || raw.Kind == rawjson.String && v.Text == "":
		r.report(v, missing(fieldID))
	case err != nil || n <= 0 || raw.Kind != rawjson.Number && raw.Kind != rawjson.String:
		r.found(v, ruleID, "", nil)
	case raw.Kind == rawjson.String:
		r.found(v, ruleIDString, strconv.Itoa(n), nil)
		return v, n
	default:
		return v, n
	}
	return v, 0
}

// swapped reports values that stand in each other's place.
func (r *dataReading) swapped(x *Result) bool {
	pairs := []struct {
		a, b   *Value
		wrongA func(string) bool
	}{
		{&x.TS, &x.TraceID, traceForm().MatchString},
		{&x.TraceID, &x.TS, looksLikeTime},
		{&x.TraceID, &x.Workflow, looksLikeWorkflow},
		{&x.Workflow, &x.TraceID, traceForm().MatchString},
	}
	for _, p := range pairs {
		if p.a.Given() && p.wrongA(p.a.Text) {
			r.found(*p.a, ruleSwapped, "", lint.Values{"name": lint.Known(p.a.name()), "other": lint.Known(p.b.name())})
			if p.b.Given() { // what is made of it is what was meant
				p.a.Text, p.b.Text = p.b.Text, p.a.Text
			}
			if t, known, ok := parseTime(x.TS.Text); ok && known {
				x.Time = t
			}
			return true
		}
	}
	return false
}

func looksLikeWorkflow(s string) bool { return strings.Contains(s, "^^^^") }

func looksLikeTime(s string) bool {
	_, _, ok := parseTime(s)
	return ok && strings.ContainsAny(s, "-/:T")
}

// traceForm is a traceId as gateways make it: 16 hexadecimal digits, 32 since 2025.
var traceForm = lazyregexp.New(`^([0-9a-f]{16}|[0-9a-f]{32})$`)

// trace judges the form of a traceId.
func (r *dataReading) trace(v Value) {
	if !v.Given() || v.Kind != rawjson.String || v.Text == "" || traceForm().MatchString(v.Text) {
		return
	}
	zero := "0" + strings.ToLower(v.Text)
	switch {
	case traceForm().MatchString(zero):
		r.found(v, ruleTraceZero, zero, lint.Values{"n": len(v.Text)})
	case traceForm().MatchString(strings.ToLower(v.Text)):
		r.found(v, ruleTrace, strings.ToLower(v.Text), nil)
	default:
		r.found(v, ruleTrace, "", nil)
	}
}

func (r *dataReading) workflow(v Value) {
	if !v.Given() || v.Kind != rawjson.String || v.Text == "" || v.Text == wire.UnknownWorkflow {
		return
	}
	_, flaws := hl7id.ParseWorkflowID(v.Text)
	for _, f := range flaws {
		f.Subject = fieldWorkflow.name
		r.report(v, f)
	}
}

// timeForms are the forms of times that real dossiers have, with whether the time is known by them.
var timeForms = []struct {
	form  string
	known bool // in which zone it is
}{
	{TimeForm, true}, {time.RFC3339Nano, true}, {"2006-01-02T15:04:05-0700", true}, {"2006-01-02T15:04:05.999999999-0700", true},
	{"2006-01-02T15:04Z", true}, {"2006-01-02 15:04:05Z", true}, {"2006-01-02T15:04:05.999999999", false}, {"2006-01-02 15:04:05", false},
	{"2006-01-02T15:04", false}, {"2006-01-02 15:04", false}, {"2006-01-02", false}, {"02/01/2006 15:04:05", false},
	{"02/01/2006 15:04", false}, {"02/01/2006, 15:04:05", false}, {"02/01/2006", false}, {"02-01-2006 15:04:05", false},
	{"02-01-2006T15:04:05Z", false}, {"02-01-2006", false},
	{"20060102150405-0700", true}, {"20060102150405", false}, {"Mon, 02 Jan 2006 15:04:05 MST", false}, {"2006/01/02 15:04:05", false},
}

// hundredths is a time with a colon before the fraction, as a common export writes it.
var hundredths = lazyregexp.New(`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d):\d+Z$`)

// parseTime reads a time in any form that people write; known tells whether its zone is.
func parseTime(s string) (t time.Time, known, ok bool) {
	if m := hundredths().FindStringSubmatch(s); m != nil {
		s = m[1] + "Z"
	}
	for _, f := range timeForms {
		if t, err := time.Parse(f.form, s); err == nil {
			return t.UTC(), f.known, true
		}
	}
	return time.Time{}, false, false
}

// accepted are the forms that the automatic tests have let pass beside the one that is asked for.
var acceptedTime = lazyregexp.New(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.:]\d+)?(Z|[+-]\d\d:?\d\d)$`)

func (r *dataReading) time(v Value) time.Time {
	if !v.Given() || v.Kind != rawjson.String || v.Text == "" {
		return time.Time{}
	}
	t, known, ok := parseTime(v.Text)
	strict := ok && t.Format(TimeForm) == v.Text
	expected := ""
	if known {
		expected = t.Format(TimeForm)
	}
	switch {
	case strict:
	case ok && acceptedTime().MatchString(v.Text):
		r.found(v, ruleTSForm, expected, nil)
	default:
		r.found(v, ruleTS, expected, nil)
	}
	if !known {
		return time.Time{}
	}
	return t
}

func (r *dataReading) files(raw *rawjson.Value, pointer string) []Value {
	if raw == nil {
		return nil
	}
	list := r.value(raw, pointer)
	items := raw.Items
	switch raw.Kind {
	case rawjson.Array, rawjson.Null, rawjson.Invalid:
	default:
		r.wrongType(list, fieldFiles, "array")
		if raw.Kind != rawjson.String || raw.Text == "" {
			return nil
		}
		items = []rawjson.Value{*raw}
	}
	var files []Value
	for i := range items {
		at := pointer
		if raw.Kind == rawjson.Array {
			at = rawjson.Pointer(pointer, strconv.Itoa(i))
		}
		v := r.value(&items[i], at)
		if items[i].Kind != rawjson.String {
			if items[i].Kind != rawjson.Invalid {
				r.wrongType(v, fieldFiles, "string")
			}
			continue
		}
		files = append(files, r.file(v))
	}
	return files
}

// file judges the name of a file and returns it as the one in FILES that is meant.
func (r *dataReading) file(v Value) Value {
	name := path.Base(strings.ReplaceAll(v.Text, `\`, "/"))
	switch {
	case strings.TrimSpace(v.Text) == "":
		r.found(v, ruleFileEmpty, "", nil)
	case name != v.Text:
		r.found(v, ruleFilePath, name, nil)
		v.Text = name
	case path.Ext(name) == "":
		r.found(v, ruleFileExtension, name+".pdf", nil)
		v.Text += ".pdf"
	case !strings.EqualFold(path.Ext(name), ".pdf"):
		r.found(v, ruleFileExtension, "*.pdf", nil)
	}
	return v
}

// twice reports cases and calls that occur more than once.
func (r *dataReading) twice(results []Result) {
	cases, traces := map[int]*Result{}, map[string]*Result{}
	for i := range results {
		x := &results[i]
		if first := cases[x.Case]; first != nil && x.Case != 0 {
			r.found(x.ID, ruleTwice, "", lint.Values{"first": lint.Known(first.Pointer)})
			continue
		}
		cases[x.Case] = x
		if x.TraceID.Text == "" {
			continue
		}
		if first := traces[x.TraceID.Text]; first != nil {
			r.found(x.TraceID, ruleTraceTwice, "", lint.Values{"case": lint.Known(first.ID.Text), "this": lint.Known(x.ID.Text)})
			continue
		}
		traces[x.TraceID.Text] = x
	}
}

// calls are the calls of the results, by case, as they belong into the sheet.
func (d *Data) calls() map[int]checklist.Call {
	calls := map[int]checklist.Call{}
	if d == nil {
		return calls
	}
	for i := range d.Results {
		x := &d.Results[i]
		c := checklist.Call{Timestamp: x.TS.Text, TraceID: x.TraceID.Text, Workflow: x.Workflow.Text}
		if !x.Time.IsZero() {
			c.Date = x.Time.Format(time.DateOnly)
		}
		calls[x.Case] = c
	}
	return calls
}

// future are times that have not come yet.
func (d *Data) future(now time.Time) []lint.Finding {
	var fs []lint.Finding
	for i := range d.Results {
		if x := &d.Results[i]; !x.Time.IsZero() && x.Time.After(now.Add(time.Hour)) {
			fs = append(fs, x.TS.finding(ruleFuture, "", nil))
		}
	}
	return fs
}
