package redact

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate"
)

// withheld stands for a value that is not shown.
const withheld = "…"

// Options say what is left out.
type Options struct {
	Values bool // what documents say of persons
	Paths  bool // names and places of files: documents are numbered
}

// Writer passes documents on to another writer, redacted and numbered in the order in which they come.
func (o Options) Writer(w report.Writer) report.Writer {
	if o == (Options{}) {
		return w
	}
	return &writer{o: o, w: w}
}

type writer struct {
	o Options
	w report.Writer
	n int
}

func (w *writer) Document(d *validate.Result) error {
	w.n++
	shown := &validate.Result{Document: w.o.Document(d.Document, w.n)}
	if !w.o.Values {
		shown.Facts = d.Facts
	}
	return w.w.Document(shown)
}

func (w *writer) Close() error { return w.w.Close() }

// Run leaves out where on this machine the catalog and the registry lie.
func (o Options) Run(r report.Run) report.Run {
	if !o.Paths {
		return r
	}
	r.Catalog.Source = ""
	if r.Registry != nil {
		registry := *r.Registry
		registry.Source = ""
		r.Registry = &registry
	}
	return r
}

// Document returns a copy of a judgement without what is to be left out; number names the document in place of its path. The original
// is left as it is.
func (o Options) Document(d *validate.Document, number int) *validate.Document {
	c := *d
	if o.Values {
		c = *withoutValues(d)
	}
	if c.Path = d.Path; o.Paths {
		c.Path = fmt.Sprintf("document-%d%s", number, extension(d.Path))
	}
	return &c
}

func withoutValues(d *validate.Document) *validate.Document {
	c := &validate.Document{
		SHA256: d.SHA256, DocumentType: d.DocumentType,
		TemplateID: template(d.TemplateID), TypeID: typeID(d.TypeID), Starter: d.Starter, Verdict: d.Verdict, Hidden: d.Hidden, Elapsed: d.Elapsed,
	}
	for i := range d.Findings {
		c.Findings = append(c.Findings, finding(&d.Findings[i]))
	}
	for _, s := range d.Stages {
		c.Stages = append(c.Stages, stage(s))
	}
	if d.CDA != nil {
		c.CDA = &validate.CDAInfo{SHA256: d.CDA.SHA256, Mode: d.CDA.Mode, Name: name(d.CDA.Name), Bytes: d.CDA.Bytes}
	}
	if d.Validator != nil {
		c.Validator = &validate.Validator{Result: d.Validator.Result, Messages: messages(d.Validator)}
	}
	if d.Gateway != nil {
		c.Gateway = answer(d, c)
	}
	if d.Signature != nil {
		c.Signature = signature(d.Signature)
	}
	if d.Fault != nil {
		c.Fault = &validate.Failure{Kind: d.Fault.Kind, Message: failures[d.Fault.Kind]}
	}
	return c
}

var failures = map[validate.FailureKind]lint.Text{
	validate.Unreadable: texts.Text("cannot-be-read", nil),
	validate.Exceeded:   texts.Text("exceeds-a-limit", nil),
	validate.TimedOut:   texts.Text("not-judged-in-time", nil),
	validate.Broken:     texts.Text("internal-error", nil),
}

func extension(path string) string {
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".pdf", ".xml", ".json", ".xlsx":
		return ext
	}
	return ""
}

func template(root string) string {
	if _, ok := fse.DocumentTypeByTemplate(root); ok || root == "" {
		return root
	}
	return withheld
}

var typeIDs = lazyregexp.New(`^POCD_[A-Z]{2}[0-9]{6}(UV[0-9]{2})?$`)

func typeID(s string) string {
	if s == "" || typeIDs().MatchString(s) {
		return s
	}
	return withheld
}

// name shows the names that a CDA has in a PDF by specification.
func name(s string) string {
	switch strings.ToLower(s) {
	case "", "cda.xml", "datasets":
		return s
	}
	return withheld
}

// stage keeps of a skipped stage's reason what was not taken from the document or from the words of a library.
func stage(s validate.StageState) validate.StageState {
	c := validate.StageState{Name: s.Name, State: s.State, Absent: s.Absent}
	switch {
	case s.State == validate.Skipped:
		if c.Reason = s.Reason.Public(); c.Reason.IsZero() {
			c.Reason = lint.Same(withheld)
		}
	case !s.Reason.IsZero():
		c.Reason = failures[validate.Broken]
	}
	return c
}

