package main

import (
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/policy"
)

// tally works out the exit code.
type tally struct {
	threshold    lint.Severity
	policy       *policy.Policy
	maxWarnings  int      // -1 for no bound
	required     []string // stages
	lacksCatalog bool     // the national catalog is required and is not there
	documents    int
	warnings     int
	fault        bool
	findings     bool
	incomplete   bool
}

func (t *tally) add(d *validate.Document) {
	t.documents++
	if d.Verdict == validate.Fault {
		t.fault = true
	} else if d.Worst() >= t.policy.Threshold(d.Path, t.threshold) {
		t.findings = true
	}
	for i := range d.Findings {
		if d.Findings[i].Severity == lint.Warning {
			t.warnings++
		}
	}
	t.incomplete = t.incomplete || t.lacksCatalog
	for _, name := range t.required {
		if s := d.Stage(name); s == nil || s.State != validate.Ran {
			t.incomplete = true
		}
	}
}

// exit is the exit code as an error, nil when all is well.
func (t *tally) exit() error {
	switch {
	case t.fault:
		return &exitError{code: exitFault}
	case t.findings:
		return &exitError{code: exitFindings}
	case t.maxWarnings >= 0 && t.warnings > t.maxWarnings:
		return &exitError{exitFindings, texts.Error("warnings-more-than-that-allowed", lint.Values{"warnings": t.warnings, "maxwarnings": t.maxWarnings})}
	case t.incomplete:
		return &exitError{code: exitIncomplete}
	case t.documents == 0:
		return &exitError{exitNothing, texts.Error("nothing-to-check-no-document-matched", nil)}
	}
	return nil
}
