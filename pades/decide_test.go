package pades

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/work"
)

func TestFacts(t *testing.T) {
	o := variantOptions()
	o.Name, o.Reason, o.Location = "Anna Prova", "Firma di prova", "Provaville"
	o.Time = time.Date(2025, 6, 1, 12, 0, 0, 0, time.FixedZone("", 7200))
	pdf, err := padestest.Sign(sampleDocument(), o)
	require.NoError(t, err)
	j := decideBytes(pdf)
	require.Equal(t, OK, j.Decision, j.Detail)
	assert.Equal(t, 7, j.Step)
	assert.Equal(t, "Signature1", j.Field)
	require.Len(t, j.Signatures, 1)
	s := j.Signatures[0]
	assert.Equal(t, j.Object, s.Value)
	assert.True(t, s.TopLevel && s.Signed && s.Reached && s.CoversEnd)
	assert.Equal(t, []string{"Adobe.PPKLite", "ETSI.CAdES.detached", "Anna Prova", "Firma di prova", "Provaville"},
		[]string{s.Filter, s.SubFilter, s.Name, s.Reason, s.Location})
	assert.Equal(t, "D:20250601120000+02'00'", s.M)
	assert.Equal(t, "2025-06-01T10:00:00Z", s.MParsed.Format(time.RFC3339))
	assert.Equal(t, []int64{0, s.Gap[0] - 1, s.Gap[1], int64(len(pdf)) - s.Gap[1]}, s.ByteRange)
	assert.Equal(t, ReasonOK, s.Outcome)
	assert.Equal(t, "B-B", s.Level)
	require.NotNil(t, s.CMS)
	assert.Equal(t, "C=IT, O=fselint test bench, CN=Prova Firma", s.CMS.Subject)
	assert.Equal(t, "SHA256 RSA", s.CMS.DigestAlgorithm+" "+s.CMS.SignatureAlgorithm)
	assert.Equal(t, 2048, s.CMS.KeyBits)
	assert.Equal(t, 1, s.CMS.Signers)
	assert.Equal(t, 1, s.CMS.Certificates)
	assert.True(t, s.CMS.SigningTime.IsZero())
}

func TestLevel(t *testing.T) {
	for name, c := range map[string]struct {
		level string
		edit  func(o *padestest.Options)
	}{
		"baseline":     {"B-B", func(*padestest.Options) {}},
		"no ess":       {"", func(o *padestest.Options) { o.CMS.Attributes = func(a [][]byte) [][]byte { return a[:2] } }},
		"signing time": {"", func(o *padestest.Options) { o.CMS.SigningTime = signingDate }},
		"sub filter":   {"", func(o *padestest.Options) { o.SubFilter = "adbe.pkcs7.detached" }},
		"ber":          {"", func(o *padestest.Options) { o.CMS.BER = true }},
		"wrong hash": {"", func(o *padestest.Options) {
			o.CMS.Attributes = func(a [][]byte) [][]byte { a[2] = bytes.Replace(a[2], a[2][30:34], []byte("xxxx"), 1); return a }
		}},
		"time stamp": {"", func(o *padestest.Options) {
			o.CMS.Unsigned = [][]byte{padestest.Attribute("1.2.840.113549.1.9.16.2.14", padestest.Null())}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			o := variantOptions()
			c.edit(&o)
			pdf, err := padestest.Sign(sampleDocument(), o)
			require.NoError(t, err)
			j := decideBytes(pdf)
			require.Equal(t, OK, j.Decision, j.Detail)
			assert.Equal(t, c.level, j.Signatures[0].Level)
		})
	}
}

// TestUnsortedIsExplained: the decision says that other readers find the signature right.
func TestUnsortedIsExplained(t *testing.T) {
	o := variantOptions()
	o.CMS.Unsorted = true
	o.CMS.Attributes = func(a [][]byte) [][]byte { a[0], a[2] = a[2], a[0]; return a }
	pdf, err := padestest.Sign(sampleDocument(), o)
	require.NoError(t, err)
	j := decideBytes(pdf)
	assert.Equal(t, Invalid, j.Decision)
	assert.Equal(t, 6, j.Step)
	assert.Contains(t, j.Detail.In("en"), "as sent")
}

func TestNestedSignaturesAreDescribed(t *testing.T) {
	for _, v := range fieldVariants() {
		if v.name != "nested" {
			continue
		}
		j := decideBytes(v.build(t))
		require.Len(t, j.Signatures, 1)
		s := j.Signatures[0]
		assert.Equal(t, "p.Signature1", s.Field)
		assert.False(t, s.TopLevel || s.Reached)
		assert.Equal(t, ReasonOK, s.Outcome)
	}
}

