package rehearsal

import (
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/httpserver"
	"github.com/fselint/fselint/lint"
)

// controls is the index of the control address.
//
//go:embed control.txt
var controls string

// Control is the handler by which tests steer the server; it belongs on an address of its own. Its index says what there is.
//
// It answers programs of this machine only: a page that a browser shows must not steer it.
func (s *Server) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, controls)
	})
	mux.HandleFunc("PUT /faults", func(w http.ResponseWriter, r *http.Request) {
		var list []Fault
		err := httpserver.DecodeJSON(http.MaxBytesReader(w, r.Body, 1<<20), &list)
		for i := range list {
			err = errors.Join(err, list[i].check())
		}
		s.done(w, err, func() { s.faults.set(list) })
	})
	mux.HandleFunc("DELETE /faults", func(w http.ResponseWriter, _ *http.Request) {
		s.done(w, nil, func() { s.faults.set(nil) })
	})
	mux.HandleFunc("PUT /clock", func(w http.ResponseWriter, r *http.Request) {
		var clock struct {
			Offset *Duration `json:"offset"`
		}
		err := httpserver.DecodeJSON(http.MaxBytesReader(w, r.Body, 1<<20), &clock)
		if err == nil && clock.Offset == nil {
			err = texts.Error("no-offset", nil)
		}
		s.done(w, err, func() { s.offset.Store(int64(*clock.Offset)) })
	})
	mux.HandleFunc("PUT /settings", func(w http.ResponseWriter, r *http.Request) {
		var settings struct {
			AdoptTrace *bool `json:"adoptTrace"`
			FrontEnd   *bool `json:"frontEnd"`
		}
		err := httpserver.DecodeJSON(http.MaxBytesReader(w, r.Body, 1<<20), &settings)
		s.done(w, err, func() {
			if settings.AdoptTrace != nil {
				s.ownTraces.Store(!*settings.AdoptTrace)
			}
			if settings.FrontEnd != nil {
				s.described.Store(*settings.FrontEnd)
			}
		})
	})
	mux.HandleFunc("GET /documents/{id}", func(w http.ResponseWriter, r *http.Request) {
		p, err := s.Document(r.PathValue("id"))
		if err != nil {
			http.Error(w, lint.Spoken(err, s.o.Lang), http.StatusInternalServerError)
			return
		}
		s.show(w, p, p != nil, texts.Text("no-document", lint.Values{"id": lint.Value(r.PathValue("id"))}))
	})
	mux.HandleFunc("GET /calls", func(w http.ResponseWriter, _ *http.Request) { s.show(w, s.calls.recent(), true, lint.Text{}) })
	mux.HandleFunc("GET /calls/{cart}", func(w http.ResponseWriter, r *http.Request) {
		c, ok := s.calls.find(r.PathValue("cart"))
		s.show(w, c, ok, texts.Text("no-call", lint.Values{"cart": lint.Value(r.PathValue("cart")), "n": maxCalls}))
	})
	return httpserver.SameOrigin(mux, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, texts.In(s.o.Lang, "foreign-host", nil), http.StatusForbidden)
	}), wire.LoopbackAddress)
}

// show answers with a value as JSON, or with the reason why there is none.
func (s *Server) show(w http.ResponseWriter, v any, ok bool, none lint.Text) {
	if !ok {
		http.Error(w, none.In(s.o.Lang), http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // plain values
}

// done does what was asked for, unless there is an error.
func (s *Server) done(w http.ResponseWriter, err error, do func()) {
	if err != nil {
		http.Error(w, lint.Spoken(err, s.o.Lang), http.StatusBadRequest)
		return
	}
	do()
	w.WriteHeader(http.StatusNoContent)
}
