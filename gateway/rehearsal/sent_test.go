package rehearsal

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/testkit/checktest"
	requestcheck "github.com/fselint/fselint/validate/checks/request"
)

// TestSentAsPredicted breaks requests in every way and compares what the gateway answers with what is predicted for the raw request.
func TestSentAsPredicted(t *testing.T) {
	b := newBench(t, options(national(t)))
	for name, c := range map[string]struct {
		op             fse.Operation
		old, new       string // in the body
		typeOld, typed string // in its content type
		title, rule    string
	}{
		"sound":                  {op: fse.ValidateAndCreate},
		"charset first":          {op: fse.Validation, typeOld: "multipart/form-data; ", typed: "multipart/form-data; charset=UTF-8; ", title: "InvalidRequestContent", rule: "HTTP-CHARSET"},
		"semicolon":              {op: fse.Create, old: `name="requestBody"`, new: `name="requestBody";`, title: "InvalidRequestContent", rule: "HTTP-SEMICOLON"},
		"no quotes":              {op: fse.Replace, old: `name="file"`, new: `name=file`, title: "InvalidRequestContent", rule: "HTTP-QUOTES"},
		"no boundary":            {op: fse.Validation, typeOld: "boundary", typed: "border", title: "InvalidRequestContent", rule: "HTTP-BOUNDARY"},
		"urlencoded":             {op: fse.Update, typeOld: "application/json", typed: "application/x-www-form-urlencoded", title: "InvalidRequestContent", rule: "HTTP-CONTENT-TYPE"},
		"update as multipart":    {op: fse.Update, typeOld: "application/json", typed: "multipart/form-data; boundary=x", title: "InvalidRequestContent", rule: "HTTP-CONTENT-TYPE"},
		"no filename":            {op: fse.ValidateAndReplace, old: `; filename="document.pdf"`, title: "Errore generico.", rule: "HTTP-FILENAME"},
		"part of another name":   {op: fse.ValidateAndCreate, old: `name="file"`, new: `name="file.pdf"`, title: "Errore generico.", rule: "HTTP-PART-NAME"},
		"request body as a file": {op: fse.Validation, old: `name="requestBody"`, new: `name="requestBody"; filename="x"`, title: "Campo obbligatorio non presente.", rule: "HTTP-REQUEST-FILENAME"},
	} {
		t.Run(name, func(t *testing.T) {
			r := b.request(t, c.op, checktest.New(t, c.op).Bundle(t))
			var body bytes.Buffer
			_, err := body.ReadFrom(r.Body)
			require.NoError(t, err)
			broken := strings.Replace(body.String(), c.old, c.new, 1)
			typed := strings.Replace(r.Header.Get("Content-Type"), c.typeOld, c.typed, 1)
			again, err := http.NewRequestWithContext(t.Context(), r.Method, r.URL.String(), strings.NewReader(broken))
			require.NoError(t, err)
			again.Header = r.Header
			again.Header.Set("Content-Type", typed)
			a := b.do(t, again)

			var raw bytes.Buffer
			fmt.Fprintf(&raw, "%s %s HTTP/1.1\r\nHost: localhost\r\n", r.Method, r.URL.EscapedPath())
			require.NoError(t, again.Header.Write(&raw))
			raw.WriteString("\r\n" + broken)
			read := wire.ReadCall(raw.Bytes())
			require.Equal(t, c.op, read.Operation)
			d := b.runners[c.op].Document(t.Context(), requestcheck.Bundle("raw", read.Operation, read.ID, read.Header, read.Sent))
			require.NotNil(t, d.Gateway)
			assert.Equal(t, a.OK(), d.Gateway.Accepted)
			assert.Equal(t, c.rule, a.header.Get(headerRule))
			if c.title == "" {
				return
			}
			assert.Equal(t, []any{a.Status, a.Problem.Type, c.title, c.title}, []any{d.Gateway.Answer.Status, d.Gateway.Answer.Type, a.Problem.Title, d.Gateway.Answer.Title})
			assert.True(t, strings.HasPrefix(a.Problem.Detail, strings.TrimSpace(d.Gateway.Answer.Detail)), "%s: %s", a.Problem.Detail, d.Gateway.Answer.Detail)
			assert.Equal(t, c.rule, d.Findings[d.Gateway.Finding].Rule.ID)
		})
	}
}
