package signaturecheck_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/pades/trust"
	signaturecheck "github.com/fselint/fselint/validate/checks/signature"
)

// TestTrustTexts: everything that package trust can say has words in both languages.
func TestTrustTexts(t *testing.T) {
	for _, r := range trust.Reasons() {
		text := signaturecheck.TrustReasons[r]
		assert.NotEmpty(t, text.In("it"), r)
		assert.NotEmpty(t, text.In("en"), r)
	}
	for _, k := range trust.NoteKinds() {
		text := signaturecheck.TrustNotes[k]
		assert.NotEmpty(t, text.In("it"), k)
		assert.NotEmpty(t, text.In("en"), k)
	}
	assert.Len(t, signaturecheck.TrustReasons, len(trust.Reasons()))
	assert.Len(t, signaturecheck.TrustNotes, len(trust.NoteKinds()))
	f := trust.Finding{Word: trust.NotTrusted, Reason: trust.Expired, About: "CN=Rossi", Value: "2020-01-01T00:00:00Z"}
	assert.Equal(t, "CN=Rossi: già scaduto al momento della firma (2020-01-01T00:00:00Z)", signaturecheck.TrustText(f).In("it"))
}
