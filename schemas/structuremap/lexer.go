package structuremap

import (
	"fmt"
	"strings"
)

// kind is the kind of a token.
type kind uint8

const (
	end kind = iota
	word
	quoted // '…', a value
	label  // "…", a name
	number
	sign
)

type token struct {
	kind kind
	text string
	pos  int
}

func (t token) is(text string) bool { return (t.kind == sign || t.kind == word) && t.text == text }

// scan splits a map into tokens. Comments are dropped.
func scan(src string) ([]token, error) {
	var list []token
	for i := 0; i < len(src); {
		c := src[i]
		rest := src[i:]
		switch {
		case c <= ' ' || strings.HasPrefix(rest, "\uFEFF") || strings.HasPrefix(rest, "\u00A0"):
			i++
			for i < len(src) && src[i] >= 0x80 && src[i] < 0xC0 {
				i++
			}
		case strings.HasPrefix(rest, "//"):
			if n := strings.IndexByte(rest, '\n'); n >= 0 {
				i += n
			} else {
				i = len(src)
			}
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest, "*/")
			if n < 0 {
				return nil, syntaxError(src, i, "a comment without an end")
			}
			i += n + 2
		case c == '\'' || c == '"':
			text, n := quotedText(rest)
			if n == 0 {
				return nil, syntaxError(src, i, "a text without an end")
			}
			k := quoted
			if c == '"' {
				k = label
			}
			list = append(list, token{k, text, i})
			i += n
		default:
			k, n := plainToken(rest)
			list = append(list, token{k, rest[:n], i})
			i += n
		}
	}
	return append(list, token{end, "", len(src)}), nil
}

// quotedText returns the text of what begins with a quotation mark and its length in the source, 0 when it does not end.
func quotedText(s string) (text string, n int) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == s[0]:
			return b.String(), i + 1
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return "", 0
}

var signs = []string{"->", "<<", ">>", "==", "!=", ">=", "<="}

func plainToken(s string) (kind, int) {
	n := 0
	for n < len(s) && isWordByte(s[n]) {
		n++
	}
	switch {
	case n > 0 && s[0] >= '0' && s[0] <= '9':
		return number, n
	case n > 0:
		return word, n
	}
	for _, sg := range signs {
		if strings.HasPrefix(s, sg) {
			return sign, len(sg)
		}
	}
	return sign, 1
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80
}

func syntaxError(src string, pos int, what string) error {
	return fmt.Errorf("line %d: %s", 1+strings.Count(src[:pos], "\n"), what)
}