func TestDecideOpenError(t *testing.T) {
	for _, err := range []error{pdffile.ErrNotPDF, pdffile.ErrPassword, fmt.Errorf("%w: x", pdffile.ErrDamaged), errors.New("x"), nil} {
		j := DecideOpenError(err)
		assert.Equal(t, ServerError, j.Decision)
		assert.Equal(t, ReasonException, j.Reason)
		assert.Equal(t, 1, j.Step)
		assert.NotEmpty(t, j.Detail.In("it"))
	}
}

// hostile documents must cost little; the limit on memory is generous beside the size of each.
func TestHostile(t *testing.T) {
	const manyKids = 20_000
	signed := func(edit func(o *padestest.Options)) []byte {
		o := variantOptions()
		edit(&o)
		pdf, err := padestest.Sign(sampleDocument(), o)
		require.NoError(t, err)
		return pdf
	}
	shape := func(edit func(f padestest.Form) padestest.Form) []byte {
		return signed(func(o *padestest.Options) { o.Layout.Form = edit })
	}
	for name, pdf := range map[string][]byte{
		"range of huge numbers": signed(func(o *padestest.Options) {
			o.Layout.Ranges = func(open, closed, _ int) ([]int, string) {
				return []int{0, open}, "[0 9223372036854775807 99999999999 1e300]"
			}
		}),
		"range with many parts": signed(func(o *padestest.Options) {
			o.Layout.Dictionary = func(text string) string {
				return strings.Replace(text, padestest.ByteRangeMark, "["+strings.Repeat("0 1 ", 500_000)+"]", 1)
			}
		}),
		"huge contents": signed(func(o *padestest.Options) { o.ContentsSize = 8 << 20 }),
		"deep fields": shape(func(f padestest.Form) padestest.Form {
			f.AcroForm = fmt.Sprintf("<</Fields[%d 0 R]>>", f.Free)
			for i := range manyKids {
				f.Extra = append(f.Extra, fmt.Sprintf("<</T(p)/Kids[%d 0 R]>>", f.Free+i+1))
			}
			return f
		}),
		"all fields are kids of all": shape(func(f padestest.Form) padestest.Form {
			const n = 2000
			var kids strings.Builder
			for i := range n {
				fmt.Fprintf(&kids, "%d 0 R ", f.Free+1+i)
			}
			f.AcroForm = fmt.Sprintf("<</Fields %d 0 R>>", f.Free)
			f.Extra = append(f.Extra, "["+kids.String()+"]")
			for range n {
				f.Extra = append(f.Extra, fmt.Sprintf("<</T(p)/Kids %d 0 R>>", f.Free))
			}
			return f
		}),
		"one signature many times": shape(func(f padestest.Form) padestest.Form {
			f.AcroForm = "<</Fields[" + strings.Repeat(fmt.Sprintf("%d 0 R ", f.FieldNumber), manyKids) + "]>>"
			return f
		}),
		"many fields with one signature": shape(func(f padestest.Form) padestest.Form {
			f.AcroForm = "<</Fields[" + strings.Repeat(fmt.Sprintf("<</FT/Sig/T(a)/V %d 0 R>>", f.SignatureNumber), manyKids) + "]>>"
			return f
		}),
	} {
		t.Run(name, func(t *testing.T) {
			work.Within(t, 1<<30, func() { assert.NotEmpty(t, decideBytes(pdf).Decision) })
		})
	}
}

// TestBudget: many signatures over the same bytes end at the program's own bound.
func TestBudget(t *testing.T) {
	pdf, err := padestest.Sign(sampleDocument(), variantOptions())
	require.NoError(t, err)
	f, err := pdffile.Open(pdf, pdffile.Limits{})
	require.NoError(t, err)
	w, err := openForm(f)
	require.NoError(t, err)
	fields, err := w.tree()
	require.NoError(t, err)
	c := newCourt(w, time.Now())
	c.fields, c.budget = fields, int64(len(pdf))/2
	j := c.judge(false)
	assert.Equal(t, ServerError, j.Decision)
	assert.Equal(t, ReasonBound, j.Reason)
}

// TestMessages: what was found is said in both languages, with the value around which the words stand.
func TestMessages(t *testing.T) {
	assert.Empty(t, texts.Check())
	e := &examination{Signature: &Signature{M: "domani"}}
	assert.Equal(t, `la data di firma (/M) "domani" non è in una forma che il gateway legge`, e.dateProblem().In("it"))
	_, err := gapHex([]byte("30ZZ"))
	assert.Equal(t, `nel vuoto di /ByteRange c'è "ZZ" al posto di cifre esadecimali`, said(err).In("it"))
	assert.Equal(t, `the gap of the byte range holds "ZZ" where hexadecimal digits should be`, said(err).In("en"))
}
