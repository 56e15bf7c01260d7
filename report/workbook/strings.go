package workbook

import (
	"bufio"
	"encoding/xml"
	"io"
	"strings"

	"github.com/fselint/fselint/internal/lazyregexp"
)

// Bounds on the strings that are kept in memory to be written once: those beyond stand in their cells.
const (
	maxShared     = 32 << 20 // bytes of all of them
	maxSharedText = 2000     // bytes of one
)

// sharedStrings are the texts that cells refer to by number (ECMA-376 part 1, 18.4).
type sharedStrings struct {
	numbers map[string]int
	list    []string
	size    int
	places  []int // by number: the place in the workbook from 1, 0 for a text that no cell of it has
	used    []int // numbers by place
}

// number returns the number of a text, and false where there is no room for it.
func (s *sharedStrings) number(text string) (int, bool) {
	if n, ok := s.numbers[text]; ok {
		return n, true
	}
	if len(text) > maxSharedText || s.size+len(text) > maxShared {
		return 0, false
	}
	if s.numbers == nil {
		s.numbers = make(map[string]int)
	}
	text = strings.Clone(text)
	n := len(s.list)
	s.numbers[text], s.list, s.size = n, append(s.list, text), s.size+len(text)
	return n, true
}

// place returns where the workbook has the text with a number. Only texts that were asked for get a place.
func (s *sharedStrings) place(number uint64) int {
	if len(s.places) < len(s.list) {
		s.places = append(s.places, make([]int, len(s.list)-len(s.places))...)
	}
	at := &s.places[number]
	if *at == 0 {
		s.used = append(s.used, int(number)) //nolint:gosec // an index
		*at = len(s.used)
	}
	return *at - 1
}

// write writes the part of the workbook that lists them, after all cells.
func (s *sharedStrings) write(out io.Writer) error {
	w := bufio.NewWriter(out)
	_, _ = w.WriteString(xml.Header + `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	for _, n := range s.used {
		_, _ = w.WriteString("<si>")
		writeText(w, s.list[n])
		_, _ = w.WriteString("</si>")
	}
	_, _ = w.WriteString("</sst>")
	return w.Flush()
}

var (
	escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	// escaped is what Excel takes for an escaped character (ECMA-376 part 1, 22.9.2.19).
	escaped = lazyregexp.New(`_x[0-9A-Fa-f]{4}_`)
)

// writeText writes a text that has passed cellText; errors stay in w.
func writeText(w *bufio.Writer, text string) {
	if strings.Contains(text, "_x") {
		text = escaped().ReplaceAllString(text, "_x005F$0")
	}
	open := "<t>"
	if strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") {
		open = `<t xml:space="preserve">`
	}
	_, _ = w.WriteString(open)
	_, _ = escapes.WriteString(w, text)
	_, _ = w.WriteString("</t>")
}
