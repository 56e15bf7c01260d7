package policy

import (
	"slices"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Code is what a command ends with: the exit codes of the report contract, the same in every command.
type Code int

// The codes.
const (
	OK           Code = 0 // every document passed at the chosen threshold
	Failed       Code = 1 // at least one did not
	Usage        Code = 2 // usage, configuration or catalog error
	Fault        Code = 3 // internal fault, a limit of fselint, or a time-out
	Nothing      Code = 4 // nothing to check
	Undetermined Code = 5 // no national catalog, or a stage that the gateway runs could not run
)

// priority lists the codes, the one that wins first.
var priority = []Code{Usage, Fault, Failed, Undetermined, Nothing, OK}

// And joins the codes of two parts of a run: the one of higher priority wins.
func (c Code) And(other Code) Code {
	if slices.Index(priority, other) < slices.Index(priority, c) {
		return other
	}
	return c
}

// Refused is the threshold above all severities: nothing fails a document but the gateway's answer.
const Refused = lint.Error + 1

// ParseThreshold reads the lowest severity that fails a document, or refused; the refused fail at every threshold.
func ParseThreshold(s string) (lint.Severity, bool) {
	if s == string(validate.Refused) {
		return Refused, true
	}
	return lint.ParseSeverity(s)
}

// Thresholds are the words that ParseThreshold knows.
var Thresholds = []string{string(validate.Refused), "error", "warning", "info"}

// Tally works out the code of a run over documents.
type Tally struct {
	Threshold       lint.Severity
	Policy          *Policy  // may be nil
	MaxWarnings     int      // -1 for no bound
	Required        []string // stages without which no document passes
	RequireCatalog  bool     // the same of the national catalog
	AllowIncomplete bool     // what cannot be told passes, but for what is required
	Warnings        int      // counted

	documents int
	code      Code
}

// Add counts one document.
func (t *Tally) Add(d *validate.Document) {
	t.documents++
	t.code = t.code.And(t.judge(d))
	for i := range d.Findings {
		if d.Findings[i].Severity == lint.Warning {
			t.Warnings++
		}
	}
}

// judge is the code of one document.
func (t *Tally) judge(d *validate.Document) Code {
	switch {
	case d.Verdict == validate.Fault:
		return Fault
	case d.Verdict == validate.Refused, d.Worst() >= t.Policy.Threshold(d.Path, t.Threshold):
		return Failed
	case d.Verdict == validate.Undetermined && !t.AllowIncomplete, d.Starter && t.RequireCatalog, t.lacks(d):
		return Undetermined
	}
	return OK
}

func (t *Tally) lacks(d *validate.Document) bool {
	return slices.ContainsFunc(t.Required, func(name string) bool {
		s := d.Stage(name)
		return s == nil || s.State != validate.Ran
	})
}

// Code is the code of the run, with what there is to say about it beside the report; nil where that says all.
func (t *Tally) Code() (Code, error) {
	switch {
	case t.documents == 0:
		return Nothing, texts.Error("nothing-to-check", nil)
	case t.MaxWarnings >= 0 && t.Warnings > t.MaxWarnings && t.code.And(Failed) == Failed:
		return Failed, texts.Error("more-warnings", lint.Values{"warnings": t.Warnings, "allowed": t.MaxWarnings})
	}
	return t.code, nil
}
