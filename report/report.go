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
	Starter bool   // the small embedded catalog, with which no document can be accepted
	// Unchecked are the code systems that the gateway manages and whose codes the catalog lacks.
	Unchecked []string
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
	Run  func() Run // asked when the first document is written, so that it can be worked out beside the first judgement
	Lang string     // "it" or "en"
	// Schema is the version of the JSON forms: SchemaV1, or "" for Schema.
	Schema string
	Color  bool
	Notes  bool // text: findings of severity info too
	Quiet  bool // only documents with something to say, and the summary
	All    bool // text: every finding of every document in full
	Whole  bool // text: of each of several documents as much as of a single one
	// Statistics asks for the numbers of the rules alone, GroupBy "rule" for the findings of the whole run by rule (text).
	Statistics bool
	GroupBy    string
	// Rules are all rules that there are, for formats that list them whether they were broken or not (SARIF); may be nil.
	Rules []*lint.Rule
}

// Summary counts what a run found.
type Summary struct {
	Documents                                          int
	Refused, Defective, Accepted, Undetermined, Faults int // by verdict
	// Passed and Warned are those of the accepted that have nothing worse than notes and warnings, Incomplete the undetermined; Failed is
	// the rest without the faults.
	Passed, Warned, Failed, Incomplete int
	Findings                           [lint.Error + 1]int // by severity
}

// Add counts one document.
func (s *Summary) Add(d *validate.Document) {
	s.Documents++
	if n := s.count(d.Verdict); n != nil {
		*n++
	}
	switch worst := d.Worst(); {
	case d.Verdict == validate.Fault:
	case d.Verdict == validate.Undetermined:
		s.Incomplete++
	case d.Verdict != validate.Accepted, worst == lint.Error:
		s.Failed++
	case worst == lint.Warning:
		s.Warned++
	default:
		s.Passed++
	}
	for i := range d.Findings {
		s.Findings[d.Findings[i].Severity]++
	}
}

// Join adds the counts of another summary.
func (s *Summary) Join(o Summary) {
	for _, n := range []struct {
		to   *int
		more int
	}{
		{&s.Documents, o.Documents}, {&s.Refused, o.Refused}, {&s.Defective, o.Defective}, {&s.Accepted, o.Accepted},
		{&s.Undetermined, o.Undetermined}, {&s.Faults, o.Faults},
		{&s.Passed, o.Passed}, {&s.Warned, o.Warned}, {&s.Failed, o.Failed}, {&s.Incomplete, o.Incomplete},
	} {
		*n.to += n.more
	}
	for i, n := range o.Findings {
		s.Findings[i] += n
	}
}

// Current fills in the counts by verdict of a summary that an older fselint made: it did not tell the defective from the refused.
func (s *Summary) Current() {
	if s.Refused+s.Defective+s.Accepted+s.Undetermined == 0 {
		s.Refused, s.Accepted, s.Undetermined = s.Failed, s.Passed+s.Warned, s.Incomplete
	}
}

// Count is the number of documents with a verdict.
func (s *Summary) Count(v validate.Verdict) int {
	if n := s.count(v); n != nil {
		return *n
	}
	return 0
}

func (s *Summary) count(v validate.Verdict) *int {
	switch v {
	case validate.Refused:
		return &s.Refused
	case validate.Defective:
		return &s.Defective
	case validate.Accepted:
		return &s.Accepted
	case validate.Undetermined:
		return &s.Undetermined
	case validate.Fault:
		return &s.Faults
	}
	return nil
}

// Writer writes documents in one format, in the order in which they come. Close ends the report; it does not close the
// underlying io.Writer.
type Writer interface {
	Document(d *validate.Result) error
	Close() error
}
