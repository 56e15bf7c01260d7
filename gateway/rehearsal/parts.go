package rehearsal

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"sync/atomic"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/wire"
)

// parts is what a request brought.
type parts struct {
	file []byte // nil when the part is missing
	body []byte // not nil
}

var (
	errMediaType = errors.New("unsupported content type")
	errCrowded   = errors.New("too many bytes of requests at the same time")
)

// maxParts bounds the parts of a multipart request; the specification has two.
const maxParts = 16

// readParts reads the body of a request. The first part of each name counts. As the gateway's framework has it, a part with a
// filename is a file and no parameter, and one without is a parameter and no file.
func readParts(body io.Reader, contentType string, op fse.Operation) (*parts, error) {
	p := &parts{body: []byte{}}
	if !op.SendsRequest() {
		return p, nil // whatever else was sent is not looked at
	}
	media, params, err := mime.ParseMediaType(contentType)
	if !op.SendsDocument() {
		if err != nil || media != "application/json" {
			return nil, fmt.Errorf("%w: application/json is needed", errMediaType)
		}
		p.body, err = io.ReadAll(body)
		return p, err
	}
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
		_, params, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		_, isFile := params["filename"]
		switch name := part.FormName(); {
		case name == wire.PartFile && p.file == nil && isFile:
			p.file = data
		case name == wire.PartRequest && len(p.body) == 0 && !isFile:
			p.body = data
		}
	}
}

// metered reads as long as all requests together stay within what is left.
type metered struct {
	io.Reader
	left  *atomic.Int64 // bytes
	taken int64
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	m.taken += int64(n)
	if m.left.Add(-int64(n)) < 0 {
		return 0, errCrowded
	}
	return n, err
}

// release gives back what was taken.
func (m *metered) release() { m.left.Add(m.taken) }

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
