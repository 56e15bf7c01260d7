package certificate

import "github.com/fselint/fselint/metadata/flaw"

// Problem is something wrong with a certificate or its common name.
type Problem struct {
	flaw.Flaw
	// ID is the check of the specification digest: CN-01 to CN-08, CE-01 to CE-14.
	ID string
	// Severity stands in place of that of the kind, where it depends on what the certificate is for.
	Severity flaw.Severity
}

// problem makes a Problem whose severity is that of its kind.
func problem(id string, kind *flaw.Kind, part, found, expected string) Problem {
	return Problem{Flaw: flaw.Flaw{Kind: kind, Part: part, Pos: -1, Found: found, Expected: expected}, ID: id, Severity: kind.Severity}
}

func (p Problem) at(pos int) Problem {
	p.Pos = pos
	return p
}

func (p Problem) as(severity flaw.Severity) Problem {
	p.Severity = severity
	return p
}

// Worst returns the highest severity among the problems, 0 for none.
func Worst(problems []Problem) flaw.Severity {
	var worst flaw.Severity
	for i := range problems {
		worst = max(worst, problems[i].Severity)
	}
	return worst
}
