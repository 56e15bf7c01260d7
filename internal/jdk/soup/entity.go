package soup

import (
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// reference appends what the character reference stands for whose & has just been read, or the & itself when it is none.
// until is a character that ends the value the reference stands in, 0 for none.
func (s *Tokenizer) reference(out []byte, until byte, inAttr bool) []byte {
	if s.pos == len(s.src) || s.src[s.pos] == until && until != 0 || strings.IndexByte("\t\n\r\f <&", s.src[s.pos]) >= 0 {
		return append(out, '&')
	}
	start := s.pos
	if s.src[s.pos] == '#' {
		if r, ok := s.numericReference(); ok {
			return utf8.AppendRune(out, r)
		}
	} else if v, ok := s.namedReference(inAttr); ok {
		return append(out, v...)
	}
	s.pos = start
	return append(out, '&')
}

func (s *Tokenizer) numericReference() (rune, bool) {
	s.pos++
	base, digits := 10, "0123456789"
	if s.pos < len(s.src) && s.src[s.pos]|0x20 == 'x' {
		s.pos++
		base, digits = 16, "0123456789abcdefABCDEF"
	}
	start := s.pos
	for s.pos < len(s.src) && strings.IndexByte(digits, s.src[s.pos]) >= 0 {
		s.pos++
	}
	if s.pos == start {
		return 0, false
	}
	n, err := strconv.ParseInt(string(s.src[start:s.pos]), base, 32)
	s.skipSemicolon()
	switch {
	case err != nil || n >= 0xD800 && n <= 0xDFFF || n > 0x10FFFF:
		return utf8.RuneError, true
	case n >= 0x80 && n <= 0x9F:
		// an HTML habit: these numbers are meant as Windows-1252
		if r := charmap.Windows1252.DecodeByte(byte(n)); r != utf8.RuneError {
			return r, true
		}
	}
	return rune(n), true
}

func (s *Tokenizer) skipSemicolon() {
	if s.pos < len(s.src) && s.src[s.pos] == ';' {
		s.pos++
	}
}

// namedReference reads an entity name: letters, then digits. Without a semicolon only the old names count.
func (s *Tokenizer) namedReference(inAttr bool) (string, bool) {
	start := s.pos
	for {
		n := s.letter(s.pos)
		if n == 0 {
			break
		}
		s.pos += n
	}
	for s.pos < len(s.src) && isDigit(s.src[s.pos]) {
		s.pos++
	}
	name := string(s.src[start:s.pos])
	value, old, ok := htmlEntity(name)
	if !ok || !old && (s.pos == len(s.src) || s.src[s.pos] != ';') {
		return "", false
	}
	if inAttr && s.pos < len(s.src) {
		if c := s.src[s.pos]; s.letter(s.pos) > 0 || isDigit(c) || c == '=' || c == '-' || c == '_' {
			return "", false
		}
	}
	s.skipSemicolon()
	return value, true
}

// letter returns the length of the letter at offset at, 0 when there is none.
func (s *Tokenizer) letter(at int) int {
	r, n := utf8.DecodeRune(s.src[at:])
	if !unicode.IsLetter(r) {
		return 0
	}
	return n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// htmlEntity returns what an HTML entity stands for. old says that its semicolon may be missing.
func htmlEntity(name string) (value string, old, ok bool) {
	const longest = 31 // CounterClockwiseContourIntegral
	if name == "" || len(name) > longest {
		return "", false, false
	}
	value = html.UnescapeString("&" + name + ";")
	// Package html also replaces a known name at the beginning of an unknown one: then the rest and the semicolon remain.
	if utf8.RuneCountInString(value) > 2 || strings.HasPrefix(value, "&") && name != "amp" && name != "AMP" {
		return "", false, false
	}
	return value, html.UnescapeString("&"+name+" ") == value+" ", true
}
