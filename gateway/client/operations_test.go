package client_test

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/internal/testkit/padestest"
)

var profiles = map[string]fse.Profile{"national": fse.National, "toscana": fse.Toscana}

// TestEveryOperation sends every operation to the rehearsal gateway over mutual TLS.
func TestEveryOperation(t *testing.T) {
	for name, profile := range profiles {
		t.Run(name, func(t *testing.T) {
			p := newPlant(t, profile)
			for _, op := range fse.Operations() {
				call, document := p.ready(op)
				before := p.truth(document)
				answer := p.must(call)
				assert.Len(t, answer.TraceID, 32, op)
				assert.NotEmpty(t, answer.SpanID, op)
				assert.NotEmpty(t, answer.WorkflowInstanceID, op)
				after := p.truth(document)
				switch op {
				case fse.Validation:
					assert.Zero(t, after.Calls)
				case fse.Delete:
					assert.True(t, after.Deleted)
					assert.Equal(t, before.Calls+1, after.Calls)
				default:
					assert.False(t, after.Deleted)
					assert.Equal(t, before.Calls+1, after.Calls, op)
				}
				if call.ID != "" && document != call.ID {
					assert.True(t, p.truth(call.ID).Deleted, "%s: what was replaced is gone", op)
				}
				for status, id := range map[fse.Operation]string{fse.StatusByWorkflow: answer.WorkflowInstanceID, fse.StatusByTrace: answer.TraceID} {
					assert.NotEmpty(t, p.must(p.parts(status, id, "", "", nil, "")).Transaction, "%s of %s", status, op)
				}
			}
			for e, err := range p.ledger.Entries(ledger.Filter{}) {
				require.NoError(t, err)
				assert.NotEmpty(t, e.Answer().CartID)
				for _, event := range e.Answer().Transaction {
					assert.Empty(t, event.Subject, "the people in events are not kept")
				}
			}
		})
	}
}

// TestRefused keeps what the gateway refuses, with its identifiers.
func TestRefused(t *testing.T) {
	p := newPlant(t, fse.National)
	answer, attempt, err := p.send(p.parts(fse.Delete, root+"never seen", "", "", nil, ""))
	require.NoError(t, err)
	assert.Equal(t, 404, answer.Status)
	assert.NotEmpty(t, answer.CartID)
	assert.Equal(t, []string{"PB-06"}, gateway.Identify(fse.Delete, answer.Problem.Type, answer.Problem.Instance, answer.Problem.Detail))
	assert.Equal(t, ledger.Refused, p.state(attempt.ID))

	id, cda, pdf := p.document()
	answer, _, err = p.send(p.parts(fse.Create, "", id, cda, pdf, "")) // was never validated
	require.NoError(t, err)
	assert.Contains(t, gateway.Identify(fse.Create, answer.Problem.Type, answer.Problem.Instance, answer.Problem.Detail), "PB-01")
}

// faults are those of the rehearsal gateway, with the state that they leave and whether the call was carried out.
var faults = map[string]struct {
	fault, state string
	done         bool
}{
	"429":           {`{"status":429}`, "refused", false},
	"500":           {`{"status":500}`, "unknown", false},
	"502":           {`{"status":502}`, "unknown", false},
	"503":           {`{"status":503}`, "refused", false},
	"504":           {`{"status":504}`, "unknown", false},
	"break before":  {`{"break":"before"}`, "unknown", false},
	"break after":   {`{"break":"after"}`, "unknown", true},
	"half answer":   {`{"break":"answer"}`, "unknown", true},
	"slow":          {`{"delay":"30ms"}`, "accepted", true},
	"slow and lost": {`{"delay":"30ms","break":"after"}`, "unknown", true},
}

// TestFaults lets every fault happen to every operation that writes: it is sent once, the ledger says what is known, and what is not
// is found out afterwards.
func TestFaults(t *testing.T) {
	for name, profile := range profiles {
		t.Run(name, func(t *testing.T) {
			p := newPlant(t, profile)
			p.published() // from its answer it is known that the gateway adopts identifiers
			for fault, want := range faults {
				for _, op := range fse.Operations() {
					p.faulty(t, op, fault, want.fault, ledger.State(want.state), want.done)
				}
			}
		})
	}
}

