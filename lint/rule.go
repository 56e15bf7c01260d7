// Package lint is the vocabulary in which everything that judges speaks: rules, findings, places, and texts in two languages.
//
// It is a leaf: it imports nothing of the project, so that domain packages can report findings themselves.
package lint

import "strings"

// Text is a message to people, in both languages of the project.
type Text struct{ IT, EN string }

// Same is a text that reads the same in both languages, such as a value or the words of a library.
func Same(s string) Text { return Text{IT: s, EN: s} }

// In returns the text in a language: Italian for "it", English for any other.
func (t Text) In(lang string) string {
	if lang == "it" {
		return t.IT
	}
	return t.EN
}

// IsZero reports whether there is no text.
func (t Text) IsZero() bool { return t == Text{} }

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
	Sources  []string // documents and paragraphs
}
