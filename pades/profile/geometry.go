package profile

import (
	"bytes"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// GeometryProblem is a way in which a byte range is not the whole file but for the hexadecimal string of /Contents.
type GeometryProblem string

// Problems of a byte range (EN 319 142-1 5.3, ISO 32000-1 12.8.1).
const (
	NoByteRange      GeometryProblem = "no-byte-range"     // missing or no array
	NotFourNumbers   GeometryProblem = "not-four-numbers"  // two pairs are asked
	NotIntegers      GeometryProblem = "not-integers"      // reals, references or something else
	OutsideFile      GeometryProblem = "outside-file"      // negative, or behind the end of the file
	NotFromStart     GeometryProblem = "not-from-start"    // the first range does not begin at 0
	RangesOverlap    GeometryProblem = "ranges-overlap"    // the second range begins before the first ends
	GapNotContents   GeometryProblem = "gap-not-contents"  // the gap is not a hexadecimal string with its brackets
	GapOtherContents GeometryProblem = "gap-other-content" // it is one, but not the /Contents of this dictionary
	GapWhiteSpace    GeometryProblem = "gap-white-space"   // blanks or line breaks among the digits
)

// Geometry says which bytes of the file a signature covers.
type Geometry struct {
	// Ranges are the pairs of offset and length, at most maxRanges of them, as the dictionary gives them.
	Ranges [][2]int64
	// Gap is the part between the first two ranges, from and up to; zero when there is none.
	Gap [2]int64
	// End is where the last range ends, which for a sound signature is the end of the revision that it signs.
	End int64
	// CoversEnd tells that it is the end of the file.
	CoversEnd bool
	// Problems are empty for a byte range as it should be. Coverage of the end is no part of it.
	Problems []GeometryProblem
}

// Sound tells that the ranges are all of the file up to End but the string of /Contents, blanks among its digits or not.
func (g *Geometry) Sound() bool {
	return len(g.Problems) == 0 || len(g.Problems) == 1 && g.Problems[0] == GapWhiteSpace
}

// maxRanges bounds what is read of a hostile byte range.
const maxRanges = 32

// measure reads the byte range of a signature dictionary. contents are the bytes of its /Contents.
func measure(f *pdffile.File, d types.Dict, contents []byte) Geometry {
	var g Geometry
	numbers, ok := f.Array(d["ByteRange"])
	if !ok || len(numbers) == 0 {
		g.Problems = append(g.Problems, NoByteRange)
		return g
	}
	if len(numbers) != 4 {
		g.Problems = append(g.Problems, NotFourNumbers)
	}
	size := int64(len(f.Data))
	whole, inside := true, true
	for i := 0; i+1 < len(numbers) && len(g.Ranges) < maxRanges; i += 2 {
		var pair [2]int64
		for k := range pair {
			if _, exact := numbers[i+k].(types.Integer); !exact {
				whole = false
			}
			n, ok := f.Int(numbers[i+k])
			if !ok {
				n = -1
			}
			pair[k] = n
		}
		g.Ranges = append(g.Ranges, pair)
		inside = inside && pair[0] >= 0 && pair[1] >= 0 && pair[0] <= size && pair[1] <= size-pair[0]
	}
	if !whole {
		g.Problems = append(g.Problems, NotIntegers)
	}
	if !inside || len(g.Ranges) == 0 {
		g.Problems = append(g.Problems, OutsideFile)
		return g
	}
	last := g.Ranges[len(g.Ranges)-1]
	g.End = last[0] + last[1]
	g.CoversEnd = g.End == size
	if g.Ranges[0][0] != 0 {
		g.Problems = append(g.Problems, NotFromStart)
	}
	if len(g.Ranges) > 1 {
		g.measureGap(f.Data, contents)
	}
	return g
}

func (g *Geometry) measureGap(data, contents []byte) {
	from, to := g.Ranges[0][0]+g.Ranges[0][1], g.Ranges[1][0]
	if from > to {
		g.Problems = append(g.Problems, RangesOverlap)
		return
	}
	g.Gap = [2]int64{from, to}
	gap := data[from:to]
	if len(gap) < 2 || gap[0] != '<' || gap[len(gap)-1] != '>' {
		g.Problems = append(g.Problems, GapNotContents)
		return
	}
	digits := gap[1 : len(gap)-1]
	i, blanks, rest := 0, false, contents
	high := -1
	for ; i < len(digits); i++ {
		switch v, digit := pdffile.HexDigit(digits[i]); {
		case digit && high < 0:
			high = int(v)
		case digit:
			if len(rest) == 0 || rest[0] != byte(high)<<4|v {
				g.Problems = append(g.Problems, GapOtherContents)
				return
			}
			rest, high = rest[1:], -1
		case isBlank(digits[i]):
			blanks = true
		default:
			g.Problems = append(g.Problems, GapNotContents)
			return
		}
	}
	if high >= 0 && len(rest) == 1 && rest[0] == byte(high<<4) { // an odd last digit is followed by an implied zero
		rest = rest[1:]
	}
	if len(rest) > 0 {
		g.Problems = append(g.Problems, GapOtherContents)
	}
	if blanks {
		g.Problems = append(g.Problems, GapWhiteSpace)
	}
}

func isBlank(b byte) bool { return bytes.IndexByte([]byte{0, '\t', '\n', '\f', '\r', ' '}, b) >= 0 }

// covered returns the parts of the file that the ranges name, and says why it cannot.
func (g *Geometry) covered(data []byte) ([][]byte, error) {
	if len(g.Ranges) == 0 {
		return nil, errNoRange
	}
	var parts [][]byte
	for _, r := range g.Ranges {
		if r[0] < 0 || r[1] < 0 || r[0] > int64(len(data)) || r[1] > int64(len(data))-r[0] {
			return nil, fmt.Errorf("the byte range %d+%d is not inside the file, which has %d bytes", r[0], r[1], len(data))
		}
		parts = append(parts, data[r[0]:r[0]+r[1]])
	}
	return parts, nil
}
