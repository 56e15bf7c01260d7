package workbook

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// rows are rows that wait until the workbook is written: in memory at first, then in a temporary file.
type rows struct {
	strings *sharedStrings
	dir     string // of the file, "" for the system's
	memory  bytes.Buffer
	file    *os.File
	out     *bufio.Writer
	n       int
	scratch []byte
}

// maxMemory is how many bytes of rows of one kind wait in memory.
const maxMemory = 1 << 20

// Kinds of cells. A row is the number of its cells and then for each its kind, its style and its value.
const (
	blankCell byte = iota
	sharedCell
	inlineCell
	wholeCell
	fractionCell
)

// once is a text that is not worth a place in the list of shared ones.
type once string

// add appends a row. A value is a string or a once that has passed cellText, an int, a float64, nil for an empty cell, or an excelize.Cell of one
// of these with its style.
func (r *rows) add(values []any) error {
	b := binary.AppendUvarint(r.scratch[:0], uint64(len(values)))
	for _, v := range values {
		style := 0
		if c, ok := v.(excelize.Cell); ok {
			style, v = c.StyleID, c.Value
		}
		b = r.cell(b, v, uint64(style)) //nolint:gosec // styles are numbered from 0
	}
	r.scratch, r.n = b, r.n+1
	if r.file == nil && r.memory.Len()+len(b) > maxMemory {
		if err := r.spill(); err != nil {
			return err
		}
	}
	if r.file != nil {
		_, err := r.out.Write(b)
		return err
	}
	_, err := r.memory.Write(b)
	return err
}

func (r *rows) cell(b []byte, value any, style uint64) []byte {
	begin := func(kind byte) []byte { return binary.AppendUvarint(append(b, kind), style) }
	switch v := value.(type) {
	case string:
		if v == "" {
			return begin(blankCell)
		}
		if n, ok := r.strings.number(v); ok {
			return binary.AppendUvarint(begin(sharedCell), uint64(n)) //nolint:gosec // an index
		}
		return r.cell(b, once(v), style)
	case once:
		return append(binary.AppendUvarint(begin(inlineCell), uint64(len(v))), v...)
	case int:
		return binary.AppendVarint(begin(wholeCell), int64(v))
	case float64:
		return binary.AppendUvarint(begin(fractionCell), math.Float64bits(v))
	}
	return begin(blankCell)
}

// spill moves the rows into a file.
func (r *rows) spill() (err error) {
	if r.file, err = os.CreateTemp(r.dir, "fselint-rows-*"); err != nil {
		return err
	}
	r.out = bufio.NewWriterSize(r.file, 1<<16)
	_, err = r.memory.WriteTo(r.out)
	r.memory = bytes.Buffer{}
	return err
}

// close removes the file; it may be called again.
func (r *rows) close() error {
	if r.file == nil {
		return nil
	}
	f := r.file
	r.file, r.out = nil, nil
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// reader begins to read the rows; none may be added any more.
func (r *rows) reader() (*rowReader, error) {
	read := &rowReader{strings: r.strings, left: r.n}
	if r.file == nil {
		read.in = bufio.NewReader(bytes.NewReader(r.memory.Bytes()))
		return read, nil
	}
	if err := r.out.Flush(); err != nil {
		return nil, err
	}
	if _, err := r.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	read.in = bufio.NewReaderSize(r.file, 1<<16)
	return read, nil
}

// rowReader turns rows into the XML of a sheet.
type rowReader struct {
	in      *bufio.Reader
	strings *sharedStrings
	left    int // rows that no sheet has claimed yet
	text    []byte
}

// write writes the next row with its number on the sheet. The cells bear no names (A1, B1, …), which are optional and half of the size.
func (r *rowReader) write(w *bufio.Writer, number int) error {
	cells, err := binary.ReadUvarint(r.in)
	if err != nil {
		return err
	}
	_, _ = w.WriteString(`<row r="` + strconv.Itoa(number) + `">`)
	for range cells {
		if err := r.cell(w); err != nil {
			return fmt.Errorf("read a row back: %w", err)
		}
	}
	_, err = w.WriteString("</row>")
	return err
}

func (r *rowReader) cell(w *bufio.Writer) error {
	kind, err := r.in.ReadByte()
	if err != nil {
		return err
	}
	style, err := binary.ReadUvarint(r.in)
	if err != nil {
		return err
	}
	_, _ = w.WriteString("<c")
	if style != 0 {
		_, _ = w.WriteString(` s="` + strconv.FormatUint(style, 10) + `"`)
	}
	switch kind {
	case sharedCell:
		n, err := binary.ReadUvarint(r.in)
		_, _ = w.WriteString(` t="s"><v>` + strconv.Itoa(r.strings.place(n)) + "</v></c>")
		return err
	case inlineCell:
		return r.inline(w)
	case wholeCell:
		n, err := binary.ReadVarint(r.in)
		_, _ = w.WriteString("><v>" + strconv.FormatInt(n, 10) + "</v></c>")
		return err
	case fractionCell:
		n, err := binary.ReadUvarint(r.in)
		_, _ = w.WriteString("><v>" + strconv.FormatFloat(math.Float64frombits(n), 'g', -1, 64) + "</v></c>")
		return err
	}
	_, err = w.WriteString("/>")
	return err
}

func (r *rowReader) inline(w *bufio.Writer) error {
	n, err := binary.ReadUvarint(r.in)
	if err != nil {
		return err
	}
	if uint64(cap(r.text)) < n {
		r.text = make([]byte, n)
	}
	r.text = r.text[:n]
	if _, err := io.ReadFull(r.in, r.text); err != nil {
		return err
	}
	_, _ = w.WriteString(` t="inlineStr"><is>`)
	writeText(w, string(r.text))
	_, err = w.WriteString("</is></c>")
	return err
}
