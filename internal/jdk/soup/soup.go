package soup

import (
	"bytes"
	"strings"
)

// Tokenizer is that of jsoup: the HTML standard's, with jsoup's own deviations. It accepts anything.
type Tokenizer struct {
	html bool
	src  []byte
	pos  int
	// raw is the element whose content is text up to its end tag (HTML mode only).
	raw string
}

// XML returns a tokenizer for a text as jsoup's XML mode reads it.
func XML(text []byte) *Tokenizer { return &Tokenizer{src: text} }

// HTML returns a tokenizer for a text as jsoup's HTML mode reads it: the content of title and a few others is text.
func HTML(text []byte) *Tokenizer { return &Tokenizer{html: true, src: text} }

// rawElements are the HTML elements whose content is text up to their end tag.
var rawElements = nameSet("title textarea script style xmp iframe noembed noframes plaintext")

// Kind is the kind of a token.
type Kind int

// Kinds of tokens.
const (
	EOF Kind = iota
	Text
	CDATA
	Start
	End
	Comment
	Bogus // declarations, processing instructions and what only looks like them
	Doctype
)

// Attr is an attribute as it is written, its references replaced.
type Attr struct {
	Name  string
	Value []byte
}

// Token is one token.
type Token struct {
	Kind Kind
	// Name is that of a tag, as it is written.
	Name  string
	Attrs []Attr
	// SelfClosing says that a start tag ends with a slash.
	SelfClosing bool
	// Pos is the offset of the < of a start tag.
	Pos int
	// Data is the text, or the content of a comment or declaration.
	Data []byte
}

// Attr returns the value of the first attribute of that name (in lower case), whatever its case; "" without one.
func (t *Token) Attr(name string) string {
	value, _ := t.Lookup(name)
	return value
}

// Lookup is Attr that tells an empty attribute from none.
func (t *Token) Lookup(name string) (string, bool) {
	for _, a := range t.Attrs {
		if strings.ToLower(a.Name) == name {
			return string(a.Value), true
		}
	}
	return "", false
}

// maxAttrs is the number of attributes after which jsoup ignores the others of a tag.
const maxAttrs = 512

const spaces = "\t\n\r\f "

func isSpace(c byte) bool { return strings.IndexByte(spaces, c) >= 0 }

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// Next returns the next token, EOF at the end. Text comes in one or several pieces.
func (s *Tokenizer) Next() Token {
	t := s.token()
	if name := strings.ToLower(t.Name); s.html && t.Kind == Start && !t.SelfClosing && rawElements[name] {
		s.raw = name
	}
	return t
}

func (s *Tokenizer) token() Token {
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
	return Token{}
}

// text reads up to the next <, with character references replaced.
func (s *Tokenizer) text() Token {
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
	return Token{Kind: Text, Data: data}
}

// expand replaces the character references between the position and end.
func (s *Tokenizer) expand(end int) []byte {
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
func (s *Tokenizer) markup() (Token, bool) {
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
		start := s.pos
		s.pos++
		t, ok := s.tag(Start)
		t.Pos = start
		return t, ok
	}
	s.pos++
	return Token{Kind: Text, Data: []byte("<")}, true
}

func (s *Tokenizer) endTag(rest []byte) (Token, bool) {
	switch {
	case len(rest) == 0:
		s.pos = len(s.src)
		return Token{Kind: Text, Data: []byte("</")}, true
	case isASCIILetter(rest[0]):
		s.pos += 2
		return s.tag(End)
	case rest[0] == '>':
		s.pos += 3
		return Token{}, false
	}
	s.pos += 2
	return s.bogus([]byte("/")), true
}

// bogus reads a comment that ends at the next >.
func (s *Tokenizer) bogus(prefix []byte) Token {
	data := s.until('>')
	return Token{Kind: Bogus, Data: append(prefix, data...)}
}

// until returns the bytes up to c and moves behind it.
func (s *Tokenizer) until(c byte) []byte {
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
func (s *Tokenizer) declaration() Token {
	rest := s.src[s.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("--")):
		s.pos += 2
		return s.comment()
	case len(rest) >= 7 && strings.EqualFold(string(rest[:7]), "DOCTYPE"):
		return Token{Kind: Doctype, Data: s.until('>')}
	case bytes.HasPrefix(rest, []byte("[CDATA[")):
		data := rest[len("[CDATA["):]
		if i := bytes.Index(data, []byte("]]>")); i >= 0 {
			data = data[:i]
			s.pos += len("[CDATA[") + i + len("]]>")
		} else {
			s.pos = len(s.src)
		}
		return Token{Kind: CDATA, Data: data}
	}
	return s.bogus(nil)
}

// comment reads the rest of a comment: it ends with -->, --!>, or at once with > or ->.
func (s *Tokenizer) comment() Token {
	rest := s.src[s.pos:]
	for _, short := range []string{">", "->"} {
		if bytes.HasPrefix(rest, []byte(short)) {
			s.pos += len(short)
			return Token{Kind: Comment}
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
			return Token{Kind: Comment, Data: withoutNUL(unfinishedComment(rest))}
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
			return Token{Kind: Comment, Data: withoutNUL(rest[:after-2])}
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
func (s *Tokenizer) rawText() (Token, bool) {
	name := s.raw
	if name == "plaintext" {
		data := s.src[s.pos:]
		s.pos = len(s.src)
		return Token{Kind: Text, Data: data}, true
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
			return Token{Kind: Text, Data: s.src[start:i]}, i > start
		}
	}
	s.pos = len(s.src)
	return Token{Kind: Text, Data: s.src[start:]}, true
}

// endsRaw says whether the end tag of name begins at i.
func (s *Tokenizer) endsRaw(i int, name string) bool {
	rest := s.src[i:]
	n := len("</") + len(name)
	if len(rest) <= n || rest[1] != '/' || !strings.EqualFold(string(rest[2:n]), name) {
		return false
	}
	return isSpace(rest[n]) || rest[n] == '/' || rest[n] == '>'
}

// breaksOut is jsoup's guess that the end tag was forgotten: a tag begins at i and no end tag follows anywhere.
func (s *Tokenizer) breaksOut(i int, name string) bool {
	rest := s.src[i:]
	return len(rest) > 1 && isASCIILetter(rest[1]) &&
		!bytes.Contains(rest, []byte("</"+name)) && !bytes.Contains(rest, []byte("</"+strings.ToUpper(name)))
}
