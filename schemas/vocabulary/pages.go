package vocabulary

import (
	"crypto/sha256"
	"fmt"
	"sync/atomic"
)

// pageSize is the unit of verification of an index file: large enough for few digests, small enough that touching a
// handful of places in a large dictionary stays cheap.
const pageSize = 32 << 10

// pages verifies a section of an index file, page by page, when a page is first touched.
type pages struct {
	data []byte
	sums []byte // one SHA-256 per page
	seen []atomic.Uint32
}

func newPages(data, sums []byte) *pages {
	return &pages{data: data, sums: sums, seen: make([]atomic.Uint32, (pageCount(len(data))+31)/32)}
}

func pageCount(size int) int { return (size + pageSize - 1) / pageSize }

// verify makes sure that n bytes at off are as they were written.
func (p *pages) verify(off, n int) error {
	if off < 0 || n < 0 || off+n > len(p.data) {
		return fmt.Errorf("%w: %d bytes at %d lie outside", ErrDamaged, n, off)
	}
	for i := off / pageSize; i*pageSize < off+n; i++ {
		word, bit := &p.seen[i/32], uint32(1)<<(i%32)
		if word.Load()&bit != 0 {
			continue
		}
		page := p.data[i*pageSize : min((i+1)*pageSize, len(p.data))]
		if sha256.Sum256(page) != [sha256.Size]byte(p.sums[i*sha256.Size:]) {
			return fmt.Errorf("%w: the digest of page %d differs", ErrDamaged, i)
		}
		word.Or(bit)
	}
	return nil
}
