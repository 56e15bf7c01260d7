package cda

import "bytes"

// LooksLikeXML reports whether data begins like an XML document: a "<" after an optional byte order mark and white space,
// in UTF-8, UTF-16 or an encoding that shares ASCII's markup.
func LooksLikeXML(data []byte) bool {
	head := data[:min(len(data), 512)]
	for _, mark := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		head = bytes.TrimPrefix(head, []byte(mark))
	}
	head = bytes.TrimLeft(head, " \t\r\n\x00")
	return bytes.HasPrefix(head, []byte("<"))
}
