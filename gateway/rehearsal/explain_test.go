package rehearsal

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/httpserver"
	"github.com/fselint/fselint/internal/testkit/checktest"
)

// TestExplanations: the header field names the rule, the log says why and how to mend it, the control address tells everything.
func TestExplanations(t *testing.T) {
	var log bytes.Buffer
	o := options(national(t))
	o.Log, o.Explain, o.Lang = slog.New(slog.NewTextHandler(&log, nil)), true, "it"
	b := newBench(t, o)
	for _, c := range []struct {
		op             fse.Operation
		edit           edit
		rule, why, fix string
	}{
		{fse.ValidateAndCreate, checktest.SetClaim("subject_role", "XXX"), "JWT-ROLE", "subject_role", ""},
		{fse.ValidateAndCreate, checktest.DropField("identificativoRep"), "REQ-MISSING", "identificativoRep", ""},
		{fse.Create, checktest.DropField("workflowInstanceId"), "LED-NOT-VALIDATED", "non c'è una validazione", "validate il CDA"},
		{fse.Delete, under(old), "LED-UNPUBLISHED", "non è stato pubblicato nulla", "mettete nell'indirizzo"},
	} {
		log.Reset()
		a := b.submit(t, c.op, c.edit)
		rule := a.header.Get(headerRule)
		if c.rule != "JWT-ROLE" {
			assert.Equal(t, c.rule, rule)
		}
		assert.Contains(t, log.String(), "rule="+rule)
		assert.Contains(t, log.String(), c.why)
		assert.Contains(t, log.String(), c.fix)
		w := b.order(t, http.MethodGet, "/calls/"+a.CartID, "")
		require.Equal(t, http.StatusOK, w.Code)
		var call Call
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &call))
		assert.Equal(t, []any{a.CartID, a.TraceID, a.Status, rule, string(c.op)}, []any{call.Cart, call.Trace, call.Status, call.Rule, call.Operation})
		require.NotNil(t, call.Message)
		assert.NotEqual(t, call.Message.EN, call.Message.IT)
		require.NotNil(t, call.Fix)
		for _, f := range call.Findings {
			assert.NotEmpty(t, f.Message.IT, f.ID)
		}
	}
	a := b.submit(t, fse.ValidateAndCreate)
	assert.Empty(t, a.header.Get(headerRule), "what is taken needs no reason")

	w := b.order(t, http.MethodGet, "/calls", "")
	var list []Call
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &list))
	assert.Len(t, list, 5)
	assert.Equal(t, a.CartID, list[0].Cart, "the latest first")
	assert.Contains(t, b.order(t, http.MethodGet, "/calls/none", "").Body.String(), "nessuna chiamata")
	assert.Contains(t, b.order(t, http.MethodPut, "/faults", `[{"break":"x"}]`).Body.String(), "break sconosciuto")

	o.Explain = false
	log.Reset()
	newBench(t, o).submit(t, fse.ValidateAndCreate, checktest.SetField("attiCliniciRegoleAccesso", []string{"private"}))
	assert.NotContains(t, log.String(), "private", "what a document says stays out of the log unless it is asked for")
}

func TestCallsAreBounded(t *testing.T) {
	var c calls
	assert.Empty(t, c.recent())
	for i := range maxCalls + 10 {
		c.add(Call{Cart: string(rune('a' + i))})
	}
	_, ok := c.find("a")
	assert.False(t, ok)
	assert.Len(t, c.recent(), maxCalls)
	assert.Len(t, c.place, maxCalls)
}

// TestControlIsForThisMachine: a page of another site, which a browser here shows, steers nothing.
func TestControlIsForThisMachine(t *testing.T) {
	b := newBench(t, options(embedded(t)))
	for _, c := range []struct {
		host, origin string
		ok           bool
	}{
		{"127.0.0.1:8444", "", true}, {"localhost:8444", "", true}, {"[::1]:8444", "", true}, {"[::1]", "", true}, {"127.0.0.1", "", true},
		{"127.0.0.1:8444", "http://127.0.0.1:8444", true},
		{"attacker.example:8444", "", false}, {"", "", false}, {"127.0.0.1.attacker.example", "", false}, {"0.0.0.0:8444", "", false},
		{"127.0.0.1:8444", "http://attacker.example", false}, {"127.0.0.1:8444", "null", false}, {"127.0.0.1:8444", "http://127.0.0.1:9999", false},
	} {
		r := httptest.NewRequest(http.MethodDelete, "/faults", nil)
		r.Host = c.host
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		w := httptest.NewRecorder()
		b.control.ServeHTTP(w, r)
		assert.Equal(t, c.ok, w.Code == http.StatusNoContent, "%+v", c)
	}
}

