package complete

import (
	"bytes"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
)

// spot is what stands at an offset of a text that is being written.
type spot uint8

const (
	nowhere   spot = iota // within a comment, a processing instruction or the like
	content               // between tags
	tagName               // behind "<"
	endTag                // behind "</"
	attribute             // the name of an attribute, or where one may begin
	value                 // within the quotes of an attribute
)

// place is an offset of a text, with what is around it.
type place struct {
	spot     spot
	from, to int    // what is being written and would be replaced
	written  string // from "from" to the offset
	open     []tag  // the open elements, the one at hand last where the place is inside its tag
	name     string // of the attribute at hand
	skeleton []byte // the open elements, what stood before them in their parents, and the element at hand, as a document
}

// tag is a start tag.
type tag struct {
	name       string
	attributes []pair
	skeleton   int // where it begins there
	body       int // where its content begins there
}

type pair struct{ name, value string }

func (t *tag) attribute(name string) (string, bool) {
	for _, p := range t.attributes {
		if p.name == name {
			return p.value, true
		}
	}
	return "", false
}

// locate reads a text up to an offset, however much of it is missing or wrong. It takes time linear in the size of the text.
func locate(text []byte, offset int) place {
	s := scanner{text: text, offset: max(0, min(offset, len(text)))}
	s.at = place{spot: content, from: s.offset, to: s.offset}
	for pos := 0; pos < s.offset && !s.found; {
		open := bytes.IndexByte(text[pos:s.offset], '<')
		if open < 0 {
			break
		}
		pos = s.markup(pos + open)
	}
	s.found = true
	for len(s.open) > 0 {
		s.close()
	}
	s.at.skeleton = s.out
	return s.at
}

// scanner makes a place.
type scanner struct {
	text   []byte
	offset int
	out    []byte
	open   []tag // those that are open in the skeleton
	at     place
	found  bool
}

// markup reads what begins with the "<" at pos and returns what follows it.
func (s *scanner) markup(pos int) int {
	rest := s.text[pos:]
	for _, quiet := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!", ">"}} {
		if bytes.HasPrefix(rest, []byte(quiet[0])) {
			end := bytes.Index(rest[len(quiet[0]):], []byte(quiet[1]))
			if next := pos + len(quiet[0]) + end + len(quiet[1]); end >= 0 && next <= s.offset {
				return next
			}
			return s.stop(nowhere, s.offset, s.offset)
		}
	}
	if bytes.HasPrefix(rest, []byte("</")) {
		return s.endTag(pos + 2)
	}
	return s.startTag(pos + 1)
}

// stop ends the reading: the offset is at this spot, where from to to is being written.
func (s *scanner) stop(spot spot, from, to int) int {
	s.found = true
	if from > s.offset { // within the mark that a tag begins with
		spot, from, to = nowhere, s.offset, s.offset
	}
	s.at.spot, s.at.from, s.at.to = spot, from, to
	s.at.written = string(s.text[from:s.offset])
	s.at.open = s.open
	return s.offset
}

func (s *scanner) endTag(pos int) int {
	end := s.nameEnd(pos)
	if s.offset <= end {
		return s.stop(endTag, pos, end)
	}
	name := string(s.text[pos:end])
	for i := len(s.open) - 1; i >= 0; i-- {
		if s.open[i].name == name {
			for len(s.open) > i {
				s.close()
			}
			break
		}
	}
	s.at.open = s.open
	if close := bytes.IndexByte(s.text[end:s.offset], '>'); close >= 0 {
		return end + close + 1
	}
	return s.stop(nowhere, s.offset, s.offset)
}

// close ends the innermost open element of the skeleton and forgets what stood in it.
func (s *scanner) close() {
	last := len(s.open) - 1
	t := s.open[last]
	if !s.found {
		s.out = s.out[:t.body]
	}
	s.out = append(append(append(s.out, "</"...), t.name...), '>')
	s.open = s.open[:last]
}

func (s *scanner) startTag(pos int) int {
	end := s.nameEnd(pos)
	if s.offset <= end {
		return s.stop(tagName, pos, end)
	}
	t := tag{name: string(s.text[pos:end])}
	stopped, next, empty := s.attributes(&t, end)
	if !isName(t.name) {
		if stopped != nil {
			return s.stop(nowhere, s.offset, s.offset)
		}
		return next
	}
	s.write(t)
	if stopped != nil {
		s.at.name = stopped.name
		return s.stop(stopped.spot, stopped.from, stopped.to)
	}
	s.at.open = s.open
	if empty {
		s.close()
		s.at.open = s.open
	}
	return next
}

