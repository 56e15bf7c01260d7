package revision_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/sample/attack"
	"github.com/fselint/fselint/pades/revision"
)

func samples(tb testing.TB) []attack.Sample {
	tb.Helper()
	key, cert := padestest.Identity()
	all, err := attack.All(padestest.Options{
		CMS:  padestest.CMS{Key: key, Certificate: cert},
		Time: time.Date(2026, 1, 15, 10, 30, 0, 0, time.UTC),
	})
	require.NoError(tb, err)
	return all
}

// expected says what the first signature of every sample should be told. What poppler's pdfsig 22.12 says of them: "Signature
// is Valid" of every attack by saving, shadow, annotation and wrapping, with "Not total document signed" where something
// follows the range; of the forgeries "has not yet been verified", but for the contents of zeros, an "Unknown Validation
// Failure". It does not look at what follows a range, nor into the gap.
var expected = map[string]struct {
	state revision.State
	tail  revision.Tail
	cda   revision.CDAState
	what  revision.What // of the first change, "" when there is none
	why   revision.Reason
	flaws []revision.FlawKind
}{
	"saving-content":            {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartContent, revision.NeverAllowed, nil},
	"saving-cda":                {revision.Covered, revision.TailUpdates, revision.CDAChanged, revision.PartCDA, revision.NeverAllowed, nil},
	"saving-page":               {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartPages, revision.NeverAllowed, nil},
	"saving-unlisted":           {revision.Covered, revision.TailUnlisted, revision.CDAInside, revision.PartUnlisted, revision.NeverAllowed, nil},
	"wrapping":                  {revision.Covered, revision.TailNone, revision.CDAInside, "", "", []revision.FlawKind{revision.GapNotContents, revision.GapObjects}},
	"forgery-no-range":          {revision.BadRange, "", revision.CDAUnknown, "", "", []revision.FlawKind{revision.NoByteRange}},
	"forgery-null-range":        {revision.BadRange, "", revision.CDAUnknown, "", "", []revision.FlawKind{revision.NoByteRange}},
	"forgery-negative-range":    {revision.BadRange, "", revision.CDAUnknown, "", "", []revision.FlawKind{revision.RangeValues}},
	"forgery-zero-contents":     {revision.Covered, revision.TailNone, revision.CDAInside, "", "", []revision.FlawKind{revision.NoContents}},
	"forgery-no-contents":       {revision.Covered, revision.TailNone, revision.CDAInside, "", "", []revision.FlawKind{revision.NoContents, revision.GapNotContents}},
	"shadow-hide-content":       {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartContent, revision.NeverAllowed, nil},
	"shadow-hide-empty":         {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartResource, revision.NeverAllowed, nil},
	"shadow-hide-freed":         {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartFreed, revision.NeverAllowed, nil},
	"shadow-replace-font":       {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartFont, revision.NeverAllowed, nil},
	"shadow-replace-appearance": {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartAppearance, revision.NeverAllowed, nil},
	"shadow-switch-object":      {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartCrossRef, revision.NeverAllowed, nil},
	"shadow-switch-tree":        {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartCrossRef, revision.NeverAllowed, nil},
	"certified-annotation":      {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartAnnotation, revision.Annotating, nil},
	"certified-signature":       {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartSigField, revision.ForSigning, nil},
	"allowed-second-signature":  {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartSigField, revision.ForSigning, nil},
	"allowed-dss":               {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartDSS, revision.ForValidation, nil},
	"allowed-time-stamp":        {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartDSS, revision.ForValidation, nil},
	"allowed-form-filling":      {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartValue, revision.FormFilling, nil},
	"allowed-annotation":        {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartAnnotation, revision.Annotating, nil},
	"refused-form-filling":      {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartValue, revision.FormFilling, nil},
	"allowed-trailing-bytes":    {revision.Covered, revision.TailHarmless, revision.CDAInside, "", "", nil},
	"saving-second-cda":         {revision.Covered, revision.TailUpdates, revision.CDAChanged, revision.PartCDA, revision.NeverAllowed, nil},
	"saving-resource":           {revision.Covered, revision.TailUpdates, revision.CDAChanged, revision.PartCDA, revision.NeverAllowed, nil},
	"saving-alias":              {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartContent, revision.NeverAllowed, nil},
	"saving-resource-named-P":   {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartResource, revision.NeverAllowed, nil},
	"saving-startxref":          {revision.Repaired, revision.TailUpdates, revision.CDAInside, revision.PartContent, revision.NeverAllowed, nil},
	"shadow-replace-shared":     {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartAppearance, revision.NeverAllowed, nil},
	"reference-elsewhere":       {revision.Repaired, revision.TailUpdates, revision.CDAInside, revision.PartCrossRef, revision.NeverAllowed, nil},
	"reference-nowhere":         {revision.Repaired, revision.TailUpdates, revision.CDAInside, revision.PartCrossRef, revision.NeverAllowed, nil},
	"reference-generation":      {revision.Repaired, revision.TailUpdates, revision.CDAInside, revision.PartCrossRef, revision.NeverAllowed, nil},
	"reference-missing":         {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartCrossRef, revision.NeverAllowed, nil},
	"shadow-hide-layer":         {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartLayers, revision.NeverAllowed, nil},
	"shadow-hide-annotation":    {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartAnnotation, revision.Annotating, nil},
	"wrapping-six-numbers":      {revision.BadRange, "", revision.CDAUnknown, "", "", []revision.FlawKind{revision.RangeNumbers}},
	"forgery-empty-range":       {revision.BadRange, "", revision.CDAUnknown, "", "", []revision.FlawKind{revision.RangeEmpty}},
	"certified-stamp":           {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartAnnotation, revision.Annotating, nil},
	"certified-large":           {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartAnnotation, revision.Annotating, nil},
	"certified-attachment":      {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartAnnotation, revision.NeverAllowed, nil},
	"certified-empty-field":     {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartSigField, revision.NeverAllowed, nil},
	"allowed-three-visible":     {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartSigField, revision.ForSigning, nil},
	"allowed-store-tidied":      {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartDSS, revision.ForValidation, nil},
	"allowed-archived":          {revision.Covered, revision.TailUpdates, revision.CDAInside, revision.PartDSS, revision.ForValidation, nil},
}