func (p *plant) faulty(t *testing.T, op fse.Operation, name, fault string, state ledger.State, done bool) {
	call, document := p.ready(op)
	before := p.truth(document)
	p.control("/faults", "["+fault+"]")
	answer, attempt, err := p.send(call)
	p.control("/faults", "[]")
	require.Equal(t, state, p.state(attempt.ID), "%s, %s: %v", op, name, err)
	var unknown *client.UnknownError
	if answer == nil {
		require.ErrorAs(t, err, &unknown, "%s, %s", op, name)
	} else {
		assert.NoError(t, err)
		assert.NotEmpty(t, answer.CartID, "%s, %s", op, name)
	}
	calls := before.Calls
	if done && op != fse.Validation {
		calls++
	}
	require.Equal(t, calls, p.truth(document).Calls, "%s, %s", op, name)
	if state != ledger.Lost {
		return
	}
	e, err := p.ledger.Entry(attempt.ID)
	require.NoError(t, err)
	f, err := p.resolver(0).Resolve(t.Context(), e)
	require.NoError(t, err)
	assert.True(t, f.Settled, "%s, %s: %s", op, name, f.Why)
	assert.Equal(t, done, f.Done, "%s, %s: %s", op, name, f.Why)
	assert.Equal(t, done, p.state(attempt.ID) == ledger.Accepted)
	require.Equal(t, calls, p.truth(document).Calls, "asking changes nothing")
}

// TestReadsUnderFaults repeats what only reads.
func TestReadsUnderFaults(t *testing.T) {
	p := newPlant(t, fse.National)
	trace := p.must(p.parts(fse.Delete, p.published(), "", "", nil, "")).TraceID
	for name, fault := range map[string]string{
		"busy": `{"status":429,"retryAfter":1}`, "down twice": `{"status":503,"times":2}`, "broken thrice": `{"break":"before","times":3}`, "answer lost": `{"break":"after"}`,
	} {
		p.control("/faults", "["+fault+"]")
		p.waited = nil
		answer := p.must(p.parts(fse.StatusByTrace, trace, "", "", nil, ""))
		assert.NotEmpty(t, answer.Transaction, name)
		if name == "busy" {
			assert.Contains(t, p.waited, time.Second)
		}
	}
	p.control("/faults", `[{"break":"before","times":4}]`)
	_, _, err := p.send(p.parts(fse.StatusByTrace, trace, "", "", nil, ""))
	var unknown *client.UnknownError
	assert.ErrorAs(t, err, &unknown, "four times are enough")
}

// TestTimeoutIsUnknown gives up waiting; the gateway goes on.
func TestTimeoutIsUnknown(t *testing.T) {
	p := newPlant(t, fse.National)
	document := p.published()
	p.options.Timeout = 2 * time.Second
	p.client = client.New(p.options)
	p.control("/faults", `[{"operation":"delete","delay":"3s"}]`)
	_, attempt, err := p.send(p.parts(fse.Delete, document, "", "", nil, ""))
	var unknown *client.UnknownError
	require.ErrorAs(t, err, &unknown)
	e, err := p.ledger.Entry(attempt.ID)
	require.NoError(t, err)
	assert.Equal(t, ledger.Lost, e.State())
	time.Sleep(2 * time.Second) // the gateway ends what is under way
	require.Eventually(t, func() bool {
		f, err := p.resolver(time.Hour).Resolve(t.Context(), e)
		require.NoError(t, err)
		deleted := p.truth(document).Deleted
		return f.Settled && f.Done == deleted || !f.Settled && !deleted
	}, time.Minute, 100*time.Millisecond)
}

// TestRetryAfterOfWrites is obeyed by the call that follows, whatever it is.
func TestRetryAfterOfWrites(t *testing.T) {
	p := newPlant(t, fse.National)
	document := p.published()
	p.control("/faults", `[{"status":429,"retryAfter":60}]`)
	answer, _, err := p.send(p.parts(fse.Delete, document, "", "", nil, ""))
	require.NoError(t, err)
	assert.Equal(t, time.Minute, answer.RetryAfter)
	p.waited = nil
	p.must(p.parts(fse.Delete, document, "", "", nil, ""))
	require.Len(t, p.waited, 1)
	assert.Positive(t, p.waited[0])
	assert.LessOrEqual(t, p.waited[0], time.Minute, "what is left of it")

	document = p.published()
	p.control("/faults", `[{"status":503,"retryAfter":3600}]`)
	_, _, err = p.send(p.parts(fse.Delete, document, "", "", nil, ""))
	require.NoError(t, err)
	_, _, err = p.send(p.parts(fse.Delete, document, "", "", nil, ""))
	assert.ErrorContains(t, err, "nothing was sent: the gateway asked to be left alone until ")
	assert.False(t, p.truth(document).Deleted)
}

