package pdffile

import (
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Kinds of OpenPDF's tokens.
type tokenKind uint8

const (
	tkOther tokenKind = iota
	tkNumber
	tkString
	tkName
	tkComment
	tkStartArray
	tkEndArray
	tkStartDict
	tkEndDict
	tkRef
)

// tokens reads as OpenPDF's PRTokeniser does. The position never moves beyond the data.
type tokens struct {
	lexer
	kind tokenKind
	text []byte // of a number, string, name or other word
	num  int    // of a reference
}

// delimits says whether c, or the end of the data, ends a name or word.
func delimits(c int) bool {
	switch c {
	case eof, 0, '\t', '\n', '\f', '\r', ' ', '%', '(', ')', '/', '<', '>', '[', ']':
		return true
	}
	return false
}

// back undoes the reading of c.
func (t *tokens) back(c int) {
	if c != eof {
		t.pos--
	}
}

// next reads a token, comments too; ok is false at the end of the data.
func (t *tokens) next() (ok bool, err error) {
	c := t.read()
	for isSpace(c) {
		c = t.read()
	}
	t.text = nil
	switch c {
	case eof:
		return false, nil
	case '[':
		t.kind = tkStartArray
	case ']':
		t.kind = tkEndArray
	case '/':
		t.kind = tkName
		t.name()
	case '>':
		t.kind = tkEndDict
		if t.read() != '>' {
			return false, t.errorf("a single >")
		}
	case '<':
		return true, t.angle()
	case '%':
		t.kind = tkComment
		for !isEOL(t.peek()) && !t.atEnd() {
			t.pos++
		}
		t.read()
	case '(':
		t.kind = tkString
		return true, t.literal()
	default:
		t.word(c)
	}
	return true, nil
}

func (t *tokens) name() {
	c := t.read()
	for ; !delimits(c); c = t.read() {
		if c == '#' {
			high, ok1 := hexValue(t.read())
			low, ok2 := hexValue(t.read())
			if c = '?'; ok1 && ok2 { // else it becomes a character that no name has
				c = high<<4 | low
			}
		}
		t.text = append(t.text, byte(c))
	}
	t.back(c)
}

func hexValue(c int) (int, bool) {
	if c == eof {
		return 0, false
	}
	v, ok := HexDigit(byte(c))
	return int(v), ok
}

// angle reads what begins with <: a dictionary or a string in hexadecimal digits.
func (t *tokens) angle() error {
	c := t.read()
	for isSpace(c) {
		c = t.read()
	}
	if c == '<' {
		t.kind = tkStartDict
		return nil
	}
	t.kind = tkString
	var high int
	odd := false
	for ; c != '>'; c = t.read() {
		if isSpace(c) {
			continue
		}
		v, ok := hexValue(c)
		if !ok {
			return t.errorf("no hexadecimal digit in a string")
		}
		if odd {
			t.text = append(t.text, byte(high<<4|v))
		}
		high, odd = v, !odd
	}
	if odd {
		t.text = append(t.text, byte(high<<4))
	}
	return nil
}

// literal reads a string in parentheses.
func (t *tokens) literal() error {
	for nesting := 0; ; {
		c := t.read()
		switch c {
		case '(':
			nesting++
		case ')':
			if nesting--; nesting < 0 {
				return nil
			}
		case '\\':
			if c = t.escape(); c == lineBreak {
				continue
			}
		case '\r':
			c = '\n'
			if t.peek() == '\n' {
				t.pos++
			}
		}
		if c == eof {
			return t.errorf("a string without end")
		}
		t.text = append(t.text, byte(c))
	}
}

const lineBreak = -2 // behind a backslash: no character of the string

// escape reads what stands behind a backslash.
func (t *tokens) escape() int {
	c := t.read()
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case '\n':
		return lineBreak
	case '\r':
		if t.peek() == '\n' {
			t.pos++
		}
		return lineBreak
	}
	if c < '0' || c > '7' {
		return c
	}
	octal := c - '0'
	for range 2 {
		if c = t.peek(); c < '0' || c > '7' {
			return octal
		}
		t.pos++
		octal = octal<<3 + c - '0'
	}
	return octal & 0xFF
}

// word reads a number or another word, which begins with c.
func (t *tokens) word(c int) {
	t.kind = tkOther
	more := func(c int) bool { return !delimits(c) }
	if c == '-' || c == '+' || c == '.' || isDigit(c) {
		t.kind = tkNumber
		more = func(c int) bool { return isDigit(c) || c == '.' }
	}
	for {
		t.text = append(t.text, byte(c))
		if c = t.read(); !more(c) {
			break
		}
	}
	t.back(c)
}

// valid reads the next token that is no comment, two numbers and an R as one reference. It fails at the end of the data.
func (t *tokens) valid() error {
	var first, second []byte
	after := 0
	for level := 0; ; {
		ok, err := t.next()
		if err != nil {
			return err
		}
		if !ok && level != 2 {
			if level == 1 {
				t.number(first, after)
				return nil
			}
			return t.errorf("unexpected end")
		}
		switch {
		case ok && t.kind == tkComment:
		case level == 0:
			if t.kind != tkNumber {
				return nil
			}
			first, after, level = t.text, t.pos, 1
		case level == 1:
			if t.kind != tkNumber {
				t.number(first, after)
				return nil
			}
			second, level = t.text, 2
		case !ok || t.kind != tkOther || string(t.text) != "R":
			t.number(first, after)
			return nil
		default:
			t.kind = tkRef
			if _, err := integer(second); err != nil {
				return err
			}
			t.num, err = integer(first)
			return err
		}
	}
}

// number goes back to the end of a number that was read before.
func (t *tokens) number(text []byte, end int) { t.kind, t.text, t.pos = tkNumber, text, end }

// integer is Integer.parseInt.
func integer(text []byte) (int, error) {
	n, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil {
		return 0, errSyntax
	}
	return int(n), nil
}

// int reads a token that must be a whole number.
func (t *tokens) int() (int, error) {
	if err := t.valid(); err != nil {
		return 0, err
	}
	if t.kind != tkNumber {
		return 0, t.errorf("number expected")
	}
	return integer(t.text)
}

// is says whether the token is that word, of whatever kind.
func (t *tokens) is(word string) bool { return string(t.text) == word }

// numberObject is PdfNumber.
func numberObject(text []byte) (types.Object, error) {
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return nil, errSyntax
	}
	if f == float64(int64(f)) {
		return types.Integer(int(f)), nil
	}
	return types.Float(f), nil
}

// seek moves to an offset; one before the data fails.
func (t *tokens) seek(offset int) error {
	if offset < 0 {
		return t.errorf("negative offset")
	}
	t.pos = min(offset, len(t.data))
	return nil
}

// line reads a line without the white space before it into buf, as much as fits; what is left in buf of earlier lines stays behind
// a mark. It is false at the end of the data.
func (t *tokens) lineSegment(buf []byte) bool {
	c := t.read()
	for isSpace(c) {
		c = t.read()
	}
	n := 0
	for ; c != eof && !isEOL(c); c = t.read() {
		if n < len(buf) {
			buf[n] = byte(c)
			n++
		}
	}
	if c == '\r' && t.peek() == '\n' {
		t.pos++
	}
	if c == eof && n == 0 {
		return false
	}
	if n+2 <= len(buf) {
		buf[n], buf[n+1] = ' ', 'X'
	}
	return true
}
