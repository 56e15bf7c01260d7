// Package registrycheck compares vendor, application and version with the registry of accredited software, character by character.
//
// Sources: specifiche-privati-RT v1.2 paragraph 12; specification digest, 07-certificates-and-accreditation paragraph 2.1.
package registrycheck

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	tokencheck "github.com/fselint/fselint/validate/checks/token"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

var (
	ruleUnknown           = texts.Rule("REG-UNKNOWN", lint.Error, lint.Standard, "")
	ruleEquivalent        = texts.Rule("REG-EQUIVALENT", lint.Warning, lint.Advice, "")
	ruleEquivalentVersion = texts.Rule("REG-EQUIVALENT-VERSION", lint.Info, lint.Advice, "")
	ruleDiffers           = texts.Rule("REG-DIFFERS", lint.Warning, lint.Advice, "")
	ruleType              = texts.Rule("REG-TYPE", lint.Error, lint.Standard, "")
)

// Check returns the check against a registry, which open gives when it is first needed; nil when the user gave none.
func Check(open func() (*registry.Registry, error)) *validate.Check {
	return &validate.Check{
		Name: "registry", Stage: "registry", Uses: []validate.Key{documentcheck.IDs, tokencheck.Signature},
		Rules: texts.Rules(),
		Run: validate.Judge(func(_ context.Context, p *validate.Pass) error {
			stated, sent := p.Bundle.Application, software(p)
			if stated == nil && sent == nil {
				return &validate.Skip{Absent: true, Reason: texts.Text("no-software", nil)}
			}
			if stated != nil && sent != nil && *stated != *sent {
				p.Report(lint.Finding{Rule: ruleDiffers, Location: lint.Location{Source: lint.SourceSignatureToken}, Expected: triple(stated), Actual: triple(sent)})
			}
			if open == nil {
				return &validate.Skip{Absent: true, Reason: texts.Text("no-registry", nil)}
			}
			r, err := open()
			if err != nil {
				return err
			}
			app := cmp.Or(sent, stated) // the gateway sees what is sent
			judge(p, r.Match(app.Vendor, app.ID, app.Version))
			return nil
		}),
	}
}

// software is what the signature token names, nil where it names none.
func software(p *validate.Pass) *validate.Application {
	t, ok := tokencheck.Signature.Lookup(p)
	if !ok {
		return nil
	}
	app := validate.Application{
		Vendor: t.String("subject_application_vendor"), ID: t.String("subject_application_id"), Version: t.String("subject_application_version"),
	}
	if app == (validate.Application{}) {
		return nil
	}
	return &app
}

func triple(a *validate.Application) lint.Text { return lint.Same(quoted(a.Vendor, a.ID, a.Version)) }

func judge(p *validate.Pass, m *registry.Match) {
	at := lint.Location{Source: lint.SourceRegistry}
	if !m.Found() {
		f := lint.Finding{Rule: ruleUnknown, Location: at, Actual: lint.Same(quoted(m.Vendor, m.Application, m.Version)), Values: lint.Values{"row": lint.Known("")}}
		for i := range m.NearMisses {
			f.Notes = append(f.Notes, nearText(&m.NearMisses[i]))
		}
		if len(m.NearMisses) > 0 {
			f.Expected = lint.Same(nearest(m))
			f.Values["row"] = texts.Text("as-in", lint.Values{"row": f.Expected})
		}
		p.Report(f)
		return
	}
	row := m.Candidates[0].Row
	if m.VendorByEquivalence() {
		p.Report(lint.Finding{Rule: ruleEquivalent, Location: at, Actual: lint.Same(m.Vendor), Expected: lint.Same(row.Vendor)})
	}
	if m.VersionByEquivalence() {
		p.Report(lint.Finding{Rule: ruleEquivalentVersion, Location: at, Actual: lint.Same(m.Version), Expected: lint.Same(row.Version)})
	}
	if t := p.Doc.DocumentType; t != "" && !m.Covers(t) {
		covered := strings.Join(m.Coverage(), ", ")
		p.Report(lint.Finding{Rule: ruleType, Location: at, Actual: lint.Same(t), Expected: lint.Same(covered)})
	}
}

// nearest is the triple that the nearest row would accept: what was asked, but for the fields that differ.
func nearest(m *registry.Match) string {
	values := map[registry.Field]string{
		registry.FieldVendor: m.Vendor, registry.FieldApplication: m.Application, registry.FieldVersion: m.Version,
	}
	for _, d := range m.NearMisses[0].Fields {
		values[d.Field] = d.Expected
	}
	return quoted(values[registry.FieldVendor], values[registry.FieldApplication], values[registry.FieldVersion])
}

func quoted(values ...string) string {
	for i, v := range values {
		values[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(values, " · ")
}

// nearText describes a row that is nearly equal: each field that differs, character by character.
func nearText(n *registry.NearMiss) lint.Text {
	return lint.Text{IT: describe(n, "it"), EN: describe(n, "en")}
}

func describe(n *registry.NearMiss, lang string) string {
	parts := []string{texts.In(lang, "near", lint.Values{"row": quoted(n.Row.Vendor, n.Row.Application, n.Row.Version)})}
	for _, d := range n.Fields {
		var places []string
		for _, difference := range registry.Describe(d.Diffs) {
			places = append(places, difference.In(lang))
		}
		text := fmt.Sprintf("%s %q", texts.In(lang, string(d.Field), nil), d.Expected)
		if len(places) > 0 {
			text += ": " + strings.Join(places, "; ")
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " — ")
}
