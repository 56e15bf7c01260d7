package soup

import (
	"bytes"
	"strings"

	"github.com/fselint/fselint/internal/jdk"
)

// tag reads a tag from its name on. A tag that the end of the data cuts off is dropped: ok is false.
func (s *Tokenizer) tag(kind Kind) (t Token, ok bool) {
	t.Kind = kind
	start := s.pos
	for s.pos < len(s.src) && strings.IndexByte("\t\n\r\f />", s.src[s.pos]) < 0 && s.src[s.pos] != '<' {
		s.pos++
	}
	t.Name = string(withoutNUL(s.src[start:s.pos]))
	for s.pos < len(s.src) {
		switch c := s.src[s.pos]; {
		case isSpace(c):
			s.pos++
		case c == '/':
			s.pos++
			if s.pos < len(s.src) && s.src[s.pos] == '>' {
				s.pos++
				t.SelfClosing = true
				return t, true
			}
		case c == '>':
			s.pos++
			return t, true
		case c == '<':
			// a tag that was not closed ends where the next begins
			return t, true
		default:
			done, valid := s.attribute(&t)
			if !valid {
				s.pos = len(s.src)
				return t, false
			}
			if done {
				return t, true
			}
		}
	}
	return t, false
}

// attribute reads one attribute. done says that it was ended by the end of the tag, ok is false at the end of the data.
func (s *Tokenizer) attribute(t *Token) (done, ok bool) {
	start := s.pos
	// the first character belongs to the name whatever it is
	for s.pos++; s.pos < len(s.src) && strings.IndexByte("\t\n\r\f /=>", s.src[s.pos]) < 0; s.pos++ {
	}
	name := s.src[start:s.pos]
	end := s.pos
	for end < len(s.src) && isSpace(s.src[end]) {
		end++
	}
	if end == len(s.src) {
		return false, false
	}
	if s.src[end] != '=' {
		t.addAttr(name, nil)
		if s.src[end] == '<' && end > s.pos {
			// after a name and a blank a < begins another name
			s.pos = end
			return s.attribute(t)
		}
		s.pos = end
		return false, true
	}
	s.pos = end + 1
	for s.pos < len(s.src) && isSpace(s.src[s.pos]) {
		s.pos++
	}
	if s.pos == len(s.src) {
		t.addAttr(name, nil)
		return true, true
	}
	var value []byte
	switch quote := s.src[s.pos]; quote {
	case '"', '\'':
		s.pos++
		if value, ok = s.quoted(quote); !ok {
			return false, false
		}
	case '>':
		s.pos++
		t.addAttr(name, nil)
		return true, true
	default:
		if value, ok = s.unquoted(); !ok {
			return false, false
		}
	}
	t.addAttr(name, value)
	return false, true
}

func (t *Token) addAttr(name, value []byte) {
	key := jdk.Trim(string(withoutNUL(name)))
	if key != "" && len(t.Attrs) < maxAttrs {
		t.Attrs = append(t.Attrs, Attr{key, value})
	}
}

// quoted reads a value up to its quote, false when there is none.
func (s *Tokenizer) quoted(quote byte) ([]byte, bool) {
	end := bytes.IndexByte(s.src[s.pos:], quote)
	if end < 0 {
		return nil, false
	}
	end += s.pos
	value := s.src[s.pos:end]
	if bytes.IndexByte(value, '&') >= 0 {
		value = make([]byte, 0, end-s.pos)
		for s.pos < end {
			c := s.src[s.pos]
			s.pos++
			if c == '&' {
				value = s.reference(value, quote, true)
			} else {
				value = appendChar(value, c)
			}
		}
	} else {
		value = withoutNUL(value)
	}
	s.pos = end + 1
	return value, true
}

// appendChar appends a byte of the text; NUL is no text.
func appendChar(b []byte, c byte) []byte {
	if c == 0 {
		return append(b, "\uFFFD"...)
	}
	return append(b, c)
}

// unquoted reads a value up to white space or the end of the tag, false at the end of the data.
func (s *Tokenizer) unquoted() ([]byte, bool) {
	var value []byte
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		if isSpace(c) || c == '>' {
			return value, true
		}
		s.pos++
		if c == '&' {
			value = s.reference(value, '>', true)
		} else {
			value = appendChar(value, c)
		}
	}
	return nil, false
}
