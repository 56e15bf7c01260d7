package lsp

import (
	"sort"
	"unicode/utf8"

	"go.lsp.dev/protocol"
)

// text is a document as its editor has it, with the places of its lines.
type text struct {
	data  string
	lines []int // where each begins
	wide  bool  // characters are counted in UTF-16 units, else in bytes
}

func newText(data string, wide bool) *text {
	t := &text{data: data, lines: []int{0}, wide: wide}
	for i := 0; i < len(data); i++ {
		if data[i] == '\n' || data[i] == '\r' && (i+1 == len(data) || data[i+1] != '\n') {
			t.lines = append(t.lines, i+1)
		}
	}
	return t
}

// offset is the place of a position in bytes; beyond the end of a line or of the text it is that end.
func (t *text) offset(p protocol.Position) int {
	if int64(p.Line) >= int64(len(t.lines)) {
		return len(t.data)
	}
	at, end := t.lines[p.Line], len(t.data)
	if int(p.Line)+1 < len(t.lines) {
		end = t.lines[p.Line+1]
	}
	for end > at && (t.data[end-1] == '\n' || t.data[end-1] == '\r') {
		end--
	}
	for units := int64(p.Character); at < end && units > 0; {
		r, size := utf8.DecodeRuneInString(t.data[at:])
		if units -= t.units(r, size); units < 0 {
			break // within a character: its beginning
		}
		at += size
	}
	return at
}

func (t *text) units(r rune, size int) int64 {
	switch {
	case !t.wide:
		return int64(size)
	case r > 0xFFFF:
		return 2
	}
	return 1
}

// position is the reverse of offset.
func (t *text) position(offset int) protocol.Position {
	offset = max(0, min(offset, len(t.data)))
	line := sort.Search(len(t.lines), func(i int) bool { return t.lines[i] > offset }) - 1
	var units int64
	for at := t.lines[line]; at < offset; {
		r, size := utf8.DecodeRuneInString(t.data[at:])
		units += t.units(r, size)
		at += size
	}
	return protocol.Position{Line: uint32(line), Character: uint32(units)} //nolint:gosec // both are below the size of the text
}

func (t *text) span(from, to int) protocol.Range {
	return protocol.Range{Start: t.position(from), End: t.position(to)}
}

// edit returns the text with one change of the editor.
func (t *text) edit(change protocol.TextDocumentContentChangeEvent) *text {
	switch c := change.(type) {
	case *protocol.TextDocumentContentChangeWholeDocument:
		return newText(c.Text, t.wide)
	case *protocol.TextDocumentContentChangePartial:
		from, to := t.offset(c.Range.Start), t.offset(c.Range.End)
		if to < from {
			from, to = to, from
		}
		return newText(t.data[:from]+c.Text+t.data[to:], t.wide)
	}
	return t
}
