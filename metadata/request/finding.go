package request

import (
	"cmp"
	"slices"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/rawjson"
)

// First returns the finding that the gateway answers with, nil when it finds none in the body. The findings must be in the order of
// Judge.
func First(findings []lint.Finding) *lint.Finding {
	for i := range findings {
		if findings[i].Blocks() {
			return &findings[i]
		}
	}
	return nil
}

// step is the place of a check in the gateway's order.
type step uint8

const (
	stepPath step = iota
	stepReading
	stepActivity
	stepDoc
	stepRep
	stepClass
	stepSetting
	stepActivityClass
	stepSubmission
	stepFacility
	stepDescriptionForm
	stepDescriptionOID
	stepEvents
	stepDates
	stepLateDescriptionForm // metadata update looks at descriptions after the dates
	stepLateDescriptionOID
	stepDocForm
	stepSimulation
	stepCorrelation
	stepWorkflow
	stepRepForm
	stepMode
	stepUnnoticed
)

// found is a finding with its place in the gateway's order.
type found struct {
	lint.Finding
	step step
	at   int // byte offset
}

func (f *found) rank() step {
	if f.Group != lint.Gateway {
		return stepUnnoticed
	}
	return f.step
}

// refused says with which error, and in which words, a step of the gateway refuses the body for it.
func (f *found) refused(s step, id, words string) {
	f.step, f.Error, f.Detail = s, id, words
}

// more goes on with the message: with the words of that id, which may name a value; "" for none.
func (f *found) more(id, expected string) *found {
	f.Values = lint.Values{"more": lint.Known("")}
	if id != "" {
		f.Values["more"] = texts.Text(id, lint.Values{"expected": lint.Known(expected)})
	}
	return f
}

// maxOfRule bounds the findings of one rule: people read the first, and a list may have a million elements.
const maxOfRule = 50

// judge collects findings.
type judge struct {
	op       fse.Operation
	ctx      Context
	b        *Body
	findings []found
	counts   map[*lint.Rule]int
}

// inOrder returns what the gateway notices in its order, then the rest by place.
func (j *judge) inOrder() []lint.Finding {
	slices.SortStableFunc(j.findings, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.at, b.at))
	})
	list := make([]lint.Finding, len(j.findings))
	for i := range j.findings {
		list[i] = j.findings[i].Finding
	}
	return list
}

// add reports a finding about a field. v is the value it is about, nil for the body as a whole.
func (j *judge) add(r *lint.Rule, field, pointer string, v *rawjson.Value, is, should string) *found {
	return j.report(found{Finding: r.Found(is, should).At(field, -1)}, field, pointer, v)
}

// dropped takes what is reported beyond the bound.
var dropped found

func (j *judge) report(f found, field, pointer string, v *rawjson.Value) *found {
	if j.counts[f.Rule]++; j.counts[f.Rule] > maxOfRule {
		scratch := dropped
		return &scratch
	}
	f.Subject, f.Location.Source, f.Location.Path = field, lint.SourceRequest, pointer
	if v != nil {
		f.place(j.b, v.Start)
	}
	j.findings = append(j.findings, f)
	return &j.findings[len(j.findings)-1]
}

func (f *found) place(b *Body, offset int) {
	f.at = offset
	f.Location.Line, f.Location.Column = b.Doc.Position(offset)
}

// refusal is what the gateway answers to a value that it refuses.
type refusal struct {
	step      step
	id, words string
}

// nested reports the findings in a value. When the gateway refuses the value, the first of the worst stands for its refusal.
func (j *judge) nested(flaws []lint.Finding, field, pointer string, v *rawjson.Value, refuses *refusal) {
	if refuses != nil && len(flaws) == 0 {
		text := ""
		if v != nil {
			text = v.Text
		}
		flaws = []lint.Finding{Refused.Found(text, "").At(field, -1)}
	}
	worst := 0
	for i := range flaws {
		if flaws[i].Severity > flaws[worst].Severity {
			worst = i
		}
	}
	for i, f := range flaws {
		if f.Group == lint.Gateway {
			f.Group = lint.Standard
		}
		p := j.report(found{Finding: f}, field, pointer, v)
		if refuses != nil && i == worst {
			p.Group, p.Severity = lint.Gateway, lint.Error
			p.refused(refuses.step, refuses.id, refuses.words)
		}
	}
}
