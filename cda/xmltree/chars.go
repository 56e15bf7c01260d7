package xmltree

import "unicode/utf8"

// isNameEnd marks the ASCII bytes that cannot be part of a name; isSpace the white space of XML.
var isNameEnd, isSpace, isNameStartASCII [256]bool

func init() {
	for c := range 128 {
		b := byte(c)
		letter := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b == ':'
		isNameStartASCII[c] = letter
		isNameEnd[c] = !(letter || b >= '0' && b <= '9' || b == '-' || b == '.')
	}
	for _, c := range " \t\r\n" {
		isSpace[c] = true
	}
}

// isNameStart and isNameChar follow XML 1.0 fifth edition, productions 4 and 4a, for characters beyond ASCII.
func isNameStart(r rune) bool {
	switch {
	case r < 0x80:
		return isNameStartASCII[byte(r)]
	case r < 0xC0 || r == 0xD7 || r == 0xF7 || r == 0x37E:
		return false
	case r <= 0x2FF || r >= 0x370 && r <= 0x1FFF || r == 0x200C || r == 0x200D:
		return true
	case r >= 0x2070 && r <= 0x218F, r >= 0x2C00 && r <= 0x2FEF, r >= 0x3001 && r <= 0xD7FF:
		return true
	}
	return r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFD || r >= 0x10000 && r <= 0xEFFFF
}

func isNameChar(r rune) bool {
	if r < 0x80 {
		return !isNameEnd[byte(r)]
	}
	return isNameStart(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}

// isChar reports whether a character may stand in a document at all (production 2); reference says that it is written
// as a character reference, for which XML 1.1 allows control characters.
func isChar(r rune, xml11, reference bool) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return true
	case r < 0x20:
		return xml11 && reference && r != 0
	case r >= 0x7F && r <= 0x9F && xml11 && !reference:
		return r == 0x85
	case r >= 0xD800 && r <= 0xDFFF, r == 0xFFFE, r == 0xFFFF:
		return false
	}
	return r <= utf8.MaxRune
}

// validText returns the offset of the first byte of b that is not a valid character, or -1.
func validText(b []byte, xml11 bool) int {
	for i := 0; i < len(b); {
		c := b[i]
		if c >= 0x20 && c < 0x7F || c == '\n' || c == '\t' || c == '\r' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 || !isChar(r, xml11, false) {
			return i
		}
		i += size
	}
	return -1
}
