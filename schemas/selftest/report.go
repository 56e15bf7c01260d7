package selftest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fselint/fselint/lint"
)

// Place is one place of a defect that has several.
type Place struct {
	Line int    `json:"line"` // from 1, 0 when unknown
	Text string `json:"text"` // what stands there
}

// Defect is one thing wrong with a catalog. An error means that some verdicts cannot be given, a warning that some are not what
// was meant or not the gateway's, a note that no verdict changes.
type Defect struct {
	Kind     *lint.Rule    `json:"-"` // its ID never changes its meaning; Why says what it means for verdicts
	Severity lint.Severity `json:"-"`
	File     string        `json:"file"`           // path in the catalog; for lists that of the dump
	Line     int           `json:"line,omitempty"` // from 1, 0 when it is about the whole file
	Subject  string        `json:"subject"`        // code, rule, version, templateId root, …: what it is about
	Detail   lint.Text     `json:"-"`              // what exactly is wrong
	// Count is the number of places of a defect that a file has again and again, else 1; Places are the first of them.
	Count  int     `json:"count"`
	Places []Place `json:"places,omitempty"`
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
	SchemaSets   int `json:"schemaSets"`
	Schematrons  int `json:"schematrons"`
	Asserts      int `json:"asserts"`
	Dictionaries int `json:"dictionaries"`
	Codes        int `json:"codes"`
}

// Report is the outcome of a self-test.
type Report struct {
	Digest  string
	Tested  Tested
	Defects []Defect // the worst first, then by file and line
}

// Count returns the number of defects of a severity.
func (r *Report) Count(s lint.Severity) int {
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
			cmp.Compare(b.Severity, a.Severity),
			strings.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			strings.Compare(a.Kind.ID, b.Kind.ID),
			strings.Compare(a.Subject, b.Subject),
			strings.Compare(a.Detail.In("en"), b.Detail.In("en")),
		)
	})
}
