package client

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
)

// Options are the settings of a Client.
type Options struct {
	Ledger      *ledger.Ledger
	LedgerPath  string                  // where it lies, for what it cannot take
	Certificate *tls.Certificate        // of the channel (A); nil for none
	Roots       *x509.CertPool          // authorities of the server; nil for the system's
	Timeout     time.Duration           // for one call, with its answer; zero for two minutes
	Trace       bool                    // offer a trace identifier
	Now         func() time.Time        // nil for the clock
	Pause       func(int) time.Duration // between repetitions of a reading call, by number from 1; nil for growing pauses
	// Wait waits for a time, or until ctx ends, which is its error; nil for the clock.
	Wait  func(ctx context.Context, d time.Duration) error
	Agent string // User-Agent
}

// Client sends calls. It is safe for concurrent use.
type Client struct {
	o    Options
	http *http.Client
}

// New returns a client. Proxies are taken from the environment.
func New(o Options) *Client {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Wait == nil {
		o.Wait = sleep
	}
	if o.Timeout <= 0 {
		o.Timeout = 2 * time.Minute
	}
	if o.Pause == nil {
		o.Pause = func(n int) time.Duration { return time.Second << (n - 1) }
	}
	t := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots}
	if o.Certificate != nil {
		t.Certificates = []tls.Certificate{*o.Certificate}
	}
	return &Client{o: o, http: &http.Client{
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: dial, TLSClientConfig: t, TLSHandshakeTimeout: 20 * time.Second,
			// A connection of its own for every call: a connection that is used again may have been closed by the other side, and
			// then net/http would send once more.
			DisableKeepAlives: true, MaxResponseHeaderBytes: 1 << 20,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// listening is a connection that goes on to be read when it can no longer be written to: a server that answers before it has read
// the whole call (429, 413) and hangs up would otherwise make net/http forget the answer that has come.
type listening struct{ net.Conn }

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{Timeout: 20 * time.Second}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return listening{c}, nil
}

func (c listening) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) {
		return len(b), nil // reading tells what came, or that the connection is gone
	}
	return n, err
}

// UnknownError says that a call may or may not have been carried out.
type UnknownError struct {
	Attempt int64
	Err     error
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("attempt %d: it is not known what became of the call: %v", e.Attempt, e.Err)
}

func (e *UnknownError) Unwrap() error { return e.Err }

// NotSentError says that a call certainly did not arrive.
type NotSentError struct {
	Attempt int64
	Err     error
}

func (e *NotSentError) Error() string {
	return fmt.Sprintf("attempt %d: nothing was sent: %v", e.Attempt, e.Err)
}

func (e *NotSentError) Unwrap() error { return e.Err }

