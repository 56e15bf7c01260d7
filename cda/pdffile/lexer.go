package pdffile

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// errSyntax is the cause of every failure to read the bytes as PDF syntax.
var errSyntax = errors.New("syntax error")

// lexer reads the lexical elements of PDF with the tolerance of PDFBox's BaseParser. Reading past the end yields eof and
// never moves the position.
type lexer struct {
	data []byte
	pos  int
}

const eof = -1

func (l *lexer) read() int {
	if l.pos >= len(l.data) {
		return eof
	}
	c := l.data[l.pos]
	l.pos++
	return int(c)
}

func (l *lexer) peek() int {
	if l.pos >= len(l.data) {
		return eof
	}
	return int(l.data[l.pos])
}

func (l *lexer) atEnd() bool { return l.pos >= len(l.data) }

func (l *lexer) errorf(format string, args ...any) error {
	return fmt.Errorf("%w at offset %d: %s", errSyntax, l.pos, fmt.Sprintf(format, args...))
}

func isSpace(c int) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDigit(c int) bool { return c >= '0' && c <= '9' }

func isEOL(c int) bool { return c == '\n' || c == '\r' }

// endsToken says whether c ends a name or keyword.
func endsToken(c int) bool {
	switch c {
	case ' ', '\r', '\n', '\t', '>', '<', '[', '/', ']', ')', '(', 0, '\f', '%':
		return true
	}
	return false
}

// skipSpaces skips white space and comments.
func (l *lexer) skipSpaces() {
	for l.pos < len(l.data) {
		c := int(l.data[l.pos])
		switch {
		case isSpace(c):
			l.pos++
		case c == '%':
			for l.pos < len(l.data) && !isEOL(int(l.data[l.pos])) {
				l.pos++
			}
		default:
			return
		}
	}
}

// skipStreamEOL skips what may stand between the keyword stream and the data: blanks, then one line end.
func (l *lexer) skipStreamEOL() {
	c := l.read()
	for c == ' ' {
		c = l.read()
	}
	switch c {
	case '\r':
		if l.read() != '\n' {
			l.pos--
		}
	case '\n':
	default:
		// At the end of the file the reference steps back too, onto the last byte.
		if l.pos > 0 {
			l.pos--
		}
	}
}

// at says whether the data continue with s.
func (l *lexer) at(s string) bool {
	return l.pos >= 0 && len(l.data)-l.pos >= len(s) && string(l.data[l.pos:l.pos+len(s)]) == s
}

// token skips space and reads up to the next delimiter; it may be empty.
func (l *lexer) token() string {
	l.skipSpaces()
	start := l.pos
	for l.pos < len(l.data) && !endsToken(int(l.data[l.pos])) {
		l.pos++
	}
	return string(l.data[start:l.pos])
}

// line reads to the end of the line and skips the line end. It fails at the end of the data.
func (l *lexer) line() (string, error) {
	if l.atEnd() {
		return "", l.errorf("line expected, end of file found")
	}
	start := l.pos
	for l.pos < len(l.data) && !isEOL(int(l.data[l.pos])) {
		l.pos++
	}
	s := string(l.data[start:l.pos])
	if c := l.read(); c == '\r' && l.peek() == '\n' {
		l.pos++
	}
	return s, nil
}

// maxDigits is the length of the longest number that the reference begins to convert.
const maxDigits = 19

// long skips space and reads an unsigned decimal number.
func (l *lexer) long() (int64, error) {
	l.skipSpaces()
	start := l.pos
	for l.pos < len(l.data) && isDigit(int(l.data[l.pos])) {
		l.pos++
		if l.pos-start > maxDigits {
			return 0, l.errorf("number too long")
		}
	}
	n, err := strconv.ParseInt(string(l.data[start:l.pos]), 10, 64)
	if err != nil {
		l.pos = start
		return 0, l.errorf("number expected")
	}
	return n, nil
}

// objectNumber reads a number of at most ten digits.
func (l *lexer) objectNumber() (int64, error) {
	n, err := l.long()
	if err == nil && n >= 10_000_000_000 {
		return 0, l.errorf("object number of more than ten digits")
	}
	return n, err
}

// generation reads a generation number.
func (l *lexer) generation() (int, error) {
	n, err := l.long()
	if err != nil {
		return 0, err
	}
	if n > math.MaxUint16 {
		return 0, l.errorf("generation number too large")
	}
	return int(n), nil
}

// expect reads the keyword s, with space around it.
func (l *lexer) expect(s string) error {
	l.skipSpaces()
	for i := range len(s) {
		if l.read() != int(s[i]) {
			return l.errorf("%q expected", s)
		}
	}
	l.skipSpaces()
	return nil
}

// expectByte reads exactly c.
func (l *lexer) expectByte(c byte) error {
	if l.read() != int(c) {
		return l.errorf("%q expected", c)
	}
	return nil
}

// objectHeader reads "number generation obj".
func (l *lexer) objectHeader() (objectKey, error) {
	num, err := l.objectNumber()
	if err != nil {
		return objectKey{}, err
	}
	gen, err := l.generation()
	if err != nil {
		return objectKey{}, err
	}
	return objectKey{num, gen}, l.expect("obj")
}

// objectKey identifies an indirect object.
type objectKey struct {
	num int64
	gen int
}
