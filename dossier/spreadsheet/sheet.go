package spreadsheet

import (
	"encoding/xml"
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// What a sheet may have: the template has some 400 rows of 23 columns.
const (
	maxRows    = 20_000  // with anything in them
	maxColumns = 200     // further ones are not read
	maxText    = 32_767  // characters of a cell, Excel's limit
	maxMerged  = 100_000 // merged ranges
)

var errTooMany = errors.New("too many rows")

// Grid is a sheet as far as it was read.
type Grid struct {
	Name    string
	Cells   map[int]map[int]Cell // by row and column from 1, those with content
	Hidden  map[int]bool         // rows
	Merged  []Area
	Filters []int // columns by which it is filtered now
}

// Area is a rectangle of cells, by columns and rows from 1.
type Area struct{ Left, Top, Right, Bottom int }

// String is the area as spreadsheets write it: J10:J14.
func (a Area) String() string { return Reference(a.Left, a.Top) + ":" + Reference(a.Right, a.Bottom) }

// Has reports whether a cell is in the area.
func (a Area) Has(column, row int) bool {
	return a.Left <= column && column <= a.Right && a.Top <= row && row <= a.Bottom
}

func areaOf(ref string) (Area, bool) {
	from, to, _ := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	if to == "" {
		to = from
	}
	var a Area
	a.Left, a.Top = place(from)
	a.Right, a.Bottom = place(to)
	return a, a.Left > 0 && a.Right >= a.Left && a.Bottom >= a.Top
}

// Cell returns a cell, also one that is empty.
func (g *Grid) Cell(column, row int) Cell {
	if c, ok := g.Cells[row][column]; ok {
		return c
	}
	return Cell{Sheet: g.Name, Ref: Reference(column, row)}
}

// Rows lists the rows with content, in order.
func (g *Grid) Rows() []int { return slices.Sorted(maps.Keys(g.Cells)) }

// sheetReader reads the XML of a sheet from its beginning to its end; nothing of it is kept but cells with content.
type sheetReader struct {
	*Grid
	strings []string
	dates   []bool // by style
	d1904   bool
	row     int
	column  int
	filter  Area // of the filter that is being read
}

func (s *sheetReader) read(d *xml.Decoder) error {
	return elements(d, func(e xml.StartElement) error { return s.element(d, e) })
}

func (s *sheetReader) element(d *xml.Decoder, e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		s.row, s.column = s.row+1, 0
		if n, err := strconv.Atoi(attr(e, "r")); err == nil && n > 0 {
			s.row = n
		}
		if isTrue(attr(e, "hidden")) {
			s.Hidden[s.row] = true
		}
		if len(s.Hidden) > maxRows {
			return errTooMany
		}
	case "c":
		return s.cellOf(d, e)
	case "autoFilter":
		s.filter, _ = areaOf(attr(e, "ref"))
	case "filterColumn":
		return s.filterColumn(d, e)
	case "mergeCell":
		if a, ok := areaOf(attr(e, "ref")); ok && len(s.Merged) < maxMerged {
			s.Merged = append(s.Merged, a)
		}
	}
	return nil
}

// filterColumn notes a column whose filter chooses anything: one that only hides its button has nothing in it.
func (s *sheetReader) filterColumn(d *xml.Decoder, e xml.StartElement) error {
	var content struct {
		Any []struct{ XMLName xml.Name } `xml:",any"`
	}
	if err := d.DecodeElement(&content, &e); err != nil {
		return err
	}
	if n, err := strconv.Atoi(attr(e, "colId")); err == nil && n >= 0 && n < 20_000 && len(content.Any) > 0 {
		s.Filters = append(s.Filters, max(s.filter.Left, 1)+n)
	}
	return nil
}

// cellXML is a cell as it is stored.
type cellXML struct {
	Value   string    `xml:"v"`
	Formula *struct{} `xml:"f"`
	Inline  *richText `xml:"is"`
}

func (s *sheetReader) cellOf(d *xml.Decoder, e xml.StartElement) error {
	s.column++
	if column, row := place(attr(e, "r")); column > 0 {
		s.column, s.row = column, row
	}
	if s.column > maxColumns {
		return d.Skip()
	}
	var x cellXML
	if err := d.DecodeElement(&x, &e); err != nil {
		return err
	}
	c := Cell{Sheet: s.Name, Ref: Reference(s.column, s.row), Formula: x.Formula != nil}
	switch kind := attr(e, "t"); kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(x.Value))
		if err != nil || n < 0 || n >= len(s.strings) {
			return errors.New("cell " + c.Ref + " names a text that is not there")
		}
		c.Text = s.strings[n]
	case "inlineStr":
		if x.Inline != nil {
			c.Text = x.Inline.text()
		}
	case "b":
		c.Text = map[bool]string{true: "TRUE", false: "FALSE"}[strings.TrimSpace(x.Value) == "1"]
	case "str", "e", "d":
		c.Text, c.Failed = unescape(x.Value), kind == "e"
	default:
		s.number(&c, strings.TrimSpace(x.Value), attr(e, "s"))
	}
	if !c.Filled() {
		return nil
	}
	return s.keep(c)
}

func (s *sheetReader) keep(c Cell) error {
	row := s.Cells[s.row]
	if row == nil {
		if len(s.Cells) >= maxRows {
			return errTooMany
		}
		row = map[int]Cell{}
		s.Cells[s.row] = row
	}
	row[s.column] = c
	return nil
}

// number sets the text of a cell that is stored as a number.
func (s *sheetReader) number(c *Cell, value, style string) {
	c.Text, c.Number = value, value != ""
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return
	}
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(s.dates) && s.dates[i] {
		if t, err := excelize.ExcelDateToTime(n, s.d1904); err == nil {
			c.Date = t.Round(time.Second)
			c.Text = c.Date.Format(map[bool]string{true: time.DateOnly, false: "2006-01-02T15:04:05"}[n == math.Trunc(n)])
			return
		}
	}
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		c.Text = strconv.FormatInt(int64(n), 10)
	}
}

// richText is a text in pieces of different looks; phonetic hints (rPh) are no part of it.
type richText struct {
	Text string `xml:"t"`
	Runs []struct {
		Text string `xml:"t"`
	} `xml:"r"`
}

func (r *richText) text() string {
	var b strings.Builder
	b.WriteString(r.Text)
	for _, run := range r.Runs {
		b.WriteString(run.Text)
	}
	return unescape(b.String())
}

// unescape reads _xHHHH_, which stands for a character that XML does not take, and cuts what no cell can hold.
func unescape(s string) string {
	if len(s) > 4*maxText {
		s = s[:4*maxText]
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "_x")
		b.WriteString(before)
		if !ok {
			break
		}
		n, err := strconv.ParseUint(rest[:min(4, len(rest))], 16, 16)
		if err != nil || len(rest) < 5 || rest[4] != '_' {
			b.WriteString("_x")
			s = rest
			continue
		}
		b.WriteRune(rune(n))
		s = rest[5:]
	}
	text := b.String()
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	return text
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func isTrue(s string) bool { return s == "1" || s == "true" }
