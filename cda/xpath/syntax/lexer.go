package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

type tokenKind uint8

const (
	tokEnd     tokenKind = iota
	tokInteger           // digits
	tokDecimal
	tokDouble
	tokString // text: the value
	tokName   // NCName, or prefix:local; prefix:* and *:local as wildcards
	tokSymbol
)

// token is a lexical unit. For names, prefix and local are split, either may be "*".
type token struct {
	kind       tokenKind
	text       string
	prefix     string
	local      string
	start, end int
}

// maxSource bounds the length of an expression.
const maxSource = 1 << 20

// symbols by their first byte, those of two bytes first.
var symbols = [128][]string{
	':': {"::"}, '/': {"//", "/"}, '.': {"..", "."}, '!': {"!="}, '<': {"<=", "<<", "<"}, '>': {">=", ">>", ">"},
	'(': {"("}, ')': {")"}, '[': {"["}, ']': {"]"}, ',': {","}, '@': {"@"}, '$': {"$"}, '|': {"|"},
	'+': {"+"}, '-': {"-"}, '*': {"*"}, '=': {"="}, '?': {"?"},
}

// later are symbols of XPath 3, named in the message when they turn up.
var later = [128]string{'|': "||", '=': "=>", '!': "!", '{': "{", '}': "}", '#': "#", ':': ":="}

type lexer struct {
	src    string
	pos    int
	tokens []token
}

func (l *lexer) Fail(at int, format string, args ...any) *Error {
	return &Error{"XPST0003", fmt.Sprintf(format, args...), l.src, at}
}

// lex splits src into tokens, the last being tokEnd, which it appends to buffer.
func lex(src string, buffer []token) ([]token, *Error) {
	l := lexer{src: src, tokens: buffer}
	if len(src) > maxSource {
		return nil, l.Fail(0, "The expression is longer than %d bytes", maxSource)
	}
	if !utf8.ValidString(src) {
		return nil, l.Fail(0, "The expression is not valid UTF-8")
	}
	for {
		if err := l.skip(); err != nil {
			return nil, err
		}
		if l.pos >= len(l.src) {
			l.tokens = append(l.tokens, token{kind: tokEnd, start: len(src), end: len(src)})
			return l.tokens, nil
		}
		if err := l.next(); err != nil {
			return nil, err
		}
	}
}

// skip passes white space and comments, which nest.
func (l *lexer) skip() *Error {
	depth, start := 0, l.pos
	for l.pos < len(l.src) {
		rest := l.src[l.pos:]
		switch {
		case strings.HasPrefix(rest, "(:"):
			if depth == 0 {
				start = l.pos
			}
			depth++
			l.pos += 2
		case depth > 0 && strings.HasPrefix(rest, ":)"):
			depth--
			l.pos += 2
		case depth > 0 || strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			l.pos++
		default:
			return nil
		}
	}
	if depth > 0 {
		return l.Fail(start, "Unclosed XPath comment")
	}
	return nil
}

func (l *lexer) Add(kind tokenKind, text string, start int) {
	l.tokens = append(l.tokens, token{kind: kind, text: text, start: start, end: l.pos})
}

func (l *lexer) next() *Error {
	start, rest := l.pos, l.src[l.pos:]
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case rest[0] == '"' || rest[0] == '\'':
		return l.str()
	case isDigit(rest, 0) || rest[0] == '.' && isDigit(rest, 1):
		return l.number()
	case r != ':' && atomic.IsNameStart(r):
		l.name()
		return nil
	case strings.HasPrefix(rest, "*:") && len(rest) > 2 && l.ncName(l.pos+2) > l.pos+2:
		end := l.ncName(l.pos + 2)
		l.pos = end
		l.tokens = append(l.tokens, token{tokName, l.src[start:end], "*", l.src[start+2 : end], start, end})
		return nil
	}
	if r < utf8.RuneSelf {
		if s := later[r]; s != "" && strings.HasPrefix(rest, s) && !strings.HasPrefix(rest, "!=") {
			return l.Fail(start, "%q belongs to a later version than XPath 2.0, which is not supported", s)
		}
		for _, s := range symbols[r] {
			if strings.HasPrefix(rest, s) {
				l.pos += len(s)
				l.Add(tokSymbol, s, start)
				return nil
			}
		}
	}
	return l.Fail(start, "Unexpected character %q in expression", r)
}

