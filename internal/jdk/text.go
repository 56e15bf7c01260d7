package jdk

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// Len is String.length: the number of UTF-16 code units.
func Len(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// Split is String.split with a literal separator: empty parts at the end are dropped, and all of them when nothing else is
// left ("^".split on "^" gives no part at all). The empty string gives one empty part.
func Split(s, sep string) []string {
	if s == "" {
		return []string{""}
	}
	parts := strings.Split(s, sep)
	for len(parts) > 0 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	return parts
}

// ToUpper is String.toUpperCase in a locale without rules of its own: some characters become two or three ("ß", "ﬁ").
func ToUpper(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return cases.Upper(language.Und).String(s)
		}
	}
	return strings.ToUpper(s)
}

// EqualFold is String.equalsIgnoreCase: characters are compared one by one, first in upper case, then that in lower case.
func EqualFold(a, b string) bool {
	for a != "" && b != "" {
		ra, na := utf8.DecodeRuneInString(a)
		rb, nb := utf8.DecodeRuneInString(b)
		if ra != rb {
			ua, ub := unicode.ToUpper(ra), unicode.ToUpper(rb)
			if ua != ub && unicode.ToLower(ua) != unicode.ToLower(ub) {
				return false
			}
		}
		a, b = a[na:], b[nb:]
	}
	return a == b
}

// Trim is String.trim: everything up to U+0020 is cut from both ends, and nothing else (no-break spaces stay).
func Trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
}

// IsBlank tells whether every character is white space to Character.isWhitespace, which leaves out the no-break spaces. The
// empty string is blank.
func IsBlank(s string) bool {
	for _, r := range s {
		if !IsSpace(r) {
			return false
		}
	}
	return true
}

// IsSpace is Character.isWhitespace.
func IsSpace(r rune) bool {
	switch {
	case r >= 0x09 && r <= 0x0D, r >= 0x1C && r <= 0x1F:
		return true
	case r == 0xA0, r == 0x2007, r == 0x202F:
		return false
	}
	return unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp)
}

// Digit is Character.digit of a char in base ten: decimal digits of every script of the basic plane, and -1 for others.
func Digit(r rune) int {
	if r >= '0' && r <= '9' {
		return int(r - '0')
	}
	if r < 0x80 || r > 0xFFFF || !unicode.Is(unicode.Nd, r) {
		return -1
	}
	// The decimal digits of a script are ten in a row, from zero to nine; a range may hold several scripts.
	for _, rng := range unicode.Nd.R16 {
		if r >= rune(rng.Lo) && r <= rune(rng.Hi) {
			return int(r-rune(rng.Lo)) % 10
		}
	}
	return -1
}

// IsLong tells whether Long.parseLong reads s, for texts of at most 18 digits: one sign at most, then digits of any script.
func IsLong(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	if s == "" {
		return false
	}
	for _, r := range s {
		if Digit(r) < 0 {
			return false
		}
	}
	return true
}
