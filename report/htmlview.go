package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report/narrative"
	"github.com/fselint/fselint/report/page"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
)

// htmlDocument is what the template of a document shows.
type htmlDocument struct {
	*validate.Document
	ID        string   // in the page
	Answer    string   // of the gateway, where it refuses
	Whose     string   // the answer is: ".dossier" where the accreditation gives it, "" the gateway
	Messages  []string // of the validator, the first of them
	N         int
	Name      string // of the document's type
	Headline  string
	Counts    []page.Part
	Stages    []htmlStage // all but those for which there was no input
	Reasons   []htmlStage // why stages did not run; stages with the same reason are joined
	Absent    string      // the stages for which there was no input
	Sections  []htmlSection
	Cause     string // id in the page of the finding that causes the gateway's answer
	Dropped   int    // findings that are left out
	Source    bool
	Lines     int
	Size      int
	NoSource  bool // it was left out
	Narrative template.HTML
	Cut       bool
}

type htmlStage struct {
	Title, State, Label, Reason string
	stages                      int
}

// htmlSection is the findings of one stage.
type htmlSection struct {
	Stage    string
	Title    string
	Findings []htmlFinding
}

type htmlFinding struct {
	*lint.Finding
	ElementID, Sev, SevWord, GroupWord, GroupTitle string
	Doc                                            string
	Message, Expected, Actual, Fix, Where, Answer  string
	Notes                                          []string
	Before, Marked, After                          string
	InSource                                       bool
	Long                                           bool // the notes are too long to stand open
}

func (h *htmlWriter) view(d *validate.Result, n int) *htmlDocument {
	v := &htmlDocument{Document: d.Document, ID: fmt.Sprintf("d%d", n), N: n, Headline: brief(Headline(d.Document, h.o.Lang))}
	if t, ok := fse.DocumentTypeByTemplate(d.TemplateID); ok {
		v.Name = t.Name
	}
	if r := RefusalOf(d.Document); r != nil {
		v.Answer = r.Key()
	}
	if v.Validator != nil {
		v.Messages = v.Validator.Messages[:min(len(v.Validator.Messages), htmlMessages)]
	}
	v.Whose = whose(d.Document)
	h.viewSource(v, documentcheck.Tree.Of(d))
	h.viewStages(v)
	h.viewFindings(v)
	return v
}

// whose says who would answer: ".dossier" for the accreditation, "" for the gateway.
func whose(d *validate.Document) string {
	if g := d.Gateway; g != nil && (g.Scope == validate.OfDossier || g.Scope == validate.OfEvidence) {
		return ".dossier"
	}
	return ""
}

// viewSource decides whether source and narrative are shown, within the bounds of the report. The tree may be nil: a finding says
// why.
func (h *htmlWriter) viewSource(v *htmlDocument, tree *xmltree.Doc) {
	if v.CDA == nil || v.CDA.Text == "" {
		return
	}
	text := v.CDA.Text
	if len(text) > htmlSourceLargest || h.sources+len(text) > htmlSourceBytes {
		v.NoSource = true
		return
	}
	h.sources += len(text)
	v.Source, v.Lines, v.Size = true, countLines(text), len(text)
	if tree == nil {
		return
	}
	out, cut := narrative.HTML(tree, narrative.Options{Prefix: v.ID + "-n-", Heading: 4, Most: htmlNarrative, Lang: h.o.Lang})
	h.sources += len(out)
	v.Narrative, v.Cut = template.HTML(out), cut
}

// countLines counts lines as xmltree does: a lone carriage return ends one too.
func countLines(s string) int {
	return 1 + strings.Count(s, "\n") + strings.Count(s, "\r") - strings.Count(s, "\r\n")
}

func (h *htmlWriter) viewStages(v *htmlDocument) {
	var absent []string
	for _, s := range v.Document.Stages {
		if s.Absent {
			absent = append(absent, h.stageTitle(s.Name))
			continue
		}
		st := htmlStage{Title: h.stageTitle(s.Name), State: string(s.State), Reason: brief(s.Reason.In(h.o.Lang)), stages: 1}
		st.Label = counted(h.o.Lang, "html."+st.State, 1)
		v.Stages = append(v.Stages, st)
		if s.State == validate.Ran || st.Reason == "" {
			continue
		}
		same := slices.IndexFunc(v.Reasons, func(r htmlStage) bool { return r.State == st.State && r.Reason == st.Reason })
		if same < 0 {
			v.Reasons = append(v.Reasons, st)
		} else {
			r := &v.Reasons[same]
			r.stages++
			r.Title, r.Label = r.Title+"; "+st.Title, counted(h.o.Lang, "html."+r.State, r.stages)
		}
	}
	v.Absent = strings.Join(absent, ", ")
}

