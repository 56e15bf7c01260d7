package signaturecheck

import (
	"slices"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/profile"
)

// gapBlanks is what to do about hexadecimal digits with blanks among them.
var gapBlanks = texts.Text("fix-range-gap-white-space", nil)

// Remedy says what to change so that the gateway accepts; zero where it does already. r may be nil.
func Remedy(j *pades.Judgement, r *profile.Report) lint.Text {
	switch j.Decision {
	case pades.NotSigned:
		return ruleUnsigned.Fix
	case pades.ServerError:
		return ruleUnreadable.Fix
	case pades.OK:
		return lint.Text{}
	}
	s := decisive(j, r)
	switch {
	case s == nil:
	case s.Kind == profile.DocumentTimeStamp:
		return ruleDocTimeStamp.Fix // nothing that could be changed in it would make it a signature
	case j.Reason == pades.ReasonGap && slices.Contains(s.Geometry.Problems, profile.GapWhiteSpace):
		return gapBlanks
	}
	return cure(j.Reason)
}

// cure says what to do about the reason of a refusal, zero where that is not known.
func cure(r pades.Reason) lint.Text {
	if id := wordID("cure", r); texts.Has(id) {
		return texts.Text(id, nil)
	}
	return lint.Text{}
}
