// Package vocabularycheck judges coded values as the terminology step of the gateway's validator does.
//
// Source: specification digest, 05-validation paragraph 5.
package vocabularycheck

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/vocabulary"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
)

// Judgement is what the validator would answer.
var Judgement = validate.NewFact[*vocabulary.Outcome]("vocabulary")

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

var (
	ruleDictionaries = texts.Rule("VOC-NO-DICTIONARIES", lint.Error, lint.Gateway, "VA-13")
	ruleBlocked      = texts.Rule("VOC-BLOCKED", lint.Error, lint.Gateway, "VA-10")
	ruleVersion      = texts.Rule("VOC-VERSION", lint.Error, lint.Gateway, "VA-11")
	ruleCode         = texts.Rule("VOC-CODE", lint.Error, lint.Gateway, "VA-12")
	ruleNoCode       = texts.Rule("VOC-NO-CODE", lint.Error, lint.Gateway, "VA-12")
	ruleUnknown      = texts.Rule("VOC-UNKNOWN", lint.Info, lint.Advice, "")
)

// Unchecked is the rule of what the catalog lacks: no finding of a document, but a note of the run.
var Unchecked = texts.Rule("VOC-UNCHECKED", lint.Info, lint.Advice, "")

var ruleOf = map[vocabulary.Step]*lint.Rule{
	vocabulary.StepDictionaries: ruleDictionaries, vocabulary.StepBlockList: ruleBlocked,
	vocabulary.StepVersion: ruleVersion, vocabulary.StepCode: ruleCode,
}

// buffers keeps the slices of extracted codes between documents.
var buffers = sync.Pool{New: func() any { return new([]vocabulary.Code) }}

// Check returns the check for the dictionaries that open gives; why says why there are none.
func Check(open func() (*vocabulary.Set, error)) *validate.Check {
	return &validate.Check{
		Stage: "vocabulary", Requires: []validate.Key{documentcheck.Tree},
		Rules: []*lint.Rule{ruleDictionaries, ruleBlocked, ruleVersion, ruleCode, ruleNoCode, Unchecked, ruleUnknown},
		Run: Judgement.From(func(_ context.Context, p *validate.Pass) (*vocabulary.Outcome, error) {
			set, err := open()
			if err != nil {
				return nil, err
			}
			o := judge(p, set)
			return o, unreadable(o)
		}),
	}
}

// unreadable says which dictionary is there and cannot be read: what it would say is not known, and no document is to blame.
func unreadable(o *vocabulary.Outcome) error {
	for _, g := range o.Unchecked {
		if g.Err != nil && !errors.Is(g.Err, vocabulary.ErrNoCodes) {
			return fmt.Errorf("%s: %w", g.System, g.Err)
		}
	}
	return nil
}

func judge(p *validate.Pass, set *vocabulary.Set) *vocabulary.Outcome {
	j := judgement{Pass: p, set: set, doc: documentcheck.Tree.Of(p)}
	buffer := buffers.Get().(*[]vocabulary.Code)
	defer func() {
		clear(j.codes) // they view the document
		*buffer = j.codes[:0]
		buffers.Put(buffer)
	}()
	j.codes = vocabulary.Extract(j.doc, (*buffer)[:0])
	j.outcome = set.Judge(j.codes)
	if j.outcome.Failed == vocabulary.StepDictionaries {
		p.Report(lint.Finding{Rule: ruleDictionaries})
	}
	for _, problem := range j.outcome.Problems {
		j.problem(problem)
	}
	for _, g := range j.outcome.Unchecked {
		p.Doc.Unchecked = append(p.Doc.Unchecked, strings.Clone(g.System))
	}
	for _, g := range j.outcome.Unknown {
		j.group(ruleUnknown, g)
	}
	return j.outcome
}

type judgement struct {
	*validate.Pass
	set     *vocabulary.Set
	doc     *xmltree.Doc
	codes   []vocabulary.Code
	outcome *vocabulary.Outcome
}

func (j *judgement) at(c *vocabulary.Code, a xmltree.Attr) lint.Location {
	if c.Offset > 0 {
		return documentcheck.AtOffset(j.doc, c.Offset, c.Element)
	}
	if a == xmltree.NoAttr {
		return documentcheck.At(j.doc, c.Element)
	}
	return documentcheck.AtAttr(j.doc, a)
}

