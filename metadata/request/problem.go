package request

import (
	"cmp"
	"slices"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/metadata/flaw"
	"github.com/fselint/fselint/metadata/rawjson"
)

// Problem is one thing wrong with a body in one operation. Its embedded flaw says what: the kind is the machine reason, Part and
// Pos are places within the value.
type Problem struct {
	flaw.Flaw
	Group    flaw.Group // who minds it in this operation: may differ from the kind's
	Severity flaw.Severity
	Error    string // error of the specification (RB-01, PF-09, …), "" for none
	Detail   string // the gateway's exact words, "" where they are not fixed or not published
	Field    string // name of the field, "{id}" for the path identifier, "" for the body as a whole
	Pointer  string // JSON pointer, "" for the body as a whole
	Line     int    // from 1, 0 where there is no place
	Column   int    // from 1, in characters

	step step
	at   int // byte offset, for the order
}

// Text says in words what is wrong, with the name of the field.
func (p Problem) Text(lang string) string {
	if p.Field == "" {
		return p.Flaw.Text(lang)
	}
	return p.Field + ": " + p.Flaw.Text(lang)
}

// Blocks tells whether the gateway refuses the call for it.
func (p Problem) Blocks() bool { return p.Group == flaw.Gateway && p.Severity == flaw.Error }

// First returns the problem that the gateway answers with, nil when it finds none in the body. The problems must be in the
// order of Judge.
func First(problems []Problem) *Problem {
	for i := range problems {
		if problems[i].Blocks() {
			return &problems[i]
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

// inOrder sorts what the gateway notices by its order, then the rest by place.
func inOrder(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.at, b.at))
	})
}

func (p *Problem) rank() step {
	if p.Group != flaw.Gateway {
		return stepUnnoticed
	}
	return p.step
}

// maxOfKind bounds the problems of one kind: people read the first, and a list may have a million elements.
const maxOfKind = 50

// judge collects problems.
type judge struct {
	op       fse.Operation
	ctx      Context
	b        *Body
	problems []Problem
	counts   map[*flaw.Kind]int
}

// add reports a problem with the group and severity of its kind. v is the value it is about, nil for the body as a whole.
func (j *judge) add(k *flaw.Kind, field, pointer string, v *rawjson.Value, found, expected string) *Problem {
	return j.report(Problem{Flaw: flaw.Flaw{Kind: k, Part: field, Pos: -1, Found: found, Expected: expected}, Field: field, Pointer: pointer}, v)
}

// dropped takes what is reported beyond the bound.
var dropped Problem

func (j *judge) report(p Problem, v *rawjson.Value) *Problem {
	if j.counts[p.Kind]++; j.counts[p.Kind] > maxOfKind {
		scratch := dropped
		return &scratch
	}
	if p.Group == "" {
		p.Group, p.Severity = p.Kind.Group, p.Kind.Severity
	}
	if v != nil {
		p.place(j.b, v.Start)
	}
	j.problems = append(j.problems, p)
	return &j.problems[len(j.problems)-1]
}

func (p *Problem) place(b *Body, offset int) {
	p.at = offset
	p.Line, p.Column = b.Doc.Position(offset)
}

// nested reports the flaws of a value. When the gateway refuses the value, the first of them stands for its refusal.
func (j *judge) nested(flaws []flaw.Flaw, field, pointer string, v *rawjson.Value, refusal *Problem) {
	worst := 0
	for i := range flaws {
		if flaws[i].Kind.Severity > flaws[worst].Kind.Severity {
			worst = i
		}
	}
	for i, f := range flaws {
		p := Problem{Flaw: f, Field: field, Pointer: pointer, Group: f.Kind.Group, Severity: f.Kind.Severity}
		if p.Group == flaw.Gateway {
			p.Group = flaw.Standard
		}
		if refusal != nil && i == worst {
			p.Group, p.Severity, p.Error, p.Detail, p.step = flaw.Gateway, flaw.Error, refusal.Error, refusal.Detail, refusal.step
		}
		j.report(p, v)
	}
	if refusal != nil && len(flaws) == 0 {
		p := *refusal
		p.Flaw = flaw.Flaw{Kind: &Refused, Part: field, Pos: -1}
		if v != nil {
			p.Found = v.Text
		}
		p.Field, p.Pointer, p.Group, p.Severity = field, pointer, flaw.Gateway, flaw.Error
		j.report(p, v)
	}
}
