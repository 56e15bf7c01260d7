// Package flaws turns the flaws that the libraries of metadata return into rules and findings: a kind of flaw is a rule.
package flaws

import (
	"strings"
	"sync"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/flaw"
)

// Set is the rules of one family, one for each kind of flaw. They are made when first asked for: most commands never are.
type Set struct {
	family  string
	prefix  string // of the codes, left out of the ids
	why     lint.Text
	sources []string
	kinds   func() []*flaw.Kind

	once   sync.Once
	rules  []*lint.Rule
	byKind map[*flaw.Kind]*lint.Rule
}

// New describes the rules of a family. why says in general why they matter; kinds lists what the rules are made of.
func New(family, prefix string, why lint.Text, sources []string, kinds func() []*flaw.Kind) *Set {
	return &Set{family: family, prefix: prefix, why: why, sources: sources, kinds: kinds}
}

func (s *Set) make() {
	kinds := s.kinds()
	s.byKind = make(map[*flaw.Kind]*lint.Rule, len(kinds))
	byID := make(map[string]*lint.Rule, len(kinds))
	for _, k := range kinds {
		r := byID[s.id(k)]
		if r == nil { // else the kinds differ in wording or severity only
			r = s.rule(k)
			r.Why = s.why
			s.rules = append(s.rules, r)
			byID[r.ID] = r
		}
		s.byKind[k] = r
	}
}

func (s *Set) rule(k *flaw.Kind) *lint.Rule {
	e := exampleOf(s.id(k))
	return &lint.Rule{
		Before: e.before, After: e.after,
		ID: s.id(k), Family: s.family, Severity: Severity(k.Severity), Group: lint.Group(k.Group),
		Title: lint.Text{IT: title.Replace(k.IT), EN: title.Replace(k.EN)}, Fix: fix(k.Code, strings.Contains(k.EN, "{expected}")), Sources: s.sources,
	}
}

func (s *Set) id(k *flaw.Kind) string {
	return s.family + "-" + strings.ToUpper(strings.TrimPrefix(k.Code, s.prefix))
}

// Rules returns the rules, in the order of the kinds.
func (s *Set) Rules() []*lint.Rule {
	s.once.Do(s.make)
	return s.rules
}

// Rule returns the rule of a kind.
func (s *Set) Rule(k *flaw.Kind) *lint.Rule {
	s.once.Do(s.make)
	if r := s.byKind[k]; r != nil {
		return r
	}
	return s.rule(k) // a kind of another family, met inside a value of this one: it keeps its code
}

// Severity converts a severity.
func Severity(s flaw.Severity) lint.Severity {
	switch s {
	case flaw.Error:
		return lint.Error
	case flaw.Warning:
		return lint.Warning
	}
	return lint.Info
}

// title turns the text of a kind into one without a particular value: blanks, quoted or not, become an ellipsis.
var title = func() *strings.Replacer {
	var pairs []string
	for _, blank := range []string{"{found}", "{expected}", "{part}", "{pos}", "{at}"} {
		instead := "…"
		if blank == "{at}" {
			instead = ""
		}
		for _, form := range []string{`"` + blank + `"`, `"` + blank, blank + `"`, blank} {
			pairs = append(pairs, form, instead)
		}
	}
	return strings.NewReplacer(pairs...)
}()

// fix says in general what to do about a kind of flaw; expects tells that it names what should stand there.
func fix(code string, expects bool) lint.Text {
	switch {
	case strings.HasSuffix(code, "missing"), strings.HasSuffix(code, "absent"), strings.HasSuffix(code, "empty"):
		return lint.Text{IT: "aggiungete ciò che manca", EN: "add what is missing"}
	case expects:
		return lint.Text{IT: "scrivete ciò che è atteso", EN: "write what is expected"}
	}
	return lint.Text{IT: "correggete il punto indicato", EN: "mend the place named here"}
}

// Values fills in what a flaw found and expected, and what to do about it.
func Values(f *lint.Finding, x flaw.Flaw) {
	f.Fix = fix(x.Code(), x.Expected != "")
	if x.Found != "" {
		f.Actual = lint.Same(flaw.Show(x.Found))
	}
	if x.Expected != "" {
		f.Expected = lint.Same(flaw.Show(x.Expected))
	}
}
