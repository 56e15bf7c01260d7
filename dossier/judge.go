package dossier

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/dossier/content"
	"github.com/fselint/fselint/dossier/spreadsheet"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	reports "github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate"
)

// Operation stands for the accreditation where other judgements name an operation of the gateway.
const Operation = "accreditation"

// Options are what dossiers are judged with.
type Options struct {
	// Documents judges PDFs as for a validation; Signed those that are signed, as for a publication.
	Documents, Signed *validate.Runner
	Calls             []*ledger.Entry      // that were recorded; nil without a ledger
	Template          *checklist.Checklist // the newest template; nil for none
	Cases             *content.Lists       // what OK cases must contain; nil where that is not at hand
	Registry          *registry.Registry   // accredited software; nil for none
	Now               time.Time
	Jobs              int                      // 0: one per processor
	Adjust            func(*validate.Document) // a project's policy, applied last; may be nil
}

// The stages of a dossier, in the order of the report.
const (
	stageLayout    = "layout"
	stageData      = "data"
	stageWorkbook  = "workbook"
	stageRows      = "rows"
	stageVersions  = "versions"
	stageCross     = "crosscheck"
	stageDocuments = "documents"
	stageContent   = "content"
	stageEvidence  = "evidence"
)

var stages = []string{
	stageLayout, stageData, stageWorkbook, stageRows, stageVersions, stageCross, stageDocuments, stageContent, stageEvidence,
}

// maxData bounds a file of JSON: that of 400 cases has 150 kB.
const maxData = 16 << 20

// Judge judges a dossier and hands on what it is made of: data.json, the workbook, versions.json and the PDFs, and at last the folder,
// with the headline for the whole. The error is that of emit or of ctx.
func (o *Options) Judge(ctx context.Context, f *Folder, emit func(*validate.Result) error) error {
	j := &judgement{Options: o, folder: f, chosen: f.choose(), codes: map[string]int{}, emit: emit, states: map[string]*validate.StageState{}}
	j.whole = &validate.Document{Path: f.Path}
	j.read()
	j.crosscheck()
	for _, d := range []*validate.Document{j.dataFile, j.sheetFile, j.versionsFile} {
		if d == nil {
			continue
		}
		if err := j.conclude(&validate.Result{Document: d}); err != nil {
			return err
		}
	}
	if err := j.documents(ctx); err != nil {
		return err
	}
	return j.end()
}

// judgement is one dossier under way.
type judgement struct {
	*Options
	chosen
	folder *Folder
	emit   func(*validate.Result) error

	data                                     *Data
	sheet                                    *checklist.Checklist
	whole, dataFile, sheetFile, versionsFile *validate.Document // nil for those that are not there
	plans                                    map[string]*plan   // by the name of the PDF in FILES

	scopeTypes []string                      // see types
	calls      map[string]*ledger.Entry      // by traceId
	twins      map[string]string             // names of PDFs by their digests
	judged     map[string]*validate.Document // the PDFs in FILES by their names

	states           map[string]*validate.StageState // of the whole
	codes            map[string]int                  // errors of the whole, by what the accreditation calls them
	order            []string                        // of the codes
	refused          bool                            // one of the files
	untold, unjudged int                             // files of which it cannot be told, and that could not be judged
}

// ran says that a stage ran, in one of the files and in the whole.
func (j *judgement) ran(d *validate.Document, stage string) {
	d.Stages = append(d.Stages, validate.StageState{Name: stage, State: validate.Ran})
	if d != j.whole && j.states[stage] == nil {
		j.states[stage] = &validate.StageState{State: validate.Ran}
	}
}

// skip says why a stage of the whole did not run, or not everywhere.
func (j *judgement) skip(stage string, reason lint.Text, absent bool) {
	if old := j.states[stage]; old == nil || old.State == validate.Ran {
		j.states[stage] = &validate.StageState{State: validate.Skipped, Reason: reason, Absent: absent}
	}
}

// report adds findings to a document. Whatever a value breaks elsewhere, in a dossier it is the accreditation that minds it.
func report(d *validate.Document, stage string, fs ...lint.Finding) {
	for _, f := range fs {
		if f.Rule.Group != lint.Advice {
			f.Group = lint.Accreditation
		}
		f.Complete()
		f.Stage = stage
		d.Findings = append(d.Findings, f)
	}
}

// load reads a file of the dossier; nil with the reason in the document.
func (j *judgement) load(name string, limit int64) (*validate.Document, []byte) {
	d := &validate.Document{Path: j.folder.join(name)}
	data, err := j.folder.tree.read(d.Path, limit)
	if err != nil {
		d.Fault = &validate.Failure{Kind: validate.Unreadable, Message: unreadable(err)}
		if large := new(validate.TooLargeError); errors.As(err, &large) {
			d.Fault = &validate.Failure{Kind: validate.Exceeded, Message: texts.Text("too-large", lint.Values{"most": int(large.Limit >> 20)})}
		}
		return d, nil
	}
	sum := sha256.Sum256(data)
	d.SHA256 = hex.EncodeToString(sum[:])
	return d, data
}

