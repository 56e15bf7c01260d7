package cda

import (
	"bytes"
	"strings"
)

// The gateway reads CDAs in two places with jsoup 1.15.3, an HTML parser: the header identifiers in its HTML mode, the CDA of
// a PDF resource in its XML mode. Both accept anything. soup is the tokenizer of that parser: the HTML standard's, with
// jsoup's own deviations.
type soup struct {
	src []byte
	pos int
	// raw is the element whose content is text up to its end tag (HTML mode only).
	raw string
}

// soupKind is the kind of a token.
type soupKind int

const (
	soupEOF soupKind = iota
	soupText
	soupCDATA
	soupStart
	soupEnd
	soupComment
	soupBogus // declarations, processing instructions and what only looks like them
	soupDoctype
)

type soupAttr struct {
	name  string
	value []byte
}

// soupToken is one token. data is the text, or the content of a comment.
type soupToken struct {
	kind        soupKind
	name        string
	attrs       []soupAttr
	selfClosing bool
	data        []byte
}

// maxSoupAttrs is the number of attributes after which jsoup ignores the others of a tag.
const maxSoupAttrs = 512

const soupSpace = "\t\n\r\f "

func isSoupSpace(c byte) bool { return strings.IndexByte(soupSpace, c) >= 0 }

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// next returns the next token. Text comes in one or several pieces.
func (s *soup) next() soupToken {
	for s.pos < len(s.src) {
		if s.raw != "" {
			if t, ok := s.rawText(); ok {
				return t
			}
			continue
		}
		if s.src[s.pos] != '<' {
			return s.text()
		}
		if t, ok := s.markup(); ok {
			return t
		}
	}
	return soupToken{}
}

// text reads up to the next <, with character references replaced.
func (s *soup) text() soupToken {
	end := bytes.IndexByte(s.src[s.pos:], '<')
	if end < 0 {
		end = len(s.src)
	} else {
		end += s.pos
	}
	data := s.src[s.pos:end]
	if bytes.IndexByte(data, '&') >= 0 {
		data = s.expand(end)
	}
	s.pos = end
	return soupToken{kind: soupText, data: data}
}

// expand replaces the character references between the position and end.
func (s *soup) expand(end int) []byte {
	out := make([]byte, 0, end-s.pos)
	for s.pos < end {
		if s.src[s.pos] == '&' {
			s.pos++
			out = s.reference(out, 0, false)
			continue
		}
		i := bytes.IndexByte(s.src[s.pos:end], '&')
		if i < 0 {
			i = end - s.pos
		}
		out = append(out, s.src[s.pos:s.pos+i]...)
		s.pos += i
	}
	return out
}

// markup reads what begins with <. ok is false where nothing comes of it.
func (s *soup) markup() (soupToken, bool) {
	rest := s.src[s.pos+1:]
	switch {
	case len(rest) > 0 && rest[0] == '!':
		s.pos += 2
		return s.declaration(), true
	case len(rest) > 0 && rest[0] == '/':
		return s.endTag(rest[1:])
	case len(rest) > 0 && rest[0] == '?':
		s.pos++
		return s.bogus(nil), true
	case len(rest) > 0 && isASCIILetter(rest[0]):
		s.pos++
		return s.tag(soupStart)
	}
	s.pos++
	return soupToken{kind: soupText, data: []byte("<")}, true
}

func (s *soup) endTag(rest []byte) (soupToken, bool) {
	switch {
	case len(rest) == 0:
		s.pos = len(s.src)
		return soupToken{kind: soupText, data: []byte("</")}, true
	case isASCIILetter(rest[0]):
		s.pos += 2
		return s.tag(soupEnd)
	case rest[0] == '>':
		s.pos += 3
		return soupToken{}, false
	}
	s.pos += 2
	return s.bogus([]byte("/")), true
}

// bogus reads a comment that ends at the next >.
func (s *soup) bogus(prefix []byte) soupToken {
	data := s.until('>')
	return soupToken{kind: soupBogus, data: append(prefix, data...)}
}

// until returns the bytes up to c and moves behind it.
func (s *soup) until(c byte) []byte {
	start := s.pos
	i := bytes.IndexByte(s.src[start:], c)
	if i < 0 {
		s.pos = len(s.src)
		return s.src[start:]
	}
	s.pos = start + i + 1
	return s.src[start : start+i]
}