// inTag is the offset within a start tag.
type inTag struct {
	spot     spot
	name     string
	from, to int
}

// attributes reads the attributes of a start tag, also those behind the offset where that is inside the tag.
func (s *scanner) attributes(t *tag, pos int) (stopped *inTag, next int, empty bool) {
	for pos < len(s.text) {
		switch c := s.text[pos]; {
		case c == '>':
			return stopped, pos + 1, false
		case c == '<':
			return s.inTag(stopped, pos), pos, false
		case c == '/' && pos+1 < len(s.text) && s.text[pos+1] == '>':
			if s.offset == pos && stopped == nil {
				stopped = &inTag{attribute, "", pos, pos}
			}
			return stopped, pos + 2, true
		case isSpace(c) || c == '/' || c == '=' || c == '"' || c == '\'':
			if pos++; pos == s.offset && stopped == nil && isSpace(c) && (pos == len(s.text) || !isNameByte(s.text[pos])) {
				stopped = &inTag{attribute, "", pos, pos}
			}
		default:
			pos = s.attribute(t, pos, &stopped)
		}
	}
	return s.inTag(stopped, pos), pos, false
}

// inTag is where a tag that never ends was left.
func (s *scanner) inTag(stopped *inTag, pos int) *inTag {
	if stopped == nil && s.offset <= pos {
		return &inTag{nowhere, "", s.offset, s.offset}
	}
	return stopped
}

func (s *scanner) attribute(t *tag, pos int, stopped **inTag) int {
	end := s.nameEnd(pos)
	if end == pos { // no name
		return pos + 1
	}
	name := string(s.text[pos:end])
	if *stopped == nil && pos <= s.offset && s.offset <= end {
		*stopped = &inTag{attribute, "", pos, end}
	}
	open := s.skip(end)
	if open >= len(s.text) || s.text[open] != '=' {
		return end
	}
	open = s.skip(open + 1)
	if open >= len(s.text) || s.text[open] != '"' && s.text[open] != '\'' {
		return open
	}
	close := valueEnd(s.text, open+1, s.text[open])
	if *stopped == nil && open < s.offset && s.offset <= close {
		*stopped = &inTag{value, name, open + 1, close}
	}
	if _, twice := t.attribute(name); !twice && isName(name) {
		t.attributes = append(t.attributes, pair{name, string(s.text[open+1 : close])})
	}
	if close < len(s.text) && s.text[close] == s.text[open] {
		close++
	}
	return close
}

// valueEnd is where a value ends: at its quote, or where a tag begins or ends first because the quote is missing.
func valueEnd(text []byte, pos int, quote byte) int {
	for ; pos < len(text); pos++ {
		if c := text[pos]; c == quote || c == '<' || c == '\n' {
			return pos
		}
	}
	return pos
}

// write adds a start tag to the skeleton.
func (s *scanner) write(t tag) {
	t.skeleton = len(s.out)
	s.out = append(append(s.out, '<'), t.name...)
	for _, p := range t.attributes {
		s.out = append(append(append(s.out, ' '), p.name...), `="`...)
		s.out = append(append(s.out, escaper.Replace(p.value)...), '"')
	}
	s.out = append(s.out, '>')
	t.body = len(s.out)
	s.open = append(s.open, t)
}

var escaper = strings.NewReplacer(`"`, "&quot;", "&", "&amp;", "<", "&lt;")

func (s *scanner) nameEnd(pos int) int {
	for pos < len(s.text) && isNameByte(s.text[pos]) {
		pos++
	}
	return pos
}

func (s *scanner) skip(pos int) int {
	for pos < len(s.text) && isSpace(s.text[pos]) {
		pos++
	}
	return pos
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.' || c == ':' || c >= 0x80
}

// isName reports whether a name can stand in the skeleton.
func isName(name string) bool {
	parts := strings.Split(name, ":")
	if len(parts) > 2 {
		return false
	}
	for _, part := range parts {
		for i, r := range part {
			if i == 0 && !xmltree.IsNameStart(r) || !xmltree.IsNameChar(r) {
				return false
			}
		}
		if part == "" {
			return false
		}
	}
	return true
}
