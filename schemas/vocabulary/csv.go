package vocabulary

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// maxVersions bounds the distinct versions of one dictionary; the catalog has one each.
const maxVersions = 4096

// ReadCSV builds a table from a dictionary file of the catalog: comma-separated with a header that names at least the
// columns version and code, and usually description; RFC 4180 quoting, LF or CRLF, an optional byte order mark. The
// table keeps src, which must not be modified afterwards.
//
// An empty version stands for none. Rows without a code are passed over: nothing in a document can equal them. A
// structure that cannot be read with certainty (a quote that never ends, text after a closing quote, a row that ends
// before its code) is an error with the line, because a dictionary read in part would refuse good codes.
func ReadCSV(src []byte) (*Table, error) {
	if int64(len(src)) > math.MaxUint32/2 {
		return nil, fmt.Errorf("dictionary of %d bytes is too large", len(src))
	}
	b := builder{Table: Table{blob: src}, scanner: scanner{src: src, line: 1}}
	b.pos = len(byteOrderMark(src))
	if err := b.header(); err != nil {
		return nil, err
	}
	for {
		fields, err := b.record()
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", b.line, err)
		}
		if fields == nil {
			break
		}
		if err := b.add(fields); err != nil {
			return nil, fmt.Errorf("line %d: %w", b.recordLine, err)
		}
	}
	return &b.Table, nil
}

func byteOrderMark(src []byte) []byte {
	bom := []byte("\xEF\xBB\xBF")
	if bytes.HasPrefix(src, bom) {
		return bom
	}
	return nil
}

type builder struct {
	Table
	scanner
	columns struct{ version, code, description int }
	mask    uint32
}

func (b *builder) header() error {
	if err := b.readColumns(); err != nil {
		return err
	}
	lines := bytes.Count(b.src[b.pos:], []byte{'\n'}) + 1
	slots := slotCount(lines)
	b.rows = make([]byte, 0, lines*rowSize)
	b.slots = make([]byte, slots*slotSize)
	b.mask = uint32(slots - 1)
	return nil
}

// readColumns reads the header.
func (b *builder) readColumns() error {
	fields, err := b.record()
	if err != nil {
		return fmt.Errorf("line %d: %w", b.line, err)
	}
	if fields == nil {
		return errors.New("empty file: the header with the columns version and code is missing")
	}
	column := func(name string) int {
		return slices.IndexFunc(fields, func(f field) bool {
			return strings.EqualFold(strings.TrimSpace(string(f.bytes(b.src))), name)
		})
	}
	b.columns.version, b.columns.code, b.columns.description = column("version"), column("code"), column("description")
	if b.columns.code < 0 || b.columns.version < 0 {
		return errors.New("not a dictionary: the header lacks the columns version and code")
	}
	return nil
}

func (b *builder) add(fields []field) error {
	if len(fields) <= b.columns.code || len(fields) <= b.columns.version {
		return fmt.Errorf("the row has %d fields only", len(fields))
	}
	codeField := fields[b.columns.code]
	code := codeField.bytes(b.src)
	if len(code) == 0 {
		return nil
	}
	if len(code) > math.MaxUint16 {
		return fmt.Errorf("code of %d bytes", len(code))
	}
	version, err := b.version(fields[b.columns.version].bytes(b.src))
	if err != nil {
		return err
	}
	free, known, err := b.place(code, version)
	if err != nil || known {
		return err
	}
	r := row{codeOff: b.keep(codeField), codeLen: uint16(len(code)), version: version}
	if d := b.columns.description; d >= 0 && d < len(fields) {
		r.descOff, r.descLen = b.keep(fields[d]), uint32(len(fields[d].bytes(b.src)))
	}
	b.rows = append(b.rows, make([]byte, rowSize)...)
	r.put(b.rows[len(b.rows)-rowSize:])
	binary.LittleEndian.PutUint32(b.slots[free*slotSize:], uint32(b.Len()))
	return nil
}

// place finds the slot for a code, or that it is there already under the same version.
func (b *builder) place(code []byte, version uint16) (free uint32, known bool, err error) {
	i := hashCode(code) & b.mask
	for range maxProbes {
		number, err := b.slot(i)
		if err != nil || number == 0 {
			return i, false, err
		}
		r, err := b.row(int(number) - 1)
		if err != nil {
			return 0, false, err
		}
		if r.version == version && int(r.codeLen) == len(code) {
			if text, err := b.text(r.codeOff, len(code)); err != nil || bytes.Equal(text, code) {
				return 0, true, err
			}
		}
		i = (i + 1) & b.mask
	}
	return 0, false, fmt.Errorf("more than %d codes share one place of the table", maxProbes)
}