func TestAttacks(t *testing.T) {
	all := samples(t)
	assert.Len(t, all, len(expected))
	for _, s := range all {
		t.Run(s.Name, func(t *testing.T) {
			want, known := expected[s.Name]
			require.True(t, known)
			r := analyze(t, s.Data)
			require.NotEmpty(t, r.Signatures)
			got := r.Signatures[0]
			assert.Equal(t, want.state, got.State, got.Detail)
			assert.Equal(t, want.tail, got.Tail)
			assert.Equal(t, want.cda, got.CDA.State)
			var flaws []revision.FlawKind
			for _, f := range got.Flaws {
				flaws = append(flaws, f.Kind)
			}
			assert.Equal(t, want.flaws, flaws)
			var attacks []string
			for _, a := range got.Attacks {
				attacks = append(attacks, string(a.Kind))
			}
			if s.Attack == "" {
				assert.Empty(t, attacks)
			} else {
				assert.Equal(t, []string{s.Attack}, attacks)
			}
			if want.what == "" {
				assert.Empty(t, got.Changes)
			} else if assert.NotEmpty(t, got.Changes) {
				first := got.Changes[0]
				assert.Equal(t, want.what, first.What, "%+v", got.Changes)
				assert.Equal(t, want.why, first.Reason)
			}
			refused := want.why == revision.NeverAllowed || s.Name == "refused-form-filling" || s.Name == "shadow-hide-annotation"
			assert.Equal(t, refused, len(got.Refused()) > 0, "%+v", got.Changes)
			for _, c := range r.Signatures[1:] {
				if c.State == revision.NoValue {
					continue
				}
				assert.Equal(t, revision.Covered, c.State)
				if s.Name != "allowed-three-visible" && s.Name != "allowed-archived" { // signed more than twice
					assert.Equal(t, revision.TailNone, c.Tail)
					assert.Empty(t, c.Changes)
				}
				assert.Empty(t, c.Refused())
			}
		})
	}
}
