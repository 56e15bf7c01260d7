// Package schematroncheck judges the CDA with the Schematron that its first templateId names.
//
// Source: specification digest, 05-validation paragraphs 1, 2 and 4.
package schematroncheck

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/explain"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	"github.com/fselint/fselint/validate/checks/lazy"
)

// Judgement is what the validator would answer.
var Judgement = validate.NewFact[*Outcome]("schematron")

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

var (
	ruleAssert       = texts.Rule("SCH", lint.Error, lint.Gateway, "VA-08")
	ruleReport       = texts.Rule("SCH-REPORT", lint.Warning, lint.Gateway, "VA-09")
	ruleDynamic      = texts.Rule("SCH-EXECUTION", lint.Error, lint.Gateway, "VA-07")
	ruleNoSchematron = texts.Rule("SCH-NO-SCHEMATRON", lint.Error, lint.Gateway, "VA-05")
)

// Outcome is what the validator would answer.
type Outcome struct {
	Errors  []validate.Message // what makes it a semantic error: texts of failed asserts, or one sentence
	Reports []validate.Message // texts of fired reports
	Schema  *schematron.Schema // what was applied, nil where there is none
}

// Source finds the Schematron for a template: its file name and content.
type Source func(templateRoot string) (name string, content []byte, ok bool, err error)

// Options are the settings of the check.
type Options struct {
	Find    Source
	Starter bool // the rules are the starter's, not the gateway's
}

// Check returns the check. Each Schematron is compiled when the first document asks for it.
func Check(o Options) *validate.Check {
	c := &checker{Options: o}
	return &validate.Check{
		Stage: "schematron", Requires: []validate.Key{documentcheck.IDs, documentcheck.Tree},
		Rules: []*lint.Rule{ruleAssert, ruleReport, ruleDynamic, ruleNoSchematron},
		Run:   Judgement.From(c.run),
	}
}

type checker struct {
	Options
	compiled lazy.Map[string, *compiled]
}

// compiled is a Schematron with what explains its hits.
type compiled struct {
	*schematron.Schema
	explainer *explain.Explainer
	constants sync.Map // of *constant by *schematron.Assert
}

// constant is what a hit of an assert says whatever the document.
type constant struct {
	template string // the text of the assert, its computed parts in braces
	public   string // the same with an ellipsis for each of them, and blanks in order
	test     lint.Text
}

func (c *compiled) constant(a *schematron.Assert) *constant {
	if known, ok := c.constants.Load(a); ok {
		return known.(*constant)
	}
	made := &constant{template: a.Template(), test: texts.Text("test", lint.Values{"test": lint.Known(schematron.Normalise(a.Test))})}
	made.public = schematron.Normalise(a.Public())
	c.constants.Store(a, made)
	return made
}

func (c *checker) run(ctx context.Context, p *validate.Pass) (*Outcome, error) {
	root := documentcheck.IDs.Of(p).TemplateRoot
	doc := documentcheck.Tree.Of(p)
	schema, found, err := c.compiled.Get(root, func() (*compiled, bool, error) {
		name, content, found, err := c.Find(root)
		if err != nil || !found {
			return nil, false, err
		}
		schema, err := schematron.Compile(content, schematron.ReadOptions{Name: name})
		if err != nil {
			return nil, true, err
		}
		return &compiled{Schema: schema, explainer: explain.New(schema)}, true, nil
	})
	switch {
	case err != nil:
		return nil, err
	case !found:
		return missing(p, doc, root), nil
	}
	result, err := schema.Run(ctx, doc)
	if errors.Is(err, xpath.ErrBudget) {
		return nil, p.Exceeded(texts.Text("too-much", nil), false)
	}
	if err != nil {
		return nil, err
	}
	o := &Outcome{Schema: schema.Schema}
	if result.Err != nil {
		const failed = "Error while executing validation on sch schematron"
		o.Errors = []validate.Message{{Text: failed, Public: failed}}
		dynamic(p, doc, result.Err)
		return o, nil
	}
	r := reporter{Pass: p, starter: c.Starter, prefix: prefix(root), doc: doc, schema: schema}
	for i := range result.Failures {
		o.Errors = append(o.Errors, r.hit(ctx, ruleAssert, &result.Failures[i]))
	}
	for i := range result.Reports {
		o.Reports = append(o.Reports, r.hit(ctx, ruleReport, &result.Reports[i]))
	}
	return o, nil
}

// prefix begins the ids of the rules of one document type.
func prefix(root string) string {
	if t, ok := fse.DocumentTypeByTemplate(root); ok {
		return "SCH-" + t.Abbr + "-"
	}
	return "SCH-" + root + "-"
}

// RuleID is the id under which a national rule is reported: SCH-LAB-ERRORE-17.
func RuleID(templateRoot, nationalID string) string {
	return prefix(templateRoot) + strings.ToUpper(nationalID)
}

type reporter struct {
	*validate.Pass
	starter bool
	prefix  string
	doc     *xmltree.Doc
	schema  *compiled
}

// hit reports a hit and returns its text, with the rule's own text, whose computed parts are ellipses.
func (r *reporter) hit(ctx context.Context, rule *lint.Rule, h *schematron.Hit) validate.Message {
	said := r.schema.constant(h.Assert)
	text := said.public
	if h.Text != said.template {
		text = schematron.Normalise(h.Text)
	}
	f := lint.Finding{
		Rule: rule, ID: r.prefix + strings.ToUpper(h.NationalID), NationalID: h.NationalID,
		Message: lint.Same(text), Public: lint.Same(said.public), Notes: []lint.Text{said.test},
	}
	if h.Attr != xmltree.NoAttr {
		f.Location = documentcheck.AtAttr(r.doc, h.Attr)
	} else {
		f.Location = documentcheck.At(r.doc, h.Node)
	}
	e := r.schema.explainer.Explain(ctx, r.doc, h)
	f.Expected, f.Actual, f.Fix = e.Requirement, e.Found, e.Fix
	if r.starter {
		f.Group = lint.Standard
	}
	r.Report(f)
	return validate.Message{Text: h.Text, Public: said.public}
}

func dynamic(p *validate.Pass, doc *xmltree.Doc, e *schematron.DynamicError) {
	f := lint.Finding{Rule: ruleDynamic, Actual: lint.Same(e.Error())}
	if e.Attr != xmltree.NoAttr {
		f.Location = documentcheck.AtAttr(doc, e.Attr)
	} else {
		f.Location = documentcheck.At(doc, e.Node)
	}
	p.Report(f)
}

func missing(p *validate.Pass, doc *xmltree.Doc, root string) *Outcome {
	o := &Outcome{Errors: []validate.Message{{Text: "Schematron with template id root " + root + " not found on database."}}}
	f := lint.Finding{Rule: ruleNoSchematron, Actual: lint.Same(fmt.Sprintf("%q", root)), Detail: o.Errors[0].Text}
	first := true
	top := doc.DocumentElement()
	for n := doc.FirstChild(top); n != xmltree.None; n = doc.NextSibling(n) {
		if doc.Kind(n) != xmltree.Element || doc.Local(doc.Name(n)) != "templateId" {
			continue
		}
		if first {
			f.Location, first = documentcheck.At(doc, n), false
		}
		other, _ := doc.AttrValue(n, "root")
		if t, ok := fse.DocumentTypeByTemplate(other); ok {
			line := doc.Pos(n).Line
			f.Notes = append(f.Notes, texts.Text("national-later", lint.Values{
				"root": lint.Known(other), "type": lint.Known(t.Abbr), "line": line,
			}))
		}
	}
	p.Report(f)
	return o
}
