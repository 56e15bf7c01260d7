package client

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
)

const document = "2.16.840.1.113883.2.9.2.90.4.4^1"

// bench is a client with a ledger and a server that answers as a test wants.
type bench struct {
	*Client
	ledger  *ledger.Ledger
	path    string
	calls   atomic.Int32
	base    string
	service string
}

func newBench(t *testing.T, answer http.HandlerFunc) *bench {
	b := &bench{path: filepath.Join(t.TempDir(), "l.db")}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.calls.Add(1)
		_, _ = io.Copy(io.Discard, r.Body)
		answer(w, r)
	}))
	s.StartTLS()
	t.Cleanup(s.Close)
	l, err := ledger.Open(t.Context(), b.path)
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	b.ledger, b.base = l, s.URL+"/v1"
	pool := s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	b.Client = New(Options{Ledger: l, LedgerPath: b.path, Roots: pool, Trace: true, Agent: "fselint/test", Timeout: 5 * time.Second,
		Pause: func(int) time.Duration { return time.Millisecond }})
	return b
}

func (b *bench) send(t *testing.T, op fse.Operation) (*wire.Answer, *ledger.Attempt, error) {
	a := &ledger.Attempt{Service: cmp.Or(b.service, "national"), Environment: "stage", Operation: op, Document: document}
	r := &wire.Request{Operation: op, Base: b.base, Authentication: "A.A.A", Signature: "S.S.S"}
	if wire.NeedsID(op) {
		r.ID = document
	}
	if op.SendsDocument() {
		r.Body, r.File = []byte(`{}`), []byte("%PDF-1.7")
	}
	answer, err := b.Send(t.Context(), r, a)
	return answer, a, err
}

func (b *bench) entries(t *testing.T) (all []*ledger.Entry) {
	for e, err := range b.ledger.Entries(ledger.Filter{}) {
		require.NoError(t, err)
		all = append(all, e)
	}
	return all
}

func TestAnswered(t *testing.T) {
	var trace string
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		trace = r.Header.Get("X-B3-TraceId")
		assert.Contains(t, r.Header.Get("traceparent"), trace)
		w.Header().Set("X-Cart-id", "cart-1")
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, `{"traceID":"t","workflowInstanceId":"w"}`)
	})
	answer, a, err := b.send(t, fse.ValidateAndCreate)
	require.NoError(t, err)
	assert.Equal(t, "cart-1", answer.CartID)
	all := b.entries(t)
	require.Len(t, all, 1)
	assert.Equal(t, ledger.Accepted, all[0].State())
	assert.Equal(t, trace, all[0].Trace)
	assert.Equal(t, a.ID, all[0].ID)
	assert.Len(t, all[0].Request, 64)
	data, err := os.ReadFile(b.path)
	require.NoError(t, err)
	assert.NotContains(t, string(data), "S.S.S", "tokens are not kept")
}

// hijack breaks the connection as a test wants.
func hijack(t *testing.T, w http.ResponseWriter, before string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	require.NoError(t, err)
	_, _ = io.WriteString(conn, before)
	_ = conn.Close()
}

func TestTransport(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		state  ledger.State
		calls  int32
	}{
		"answer lost":   {func(w http.ResponseWriter, _ *http.Request) { hijack(t, w, "") }, ledger.Lost, 1},
		"half a header": {func(w http.ResponseWriter, _ *http.Request) { hijack(t, w, "HTTP/1.1 202 Acc") }, ledger.Lost, 1},
		"half a body": {func(w http.ResponseWriter, _ *http.Request) {
			hijack(t, w, "HTTP/1.1 202 Accepted\r\nX-CART-id: c\r\nContent-Length: 99\r\n\r\n{\"tra")
		}, ledger.Lost, 1},
		"refused": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(400)
			_, _ = io.WriteString(w, `{"type":"/msg/mandatory-element","traceID":"t"}`)
		}, ledger.Refused, 1},
		"busy":            {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "1"); w.WriteHeader(429) }, ledger.Refused, 1},
		"gave up waiting": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(504) }, ledger.Lost, 1},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, ledger.Lost, 1},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, c.answer)
			answer, _, err := b.send(t, fse.Delete)
			var unknown *UnknownError
			if answer == nil {
				assert.ErrorAs(t, err, &unknown)
			}
			all := b.entries(t)
			require.Len(t, all, 1)
			assert.Equal(t, c.state, all[0].State())
			assert.Equal(t, c.calls, b.calls.Load(), "a writing call is sent once")
			if name == "half a body" {
				assert.Equal(t, "c", all[0].Answer().CartID)
				assert.Contains(t, all[0].Outcomes[0].Reason, "broke off")
			}
		})
	}
}

