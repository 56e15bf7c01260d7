package compiled

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
)

const (
	magic      = "fselcat\n"
	format     = 2
	headerSize = 8 + 4 + 4 + 8 + 8 + 4 + 4 + sha256.Size + sha256.Size
)

// entry is one section in the directory.
type entry struct {
	Name   string          `json:"name"`
	Offset int64           `json:"offset"`
	Size   int             `json:"size"` // bytes
	Note   json.RawMessage `json:"note,omitempty"`
}

// Writer writes a file: Add every section, then Close. The file is valid only after Close succeeded.
type Writer struct {
	w      io.WriteSeeker
	offset int64
	dir    []entry
	sums   []byte
	names  map[string]bool
	err    error
}

// NewWriter starts a file at the beginning of w.
func NewWriter(w io.WriteSeeker) *Writer {
	cw := &Writer{w: w, names: map[string]bool{}}
	cw.write(make([]byte, headerSize))
	return cw
}

// Add appends a section: the parts one after the other. The note (nil for none) is written as JSON into the directory,
// which is read at every opening, so it should be short.
func (cw *Writer) Add(name string, note any, parts ...[]byte) error {
	if cw.err != nil {
		return cw.err
	}
	if cw.names[name] {
		return fmt.Errorf("section %q twice", name)
	}
	e := entry{Name: name, Offset: cw.offset}
	if note != nil {
		var err error
		if e.Note, err = json.Marshal(note); err != nil {
			return fmt.Errorf("section %q: %w", name, err)
		}
	}
	paged := pageHasher{}
	for _, part := range parts {
		e.Size += len(part)
		cw.write(part)
		paged.write(part)
	}
	cw.names[name] = true
	cw.dir = append(cw.dir, e)
	cw.sums = append(cw.sums, paged.finish()...)
	return cw.err
}

// Close writes the directory and the header, with the key.
func (cw *Writer) Close(key [sha256.Size]byte) error {
	dir, err := json.Marshal(cw.dir)
	if err != nil {
		return fmt.Errorf("directory: %w", err)
	}
	at := cw.offset
	cw.write(dir)
	cw.write(cw.sums)
	if cw.err != nil {
		return cw.err
	}
	sum := sha256.Sum256(append(dir[:len(dir):len(dir)], cw.sums...))
	h := make([]byte, 0, headerSize)
	h = append(h, magic...)
	h = binary.LittleEndian.AppendUint32(h, format)
	h = binary.LittleEndian.AppendUint32(h, pageSize)
	h = binary.LittleEndian.AppendUint64(h, uint64(cw.offset))
	h = binary.LittleEndian.AppendUint64(h, uint64(at))
	h = binary.LittleEndian.AppendUint32(h, uint32(len(dir)))
	h = binary.LittleEndian.AppendUint32(h, uint32(len(cw.sums)))
	h = append(h, sum[:]...)
	h = append(h, key[:]...)
	if _, err := cw.w.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("write header: %w", err)
	}
	cw.write(h)
	return cw.err
}

func (cw *Writer) write(b []byte) {
	if cw.err != nil {
		return
	}
	n, err := cw.w.Write(b)
	cw.offset += int64(n)
	if err != nil {
		cw.err = fmt.Errorf("write compiled file: %w", err)
	}
}
