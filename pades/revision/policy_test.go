package revision_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/pades/revision"
)

// TestFieldLocks fills in the field "uno" after a signature that locks fields in one way or another.
func TestFieldLocks(t *testing.T) {
	const fieldMDP = "/Reference[<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</Type/TransformParams/V/1.2"
	for name, c := range map[string]struct {
		dictionary, lock string // entries of the signature dictionary and of its field
		reason           revision.Reason
		allowed          bool
	}{
		"nothing":           {"", "", revision.FormFilling, false},
		"all locked":        {fieldMDP + "/Action/All>>>>]", "", revision.FieldLocked, false},
		"this one locked":   {fieldMDP + "/Action/Include/Fields[(uno)]>>>>]", "", revision.FieldLocked, false},
		"another locked":    {fieldMDP + "/Action/Include/Fields[(due)]>>>>]", "", revision.FormFilling, true},
		"all but this one":  {fieldMDP + "/Action/Exclude/Fields[(uno)]>>>>]", "", revision.FormFilling, true},
		"all but another":   {fieldMDP + "/Action/Exclude/Fields[(due)]>>>>]", "", revision.FieldLocked, false},
		"lock of the field": {"", "/Lock<</Type/SigFieldLock/Action/All>>", revision.FieldLocked, false},
		"lock with P 1":     {"", "/Lock<</Type/SigFieldLock/Action/Include/Fields[(due)]/P 1>>", revision.FormFilling, false},
		"certified, locked": {fieldMDP + "/Action/All>>>><</TransformMethod/DocMDP/TransformParams<</P 2>>>>]", "", revision.FieldLocked, false},
		"certified":         {"/Reference[<</TransformMethod/DocMDP>>]", "", revision.FormFilling, true}, // P 2 is the default
	} {
		t.Run(name, func(t *testing.T) {
			signed := sign(t, rich(), func(o *padestest.Options) {
				o.Layout.Dictionary = func(s string) string { return s[:len(s)-2] + c.dictionary + ">>" }
				o.Layout.Form = func(f padestest.Form) padestest.Form {
					f.Field = f.Field[:len(f.Field)-2] + c.lock + ">>"
					return f
				}
			})
			r := analyze(t, update(t, signed, map[int]string{7: "<</Subtype/Widget/FT/Tx/T(uno)/V(2)/P 3 0 R/Rect[0 0 9 9]>>"}))
			require.Len(t, r.Signatures, 1)
			require.Len(t, r.Signatures[0].Changes, 1)
			change := r.Signatures[0].Changes[0]
			assert.Equal(t, revision.PartValue, change.What)
			assert.Equal(t, "uno", change.Field)
			assert.Equal(t, c.allowed, change.Allowed)
			assert.Equal(t, c.reason, change.Reason)
		})
	}
}

// TestSigning signs after a signature: with a new field, and in a field that was there, empty.
func TestSigning(t *testing.T) {
	empty := strings.Replace(catalog, "/Fields[7 0 R 8 0 R]", "/Fields[7 0 R 8 0 R 40 0 R]", 1)
	base := update(t, rich(), map[int]string{1: empty, 40: "<</Subtype/Widget/FT/Sig/T(vuota)/P 3 0 R/Rect[0 0 0 0]>>"})
	for p := range 4 {
		first := sign(t, base, func(o *padestest.Options) { o.Certify = p })
		second := sign(t, first, func(o *padestest.Options) { o.Field = "Seconda" })
		into := sign(t, first, func(o *padestest.Options) {
			o.Layout.Form = func(f padestest.Form) padestest.Form {
				// the value goes into the field that is there; the field made for it is put out of the way
				f.Field, f.Extra = "null", nil
				f.AcroForm = strings.Replace(f.AcroForm, "44 0 R", "", 1)
				return f
			}
		})
		into = update(t, into, map[int]string{3: "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Annots[7 0 R 8 0 R 9 0 R 42 0 R]>>", 40: "<</Subtype/Widget/FT/Sig/T(vuota)/P 3 0 R/Rect[0 0 0 0]/V 43 0 R>>"})
		for name, data := range map[string][]byte{"new field": second, "empty field": into} {
			r := analyze(t, data)
			for _, c := range r.Signatures {
				if c.Field == "Signature1" {
					assert.Equal(t, p != 1, len(c.Refused()) == 0, "%s, P %d: %+v", name, p, c.Changes)
					assert.NotEmpty(t, c.Changes)
				}
			}
		}
	}
}

// TestSignedFieldChanged replaces what shows a signature, and the signature itself.
func TestSignedFieldChanged(t *testing.T) {
	signed := sign(t, rich(), nil)
	for name, objects := range map[string]map[int]string{
		"appearance": {18: "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/V 17 0 R/P 3 0 R/F 132/Rect[0 0 0 0]/AP<</N 40 0 R>>>>",
			40: "<</Subtype/Form/BBox[0 0 1 1]/Length 0>>\nstream\n\nendstream"},
		"place": {18: "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/V 17 0 R/P 3 0 R/F 132/Rect[0 0 50 50]>>"},
		"name":  {18: "<</Type/Annot/Subtype/Widget/FT/Sig/T(Altra)/V 17 0 R/P 3 0 R/F 132/Rect[0 0 0 0]>>"},
	} {
		c := analyze(t, update(t, signed, objects)).Signatures[0]
		assert.NotEmpty(t, c.Refused(), name)
	}
}

// TestTimeStampAfterCertification adds validation data and a time stamp to a document in which nothing else may change.
func TestTimeStampAfterCertification(t *testing.T) {
	certify := func(o *padestest.Options) { o.Certify = 1 }
	stamp := func(o *padestest.Options) {
		o.Field, o.SubFilter = "Marca", "ETSI.RFC3161"
		o.Layout.Form = func(f padestest.Form) padestest.Form {
			f.AcroForm = strings.Replace(f.AcroForm, "/SigFlags 3", "/SigFlags 7/DR<</Font<</Helv 6 0 R>>>>/DA(/Helv 0 Tf)", 1)
			return f
		}
	}
	// a value without appearance is drawn with the form's defaults: where there were none, it was not shown
	c := analyze(t, sign(t, sign(t, rich(), certify), stamp)).Signatures[0]
	require.NotEmpty(t, c.Refused())
	assert.Equal(t, revision.PartForm, c.Refused()[0].What)
	certified := sign(t, update(t, rich(), map[int]string{
		7:  "<</Subtype/Widget/FT/Tx/T(uno)/V(1)/P 3 0 R/Rect[0 0 9 9]/AP<</N 40 0 R>>>>",
		40: "<</Subtype/Form/BBox[0 0 9 9]/Length 0>>\nstream\n\nendstream",
	}), certify)
	c = analyze(t, sign(t, certified, stamp)).Signatures[0]
	assert.Equal(t, 1, c.Policy.DocMDP)
	assert.NotEmpty(t, c.Changes)
	assert.Empty(t, c.Refused(), "%+v", c.Refused())
	c = analyze(t, sign(t, certified, func(o *padestest.Options) { stamp(o); o.SubFilter = "" })).Signatures[0]
	assert.NotEmpty(t, c.Refused())
	assert.Equal(t, revision.CertifiedNo, c.Refused()[0].Reason)
}
