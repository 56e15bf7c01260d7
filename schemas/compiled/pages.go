package compiled

import (
	"crypto/sha256"
	"sync/atomic"
)

// pageSize is the unit of verification: large enough for few digests, small enough that touching a handful of places
// in a large section stays cheap.
const pageSize = 32 << 10

// pages verifies a section page by page, when a page is first touched.
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
	if off < 0 || n < 0 || off > len(p.data) || n > len(p.data)-off {
		return damaged("%d bytes at %d lie outside", n, off)
	}
	for i := off / pageSize; i*pageSize < off+n; i++ {
		word, bit := &p.seen[i/32], uint32(1)<<(i%32)
		if word.Load()&bit != 0 {
			continue
		}
		page := p.data[i*pageSize : min((i+1)*pageSize, len(p.data))]
		if sha256.Sum256(page) != [sha256.Size]byte(p.sums[i*sha256.Size:]) {
			return damaged("the digest of page %d differs", i)
		}
		word.Or(bit)
	}
	return nil
}

// pageHasher cuts a stream into pages and digests each.
type pageHasher struct {
	page []byte
	sums []byte
}

func (p *pageHasher) write(b []byte) {
	for len(b) > 0 {
		if len(p.page) == 0 && len(b) >= pageSize {
			p.digest(b[:pageSize])
			b = b[pageSize:]
			continue
		}
		n := min(len(b), pageSize-len(p.page))
		p.page = append(p.page, b[:n]...)
		b = b[n:]
		if len(p.page) == pageSize {
			p.flush()
		}
	}
}

func (p *pageHasher) digest(page []byte) {
	sum := sha256.Sum256(page)
	p.sums = append(p.sums, sum[:]...)
}

func (p *pageHasher) flush() {
	p.digest(p.page)
	p.page = p.page[:0]
}

func (p *pageHasher) finish() []byte {
	if len(p.page) > 0 {
		p.flush()
	}
	return p.sums
}
