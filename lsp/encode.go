package lsp

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// charsets are those besides UTF-8 in which editors save documents.
var charsets = map[string]encoding.Encoding{
	"iso-8859-1": charmap.ISO8859_1, "iso-8859-15": charmap.ISO8859_15, "windows-1252": charmap.Windows1252,
}

// encode writes a text as the editor will save it: in the encoding that its XML declaration names. One that cannot hold the text, or is
// not known, leaves it in UTF-8.
func encode(text []byte) []byte {
	end := bytes.Index(text, []byte("?>"))
	if end < 0 || !bytes.HasPrefix(text, []byte("<?xml")) {
		return text
	}
	_, rest, _ := strings.Cut(string(text[:end]), "encoding")
	name := strings.TrimLeft(rest, " \t\r\n=")
	if len(name) < 2 || name[0] != '"' && name[0] != '\'' {
		return text
	}
	name, _, _ = strings.Cut(name[1:], name[:1])
	charset := charsets[strings.ToLower(name)]
	if charset == nil {
		return text
	}
	encoded, err := charset.NewEncoder().Bytes(text)
	if err != nil {
		return text
	}
	return encoded
}
