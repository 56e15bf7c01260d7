package revision

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/internal/lazyregexp"
)

// numbers returns the entries of a /ByteRange, false when it is no array of integers.
func numbers(f *pdffile.File, a types.Array) ([]int64, bool) {
	var out []int64
	for _, o := range a[:min(len(a), 64)] {
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
	array, ok := f.Array(d["ByteRange"])
	if !ok {
		c.flaw(NoByteRange, -1, "/ByteRange is absent or no array")
		return false
	}
	r, ok := numbers(f, array)
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
	end := r[2] + r[3]
	switch {
	case r[2] < r[0]+r[1]:
		c.flaw(RangeValues, -1, "the parts of /ByteRange overlap")
	case end > size:
		c.flaw(RangeBeyond, -1, fmt.Sprintf("/ByteRange ends at %d, the file at %d: bytes that were signed are missing", end, size))
	case r[1]+r[3] == 0:
		c.flaw(RangeEmpty, -1, "/ByteRange covers no bytes")
	default:
		c.End = end
	}
	if c.End == 0 {
		return false
	}
	c.start(f.Data)
	c.gap(f.Data, contents)
	return true
}

func (c *Coverage) flaw(kind FlawKind, offset int64, detail string) {
	c.Flaws = append(c.Flaws, Flaw{kind, offset, detail})
}

// has says whether the signature has a flaw of one of the kinds.
func (c *Coverage) has(kinds ...FlawKind) (Flaw, bool) {
	i := slices.IndexFunc(c.Flaws, func(f Flaw) bool { return slices.Contains(kinds, f.Kind) })
	if i < 0 {
		return Flaw{}, false
	}
	return c.Flaws[i], true
}

func (c *Coverage) start(data []byte) {
	if from := c.ByteRange[0]; from > 0 {
		c.flaw(RangeStart, 0, fmt.Sprintf("/ByteRange begins at %d: the bytes before it are not signed", from))
		if at := structured().FindIndex(data[:from]); at != nil {
			c.flaw(GapObjects, int64(at[0]), "an object stands before the signed bytes")
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
	if at := structured().FindIndex(gap); at != nil {
		c.flaw(GapObjects, from+int64(at[0]), "the bytes that /ByteRange leaves out hold more than the signature: an object, a dictionary entry or a cross-reference")
	}
}

// structured is what a reader would take for an object, a cross-reference or a byte range.
var structured = lazyregexp.New(`obj|xref|trailer|/ByteRange|/Contents`)

// hexString decodes a hexadecimal string with its brackets up to the closing one; false when there is another character in it.
func hexString(s []byte) ([]byte, bool) {
	digits, _, closed := bytes.Cut(s, []byte(">"))
	digits, opened := bytes.CutPrefix(digits, []byte("<"))
	digits = bytes.Map(func(r rune) rune {
		if strings.ContainsRune("\x00\t\n\f\r ", r) {
			return -1
		}
		return r
	}, digits)
	if len(digits)%2 == 1 {
		digits = append(digits, '0')
	}
	out, err := hex.DecodeString(string(digits))
	return out, opened && closed && err == nil
}
