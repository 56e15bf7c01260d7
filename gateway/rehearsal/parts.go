package rehearsal

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"fselint/gateway"
	"fselint/gateway/wire"
)

// parts is what a request brought.
type parts struct {
	file []byte // nil when the part is missing
	body []byte // not nil
}

var errMediaType = errors.New("unsupported content type")

// maxParts bounds the parts of a multipart request; the specification has two.
const maxParts = 16

// readParts reads the body of a request, at most limit bytes of it. The first part of each name counts.
func readParts(w http.ResponseWriter, r *http.Request, op gateway.Operation, limit int64) (*parts, error) {
	p := &parts{body: []byte{}}
	body := http.MaxBytesReader(w, r.Body, limit)
	if !op.SendsDocument() {
		var err error
		p.body, err = io.ReadAll(body)
		return p, err
	}
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" || params["boundary"] == "" {
		return nil, fmt.Errorf("%w: multipart/form-data is needed", errMediaType)
	}
	reader := multipart.NewReader(body, params["boundary"])
	for n := 0; ; n++ {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			return nil, fmt.Errorf("malformed multipart: %w", err)
		}
		if n == maxParts {
			return nil, fmt.Errorf("malformed multipart: more than %d parts", maxParts)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, fmt.Errorf("malformed multipart: %w", err)
		}
		switch name := part.FormName(); {
		case name == wire.PartFile && p.file == nil:
			p.file = data
		case name == wire.PartRequest && len(p.body) == 0:
			p.body = data
		}
	}
}

func random(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}

// uuid makes a random UUID (RFC 9562 §5.4).
func uuid() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b)
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}
