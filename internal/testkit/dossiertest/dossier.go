package dossiertest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/sample/document"
	"github.com/fselint/fselint/metadata/hl7id"
)

// Layout90 is a template of today: all cases that are known.
var Layout90 = Layout{"9.0.0", "ABCDEFGHIJKLMNOPQRSTUVW"}

// began is when the first call of a dossier was made.
var began = time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)

// Result is a call with which a case was tried, as data.json has it.
type Result struct {
	ID       any      `json:"id"`
	TS       string   `json:"ts"`
	TraceID  string   `json:"traceId"`
	Workflow string   `json:"workflowInstanceId"`
	Files    []string `json:"files"`
}

// Dossier is a dossier in the making. What is in it can be changed until it is written.
type Dossier struct {
	Layout      Layout
	Types       []testcase.Type
	CommonName  string
	Vendor      string
	Application string
	Version     string
	Book        *Book
	Results     []*Result
	Files       map[string][]byte   // below the folder of the dossier, with slashes; data.json and the workbook are made when it is written
	Sent        map[int][]byte      // by case, the CDA that was sent
	Edit        func(string) string // changes the text of data.json; nil for none
	Levels      []string            // names of the folders, from GATEWAY down; nil for those of the software
}

// New makes a sound dossier of some document types. Of each, the first OK case, those of the decree, all of the token and two of the
// document were run; of the others is said that they do not apply.
func New(layout Layout, types ...testcase.Type) *Dossier {
	return fill(layout, types, func(c testcase.Case, nth int) bool {
		return c.Decree || nth == 0 || c.Kind == testcase.Document && nth == 1
	})
}

// Full makes a sound dossier in which every case of some document types was run.
func Full(layout Layout, types ...testcase.Type) *Dossier {
	return fill(layout, types, func(testcase.Case, int) bool { return true })
}

func fill(layout Layout, types []testcase.Type, runs func(c testcase.Case, nth int) bool) *Dossier {
	d := &Dossier{
		Layout: layout, Types: types, CommonName: "A1#111PROVASRLXXXX", Vendor: "Prova", Application: "LIS", Version: "1.0",
		Files: map[string][]byte{}, Sent: map[int][]byte{}, Book: Template(layout, Cases(layout)),
	}
	d.Book.Software("Prova Srl", d.Application, d.Vendor, d.Version)
	for _, t := range types {
		count := map[testcase.Kind]int{}
		for _, c := range testcase.Of(t) {
			if !layout.has(c) {
				continue
			}
			switch applies := runs(c, count[c.Kind]); {
			case !applies:
				d.Book.Put(c.ID, map[byte]any{'J': "NO", 'K': Rationales[len(d.Results)%6]})
			case c.Kind == testcase.Timeout:
				d.Book.Put(c.ID, handling)
			default:
				d.call(c)
			}
			count[c.Kind]++
		}
	}
	return d
}

// handling is what a KO or TIMEOUT row says of how the software deals with the error.
var handling = map[byte]any{
	'J': "SI", 'M': "SI", 'N': "SI", 'O': "Invio non riuscito, riprovare", 'P': "NO", 'Q': "SI", 'R': "NO", 'S': "Nuovo invio dalla coda",
}

// Cases are the rows that a template has, as its version has them.
func Cases(layout Layout) []Case {
	var list []Case
	for _, c := range testcase.All() {
		if layout.has(c) {
			row := Case{ID: c.ID, Type: string(c.Type), Name: "VALIDAZIONE_" + c.Name(), About: "Descrizione del caso", Kind: "OK"}
			if c.Kind != testcase.OK {
				row.Kind = "KO"
			}
			row.SelfCertified = c.Kind == testcase.Timeout
			list = append(list, row)
		}
	}
	return list
}

func (l Layout) has(c testcase.Case) bool { return c.Since == "" || l == Layout90 }

// call runs a case: a document, its PDF, a result and a row.
func (d *Dossier) call(c testcase.Case) {
	n := len(d.Results)
	cda, root, extension := CDA(c)
	trace := sha256.Sum256(fmt.Appendf(nil, "trace %d", c.ID))
	r := &Result{
		ID: c.ID, TS: began.Add(time.Duration(n) * time.Minute).Format("2006-01-02T15:04:05Z"), TraceID: hex.EncodeToString(trace[:16]),
		Workflow: hl7id.WorkflowOfCDA(root, extension) + hex.EncodeToString(trace[16:21]) + hl7id.WorkflowSuffix,
		Files:    []string{c.Name() + ".pdf"},
	}
	if c.Kind == testcase.Token || c.Kind == testcase.Field {
		r.Workflow = "UNKNOWN_WORKFLOW_ID"
	}
	d.Results, d.Sent[c.ID] = append(d.Results, r), cda
	d.Files["FILES/"+r.Files[0]] = PDF(cda)
	row := map[byte]any{'F': "30/11/2026", 'G': r.TS, 'H': r.TraceID, 'I': r.Workflow, 'J': "SI", 'T': "PASS"}
	if c.Kind.KO() {
		for letter, value := range handling {
			row[letter] = value
		}
	}
	d.Book.Put(c.ID, row)
}

