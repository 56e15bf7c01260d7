package jdk

import "unicode/utf8"

// replaceMalformed returns b with ill-formed UTF-8 replaced by U+FFFD as Java's String constructor does, the number of
// replacements and the offset in b of the first, -1 without any. Java replaces a surrogate in UTF-8 as a whole and a
// cut-off sequence once, so neither Go's nor the Unicode Standard's counting applies.
func replaceMalformed(b []byte) (out []byte, invalid, first int) {
	out, first = make([]byte, 0, len(b)+16), -1
	start := 0 // of the well-formed bytes not yet copied
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		if r, n := utf8.DecodeRune(b[i:]); r != utf8.RuneError || n == 3 {
			i += n
			continue
		}
		n := malformedLength(b[i:])
		out = append(append(out, b[start:i]...), "\uFFFD"...)
		if invalid++; first < 0 {
			first = i
		}
		i += n
		start = i
	}
	return append(out, b[start:]...), invalid, first
}

// malformedLength says how many bytes of an ill-formed sequence Java replaces by one character. b begins with it.
func malformedLength(b []byte) int {
	switch c := b[0]; {
	case c >= 0xE0 && c <= 0xEF:
		return malformed3(b)
	case c >= 0xF0 && c <= 0xF7:
		return malformed4(b)
	}
	return 1
}

func continues(c byte) bool { return c&0xC0 == 0x80 }

func malformed3(b []byte) int {
	badSecond := len(b) > 1 && (b[0] == 0xE0 && b[1]&0xE0 == 0x80 || !continues(b[1]))
	switch {
	case badSecond:
		return 1
	case len(b) < 3:
		return len(b)
	case !continues(b[2]):
		return 2
	}
	return 3 // a surrogate
}

func malformed4(b []byte) int {
	if b[0] > 0xF4 {
		return 1
	}
	if len(b) > 1 {
		second := b[1]
		if !continues(second) || b[0] == 0xF0 && second < 0x90 || b[0] == 0xF4 && second > 0x8F {
			return 1
		}
	}
	switch {
	case len(b) < 3:
		return len(b)
	case !continues(b[2]):
		return 2
	case len(b) < 4:
		return len(b)
	}
	return 3
}
