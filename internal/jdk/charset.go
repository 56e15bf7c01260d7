package jdk

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// multiByte are the charsets with more than one byte per character besides Unicode. Ill-formed text may be replaced
// differently than in Java.
var multiByte = map[string]encoding.Encoding{
	"Big5": traditionalchinese.Big5, "EUC-JP": japanese.EUCJP, "EUC-KR": korean.EUCKR,
	"GB18030": simplifiedchinese.GB18030, "GB2312": simplifiedchinese.GBK, "GBK": simplifiedchinese.GBK,
	"ISO-2022-JP": japanese.ISO2022JP, "Shift_JIS": japanese.ShiftJIS, "windows-31j": japanese.ShiftJIS,
}

// charsetsByName maps the names of charsetNames to charsets.
var charsetsByName = sync.OnceValue(func() map[string]string {
	byName := map[string]string{}
	for charset, names := range charsetNames {
		for _, name := range strings.Fields(names) {
			byName[name] = charset
		}
	}
	return byName
})

// CharsetOf returns the charset that the JDK's XML parsers take for the name in an encoding declaration, in any case.
func CharsetOf(name string) (string, bool) {
	if c, ok := charsetsByName()[name]; ok {
		return c, true
	}
	c, ok := charsetsByName()[strings.ToUpper(name)]
	return c, ok
}

// ForName says whether Charset.forName knows a name that the XML parsers know.
func ForName(name string) bool {
	return !slices.ContainsFunc(notInJava, func(other string) bool { return strings.EqualFold(name, other) })
}

// singleByteTable returns the characters of the 256 bytes of a charset as Java has them.
func singleByteTable(charset string) (*[256]rune, bool) {
	if v, ok := charsetVariants[charset]; ok {
		table, ok := singleByteTable(v.base)
		pairs := []rune(v.pairs)
		for i := 0; i+1 < len(pairs); i += 2 {
			table[pairs[i]] = pairs[i+1]
		}
		return table, ok
	}
	m, ok := charmaps[charset]
	if !ok {
		return nil, false
	}
	table := &[256]rune{}
	for i := range table {
		table[i] = m.DecodeByte(byte(i))
	}
	adjustToJava(charset, table)
	return table, true
}

// adjustToJava changes what Java's charsets have otherwise than package charmap.
func adjustToJava(charset string, table *[256]rune) {
	switch {
	case strings.HasPrefix(charset, "ISO-8859-"):
		for i := 0x80; i < 0xA0; i++ {
			table[i] = rune(i)
		}
	case charset == "TIS-620":
		for i := 0x80; i < 0xA0; i++ {
			table[i] = utf8.RuneError
		}
		table[0xA0] = utf8.RuneError
	case charset == "windows-1255":
		table[0xCA] = utf8.RuneError
	case charset == "IBM037", charset == "IBM01140":
		table[0x15] = '\n'
	case charset == "IBM1047":
		table[0x15], table[0x25] = '\n', 0x85
	}
}

// ASCIICompatible says whether the charset has ASCII in its lower half and never elsewhere.
func ASCIICompatible(charset string) bool {
	switch charset {
	case "UTF-8", "US-ASCII":
		return true
	case "UTF-16", "UTF-16BE", "UTF-16LE":
		return false
	}
	if v, ok := charsetVariants[charset]; ok {
		return ASCIICompatible(v.base)
	}
	if m, ok := charmaps[charset]; ok {
		return m.DecodeByte('<') == '<'
	}
	_, ok := multiByte[charset]
	return ok
}

// Decode decodes b as Java's String constructor does, into UTF-8. invalid counts the ill-formed sequences, replaced
// by U+FFFD; first is the offset of the first, -1 without any. ok is false when this program does not know the charset.
func Decode(charset string, b []byte) (out []byte, invalid, first int, ok bool) {
	switch charset {
	case "UTF-8":
		out, invalid, first = DecodeUTF8(b)
		return out, invalid, first, true
	case "UTF-16", "UTF-16BE", "UTF-16LE":
		out, invalid, first = decodeUTF16(charset, b)
		return out, invalid, first, true
	case "US-ASCII":
		table := &[256]rune{}
		for i := range table {
			table[i] = rune(i)
			if i >= 0x80 {
				table[i] = utf8.RuneError
			}
		}
		out, invalid, first = decodeTable(table, b)
		return out, invalid, first, true
	}
	if table, ok := singleByteTable(charset); ok {
		out, invalid, first = decodeTable(table, b)
		return out, invalid, first, true
	}
	e, ok := multiByte[charset]
	if !ok {
		return nil, 0, -1, false
	}
	out, err := e.NewDecoder().Bytes(b)
	return out, strings.Count(string(out), "\uFFFD"), -1, err == nil
}

// DecodeUTF8 decodes UTF-8; well-formed text is returned as it is, without a copy.
func DecodeUTF8(b []byte) (out []byte, invalid, first int) {
	if utf8.Valid(b) {
		return b, 0, -1
	}
	return replaceMalformed(b)
}

func decodeTable(table *[256]rune, b []byte) (out []byte, invalid, first int) {
	out, first = make([]byte, 0, len(b)+len(b)/8), -1
	for i, c := range b {
		r := table[c]
		if r == utf8.RuneError {
			if invalid++; first < 0 {
				first = i
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out, invalid, first
}

// decodeUTF16 decodes UTF-16. Only the charset UTF-16 takes its byte order from a mark, which it drops; without one it is
// big-endian. The others keep a mark.
func decodeUTF16(charset string, b []byte) (out []byte, invalid, first int) {
	high, low := 0, 1
	start := 0
	switch {
	case charset == "UTF-16LE":
		high, low = 1, 0
	case charset == "UTF-16" && len(b) >= 2 && b[0] == 0xFF && b[1] == 0xFE:
		high, low, start = 1, 0, 2
	case charset == "UTF-16" && len(b) >= 2 && b[0] == 0xFE && b[1] == 0xFF:
		start = 2
	}
	out, first = make([]byte, 0, len(b)), -1
	bad := func(at int) {
		if invalid++; first < 0 {
			first = at
		}
		out = append(out, "\uFFFD"...)
	}
	unit := func(i int) rune { return rune(b[i+high])<<8 | rune(b[i+low]) }
	i := start
	for ; i+1 < len(b); i += 2 {
		r := unit(i)
		switch {
		case !utf16.IsSurrogate(r):
			out = utf8.AppendRune(out, r)
		case r >= 0xDC00:
			bad(i)
		case i+3 >= len(b):
			// the reference takes what remains for one character
			bad(i)
			return out, invalid, first
		default:
			pair := utf16.DecodeRune(r, unit(i+2))
			if pair == utf8.RuneError {
				bad(i) // both units are lost
			} else {
				out = utf8.AppendRune(out, pair)
			}
			i += 2
		}
	}
	if i < len(b) {
		bad(i)
	}
	return out, invalid, first
}
