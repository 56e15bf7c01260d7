package hl7id

import (
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
)

// ParsePathID reads a document identifier as it stands in the address of a call, {id}: percent-encoded, or as it is before
// encoding. It returns the value that the gateway sees. The flaws are those of the encoding and, where private says so, of
// the Tuscan grammar, else of the national form.
func ParsePathID(s string, private bool) (decoded string, d DocumentID, flaws []lint.Finding) {
	decoded, flaws = decodePath(s)
	if private {
		more := []lint.Finding(nil)
		d, _, more = ParsePrivateDocumentID(decoded)
		return decoded, d, append(flaws, more...)
	}
	d, more := ParseDocumentID(decoded)
	return decoded, d, append(flaws, more...)
}

// decodePath undoes percent-encoding once.
func decodePath(s string) (string, []lint.Finding) {
	var flaws []lint.Finding
	var b strings.Builder
	pos := 0
	for i := 0; i < len(s); pos++ {
		c := s[i]
		if c == '%' {
			if i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0 {
				b.WriteByte(byte(unhex(s[i+1])<<4 | unhex(s[i+2])))
				i, pos = i+3, pos+2
				continue
			}
			flaws = append(flaws, BadEscape.Found(s[i:min(i+3, len(s))], "").At("", pos))
		}
		if encoded, ok := mustEncode[c]; ok {
			flaws = append(flaws, Raw.Found(string(c), encoded).At("", pos))
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		b.WriteString(s[i : i+size])
		i += size
	}
	out := b.String()
	if i := strings.Index(out, "%"); i >= 0 && i+2 < len(out) && unhex(out[i+1]) >= 0 && unhex(out[i+2]) >= 0 && len(flaws) == 0 && out != s {
		flaws = append(flaws, Twice.Found(out, ""))
	}
	return out, flaws
}

// mustEncode are the characters that end a path or its segment where they stand as they are.
var mustEncode = map[byte]string{'/': "%2F", '?': "%3F", '#': "%23", ' ': "%20"}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
