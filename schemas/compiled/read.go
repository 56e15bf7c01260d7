package compiled

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrDamaged is wrapped by every error that says that a file is not what was written, or not of this format.
var ErrDamaged = errors.New("damaged compiled file")

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

// File is an open file. It is safe for concurrent use.
type File struct {
	key      [sha256.Size]byte
	sections map[string]*Section
	names    []string
	release  func() error
}

// Section is a part of an open file. Nothing may use it after the file was closed.
type Section struct {
	note  json.RawMessage
	pages *pages
}

// Open opens a file. The error wraps ErrDamaged when it is not a whole file of this format.
func Open(path string) (*File, error) {
	data, release, err := mapFile(path)
	if err != nil {
		return nil, fmt.Errorf("open compiled file: %w", err)
	}
	f, err := parse(data)
	if err != nil {
		_ = release()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f.release = release
	return f, nil
}

// Key returns the SHA-256 that names what the file was made from.
func (f *File) Key() [sha256.Size]byte { return f.key }

// Section returns the section with a name, nil when there is none.
func (f *File) Section(name string) *Section { return f.sections[name] }

// Names returns the sections in the order in which they were written.
func (f *File) Names() []string { return f.names }

// Close releases the file. No section of it may be in use or used later.
func (f *File) Close() error {
	if f.release == nil {
		return nil
	}
	release := f.release
	f.release = nil
	return release()
}

// Size is the length of the section in bytes.
func (s *Section) Size() int { return len(s.pages.data) }

// Note decodes what the writer noted into v.
func (s *Section) Note(v any) error {
	if len(s.note) == 0 {
		return damaged("a note is missing")
	}
	if err := json.Unmarshal(s.note, v); err != nil {
		return damaged("note: %v", err)
	}
	return nil
}

// Raw is a view of the section of which nothing is verified: Verify must be called for what is read of it.
func (s *Section) Raw() []byte { return s.pages.data }

// Verify makes sure that n bytes from off on are as they were written; otherwise, or when they lie outside, the error
// wraps ErrDamaged.
func (s *Section) Verify(off, n int) error { return s.pages.verify(off, n) }

// Bytes verifies the whole section and returns a copy, which outlives the file.
func (s *Section) Bytes() ([]byte, error) {
	if err := s.Verify(0, s.Size()); err != nil {
		return nil, err
	}
	return bytes.Clone(s.Raw()), nil
}

func parse(data []byte) (*File, error) {
	if len(data) < headerSize || string(data[:8]) != magic {
		return nil, damaged("not a compiled file")
	}
	if f := binary.LittleEndian.Uint32(data[8:]); f != format {
		return nil, damaged("format %d, this program reads %d", f, format)
	}
	if size := binary.LittleEndian.Uint32(data[12:]); size != pageSize {
		return nil, damaged("pages of %d bytes", size)
	}
	if size := binary.LittleEndian.Uint64(data[16:]); size != uint64(len(data)) {
		return nil, damaged("%d bytes where %d were written", len(data), size)
	}
	at := binary.LittleEndian.Uint64(data[24:])
	dirLen := uint64(binary.LittleEndian.Uint32(data[32:]))
	sumsLen := uint64(binary.LittleEndian.Uint32(data[36:]))
	if at < headerSize || at > uint64(len(data)) || dirLen+sumsLen != uint64(len(data))-at {
		return nil, damaged("the directory lies outside the file")
	}
	if sha256.Sum256(data[at:]) != [sha256.Size]byte(data[40:]) {
		return nil, damaged("the digest of the directory differs")
	}
	var dir []entry
	if err := json.Unmarshal(data[at:at+dirLen], &dir); err != nil {
		return nil, damaged("directory: %v", err)
	}
	f := &File{key: [sha256.Size]byte(data[72:]), sections: make(map[string]*Section, len(dir))}
	if err := f.add(data[:at], dir, data[at+dirLen:]); err != nil {
		return nil, err
	}
	return f, nil
}

// add makes a section of every entry; sums are the page digests that follow each other in the same order.
func (f *File) add(data []byte, dir []entry, sums []byte) error {
	for _, e := range dir {
		if e.Size < 0 || e.Offset < headerSize || e.Offset > int64(len(data)) || int64(e.Size) > int64(len(data))-e.Offset {
			return damaged("section %q lies outside the file", e.Name)
		}
		need := pageCount(e.Size) * sha256.Size
		if need > len(sums) {
			return damaged("digests are missing")
		}
		f.sections[e.Name] = &Section{note: e.Note, pages: newPages(data[e.Offset:e.Offset+int64(e.Size)], sums[:need])}
		f.names = append(f.names, e.Name)
		sums = sums[need:]
	}
	if len(sums) != 0 || len(f.sections) != len(dir) {
		return damaged("the directory does not add up")
	}
	return nil
}