func (b *builder) version(text []byte) (uint16, error) {
	// The last one seen is nearly always the one wanted.
	for i, v := range slices.Backward(b.versions) {
		if v == string(text) {
			return uint16(i), nil
		}
	}
	if len(b.versions) == maxVersions {
		return 0, fmt.Errorf("more than %d versions", maxVersions)
	}
	b.versions = append(b.versions, string(text))
	return uint16(len(b.versions) - 1), nil
}

// keep returns where a field's text stands in the blob: where the source has it, or appended when it had doubled quotes.
func (b *builder) keep(f field) uint32 {
	if f.unescaped == nil {
		return uint32(f.start)
	}
	off := len(b.blob)
	b.blob = append(b.blob, f.unescaped...)
	return uint32(off)
}

// field is one field of a record: a span of the source, or its text where quotes had to be undoubled.
type field struct {
	start, end int
	unescaped  []byte
}

func (f field) bytes(src []byte) []byte {
	if f.unescaped != nil {
		return f.unescaped
	}
	return src[f.start:f.end]
}

type scanner struct {
	src              []byte
	pos              int
	line, recordLine int
	fields           []field
}

// record returns the fields of the next record, valid until the next call, or nil at the end. Empty lines are no records.
func (s *scanner) record() ([]field, error) {
	for s.pos < len(s.src) && (s.src[s.pos] == '\n' || s.src[s.pos] == '\r' && s.lineEnd(s.pos) > 0) {
		s.pos += s.lineEnd(s.pos)
		s.line++
	}
	if s.pos >= len(s.src) {
		return nil, nil
	}
	s.fields, s.recordLine = s.fields[:0], s.line
	for {
		f, err := s.field()
		if err != nil {
			return nil, err
		}
		s.fields = append(s.fields, f)
		if s.pos >= len(s.src) {
			return s.fields, nil
		}
		if s.src[s.pos] == ',' {
			s.pos++
			continue
		}
		s.pos += s.lineEnd(s.pos)
		s.line++
		return s.fields, nil
	}
}

// lineEnd is the length of the line end at i, 0 when there is none: a lone carriage return is data.
func (s *scanner) lineEnd(i int) int {
	switch {
	case i < len(s.src) && s.src[i] == '\n':
		return 1
	case i+1 < len(s.src) && s.src[i] == '\r' && s.src[i+1] == '\n':
		return 2
	case i+1 == len(s.src) && s.src[i] == '\r':
		return 1
	}
	return 0
}

// endsField marks the bytes that can end a field without quotes.
var endsField = [256]bool{',': true, '\n': true, '\r': true}

func (s *scanner) field() (field, error) {
	if s.pos < len(s.src) && s.src[s.pos] == '"' {
		return s.quoted()
	}
	src, i := s.src, s.pos
	for i < len(src) && (!endsField[src[i]] || src[i] == '\r' && s.lineEnd(i) == 0) {
		i++
	}
	f := field{start: s.pos, end: i}
	s.pos = i
	return f, nil
}

func (s *scanner) quoted() (field, error) {
	s.pos++
	f := field{start: s.pos}
	from := s.pos
	for {
		n := bytes.IndexByte(s.src[s.pos:], '"')
		if n < 0 {
			return f, errors.New("a quoted field never ends")
		}
		s.line += bytes.Count(s.src[s.pos:s.pos+n], []byte{'\n'})
		s.pos += n + 1
		if s.pos < len(s.src) && s.src[s.pos] == '"' {
			f.unescaped = append(f.unescaped, s.src[from:s.pos]...)
			s.pos++
			from = s.pos
			continue
		}
		f.end = s.pos - 1
		if f.unescaped != nil {
			f.unescaped = append(f.unescaped, s.src[from:f.end]...)
		}
		if s.pos < len(s.src) && s.src[s.pos] != ',' && s.lineEnd(s.pos) == 0 {
			return f, errors.New("text after a closing quote")
		}
		return f, nil
	}
}
