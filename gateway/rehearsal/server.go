package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
	requestcheck "github.com/fselint/fselint/validate/checks/request"
)

// Options are the settings of a Server.
type Options struct {
	Catalog     *schemas.Catalog
	Profile     fse.Profile
	Environment fse.Environment
	Call        checks.Call  // further settings of the checks; operation and the two above are filled in
	StateFile   string       // "" for memory
	MaxBody     int64        // bytes of a request; 0 for 64 MiB
	Days        int          // after which a validation is too old to be published; 0 for five
	Log         *slog.Logger // one line a call, without tokens and documents; nil for none
	Explain     bool         // the line says why a call was refused, which can quote a document
	Lang        string       // of what the log and the control address say: en or it
	Now         func() time.Time
}

// Server is a rehearsal gateway. It is an http.Handler.
type Server struct {
	o         Options
	state     *state
	runners   map[fse.Operation]*validate.Runner
	busy      chan struct{} // one place for each document that is judged at the same time
	left      atomic.Int64  // bytes of requests that may still be held
	faults    faults
	calls     calls
	offset    atomic.Int64 // of the clock, nanoseconds
	ownTraces atomic.Bool
	described atomic.Bool // the front end holds bodies against the OpenAPI description
	once      sync.Once
}

const (
	defaultBody = 64 << 20
	largestBody = 1 << 40
	defaultDays = 5
	// held is how many of the largest requests may be in memory at the same time; further ones are told to come again.
	held = 4
)

// New returns a server. Documents are judged by the catalog, which must stay open.
func New(o Options) (*Server, error) {
	if o.MaxBody <= 0 {
		o.MaxBody = defaultBody
	}
	o.MaxBody = min(o.MaxBody, largestBody)
	if o.Days <= 0 {
		o.Days = defaultDays
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	st, err := openState(o.StateFile)
	if err != nil {
		return nil, err
	}
	s := &Server{o: o, state: st, runners: make(map[fse.Operation]*validate.Runner), busy: make(chan struct{}, runtime.GOMAXPROCS(0))}
	s.left.Store(held * o.MaxBody)
	compiled := checks.Compile(o.Catalog)
	for _, op := range fse.Operations() {
		call := o.Call
		call.Operation, call.Profile, call.Environment = op, o.Profile, o.Environment
		r, err := checks.NewRunner(checks.Config{
			Catalog: o.Catalog, Compiled: compiled, Call: call, Limits: validate.Limits{Time: 30 * time.Second, InputBytes: o.MaxBody},
			XML: xmltree.Limits{}, PDF: pdffile.DefaultLimits(), GatewayOnly: true,
		})
		if err != nil {
			_ = st.close()
			return nil, err
		}
		s.runners[op] = r
	}
	return s, nil
}

// Close forgets the state, or ends its file. No call may be under way.
func (s *Server) Close() (err error) {
	s.once.Do(func() { err = s.state.close() })
	return err
}

// bases are the addresses below which the interface is offered, the longest first.
var bases = []string{"/govway/rest/in/FSE/gateway/v1", "/gateway/v2", "/gateway/v1", "/v2", "/v1"}

// exchange is one call under way.
type exchange struct {
	*Server
	w           http.ResponseWriter
	r           *http.Request
	op          fse.Operation
	id          string // identifier in the address
	trace, span string
	sent        *wire.Sent
	fault       *Fault // nil for none
	asked       string // the operation as the address names it
	why         explanation
	findings    []lint.Finding
}

// identity is what a CDA is known by.
type identity struct {
	key             string // of its validation
	root, extension string // of its id
	known           bool   // it has an id
}

// identityOf returns the identity of a CDA; doc is nil where there is none that could be read.
func identityOf(doc *xmltree.Doc) (id identity) {
	if doc != nil {
		id.key = cda.ValidationKey(doc)
		id.root, id.extension, id.known = cda.DocumentID(doc)
	}
	return id
}

// now is the clock of the gateway's memory.
func (s *Server) now() time.Time { return s.o.Now().Add(time.Duration(s.offset.Load())) }

// ServeHTTP answers one call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	x := &exchange{Server: s, w: w, r: r}
	x.trace, x.span = s.traceOf(r.Header)
	cart := uuid()
	map[string][]string(w.Header())[wire.HeaderCart] = []string{cart} // spelt as the specification does
	status := 0                                                       // where the connection breaks on purpose
	defer func() { x.ended(cart, status, time.Since(start)) }()
	status = x.serve()
}

// ended writes the line of the log and remembers the call for the control address.
func (x *exchange) ended(cart string, status int, took time.Duration) {
	line := []any{"method", x.r.Method, "operation", x.asked, "status", status, "trace", x.trace, "cart", cart, "took", took}
	if x.why.rule != "" {
		line = append(line, "rule", x.why.rule)
		if x.o.Explain {
			line = append(line, "why", x.why.what.In(x.o.Lang), "fix", x.why.fix.In(x.o.Lang))
		}
	}
	x.o.Log.Info("call", line...)
	x.calls.add(Call{
		Cart: cart, At: x.now(), Method: bounded(x.r.Method, 20), Operation: x.asked, Status: status, Trace: x.trace, Rule: x.why.rule,
		Message: speak(x.why.what), Fix: speak(x.why.fix), Findings: tell(x.findings),
	})
}