// declaration reads what begins with <!.
func (s *soup) declaration() soupToken {
	rest := s.src[s.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("--")):
		s.pos += 2
		return s.comment()
	case len(rest) >= 7 && strings.EqualFold(string(rest[:7]), "DOCTYPE"):
		return soupToken{kind: soupDoctype, data: s.until('>')}
	case bytes.HasPrefix(rest, []byte("[CDATA[")):
		data := rest[len("[CDATA["):]
		if i := bytes.Index(data, []byte("]]>")); i >= 0 {
			data = data[:i]
			s.pos += len("[CDATA[") + i + len("]]>")
		} else {
			s.pos = len(s.src)
		}
		return soupToken{kind: soupCDATA, data: data}
	}
	return s.bogus(nil)
}

// comment reads the rest of a comment: it ends with -->, --!>, or at once with > or ->.
func (s *soup) comment() soupToken {
	rest := s.src[s.pos:]
	for _, short := range []string{">", "->"} {
		if bytes.HasPrefix(rest, []byte(short)) {
			s.pos += len(short)
			return soupToken{kind: soupComment}
		}
	}
	if len(rest) > 1 && rest[0] == '-' && rest[1] != '-' {
		// jsoup loses a dash at the beginning
		s.pos++
		rest = rest[1:]
	}
	for i := 0; ; {
		j := bytes.Index(rest[i:], []byte("--"))
		if j < 0 {
			s.pos = len(s.src)
			return soupToken{kind: soupComment, data: withoutNUL(unfinishedComment(rest))}
		}
		i += j
		after := i + 2
		for after < len(rest) && rest[after] == '-' {
			after++
		}
		end := 0
		switch {
		case bytes.HasPrefix(rest[after:], []byte(">")):
			end = 1
		case bytes.HasPrefix(rest[after:], []byte("!>")):
			end = 2
		}
		if end > 0 {
			s.pos += after + end
			return soupToken{kind: soupComment, data: withoutNUL(rest[:after-2])}
		}
		i = after
	}
}

// withoutNUL replaces NUL characters, which are no text.
func withoutNUL(b []byte) []byte { return bytes.ReplaceAll(b, []byte{0}, []byte("\uFFFD")) }

// unfinishedComment drops the dashes that would have begun the end of a comment.
func unfinishedComment(rest []byte) []byte {
	for _, end := range []string{"--!", "--", "-"} {
		if bytes.HasSuffix(rest, []byte(end)) {
			return rest[:len(rest)-len(end)]
		}
	}
	return rest
}

// rawText reads the content of an element that contains only text, and leaves its end tag for the next call.
func (s *soup) rawText() (soupToken, bool) {
	name := s.raw
	if name == "plaintext" {
		data := s.src[s.pos:]
		s.pos = len(s.src)
		return soupToken{kind: soupText, data: data}, true
	}
	references := name == "title" || name == "textarea"
	start := s.pos
	for i := start; i < len(s.src); i++ {
		j := bytes.IndexByte(s.src[i:], '<')
		if j < 0 {
			break
		}
		i += j
		if s.endsRaw(i, name) || references && s.breaksOut(i, name) {
			s.raw = ""
			s.pos = i
			return soupToken{kind: soupText, data: s.src[start:i]}, i > start
		}
	}
	s.pos = len(s.src)
	return soupToken{kind: soupText, data: s.src[start:]}, true
}

// endsRaw says whether the end tag of name begins at i.
func (s *soup) endsRaw(i int, name string) bool {
	rest := s.src[i:]
	n := len("</") + len(name)
	if len(rest) <= n || rest[1] != '/' || !strings.EqualFold(string(rest[2:n]), name) {
		return false
	}
	return isSoupSpace(rest[n]) || rest[n] == '/' || rest[n] == '>'
}

// breaksOut is jsoup's guess that the end tag was forgotten: a tag begins at i and no end tag follows anywhere.
func (s *soup) breaksOut(i int, name string) bool {
	rest := s.src[i:]
	return len(rest) > 1 && isASCIILetter(rest[1]) &&
		!bytes.Contains(rest, []byte("</"+name)) && !bytes.Contains(rest, []byte("</"+strings.ToUpper(name)))
}
