package wire

import (
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
)

const doc = "2.16.840.1.113883.2.9.2.90.4.4^12345678903.LAB.999.1"

func TestAddress(t *testing.T) {
	base := BaseURL(fse.Toscana, fse.Production)
	for _, c := range []struct {
		op           fse.Operation
		id           string
		method, path string
	}{
		{fse.Validation, "", "POST", "/documents/validation"},
		{fse.Create, "", "POST", "/documents"},
		{fse.ValidateAndCreate, "", "POST", "/documents/validate-and-create"},
		{fse.Replace, doc, "PUT", "/documents/2.16.840.1.113883.2.9.2.90.4.4%5E12345678903.LAB.999.1"},
		{fse.ValidateAndReplace, doc, "PUT", "/documents/validate-and-replace/2.16.840.1.113883.2.9.2.90.4.4%5E12345678903.LAB.999.1"},
		{fse.Update, doc, "PUT", "/documents/2.16.840.1.113883.2.9.2.90.4.4%5E12345678903.LAB.999.1/metadata"},
		{fse.Delete, doc, "DELETE", "/documents/2.16.840.1.113883.2.9.2.90.4.4%5E12345678903.LAB.999.1"},
		{fse.StatusByWorkflow, "a^^^^urn:x", "GET", "/status/a%5E%5E%5E%5Eurn%3Ax"},
		{fse.StatusByTrace, "abc", "GET", "/status/search/abc"},
		{fse.Delete, "a/b c", "DELETE", "/documents/a%2Fb%20c"},
	} {
		method, address, err := Address(base+"/", c.op, c.id)
		require.NoError(t, err)
		assert.Equal(t, c.method, method, c.op)
		assert.Equal(t, "https://fse20gw.regione.toscana.it/gateway/v2"+c.path, address, c.op)
		op, id, ok := Match(method, strings.TrimPrefix(address, base))
		assert.True(t, ok)
		assert.Equal(t, c.op, op)
		assert.Equal(t, c.id, id)
	}
	for _, c := range []struct {
		base string
		op   fse.Operation
		id   string
	}{{base, fse.Delete, ""}, {base, fse.Create, doc}, {base, "burn", ""}, {"nowhere", fse.Create, ""}, {"ftp://a", fse.Create, ""}, {"https://a/?x", fse.Create, ""}} {
		_, _, err := Address(c.base, c.op, c.id)
		assert.Error(t, err, "%v", c)
	}
	for _, p := range []string{"/", "/documents/a/b", "/documents/%zz", "/status/a/b", "/documents/a/metadata/x"} {
		_, _, ok := Match("PUT", p)
		assert.False(t, ok, p)
	}
	assert.Empty(t, BaseURL(fse.National, fse.AnyEnvironment))
	assert.False(t, Offered(fse.Toscana, fse.Validation))
	assert.True(t, Offered(fse.National, fse.Validation))
}

func TestRequest(t *testing.T) {
	r := Request{Operation: fse.ValidateAndCreate, Base: "https://a/v1", Authentication: "A", Signature: "S", Body: []byte(`{"a":1}`), File: []byte("%PDF-1.7\r\n--x"), FileName: `a"b.pdf`, Callback: "https://c"}
	req, err := r.HTTP(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "Bearer A", req.Header.Get("Authorization"))
	assert.Equal(t, []string{"S"}, map[string][]string(req.Header)[HeaderSignature])
	assert.Equal(t, "https://c", req.Header.Get(HeaderCallback))
	_, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	require.NoError(t, err)
	parts := multipart.NewReader(req.Body, params["boundary"])
	got := map[string]string{}
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		data, err := io.ReadAll(p)
		require.NoError(t, err)
		got[p.FormName()] = p.Header.Get("Content-Type") + " " + string(data)
	}
	assert.Equal(t, map[string]string{PartFile: "application/pdf %PDF-1.7\r\n--x", PartRequest: `application/json {"a":1}`}, got)
	again, _, err := r.Content()
	require.NoError(t, err)
	assert.Equal(t, req.ContentLength, int64(len(again)), "the same bytes every time: what is recorded is what is sent")

	for name, r := range map[string]Request{
		"no document": {Operation: fse.Create, Base: "https://a", Authentication: "A", Signature: "S", Body: []byte("{}")},
		"no token":    {Operation: fse.Delete, ID: doc, Base: "https://a", Authentication: "A"},
		"line break":  {Operation: fse.Delete, ID: doc, Base: "https://a", Authentication: "", Signature: "S"},
	} {
		_, err := r.HTTP(t.Context())
		assert.Error(t, err, name)
	}
	r = Request{Operation: fse.StatusByTrace, ID: "abc", Base: "https://a", Authentication: "A"}
	req, err = r.HTTP(t.Context())
	require.NoError(t, err)
	assert.Empty(t, map[string][]string(req.Header)[HeaderSignature])
	assert.Zero(t, req.ContentLength)
}

