package rawjson

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// closers are the characters that people begin a string with, and the one that then ends it.
var closers = []struct{ open, shut string }{
	{`"`, `"`}, {"'", "'"}, {"“", "”"}, {"”", "”"}, {"„", "“"}, {"‘", "’"}, {"’", "’"}, {"«", "»"}, {"&quot;", "&quot;"}, {`\"`, `\"`},
}

// quoted tells whether a string begins here, in whatever quotes.
func (p *parser) quoted() bool {
	rest := p.data[p.pos:]
	if rest[0] == '"' {
		return true
	}
	if rest[0] != '\'' && rest[0] != '&' && rest[0] != '\\' && rest[0] < utf8.RuneSelf {
		return false
	}
	for _, c := range closers {
		if bytes.HasPrefix(rest, []byte(c.open)) {
			return true
		}
	}
	return false
}

// str reads a string with its quotes and returns its text.
func (p *parser) str() string {
	start := p.pos
	shut := `"`
	if p.data[start] != '"' {
		for _, c := range closers {
			if bytes.HasPrefix(p.data[start:], []byte(c.open)) {
				p.add(SingleQuotes, start, c.open, `"`)
				p.pos, shut = start+len(c.open), c.shut
				break
			}
		}
	} else {
		p.pos++
	}
	from := p.pos
	for p.pos < len(p.data) { // the usual string has nothing to decode
		c := p.data[p.pos]
		if c == '"' && shut == `"` {
			p.pos++
			return string(p.data[from : p.pos-1])
		}
		if c < ' ' || c == '\\' || c >= utf8.RuneSelf || c == shut[0] {
			break
		}
		p.pos++
	}
	var b strings.Builder
	b.Write(p.data[from:p.pos])
	return p.slow(&b, start, shut)
}

// slow reads the rest of a string that has something to decode or to complain of.
func (p *parser) slow(b *strings.Builder, start int, shut string) string {
	for p.pos < len(p.data) {
		c := p.data[p.pos]
		switch {
		case c == shut[0] && bytes.HasPrefix(p.data[p.pos:], []byte(shut)):
			p.pos += len(shut)
			return b.String()
		case c == '\\':
			p.escape(b)
		case c < ' ':
			if (c == '\n' || c == '\r') && p.looksUnterminated() {
				p.addFor(Unterminated, start, p.pos, "", "", true, true)
				return b.String()
			}
			p.add(Control, p.pos, string(rune(c)), controlEscape(c))
			b.WriteByte(c)
			p.pos++
		default:
			r, size := utf8.DecodeRune(p.data[p.pos:])
			b.WriteRune(r)
			p.pos += size
		}
	}
	p.addFor(Unterminated, start, len(p.data), "", "", true, true)
	return b.String()
}

// looksUnterminated tells, at the end of a line inside a string, whether the string was rather not closed: the next line begins
// a member, or closes the object or array.
func (p *parser) looksUnterminated() bool {
	rest := bytes.TrimLeft(p.data[p.pos:], " \t\r\n")
	if len(rest) == 0 || rest[0] == '}' || rest[0] == ']' {
		return true
	}
	if rest[0] != '"' {
		return false
	}
	end := bytes.IndexByte(rest[1:], '"')
	return end > 0 && bytes.HasPrefix(bytes.TrimLeft(rest[end+2:], " \t"), []byte(":"))
}

func controlEscape(c byte) string {
	switch c {
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case '\t':
		return `\t`
	}
	return fmt.Sprintf(`\u%04x`, c)
}

const escapes = `"\/bfnrt`

func (p *parser) escape(b *strings.Builder) {
	at := p.pos
	if at+1 >= len(p.data) {
		p.pos++
		p.add(BadEscape, at, `\`, "")
		return
	}
	c := p.data[at+1]
	if i := strings.IndexByte(escapes, c); i >= 0 {
		b.WriteByte("\"\\/\b\f\n\r\t"[i])
		p.pos += 2
		return
	}
	if c != 'u' {
		_, size := utf8.DecodeRune(p.data[at+1:])
		p.pos += 1 + size
		p.add(BadEscape, at, string(p.data[at:p.pos]), "")
		b.Write(p.data[at+1 : p.pos])
		return
	}
	r, ok := p.unit(at)
	if !ok {
		p.add(BadEscape, at, string(p.data[at:min(at+6, len(p.data))]), "")
		p.pos += 2
		return
	}
	p.pos += 6
	if utf16.IsSurrogate(r) {
		if low, ok := p.unit(p.pos); ok {
			if full := utf16.DecodeRune(r, low); full != utf8.RuneError {
				b.WriteRune(full)
				p.pos += 6
				return
			}
		}
		p.addFor(Surrogate, at, at, string(p.data[at:at+6]), "", false, false)
		r = utf8.RuneError
	}
	b.WriteRune(r)
}

// unit reads \uXXXX.
func (p *parser) unit(at int) (rune, bool) {
	if at+6 > len(p.data) || p.data[at] != '\\' || p.data[at+1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(p.data[at+2:at+6]), 16, 16)
	return rune(n), err == nil
}