func (h *htmlWriter) stageTitle(name string) string {
	if name == "" {
		return h.say("other")
	}
	return stageTitle(h.o.Lang, name)
}

func (h *htmlWriter) viewFindings(v *htmlDocument) {
	var counts [lint.Error + 1]int
	for i := range v.Findings {
		f := &v.Findings[i]
		counts[f.Severity]++
		if i >= htmlFindings {
			v.Dropped++
			continue
		}
		if k := len(v.Sections); k == 0 || v.Sections[k-1].Stage != f.Stage {
			v.Sections = append(v.Sections, htmlSection{Stage: f.Stage, Title: h.stageTitle(f.Stage)})
		}
		s := &v.Sections[len(v.Sections)-1]
		s.Findings = append(s.Findings, h.viewFinding(v, f, i))
	}
	for _, part := range page.Severities(h.o.Lang, counts) {
		if part.Count > 0 {
			v.Counts = append(v.Counts, part)
		}
	}
	if g := v.Gateway; g != nil && !g.Accepted && g.Finding >= 0 && g.Finding < min(len(v.Findings), htmlFindings) {
		v.Cause = fmt.Sprintf("%s-f%d", v.ID, g.Finding)
	}
}

func (h *htmlWriter) viewFinding(v *htmlDocument, f *lint.Finding, i int) htmlFinding {
	lang := h.o.Lang
	x := htmlFinding{
		Finding: f, Doc: v.ID, ElementID: fmt.Sprintf("%s-f%d", v.ID, i), Sev: f.Severity.String(), SevWord: page.Word(lang, "severity."+f.Severity.String()),
		Message: brief(f.Message.In(lang)), Expected: brief(f.Expected.In(lang)), Actual: brief(f.Actual.In(lang)), Fix: brief(f.Fix.In(lang)),
	}
	switch f.Group {
	case lint.Gateway, lint.Standard, lint.Advice, lint.Accreditation:
		x.GroupWord, x.GroupTitle = page.Word(lang, "group."+string(f.Group)), h.say(string(f.Group)+".g")
	}
	for _, n := range f.Notes {
		note := brief(n.In(lang))
		x.Notes, x.Long = append(x.Notes, note), x.Long || len(note) > 240
	}
	l := f.Location
	x.Where = l.Source
	if l.Line > 0 {
		x.Where = fmt.Sprintf("%s %d:%d", l.Source, l.Line, l.Column)
		x.InSource = v.Source && l.Source == lint.SourceCDA && l.Line <= v.Lines
	}
	if text, from := sourceLine(v.Document, l); text != "" {
		x.Before, x.Marked, x.After = excerpt(text, l.Column-from+1)
	}
	if a := f.Answer; a != nil && f.Group == lint.Gateway && f.Severity == lint.Error {
		x.Answer = fmt.Sprintf("%s · %d %s %s", a.ID, a.Status, a.Type, a.Instance)
	}
	return x
}

// brief bounds a text that a document can make as long as it likes.
func brief(s string) string {
	const most = 4000
	if len(s) <= most {
		return page.Plain(s)
	}
	return page.Plain(strings.ToValidUTF8(s[:most], "")) + "…"
}

// excerpt cuts a line around a column (from 1, in characters) and splits it at what stands there: a name, or one character.
func excerpt(line string, column int) (before, marked, after string) {
	const left, right = 60, 140
	runes := []rune(line)
	at := min(max(column-1, 0), len(runes))
	from, to := max(0, at-left), min(len(runes), at+right)
	if at <= left { // indentation says nothing
		for from < at && unicode.IsSpace(runes[from]) {
			from++
		}
	}
	end := at
	for end < to && end < at+50 && !unicode.IsSpace(runes[end]) && (end == at || !strings.ContainsRune("<>=\"'/", runes[end])) {
		end++
	}
	if end == at && at < to {
		end++
	}
	before, marked, after = page.Plain(string(runes[from:at])), page.Plain(string(runes[at:end])), page.Plain(string(runes[end:to]))
	if from > 0 && at > left {
		before = "…" + before
	}
	if to < len(runes) {
		after += "…"
	}
	return before, marked, after
}
