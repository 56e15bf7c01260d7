// Package serve offers judgements over HTTP: a page on which people drop files, and an interface for programs. It stores nothing and
// sends nothing anywhere.
package serve

import (
	"bytes"
	"cmp"
	"context"
	"crypto/subtle"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/httpserver"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/serve/upload"
)

// Options are the settings of a Server.
type Options struct {
	Judge *upload.Judge
	Lang  string // of answers to who asks for none: it or en

	MaxBody int64         // bytes of a request; 0 for 64 MiB
	Time    time.Duration // for one request, waiting included; 0 for a minute
	// AtOnce is how many requests are judged at the same time, Waiting how many more may wait; further ones are told to come again.
	// 0 for as many as there are processors, and 32 times as many.
	AtOnce, Waiting int
	Token           string // that callers of the interface must show; "" for none
	Loopback        bool   // only names of this machine are answered
}

// Server is an http.Handler.
type Server struct {
	o       Options
	handler http.Handler
	metrics *metrics
	judging chan struct{} // a place for each request that is judged
	inside  atomic.Int64  // requests that are judged or wait
	left    atomic.Int64  // bytes of requests that may still be held
}

const (
	defaultBody = 64 << 20
	defaultTime = time.Minute
	retryAfter  = 2 // seconds
	held        = 4 // of the largest requests, in memory at the same time
)

//go:embed openapi.json
var openAPI []byte

// New returns a server.
func New(o Options) *Server {
	if o.MaxBody <= 0 {
		o.MaxBody = defaultBody
	}
	if o.Time <= 0 {
		o.Time = defaultTime
	}
	if o.AtOnce <= 0 {
		o.AtOnce = runtime.GOMAXPROCS(0)
	}
	if o.Waiting <= 0 {
		o.Waiting = 32 * o.AtOnce
	}
	s := &Server{o: o, metrics: newMetrics(), judging: make(chan struct{}, o.AtOnce)}
	s.left.Store(held * 2 * o.MaxBody)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page)
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(openAPI)
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", s.authorized(s.metrics.handler()))
	mux.Handle("POST /v1/check", s.authorized(s.work(s.check)))
	mux.Handle("POST /v1/explain", s.authorized(s.work(s.explain)))
	mux.Handle("GET /v1/catalog", s.authorized(http.HandlerFunc(s.catalog)))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.nothing(mux, w, r) })
	host := func(string) bool { return true }
	if o.Loopback {
		host = wire.LoopbackAddress
	}
	foreign := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, http.StatusForbidden, texts.Text("foreign", nil))
	})
	s.handler = s.metrics.watch(hardened(httpserver.SameOrigin(mux, foreign, host)))
	return s
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// nothing answers where there is nothing, or not for this method.
func (s *Server) nothing(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if _, pattern := mux.Handler(&http.Request{Method: method, Host: r.Host, URL: r.URL}); pattern != "/" {
			w.Header().Set("Allow", method)
			s.refuse(w, r, http.StatusMethodNotAllowed, texts.Text("other-method", lint.Values{"method": method}))
			return
		}
	}
	s.refuse(w, r, http.StatusNotFound, texts.Text("no-such-path", lint.Values{"path": lint.Value(r.URL.Path)}))
}

// hardened adds what keeps browsers from making more of an answer than it is.
func hardened(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// authorized asks for the token, if there is one.
func (s *Server) authorized(next http.Handler) http.Handler {
	if s.o.Token == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || subtle.ConstantTimeCompare([]byte(given), []byte(s.o.Token)) != 1 {
			w.Header().Set("WWW-Authenticate", `Bearer realm="fselint"`)
			s.refuse(w, r, http.StatusUnauthorized, texts.Text("no-token", nil))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// work reads a request's body, waits for a place among those that are judged, and does the work; it ends with an answer in any case.
// While somebody sends slowly, only what arrived is held: memory, and no place.
func (s *Server) work(do func(ctx context.Context, w http.ResponseWriter, r *http.Request, body []byte) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), s.o.Time)
		defer cancel()
		body := reservation{left: &s.left, most: s.o.MaxBody}
		defer body.release()
		var err error
		switch {
		case r.ContentLength > s.o.MaxBody: // nothing of it need be read
			err = &http.MaxBytesError{Limit: s.o.MaxBody}
		case r.ContentLength >= 0:
			body.most = r.ContentLength
			fallthrough
		default:
			err = body.read(http.MaxBytesReader(w, r.Body, s.o.MaxBody))
		}
		if err == nil {
			err = s.enter(ctx)
		}
		if err == nil {
			defer s.leave()
			err = do(ctx, w, r, body.data)
		}
		if err != nil {
			s.refuseError(w, r, err)
		}
	})
}

// errBusy says that there is no place.
var errBusy = errors.New("busy")

// enter takes a place among those that are judged, and waits for it if there is room to wait.
func (s *Server) enter(ctx context.Context) error {
	if s.inside.Add(1) > int64(s.o.AtOnce+s.o.Waiting) {
		s.inside.Add(-1)
		return errBusy
	}
	select {
	case s.judging <- struct{}{}:
		return nil
	case <-ctx.Done():
		s.inside.Add(-1)
		return ctx.Err()
	}
}

