// Package lint is the vocabulary in which everything that judges speaks: rules, findings, places, and texts in two languages.
//
// It is a leaf: it imports nothing of the project that judges (only internal/lazyregexp), so that domain packages can report findings themselves.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package lint

import "strings"

// Severity says how bad a finding is.
type Severity int8

// Severities, in rising order.
const (
	Info Severity = iota + 1
	Warning
	Error
)

var severityNames = [...]string{Info: "info", Warning: "warning", Error: "error"}

func (s Severity) String() string {
	if s >= Info && s <= Error {
		return severityNames[s]
	}
	return "none"
}

// ParseSeverity reads the name of a severity.
func ParseSeverity(s string) (Severity, bool) {
	for i := Info; i <= Error; i++ {
		if strings.EqualFold(s, severityNames[i]) {
			return i, true
		}
	}
	return 0, false
}

// Group says who minds a finding.
type Group string

// The groups of findings.
const (
	Gateway  Group = "gateway"  // the gateway refuses it
	Standard Group = "standard" // a specification is broken, the gateway lets it pass
	Advice   Group = "advice"   // risk or good practice
	// Accreditation minds what is wrong with the dossier of a software that wants to be accredited.
	Accreditation Group = "accreditation"
)

// Rule describes one kind of finding. The ID never changes its meaning.
type Rule struct {
	ID       string
	Family   string // PDF, SIG, CDA, XSD, SCH, VOC, …
	Title    Text
	Why      Text // why it matters
	Fix      Text // how to mend it
	Before   string
	After    string // an example before and after
	Severity Severity
	Group    Group
	Error    string   // id of the gateway error that it predicts (errors table of the specification), "" for none
	Code     string   // by which an authority other than the gateway names it, "" for none
	Sources  []string // documents and paragraphs
	catalog  *Catalog // where its texts are, nil for a rule that has them itself
}

// Called gives the rule the code by which an authority other than the gateway names it.
func (r *Rule) Called(code string) *Rule {
	r.Code = code
	return r
}

// Message says what was found, in the words of the rule: its message with the values, or its title.
func (r *Rule) Message(v Values) Text {
	if r.catalog == nil {
		return r.Title
	}
	return Text{msg: &message{catalog: r.catalog, id: r.ID, part: "message", values: v}}
}

// Mend says how to mend what was found, with the values at hand.
func (r *Rule) Mend(v Values) Text { return r.Fix.with(v) }

// with returns a text of a catalog with values; any other text as it is.
func (t Text) with(v Values) Text {
	if t.msg == nil || len(v) == 0 {
		return t
	}
	m := *t.msg
	m.values = v
	return Text{msg: &m}
}

// Example returns an example before and after it is mended; both are empty where none makes sense.
func (r *Rule) Example(lang string) (before, after string) {
	if r.catalog == nil {
		return r.Before, r.After
	}
	part := func(name string) string { return strings.TrimRight(r.catalog.Part(r.ID, name, nil).In(lang), "\n") }
	return part("before"), part("after")
}

// References returns the public documents that the rule rests on.
func (r *Rule) References() []Source {
	names := r.Sources
	if r.catalog != nil {
		names = r.catalog.List(r.ID, "sources")
	}
	return references(names)
}

// SourceLines are the references, each as one line.
func (r *Rule) SourceLines() []string { return lines(r.References()) }

// Formerly lists ids that the rule had before.
func (r *Rule) Formerly() []string {
	if r.catalog == nil {
		return nil
	}
	if lines, _ := r.catalog.lines(r.ID); !strings.Contains(lines, "formerly:") {
		return nil // without reading the entry
	}
	return r.catalog.List(r.ID, "formerly")
}

// IDs returns the ids by which the rule is known: its own, then those that it had before.
func (r *Rule) IDs() []string { return append([]string{r.ID}, r.Formerly()...) }

// Find returns the rule with an id, or the one that had it before; nil when there is none. Case does not matter.
func Find(rules []*Rule, id string) *Rule {
	for _, r := range rules {
		if strings.EqualFold(r.ID, id) {
			return r
		}
	}
	for _, r := range rules {
		for _, former := range r.Formerly() {
			if strings.EqualFold(former, id) {
				return r
			}
		}
	}
	return nil
}
