package compose

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/dossier"
	"github.com/fselint/fselint/dossier/campaign"
	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Material is what a dossier is made from.
type Material struct {
	Calls     []*ledger.Entry
	Template  []byte   // the newest template of the checklist
	Supplier  string   // NOME FORNITORE; "" for that of the former checklist
	Documents []string // folders, besides FILES, in which the PDFs that were sent are looked for
}

// Open is something that is left for people.
type Open struct {
	Cell string    // of the checklist, "" for none
	Case int       // 0 for none
	What lint.Text // what is missing
}

// Made is what came of it.
type Made struct {
	Results int      // calls that went into data.json
	Cells   int      // that were filled in the checklist
	Copied  []string // PDFs that were put into FILES
	Open    []Open
}

// maxDocument bounds a PDF that is looked at.
const maxDocument = 100 << 20

// Make writes data.json and report-checklist.xlsx of the dossier in a folder. The software is that of its data.json.
func Make(dir string, m Material) (*Made, error) {
	k, err := begin(dir, m)
	if err != nil {
		return nil, err
	}
	if err := k.documents(); err != nil {
		return nil, err
	}
	filled, err := k.checklist()
	if err != nil {
		return nil, err
	}
	for _, c := range k.copies {
		if err := write(filepath.Join(dir, dossier.FilesFolder, c.name), c.data); err != nil {
			return nil, err
		}
		k.made.Copied = append(k.made.Copied, c.name)
	}
	if err := write(filepath.Join(dir, dossier.DataFile), encode(k.software, k.results())); err != nil {
		return nil, err
	}
	return k.made, write(filepath.Join(dir, dossier.ChecklistFile), filled)
}

// maker makes one dossier.
type maker struct {
	Material
	dir      string
	software validate.Application
	former   *checklist.Checklist // nil for none
	ran      map[int]*call        // by case
	copies   []copied
	made     *Made
}

type copied struct {
	name string
	data []byte
}

// call is the call of a case.
type call struct {
	testcase.Case
	*ledger.Entry
	result
	known bool // it has a result
}

func begin(dir string, m Material) (*maker, error) {
	k := &maker{Material: m, dir: dir, ran: map[int]*call{}, made: &Made{}}
	data, err := whole.Read(filepath.Join(dir, dossier.DataFile), 16<<20)
	if err != nil {
		return nil, err
	}
	former := dossier.ReadData(data)
	k.software = validate.Application{Vendor: former.Vendor.Text, ID: former.Application.Text, Version: former.Version.Text}
	if k.software.Vendor == "" || k.software.ID == "" || k.software.Version == "" {
		return nil, texts.Error("no-software", lint.Values{"path": filepath.Join(dir, dossier.DataFile)})
	}
	if k.former, _, err = checklist.ReadFile(filepath.Join(dir, dossier.ChecklistFile)); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	others := map[string]bool{}
	for _, e := range m.Calls {
		k.consider(e, others)
	}
	if len(k.ran) == 0 {
		return nil, k.nothing(others)
	}
	for _, r := range former.Results {
		if c := k.ran[r.Case]; (c == nil || !c.known) && r.Case != 0 {
			k.open("", r.Case, texts.Text("result-left-out", lint.Values{"trace": r.TraceID.Text}))
		}
	}
	return k, nil
}

// nothing says why no call of the ledger is one of this dossier.
func (k *maker) nothing(others map[string]bool) error {
	v := lint.Values{"software": strings.Join([]string{k.software.Vendor, k.software.ID, k.software.Version}, " / ")}
	if len(others) == 0 {
		return texts.Error("no-cases", v)
	}
	names := make([]string, 0, len(others))
	for name := range others {
		names = append(names, name)
	}
	slices.Sort(names)
	v["others"] = strings.Join(names[:min(len(names), 5)], "; ")
	return texts.Error("other-software", v)
}

func (k *maker) open(cell string, id int, what lint.Text) {
	k.made.Open = append(k.made.Open, Open{cell, id, what})
}

