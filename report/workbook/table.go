package workbook

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// column is a column of a streamed sheet.
type column struct {
	title string
	width float64 // in characters
}

// table is a list of rows on one sheet, continued on further ones when it is full.
type table struct {
	book    *Book
	name    string
	columns []column
	sheets  []string // names of the sheets so far
	stream  *excelize.StreamWriter
	row     int // last one written on the sheet
	dropped int // rows that no sheet had room for
	cut     int // texts cut to what a cell holds
	values  []any
}

func newTable(b *Book, name string, columns []column) (*table, error) {
	t := &table{book: b, name: name, columns: columns}
	return t, t.open()
}

// open begins a sheet: widths and panes have to come before its first row.
func (t *table) open() error {
	name := t.book.say(t.name)
	if n := len(t.sheets); n > 0 {
		name = fmt.Sprintf("%s %d", name, n+1)
	}
	if _, err := t.book.file.NewSheet(name); err != nil {
		return err
	}
	s, err := t.book.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	header := make([]any, len(t.columns))
	for i, c := range t.columns {
		if err := s.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
		header[i] = excelize.Cell{StyleID: t.book.styles.header, Value: t.book.say(c.title)}
	}
	if err := s.SetPanes(frozenHeader()); err != nil {
		return err
	}
	t.sheets, t.stream, t.row = append(t.sheets, name), s, 1
	return s.SetRow("A1", header)
}

func frozenHeader() *excelize.Panes {
	return &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
}

func (t *table) add(values ...any) error {
	if t.row >= t.book.o.rows {
		if len(t.sheets) >= maxSheets {
			t.dropped++
			return nil
		}
		if err := t.finish(); err != nil {
			return err
		}
		if err := t.open(); err != nil {
			return err
		}
	}
	t.values = t.values[:0]
	for _, v := range values {
		if s, ok := v.(string); ok {
			v = t.text(s)
		}
		t.values = append(t.values, v)
	}
	t.row++
	cell, err := excelize.CoordinatesToCellName(1, t.row)
	if err != nil {
		return err
	}
	return t.stream.SetRow(cell, t.values)
}

// text makes a cell of a string, nothing of an empty one.
func (t *table) text(s string) any {
	if s == "" {
		return nil
	}
	c, cut := cellText(s)
	if cut {
		t.cut++
	}
	return c
}

// finish ends the sheet with filters over all that it holds.
func (t *table) finish() error {
	last, err := excelize.CoordinatesToCellName(len(t.columns), t.row)
	if err != nil {
		return err
	}
	if err := t.book.file.AutoFilter(t.sheets[len(t.sheets)-1], "A1:"+last, nil); err != nil {
		return err
	}
	return t.stream.Flush()
}

// cutMark ends a text that was cut.
const cutMark = "… [+]"

// cellText makes a string fit a cell: one line, no characters that XML forbids or that turn the reading direction round, and at most as
// many as Excel takes. It reports whether the text was cut.
func cellText(s string) (string, bool) {
	s = strings.Map(printableRune, s)
	if len(s) <= maxChars { // UTF-8 never needs fewer bytes than UTF-16 units
		return s, false
	}
	room, units := maxChars-utf8.RuneCountInString(cutMark), 0
	at := len(s)
	for i, r := range s {
		if units <= room {
			at = i
		}
		units++
		if r > 0xFFFF {
			units++
		}
	}
	if units <= maxChars {
		return s, false
	}
	return s[:at] + cutMark, true
}

func printableRune(r rune) rune {
	switch {
	case r >= ' ' && r < 0x7F:
	case r == '\n' || r == '\r' || r == '\t':
		return ' ' // rows are one line high
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == utf8.RuneError, r == 0xFFFE, r == 0xFFFF:
		return '·'
	}
	return r
}