func finding(f *lint.Finding) lint.Finding {
	c := lint.Finding{
		Rule: f.Rule, ID: f.ID, Severity: f.Severity, Group: f.Group, Stage: f.Stage, Error: f.Error,
		Message:  public(f),
		Location: lint.Location{Source: f.Location.Source, Line: f.Location.Line, Column: f.Location.Column, Path: place(f.Location)},
	}
	if strings.HasPrefix(c.Message.In("en"), f.NationalID) || f.Rule != nil && f.NationalID == f.Rule.Code { // it is in the rule's own text
		c.NationalID = f.NationalID
	}
	if f.Rule != nil {
		c.Fix = cmp.Or(f.Fix.Public(), f.Rule.Fix)
	}
	if a := f.Answer; a != nil {
		c.Answer = &lint.Answer{ID: a.ID, Status: a.Status, Type: a.Type, Title: a.Title, Instance: a.Instance, Or: withoutDetail(a.Or)}
		if f.Detail == "" {
			c.Answer.Detail = a.Detail // the table's own words
		}
	}
	return c
}

// withoutDetail keeps what the gateway's tables say of an answer, and leaves out what quotes the submission.
func withoutDetail(a *lint.Answer) *lint.Answer {
	if a == nil {
		return nil
	}
	return &lint.Answer{ID: a.ID, Status: a.Status, Type: a.Type, Title: a.Title, Instance: a.Instance}
}

// public is what may be said of a finding: the text that its check declares free of values, else the title of its rule.
func public(f *lint.Finding) lint.Text {
	switch {
	case !f.Public.IsZero():
		return f.Public
	case f.Rule != nil:
		return f.Rule.Title
	}
	return lint.Same(withheld)
}

// answer keeps the words of the gateway's table, and replaces those that it would make from the document.
func answer(d, c *validate.Document) *validate.GatewayAnswer {
	g := *d.Gateway
	g.Answer.Or = withoutDetail(g.Answer.Or)
	g.Unchecked = slices.DeleteFunc(slices.Clone(g.Unchecked), func(s string) bool { return s != validate.Recorded && strings.Trim(s, ".0123456789") != "" })
	if g.Warning != "" {
		g.Warning = withheld
	}
	if or := g.Answer.Or; or != nil {
		g.Answer.Or = &lint.Answer{ID: or.ID, Status: or.Status, Type: or.Type, Title: or.Title, Instance: or.Instance}
	}
	if g.Finding < 0 || g.Finding >= len(d.Findings) {
		if g.Answer.Detail != "" {
			g.Answer.Detail = withheld
		}
		return &g
	}
	if a := c.Findings[g.Finding].Answer; a == nil || a.Detail == "" || a.Detail != g.Answer.Detail {
		if g.Answer.Detail != "" {
			g.Answer.Detail = c.Findings[g.Finding].Message.In("it") // the gateway's language
		}
	}
	return &g
}

// messages keeps what the validator's messages say without the document.
func messages(v *validate.Validator) []string {
	out := make([]string, len(v.Messages))
	for i := range out {
		out[i] = withheld
		if i < len(v.Public) && v.Public[i] != "" {
			out[i] = v.Public[i]
		}
	}
	return out
}

// signature keeps the judgements and numbers the fields; who signed, when and with what certificate is left out.
func signature(s *validate.Signature) *validate.Signature {
	c := &validate.Signature{Decision: s.Decision, Reason: s.Reason, Integrity: word(s.Integrity), Trust: word(s.Trust)}
	for i, f := range s.Signatures {
		c.Signatures = append(c.Signatures, validate.SignatureField{
			Field: fmt.Sprintf("signature %d", i+1), Type: word(f.Type), Level: word(f.Level), Integrity: word(f.Integrity), Trust: word(f.Trust),
			TimeSource: word(f.TimeSource), Changes: word(f.Changes),
		})
	}
	return c
}

// words are those that a signature is judged with.
var words = map[string]bool{
	"signature": true, "document-timestamp": true, "timestamp": true, "empty": true, "M": true, "signing-time": true,
	"B-B": true, "B-T": true, "B-LT": true, "B-LTA": true,
	"intact": true, "changed": true, "broken": true, "indeterminate": true,
	"trusted": true, "not trusted": true, "not judged": true, "none": true, "allowed": true, "not allowed": true,
}

func word(s string) string {
	if words[s] {
		return s
	}
	return ""
}
