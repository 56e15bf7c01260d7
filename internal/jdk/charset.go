package jdk

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
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

//go:embed charsets.txt
var charsetList string

// charsets is what charsets.txt says.
type charsets struct {
	byName   map[string]string // charset by the names that an encoding declaration may have
	notJava  map[string]bool   // in upper case
	variants map[string]charsetVariant
}

// charsetVariant is a charset told by its differences from another: pairs of a byte and its character.
type charsetVariant struct {
	base  string
	pairs []rune
}

var known = sync.OnceValue(func() *charsets {
	c := &charsets{map[string]string{}, map[string]bool{}, map[string]charsetVariant{}}
	for line := range strings.Lines(charsetList) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		fields := strings.Fields(rest)
		switch kind {
		case "name":
			for _, name := range fields[1:] {
				c.byName[name] = fields[0]
			}
		case "not":
			for _, name := range fields {
				c.notJava[strings.ToUpper(name)] = true
			}
		case "like":
			quoted, err := strconv.Unquote(rest[strings.IndexByte(rest, '"'):])
			if err != nil {
				panic(err) // the file is part of the program
			}
			c.variants[fields[0]] = charsetVariant{fields[1], []rune(quoted)}
		}
	}
	return c
})

// CharsetOf returns the charset that the JDK's XML parsers take for the name in an encoding declaration, in any case.
func CharsetOf(name string) (string, bool) {
	if c, ok := known().byName[name]; ok {
		return c, true
	}
	c, ok := known().byName[strings.ToUpper(name)]
	return c, ok
}

// ForName says whether Charset.forName knows a name that the XML parsers know.
func ForName(name string) bool { return !known().notJava[strings.ToUpper(name)] }

// singleByteTable returns the characters of the 256 bytes of a charset as Java has them.
func singleByteTable(charset string) (*[256]rune, bool) {
	if v, ok := known().variants[charset]; ok {
		table, ok := singleByteTable(v.base)
		for i := 0; i+1 < len(v.pairs); i += 2 {
			table[v.pairs[i]] = v.pairs[i+1]
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
	if v, ok := known().variants[charset]; ok {
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

// charmaps are the single-byte charsets that package charmap has.
var charmaps = map[string]*charmap.Charmap{
	"IBM00858":     charmap.CodePage858,
	"IBM01140":     charmap.CodePage1140,
	"IBM037":       charmap.CodePage037,
	"IBM1047":      charmap.CodePage1047,
	"IBM437":       charmap.CodePage437,
	"IBM850":       charmap.CodePage850,
	"IBM852":       charmap.CodePage852,
	"IBM855":       charmap.CodePage855,
	"IBM860":       charmap.CodePage860,
	"IBM862":       charmap.CodePage862,
	"IBM863":       charmap.CodePage863,
	"IBM865":       charmap.CodePage865,
	"IBM866":       charmap.CodePage866,
	"ISO-8859-1":   charmap.ISO8859_1,
	"ISO-8859-13":  charmap.ISO8859_13,
	"ISO-8859-15":  charmap.ISO8859_15,
	"ISO-8859-2":   charmap.ISO8859_2,
	"ISO-8859-3":   charmap.ISO8859_3,
	"ISO-8859-4":   charmap.ISO8859_4,
	"ISO-8859-5":   charmap.ISO8859_5,
	"ISO-8859-6":   charmap.ISO8859_6,
	"ISO-8859-7":   charmap.ISO8859_7,
	"ISO-8859-8":   charmap.ISO8859_8,
	"ISO-8859-9":   charmap.ISO8859_9,
	"KOI8-R":       charmap.KOI8R,
	"TIS-620":      charmap.Windows874,
	"windows-1250": charmap.Windows1250,
	"windows-1251": charmap.Windows1251,
	"windows-1252": charmap.Windows1252,
	"windows-1253": charmap.Windows1253,
	"windows-1254": charmap.Windows1254,
	"windows-1255": charmap.Windows1255,
	"windows-1256": charmap.Windows1256,
	"windows-1257": charmap.Windows1257,
	"windows-1258": charmap.Windows1258,
}