// TestCertificates are those that the other side wants; a refused handshake is not unknown.
func TestCertificates(t *testing.T) {
	p := newPlant(t, fse.National)
	document := p.published()
	key, cert := padestest.Identity()
	stranger := &tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		p.serve(version)
		for name, c := range map[string]*tls.Certificate{"none": nil, "for servers": pair(p.ids["server"]), "of nobody": stranger} {
			o := p.options
			o.Certificate = c
			p.client = client.New(o)
			_, attempt, err := p.send(p.parts(fse.Delete, document, "", "", nil, ""))
			var not *client.NotSentError
			assert.ErrorAs(t, err, &not, "%s, %x", name, version)
			assert.Equal(t, ledger.Void, p.state(attempt.ID), name)
		}
	}
	assert.False(t, p.truth(document).Deleted)
}

// TestEarlyAnswer is an answer to a call that was not read to its end: it is not lost.
func TestEarlyAnswer(t *testing.T) {
	p := newPlant(t, fse.National)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{*pair(p.ids["server"])}})
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 100))
			_, _ = io.WriteString(conn, "HTTP/1.1 413 Too Large\r\nX-CART-id: early\r\nContent-Length: 0\r\n\r\n")
			_ = conn.Close() // with megabytes unread: the other side gets a reset
		}
	}()
	p.base = "https://" + listener.Addr().String()
	id, cda, pdf := p.document()
	call := p.parts(fse.ValidateAndCreate, "", id, cda, pdf, "")
	call.PDF = append(call.PDF, make([]byte, 8<<20)...)
	answer, attempt, err := p.send(call)
	require.NoError(t, err)
	assert.Equal(t, "early", answer.CartID)
	assert.Equal(t, ledger.Refused, p.state(attempt.ID))
}

// TestAdoption asks a gateway that ignores the identifiers that it is offered: what it cannot tell stays unknown.
func TestAdoption(t *testing.T) {
	p := newPlant(t, fse.National)
	p.control("/settings", `{"adoptTrace":false}`)
	p.published()
	lost := func(op fse.Operation, fault string) (*ledger.Entry, string) {
		call, document := p.ready(op)
		p.control("/faults", "["+fault+"]")
		_, attempt, err := p.send(call)
		var unknown *client.UnknownError
		require.ErrorAs(t, err, &unknown)
		e, err := p.ledger.Entry(attempt.ID)
		require.NoError(t, err)
		return e, document
	}
	for _, fault := range []string{`{"break":"before"}`, `{"break":"after"}`} {
		e, _ := lost(fse.Delete, fault)
		f, err := p.resolver(0).Resolve(t.Context(), e)
		require.NoError(t, err)
		assert.False(t, f.Settled, f.Why)
		assert.Contains(t, f.Why, "not known to adopt")

		e, document := lost(fse.Create, fault) // its workflowInstanceId was sent
		f, err = p.resolver(time.Hour).Resolve(t.Context(), e)
		require.NoError(t, err)
		assert.Equal(t, p.truth(document).Calls == 1, f.Settled, "before the grace is over only success is certain: %s", f.Why)
		if !f.Settled {
			f, err = p.resolver(0).Resolve(t.Context(), e)
			require.NoError(t, err)
		}
		assert.True(t, f.Settled, f.Why)
		assert.Equal(t, p.truth(document).Calls == 1, f.Done)
	}
}

// BenchmarkSend is what a submission costs beside the gateway's own time: writing down, connecting, sending, writing down.
func BenchmarkSend(b *testing.B) {
	p := newPlant(b, fse.National)
	id, cda, pdf := p.document()
	call := p.parts(fse.ValidateAndCreate, "", id, cda, pdf, "")
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("X-CART-id", "c")
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, `{"traceID":"0123456789abcdef0123456789abcdef","spanID":"0123456789abcdef","workflowInstanceId":"w"}`)
	}))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{*pair(p.ids["server"])}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool(p.ids["ca"])}
	s.StartTLS()
	defer s.Close()
	call.Base = s.URL
	b.SetBytes(int64(len(pdf)))
	for b.Loop() {
		p.must(call)
	}
}