// serve answers and returns the status.
func (x *exchange) serve() int {
	path := x.r.URL.EscapedPath()
	method := x.r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	rest, known := below(path)
	if path == "/openapi.json" && method == http.MethodGet {
		return x.send(&reply{http.StatusOK, "application/json", openAPIDocument()})
	}
	if known && rest == "/status" && method == http.MethodGet {
		return x.send(&reply{http.StatusOK, "application/json", []byte(`{"status":"UP"}`)})
	}
	if x.op, x.id, known = wire.Match(method, rest); known {
		x.asked = string(x.op)
		if x.op == fse.UpdateITI57 { // the same interface, another transaction with the index
			x.op = fse.Update
		}
		return x.meet(x.faults.take(x.op))
	}
	return x.noOperation(rest)
}

// noOperation answers where path and method mean nothing.
func (x *exchange) noOperation(rest string) int {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		if _, _, ok := wire.Match(method, rest); ok {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		x.told("HTTP-ADDRESS", "no-operation", nil)
		return x.send(x.framework(http.StatusNotFound, "no operation at this address"))
	}
	x.w.Header().Set("Allow", strings.Join(append(allowed, http.MethodOptions), ", "))
	if x.r.Method == http.MethodOptions {
		return x.send(&reply{status: http.StatusNoContent})
	}
	x.told("HTTP-METHOD", "method", lint.Values{"method": lint.Value(x.r.Method), "allowed": strings.Join(allowed, ", ")})
	return x.send(x.framework(http.StatusMethodNotAllowed, "method "+bounded(x.r.Method, 20)+" is not supported here"))
}

// below returns the part of a path behind the base address, "" when it has none of those known.
func below(path string) (string, bool) {
	for _, base := range bases {
		if rest, ok := strings.CutPrefix(path, base); ok && strings.HasPrefix(rest, "/") {
			return rest, true
		}
	}
	return "", false
}

// answer works out what the gateway says.
func (x *exchange) answer() *reply {
	if !wire.Writes(x.op) {
		return x.status()
	}
	m := &metered{Reader: http.MaxBytesReader(x.w, x.r.Body, x.o.MaxBody), left: &x.left}
	defer m.release()
	var err error
	if x.sent, err = wire.ReadSent(m, x.r.Header.Get("Content-Type"), x.op); err != nil {
		return x.unreadable(err)
	}
	select {
	case x.busy <- struct{}{}:
		defer func() { <-x.busy }()
	case <-x.r.Context().Done():
		return x.failure(http.StatusServiceUnavailable, "busy")
	}
	d := x.judge(x.r.Context())
	defer d.Release()
	x.findings = d.Findings
	if d.Fault != nil {
		return x.failure(http.StatusInternalServerError, d.Fault.Message.In("en"))
	}
	return x.decide(d)
}

func (x *exchange) judge(ctx context.Context) *validate.Result {
	path := string(x.op)
	if x.sent.File != nil {
		path = "document.pdf"
	}
	return x.runners[x.op].Document(ctx, requestcheck.Bundle(path, x.op, x.id, x.r.Header, x.sent))
}

// unreadable answers a request of which not even the parts can be told.
func (x *exchange) unreadable(err error) *reply {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large): // FE-06
		x.told("FE-06", "too-large", lint.Values{"limit": int(large.Limit)})
		x.w.Header().Set("Connection", "close")
		return x.frontEnd(&lint.Answer{Title: "Payload Too Large", Status: http.StatusRequestEntityTooLarge, Detail: fmt.Sprintf("larger than %d bytes", large.Limit)})
	case errors.Is(err, errCrowded):
		x.told("FE-07", "crowded", nil)
		x.w.Header().Set("Retry-After", "1")
		x.w.Header().Set("Connection", "close")
		return x.frontEnd(&lint.Answer{Title: "Service Unavailable", Status: http.StatusServiceUnavailable, Detail: err.Error()})
	}
	return x.failure(http.StatusBadRequest, err.Error())
}

var hexadecimal = lazyregexp.New(`^[0-9a-f]{16}([0-9a-f]{16})?$`)

// traceOf adopts the trace identifier that a caller offers, as distributed systems do, or makes one.
func (s *Server) traceOf(h http.Header) (trace, span string) {
	span = random(8)
	if s.ownTraces.Load() {
		return random(16), span
	}
	if t := strings.ToLower(h.Get("X-B3-TraceId")); hexadecimal().MatchString(t) {
		return t, span
	}
	if f := strings.Split(h.Get("traceparent"), "-"); len(f) == 4 && hexadecimal().MatchString(f[1]) {
		return f[1], span
	}
	return random(16), span
}
