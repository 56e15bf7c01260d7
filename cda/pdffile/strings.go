package pdffile

import (
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// literalString reads the rest of a string after its opening parenthesis. A string without end takes the rest of the data.
func (p *parser) literalString() types.StringLiteral {
	start := p.pos
	for i := start; i < len(p.data); i++ {
		switch p.data[i] {
		case ')':
			p.pos = i + 1
			return literalOf(p.data[start:i])
		case '\\', '(':
			return literalOf(p.complexString())
		}
	}
	p.pos = len(p.data)
	return literalOf(p.data[start:])
}

// complexString decodes a string with escapes or nested parentheses.
func (p *parser) complexString() []byte {
	var out []byte
	for open := 1; open > 0; {
		c := p.read()
		switch c {
		case eof:
			return out
		case ')':
			if open = p.endOfString(open - 1); open != 0 {
				out = append(out, ')')
			}
		case '(':
			open++
			out = append(out, '(')
		case '\\':
			out, open = p.escape(out, open)
		default:
			out = append(out, byte(c))
		}
	}
	return out
}

// endOfString repairs unbalanced parentheses as the reference does: when a line end and the next key or the end of the
// dictionary follow, the string is over.
func (p *parser) endOfString(open int) int {
	if len(p.data)-p.pos < 3 {
		return open
	}
	a, b, c := p.data[p.pos], p.data[p.pos+1], p.data[p.pos+2]
	if a == '\r' && (b == '\n' && c == '/' || c == '>' || b == '/' || b == '>') {
		return 0
	}
	return open
}

func (p *parser) escape(out []byte, open int) ([]byte, int) {
	c := p.read()
	switch c {
	case 'n':
		return append(out, '\n'), open
	case 'r':
		return append(out, '\r'), open
	case 't':
		return append(out, '\t'), open
	case 'b':
		return append(out, '\b'), open
	case 'f':
		return append(out, '\f'), open
	case ')':
		if open = p.endOfString(open); open != 0 {
			return append(out, ')'), open
		}
		return append(out, '\\'), open
	case '\n', '\r':
		for isEOL(p.peek()) {
			p.pos++
		}
		return out, open
	case '0', '1', '2', '3', '4', '5', '6', '7':
		v := c - '0'
		for range 2 {
			d := p.peek()
			if d < '0' || d > '7' {
				break
			}
			v = v<<3 | (d - '0')
			p.pos++
		}
		return append(out, byte(v)), open
	}
	return append(out, byte(c)), open
}

// hexString reads the rest of a hexadecimal string after its opening bracket. A wrong character ends its value.
func (p *parser) hexString() (types.HexLiteral, error) {
	start := p.pos
	clean := true
	for ; p.pos < len(p.data); p.pos++ {
		c := p.data[p.pos]
		if c == '>' {
			s := string(p.data[start:p.pos])
			p.pos++
			if !clean {
				s = strings.Map(dropBlanks, s)
			}
			if len(s)%2 != 0 {
				s += "0"
			}
			return types.HexLiteral(s), nil
		}
		if _, ok := HexDigit(c); ok {
			continue
		}
		clean = false
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\b' || c == '\f' {
			continue
		}
		s := strings.Map(dropBlanks, string(p.data[start:p.pos]))
		for ; p.pos < len(p.data); p.pos++ {
			if p.data[p.pos] == '>' {
				p.pos++
				return types.HexLiteral(s[:len(s)/2*2]), nil
			}
		}
	}
	return "", p.errorf("hexadecimal string without end")
}

func dropBlanks(r rune) rune {
	if r <= ' ' {
		return -1
	}
	return r
}

// literalOf makes a string object of decoded bytes, with the escapes that the type wants.
func literalOf(b []byte) types.StringLiteral {
	special := 0
	for _, c := range b {
		if c == '\\' || c == '(' || c == ')' || c == '\r' {
			special++
		}
	}
	if special == 0 {
		return types.StringLiteral(b)
	}
	out := make([]byte, 0, len(b)+special)
	for _, c := range b {
		switch c {
		case '\r':
			out = append(out, '\\', 'r')
			continue
		case '\\', '(', ')':
			out = append(out, '\\')
		}
		out = append(out, c)
	}
	return types.StringLiteral(out)
}

// literalBytes undoes literalOf.
func literalBytes(s types.StringLiteral) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\\' && i+1 < len(s) {
			i++
			if c = s[i]; c == 'r' {
				c = '\r'
			}
		}
		out = append(out, c)
	}
	return out
}
