package store

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"io"
	"slices"
	"sync"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// maxDocument bounds one judgement, decompressed.
const maxDocument = 128 << 20

// rules finds rules by id.
type rules map[string]*lint.Rule

func indexRules(list []*lint.Rule) rules {
	r := make(rules, len(list))
	for _, rule := range list {
		r[rule.ID] = rule
	}
	return r
}

// document is a judgement as it is stored: all fields of the original, findings with the id of their rule.
type document struct {
	*validate.Document
	Findings []finding // hides that of Document
}

// finding hides what Finding has under the same names.
type finding struct {
	*lint.Finding
	Rule     string
	Family   string
	Message  words
	Public   words   `json:",omitzero"`
	Expected words   `json:",omitzero"`
	Actual   words   `json:",omitzero"`
	Fix      words   `json:",omitzero"`
	Notes    []words `json:",omitzero"`
}

// words are a text as lint.Text marshals itself, which costs much more where there are so many.
type words struct{ IT, EN string }

func wordsOf(t lint.Text) words {
	if t.IsZero() {
		return words{}
	}
	return words{t.In("it"), t.In("en")}
}

func (w words) text() lint.Text { return lint.Text{IT: w.IT, EN: w.EN} }

func newFinding(f lint.Finding) finding {
	f.Location.Snippet = ""
	out := finding{Finding: &f, Message: wordsOf(f.Message), Public: wordsOf(f.Public), Expected: wordsOf(f.Expected), Actual: wordsOf(f.Actual), Fix: wordsOf(f.Fix)}
	for _, n := range f.Notes {
		out.Notes = append(out.Notes, wordsOf(n))
	}
	if f.Rule != nil {
		out.Rule, out.Family = f.Rule.ID, f.Rule.Family
	}
	return out
}

// original returns the finding without its rule.
func (f *finding) original() lint.Finding {
	out := *f.Finding
	out.Message, out.Public, out.Expected, out.Actual, out.Fix = f.Message.text(), f.Public.text(), f.Expected.text(), f.Actual.text(), f.Fix.text()
	for _, n := range f.Notes {
		out.Notes = append(out.Notes, n.text())
	}
	return out
}

// encode makes the stored form of a judgement. d is not changed.
func encode(d *validate.Document) ([]byte, error) {
	plain := *d
	plain.Path, plain.Elapsed, plain.Findings = "", 0, nil
	if d.CDA != nil {
		cda := *d.CDA
		cda.Text = ""
		plain.CDA = &cda
	}
	out := document{Document: &plain, Findings: make([]finding, len(d.Findings))}
	for i := range d.Findings {
		out.Findings[i] = newFinding(d.Findings[i])
	}
	raw := buffers.Get().(*bytes.Buffer)
	defer recycle(raw)
	raw.Reset()
	to := json.NewEncoder(raw)
	to.SetEscapeHTML(false)
	if err := to.Encode(out); err != nil {
		return nil, err
	}
	if raw.Len() > maxDocument {
		return nil, texts.Error("findings-more-than-audit-can-keep", lint.Values{"n": len(d.Findings)})
	}
	return deflate(raw.Bytes())
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func recycle(b *bytes.Buffer) {
	const ordinary = 1 << 20
	if b.Cap() <= ordinary {
		buffers.Put(b)
	}
}

var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is valid
	}
	return w
}}

func deflate(raw []byte) ([]byte, error) {
	var b bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&b)
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

var inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}

// inflate adds to a buffer what was deflated, and stops beyond the bound.
func inflate(to *bytes.Buffer, data []byte) error {
	r := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	if err := r.(flate.Resetter).Reset(bytes.NewReader(data), nil); err != nil {
		return err
	}
	_, err := to.ReadFrom(io.LimitReader(r, maxDocument+1))
	return err
}

var errDamaged = texts.Error("a-stored-judgement-damaged", nil)

// decode reads what encode made. The bytes may come from anywhere.
func (r rules) decode(data []byte) (*validate.Document, error) {
	raw := buffers.Get().(*bytes.Buffer)
	defer recycle(raw)
	raw.Reset()
	if err := inflate(raw, data); err != nil || raw.Len() > maxDocument {
		return nil, errDamaged
	}
	in := document{Document: &validate.Document{}}
	if err := json.Unmarshal(raw.Bytes(), &in); err != nil || in.Document == nil {
		return nil, errDamaged
	}
	d := in.Document
	d.Findings = make([]lint.Finding, len(in.Findings))
	for i := range in.Findings {
		f := &in.Findings[i]
		if f.Finding == nil || f.Severity < lint.Info || f.Severity > lint.Error {
			return nil, errDamaged
		}
		d.Findings[i] = f.original()
		d.Findings[i].Rule = r.rule(f)
	}
	if g := d.Gateway; g != nil && (g.Finding < -1 || g.Finding >= len(d.Findings)) {
		return nil, errDamaged
	}
	if !current(d) {
		return nil, errDamaged
	}
	return d, nil
}

// current puts the verdict of an older fselint into the words of today; it returns false for what is no verdict.
func current(d *validate.Document) bool {
	switch d.Verdict {
	case validate.PassV1, validate.WarnV1:
		d.Verdict = validate.Accepted
	case validate.IncompleteV1:
		d.Verdict = validate.Undetermined
	case validate.FailV1:
		if d.Verdict = validate.Defective; d.Gateway != nil && !d.Gateway.Accepted {
			d.Verdict = validate.Refused
		}
	}
	return slices.Contains(validate.Verdicts, d.Verdict)
}

// rule finds the rule of a stored finding. A version of fselint that made the finding may have had a rule that this one lacks.
func (r rules) rule(f *finding) *lint.Rule {
	if rule := r[f.Rule]; rule != nil {
		return rule
	}
	return &lint.Rule{ID: f.Rule, Family: f.Family, Title: f.Message.text(), Severity: f.Severity, Group: f.Group, Error: f.Error, Fix: f.Fix.text()}
}
