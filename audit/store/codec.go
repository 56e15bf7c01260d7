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

type finding struct {
	*lint.Finding
	Rule   string // hides that of Finding
	Family string
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
		f := d.Findings[i]
		f.Location.Snippet = ""
		out.Findings[i] = finding{Finding: &f}
		if f.Rule != nil {
			out.Findings[i].Rule, out.Findings[i].Family = f.Rule.ID, f.Rule.Family
		}
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	if len(raw) > maxDocument {
		return nil, texts.Error("findings-more-than-audit-can-keep", lint.Values{"n": len(d.Findings)})
	}
	return deflate(raw)
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

var errDamaged = texts.Error("a-stored-judgement-damaged", nil)

// decode reads what encode made. The bytes may come from anywhere.
func (r rules) decode(data []byte) (*validate.Document, error) {
	inflater := flate.NewReader(bytes.NewReader(data))
	raw, err := io.ReadAll(io.LimitReader(inflater, maxDocument+1))
	if err != nil || len(raw) > maxDocument {
		return nil, errDamaged
	}
	in := document{Document: &validate.Document{}}
	if err := json.Unmarshal(raw, &in); err != nil || in.Document == nil {
		return nil, errDamaged
	}
	d := in.Document
	d.Findings = make([]lint.Finding, len(in.Findings))
	for i, f := range in.Findings {
		if f.Finding == nil || f.Severity < lint.Info || f.Severity > lint.Error {
			return nil, errDamaged
		}
		d.Findings[i] = *f.Finding
		d.Findings[i].Rule = r.rule(f)
	}
	if !slices.Contains([]validate.Verdict{validate.Passed, validate.Warn, validate.Fail, validate.Incomplete, validate.Fault}, d.Verdict) {
		return nil, errDamaged
	}
	if g := d.Gateway; g != nil && (g.Finding < -1 || g.Finding >= len(d.Findings)) {
		return nil, errDamaged
	}
	return d, nil
}

// rule finds the rule of a stored finding. A version of fselint that made the finding may have had a rule that this one lacks.
func (r rules) rule(f finding) *lint.Rule {
	if rule := r[f.Rule]; rule != nil {
		return rule
	}
	return &lint.Rule{ID: f.Rule, Family: f.Family, Title: f.Message, Severity: f.Severity, Group: f.Group, Error: f.Error, Fix: f.Fix}
}
