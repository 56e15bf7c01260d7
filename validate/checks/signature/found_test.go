package signaturecheck

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/profile"
)

// TestRefusalsInBothLanguages looks at every sample: what the gateway found and what to do is said in Italian too.
func TestRefusalsInBothLanguages(t *testing.T) {
	files, err := filepath.Glob("../../../testdata/pdf/*/*.pdf")
	require.NoError(t, err)
	refused := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		j := pades.Judgement{}
		var r *profile.Report
		if f, err := pdffile.Open(data, pdffile.Limits{}); err != nil {
			j = pades.DecideOpenError(err)
		} else {
			j = pades.Decide(f, fse.May2026)
			r = profile.Read(f, j.Signatures)
		}
		if j.Decision == pades.OK {
			assert.True(t, Remedy(&j, r).IsZero(), file)
			continue
		}
		refused++
		text := j.Detail
		assert.NotEqual(t, text.In("en"), text.In("it"), file)
		assert.False(t, Remedy(&j, r).IsZero(), file)
	}
	assert.Greater(t, refused, 5)
}

// TestRemedyFitsTheCause: the general advice for a reason does not help where the cause is known better.
func TestRemedyFitsTheCause(t *testing.T) {
	signature := func(reason pades.Reason) *profile.Signature {
		return &profile.Signature{InForm: true, Kind: profile.DocumentSignature, Facts: pades.Signature{Field: "Firma", Signed: true, Reached: true, Outcome: reason}}
	}
	blanks, stamp, plain := signature(pades.ReasonGap), signature(pades.ReasonDate), signature(pades.ReasonDate)
	blanks.Geometry.Problems = []profile.GeometryProblem{profile.GapWhiteSpace}
	stamp.Kind = profile.DocumentTimeStamp
	for _, c := range []struct {
		s    *profile.Signature
		want lint.Text
	}{{blanks, gapBlanks}, {stamp, ruleDocTimeStamp.Fix}, {plain, cure(pades.ReasonDate)}} {
		j := &pades.Judgement{Decision: pades.Invalid, Reason: c.s.Facts.Outcome, Field: "Firma"}
		assert.Equal(t, c.want, Remedy(j, &profile.Report{Signatures: []*profile.Signature{c.s}}))
		assert.Equal(t, cure(j.Reason), Remedy(j, nil))
	}
}

func TestEveryRequirementHasWords(t *testing.T) {
	for _, r := range []profile.Requirement{
		profile.NeedsSubFilter, profile.NeedsFilter, profile.NeedsGeometry, profile.NeedsDER, profile.NeedsDetached, profile.NeedsOneSigner,
		profile.NeedsContentType, profile.NeedsReference, profile.NeedsNoSigningTime, profile.NeedsDate, profile.NeedsCertificate,
	} {
		assert.NotEqual(t, lint.Same(string(r)), RequirementText(r))
	}
	assert.NotEqual(t, "unknown", CDAText("unknown").In("it"))
}