// TestFileParts: as the framework has it, a filename makes a file of a part and its absence a parameter.
func TestFileParts(t *testing.T) {
	b := newBench(t, options(embedded(t)))
	s := checktest.New(t, fse.ValidateAndCreate).Bundle(t)
	for old, c := range map[string]struct{ replacement, typ, detail string }{
		`; filename="document.pdf"`: {``, "/msg/generic-error", "Required part 'file' is not present."},
		`name="requestBody"`: {
			`name="requestBody"; filename="blob"`, "/msg/mandatory-element",
			"Errore durante la conversione da json a oggetto it.finanze.sanita.fse2.ms.gtw.dispatcher.dto.request.PublicationCreationReqDTO",
		},
	} {
		r := b.request(t, fse.ValidateAndCreate, s)
		var body bytes.Buffer
		_, err := body.ReadFrom(r.Body)
		require.NoError(t, err)
		changed := bytes.Replace(body.Bytes(), []byte(old), []byte(c.replacement), 1)
		require.NotEqual(t, body.Len(), len(changed))
		again, err := http.NewRequestWithContext(t.Context(), r.Method, r.URL.String(), bytes.NewReader(changed))
		require.NoError(t, err)
		again.Header = r.Header
		a := b.do(t, again)
		assert.Equal(t, []any{400, c.typ, c.detail}, []any{a.Status, a.Problem.Type, a.Problem.Detail})
	}
}

// TestFrontEnd: what breaks the description is refused by the dispatcher, or by the front end where that is asked for.
func TestFrontEnd(t *testing.T) {
	b := newBench(t, options(embedded(t)))
	a := b.submit(t, fse.ValidateAndCreate, checktest.SetField("mode", "attachment"))
	assert.Equal(t, []any{400, "/msg/mandatory-element"}, []any{a.Status, a.Problem.Type})
	require.Equal(t, http.StatusNoContent, b.order(t, http.MethodPut, "/settings", `{"frontEnd":true}`).Code)
	a = b.submit(t, fse.ValidateAndCreate, checktest.SetField("mode", "attachment"))
	assert.Equal(t, []any{400, "InvalidRequestContent"}, []any{a.Status, a.Problem.Title})
	assert.NotEmpty(t, a.GovwayID)
	a = b.submit(t, fse.ValidateAndCreate, checktest.SetClaim("sub", checktest.Patient[:16]))
	assert.Equal(t, []any{400, "InteroperabilityInvalidRequest"}, []any{a.Status, a.Problem.Title})
}

// TestCrowdOfConnections: those that say nothing give way, whatever their number; those at work are waited for.
func TestCrowdOfConnections(t *testing.T) {
	begin, finish := make(chan struct{}), make(chan struct{})
	server := httpserver.New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			begin <- struct{}{}
			<-finish
		}
	}), 2)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go server.Serve(l)
	defer server.Close()
	get := func(path string) error {
		client := &http.Client{Transport: &http.Transport{}, Timeout: time.Minute}
		resp, err := client.Get("http://" + l.Addr().String() + path) // and leaves the connection open
		if err == nil {
			err = resp.Body.Close()
		}
		return err
	}
	for range 20 {
		conn, err := net.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		defer conn.Close()
		require.NoError(t, get("/quick"))
	}
	slow := make(chan error, 3)
	for n := range 3 {
		go func() { slow <- get("/slow") }()
		if n < 2 {
			<-begin
		}
	}
	select {
	case <-begin:
		t.Fatal("a third request is served beside two")
	case <-time.After(50 * time.Millisecond):
	}
	finish <- struct{}{}
	<-begin
	close(finish)
	for range 3 {
		require.NoError(t, <-slow)
	}
}
