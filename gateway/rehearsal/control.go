package rehearsal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Control is the handler by which tests steer the server; it belongs on an address of its own.
//
//	PUT    /faults          [{"operation":"delete","status":429,"retryAfter":2,"times":3}, {"break":"after"}]
//	DELETE /faults
//	PUT    /clock           {"offset":"144h"}: how far the clock of the gateway's memory is ahead; tokens are judged by the true time
//	PUT    /settings        {"adoptTrace":false}: trace identifiers that callers offer are not adopted
//	GET    /documents/{id}  what is on record under an identificativoDoc
func (s *Server) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /faults", func(w http.ResponseWriter, r *http.Request) {
		var list []Fault
		err := decode(w, r, &list)
		for i := range list {
			err = errors.Join(err, list[i].check())
		}
		done(w, err, func() { s.faults.set(list) })
	})
	mux.HandleFunc("DELETE /faults", func(w http.ResponseWriter, _ *http.Request) {
		done(w, nil, func() { s.faults.set(nil) })
	})
	mux.HandleFunc("PUT /clock", func(w http.ResponseWriter, r *http.Request) {
		var clock struct {
			Offset *Duration `json:"offset"`
		}
		err := decode(w, r, &clock)
		if err == nil && clock.Offset == nil {
			err = errors.New(`no offset, such as {"offset":"144h"}`)
		}
		done(w, err, func() { s.offset.Store(int64(*clock.Offset)) })
	})
	mux.HandleFunc("PUT /settings", func(w http.ResponseWriter, r *http.Request) {
		var settings struct {
			AdoptTrace *bool `json:"adoptTrace"`
		}
		err := decode(w, r, &settings)
		done(w, err, func() {
			if settings.AdoptTrace != nil {
				s.ownTraces.Store(!*settings.AdoptTrace)
			}
		})
	})
	mux.HandleFunc("GET /documents/{id}", func(w http.ResponseWriter, r *http.Request) {
		p, err := s.Document(r.PathValue("id"))
		switch {
		case err != nil:
			http.Error(w, err.Error(), http.StatusInternalServerError)
		case p == nil:
			http.NotFound(w, r)
		default:
			w.Header().Set("Content-Type", "application/json")
			data, _ := json.Marshal(p) // plain values
			_, _ = io.WriteString(w, string(data)+"\n")
		}
	})
	return mux
}

// decode reads one JSON value and nothing else.
func decode(w http.ResponseWriter, r *http.Request, into any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("not the JSON that is needed: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON")
	}
	return nil
}

// done does what was asked for, unless there is an error.
func done(w http.ResponseWriter, err error, do func()) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	do()
	w.WriteHeader(http.StatusNoContent)
}
