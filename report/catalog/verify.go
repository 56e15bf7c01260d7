package catalog

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/selftest"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)

// WriteDefects writes the outcome of a self-test of the catalog from source for people.
func WriteDefects(out io.Writer, r *selftest.Report, source, lang string) error {
	var b strings.Builder
	say := func(id string, v lint.Values) string { return texts.In(lang, id, v) }
	fmt.Fprintf(&b, "%s\n%s\n", source, r.Digest)
	fmt.Fprintln(&b, say("tested", lint.Values{
		"sets": r.Tested.SchemaSets, "schematrons": r.Tested.Schematrons, "asserts": r.Tested.Asserts,
		"dictionaries": r.Tested.Dictionaries, "codes": r.Tested.Codes,
	}))
	for i := range r.Defects {
		d := &r.Defects[i]
		place := d.File
		if d.Line > 0 {
			place = fmt.Sprintf("%s:%d", d.File, d.Line)
		}
		fmt.Fprintf(&b, "\n%s  %s  %s\n", say(d.Severity.String(), nil), d.Kind.ID, place)
		fmt.Fprintf(&b, "  %s: %s\n", d.Kind.Title.In(lang), d.Subject)
		if detail := d.Detail.In(lang); detail != "" && detail != d.Subject {
			fmt.Fprintf(&b, "  %s\n", strings.ReplaceAll(detail, "\n", "\n  "))
		}
		for _, p := range d.Places {
			fmt.Fprintf(&b, "    %d: %s\n", p.Line, p.Text)
		}
		if left := d.Count - len(d.Places); left > 0 && len(d.Places) > 0 {
			fmt.Fprintf(&b, "    %s\n", say("more", lint.Values{"left": left}))
		}
		fmt.Fprintf(&b, "  %s: %s\n", say("effect", nil), d.Kind.Why.In(lang))
	}
	if len(r.Defects) == 0 {
		fmt.Fprintln(&b, say("sound", nil))
	} else {
		fmt.Fprintf(&b, "\n%s\n", say("totals", lint.Values{
			"errors": r.Count(lint.Error), "warnings": r.Count(lint.Warning), "notes": r.Count(lint.Info),
		}))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// defectView is a defect with its words; the fields of a defect that have none are embedded.
type defectView struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Title    string `json:"title"`
	Detail   string `json:"detail,omitempty"`
	Effect   string `json:"effect"`
	*selftest.Defect
}

// WriteDefectsJSON writes it for programs: schema fselint/catalog-verify/v1, which only grows.
func WriteDefectsJSON(out io.Writer, r *selftest.Report, source, lang string) error {
	view := struct {
		Schema  string          `json:"schema"`
		Source  string          `json:"source"`
		Digest  string          `json:"digest"`
		Tested  selftest.Tested `json:"tested"`
		Summary map[string]int  `json:"summary"`
		Defects []defectView    `json:"defects"`
	}{
		Schema: "fselint/catalog-verify/v1", Source: source, Digest: r.Digest, Tested: r.Tested, Defects: []defectView{},
		Summary: map[string]int{"error": r.Count(lint.Error), "warning": r.Count(lint.Warning), "info": r.Count(lint.Info)},
	}
	for i := range r.Defects {
		d := &r.Defects[i]
		view.Defects = append(view.Defects, defectView{
			d.Kind.ID, d.Severity.String(), d.Kind.Title.In(lang), d.Detail.In(lang), d.Kind.Why.In(lang), d,
		})
	}
	_, err := io.WriteString(out, indented(view, "")+"\n")
	return err
}

// indented is a value as JSON for people and programs, markup characters as they are; indent is that of all lines but the first.
func indented(v any, indent string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(indent, "  ")
	if err := e.Encode(v); err != nil {
		panic(err) // no value here holds what JSON cannot
	}
	return strings.TrimSpace(b.String())
}