// Send sends a call and returns the answer, of whatever status. a describes the call; its ID, time, trace and digest of the
// request are filled in. The error is a *NotSentError, an *UnknownError, or says that the ledger failed: before sending
// (nothing was sent), or after it (the answer is returned too, and the error names the side file).
func (c *Client) Send(ctx context.Context, r *wire.Request, a *ledger.Attempt) (*wire.Answer, error) {
	if wire.Writes(r.Operation) {
		return c.once(ctx, r, a)
	}
	const most = 4
	for n := 1; ; n++ {
		a.ID = 0 // every call has an attempt of its own, and an X-CART-id
		answer, err := c.once(ctx, r, a)
		var pause time.Duration
		switch {
		case n == most, ctx.Err() != nil, err == nil && !busy(answer.Status), err != nil && !temporary(err):
			return answer, err
		case answer != nil:
			pause = answer.RetryAfter
		}
		if pause > maxPause {
			return answer, err // the caller may come back later
		}
		if c.o.Wait(ctx, max(pause, c.o.Pause(n))) != nil {
			return answer, err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// behindCART is the service whose gateway stands behind the regional infrastructure.
const behindCART = "toscana"

// maxPause is the longest that a Retry-After is waited for.
const maxPause = 2 * time.Minute

// busy tells the answers that ask to come again.
func busy(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// temporary tells the failures that may be gone the next time: those of the network.
func temporary(err error) bool {
	var unknown *UnknownError
	var not *NotSentError
	var certificate *tls.CertificateVerificationError
	return (errors.As(err, &unknown) || errors.As(err, &not)) && !errors.As(err, &certificate) && !turnedAway(err)
}

// turnedAway tells whether the other side refused the connection within TLS: it sent an alert. With TLS 1.3 that may come after the
// call was written, for instance because of the certificate, but a server takes nothing from a handshake that it refuses.
func turnedAway(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error" && slices.ContainsFunc(refusals, func(s string) bool { return op.Err.Error() == "tls: "+s })
}

// refusals are the alerts that refuse a handshake because of the client's certificate or of what it offers (RFC 8446 §6.2).
var refusals = []string{
	"handshake failure", "bad certificate", "unsupported certificate", "revoked certificate", "expired certificate", "unknown certificate",
	"unknown certificate authority", "access denied", "protocol version not supported", "insufficient security level", "certificate required",
}

func (c *Client) once(ctx context.Context, r *wire.Request, a *ledger.Attempt) (*wire.Answer, error) {
	if err := c.rest(ctx, r.Base); err != nil {
		return nil, texts.Error("nothing-was-sent", lint.Values{"err": err})
	}
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	var connected atomic.Bool
	req, err := r.HTTP(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }, // after the handshake
	}))
	if err != nil {
		return nil, err
	}
	content, _, err := r.Content()
	if err != nil {
		return nil, err
	}
	req.GetBody = nil // nothing is sent twice
	req.Header.Set("User-Agent", c.o.Agent)
	a.At, a.Request = c.o.Now(), wire.Digest(content)
	if c.o.Trace {
		a.Trace = offer(req.Header)
	}
	if err := c.o.Ledger.Begin(a); err != nil {
		return nil, texts.Error("nothing-was-sent", lint.Values{"err": err})
	}
	answer, err := c.exchange(req)
	if answer != nil {
		answer.Examine(r.Operation, err != nil, a.Service == behindCART)
	}
	outcome := &ledger.Outcome{Attempt: a.ID, At: c.o.Now(), Answer: answer}
	if !wire.Writes(r.Operation) {
		outcome.Answer = answer.Impersonal()
	}
	switch {
	case answer != nil:
		outcome.Kind = ledger.Answered
		if err != nil {
			outcome.Reason = "the answer broke off: " + err.Error()
		} else if answer.Doubt != "" {
			outcome.Reason = answer.Doubt.Text().In("en")
		}
	case connected.Load() && !turnedAway(err):
		outcome.Kind, outcome.Reason = ledger.Unknown, err.Error()
		err = &UnknownError{a.ID, err}
	default:
		outcome.Kind, outcome.Reason = ledger.NotSent, err.Error()
		err = &NotSentError{a.ID, err}
	}
	if failed := c.o.Ledger.Append(outcome); failed != nil {
		return answer, errors.Join(c.rescue(a, outcome, failed), err)
	}
	if answer != nil {
		return answer, nil
	}
	return nil, err
}

// rescue keeps an outcome that the ledger did not take, and says where.
func (c *Client) rescue(a *ledger.Attempt, o *ledger.Outcome, failed error) error {
	where, err := ledger.Rescue(c.o.LedgerPath, a, o)
	if err != nil {
		return texts.Error("the-ledger-did-not-take-outcome", lint.Values{"id": int(a.ID), "failed": failed, "err": err})
	}
	return texts.Error("the-ledger-did-not-take-outcome-2", lint.Values{"id": int(a.ID), "where": where, "failed": failed})
}

// rest leaves a gateway alone for as long as its last answer asked for. An error says until when, where that is too long to wait.
func (c *Client) rest(ctx context.Context, base string) error {
	until, err := c.until(base)
	wait := until.Sub(c.o.Now())
	switch {
	case err != nil || wait <= 0:
		return err
	case wait > maxPause:
		return texts.Error("the-gateway-asked-to-be-left", lint.Values{"rfc3339": until.Format(time.RFC3339)})
	}
	return c.o.Wait(ctx, wait)
}

// until is when the gateway may be called again, in the past unless its last answer said so.
func (c *Client) until(base string) (time.Time, error) {
	n := 0
	for e, err := range c.o.Ledger.Entries(ledger.Filter{Newest: true}) {
		if n++; err != nil || n > 100 { // calls to others may have come between
			return time.Time{}, err
		}
		for _, o := range e.Outcomes {
			if a := o.Answer; e.Base == base && o.Kind == ledger.Answered && a != nil {
				if busy(a.Status) {
					return o.At.Add(a.RetryAfter), nil
				}
				return time.Time{}, nil
			}
		}
	}
	return time.Time{}, nil
}

// exchange sends and reads the answer. With both an answer and an error the status and header came, but not the whole body.
func (c *Client) exchange(req *http.Request) (*wire.Answer, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, wire.MaxAnswer+1))
	if len(body) > wire.MaxAnswer {
		body, err = body[:wire.MaxAnswer], texts.Error("larger-than-bytes", lint.Values{"maxanswer": wire.MaxAnswer})
	}
	return wire.ReadAnswer(resp.StatusCode, resp.Header, body, c.o.Now()), err
}

// offer puts a new trace identifier into the header fields of B3 and of W3C Trace Context, and returns it.
func offer(h http.Header) string {
	b := make([]byte, 24)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	trace, span := hex.EncodeToString(b[:16]), hex.EncodeToString(b[16:])
	h.Set("X-B3-TraceId", trace)
	h.Set("X-B3-SpanId", span)
	h.Set("X-B3-Sampled", "1")
	h.Set("traceparent", "00-"+trace+"-"+span+"-01")
	return trace
}
