package dossier

import (
	"context"
	"iter"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/hl7id"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
)

// The rules of the documents of test cases.
var (
	ruleOKRefused     = texts.Rule("DOS-OK-REFUSED", lint.Error, lint.Accreditation, "").Called("VERIFICA_NON_SUPERATA")
	ruleKOAccepted    = texts.Rule("DOS-KO-ACCEPTED", lint.Error, lint.Accreditation, "").Called("TEST_KO_NON_SUPERATO")
	ruleKOOther       = texts.Rule("DOS-KO-OTHER", lint.Error, lint.Accreditation, "")
	ruleTokenDocument = texts.Rule("DOS-TOKEN-DOCUMENT", lint.Error, lint.Accreditation, "")
	ruleKOWanted      = texts.Rule("DOS-KO-WANTED", lint.Info, lint.Accreditation, "")
	rulePDFType       = texts.Rule("DOS-PDF-TYPE", lint.Error, lint.Accreditation, "").Called("PDF_UNEXPECTED_CDA")
	ruleWorkflowCDA   = texts.Rule("DOS-WORKFLOW-CDA", lint.Error, lint.Accreditation, "").Called("PDF_UNEXPECTED_CDA")
	ruleCDANewer      = texts.Rule("DOS-CDA-NEWER", lint.Warning, lint.Accreditation, "").Called("PDF_UNEXPECTED_CDA")
	rulePDFUnnamed    = texts.Rule("DOS-PDF-UNNAMED", lint.Warning, lint.Accreditation, "")
	ruleSigned        = texts.Rule("DOS-SIGNED", lint.Error, lint.Accreditation, "")
	rulePDFTwin       = texts.Rule("DOS-PDF-TWIN", lint.Warning, lint.Accreditation, "").Called("PDF_UNEXPECTED_CDA")
)

// documents judges the PDFs, several at a time, and hands them on in the order of their names.
func (j *judgement) documents(ctx context.Context) error {
	j.twins, j.judged = map[string]string{}, map[string]*validate.Document{}
	plain := j.pdfs(j.files)
	if j.files == "" || len(plain) == 0 {
		j.skip(stageDocuments, texts.Text("no-documents", nil), j.onlyVersions())
		j.skip(stageContent, texts.Text("no-documents", nil), j.onlyVersions())
	} else {
		j.states[stageDocuments] = &validate.StageState{State: validate.Ran}
		j.contents()
		if err := j.judge(ctx, j.Documents, plain); err != nil {
			return err
		}
	}
	if j.files == "" {
		return nil
	}
	return j.judge(ctx, j.Signed, j.pdfs(j.files+"/"+SignedFolder))
}

// contents says whether the contents of all OK cases can be judged.
func (j *judgement) contents() {
	if j.Cases == nil {
		j.skip(stageContent, texts.Text("no-cases", nil), false)
		return
	}
	report(j.whole, stageContent, j.Cases.Problems...)
	var lacking []string
	for _, p := range j.plans {
		for _, c := range p.cases {
			if c.Kind == testcase.OK && c.CT != 0 && j.Cases.Of(c.ID) == nil { // those of CT0 are not looked through
				lacking = append(lacking, strconv.Itoa(c.ID))
			}
		}
	}
	if j.states[stageContent] = (&validate.StageState{State: validate.Ran}); len(lacking) > 0 {
		slices.Sort(lacking)
		j.skip(stageContent, texts.Text("no-list", lint.Values{"cases": lint.Known(strings.Join(slices.Compact(lacking), ", "))}), false)
	}
}

// pdfs are the PDFs of a folder by the paths of their files.
func (j *judgement) pdfs(folder string) []string {
	var list []string
	for _, x := range j.folder.PDFs(folder) {
		list = append(list, x.Name)
	}
	return list
}

