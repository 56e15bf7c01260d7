package pades_test

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/pades"
)

// envelope is a signed message around a document, without signers, in DER or with an indefinite length.
func envelope(data []byte, indefinite bool) []byte {
	content := padestest.TLV(padestest.TagContext0, padestest.Octets(data))
	inner := padestest.Seq(padestest.OID(padestest.OIDData), content)
	signed := padestest.Seq(padestest.TLV(padestest.TagInteger, []byte{1}), padestest.Set(), inner, padestest.Set())
	message := [][]byte{padestest.OID(padestest.OIDSignedData), padestest.TLV(padestest.TagContext0, signed)}
	if indefinite {
		return padestest.Indefinite(padestest.TagSequence, message...)
	}
	return padestest.Seq(message...)
}

func TestWrapping(t *testing.T) {
	pdf := padestest.NewPDF()
	text := base64.StdEncoding.EncodeToString(pdf)
	cms := envelope(pdf, false)
	for name, c := range map[string]struct {
		data []byte
		want pades.Wrapping
	}{
		"pdf":              {pdf, pades.NotWrapped},
		"nothing":          {nil, pades.NotWrapped},
		"plain text":       {[]byte("referto di prova, senza altro"), pades.NotWrapped},
		"xml":              {[]byte("<?xml version='1.0'?><ClinicalDocument/>"), pades.NotWrapped},
		"base64":           {[]byte(text), pades.Base64},
		"base64 in lines":  {[]byte(strings.Join(strings.SplitAfter(text, "A"), "\r\n")), pades.Base64},
		"base64, quoted":   {[]byte(`"` + text + `"`), pades.Base64},
		"base64url":        {[]byte(base64.RawURLEncoding.EncodeToString(pdf)), pades.Base64},
		"data URI":         {[]byte("data:application/pdf;base64," + text), pades.Base64},
		"base64 twice":     {[]byte(base64.StdEncoding.EncodeToString([]byte(text))), pades.Base64},
		"base64 of cms":    {[]byte(base64.StdEncoding.EncodeToString(cms)), pades.Base64},
		"cms":              {cms, pades.Envelope},
		"cms, indefinite":  {envelope(pdf, true), pades.Envelope},
		"cms, PEM":         {pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: cms}), pades.Envelope},
		"cms around cms":   {envelope(cms, false), pades.Envelope},
		"html":             {[]byte("\n<!DOCTYPE HTML><html><body>errore</body></html>"), pades.WebPage},
		"xhtml":            {[]byte("<?xml version='1.0'?>\n<!-- x -->\n<html xmlns='http://www.w3.org/1999/xhtml'/>"), pades.WebPage},
		"zip":              {[]byte("PK\x03\x04and more"), pades.Archive},
		"utf-16":           {[]byte("\xFF\xFE%\x00P\x00D\x00F\x00"), pades.UTF16},
		"a base64 of text": {[]byte(base64.StdEncoding.EncodeToString([]byte("referto di prova, senza altro"))), pades.NotWrapped},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, pades.WrappingOf(c.data))
			inside, err := pades.Unwrap(c.data)
			require.NoError(t, err)
			if c.want == pades.Base64 || c.want == pades.Envelope {
				assert.True(t, bytes.Equal(pdf, inside), "%.20q", inside)
			} else {
				assert.Equal(t, c.data, inside)
			}
		})
	}
	_, err := pades.Unwrap(envelope(nil, false))
	require.Error(t, err)
	_, err = pades.Unwrap(cms[:len(cms)/2])
	require.Error(t, err)
}

func FuzzUnwrap(f *testing.F) {
	pdf := padestest.NewPDF()
	f.Add(envelope(pdf, true))
	f.Add([]byte(base64.StdEncoding.EncodeToString(envelope(pdf, false))))
	f.Add(pem.EncodeToMemory(&pem.Block{Type: "CMS", Bytes: envelope([]byte("data:a/b;base64,JVBERi0xLjcK"), false)}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if inside, err := pades.Unwrap(data); err == nil {
			assert.LessOrEqual(t, len(inside), len(data))
		}
	})
}
