package rehearsal

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// Control is the handler by which tests steer the server; it belongs on an address of its own.
//
//	PUT    /faults          [{"operation":"delete","status":429,"retryAfter":2,"times":3}, {"break":"after"}]
//	DELETE /faults
//	GET    /documents/{id}  what is on record under an identificativoDoc
func (s *Server) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /faults", func(w http.ResponseWriter, r *http.Request) {
		var list []Fault
		d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
		d.DisallowUnknownFields()
		err := d.Decode(&list)
		for i := range list {
			err = errors.Join(err, list[i].check())
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		s.faults.set(list)
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("DELETE /faults", func(w http.ResponseWriter, _ *http.Request) {
		s.faults.set(nil)
		w.WriteHeader(http.StatusNoContent)
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