func TestReadsAreRepeated(t *testing.T) {
	var n atomic.Int32
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		switch n.Add(1) {
		case 1:
			hijack(t, w, "")
		case 2:
			w.WriteHeader(503)
		default:
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"transactionData":[{"eventType":"PUBLICATION"}]}`)
		}
	})
	answer, _, err := b.send(t, fse.StatusByTrace)
	require.NoError(t, err)
	assert.Len(t, answer.Transaction, 1)
	all := b.entries(t)
	require.Len(t, all, 3, "each with an attempt of its own")
	assert.Equal(t, []ledger.State{ledger.Lost, ledger.Refused, ledger.Accepted}, []ledger.State{all[0].State(), all[1].State(), all[2].State()})

	busy := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(429)
	})
	answer, _, err = busy.send(t, fse.StatusByTrace)
	require.NoError(t, err)
	assert.Equal(t, time.Hour, answer.RetryAfter)
	assert.EqualValues(t, 1, busy.calls.Load(), "an hour is not waited for")
}

func TestNotSent(t *testing.T) {
	b := newBench(t, func(http.ResponseWriter, *http.Request) {})
	b.base = "https://127.0.0.1:1/v1"
	_, _, err := b.send(t, fse.Delete)
	var not *NotSentError
	assert.ErrorAs(t, err, &not)

	strange := newBench(t, func(http.ResponseWriter, *http.Request) {})
	strange.Client = New(Options{Ledger: strange.ledger, LedgerPath: strange.path}) // does not know the server's authority
	_, _, err = strange.send(t, fse.Delete)
	assert.ErrorAs(t, err, &not)
	assert.Zero(t, strange.calls.Load())
	assert.Equal(t, ledger.Void, strange.entries(t)[0].State())
}

func TestLedgerFails(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {})
	require.NoError(t, b.ledger.Close())
	_, _, err := b.send(t, fse.Delete)
	assert.ErrorContains(t, err, "nothing was sent")
	assert.Zero(t, b.calls.Load(), "what cannot be written down is not sent")

	var after *bench
	after = newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		_ = after.ledger.Close() // the disk fails while the call is under way
		w.Header().Set("X-Cart-id", "cart-9")
	})
	answer, _, err := after.send(t, fse.Delete)
	require.Error(t, err)
	assert.Equal(t, "cart-9", answer.CartID)
	side, err := os.ReadFile(after.path + ".rescued.jsonl")
	require.NoError(t, err)
	assert.True(t, strings.Contains(string(side), "cart-9"))
	l, err := ledger.Open(t.Context(), after.path)
	require.NoError(t, err)
	defer l.Close()
	e, err := l.Entry(1)
	require.NoError(t, err)
	assert.Equal(t, "cart-9", e.Answer().CartID)
}

func TestTimeout(t *testing.T) {
	b := newBench(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	b.o.Timeout = 2 * time.Second
	_, _, err := b.send(t, fse.Delete)
	var unknown *UnknownError
	require.ErrorAs(t, err, &unknown)
	assert.True(t, errors.Is(err, context.DeadlineExceeded))
}