func TestReadAnswer(t *testing.T) {
	now := time.Date(2026, 1, 31, 10, 0, 0, 0, time.UTC)
	a := ReadAnswer(202, http.Header{"X-Cart-Id": {"c"}}, []byte(`{"traceID":"t","spanID":"s","workflowInstanceId":"w","warning":"[W001 | x]"}`), now)
	assert.True(t, a.OK())
	assert.Equal(t, []string{"c", "t", "s", "w", "[W001 | x]"}, []string{a.CartID, a.TraceID, a.SpanID, a.WorkflowInstanceID, a.Warning})
	assert.Nil(t, a.Problem)

	a = ReadAnswer(403, http.Header{"Retry-After": {"7"}}, []byte(`{"traceID":"t","type":"/msg/jwt-validation","title":"T","detail":"D","instance":"/i","status":"403"}`), now)
	assert.Equal(t, &Problem{Type: "/msg/jwt-validation", Title: "T", Detail: "D", Instance: "/i", Status: 403}, a.Problem)
	assert.Equal(t, 7*time.Second, a.RetryAfter)
	assert.Equal(t, "403 /msg/jwt-validation /i D", a.String())

	a = ReadAnswer(503, http.Header{"Retry-After": {"Sat, 31 Jan 2026 10:00:30 GMT"}}, []byte(`<html>`), now)
	assert.Equal(t, 30*time.Second, a.RetryAfter)
	assert.NotNil(t, a.Problem)
	assert.Equal(t, "<html>", string(a.Body))

	a = ReadAnswer(200, nil, []byte(`{"traceID":1,"transactionData":[{"eventType":"PUBLICATION","eventStatus":"SUCCESS"}]}`), now)
	assert.Equal(t, "1", a.TraceID)
	assert.Equal(t, []Event{{Type: "PUBLICATION", Status: "SUCCESS"}}, a.Transaction)
	a = ReadAnswer(401, nil, []byte(`{"type":"x","govway_id":"g","status":401}`), now)
	assert.Equal(t, "g", a.GovwayID)
}

func FuzzReadAnswer(f *testing.F) {
	f.Add(200, "5", []byte(`{"traceID":"t","transactionData":[{}]}`))
	f.Add(400, "", []byte(`{"status":"400","type":null}`))
	f.Fuzz(func(_ *testing.T, status int, retry string, body []byte) {
		_ = ReadAnswer(status, http.Header{"Retry-After": {retry}}, body, time.Now()).String()
	})
}

func FuzzMatch(f *testing.F) {
	f.Add("PUT", "/documents/a%5Eb/metadata")
	f.Fuzz(func(t *testing.T, method, path string) {
		op, id, ok := Match(method, path)
		if !ok {
			return
		}
		m, address, err := Address("https://a", op, id)
		require.NoError(t, err)
		assert.Equal(t, method, m)
		again, same, ok := Match(m, strings.TrimPrefix(address, "https://a"))
		assert.True(t, ok)
		assert.Equal(t, op, again)
		assert.Equal(t, id, same)
	})
}
