package vocabulary

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// The index file:
//
//	header      indexHeaderSize bytes, little endian: magic, format version, page size, size of the file, place and
//	            length of the directory, its SHA-256, the SHA-256 that names the catalog it was made from
//	sections    one per dictionary: slots, rows, blob of its Table
//	directory   JSON (indexDirectory), then the SHA-256 of every page of every section in order
const (
	indexMagic      = "fselvoc\n"
	indexFormat     = 1
	indexHeaderSize = 8 + 4 + 4 + 8 + 8 + 4 + 4 + sha256.Size + sha256.Size
)

type indexDirectory struct {
	Dictionaries []indexEntry `json:"dictionaries"`
}

type indexEntry struct {
	System   string   `json:"system"`
	Versions []string `json:"versions"`
	Offset   int64    `json:"offset"`
	Slots    int      `json:"slots"` // bytes
	Rows     int      `json:"rows"`  // bytes
	Blob     int      `json:"blob"`  // bytes
}

func (e indexEntry) size() int { return e.Slots + e.Rows + e.Blob }

// IndexWriter writes an index file: Add every dictionary, then Close. The file is valid only after Close succeeded.
type IndexWriter struct {
	w       io.WriteSeeker
	offset  int64
	dir     indexDirectory
	sums    []byte
	systems map[string]bool
	err     error
}

// NewIndexWriter starts an index file at the beginning of w.
func NewIndexWriter(w io.WriteSeeker) *IndexWriter {
	iw := &IndexWriter{w: w, systems: map[string]bool{}}
	iw.write(make([]byte, indexHeaderSize))
	return iw
}

// Add appends the codes of one dictionary. Tables that were themselves read from an index file are refused.
func (iw *IndexWriter) Add(system string, t *Table) error {
	switch {
	case iw.err != nil:
		return iw.err
	case t.pages != nil:
		return errors.New("a table of an index file cannot be written again")
	case iw.systems[system]:
		return fmt.Errorf("dictionary %s twice", system)
	}
	iw.systems[system] = true
	e := indexEntry{
		System: system, Versions: t.versions, Offset: iw.offset,
		Slots: len(t.slots), Rows: len(t.rows), Blob: len(t.blob),
	}
	iw.dir.Dictionaries = append(iw.dir.Dictionaries, e)
	paged := pageHasher{}
	for _, part := range [][]byte{t.slots, t.rows, t.blob} {
		iw.write(part)
		paged.write(part)
	}
	iw.sums = append(iw.sums, paged.finish()...)
	return iw.err
}

// Close writes the directory and the header, with the SHA-256 that names the catalog the codes are from.
func (iw *IndexWriter) Close(catalog [sha256.Size]byte) error {
	dir, err := json.Marshal(iw.dir)
	if err != nil {
		return fmt.Errorf("index directory: %w", err)
	}
	at := iw.offset
	iw.write(dir)
	iw.write(iw.sums)
	if iw.err != nil {
		return iw.err
	}
	sum := sha256.Sum256(append(dir[:len(dir):len(dir)], iw.sums...))
	h := make([]byte, 0, indexHeaderSize)
	h = append(h, indexMagic...)
	h = binary.LittleEndian.AppendUint32(h, indexFormat)
	h = binary.LittleEndian.AppendUint32(h, pageSize)
	h = binary.LittleEndian.AppendUint64(h, uint64(iw.offset))
	h = binary.LittleEndian.AppendUint64(h, uint64(at))
	h = binary.LittleEndian.AppendUint32(h, uint32(len(dir)))
	h = binary.LittleEndian.AppendUint32(h, uint32(len(iw.sums)))
	h = append(h, sum[:]...)
	h = append(h, catalog[:]...)
	if _, err := iw.w.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("write index header: %w", err)
	}
	iw.write(h)
	return iw.err
}

func (iw *IndexWriter) write(b []byte) {
	if iw.err != nil {
		return
	}
	n, err := iw.w.Write(b)
	iw.offset += int64(n)
	if err != nil {
		iw.err = fmt.Errorf("write index: %w", err)
	}
}

// pageHasher cuts a stream into pages and digests each.
type pageHasher struct {
	page []byte
	sums []byte
}

func (p *pageHasher) write(b []byte) {
	for len(b) > 0 {
		n := min(len(b), pageSize-len(p.page))
		p.page = append(p.page, b[:n]...)
		b = b[n:]
		if len(p.page) == pageSize {
			p.flush()
		}
	}
}

func (p *pageHasher) flush() {
	sum := sha256.Sum256(p.page)
	p.sums = append(p.sums, sum[:]...)
	p.page = p.page[:0]
}

func (p *pageHasher) finish() []byte {
	if len(p.page) > 0 {
		p.flush()
	}
	return p.sums
}
