package validate

import (
	"slices"

	"github.com/fselint/fselint/lint"
)

// Verdict answers the question whether a document can be sent.
type Verdict string

// The verdicts.
const (
	Refused      Verdict = "refused"      // the gateway would refuse it
	Defective    Verdict = "defective"    // the gateway would accept it, but it breaks a specification
	Accepted     Verdict = "accepted"     // the gateway would accept it; warnings and advice may follow
	Undetermined Verdict = "undetermined" // no answer can be given: Missing says why
	Fault        Verdict = "fault"        // the tool could not read or judge it, or met one of its own limits
)

// Verdicts are all verdicts: what needs attention comes first.
var Verdicts = []Verdict{Refused, Fault, Undetermined, Defective, Accepted}

// Conclude works out the verdict from the gateway's answer, findings, stages and fault. The engine does it; whoever changes
// findings afterwards does it again.
func (d *Document) Conclude() {
	switch {
	case d.Fault != nil:
		d.Verdict = Fault
	case d.Gateway != nil && !d.Gateway.Accepted && !d.Gateway.Wanted:
		d.Verdict = Refused
	case d.Starter || len(d.Missing()) > 0:
		d.Verdict = Undetermined
	case d.breaks():
		d.Verdict = Defective
	default:
		d.Verdict = Accepted
	}
}

// Missing returns the stages that the gateway runs and that could not run here; not those for which the user gave no input.
func (d *Document) Missing() []StageState {
	var missing []StageState
	for _, s := range d.Stages {
		if s.State != Ran && !s.Absent {
			missing = append(missing, s)
		}
	}
	return missing
}

// breaks reports whether an error stays that the gateway does not see, or not in this operation.
func (d *Document) breaks() bool {
	return slices.ContainsFunc(d.Findings, func(f lint.Finding) bool { return f.Severity == lint.Error && f.Group != lint.Advice })
}

// The values that verdicts had in version 1 of the report: pass, warn (only findings under error), fail, incomplete (a stage that
// the gateway runs was skipped), fault.
const (
	PassV1       = "pass"
	WarnV1       = "warn"
	FailV1       = "fail"
	IncompleteV1 = "incomplete"
	FaultV1      = "fault"
)

// VerdictV1 is the verdict in the words of version 1. A bare CDA was never complete there.
func (d *Document) VerdictV1() string {
	worst := d.Worst()
	switch {
	case d.Verdict == Fault:
		return FaultV1
	case d.Verdict == Refused, worst == lint.Error:
		return FailV1
	case d.Verdict == Undetermined, d.Gateway != nil && d.Gateway.Scope == OfCDA:
		return IncompleteV1
	case worst == lint.Warning:
		return WarnV1
	}
	return PassV1
}
