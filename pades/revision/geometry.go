package revision

import (
	"bytes"
	"fmt"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// numbers returns the entries of a /ByteRange, false when it is no array of integers.
func numbers(f *pdffile.File, d types.Dict) ([]int64, bool) {
	a, ok := f.Array(d["ByteRange"])
	if !ok || len(a) > 64 {
		return nil, false
	}
	out := make([]int64, 0, len(a))
	for _, o := range a {
		n, ok := f.Deref(o).(types.Integer)
		if !ok {
			return nil, false
		}
		out = append(out, int64(n))
	}
	return out, true
}

// geometry judges byte range and contents of a signature. What ISO 32000-2 12.8.1 and EN 319 142-1 5.3 want is a range of
// two parts, the first from the beginning of the file, that leaves out the value of /Contents and nothing else. It sets
// ByteRange, End and Flaws and returns false when the range does not say what was signed.
func (c *Coverage) geometry(f *pdffile.File, d types.Dict) bool {
	contents, haveContents := f.Bytes(d["Contents"])
	if !haveContents || len(bytes.Trim(contents, "\x00")) == 0 {
		c.flaw(NoContents, -1, "/Contents is absent, empty or all zero: there is no signature value to verify")
	}
	if _, ok := f.Array(d["ByteRange"]); !ok {
		c.flaw(NoByteRange, -1, "/ByteRange is absent or no array")
		return false
	}
	r, ok := numbers(f, d)
	c.ByteRange = r
	if !ok || len(r) != 4 {
		c.flaw(RangeNumbers, -1, "/ByteRange has not four integers")
		return false
	}
	size := int64(len(f.Data))
	for _, n := range r {
		if n < 0 || n > math.MaxInt32 {
			c.flaw(RangeValues, -1, fmt.Sprintf("/ByteRange has the number %d, the file has %d bytes", n, size))
			return false
		}
	}
	switch {
	case r[2] < r[0]+r[1]:
		c.flaw(RangeValues, -1, "the parts of /ByteRange overlap")
		return false
	case r[2]+r[3] > size:
		c.flaw(RangeBeyond, -1, fmt.Sprintf("/ByteRange ends at %d, the file at %d: bytes that were signed are missing", r[2]+r[3], size))
		return false
	}
	if r[1]+r[3] == 0 {
		c.flaw(RangeEmpty, -1, "/ByteRange covers no bytes")
		return false
	}
	c.End = r[2] + r[3]
	c.start(f.Data)
	c.gap(f.Data, contents)
	return true
}

func (c *Coverage) flaw(kind FlawKind, offset int64, detail string) {
	c.Flaws = append(c.Flaws, Flaw{kind, offset, detail})
}

// has says whether the signature has a flaw of one of the kinds.
func (c *Coverage) has(kinds ...FlawKind) (Flaw, bool) {
	for _, f := range c.Flaws {
		for _, k := range kinds {
			if f.Kind == k {
				return f, true
			}
		}
	}
	return Flaw{}, false
}

func (c *Coverage) start(data []byte) {
	if from := c.ByteRange[0]; from > 0 {
		c.flaw(RangeStart, 0, fmt.Sprintf("/ByteRange begins at %d: the bytes before it are not signed", from))
		if at := structure(data[:from]); at >= 0 {
			c.flaw(GapObjects, int64(at), "an object stands before the signed bytes")
		}
	}
}

// gap looks at the bytes that the range leaves out: they must be the hexadecimal string with its brackets.
func (c *Coverage) gap(data, contents []byte) {
	from := c.ByteRange[0] + c.ByteRange[1]
	gap := data[from:c.ByteRange[2]]
	if len(gap) < 2 || gap[0] != '<' || gap[len(gap)-1] != '>' || bytes.IndexByte(gap, '>') != len(gap)-1 {
		c.flaw(GapNotContents, from, "the bytes that /ByteRange leaves out are not one hexadecimal string with its brackets")
	}
	switch value, ok := hexString(gap); {
	case !ok:
		if _, said := c.has(GapNotContents); !said {
			c.flaw(GapNotContents, from, "the string that /ByteRange leaves out holds other characters than hexadecimal digits")
		}
	case !bytes.Equal(value, contents):
		c.flaw(GapOther, from, "the string that /ByteRange leaves out is not the value of /Contents")
	}
	if at := structure(gap); at >= 0 {
		c.flaw(GapObjects, from+int64(at), "the bytes that /ByteRange leaves out hold more than the signature: an object, a dictionary entry or a cross-reference")
	}
}

// structure returns where something that a reader would take for an object, a cross-reference or a byte range begins, -1 when there is none.
func structure(data []byte) int {
	at := -1
	for _, word := range []string{"obj", "xref", "trailer", "/ByteRange", "/Contents"} {
		if i := bytes.Index(data, []byte(word)); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	return at
}

// hexString decodes a hexadecimal string with its brackets up to the closing one; false when there is another character in it.
func hexString(s []byte) ([]byte, bool) {
	if len(s) < 2 || s[0] != '<' {
		return nil, false
	}
	out := make([]byte, 0, len(s)/2)
	high, odd := byte(0), false
	for _, c := range s[1:] {
		v, digit := pdffile.HexDigit(c)
		switch {
		case c == '>':
			if odd {
				out = append(out, high<<4)
			}
			return out, true
		case digit:
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == 0:
			continue
		default:
			return nil, false
		}
		if odd {
			out = append(out, high<<4|v)
		}
		high, odd = v, !odd
	}
	return nil, false
}
