package checks

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	"github.com/fselint/fselint/validate/compare"
)

// Against is another catalog that documents are compared with: the same document may be answered differently by it.
type Against struct {
	Name    string // of its line, say
	Catalog *schemas.Catalog

	runner *validate.Runner
}

var ruleAgainst = texts.Rule("CAT-ANSWER-DIFFERS", lint.Warning, lint.Advice, "")

// againstStage stands in the report of runs that compare.
var againstStage = validate.Stage{Name: "against", Title: texts.Text("against", nil)}

// ofCatalog are the stages that a catalog decides.
var ofCatalog = []string{"cda", "schema", "schematron", "vocabulary", "engine"}

// open makes the engine that asks the other catalog: it reads the document and judges what a catalog decides, no more.
func (a *Against) open(c Config) (err error) {
	list := append(append(reading(c), Compile(a.Catalog).checks...), validator())
	a.runner, err = validate.New(Stages(), list, validate.Options{Limits: c.Limits})
	return err
}

// check compares the answer to what was found so far with the answer that the other catalog leads to.
func (a *Against) check(c Config) *validate.Check {
	return &validate.Check{
		Name: "against", Stage: againstStage.Name, Rules: []*lint.Rule{ruleAgainst}, Requires: []validate.Key{documentcheck.CDA},
		Run: validate.Judge(func(ctx context.Context, p *validate.Pass) error {
			b := *p.Bundle
			b.Load = func(int64) ([]byte, error) { return p.Data, nil }
			other := a.runner.Document(ctx, &b).Document
			if other.Fault != nil {
				return errors.New(other.Fault.Message.In("en"))
			}
			a.compare(p, other, c.Call)
			return nil
		}),
	}
}

func (a *Against) compare(p *validate.Pass, other *validate.Document, call Call) {
	here := *p.Doc
	here.Findings = slices.Clone(here.Findings)
	there := here
	there.Validator = other.Validator
	there.Findings = slices.DeleteFunc(slices.Clone(here.Findings), decidedByCatalog)
	for _, f := range other.Findings {
		if decidedByCatalog(f) {
			there.Findings = append(there.Findings, f)
		}
	}
	for _, d := range []*validate.Document{&here, &there} {
		gateway.Answers(d, call.Generation, call.Operation)
		d.Gateway = gateway.Predict(d, call.Generation, call.Operation)
	}
	d := compare.Documents(&here, &there)
	if d.Gateway == nil && d.Validator == nil {
		return
	}
	f := lint.Finding{
		Rule: ruleAgainst, Values: lint.Values{
			"line": lint.Known(a.Name), "here": answerText(here.Gateway), "there": answerText(there.Gateway),
		},
	}
	for _, changes := range []struct {
		sign string
		list []compare.FindingChange
	}{{"come", d.Come}, {"gone", d.Gone}} {
		for _, c := range changes.list {
			f.Notes = append(f.Notes, changeText(changes.sign, c))
		}
	}
	p.Report(f)
}

func decidedByCatalog(f lint.Finding) bool { return slices.Contains(ofCatalog, f.Stage) }

func answerText(g *validate.GatewayAnswer) lint.Text {
	if g == nil {
		return texts.Text("not-refused", nil)
	}
	return texts.Text("refused", lint.Values{"answer": lint.Known(fmt.Sprintf("%d %s", g.Answer.Status, g.Answer.Type)), "id": lint.Known(g.Answer.ID)})
}

// changeText names a finding that one of the two catalogs leads to and the other does not.
func changeText(id string, c compare.FindingChange) lint.Text {
	what := c.ID
	if c.Example.NationalID != "" {
		what += " " + c.Example.NationalID
	}
	place := c.Example.Location.Path
	if c.Example.Location.Line > 0 {
		place = fmt.Sprintf("%d:%d %s", c.Example.Location.Line, c.Example.Location.Column, place)
	}
	return texts.Text(id, lint.Values{"rule": lint.Known(what), "n": c.Count, "message": c.Example.Message, "place": lint.Known(place)})
}
