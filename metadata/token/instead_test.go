package token_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/token"
)

// TestInstead: what is no token at all is one finding that names it, however much like a token it looks further on.
func TestInstead(t *testing.T) {
	for given, want := range map[string]string{
		"%PDF-1.7\n1.0.2 %\xe2\xe3\xcf\xd3" + strings.Repeat("x", 2<<20): "it is a PDF",
		"PK\x03\x04\x14\x00.a.b":                                  "it is an archive (ZIP, gzip)",
		"\x1f\x8b\x08.a.b":                                        "it is an archive (ZIP, gzip)",
		"\x89PNG\r\n\x1a\n":                                       "it is a picture",
		"\xff\xd8\xff\xe0":                                        "it is a picture",
		"<html><body>1.2.3</body></html>":                         "it is HTML or XML",
		"<?xml version='1.0'?><a/>":                               "it is HTML or XML",
		`{"access_token":"eyJhbGciOiJSUzI1NiJ9.e30.AAAA"}`:        "it is JSON, perhaps the bare claims before signing",
		"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n": "it is a certificate or a key",
		"-----BEGIN CERTIFICATE REQUEST-----\nMC4C\n":             "it is a certificate or a key",
	} {
		findings := token.Parse([]byte(given)).Judge(token.Options{Kind: token.Signature})
		findings = slices.DeleteFunc(findings, func(f lint.Finding) bool { return f.Severity == lint.Info }) // what follows from it
		require.Len(t, findings, 1, "%.20q", given)
		f := findings[0]
		f.Complete()
		assert.Equal(t, "JWT-NO-TOKEN", f.ID)
		assert.True(t, f.Blocks())
		assert.Contains(t, f.Text("en"), want, "%.20q", given)
		assert.NotContains(t, f.Fix.In("it"), "{", "%.20q", given)
	}
}

func TestMisplaced(t *testing.T) {
	segment := func(s string) string { return strings.TrimRight(b64url(s), "=") }
	make := func(payload string) *token.Token {
		return token.Parse([]byte(segment(`{"alg":"RS256"}`) + "." + segment(payload) + ".AAAA"))
	}
	authentication, signature := make(`{"iss":"auth:S1#x","sub":"s"}`), make(`{"iss":"integrity:S1#x","action_id":"CREATE"}`)
	assert.Nil(t, authentication.Misplaced(token.Authentication))
	assert.Nil(t, signature.Misplaced(token.Signature))
	assert.NotNil(t, authentication.Misplaced(token.Signature))
	assert.NotNil(t, signature.Misplaced(token.Authentication))
	// What cannot be told is judged as what it was given for.
	for _, doubtful := range []string{`{"iss":"auth:S1#x","action_id":"CREATE"}`, `{"iss":"integrity:S1#x"}`, `{"iss":"S1#x"}`, `{}`, `[]`} {
		assert.Nil(t, make(doubtful).Misplaced(token.Signature), doubtful)
		assert.Nil(t, make(doubtful).Misplaced(token.Authentication), doubtful)
	}
}

func b64url(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) }
