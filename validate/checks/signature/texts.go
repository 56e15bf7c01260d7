package signaturecheck

import (
	"strconv"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/profile"
	"github.com/fselint/fselint/pades/revision"
	"github.com/fselint/fselint/pades/trust"
)

// IntegrityText, TrustText and the functions below put the words of packages pades/profile, pades/trust and pades/revision into both
// languages; the command that shows signatures uses them too.
func IntegrityText(i profile.Integrity) lint.Text { return word("integrity", i) }

// WordText says how far somebody is trusted.
func WordText(w trust.Word) lint.Text { return word("trust", w) }

// SourceText says who told a time.
func SourceText(s profile.TimeSource) lint.Text { return word("source", s) }

// RequirementText says what a signature lacks for the level B-B.
func RequirementText(r profile.Requirement) lint.Text { return word("needs", r) }

// TrustReason says why somebody is trusted, not trusted or not judged.
func TrustReason(r trust.Reason) lint.Text { return word("because", r) }

// TrustText says it with what the reason is about, and what decided.
func TrustText(f trust.Finding) lint.Text { return about(TrustReason(f.Reason), f.About, f.Value) }

// NoteText says a remark about trust.
func NoteText(n trust.Note) lint.Text { return about(word("note", n.Kind), n.About, n.Detail) }

// about puts what a text is about before it, and what decided behind it.
func about(t lint.Text, subject, value string) lint.Text {
	v := lint.Values{"subject": subject, "what": t, "value": value}
	switch {
	case subject != "" && value != "":
		return texts.Text("about-and-value", v)
	case subject != "":
		return texts.Text("about", v)
	case value != "":
		return texts.Text("value", v)
	}
	return t
}

// Part says what part of a document changed.
func Part(w revision.What) lint.Text { return word("part", w) }

// Happened says what happened to a part.
func Happened(kind string) lint.Text { return word("happened", kind) }

// Attack names an attack.
func Attack(k revision.AttackKind) lint.Text { return word("attack", k) }

// TailText says what follows the signed bytes.
func TailText(t revision.Tail) lint.Text { return word("tail", t) }

// CDAText says where the CDA stands.
func CDAText(s revision.CDAState) lint.Text { return word("cda", s) }

// CauseText says why a signature is not intact.
func CauseText(c profile.Cause) lint.Text { return word("cause", c) }

// GeometryText says what is wrong with a byte range.
func GeometryText(g profile.GeometryProblem) lint.Text { return word("range", g) }

// StampText says what is wrong with a time stamp, zero when nothing is.
func StampText(t *profile.TimeStamp) lint.Text {
	if id := stampProblem(t); id != "" {
		return texts.Text(id, nil)
	}
	return lint.Text{}
}

func stampProblem(t *profile.TimeStamp) string {
	switch {
	case t.Cause == profile.HashFailure && !t.ImprintMatches:
		return "stamp-imprint"
	case t.Integrity != profile.Intact:
		return wordID("cause", t.Cause)
	case t.Authority() != nil && !t.Purpose:
		return "stamp-purpose"
	}
	return ""
}

// ReasonText puts the reason of the gateway's decision into words.
func ReasonText(r pades.Reason) lint.Text {
	if id := wordID("accepted", r); texts.Has(id) {
		return texts.Text(id, nil)
	}
	return word("refused", r)
}

// StepText names a step of the gateway.
func StepText(step int) lint.Text { return word("step", strconv.Itoa(step)) }
