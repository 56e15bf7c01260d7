package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/httpserver"
	"github.com/fselint/fselint/internal/testkit/checktest"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/serve"
)

// form is a request with files, by their names, and fields.
type form struct {
	files  map[string][]byte
	fields map[string]string
}

func (f form) request(t testing.TB) *http.Request {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range f.fields {
		require.NoError(t, w.WriteField(name, value))
	}
	for name, data := range f.files {
		part, err := w.CreateFormFile("file", name)
		require.NoError(t, err)
		_, err = part.Write(data)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return request(http.MethodPost, "/v1/check", w.FormDataContentType(), b.String())
}

func request(method, path, kind, body string) *http.Request {
	r := httptest.NewRequest(method, "http://127.0.0.1"+path, strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

var description = sync.OnceValues(func() (routers.Router, error) {
	data, err := os.ReadFile("openapi.json")
	if err != nil {
		return nil, err
	}
	for _, kind := range []string{"application/pdf", "application/xml", "text/html", "text/markdown", "application/jsonl", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.FileBodyDecoder)
	}
	openapi3filter.RegisterBodyDecoder("application/sarif+json", openapi3filter.JSONBodyDecoder)
	openapi3filter.RegisterBodyDecoder("application/problem+json", openapi3filter.JSONBodyDecoder)
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err == nil {
		err = doc.Validate(context.Background())
	}
	if err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(doc)
})

// ask asks, and holds the answer against the description.
func ask(t testing.TB, h http.Handler, r *http.Request) (*http.Response, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	resp := w.Result()
	router, err := description()
	require.NoError(t, err)
	asked := r.Clone(t.Context())
	asked.URL.Scheme, asked.URL.Host = "", ""
	route, params, err := router.FindRoute(asked)
	if errors.Is(err, routers.ErrPathNotFound) || errors.Is(err, routers.ErrMethodNotAllowed) {
		return resp, w.Body.String()
	}
	require.NoError(t, err)
	in := &openapi3filter.RequestValidationInput{Request: r, Route: route, PathParams: params, Options: &openapi3filter.Options{IncludeResponseStatus: true}}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: resp.StatusCode, Header: resp.Header, Options: in.Options}
	out.SetBodyBytes(w.Body.Bytes())
	require.NoError(t, openapi3filter.ValidateResponse(t.Context(), out), "%s", w.Body)
	return resp, w.Body.String()
}

func file(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", path))
	require.NoError(t, err)
	return b
}

type judged struct {
	Documents []struct {
		Path, Verdict string
		Gateway       *struct{ Operation, Scope string }
		Findings      []struct{ ID string }
	}
}

func TestCheck(t *testing.T) {
	s := serve.New(serve.Options{Judge: judge(t), Lang: "en", Loopback: true})
	broken := file(t, "cda/broken/LAB-xsd-value.xml")
	b := checktest.New(t, fse.ValidateAndCreate).Bundle(t)
	document, err := b.Load(1 << 20)
	require.NoError(t, err)
	submission := map[string][]byte{"x/document": document}
	for source, data := range b.Parts { // by no name that tells what they are
		submission["x/"+strconv.Itoa(len(source))+".bin"] = data
	}
	for name, c := range map[string]struct {
		request   *http.Request
		documents int
		contains  string
	}{
		"form":             {form{files: map[string][]byte{"a.xml": broken}}.request(t), 1, "XSD-BAD-PATTERN"},
		"body":             {request("POST", "/v1/check?name=b.xml", "application/xml", string(broken)), 1, `"path":"b.xml"`},
		"body, no type":    {request("POST", "/v1/check", "", string(broken)), 1, "XSD-BAD-PATTERN"},
		"two documents":    {form{files: map[string][]byte{"a.xml": broken, "b.pdf": []byte("%PDF-1.7")}}.request(t), 2, "PDF"},
		"anything":         {form{files: map[string][]byte{"a.exe": []byte("MZ\x00")}}.request(t), 1, "PDF-NOT-PDF"},
		"nothing in it":    {form{files: map[string][]byte{"a.pdf": nil}}.request(t), 1, "findings"},
		"settings":         {form{files: map[string][]byte{"a.xml": broken}, fields: map[string]string{"operation": "replace", "profile": "toscana", "id": "1^2"}}.request(t), 1, `"operation":"replace"`},
		"settings in path": {request("POST", "/v1/check?operation=update&lang=it", "application/json", "{}"), 1, "update"},
		"a submission":     {form{files: submission}.request(t), 1, `"scope":"submission"`},
	} {
		resp, body := ask(t, s, c.request)
		if !assert.Equal(t, http.StatusOK, resp.StatusCode, "%s: %s", name, body) {
			continue
		}
		var r judged
		require.NoError(t, json.Unmarshal([]byte(body), &r), name)
		assert.Len(t, r.Documents, c.documents, name)
		assert.Contains(t, body, c.contains, name)
		assert.NotEmpty(t, resp.Header.Get("Fselint-Summary"), name)
	}
}

func TestRefusals(t *testing.T) {
	s := serve.New(serve.Options{Judge: judge(t), Lang: "en", Loopback: true, MaxBody: 1 << 20})
	xml := map[string][]byte{"a.xml": file(t, "cda/broken/LAB-xsd-value.xml")}
	with := func(r *http.Request, field, value string) *http.Request {
		if field == "Host" {
			r.Host = value
		}
		r.Header.Set(field, value)
		return r
	}
	for name, c := range map[string]struct {
		request *http.Request
		status  int
		says    string
	}{
		"no file":          {request("POST", "/v1/check", "", ""), 400, "no file"},
		"form of no file":  {form{fields: map[string]string{"operation": "validation"}}.request(t), 400, "no file"},
		"unknown setting":  {form{files: xml, fields: map[string]string{"opertion": "x"}}.request(t), 400, `\"opertion\"`},
		"setting twice":    {request("POST", "/v1/check?mode=RESOURCE&mode=ATTACHMENT", "", "x"), 400, "twice"},
		"unknown value":    {form{files: xml, fields: map[string]string{"operation": "validate"}}.request(t), 400, "validate-and-create"},
		"unknown mode":     {form{files: xml, fields: map[string]string{"mode": "x"}}.request(t), 400, "ATTACHMENT"},
		"unknown format":   {form{files: xml, fields: map[string]string{"format": "pdf"}}.request(t), 400, "sarif"},
		"half a software":  {form{files: xml, fields: map[string]string{"vendor": "x"}}.request(t), 400, "together"},
		"bad time":         {form{files: xml, fields: map[string]string{"at": "yesterday"}}.request(t), 400, "point in time"},
		"url encoded":      {request("POST", "/v1/check", "application/x-www-form-urlencoded", "file=x"), 400, "multipart"},
		"broken form":      {request("POST", "/v1/check", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: x"), 400, "form"},
		"no boundary":      {request("POST", "/v1/check", "multipart/form-data", "x"), 400, "form"},
		"too large":        {request("POST", "/v1/check", "", strings.Repeat("x", 1<<20+1)), 413, "1 MiB"},
		"long field":       {form{files: xml, fields: map[string]string{"id": strings.Repeat("x", 5000)}}.request(t), 400, "filename"},
		"two of one part":  {form{files: map[string][]byte{"a.json": []byte("{}"), "b.json": []byte("{}")}}.request(t), 400, "a.json"},
		"whose tokens":     {form{files: map[string][]byte{"a.json": []byte("{}"), "b.xml": xml["a.xml"], "c.xml": xml["a.xml"]}}.request(t), 400, "folder of its own"},
		"foreign origin":   {with(form{files: xml}.request(t), "Origin", "http://example.org"), 403, "another site"},
		"foreign host":     {with(form{files: xml}.request(t), "Host", "example.org"), 403, "another site"},
		"explain what":     {request("POST", "/v1/explain", "application/json", "{"), 400, "JSON"},
		"explain more":     {request("POST", "/v1/explain", "application/json", `{"text":"PB-01"}x`), 400, "JSON"},
		"explain field":    {request("POST", "/v1/explain", "application/json", `{"txt":"PB-01"}`), 400, "txt"},
		"explain unknown":  {request("POST", "/v1/explain", "application/json", `{"text":"PB-0l"}`), 400, "PB-01"},
		"nothing there":    {request("GET", "/v2/check", "", ""), 404, "openapi"},
		"another method":   {request("GET", "/v1/check", "", ""), 405, "POST"},
		"method of health": {request("DELETE", "/healthz", "", ""), 405, "GET"},
	} {
		resp, body := ask(t, s, c.request)
		assert.Equal(t, c.status, resp.StatusCode, "%s: %s", name, body)
		assert.Contains(t, body, c.says, name)
		assert.Equal(t, "application/problem+json", resp.Header.Get("Content-Type"), name)
		assert.Empty(t, resp.Header.Get("Access-Control-Allow-Origin"), name)
	}
	_, body := ask(t, s, with(request("POST", "/v1/check", "", ""), "Accept-Language", "fr, it-IT;q=0.8"))
	assert.Contains(t, body, "non è stato consegnato")
}

// TestEveryFormat: a report in every format, with the type of its content.
func TestEveryFormat(t *testing.T) {
	s := serve.New(serve.Options{Judge: judge(t), Lang: "en", Loopback: true})
	for _, format := range report.Formats() {
		resp, body := ask(t, s, form{files: map[string][]byte{"a.xml": file(t, "cda/broken/LAB-xsd-value.xml")}, fields: map[string]string{"format": format}}.request(t))
		assert.Equal(t, http.StatusOK, resp.StatusCode, format)
		assert.NotEmpty(t, body, format)
		assert.NotEmpty(t, resp.Header.Get("Content-Type"), format)
	}
}

func TestToken(t *testing.T) {
	s := serve.New(serve.Options{Judge: judge(t), Lang: "en", Token: "geheim"})
	for _, path := range []string{"/v1/catalog", "/metrics"} {
		for given, status := range map[string]int{"": 401, "geheim": 401, "Bearer geheim2": 401, "Bearer geheim": 200} {
			r := request("GET", path, "", "")
			r.Header.Set("Authorization", given)
			resp, _ := ask(t, s, r)
			assert.Equal(t, status, resp.StatusCode, "%s %q", path, given)
		}
	}
	for _, path := range []string{"/", "/healthz", "/readyz", "/openapi.json"} {
		resp, _ := ask(t, s, request("GET", path, "", ""))
		assert.Less(t, resp.StatusCode, 300, path)
	}
}

// TestMetrics: nothing of what was handed in is in them.
func TestMetrics(t *testing.T) {
	s := serve.New(serve.Options{Judge: judge(t), Lang: "en"})
	ask(t, s, form{files: map[string][]byte{"RSSMRA85M01H501Z.xml": file(t, "cda/broken/LAB-xsd-value.xml")}}.request(t))
	ask(t, s, request("GET", "/RSSMRA85M01H501Z", "", ""))
	_, body := ask(t, s, request("GET", "/metrics", "", ""))
	assert.Contains(t, body, `fselint_documents_total{verdict="refused"} 1`)
	assert.Contains(t, body, `fselint_requests_total{path="POST /v1/check",status="200"} 1`)
	assert.NotContains(t, body, "RSSMRA")
}

// slow is a body that never ends.
type slow struct {
	began chan struct{}
	once  sync.Once
	ctx   context.Context
}

func (s *slow) Read([]byte) (int, error) {
	s.once.Do(func() { close(s.began) })
	<-s.ctx.Done()
	return 0, io.ErrUnexpectedEOF
}

// TestSlowClients: who sends slowly takes no place from others.
func TestSlowClients(t *testing.T) {
	s := serve.New(serve.Options{Judge: judge(t), Lang: "en", AtOnce: 1, Waiting: 1})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var all sync.WaitGroup
	for range 50 {
		body := &slow{began: make(chan struct{}), ctx: ctx}
		all.Go(func() { s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/v1/check", body)) })
		<-body.began
	}
	resp, body := ask(t, s, form{files: map[string][]byte{"a.xml": file(t, "cda/broken/LAB-xsd-value.xml")}}.request(t))
	assert.Equal(t, http.StatusOK, resp.StatusCode, body)
	stop()
	all.Wait()
}

// TestBusy: with all places taken, who comes is told to come again; nothing waits for ever.
func TestBusy(t *testing.T) {
	s := serve.New(serve.Options{Judge: judge(t), Lang: "en", AtOnce: 1, Waiting: 1, Time: 300 * time.Millisecond})
	done := serve.Occupy(s)
	ready, _ := ask(t, s, request("GET", "/readyz", "", ""))
	assert.Equal(t, http.StatusNoContent, ready.StatusCode, "one may wait")
	one := form{files: map[string][]byte{"a.xml": file(t, "cda/broken/LAB-xsd-value.xml")}}
	var waited *http.Response
	var all sync.WaitGroup
	all.Go(func() { waited, _ = ask(t, s, one.request(t)) })
	require.Eventually(t, func() bool { return serve.Inside(s) == 2 }, time.Minute, time.Millisecond)
	resp, _ := ask(t, s, one.request(t))
	assert.Equal(t, http.StatusTooManyRequests, resp.StatusCode)
	assert.NotEmpty(t, resp.Header.Get("Retry-After"))
	ready, _ = ask(t, s, request("GET", "/readyz", "", ""))
	assert.Equal(t, http.StatusServiceUnavailable, ready.StatusCode)
	all.Wait()
	assert.Equal(t, http.StatusServiceUnavailable, waited.StatusCode, "its time was over")
	done()
	resp, _ = ask(t, s, one.request(t))
	assert.Equal(t, http.StatusOK, resp.StatusCode)
}

// TestIdleConnections: connections that say nothing do not keep others out.
func TestIdleConnections(t *testing.T) {
	h := httpserver.New(serve.New(serve.Options{Judge: judge(t), Lang: "en"}), 64)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = h.Serve(l) }()
	defer h.Close()
	for range 300 {
		conn, err := net.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		defer conn.Close()
	}
	resp, err := http.Get("http://" + l.Addr().String() + "/healthz")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusNoContent, resp.StatusCode)
}
