package serve

import (
	"bytes"
	"net/http"

	"github.com/fselint/fselint/serve/site"
)

// page is what people see. Its policy stands in it too; this one is the same for who does not read that far.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	lang := s.lang(r)
	if err := site.Write(&b, site.Service, lang); err != nil {
		s.refuseError(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", lang)
	h.Set("Content-Security-Policy", "frame-ancestors 'none'") // the rest is in the page, with the digests of its scripts
	_, _ = w.Write(b.Bytes())
}
