package xsd

import (
	"bytes"
	"strconv"
	"strings"
)

// maxExpanded is the length above which a pattern keeps its counts.
const maxExpanded = 1 << 14

// withoutCounts writes a regular expression of XML Schema without {n,m}: a{1,3} becomes a(a(a)?)?. libxml2 (2.9.14) admits
// too much where branches that differ in their counts share a beginning: by the pattern for time stamps of the national
// sets, [0-9]{1,8}|([0-9]{9,14}|[0-9]{14,14}\.[0-9]+)([+\-][0-9]{1,4})?, it takes 16 digits. What cannot be read is returned
// as it is, for the compiler to judge.
func withoutCounts(pattern []byte) []byte {
	if bytes.IndexByte(pattern, '{') < 0 || bytes.Contains(pattern, []byte("&#")) {
		return pattern
	}
	p := patternReader{rest: string(pattern)}
	expanded, ok := p.branches()
	if !ok || p.rest != "" {
		return pattern
	}
	return []byte(expanded)
}

type patternReader struct {
	rest  string
	depth int
}

// branches reads up to the end or a closing parenthesis.
func (p *patternReader) branches() (string, bool) {
	if p.depth++; p.depth > 100 {
		return "", false
	}
	defer func() { p.depth-- }()
	var b strings.Builder
	for p.rest != "" && p.rest[0] != ')' {
		if p.rest[0] == '|' {
			b.WriteByte('|')
			p.rest = p.rest[1:]
			continue
		}
		piece, ok := p.piece()
		if !ok || b.Len()+len(piece) > maxExpanded {
			return "", false
		}
		b.WriteString(piece)
	}
	return b.String(), true
}

// piece reads an atom and its quantifier.
func (p *patternReader) piece() (string, bool) {
	atom, ok := p.atom()
	if !ok {
		return "", false
	}
	if p.rest == "" {
		return atom, true
	}
	switch c := p.rest[0]; c {
	case '?', '*', '+':
		p.rest = p.rest[1:]
		return atom + string(c), true
	case '{':
		count, rest, ok := strings.Cut(p.rest[1:], "}")
		if !ok {
			return "", false
		}
		p.rest = rest
		return repeat(atom, count)
	}
	return atom, true
}

func repeat(atom, count string) (string, bool) {
	least, most, isRange := strings.Cut(count, ",")
	n, err := strconv.Atoi(least)
	if err != nil || n < 0 || n*len(atom) > maxExpanded {
		return "", false
	}
	fixed := strings.Repeat(atom, n)
	switch {
	case !isRange:
		return fixed, true
	case most == "":
		return fixed + atom + "*", true
	}
	m, err := strconv.Atoi(most)
	if err != nil || m < n || (m-n)*(len(atom)+3) > maxExpanded {
		return "", false
	}
	return fixed + strings.Repeat("("+atom, m-n) + strings.Repeat(")?", m-n), true
}

func (p *patternReader) take(n int) (string, bool) {
	if n <= 0 || n > len(p.rest) {
		return "", false
	}
	taken := p.rest[:n]
	p.rest = p.rest[n:]
	return taken, true
}

func (p *patternReader) atom() (string, bool) {
	switch p.rest[0] {
	case '(':
		p.rest = p.rest[1:]
		inner, ok := p.branches()
		if !ok || p.rest == "" {
			return "", false
		}
		p.rest = p.rest[1:]
		return "(" + inner + ")", true
	case '[':
		return p.class()
	case '\\':
		if len(p.rest) > 2 && (p.rest[1] == 'p' || p.rest[1] == 'P') {
			return p.take(strings.IndexByte(p.rest, '}') + 1)
		}
		return p.take(2)
	case '&': // an entity of the schema document
		return p.take(strings.IndexByte(p.rest, ';') + 1)
	case '?', '*', '+', '{', '}', ']':
		return "", false
	}
	for i := range p.rest { // one character
		if i > 0 {
			return p.take(i)
		}
	}
	return p.take(len(p.rest))
}

// class reads [...] with escapes and subtractions.
func (p *patternReader) class() (string, bool) {
	depth := 0
	for i := 0; i < len(p.rest); i++ {
		switch p.rest[i] {
		case '\\':
			i++
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return p.take(i + 1)
			}
		}
	}
	return "", false
}