func (j *judgement) judge(ctx context.Context, runner *validate.Runner, names []string) error {
	bundles := iter.Seq[*validate.Bundle](func(yield func(*validate.Bundle) bool) {
		for _, name := range names {
			if !yield(j.folder.tree.document(j.folder.join(name))) {
				return
			}
		}
	})
	next := 0
	one := func(ctx context.Context, b *validate.Bundle) *validate.Result {
		r := runner.Document(ctx, b)
		switch p := j.plans[filepath.Base(b.Path)]; {
		case r.Fault != nil:
		case runner == j.Signed:
			j.signed(r.Document)
		case p != nil:
			j.document(r, p)
		}
		r.Release()
		return r
	}
	return validate.Parallel(ctx, bundles, j.Jobs, one, func(r *validate.Result) error {
		if runner == j.Documents {
			j.compare(r.Document, names[next])
			j.judged[filepath.Base(names[next])] = r.Document
		}
		next++
		return j.conclude(r)
	})
}

// signed judges a signed copy by its signature alone: its contents are those of the PDF in FILES.
func (j *judgement) signed(d *validate.Document) {
	d.Findings = slices.DeleteFunc(d.Findings, func(f lint.Finding) bool { return f.Stage != "pdf" && f.Stage != "signature" })
	d.Stages = slices.DeleteFunc(d.Stages, func(s validate.StageState) bool { return s.Name != "pdf" && s.Name != "signature" })
	d.Validator, d.Gateway = nil, j.answer(-1, nil)
	if s := d.Signature; s != nil && s.Decision != "OK" {
		f := ruleSigned.Found(s.Decision+" ("+s.Reason+")", "OK")
		if i := slices.IndexFunc(d.Findings, func(f lint.Finding) bool { return f.Blocks() }); i >= 0 {
			why := d.Findings[i]
			f.Cause, d.Findings = &why, slices.Delete(d.Findings, i, i+1)
		}
		report(d, stageDocuments, f)
	}
}

// document judges a PDF by the test cases that name it.
func (j *judgement) document(r *validate.Result, p *plan) {
	d := r.Document
	if len(p.results) == 0 {
		if j.data != nil && len(j.data.Results) > 0 { // else data.json tells
			report(d, stageDocuments, lint.Finding{Rule: rulePDFUnnamed, Actual: lint.Value(p.file.base())})
		}
		return
	}
	if d.Signature != nil && d.Signature.Decision == "NOT_SIGNED" {
		d.Signature = nil // as it should be for a validation
	}
	tree := documentcheck.Tree.Of(r)
	given := answerOf(d)
	for i, c := range p.cases {
		if c.ID == 0 {
			continue
		}
		j.answered(d, c, given)
		if t, ok := testcase.OfTemplate(d.TemplateID); ok && t != c.Type {
			report(d, stageDocuments, about(rulePDFType, c, string(t), string(c.Type), nil))
		}
		if tree != nil {
			j.identified(d, c, p.results[i], tree)
		}
		if c.Kind == testcase.OK && j.Cases != nil && d.CDA != nil {
			if list := j.Cases.Of(c.ID); list != nil {
				report(d, stageContent, list.Judge([]byte(d.CDA.Text))...)
			}
		}
		j.called(d, c, p.results[i])
	}
}

// about is a finding about the document of a case.
func about(r *lint.Rule, c testcase.Case, found, expected string, v lint.Values) lint.Finding {
	f := r.Found(found, expected)
	f.Values = lint.Values{"id": c.ID, "case": lint.Known(c.Name())}
	for name, value := range v {
		f.Values[name] = value
	}
	return f
}

// answerOf sorts what the gateway would answer, "" where that cannot be told.
func answerOf(d *validate.Document) testcase.Answer {
	switch g := d.Gateway; {
	case g == nil:
		return ""
	case g.Accepted:
		return testcase.Accepted
	case g.Answer.Status == 0:
		return testcase.Other
	default:
		return testcase.AnswerOf(g.Answer.Status, g.Answer.Type)
	}
}

