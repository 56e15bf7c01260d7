package rules

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/explain"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/gateway/meaning"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	schematroncheck "github.com/fselint/fselint/validate/checks/schematron"
)

// part prints one named part of an explanation.
func part(out io.Writer, name, text string) {
	if text == "" {
		return
	}
	fmt.Fprintf(out, "%-12s %s\n", name, strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", 13)))
}

// passage is one part of an explanation; code is to be shown as it is.
type passage struct {
	name, text string
	code       bool
}

// explanation is what is known of a rule beside its title, in the order in which it is told.
func explanation(r *lint.Rule, lang string) []passage {
	name := func(id string) string { return texts.In(lang, id, nil) }
	before, after := r.Example(lang)
	all := []passage{
		{name("why"), r.Why.In(lang), false},
		{name("fix"), r.Fix.In(lang), false},
		{name("before"), before, true},
		{name("after"), after, true},
		{"gateway", answerOf(r.Error), false},
		{name("sources"), strings.Join(r.SourceLines(), "; "), false},
	}
	return slices.DeleteFunc(all, func(p passage) bool { return p.text == "" })
}

// Explain writes all about a rule.
func Explain(out io.Writer, r *lint.Rule, lang string) {
	fmt.Fprintf(out, "%s  %s, %s\n%s\n\n", r.ID, r.Severity, r.Group, r.Title.In(lang))
	for _, p := range explanation(r, lang) {
		part(out, p.name, p.text)
	}
}

// answerOf describes the gateway's answer to an error in the first operation that can give it.
func answerOf(id string) string {
	a, ok := gateway.Known(id)
	if !ok {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%s: %d %s %s %s\n%s", a.ID, a.Status, a.Type, a.Instance, a.Title, a.Detail))
}

// NationalRule is a rule of a national Schematron, put into words.
type NationalRule struct {
	ID       string `json:"id"`
	Severity string `json:"severity"`
	Text     string `json:"text"`
	Where    string `json:"where"`    // which elements it is applied to
	Requires string `json:"requires"` // what must hold there
	Context  string `json:"context"`
	Test     string `json:"test"`
	Document string `json:"document"` // type of document
	Source   string `json:"source"`   // file and line
	Error    string `json:"error"`    // id of the gateway's error
}

// National finds rules of the national Schematrons in the catalog in use: by the id that findings carry (SCH-RSA-ERRORE-8) that one, by the
// number alone (ERRORE-8) those of all types of documents, or of the one whose template is given. None is no error.
func National(catalog *schemas.Catalog, id, template, lang string) ([]NationalRule, error) {
	var found []NationalRule
	for _, t := range fse.DocumentTypes() {
		prefix := schematroncheck.RuleID(t.TemplateRoot, "")
		full := len(id) > len(prefix) && strings.EqualFold(id[:len(prefix)], prefix)
		if !full && strings.HasPrefix(strings.ToUpper(id), "SCH-") || template != "" && template != t.TemplateRoot {
			continue
		}
		rules, err := nationalIn(catalog, t, strings.TrimPrefix(strings.ToUpper(id), strings.ToUpper(prefix)), lang)
		if err != nil {
			return nil, err
		}
		found = append(found, rules...)
	}
	return found, nil
}

func nationalIn(catalog *schemas.Catalog, t fse.DocumentType, number, lang string) ([]NationalRule, error) {
	s, ok, err := catalog.Schematron(t.TemplateRoot)
	if err != nil || !ok {
		return nil, err
	}
	schema, err := schematron.Compile(s.Content, schematron.ReadOptions{Name: s.Name})
	if err != nil {
		return nil, err
	}
	var found []NationalRule
	for _, a := range schema.Model.Asserts() {
		if !meaning.SameNational(a.NationalID(), number) {
			continue
		}
		r := NationalRule{
			ID: schematroncheck.RuleID(t.TemplateRoot, a.NationalID()), Severity: lint.Error.String(), Error: "VA-08",
			Text: schematron.Normalise(a.Template()), Context: schematron.Normalise(a.Rule.Context),
			Document: fmt.Sprintf("%s, %s", t.Abbr, t.Name), Source: fmt.Sprintf("%s:%d", s.Name, a.Pos.Line),
		}
		if a.Report {
			r.Severity, r.Error = lint.Warning.String(), "VA-09"
		}
		d := explain.Describe(schema, a, explain.Lang(lang))
		r.Where, r.Requires, r.Test = d.Context, d.Requirement, d.Test
		found = append(found, r)
	}
	return found, nil
}

func (r *NationalRule) print(out io.Writer, lang string) {
	say := func(id string) string { return texts.In(lang, id, nil) }
	answer := answerOf(r.Error)
	if answer == "" { // a warning
		answer = r.Error
	}
	fmt.Fprintf(out, "%s  %s\n%s\n\n", r.ID, r.Severity, r.Text)
	for _, p := range []passage{
		{say("where"), r.Where, false}, {say("requires"), r.Requires, false}, {say("context"), r.Context, true}, {"test", r.Test, true},
		{say("document"), r.Document, false}, {say("source"), r.Source, false}, {"gateway", answer, false},
	} {
		part(out, p.name, p.text)
	}
}