// consider takes a call of the ledger for its case: the last one that the gateway answered counts.
func (k *maker) consider(e *ledger.Entry, others map[string]bool) {
	c, ok := testcase.ByID(e.Case)
	if !ok || e.Damaged {
		return
	}
	if (validate.Application{Vendor: e.Vendor, ID: e.Application, Version: e.Version}) != k.software {
		others[strings.Join([]string{e.Vendor, e.Application, e.Version}, " / ")] = true
		return
	}
	told := e.Evidence()
	n := &call{Case: c, Entry: e}
	n.known = e.Operation == fse.Validation && told.Trace != "" && !told.At.IsZero() && c.Kind != testcase.Timeout
	if old := k.ran[c.ID]; old != nil && old.known && !n.known {
		return
	}
	n.result = result{
		ID: c.ID, TS: told.At.UTC().Format(dossier.TimeForm), TraceID: told.Trace, Workflow: cmp.Or(told.Workflow, wire.UnknownWorkflow),
		Files: []string{},
	}
	k.ran[c.ID] = n
}

// cases lists the cases with a call, in the order of their numbers.
func (k *maker) cases() []*call {
	var list []*call
	for _, c := range k.ran {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *call) int { return a.result.ID - b.result.ID })
	return list
}

// results are those of data.json.
func (k *maker) results() []result {
	var list []result
	for _, c := range k.cases() {
		switch {
		case c.known:
			list = append(list, c.result)
		case c.Kind != testcase.Timeout:
			k.open("", c.result.ID, texts.Text("call-without-answer", lint.Values{"call": int(c.Entry.ID)}))
		}
	}
	k.made.Results = len(list)
	return list
}

// documents finds the PDFs that were sent: by the digest of the PDF, else by that of the CDA in it.
func (k *maker) documents() error {
	byPDF, byCDA := map[string][]*call{}, map[string][]*call{}
	for _, c := range k.cases() {
		if c.known {
			byPDF[c.Entry.PDF], byCDA[c.Entry.CDA] = append(byPDF[c.Entry.PDF], c), append(byCDA[c.Entry.CDA], c)
		}
	}
	own := filepath.Join(k.dir, dossier.FilesFolder)
	for _, folder := range append([]string{own}, k.Documents...) {
		if err := k.search(folder, folder == own, byPDF, byCDA); err != nil {
			return err
		}
	}
	for _, c := range k.cases() {
		if c.known && len(c.Files) == 0 {
			k.open("", c.result.ID, texts.Text("document-missing", lint.Values{"call": int(c.Entry.ID)}))
		}
	}
	return nil
}

// search looks for PDFs in a folder; those of another than FILES are copied under the name of their case.
func (k *maker) search(folder string, own bool, byPDF, byCDA map[string][]*call) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !strings.EqualFold(filepath.Ext(e.Name()), ".pdf") {
			continue
		}
		data, err := whole.Read(filepath.Join(folder, e.Name()), maxDocument)
		if err != nil {
			return err
		}
		calls := byPDF[digest(data)]
		if len(calls) == 0 {
			calls = byCDA[digestOfCDA(data)]
		}
		k.found(e, data, own, calls)
	}
	return nil
}

// digestOfCDA is the digest of the CDA in a PDF, that of nothing where the gateway would find none.
func digestOfCDA(pdf []byte) string {
	f, err := pdffile.Open(pdf, pdffile.Limits{})
	if err != nil {
		return "-"
	}
	inside, err := cda.Extract(f, cda.Auto, fse.May2026)
	if err != nil {
		return "-"
	}
	return digest(inside.Data)
}

