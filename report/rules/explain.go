package rules

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/explain"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
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
	for _, op := range []fse.Operation{fse.ValidateAndCreate, fse.Create, fse.Validation} {
		if a, ok := gateway.Lookup(op, id); ok {
			return strings.TrimSpace(fmt.Sprintf("%s: %d %s %s %s\n%s", a.ID, a.Status, a.Type, a.Instance, a.Title, a.Detail))
		}
	}
	return ""
}

// National explains a rule of a national Schematron from the catalog in use.
func National(out io.Writer, catalog *schemas.Catalog, id, lang string) error {
	upper := strings.ToUpper(id)
	for _, t := range fse.DocumentTypes() {
		if !strings.HasPrefix(upper, strings.ToUpper(schematroncheck.RuleID(t.TemplateRoot, ""))) {
			continue
		}
		err := explainIn(out, catalog, t, upper, lang)
		if !errors.Is(err, ErrUnknown) {
			return err
		}
	}
	return ErrUnknown
}

var ErrUnknown = texts.Error("no-such-rule", nil)

func explainIn(out io.Writer, catalog *schemas.Catalog, t fse.DocumentType, id, lang string) error {
	s, ok, err := catalog.Schematron(t.TemplateRoot)
	if err != nil {
		return err
	}
	if !ok {
		return ErrUnknown
	}
	schema, err := schematron.Compile(s.Content, schematron.ReadOptions{Name: s.Name})
	if err != nil {
		return err
	}
	found := false
	for _, a := range schema.Model.Asserts() {
		if strings.ToUpper(schematroncheck.RuleID(t.TemplateRoot, a.NationalID())) != id {
			continue
		}
		if found {
			fmt.Fprintln(out)
		}
		found = true
		printAssert(out, schema, a, t, s.Name, lang)
	}
	if !found {
		return ErrUnknown
	}
	return nil
}

func printAssert(out io.Writer, schema *schematron.Schema, a *schematron.Assert, t fse.DocumentType, file, lang string) {
	severity, answer := lint.Error, answerOf("VA-08")
	if a.Report {
		severity, answer = lint.Warning, "VA-09"
	}
	fmt.Fprintf(out, "%s  %s\n%s\n\n", schematroncheck.RuleID(t.TemplateRoot, a.NationalID()), severity, schematron.Normalise(a.Template()))
	d := explain.Describe(schema, a, explain.Lang(lang))
	part(out, texts.In(lang, "where", nil), d.Context)
	part(out, texts.In(lang, "requires", nil), d.Requirement)
	part(out, texts.In(lang, "context", nil), schematron.Normalise(a.Rule.Context))
	part(out, "test", d.Test)
	part(out, texts.In(lang, "document", nil), fmt.Sprintf("%s, %s", t.Abbr, t.Name))
	part(out, texts.In(lang, "source", nil), fmt.Sprintf("%s:%d", file, a.Pos.Line))
	part(out, "gateway", answer)
}
