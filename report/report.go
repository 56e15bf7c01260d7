package report

import (
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Run describes the run that a report is about.
type Run struct {
	Version  string // of fselint
	Catalog  Catalog
	Registry *Registry // nil when none was used
}

// Catalog names the catalog that documents were judged with.
type Catalog struct {
	ID      string // "national", "starter"
	Source  string // where it was opened
	Digest  string // sha256:…
	Date    string // of its state, as the catalog says; may be empty
	Starter bool   // the small embedded catalog, which can pass no document
}

// Registry names the registry of accredited software that was used.
type Registry struct {
	Source string
	Digest string
	Date   string // of the newest row
	Rows   int
}

// Options are the settings of a format.
type Options struct {
	Run   func() Run // asked when the first document is written, so that it can be worked out beside the first judgement
	Lang  string     // "it" or "en"
	Color bool
	Notes bool // text: findings of severity info too
	Quiet bool // only documents with something to say, and the summary
	// Rules are all rules that there are, for formats that list them whether they were broken or not (SARIF); may be nil.
	Rules []*lint.Rule
}

// Summary counts what a run found.
type Summary struct {
	Documents, Passed, Warned, Failed, Incomplete, Faults int
	Findings                                              [lint.Error + 1]int // by severity
}

// Add counts one document.
func (s *Summary) Add(d *validate.Document) {
	s.Documents++
	switch d.Verdict {
	case validate.Passed:
		s.Passed++
	case validate.Warn:
		s.Warned++
	case validate.Fail:
		s.Failed++
	case validate.Incomplete:
		s.Incomplete++
	case validate.Fault:
		s.Faults++
	}
	for i := range d.Findings {
		s.Findings[d.Findings[i].Severity]++
	}
}

// Writer writes documents in one format, in the order in which they come. Close ends the report; it does not close the
// underlying io.Writer.
type Writer interface {
	Document(d *validate.Result) error
	Close() error
}
