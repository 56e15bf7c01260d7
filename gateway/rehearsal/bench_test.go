package rehearsal

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/httpserver"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/internal/testkit/checktest"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

// bench is a server over TLS, with its control.
type bench struct {
	*Server
	client  *http.Client
	url     string // of the server
	base    string // of its interface
	control http.Handler
}

// national opens the national catalog.
func national(tb testing.TB) *schemas.Catalog {
	catalog, err := schemas.Open(shared.Dir(tb, "catalog"))
	require.NoError(tb, err)
	tb.Cleanup(func() { catalog.Close() })
	return catalog
}

func embedded(tb testing.TB) *schemas.Catalog {
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	require.NoError(tb, err)
	tb.Cleanup(func() { catalog.Close() })
	return catalog
}

// options are those of a server at whose time the submissions of package checktest were made.
func options(catalog *schemas.Catalog) Options {
	return Options{
		Catalog: catalog, Environment: fse.Stage, Call: checks.Call{At: certtest.Now}, Now: func() time.Time { return certtest.Now },
	}
}

func newBench(tb testing.TB, o Options) *bench {
	s, err := New(o)
	require.NoError(tb, err)
	server := httptest.NewUnstartedServer(nil)
	server.Config = httpserver.New(s, 1024)
	server.StartTLS()
	tb.Cleanup(func() {
		server.Close()
		require.NoError(tb, s.Close())
	})
	return &bench{s, server.Client(), server.URL, server.URL + "/v1", s.Control()}
}

// answer is what came back.
type answer struct {
	*wire.Answer
	header  http.Header
	members map[string]any
}

// send sends a bundle as an operation, and holds the answer against the OpenAPI description.
func (b *bench) send(tb testing.TB, op fse.Operation, bundle *validate.Bundle) *answer {
	return b.do(tb, b.request(tb, op, bundle))
}

func (b *bench) request(tb testing.TB, op fse.Operation, bundle *validate.Bundle) *http.Request {
	id := ""
	if bundle.PathID != nil {
		id = *bundle.PathID
	}
	if wire.NeedsID(op) && id == "" {
		id = "2.16.840.1.113883.2.9.2.120.4.4^FSELINT-LAB-0000"
	}
	method, address, err := wire.Address(b.base, op, id)
	require.NoError(tb, err)
	var body io.Reader = http.NoBody
	contentType := ""
	switch {
	case op == fse.Update:
		body, contentType = bytes.NewReader(bundle.Parts[lint.SourceRequest]), "application/json"
	case wire.Writes(op) && op.SendsDocument():
		body, contentType = form(tb, bundle)
	}
	r, err := http.NewRequestWithContext(tb.Context(), method, address, body)
	require.NoError(tb, err)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if t, ok := bundle.Parts[lint.SourceAuthenticationToken]; ok {
		r.Header.Set("Authorization", "Bearer "+string(t))
	}
	if t, ok := bundle.Parts[lint.SourceSignatureToken]; ok && wire.Writes(op) {
		r.Header.Set(wire.HeaderSignature, string(t))
	}
	return r
}

// form is the multipart body of a bundle, without the parts that it does not have.
func form(tb testing.TB, bundle *validate.Bundle) (io.Reader, string) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	add := func(disposition, contentType string, data []byte) {
		p, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}, "Content-Type": {contentType}})
		require.NoError(tb, err)
		_, err = p.Write(data)
		require.NoError(tb, err)
	}
	if bundle.Load != nil {
		data, err := bundle.Load(1 << 30)
		require.NoError(tb, err)
		add(multipart.FileContentDisposition(wire.PartFile, "document.pdf"), "application/pdf", data)
	}
	if data, ok := bundle.Parts[lint.SourceRequest]; ok {
		add(`form-data; name="`+wire.PartRequest+`"`, "application/json", data)
	}
	require.NoError(tb, w.Close())
	return &out, w.FormDataContentType()
}

func (b *bench) do(tb testing.TB, r *http.Request) *answer {
	resp, err := b.client.Do(r)
	require.NoError(tb, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(tb, err)
	a := &answer{Answer: wire.ReadAnswer(resp.StatusCode, resp.Header, data, time.Now()), header: resp.Header}
	if len(data) > 0 {
		require.NoError(tb, json.Unmarshal(data, &a.members), "%s", data)
	}
	require.NotEmpty(tb, a.CartID)
	described(tb, r, resp, data, a.OK())
	return a
}

// order sends an order to the control.
func (b *bench) order(tb testing.TB, method, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "127.0.0.1:8444"
	b.control.ServeHTTP(w, r)
	return w
}

// submit makes a valid submission, changes it, and sends it.
func (b *bench) submit(tb testing.TB, op fse.Operation, edits ...func(testing.TB, *checktest.Submission)) *answer {
	s := checktest.New(tb, op)
	for _, edit := range edits {
		edit(tb, s)
	}
	return b.send(tb, op, s.Bundle(tb))
}

// under gives the submission another identifier in its address.
func under(id string) func(testing.TB, *checktest.Submission) {
	return func(_ testing.TB, s *checktest.Submission) { s.PathID = &id }
}
