package rehearsal

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"sync/atomic"
)

var errCrowded = errors.New("too many bytes of requests at the same time")

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
