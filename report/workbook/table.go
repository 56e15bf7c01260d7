package workbook

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/lint"
)

// column is a column of a table.
type column struct {
	title string  // its id, until the table is made
	width float64 // in characters
	once  bool    // no two rows have the same text
}

// table is a list of rows, on as many sheets as it takes. Those of the first rank come first; where there is no room, those of
// the last are left out.
type table struct {
	book    *Book
	id      string // of its name
	name    string
	columns []column
	ranks   []*rows
	room    int // rows that the workbook takes
	dropped int // rows that it did not take
	cut     int // texts cut to what a cell holds
	sheets  []*sheet
	values  []any
}

func newTable(b *Book, id string, columns []column, ranks, room int) *table {
	columns = slices.Clone(columns)
	for i := range columns {
		columns[i].title = b.say(columns[i].title)
	}
	return b.newTable(table{id: id, name: b.say(id), columns: columns, room: room}, ranks)
}

func (b *Book) newTable(t table, ranks int) *table {
	t.book = b
	for range ranks {
		t.ranks = append(t.ranks, b.newRows())
	}
	return &t
}

// add adds a row of a rank, from 0.
func (t *table) add(rank int, values ...any) error {
	before := 0 // rows that come before it
	for _, r := range t.ranks[:rank+1] {
		before += r.n
	}
	if before >= t.room {
		t.dropped++
		return nil
	}
	t.values = t.values[:0]
	for i, v := range values {
		if s, ok := v.(string); ok {
			s = t.text(s)
			if v = s; t.columns[i].once {
				v = once(s)
			}
		}
		t.values = append(t.values, v)
	}
	return t.ranks[rank].add(t.values)
}

// text makes a string fit a cell.
func (t *table) text(s string) string {
	c, cut := cellText(s)
	if cut {
		t.cut++
	}
	return c
}

// finish makes the sheets of the table; there is always one.
func (t *table) finish() error {
	header := t.book.newRows()
	titles, widths := make([]any, len(t.columns)), make([]float64, len(t.columns))
	for i, c := range t.columns {
		titles[i] = excelize.Cell{StyleID: t.book.styles.header, Value: c.title}
		widths[i] = c.width
	}
	if err := header.add(titles); err != nil {
		return err
	}
	total := 0
	var readers []*rowReader
	for _, r := range t.ranks {
		read, err := r.reader()
		if err != nil {
			return err
		}
		readers, total = append(readers, read), total+r.n
	}
	left := min(total, t.room)
	t.dropped += total - left
	for left > 0 || len(t.sheets) == 0 {
		head, err := header.reader()
		if err != nil {
			return err
		}
		s := &sheet{name: t.name, widths: widths, parts: []part{{head, 1}}, table: true}
		if n := len(t.sheets); n > 0 {
			s.name = fmt.Sprintf("%s %d", s.name, n+1)
		}
		room := min(left, t.book.o.rows-1)
		left -= room
		for _, r := range readers {
			n := min(room, r.left)
			room, r.left = room-n, r.left-n
			s.parts = append(s.parts, part{r, n})
		}
		t.sheets = append(t.sheets, s)
	}
	return nil
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
	case lint.Disturbs(r):
		return '·'
	}
	return r
}
