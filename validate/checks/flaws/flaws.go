// Package flaws turns the flaws that the libraries of metadata return into rules and findings: a kind of flaw is a rule.
package flaws

import (
	"regexp"
	"strings"

	"fselint/metadata/flaw"
	"fselint/validate"
)

// Set is the rules of one family, one for each kind of flaw.
type Set struct {
	family  string
	prefix  string // of the codes, left out of the ids
	rules   []*validate.Rule
	byKind  map[*flaw.Kind]*validate.Rule
	Sources []string
}

// New makes the rules of a family from its kinds. why says in general why they matter.
func New(family, prefix string, why validate.Text, sources []string, kinds []*flaw.Kind) *Set {
	s := &Set{family: family, prefix: prefix, byKind: make(map[*flaw.Kind]*validate.Rule, len(kinds)), Sources: sources}
	byID := make(map[string]*validate.Rule, len(kinds))
	for _, k := range kinds {
		if r := byID[s.id(k)]; r != nil { // kinds that differ in wording or severity only
			s.byKind[k] = r
			continue
		}
		r := &validate.Rule{
			ID: s.id(k), Family: family, Severity: Severity(k.Severity), Group: validate.Group(k.Group),
			Title: validate.Text{IT: title(k.IT), EN: title(k.EN)}, Why: why, Sources: sources,
		}
		s.rules = append(s.rules, r)
		byID[r.ID], s.byKind[k] = r, r
	}
	return s
}

func (s *Set) id(k *flaw.Kind) string {
	return s.family + "-" + strings.ToUpper(strings.TrimPrefix(k.Code, s.prefix))
}

// Rules returns the rules, in the order of the kinds.
func (s *Set) Rules() []*validate.Rule { return s.rules }

// Rule returns the rule of a kind.
func (s *Set) Rule(k *flaw.Kind) *validate.Rule {
	if r := s.byKind[k]; r != nil {
		return r
	}
	// A kind of another family, met inside a value of this one: it keeps its code.
	return &validate.Rule{
		ID: s.id(k), Family: s.family, Severity: Severity(k.Severity), Group: validate.Group(k.Group),
		Title: validate.Text{IT: title(k.IT), EN: title(k.EN)}, Sources: s.Sources,
	}
}

// Severity converts a severity.
func Severity(s flaw.Severity) validate.Severity {
	switch s {
	case flaw.Error:
		return validate.Error
	case flaw.Warning:
		return validate.Warning
	}
	return validate.Info
}

var blanks = regexp.MustCompile(`"?\{(found|expected|part|pos|at)\}"?`)

// title is the text of a kind without a particular value.
func title(text string) string {
	return blanks.ReplaceAllStringFunc(text, func(m string) string {
		if strings.Contains(m, "{at}") {
			return ""
		}
		return "…"
	})
}

// Values fills in what a flaw found and expected, and what to do about it.
func Values(f *validate.Finding, x flaw.Flaw) {
	switch code := x.Code(); {
	case strings.HasSuffix(code, "missing"), strings.HasSuffix(code, "absent"), strings.HasSuffix(code, "empty"):
		f.Fix = validate.Text{IT: "aggiungete ciò che manca", EN: "add what is missing"}
	case x.Expected != "":
		f.Fix = validate.Text{IT: "scrivete ciò che è atteso", EN: "write what is expected"}
	default:
		f.Fix = validate.Text{IT: "correggete il punto indicato", EN: "mend the place named here"}
	}
	if x.Found != "" {
		f.Actual = validate.Same(flaw.Show(x.Found))
	}
	if x.Expected != "" {
		f.Expected = validate.Same(flaw.Show(x.Expected))
	}
}
