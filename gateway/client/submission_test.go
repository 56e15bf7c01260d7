package client_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/gateway/wire"
)

var b64 = base64.URLEncoding

// unsigned makes a token whose signature is none: nothing here verifies it.
func unsigned(payload string) []byte {
	encode := func(s string) string { return strings.TrimRight(b64.EncodeToString([]byte(s)), "=") }
	return []byte(encode(`{"alg":"RS256","typ":"JWT"}`) + "." + encode(payload) + "." + encode("none"))
}

const cdaText = `<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2" extension="x"/></ClinicalDocument>`

func TestBuild(t *testing.T) {
	p := client.Parts{
		Operation: fse.ValidateAndCreate, Service: "national", Environment: "stage", Base: "https://a/v1",
		PDF: []byte("%PDF-1.7"), Body: []byte(`{"identificativoDoc":"1.2^x","workflowInstanceId":"w"}`),
		Authentication: append([]byte("Bearer "), unsigned(`{"jti":"a","iss":"auth:S1#x"}`)...),
		Signature:      unsigned(`{"jti":"b","iat":1790000000,"exp":"1790000300","subject_application_vendor":"ACME","subject_application_id":"LIS","subject_application_version":"1.0"}`),
		Forced:         "because",
		Judged:         judged(t, cdaText),
	}
	r, a := p.Build()
	assert.False(t, strings.HasPrefix(r.Authentication, "Bearer"))
	_, _, err := r.Content()
	require.NoError(t, err)
	assert.Equal(t, []string{"1.2^x", "w", "1.2^x", "ACME", "LIS", "1.0", "because"}, []string{a.Document, a.Workflow, a.CDAID, a.Vendor, a.Application, a.Version, a.Forced})
	assert.Equal(t, wire.Digest(p.PDF), a.PDF)
	assert.Equal(t, "a", a.Channel.ID)
	assert.Equal(t, "b", a.Signature.ID)
	assert.Equal(t, time.Unix(1790000000, 0).UTC(), a.Signature.IssuedAt)
	assert.Equal(t, time.Unix(1790000300, 0).UTC(), a.Signature.Expires, "a number in quotes is read as the gateway reads it")
	assert.NotEmpty(t, a.Validation)
	assert.Nil(t, a.Body)
	kept, err := json.Marshal(a)
	require.NoError(t, err)
	assert.NotContains(t, string(kept), string(p.Signature), "tokens are not kept")

	p.KeepBody, p.Judged = true, judged(t, "<broken")
	_, a = p.Build()
	assert.Equal(t, p.Body, a.Body)
	assert.Empty(t, a.Validation)

	p = client.Parts{Operation: fse.Delete, ID: "1.2^x", Body: []byte(`{"identificativoDoc":"other"}`), PDF: []byte("x")}
	r, a = p.Build()
	assert.Equal(t, "1.2^x", a.Document)
	assert.Nil(t, r.Body)
	assert.Nil(t, r.File)
	assert.Zero(t, a.Signature.ID)

	p = client.Parts{Operation: fse.StatusByWorkflow, ID: "w^^^^x"}
	_, a = p.Build()
	assert.Equal(t, "w^^^^x", a.Workflow)
}

func TestClaims(t *testing.T) {
	pdf := []byte("%PDF-1.7")
	for name, c := range map[string]struct {
		file string
		op   fse.Operation
		want map[string]any
	}{
		"completed":                   {`{"sub":"s"}`, fse.ValidateAndCreate, map[string]any{"sub": "s", "action_id": "CREATE", "purpose_of_use": "TREATMENT", "attachment_hash": wire.Digest(pdf)}},
		"validation has no hash":      {`{"attachment_hash":"old"}`, fse.Validation, map[string]any{"action_id": "CREATE", "purpose_of_use": "TREATMENT"}},
		"what does not fit is set":    {`{"action_id":"UPDATE","purpose_of_use":7}`, fse.ValidateAndCreate, map[string]any{"action_id": "CREATE", "purpose_of_use": "TREATMENT", "attachment_hash": wire.Digest(pdf)}},
		"what is admitted stays":      {`{"purpose_of_use":"ACCESS UPDATE"}`, fse.Update, map[string]any{"action_id": "UPDATE", "purpose_of_use": "ACCESS UPDATE"}},
		"delete sends no document":    {`{}`, fse.Delete, map[string]any{"action_id": "DELETE", "purpose_of_use": "UPDATE"}},
		"status wants nothing of it":  {`{"sub":"s"}`, fse.StatusByTrace, map[string]any{"sub": "s"}},
		"replace wants its own words": {`{}`, fse.Replace, map[string]any{"action_id": "UPDATE", "purpose_of_use": "UPDATE", "attachment_hash": wire.Digest(pdf)}},
	} {
		made, replaced, err := client.Claims([]byte(c.file), c.op, pdf)
		require.NoError(t, err, name)
		var got map[string]any
		require.NoError(t, json.Unmarshal(made, &got))
		assert.Equal(t, c.want, got, name)
		assert.Equal(t, name == "what does not fit is set", len(replaced) == 2, "%s: %v", name, replaced)
	}
	for _, file := range []string{"", "[]", "null", "{"} {
		_, _, err := client.Claims([]byte(file), fse.Delete, nil)
		assert.Error(t, err, file)
	}
}