// read reads the files that are no PDFs, and judges each by itself.
func (j *judgement) read() {
	if j.chosen.data != "" {
		d, data := j.load(j.chosen.data, maxData)
		if j.dataFile = d; data != nil {
			j.data = ReadData(data)
			report(d, stageData, j.data.Findings...)
			report(d, stageData, j.data.future(j.Now)...)
			j.ran(d, stageData)
		}
	}
	if j.workbook != "" {
		d, data := j.load(j.workbook, spreadsheet.MaxFile+1)
		if j.sheetFile = d; data != nil {
			var fs []lint.Finding
			j.sheet, fs = checklist.Read(data)
			report(d, stageWorkbook, fs...)
			j.ran(d, stageWorkbook)
			if j.sheet != nil {
				report(d, stageRows, j.sheet.Judge(checklist.Options{Template: j.Template, Calls: j.data.calls()})...)
				j.ran(d, stageRows)
			}
		}
	}
	if j.chosen.versions != "" {
		d, data := j.load(j.chosen.versions, maxData)
		if j.versionsFile = d; data != nil {
			v := ReadVersions(data)
			report(d, stageVersions, v.Findings...)
			report(d, stageVersions, v.against(j.folder, j.data, j.Registry)...)
			j.ran(d, stageVersions)
		}
	}
	report(j.whole, stageLayout, j.folder.layout(j.chosen, j.data)...)
	if j.folder.has(ErrorsFile) {
		if _, data := j.load(ErrorsFile, maxData); data != nil {
			report(j.whole, stageLayout, said(data)...)
		}
	}
	j.states[stageLayout] = &validate.StageState{State: validate.Ran}
}

// onlyVersions tells a declaration of equivalent versions from a dossier.
func (j *judgement) onlyVersions() bool {
	return j.chosen.data == "" && j.workbook == "" && j.files == "" && j.chosen.versions != ""
}

// count counts the errors of a document in the whole, and returns what the accreditation calls them.
func (j *judgement) count(d *validate.Document) (codes []string) {
	for i := range d.Findings {
		f := &d.Findings[i]
		if !accreditationError(*f) {
			continue
		}
		code := f.ID
		if f.Rule != nil && f.Rule.Code != "" {
			code = f.Rule.Code
		}
		j.tally(code)
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

// tally counts what speaks against the whole.
func (j *judgement) tally(code string) {
	if j.codes[code]++; j.codes[code] == 1 {
		j.order = append(j.order, code)
	}
}

// conclude applies the project's policy to a file of the dossier, works out its verdict and hands it on.
func (j *judgement) conclude(r *validate.Result) error {
	d := r.Document
	j.adjust(d)
	codes := j.count(d)
	first := slices.IndexFunc(d.Findings, accreditationError)
	switch g := d.Gateway; {
	case d.Fault != nil:
	case first >= 0 && (g == nil || g.Accepted || g.Wanted):
		d.Gateway = j.answer(first, codes)
	case g == nil && d.Stage("pdf") == nil: // no PDF
		d.Gateway = j.answer(-1, nil)
	}
	d.Conclude()
	switch d.Verdict {
	case validate.Refused:
		if j.refused = true; first < 0 { // by the gateway, and nothing says that it should not be
			j.tally(spell(d))
		}
	case validate.Undetermined:
		j.untold++
	case validate.Fault:
		j.unjudged++
	}
	return j.emit(r)
}

func (j *judgement) adjust(d *validate.Document) {
	if j.Adjust != nil {
		j.Adjust(d)
	}
}

func accreditationError(f lint.Finding) bool {
	return f.Severity == lint.Error && f.Group == lint.Accreditation
}

// answer is that of the accreditation: a refusal with what it would say where there are codes.
func (j *judgement) answer(finding int, codes []string) *validate.GatewayAnswer {
	g := &validate.GatewayAnswer{Operation: Operation, Finding: finding, Scope: validate.OfDossier, Accepted: len(codes) == 0}
	g.Answer.Type = strings.Join(codes, ", ")
	if j.Calls != nil {
		g.Scope = validate.OfEvidence
	}
	return g
}

// mostCodes bounds the codes in the headline of the whole.
const mostCodes = 12

// end concludes the whole.
func (j *judgement) end() error {
	d := j.whole
	d.DocumentType = strings.Join(j.types(), ", ")
	if j.untold > 0 {
		j.skip(stageDocuments, texts.Text("untold", lint.Values{"n": j.untold}), false)
	}
	if j.unjudged > 0 {
		j.states[stageDocuments] = &validate.StageState{State: validate.Failed, Reason: texts.Text("unjudged", lint.Values{"n": j.unjudged})}
	}
	for _, name := range stages {
		s := j.states[name]
		if s == nil {
			absent := name == stageVersions || j.onlyVersions()
			s = &validate.StageState{State: validate.Skipped, Reason: texts.Text("nothing-to-judge", nil), Absent: absent}
		}
		s.Name = name
		d.Stages = append(d.Stages, *s)
	}
	j.adjust(d)
	j.count(d)
	var codes []string
	for _, code := range j.order[:min(len(j.order), mostCodes)] {
		if n := j.codes[code]; n > 1 {
			code = fmt.Sprintf("%s ×%d", code, n)
		}
		codes = append(codes, code)
	}
	if len(j.order) > mostCodes {
		codes = append(codes, "…")
	}
	d.Gateway = j.answer(slices.IndexFunc(d.Findings, accreditationError), codes)
	d.Gateway.Accepted = d.Gateway.Accepted && !j.refused
	d.Conclude()
	r := &validate.Result{Document: d}
	if g := j.grid(); len(g.Rows) > 0 {
		reports.GridFact.With(r, g)
	}
	return j.emit(r)
}
