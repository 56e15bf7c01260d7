package pades

import (
	"math"
	"math/big"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/lint"
)

// byteRange returns the numbers of /ByteRange as PDFBox reads them: 32 bits that wrap around, reals cut at the point, -1
// for what is no number (also for a reference to one); nil when there is no array.
func byteRange(f *pdffile.File, d types.Dict) []int32 {
	a, ok := f.Array(d["ByteRange"])
	if !ok {
		return nil
	}
	out := make([]int32, len(a))
	for i, o := range a {
		switch n := o.(type) {
		case types.Integer:
			out[i] = int32(int64(n))
		case types.Float:
			out[i] = lowBits(float64(n))
		default:
			out[i] = -1
		}
	}
	return out
}

// lowBits is BigDecimal.intValue: the low 32 bits of the integer part.
func lowBits(v float64) int32 {
	if math.Abs(v) < 1<<62 {
		return int32(int64(v))
	}
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return 0
	}
	whole, _ := new(big.Float).SetFloat64(v).Int(nil)
	bits := new(big.Int).And(whole, big.NewInt(math.MaxUint32)) // two's complement
	return int32(uint32(bits.Uint64()))
}

var errShortRange = texts.Error("short-range", nil)

// gap returns the bytes in which PDFBox looks for the CMS (PDSignature.getContents): from one byte after the first range
// up to the second, within the file.
func gap(data []byte, r []int32) ([]byte, error) {
	if len(r) < 3 {
		return nil, errShortRange
	}
	begin := r[0] + r[1] + 1 // wraps around like the reference's
	end := min(int64(r[2]), int64(len(data)))
	if int64(begin) >= end {
		return nil, nil
	}
	if begin < 0 {
		return nil, texts.Error("gap-begins", lint.Values{"at": begin})
	}
	return data[begin:end], nil
}

// gapHex decodes the hexadecimal digits of the gap (PDSignature.getConvertedContents, COSString.parseHex). An opening
// bracket or parenthesis is dropped at the beginning of each block of 1024 bytes and a closing one at its end, blanks and
// control characters at the ends of the whole; an odd last digit is followed by an implied zero.
func gapHex(gap []byte) ([]byte, error) {
	const block = 1024
	digits := make([]byte, 0, len(gap)+1)
	for len(gap) > 0 {
		b := gap[:min(block, len(gap))]
		gap = gap[len(b):]
		last := b[len(b)-1]
		if b[0] == '<' || b[0] == '(' {
			b = b[1:]
		}
		if last == '>' || last == ')' {
			b = b[:len(b)-1]
		}
		digits = append(digits, b...)
	}
	for len(digits) > 0 && digits[0] <= ' ' {
		digits = digits[1:]
	}
	for len(digits) > 0 && digits[len(digits)-1] <= ' ' {
		digits = digits[:len(digits)-1]
	}
	if len(digits)%2 != 0 {
		digits = append(digits, '0')
	}
	out := make([]byte, len(digits)/2)
	for i := range out {
		v, ok := hexPair(digits[2*i], digits[2*i+1])
		if !ok {
			return nil, texts.Error("gap-holds", lint.Values{"digits": strconv.Quote(string(digits[2*i : 2*i+2]))})
		}
		out[i] = v
	}
	return out, nil
}

// hexPair is Integer.parseInt of two characters to base 16, which takes a sign in the place of the first digit.
func hexPair(a, b byte) (byte, bool) {
	low, ok := pdffile.HexDigit(b)
	switch high, isDigit := pdffile.HexDigit(a); {
	case !ok:
		return 0, false
	case isDigit:
		return high<<4 | low, true
	case a == '+':
		return low, true
	case a == '-':
		return -low, true
	}
	return 0, false
}

// signedContent returns the parts of the file that the byte range covers, as PDFBox reads them (COSFilterInputStream): the
// stream only moves forward, so that together the parts are never longer than the file.
func signedContent(data []byte, r []int32) ([][]byte, error) {
	var parts [][]byte
	pos := 0
	for i := 0; i+1 < len(r); i += 2 {
		start, end := r[i], r[i]+r[i+1]
		if int(start) > pos {
			if int(start) > len(data) {
				return nil, texts.Error("range-behind", lint.Values{"from": start})
			}
			pos = int(start)
		}
		switch length := int(end) - pos; {
		case length < 0:
			return nil, texts.Error("range-ends", lint.Values{"from": start, "to": end})
		case pos >= len(data):
			return parts, nil // the end of the file ends the reading, even of an empty range
		default:
			length = min(length, len(data)-pos)
			if length > 0 {
				parts = append(parts, data[pos:pos+length])
			}
			pos += length
			if pos >= len(data) && int(end) > pos {
				return parts, nil
			}
		}
	}
	return parts, nil
}
