package pdffile

import (
	"strings"
	"unicode/utf16"
)

// DecodeText decodes the bytes of a PDF text string as PDFBox does: UTF-16 with a byte order mark of either order, else
// PDFDocEncoding (ISO 32000-1 Annex D.3). PDFBox 2.0 does not know the UTF-8 mark of PDF 2.0: its three bytes are characters like others.
func DecodeText(b []byte) string {
	if len(b) >= 2 {
		if b[0] == 0xFE && b[1] == 0xFF {
			return decodeUTF16(b[2:], 0, 1)
		}
		if b[0] == 0xFF && b[1] == 0xFE {
			return decodeUTF16(b[2:], 1, 0)
		}
	}
	var sb strings.Builder
	sb.Grow(len(b))
	for _, c := range b {
		sb.WriteRune(docEncoding(c))
	}
	return sb.String()
}

func decodeUTF16(b []byte, high, low int) string {
	units := make([]uint16, 0, len(b)/2+1)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, uint16(b[high])<<8|uint16(b[low]))
	}
	if len(b) == 1 {
		units = append(units, 0xFFFD)
	}
	return string(utf16.Decode(units))
}

// docEncoding maps one byte of PDFDocEncoding; undefined bytes become U+FFFD.
func docEncoding(c byte) rune {
	switch {
	case c >= 0x18 && c <= 0x1F:
		return docEncodingLow[c-0x18]
	case c >= 0x80 && c <= 0xA0:
		return docEncodingHigh[c-0x80]
	case c == 0x7F || c == 0xAD:
		return 0xFFFD
	}
	return rune(c)
}

var docEncodingLow = [8]rune{0x02D8, 0x02C7, 0x02C6, 0x02D9, 0x02DD, 0x02DB, 0x02DA, 0x02DC}

var docEncodingHigh = [33]rune{
	0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039, 0x203A, 0x2212, 0x2030, 0x201E, 0x201C,
	0x201D, 0x2018, 0x2019, 0x201A, 0x2122, 0xFB01, 0xFB02, 0x0141, 0x0152, 0x0160, 0x0178, 0x017D, 0x0131, 0x0142,
	0x0153, 0x0161, 0x017E, 0xFFFD, 0x20AC,
}