func (s *Server) leave() {
	<-s.judging
	s.inside.Add(-1)
}

// reservation is the memory that a request's body takes.
type reservation struct {
	left *atomic.Int64
	most int64 // bytes that it can turn out to be
	data []byte
	n    int64
}

const piece = 64 << 10

// read takes as much memory as the body turns out to need; errBusy when there is none left.
func (b *reservation) read(r io.Reader) error {
	for {
		if len(b.data) == cap(b.data) {
			more := min(max(piece, int64(cap(b.data))), b.most+bytes.MinRead-int64(cap(b.data))) // room for the end to be seen
			more = max(more, bytes.MinRead)
			b.n += more
			if b.left.Add(-more) < 0 {
				return errBusy
			}
			b.data = append(make([]byte, 0, int64(cap(b.data))+more), b.data...)
		}
		n, err := r.Read(b.data[len(b.data):cap(b.data)])
		b.data = b.data[:len(b.data)+n]
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (b *reservation) release() { b.left.Add(b.n) }

func (s *Server) check(ctx context.Context, w http.ResponseWriter, r *http.Request, body []byte) error {
	in, err := readRequest(r, body)
	if err != nil {
		return err
	}
	in.Lang = cmp.Or(in.Lang, s.lang(r))
	var out bytes.Buffer
	sum, err := s.o.Judge.Check(ctx, *in, &out)
	if err != nil {
		return err
	}
	s.metrics.judged(sum)
	format, _ := report.Lookup(in.Format) // it was written
	h := w.Header()
	h.Set("Content-Type", format.MediaType())
	h.Set("Content-Language", in.Lang)
	h.Set("Content-Security-Policy", "sandbox")
	h.Set("Content-Disposition", `inline; filename="fselint`+format.Extension+`"`)
	h.Set("Fselint-Summary", summaryLine(sum))
	_, _ = w.Write(out.Bytes())
	return nil
}

// summaryLine is what a report came to, for who does not read it: documents by verdict.
func summaryLine(s report.Summary) string {
	return fmt.Sprintf("documents=%d, refused=%d, defective=%d, accepted=%d, undetermined=%d, faults=%d",
		s.Documents, s.Refused, s.Defective, s.Accepted, s.Undetermined, s.Faults)
}

func (s *Server) explain(_ context.Context, w http.ResponseWriter, r *http.Request, body []byte) error {
	var in struct{ Text, Operation, Lang string }
	if err := httpserver.DecodeJSON(bytes.NewReader(body), &in); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := s.o.Judge.Explain(in.Text, in.Operation, cmp.Or(in.Lang, s.lang(r)), &out); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(out.Bytes())
	return nil
}

func (s *Server) catalog(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(s.o.Judge.Run().JSON(s.lang(r))) // plain values
}

// ready: who asks is told when documents can be judged.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if s.inside.Load() >= int64(s.o.AtOnce+s.o.Waiting) {
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
		s.refuse(w, r, http.StatusServiceUnavailable, texts.Text("busy", nil))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// problem is an answer to a request that cannot be served, after RFC 9457.
type problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Hint   string `json:"hint,omitempty"`
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, why lint.Text) {
	s.problem(w, problem{Title: http.StatusText(status), Status: status, Detail: why.In(s.lang(r))})
}

func (s *Server) problem(w http.ResponseWriter, p problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Connection", "close") // what is left of the request is not read
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // plain values
}

// refuseError answers with what an error of a request says.
func (s *Server) refuseError(w http.ResponseWriter, r *http.Request, err error) {
	var large *http.MaxBytesError
	var hint interface{ Hint() lint.Text }
	again := func() { w.Header().Set("Retry-After", strconv.Itoa(retryAfter)) }
	switch lang := s.lang(r); {
	case errors.As(err, &large):
		s.refuse(w, r, http.StatusRequestEntityTooLarge, texts.Text("too-large", lint.Values{"mib": large.Limit >> 20}))
	case errors.Is(err, errBusy):
		again()
		s.refuse(w, r, http.StatusTooManyRequests, texts.Text("busy", nil))
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		again()
		s.refuse(w, r, http.StatusServiceUnavailable, texts.Text("too-long", lint.Values{"time": s.o.Time.String()}))
	case errors.Is(err, context.Canceled): // nobody reads the answer
	default:
		p := problem{Title: http.StatusText(http.StatusBadRequest), Status: http.StatusBadRequest, Detail: lint.Spoken(err, lang)}
		if errors.As(err, &hint) {
			p.Hint = hint.Hint().In(lang)
		}
		s.problem(w, p)
	}
}

// lang is the language that a caller prefers, of the two that there are.
func (s *Server) lang(r *http.Request) string {
	if l := r.URL.Query().Get("lang"); l == "it" || l == "en" {
		return l
	}
	for _, wanted := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		switch l, _, _ := strings.Cut(strings.TrimSpace(wanted), "-"); strings.ToLower(strings.Split(l, ";")[0]) {
		case "it":
			return "it"
		case "en":
			return "en"
		}
	}
	return s.o.Lang
}