func (j *judgement) problem(p vocabulary.Problem) {
	c := &j.codes[p.Code]
	f := lint.Finding{Rule: ruleOf[p.Step], Location: j.at(c, c.SystemAttr)}
	switch p.Step {
	case vocabulary.StepBlockList:
		f.Actual = lint.Same(strings.Clone(c.System))
	case vocabulary.StepVersion:
		j.version(&f, c, p.Version)
	case vocabulary.StepCode:
		j.code(&f, c, p.Version)
	}
	if p.Step == j.outcome.Failed {
		f.Detail = j.outcome.Message
	}
	if c.Substituted {
		f.Notes = append(f.Notes, texts.Text("substituted", lint.Values{"system": strings.Clone(c.System)}))
	}
	if p.Hidden {
		f.Notes = append(f.Notes, texts.Text("hidden", nil))
	}
	if c.Offset > 0 {
		f.Notes = append(f.Notes, texts.Text("html-markup", nil))
		f.Fix = texts.Text("mend-html-markup", nil)
	} else if c.CodeAttr != xmltree.NoAttr && htmlCharacters(c.Code, j.doc.Value(c.CodeAttr)) {
		f.Notes = append(f.Notes, texts.Text("html-character", nil))
	}
	j.Report(f)
}

// htmlCharacters reports whether the gateway reads other characters than the document has: a number between 128 and 159 stands
// for one of Windows-1252.
func htmlCharacters(read, written string) bool {
	isControl := func(r rune) bool { return r >= 0x80 && r <= 0x9F }
	return strings.IndexFunc(written, isControl) >= 0 && strings.IndexFunc(read, isControl) < 0
}

func (j *judgement) version(f *lint.Finding, c *vocabulary.Code, version string) {
	f.Location = j.at(c, c.VersionAttr)
	versions, _ := j.set.Versions(c.System)
	var managed []string
	for _, v := range versions {
		if v != "" {
			managed = append(managed, v)
		}
	}
	f.Actual = lint.Same(fmt.Sprintf("%s v%s", c.System, version))
	if len(managed) == 0 {
		f.Expected = texts.Text("no-version", nil)
		return
	}
	f.Expected = texts.Text("versions", lint.Values{"list": lint.Known(strings.Join(managed, ", "))})
}

// mostListed is the size up to which a dictionary is told whole, where one of its codes is wanted.
const mostListed = 12

func (j *judgement) code(f *lint.Finding, c *vocabulary.Code, version string) {
	system := c.System
	if version != "" {
		system += " v" + version
	}
	if c.Code == "" {
		f.Rule = ruleNoCode
		f.Location = j.at(c, xmltree.NoAttr)
		f.Actual = texts.Text("system-alone", lint.Values{"system": system})
		return
	}
	f.Location = j.at(c, c.CodeAttr)
	f.Values = lint.Values{"code": strconv.Quote(c.Code), "system": system}
	f.Actual = lint.Same(strings.Clone(c.Code))
	var near []string
	for _, s := range j.set.Near(c.System, version, c.Code) {
		near = append(near, fmt.Sprintf("%q (%s)", s.Value, s.Display))
	}
	if len(near) > 0 {
		f.Expected = texts.Text("similar", lint.Values{"list": lint.Known(strings.Join(near, ", "))})
	}
	var all []string
	for _, s := range j.set.All(c.System, version, mostListed) {
		all = append(all, fmt.Sprintf("%q (%s)", s.Value, s.Display))
	}
	admitted := texts.Text("admitted", lint.Values{"list": lint.Known(strings.Join(all, ", "))})
	switch {
	case len(all) == 0:
	case len(near) == 0:
		f.Expected = admitted
	default:
		f.Notes = append(f.Notes, admitted)
	}
}

// group reports a system once, at its first code.
func (j *judgement) group(rule *lint.Rule, g vocabulary.Group) {
	c := &j.codes[g.Codes[0]]
	system := strings.Clone(g.System)
	f := lint.Finding{
		Rule: rule, Location: j.at(c, c.SystemAttr), Actual: lint.Same(system),
		Message: texts.Text("group", lint.Values{"what": rule.Title, "system": system, "n": len(g.Codes)}),
	}
	j.Report(f)
}
