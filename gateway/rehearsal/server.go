package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"

	"fselint/cda/pdffile"
	"fselint/cda/xmltree"
	"fselint/gateway"
	"fselint/gateway/wire"
	"fselint/metadata/certificate"
	"fselint/schemas"
	"fselint/validate"
	"fselint/validate/checks"
)

// Options are the settings of a Server.
type Options struct {
	Catalog     *schemas.Catalog
	Tuscany     bool
	Environment certificate.Environment
	Call        checks.Call  // further settings of the checks; operation and the two above are filled in
	StateFile   string       // "" for memory
	MaxBody     int64        // bytes of a request; 0 for 64 MiB
	Days        int          // after which a validation is too old to be published; 0 for five
	Log         *slog.Logger // one line a call, without tokens and documents; nil for none
	Now         func() time.Time
}

// Server is a rehearsal gateway. It is an http.Handler.
type Server struct {
	o       Options
	state   *state
	runners map[gateway.Operation]*validate.Runner
	busy    chan struct{} // one place for each document that is judged at the same time
	faults  faults
	once    sync.Once
}

const (
	defaultBody = 64 << 20
	defaultDays = 5
)

// New returns a server. Documents are judged by the catalog, which must stay open.
func New(o Options) (*Server, error) {
	if o.MaxBody <= 0 {
		o.MaxBody = defaultBody
	}
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
	s := &Server{o: o, state: st, runners: make(map[gateway.Operation]*validate.Runner), busy: make(chan struct{}, runtime.GOMAXPROCS(0))}
	compiled := checks.Compile(o.Catalog)
	for _, op := range gateway.Operations() {
		call := o.Call
		call.Operation, call.Tuscany, call.Environment = op, o.Tuscany, o.Environment
		r, err := checks.NewRunner(checks.Config{
			Catalog: o.Catalog, Compiled: compiled, Call: call, Limits: validate.Limits{Time: 30 * time.Second, InputBytes: o.MaxBody},
			XML: xmltree.Limits{}, PDF: pdffile.DefaultLimits(),
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
	op          gateway.Operation
	id          string // identifier in the address
	trace, span string
	parts       *parts
}

// ServeHTTP answers one call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := s.o.Now()
	x := &exchange{Server: s, w: w, r: r}
	x.trace, x.span = traceOf(r.Header)
	w.Header().Set(wire.HeaderCart, uuid())
	status := x.serve()
	s.o.Log.Info("call", "method", r.Method, "operation", string(x.op), "status", status, "trace", x.trace, "cart", w.Header().Get(wire.HeaderCart), "took", s.o.Now().Sub(start))
}

// serve answers and returns the status, 0 when the connection was broken on purpose.
func (x *exchange) serve() int {
	path := x.r.URL.EscapedPath()
	if path == "/openapi.json" && x.r.Method == http.MethodGet {
		return x.openAPI()
	}
	rest, ok := below(path)
	if !ok {
		return x.plain(http.StatusNotFound)
	}
	if rest == "/status" && x.r.Method == http.MethodGet {
		return x.json(http.StatusOK, map[string]string{"status": "UP"})
	}
	x.op, x.id, ok = wire.Match(x.r.Method, rest)
	if !ok {
		return x.plain(http.StatusNotFound)
	}
	f := x.faults.take(x.op)
	if f != nil && f.before(x) {
		return 0
	}
	if f != nil && f.Status != 0 {
		return x.busyAnswer(f)
	}
	return f.after(x, x.answer())
}

func below(path string) (string, bool) {
	for _, base := range bases {
		if rest, ok := strings.CutPrefix(path, base); ok && strings.HasPrefix(rest, "/") {
			return rest, true
		}
	}
	return "", false
}

// answer works out what the gateway says; it is written by reply.
func (x *exchange) answer() *reply {
	if !wire.Writes(x.op) {
		return x.status()
	}
	var err error
	if x.parts, err = readParts(x.w, x.r, x.op, x.o.MaxBody); err != nil {
		return x.unreadable(err)
	}
	select {
	case x.busy <- struct{}{}:
		defer func() { <-x.busy }()
	case <-x.r.Context().Done():
		return x.failure(http.StatusServiceUnavailable, "busy")
	}
	d := x.judge(x.r.Context())
	if d.Fault != nil {
		return x.failure(http.StatusInternalServerError, d.Fault.Message.EN)
	}
	return x.decide(d)
}

func (x *exchange) judge(ctx context.Context) *validate.Document {
	b := &validate.Bundle{Path: string(x.op)}
	if x.parts.file != nil {
		b = validate.Bytes("document.pdf", x.parts.file)
	}
	b.Parts = map[string][]byte{
		validate.SourceAuthenticationToken: []byte(x.r.Header.Get("Authorization")),
		validate.SourceSignatureToken:      []byte(x.r.Header.Get(wire.HeaderSignature)),
	}
	if x.op.SendsRequest() {
		b.Parts[validate.SourceRequest] = x.parts.body
	}
	if x.id != "" {
		b.PathID = &x.id
	}
	return x.runners[x.op].Document(ctx, b)
}

// unreadable answers a request of which not even the parts can be told.
func (x *exchange) unreadable(err error) *reply {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return x.failure(http.StatusRequestEntityTooLarge, fmt.Sprintf("larger than %d bytes", large.Limit))
	case errors.Is(err, errMediaType):
		return x.failure(http.StatusUnsupportedMediaType, err.Error())
	}
	return x.failure(http.StatusBadRequest, err.Error())
}

var hexadecimal = regexp.MustCompile(`^[0-9a-f]{16}([0-9a-f]{16})?$`)

// traceOf adopts the trace identifier that a caller offers, as distributed systems do, or makes one.
func traceOf(h http.Header) (trace, span string) {
	span = random(8)
	if t := strings.ToLower(h.Get("X-B3-TraceId")); hexadecimal.MatchString(t) {
		return t, span
	}
	if f := strings.Split(h.Get("traceparent"), "-"); len(f) == 4 && hexadecimal.MatchString(f[1]) {
		return f[1], span
	}
	return random(16), span
}