// Result returns the result of a case.
func (d *Dossier) Result(id int) *Result {
	for _, r := range d.Results {
		if r.ID == id {
			return r
		}
	}
	panic(fmt.Sprint("no result of case ", id))
}

// PDF is a PDF with a CDA in it, as it is sent for validation.
func PDF(cda []byte) []byte { return padestest.NewPDF(padestest.File{Name: "cda.xml", Data: cda}) }

var documentID = regexp.MustCompile(`<(id|setId) root="([0-9.]+)" extension="(FSELINT-[^"]*)"`)

// CDA is a document for a case, with an identifier of its own: valid, or broken as KO cases of the document want it.
func CDA(c testcase.Case) (cda []byte, root, extension string) {
	text := string(document.All()[c.Type.Document().Abbr].Bytes())
	m := documentID.FindStringSubmatch(text)
	root, extension = m[2], fmt.Sprintf("FSELINT-%s-%04d", c.Type, c.ID)
	text = strings.ReplaceAll(text, `extension="`+m[3]+`"`, `extension="`+extension+`"`)
	if c.Kind == testcase.Document {
		old, replacement := `<languageCode code="it-IT"/>`, `<languageCode code="it-IT"/><languageCode code="it-IT"/>` // syntax
		if slices.Contains(c.Wanted, testcase.Semantic) {
			old, replacement = `<administrativeGenderCode code="M"`, `<administrativeGenderCode code="m"` // vocabulary
		}
		if !strings.Contains(text, old) {
			panic(old + " is not in the sample of " + string(c.Type))
		}
		text = strings.Replace(text, old, replacement, 1)
	}
	return []byte(text), root, extension
}

// Data is data.json.
func (d *Dossier) Data() []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	must(e.Encode(struct {
		Vendor      string    `json:"appVendor"`
		Application string    `json:"appID"`
		Version     string    `json:"appVersion"`
		Results     []*Result `json:"results"`
	}{d.Vendor, d.Application, d.Version, d.Results}))
	return out.Bytes()
}

// Write writes the dossier below a folder and returns the folder of its version.
func (d *Dossier) Write(dir string) string {
	levels := d.Levels
	if levels == nil {
		levels = []string{"GATEWAY", d.CommonName, d.Vendor, d.Application, d.Version}
	}
	dir = filepath.Join(dir, filepath.Join(levels...))
	files := map[string][]byte{"data.json": nil, "report-checklist.xlsx": nil}
	for name, content := range d.Files {
		files[name] = content
	}
	for name, content := range files {
		switch {
		case content != nil:
		case name == "data.json":
			if content = d.Data(); d.Edit != nil {
				content = []byte(d.Edit(string(content)))
			}
		case name == "report-checklist.xlsx":
			content = d.Book.Bytes()
		default:
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		must(os.MkdirAll(filepath.Dir(path), 0o755))
		must(os.WriteFile(path, content, 0o644))
	}
	return dir
}

// Calls are the calls of the dossier as the ledger would have recorded them, with those of the cases that are described only.
func (d *Dossier) Calls() []*ledger.Entry {
	var list []*ledger.Entry
	add := func(id int, at time.Time, sent []byte) *ledger.Entry {
		e := &ledger.Entry{Attempt: ledger.Attempt{
			ID: int64(len(list) + 1), At: at, Service: "national", Environment: "stage", Operation: fse.Validation, Base: "https://gateway.example/",
			Vendor: d.Vendor, Application: d.Application, Version: d.Version, Case: id, CDA: digest(sent), PDF: digest(PDF(sent)),
		}}
		list = append(list, e)
		return e
	}
	for _, r := range d.Results {
		c, _ := testcase.ByID(r.ID.(int))
		at, err := time.Parse(time.RFC3339, r.TS)
		must(err)
		e := add(c.ID, at.Add(-time.Second), d.Sent[c.ID])
		a := &wire.Answer{Status: c.Wanted[0].Status(), TraceID: r.TraceID, WorkflowInstanceID: r.Workflow}
		if c.Kind.KO() {
			e.Shown = fmt.Sprint(handling['O'])
			a.Problem = &wire.Problem{Type: "/msg/" + string(c.Wanted[0]), Status: a.Status}
			if c.Kind != testcase.Document {
				a.Problem.Type = "/msg/jwt-validation"
			}
		}
		e.Outcomes = []ledger.Outcome{{Attempt: e.ID, At: at, Kind: ledger.Answered, Answer: a}}
	}
	for _, t := range d.Types {
		for _, c := range testcase.Of(t) {
			if c.Kind == testcase.Timeout {
				add(c.ID, began, nil).Shown = fmt.Sprint(handling['O'])
			}
		}
	}
	return list
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Sort puts the results into the order of their cases.
func (d *Dossier) Sort() {
	slices.SortFunc(d.Results, func(a, b *Result) int { return a.ID.(int) - b.ID.(int) })
}
