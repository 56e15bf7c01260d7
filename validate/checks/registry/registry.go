// Package registrycheck compares vendor, application and version with the registry of accredited software, character by character.
//
// Sources: specifiche-privati-RT v1.2 paragraph 12; specification digest, 07-certificates-and-accreditation paragraph 2.1.
package registrycheck

import (
	"context"
	"fmt"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	tokencheck "github.com/fselint/fselint/validate/checks/token"
)

var (
	ruleUnknown = &lint.Rule{
		ID: "REG-UNKNOWN", Family: "REG", Severity: lint.Error, Group: lint.Standard,
		Title: lint.Text{IT: "fornitore, applicativo e versione non sono nel registro dei software accreditati", EN: "vendor, application and version are not in the registry of accredited software"},
		Why: lint.Text{
			IT: "i tre valori devono essere identici, carattere per carattere, a una stessa riga di results.csv: contano maiuscole, spazi, trattini, punti",
			EN: "the three values must equal one and the same row of results.csv, character by character: case, blanks, hyphens and full stops count",
		},
		Fix:     lint.Text{IT: "copiate i tre valori dalla riga di results.csv, oppure chiedete l'accreditamento di questa versione", EN: "copy the three values from the row of results.csv, or have this version accredited"},
		Before:  "Vendor_X · APP · 1",
		After:   "Vendor X · APP · 1.0",
		Sources: []string{"specifiche-privati-RT v1.2 §12", "07 §2.1"},
	}
	ruleEquivalent = &lint.Rule{
		ID: "REG-EQUIVALENT", Family: "REG", Severity: lint.Warning, Group: lint.Advice,
		Before:  `ACME s.r.l. (an equivalent name)`,
		After:   `ACME SRL (the name in the registry)`,
		Title:   lint.Text{IT: "il fornitore corrisponde solo come nome equivalente", EN: "the vendor matches only as an equivalent name"},
		Why:     lint.Text{IT: "la specifica parla solo di versioni equivalenti: un nome equivalente potrebbe non essere accettato", EN: "the specification speaks of equivalent versions only: an equivalent name may not be accepted"},
		Fix:     lint.Text{IT: "usate il nome della prima colonna", EN: "use the name of the first column"},
		Sources: []string{"07 §2.1 point 5", "00-open-questions OQ-35"},
	}
	ruleEquivalentVersion = &lint.Rule{
		ID: "REG-EQUIVALENT-VERSION", Family: "REG", Severity: lint.Info, Group: lint.Advice,
		Before:  `1.0.1 (an equivalent version)`,
		After:   `1.0 (the version in the registry)`,
		Title:   lint.Text{IT: "la versione corrisponde come versione equivalente", EN: "the version matches as an equivalent version"},
		Why:     lint.Text{IT: "le versioni dichiarate equivalenti sono ammesse", EN: "versions declared equivalent are admitted"},
		Fix:     lint.Text{IT: "nulla da correggere", EN: "nothing to mend"},
		Sources: []string{"specifiche-privati-RT v1.2 §12", "07 §2.2"},
	}
	ruleType = &lint.Rule{
		ID: "REG-TYPE", Family: "REG", Severity: lint.Error, Group: lint.Standard,
		Before:  `a RAD from a software accredited for LAB`,
		After:   `a RAD from a software accredited for RAD`,
		Title:   lint.Text{IT: "il software non è accreditato per questo tipo di documento", EN: "the software is not accredited for this type of document"},
		Why:     lint.Text{IT: "l'accreditamento vale solo per i tipi elencati nella riga del registro", EN: "accreditation holds only for the types that the row of the registry lists"},
		Fix:     lint.Text{IT: "ripetete l'accreditamento per questo tipo di documento", EN: "have the software accredited for this type of document"},
		Sources: []string{"07 §2.1 point 3"},
	}
)

// Check returns the check against a registry, which open gives when it is first needed; nil when the user gave none.
func Check(open func() (*registry.Registry, error)) *validate.Check {
	return &validate.Check{
		Name: "registry", Stage: "registry", Uses: []validate.Key{documentcheck.IDs, tokencheck.Signature},
		Rules: []*lint.Rule{ruleUnknown, ruleEquivalent, ruleEquivalentVersion, ruleType},
		Run: validate.Judge(func(_ context.Context, p *validate.Pass) error {
			app := application(p)
			if app == nil {
				return absent("fornitore, applicativo e versione non indicati", "vendor, application and version were not given")
			}
			if open == nil {
				return absent("il registro dei software accreditati non è stato indicato", "the registry of accredited software was not given")
			}
			r, err := open()
			if err != nil {
				return err
			}
			judge(p, r.Match(app.Vendor, app.ID, app.Version))
			return nil
		}),
	}
}

func absent(it, en string) *validate.Skip {
	return &validate.Skip{Absent: true, Reason: lint.Text{IT: it, EN: en}}
}

// application is the software that the user named, else the one that the signature token names.
func application(p *validate.Pass) *validate.Application {
	if p.Bundle.Application != nil {
		return p.Bundle.Application
	}
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

func judge(p *validate.Pass, m *registry.Match) {
	at := lint.Location{Source: lint.SourceRegistry}
	triple := lint.Same(quoted(m.Vendor, m.Application, m.Version))
	if !m.Found() {
		f := lint.Finding{Rule: ruleUnknown, Location: at, Actual: triple}
		for i := range m.NearMisses {
			f.Notes = append(f.Notes, nearText(&m.NearMisses[i]))
		}
		if len(m.NearMisses) > 0 {
			f.Expected = lint.Same(nearest(m))
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
	values := map[registry.Field]string{registry.FieldVendor: m.Vendor, registry.FieldApplication: m.Application, registry.FieldVersion: m.Version}
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

var fieldNames = map[registry.Field]lint.Text{
	registry.FieldVendor:      {IT: "fornitore", EN: "vendor"},
	registry.FieldApplication: {IT: "applicativo", EN: "application"},
	registry.FieldVersion:     {IT: "versione", EN: "version"},
}

// nearText describes a row that is nearly equal: each field that differs, character by character.
func nearText(n *registry.NearMiss) lint.Text {
	return lint.Text{IT: describe(n, registry.Italian), EN: describe(n, registry.English)}
}

func describe(n *registry.NearMiss, lang registry.Lang) string {
	head, field := "nearest row", func(t lint.Text) string { return t.In("en") }
	if lang == registry.Italian {
		head, field = "riga più vicina", func(t lint.Text) string { return t.In("it") }
	}
	parts := []string{fmt.Sprintf("%s: %s", head, quoted(n.Row.Vendor, n.Row.Application, n.Row.Version))}
	for _, d := range n.Fields {
		var places []string
		for _, diff := range d.Diffs {
			places = append(places, diff.Text(lang))
		}
		text := fmt.Sprintf("%s %q", field(fieldNames[d.Field]), d.Expected)
		if len(places) > 0 {
			text += ": " + strings.Join(places, "; ")
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " — ")
}
