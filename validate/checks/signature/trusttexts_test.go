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
		text := signaturecheck.TrustReason(r)
		assert.NotEqual(t, string(r), text.In("it"))
		assert.NotEqual(t, string(r), text.In("en"))
	}
	for _, k := range trust.NoteKinds() {
		text := signaturecheck.NoteText(trust.Note{Kind: k})
		assert.NotEqual(t, k, text.In("it"))
		assert.NotEqual(t, k, text.In("en"))
	}
	f := trust.Finding{Word: trust.NotTrusted, Reason: trust.Expired, About: "CN=Rossi", Value: "2020-01-01T00:00:00Z"}
	assert.Equal(t, "CN=Rossi: già scaduto al momento della firma (2020-01-01T00:00:00Z)", signaturecheck.TrustText(f).In("it"))
}
