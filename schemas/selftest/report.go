package selftest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says what a defect does to verdicts.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // some verdicts cannot be given
	Warning Severity = "warning" // some verdicts are not what was meant, or are not the gateway's
	Info    Severity = "info"    // no verdict changes
)

// rank orders severities, the worst first.
func (s Severity) rank() int { return slices.Index([]Severity{Error, Warning, Info}, s) }

// AtLeast reports whether s is as bad as t or worse.
func (s Severity) AtLeast(t Severity) bool { return s.rank() <= t.rank() }

// Text is a text in both languages.
type Text struct{ IT, EN string }

// In returns the text in a language: Italian for "it", English for any other.
func (t Text) In(lang string) string {
	if lang == "it" {
		return t.IT
	}
	return t.EN
}

// same is a text that reads the same in both languages, such as a value or a library's words.
func same(format string, args ...any) Text {
	s := fmt.Sprintf(format, args...)
	return Text{s, s}
}

// Kind is one way in which a catalog can be defective. The code never changes its meaning.
type Kind struct {
	Code     string
	Severity Severity // of most defects of the kind
	Title    Text     // what is wrong
	Effect   Text     // what that means for verdicts
}

// Place is one place of a defect that has several.
type Place struct {
	Line int    // from 1, 0 when unknown
	Text string // what stands there
}

// Defect is one thing wrong with a catalog.
type Defect struct {
	Kind     *Kind
	Severity Severity
	File     string // path in the catalog; for lists that of the dump
	Line     int    // from 1, 0 when it is about the whole file
	Subject  string // code, rule, version, templateId root, …: what it is about
	Detail   Text   // what exactly is wrong
	// Count is the number of places of a defect that a file has again and again, else 1; Places are the first of them.
	Count  int
	Places []Place
}

// maxPlaces bounds Defect.Places.
const maxPlaces = 20

func (d *Defect) at(line int, format string, args ...any) {
	d.Count++
	if len(d.Places) < maxPlaces {
		d.Places = append(d.Places, Place{line, fmt.Sprintf(format, args...)})
	}
}

// Tested counts what was tested.
type Tested struct {
	SchemaSets, Schematrons, Asserts, Dictionaries, Codes int
	// NoSchemaEngine says that this build cannot compile schema sets, so that none was tested.
	NoSchemaEngine bool
}

// Report is the outcome of a self-test.
type Report struct {
	Digest  string
	Tested  Tested
	Defects []Defect // the worst first, then by file and line
}

// Count returns the number of defects of a severity.
func (r *Report) Count(s Severity) int {
	n := 0
	for i := range r.Defects {
		if r.Defects[i].Severity == s {
			n++
		}
	}
	return n
}

func (r *Report) sort() {
	slices.SortStableFunc(r.Defects, func(a, b Defect) int {
		return cmp.Or(
			cmp.Compare(a.Severity.rank(), b.Severity.rank()),
			strings.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			strings.Compare(a.Kind.Code, b.Kind.Code),
			strings.Compare(a.Subject, b.Subject),
			strings.Compare(a.Detail.EN, b.Detail.EN),
		)
	})
}