// answered compares what the gateway would answer with what the case wants.
func (j *judgement) answered(d *validate.Document, c testcase.Case, given testcase.Answer) {
	if given == "" {
		return // without the national catalog, say: the document says so
	}
	said := lint.Values{"answer": lint.Known(spell(d))}
	switch c.Kind {
	case testcase.OK:
		if given != testcase.Accepted {
			report(d, stageDocuments, about(ruleOKRefused, c, "", "", said))
		}
	case testcase.Token, testcase.Field:
		if given != testcase.Accepted {
			report(d, stageDocuments, about(ruleTokenDocument, c, "", "", said))
		}
	case testcase.Document:
		switch {
		case given == testcase.Accepted:
			report(d, stageDocuments, about(ruleKOAccepted, c, "", wanted(c), nil))
		case !c.Wants(given):
			report(d, stageDocuments, about(ruleKOOther, c, spell(d), wanted(c), nil))
		default:
			j.asWanted(d)
			report(d, stageDocuments, about(ruleKOWanted, c, "", "", said))
		}
	}
}

// asWanted marks a refusal as the right answer: what leads to it is no error of the dossier.
func (j *judgement) asWanted(d *validate.Document) {
	d.Gateway.Wanted = true
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Group != lint.Accreditation {
			f.Severity = lint.Info
		}
	}
}

// spell is the answer that a document would get: 422 /msg/semantic.
func spell(d *validate.Document) string {
	if d.Gateway == nil {
		return ""
	}
	a := d.Gateway.Answer
	if a.Status == 0 {
		return "4xx"
	}
	return strings.TrimSpace(strconv.Itoa(a.Status) + " " + a.Type)
}

// wanted are the answers that a case admits, as the gateway gives them.
func wanted(c testcase.Case) string {
	var list []string
	for _, a := range c.Wanted {
		list = append(list, strconv.Itoa(a.Status())+" /msg/"+string(a))
	}
	return strings.Join(list, " | ")
}

// identified compares the CDA's id with the workflowInstanceId that the gateway made of it, and its time with that of the call.
func (j *judgement) identified(d *validate.Document, c testcase.Case, x *Result, tree *xmltree.Doc) {
	if root, extension, ok := cda.DocumentID(tree); ok && x.Workflow.Text != "" {
		w, flaws := hl7id.ParseWorkflowID(x.Workflow.Text)
		if len(flaws) == 0 && w.Root != "" && !w.OfCDA(root, extension) {
			f := about(ruleWorkflowCDA, c, x.Workflow.Text, hl7id.WorkflowOfCDA(root, extension)+"…", lint.Values{"cda": root + "^" + extension})
			f.Location = lint.Location{Source: lint.SourceCDA, Path: "/ClinicalDocument/id"}
			report(d, stageDocuments, f)
		}
	}
	if made, _, ok := parseTime(d.Origin.Time); ok && !x.Time.IsZero() && made.After(x.Time.Add(maxClockDifference)) {
		f := about(ruleCDANewer, c, d.Origin.Time, "", lint.Values{"ts": x.TS.Text})
		f.Location = lint.Location{Source: lint.SourceCDA, Path: "/ClinicalDocument/effectiveTime"}
		report(d, stageDocuments, f)
	}
}

// maxClockDifference is how much later than the call a document may seem to be made: its zone is not always written.
const maxClockDifference = 26 * time.Hour

// compare looks for documents that are the same under two names and stand for different cases.
func (j *judgement) compare(d *validate.Document, name string) {
	p := j.plans[name[strings.LastIndexByte(name, '/')+1:]]
	if p == nil || d.SHA256 == "" || !slices.ContainsFunc(p.cases, ownDocument) {
		return
	}
	if first, ok := j.twins[d.SHA256]; ok {
		report(d, stageDocuments, about(rulePDFTwin, p.cases[0], p.file.base(), "", lint.Values{"first": first}))
		return
	}
	j.twins[d.SHA256] = p.file.base()
}

// ownDocument tells the cases that have a document of their own; those about the token may take any.
func ownDocument(c testcase.Case) bool { return c.Kind == testcase.OK || c.Kind == testcase.Document }
