package pdffile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Reasons for which Open refuses a file. Match them with errors.Is.
var (
	// ErrNotPDF says that the data has no PDF header.
	ErrNotPDF = errors.New("not a PDF file")
	// ErrPassword says that the file is encrypted and the empty user password does not open it.
	ErrPassword = errors.New("the PDF needs a user password")
	// ErrDamaged says that the structure of the file could not be read nor rebuilt; the error wraps the cause.
	ErrDamaged = errors.New("damaged PDF")
	// ErrTooLarge says that a bound of Limits was exceeded.
	ErrTooLarge = errors.New("too large")
)

// Limits bounds what reading one file may cost. A zero field means its default.
type Limits struct {
	// MaxDecodeBytes bounds the decoded size of any one stream, in bytes.
	MaxDecodeBytes int64
	// MaxObjects bounds the number of indirect objects.
	MaxObjects int
	// MaxDepth bounds the nesting of arrays and dictionaries.
	MaxDepth int
}

// DefaultLimits returns generous bounds: 64 MiB for a stream, two million objects, 500 levels.
func DefaultLimits() Limits {
	return Limits{MaxDecodeBytes: 64 << 20, MaxObjects: 2_000_000, MaxDepth: 500}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	if l.MaxDecodeBytes <= 0 {
		l.MaxDecodeBytes = d.MaxDecodeBytes
	}
	if l.MaxObjects <= 0 {
		l.MaxObjects = d.MaxObjects
	}
	if l.MaxDepth <= 0 {
		l.MaxDepth = d.MaxDepth
	}
	return l
}

// File is an opened PDF. Its objects must be treated as read-only; then all methods may be called concurrently.
type File struct {
	// Data is the whole file as given to Open. It must not be changed while the File is in use.
	Data []byte

	limits   Limits
	objects  map[objectKey]*slot
	xref     map[objectKey]int64
	sections map[int64]*xrefSection
	trailer  types.Dict
	catalog  types.Dict
	repaired bool
	unsound  bool
	library  Library
	other    func() (*File, error) // as the other library reads it
}

// Location tells where an indirect object is stored in the file.
type Location struct {
	// Offset is the position in File.Data of the object, or of the object stream that holds it, in bytes.
	Offset int64
	// Container is the number of the object stream that holds the object, 0 when it stands in the file itself.
	Container int
}

// Open reads the structure of a PDF and every object that can be reached from its catalog. It refuses with an error that
// wraps ErrNotPDF, ErrPassword, ErrDamaged or ErrTooLarge, and never panics.
func Open(data []byte, lim Limits) (f *File, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("%w: reader failed: %v", ErrDamaged, r)
		}
	}()
	lim = lim.withDefaults()
	r := newReader(data, lim)
	if !r.hasHeader() {
		return nil, ErrNotPDF
	}
	if err := r.load(); err != nil {
		if errors.Is(err, ErrPassword) || errors.Is(err, ErrTooLarge) {
			return nil, err
		}
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	f = &File{Data: data, limits: lim, objects: r.objects, xref: r.xref, sections: r.sections.byOffset, trailer: r.trailer,
		repaired: r.repaired, unsound: r.unsound}
	f.catalog, _ = r.dictionary(r.trailer["Root"])
	return f.withOther(), nil
}

// hasHeader looks for the header in the first lines. The reference gives up at a line that begins with a digit: that is an
// object already.
func (r *reader) hasHeader() bool {
	defer func() { r.pos = 0 }()
	for first := true; ; first = false {
		line, err := r.line()
		switch {
		case err != nil:
			return false
		case strings.Contains(line, "%PDF-") || strings.Contains(line, "%FDF-"):
			return true
		case !first && line != "" && isDigit(int(line[0])):
			return false
		}
	}
}

// Limits returns the bounds that the file was opened with.
func (f *File) Limits() Limits { return f.limits }

// Trailer returns the trailer dictionary of the last revision.
func (f *File) Trailer() types.Dict { return f.trailer }

// Catalog returns the document catalog, the trailer's /Root.
func (f *File) Catalog() types.Dict { return f.catalog }

// Encrypted says whether the file is encrypted (strings and streams are handed out decrypted).
func (f *File) Encrypted() bool { return f.Get(f.trailer, "Encrypt") != nil }

// Repaired says whether the cross-reference had to be rebuilt or corrected to read the file.
func (f *File) Repaired() bool { return f.repaired }

// SoundXref says whether the cross-reference sections could be used as they stand: an incremental update may continue them,
// and Sections are all of them. It is narrower than Repaired, which also knows of wrong lengths of streams and of objects
// that are in no section.
func (f *File) SoundXref() bool { return !f.unsound }

// Reencoded says whether the bytes of a damaged PDF look as if they had been read as text and written in UTF-8: they are valid UTF-8
// with characters beyond ASCII, which those of compressed streams are not.
func Reencoded(data []byte) bool {
	return bytes.ContainsFunc(data, func(r rune) bool { return r >= utf8.RuneSelf }) && utf8.Valid(data)
}

// ObjectLocation tells where the indirect object num of generation 0 is stored, false when the file has none.
func (f *File) ObjectLocation(num int) (Location, bool) {
	where, ok := f.xref[objectKey{num: int64(num)}]
	switch {
	case !ok || where == 0:
		return Location{}, false
	case where > 0:
		return Location{Offset: where}, true
	}
	container := f.xref[objectKey{num: -where}]
	return Location{Offset: container, Container: int(-where)}, container > 0
}