func isDigit(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

func (l *lexer) str() *Error {
	start, quote := l.pos, l.src[l.pos]
	if end := strings.IndexByte(l.src[start+1:], quote) + start + 2; end >= start+2 && (end == len(l.src) || l.src[end] != quote) {
		l.pos = end
		l.Add(tokString, l.src[start+1:end-1], start)
		return nil
	}
	var b strings.Builder // the quote is doubled somewhere
	for i := l.pos + 1; i < len(l.src); i++ {
		if l.src[i] != quote {
			b.WriteByte(l.src[i])
			continue
		}
		if i+1 < len(l.src) && l.src[i+1] == quote {
			b.WriteByte(quote)
			i++
			continue
		}
		l.pos = i + 1
		l.Add(tokString, b.String(), start)
		return nil
	}
	return l.Fail(start, "Unmatched quote in expression")
}

func (l *lexer) number() *Error {
	start, kind := l.pos, tokInteger
	digits := func() {
		for isDigit(l.src, l.pos) {
			l.pos++
		}
	}
	digits()
	if l.pos < len(l.src) && l.src[l.pos] == '.' && !strings.HasPrefix(l.src[l.pos:], "..") {
		kind = tokDecimal
		l.pos++
		digits()
	}
	if l.pos < len(l.src) && l.src[l.pos]|0x20 == 'e' {
		kind = tokDouble
		l.pos++
		if l.pos < len(l.src) && (l.src[l.pos] == '+' || l.src[l.pos] == '-') {
			l.pos++
		}
		if !isDigit(l.src, l.pos) {
			return l.Fail(start, "Invalid exponent in numeric literal")
		}
		digits()
	}
	if r, _ := utf8.DecodeRuneInString(l.src[l.pos:]); l.pos < len(l.src) && r != ':' && atomic.IsNameStart(r) {
		return l.Fail(l.pos, "Separator needed after numeric literal")
	}
	l.Add(kind, l.src[start:l.pos], start)
	return nil
}

// nameByte says of the characters of ASCII which may stand in an NCName (1) and at its start (2).
var nameByte = func() (table [256]uint8) {
	for r := range rune(utf8.RuneSelf) {
		switch {
		case r == ':':
		case atomic.IsNameStart(r):
			table[r] = 2
		case atomic.IsNameChar(r):
			table[r] = 1
		}
	}
	return table
}()

// ncName returns the end of the NCName that starts at from, or from.
func (l *lexer) ncName(from int) int {
	end := from
	if from < len(l.src) && nameByte[l.src[from]] == 2 { // a letter of ASCII
		for end++; end < len(l.src) && nameByte[l.src[end]] > 0; end++ {
		}
		if end == len(l.src) || l.src[end] < utf8.RuneSelf {
			return end
		}
		end = from
	}
	for i, r := range l.src[from:] {
		if r == ':' || i == 0 && !atomic.IsNameStart(r) || !atomic.IsNameChar(r) {
			break
		}
		end = from + i + utf8.RuneLen(r)
	}
	return end
}

// name reads a name with an optional prefix; no blank may stand around the colon.
func (l *lexer) name() {
	start := l.pos
	end := l.ncName(start)
	t := token{tokName, "", "", l.src[start:end], start, end}
	if rest := l.src[end:]; strings.HasPrefix(rest, ":") && !strings.HasPrefix(rest, "::") {
		if localEnd := l.ncName(end + 1); localEnd > end+1 {
			t.prefix, t.local, t.end = l.src[start:end], l.src[end+1:localEnd], localEnd
		} else if strings.HasPrefix(rest, ":*") {
			t.prefix, t.local, t.end = l.src[start:end], "*", end+2
		}
	}
	t.text = l.src[start:t.end]
	l.pos = t.end
	l.tokens = append(l.tokens, t)
}
