package xsd

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// lines turns offsets into lines and columns. Offsets mostly come in rising order, so it goes on from the last one.
type lines struct {
	text                 []byte
	offset, line, column int
}

func newLines(text []byte) *lines { return &lines{text: text, line: 1, column: 1} }

// at returns line and column, both from 1, the column in characters. A line ends with LF, CR LF or CR; a byte order mark
// is no character.
func (l *lines) at(offset int) (line, column int) {
	offset = max(0, min(offset, len(l.text)))
	if offset < l.offset {
		*l = *newLines(l.text)
	}
	if l.offset == 0 && bytes.HasPrefix(l.text[:offset], []byte(byteOrderMark)) {
		l.offset = len(byteOrderMark)
	}
	head := l.offset // of what is not counted yet on the current line
	for i := l.offset; i < offset; i++ {
		if c := l.text[i]; c == '\n' || c == '\r' && (i+1 == len(l.text) || l.text[i+1] != '\n') {
			l.line++
			l.column, head = 1, i+1
		}
	}
	l.offset = offset
	l.column += utf8.RuneCount(l.text[head:offset])
	return l.line, l.column
}

func parseError(xml []byte, offset int, reason Reason, raw string) *ParseError {
	e := &ParseError{Offset: offset, Reason: reason, Raw: raw}
	e.Line, e.Column = newLines(xml).at(offset)
	return e
}

// attributeIn returns the offset of an attribute in the start tag at tag and the name as it is written there; -1 when
// it is not there. prefixed tells whether the attribute has a namespace.
func attributeIn(xml []byte, tag int, local string, prefixed bool) (int, string) {
	for at, name := range attributes(xml, tag) {
		before, after, found := strings.Cut(name, ":")
		if found == prefixed && (found && after == local && before != "xmlns" || !found && before == local) {
			return at, name
		}
	}
	return -1, ""
}

// attributes yields offset and name of every attribute of the start tag at tag.
func attributes(xml []byte, tag int) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		at := tag + 1 + len(nameAt(xml, tag+1))
		for {
			for at < len(xml) && isBlank(xml[at]) {
				at++
			}
			name := nameAt(xml, at)
			if name == "" || !yield(at, name) {
				return
			}
			at += len(name)
			for at < len(xml) && (isBlank(xml[at]) || xml[at] == '=') {
				at++
			}
			if at >= len(xml) {
				return
			}
			end := bytes.IndexByte(xml[at+1:], xml[at])
			if end < 0 {
				return
			}
			at += end + 2
		}
	}
}

// nameAt reads the name that begins at an offset.
func nameAt(xml []byte, at int) string {
	end := at
	for end < len(xml) && !isDelimiter(xml[end]) {
		end++
	}
	if at >= end {
		return ""
	}
	return string(xml[at:end])
}

func isDelimiter(b byte) bool {
	return isBlank(b) || b == '=' || b == '/' || b == '>' || b == '<'
}

// textAfter returns the offset of the first character that is not white space behind the tag at an offset, passing over
// comments, processing instructions and the brackets of CDATA sections.
func textAfter(xml []byte, tag int) int {
	at := tagEnd(xml, tag)
	for at < len(xml) {
		rest := xml[at:]
		switch {
		case isBlank(rest[0]):
			at++
		case bytes.HasPrefix(rest, []byte("<!--")):
			at = behind(xml, at+4, "-->")
		case bytes.HasPrefix(rest, []byte("<?")):
			at = behind(xml, at+2, "?>")
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			at += len("<![CDATA[")
		case bytes.HasPrefix(rest, []byte("]]>")):
			at += len("]]>")
		default:
			return at
		}
	}
	return len(xml)
}

// tagEnd returns the offset behind the '>' of the tag at an offset. Quoted values may contain '>'.
func tagEnd(xml []byte, tag int) int {
	var quote byte
	for i := tag; i < len(xml); i++ {
		switch c := xml[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(xml)
}

func behind(xml []byte, from int, mark string) int {
	if i := bytes.Index(xml[min(from, len(xml)):], []byte(mark)); i >= 0 {
		return from + i + len(mark)
	}
	return len(xml)
}