// found notes a PDF in the results of the calls that sent it.
func (k *maker) found(e fs.DirEntry, data []byte, own bool, calls []*call) {
	calls = slices.DeleteFunc(slices.Clone(calls), func(c *call) bool { return len(c.Files) > 0 })
	if len(calls) == 0 {
		return
	}
	name := e.Name()
	if !own {
		name = calls[0].Name() + ".pdf"
		k.copies = append(k.copies, copied{name, data})
	}
	for _, c := range calls {
		c.Files = []string{name}
	}
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// checklist fills the template, and finds out what is left open in it.
func (k *maker) checklist() ([]byte, error) {
	template, fs := checklist.Read(k.Template)
	if template == nil {
		return nil, texts.Error("no-template", lint.Values{"why": fs[0].Message})
	}
	f := checklist.Filling{
		Supplier: k.Supplier, Application: k.software.ID, Vendor: k.software.Vendor, Release: k.software.Version,
		Rows: map[int]map[checklist.Column]string{},
	}
	k.takeOver(template, &f)
	for _, c := range k.cases() {
		if _, ok := template.Row(c.result.ID); !ok {
			k.open("", c.result.ID, texts.Text("case-not-in-template", lint.Values{"version": template.Version.Text}))
			continue
		}
		k.row(c, f.Rows)
	}
	for _, row := range f.Rows {
		k.made.Cells += len(row)
	}
	filled, err := checklist.Fill(k.Template, f)
	if err != nil {
		return nil, err
	}
	return k.mark(filled)
}

// takeOver takes what the supplier wrote into the former checklist; not the evidence, which comes from the ledger alone.
func (k *maker) takeOver(template *checklist.Checklist, f *checklist.Filling) {
	if k.former == nil {
		return
	}
	f.Supplier = cmp.Or(f.Supplier, k.former.Supplier.Value())
	for _, old := range k.former.Rows {
		if _, ok := template.Row(old.ID); !ok {
			continue
		}
		for _, col := range checklist.Columns() {
			if text := old.Cell(col).Value(); col.Ours() && !col.Evidence() && text != "" {
				set(f.Rows, old.ID, col, text)
			}
		}
	}
}

func set(rows map[int]map[checklist.Column]string, id int, col checklist.Column, value string) {
	if value == "" {
		return
	}
	if rows[id] == nil {
		rows[id] = map[checklist.Column]string{}
	}
	rows[id][col] = value
}

// row fills the row of a case by its call. A case that was run applies, whatever the former checklist said.
func (k *maker) row(c *call, rows map[int]map[checklist.Column]string) {
	if old := rows[c.result.ID]; old != nil {
		delete(old, checklist.Rationale)
		delete(old, checklist.RationaleOther)
	}
	set(rows, c.result.ID, checklist.Applicable, "SI")
	if c.Kind != testcase.OK && c.Shown != "" {
		set(rows, c.result.ID, checklist.Visible, "SI")
		set(rows, c.result.ID, checklist.Message, c.Shown)
	}
	if !c.known {
		return
	}
	at := c.Entry.Evidence().At.UTC()
	outcome := "FAIL"
	if c.Wants(campaign.Got(c.Entry)) {
		outcome = "PASS"
	}
	for col, value := range map[checklist.Column]string{
		checklist.Date: at.Format("02/01/2006"), checklist.Timestamp: c.TS, checklist.TraceID: c.TraceID, checklist.Workflow: c.result.Workflow,
		checklist.Outcome: outcome,
	} {
		set(rows, c.result.ID, col, value)
	}
}

// mark judges the filled checklist and colours what is left to be filled in.
func (k *maker) mark(filled []byte) ([]byte, error) {
	c, _ := checklist.Read(filled)
	var cells []string
	for _, open := range c.Open(k.types()) {
		if open.Cell.Ref != "" && open.Cell.Sheet == c.Cases() {
			cells = append(cells, open.Cell.Ref)
		}
		k.open(open.Cell.Path(), open.Case, open.What)
	}
	return checklist.Fill(filled, checklist.Filling{Open: cells})
}

// types are the document types of which a case was run.
func (k *maker) types() (list []string) {
	for _, t := range testcase.Types() {
		if slices.ContainsFunc(k.cases(), func(c *call) bool { return c.Type == t }) {
			list = append(list, string(t))
		}
	}
	return list
}

// In writes what is open on one line, in a language.
func (o Open) In(lang string) string {
	text := o.What.In(lang)
	if o.Case != 0 {
		text = texts.In(lang, "of-case", lint.Values{"case": strconv.Itoa(o.Case), "what": o.What})
	}
	return strings.TrimSpace(o.Cell + " " + text)
}
