package padestest_test

import (
	"bytes"
	"encoding/hex"
	"testing"
	"time"

	"github.com/digitorus/pkcs7"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/padestest"
)

func sample() []byte {
	return padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(`<ClinicalDocument xmlns="urn:hl7-org:v3"/>`)})
}

func options() padestest.Options {
	key, cert := padestest.Identity()
	return padestest.Options{
		CMS:  padestest.CMS{Key: key, Certificate: cert},
		Time: time.Date(2025, 6, 1, 12, 0, 0, 0, time.FixedZone("", 7200)),
	}
}

// contents returns the CMS and the signed bytes of the last signature, found by its text.
func contents(t *testing.T, pdf []byte) (cms, signed []byte) {
	open := bytes.LastIndex(pdf, []byte("/Contents<")) + len("/Contents")
	closed := open + bytes.IndexByte(pdf[open:], '>') + 1
	cms = make([]byte, (closed-open-2)/2)
	_, err := hex.Decode(cms, pdf[open+1:closed-1])
	require.NoError(t, err)
	return cms, append(bytes.Clone(pdf[:open]), pdf[closed:]...)
}

func TestSignVerifies(t *testing.T) {
	pdf, err := padestest.Sign(sample(), options())
	require.NoError(t, err)
	cms, signed := contents(t, pdf)
	p7, err := pkcs7.Parse(cms)
	require.NoError(t, err)
	p7.Content = signed
	require.NoError(t, p7.Verify())
	assert.Contains(t, string(pdf), "/M (D:20250601120000+02'00')")
	assert.Contains(t, string(pdf), "/SubFilter/ETSI.CAdES.detached")
}

func TestSignIsDeterministic(t *testing.T) {
	a, err := padestest.Sign(sample(), options())
	require.NoError(t, err)
	b, err := padestest.Sign(sample(), options())
	require.NoError(t, err)
	assert.Equal(t, a, b)
}

func TestSignTwice(t *testing.T) {
	once, err := padestest.Sign(sample(), options())
	require.NoError(t, err)
	opts := options()
	opts.Field = "Signature2"
	twice, err := padestest.Sign(once, opts)
	require.NoError(t, err)
	assert.True(t, bytes.HasPrefix(twice, once))
}

func TestSignRefuses(t *testing.T) {
	_, err := padestest.Sign([]byte("%PDF-1.7\nnothing"), options())
	require.ErrorContains(t, err, "reading the document")
	small := options()
	small.ContentsSize = 100
	_, err = padestest.Sign(sample(), small)
	require.ErrorContains(t, err, "the room is 100")
}
