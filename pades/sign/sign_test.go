package sign_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/pdfwrite"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/sign"
)

func options(tb testing.TB) sign.Options {
	tb.Helper()
	key, cert := padestest.Identity()
	return sign.Options{CMS: sign.CMS{Key: key, Certificate: cert}, Time: time.Unix(1_770_000_000, 0).UTC()}
}

func decide(tb testing.TB, data []byte) (*pdffile.File, pades.Judgement) {
	tb.Helper()
	f, err := pdffile.Open(data, pdffile.Limits{})
	require.NoError(tb, err)
	return f, pades.Decide(f, fse.May2026)
}

// TestFieldNames signs three times without naming the field.
func TestFieldNames(t *testing.T) {
	data := padestest.NewPDF()
	for range 3 {
		out, err := sign.Sign(data, options(t))
		require.NoError(t, err)
		require.True(t, bytes.HasPrefix(out, data))
		data = out
	}
	f, j := decide(t, data)
	assert.Equal(t, pades.OK, j.Decision)
	assert.Equal(t, []string{"Signature1", "Signature2", "Signature3"}, sign.FieldNames(f))
	for _, s := range j.Signatures {
		assert.Equal(t, pades.ReasonOK, s.Outcome)
	}
}

// TestEmptyField signs into the field that a template has for it: the gateway refuses a document with an empty one.
func TestEmptyField(t *testing.T) {
	template := padestest.Assemble("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R]>>>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[5 0 R]>>", "<</FT/Tx/T(nota)>>",
		"<</Type/Annot/Subtype/Widget/FT/Sig/T(Firma medico)/P 3 0 R/F 132/Rect[10 10 90 40]>>")
	f, _ := decide(t, template)
	number, _ := sign.EmptyField(f, "")
	assert.Equal(t, 5, number)
	opts := options(t)
	opts.Field = "Firma medico"
	data, err := sign.Sign(template, opts)
	require.NoError(t, err)
	f, j := decide(t, data)
	assert.Equal(t, pades.OK, j.Decision)
	require.Len(t, j.Signatures, 1)
	assert.Equal(t, "Firma medico", j.Signatures[0].Field)
	assert.Equal(t, []string{"nota", "Firma medico"}, sign.FieldNames(f))
	number, _ = sign.EmptyField(f, "")
	assert.Zero(t, number)
	opts.Field = "" // a second signature needs a field of its own
	data, err = sign.Sign(data, opts)
	require.NoError(t, err)
	f, j = decide(t, data)
	assert.Equal(t, pades.OK, j.Decision)
	assert.Equal(t, []string{"nota", "Firma medico", "Signature1"}, sign.FieldNames(f))
}

func TestCertify(t *testing.T) {
	opts := options(t)
	opts.Certify = 2
	data, err := sign.Sign(padestest.NewPDF(), opts)
	require.NoError(t, err)
	f, j := decide(t, data)
	assert.Equal(t, pades.OK, j.Decision)
	perms, ok := f.Dict(f.Catalog()["Perms"])
	require.True(t, ok)
	d, ok := f.Dict(perms["DocMDP"])
	require.True(t, ok)
	assert.Contains(t, string(pdfwrite.Object(d["Reference"])), "/TransformMethod/DocMDP")
}

// TestEncapsulate signs what is made from the document.
func TestEncapsulate(t *testing.T) {
	c := options(t).CMS
	c.Encapsulate = func(content []byte) []byte {
		sum := sha256.Sum256(content)
		return sign.Octets(sum[:])
	}
	out, err := c.Marshal([]byte("documento"))
	require.NoError(t, err)
	sum := sha256.Sum256([]byte("documento"))
	digest := sha256.Sum256(sign.Octets(sum[:]))
	assert.Contains(t, string(out), string(sum[:]))
	assert.Contains(t, string(out), string(digest[:]), "the message digest is that of what is encapsulated")
}

// TestECDSA signs with a key of another kind.
func TestECDSA(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	cert, err := padestest.SelfSigned(key, "Prova EC", 7, time.Unix(1_700_000_000, 0), time.Unix(1_900_000_000, 0))
	require.NoError(t, err)
	opts := options(t)
	opts.CMS = sign.CMS{Key: key, Certificate: cert}
	data, err := sign.Sign(padestest.NewPDF(), opts)
	require.NoError(t, err)
	_, j := decide(t, data)
	assert.Equal(t, pades.OK, j.Decision)
}

// TestDamaged signs a document whose cross-reference is wrong: it is written anew first.
func TestDamaged(t *testing.T) {
	damaged := bytes.Replace(padestest.NewPDF(), []byte("startxref\n"), []byte("startxref\n9"), 1)
	data, err := sign.Sign(damaged, options(t))
	require.NoError(t, err)
	f, j := decide(t, data)
	assert.True(t, f.SoundXref())
	assert.Equal(t, pades.OK, j.Decision)
}

func BenchmarkSign(b *testing.B) {
	data := padestest.NewPDF(padestest.File{Name: "cda.xml", Data: make([]byte, 100_000)})
	opts := options(b)
	for b.Loop() {
		_, err := sign.Sign(data, opts)
		require.NoError(b, err)
	}
}
