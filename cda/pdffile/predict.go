package pdffile

import (
	"bytes"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// maxRow bounds the length of a row of predicted data, in bytes.
const maxRow = 64 << 20

// unpredict undoes the predictors of Flate and LZW data (ISO 32000-1 7.4.4.4). An incomplete last row is filled with
// zeros, as in the reference.
func unpredict(data []byte, parms types.Dict) []byte {
	predictor := intParm(parms, "Predictor", -1)
	if predictor <= 1 {
		return data
	}
	p := prediction{
		predictor: predictor,
		colors:    min(intParm(parms, "Colors", 1), 32),
		bits:      intParm(parms, "BitsPerComponent", 8),
		columns:   intParm(parms, "Columns", 1),
	}
	rowBits := int64(p.colors) * int64(p.bits) * int64(p.columns)
	if p.colors < 1 || p.bits < 1 || p.bits > 32 || p.columns < 1 || rowBits > 8*maxRow {
		return nil
	}
	row := int((rowBits + 7) / 8)
	last := make([]byte, row)
	current := make([]byte, row)
	var out bytes.Buffer
	out.Grow(len(data))
	for len(data) > 0 {
		if predictor >= 10 {
			p.predictor = int(int8(data[0])) + 10
			if data = data[1:]; len(data) == 0 {
				break
			}
		}
		n := copy(current, data)
		clear(current[n:])
		data = data[n:]
		p.decode(current, last)
		out.Write(current)
		current, last = last, current
	}
	return out.Bytes()
}

// intParm returns a number of the decode parameters.
func intParm(d types.Dict, key string, missing int) int {
	switch n := d[key].(type) {
	case types.Integer:
		return int(int32(n))
	case types.Float:
		return int(int32(n))
	}
	return missing
}

type prediction struct {
	predictor, colors, bits, columns int
}

// decode undoes the prediction of one row, given the decoded row before.
func (p prediction) decode(row, last []byte) {
	distance := (p.colors*p.bits + 7) / 8
	left := func(i int) byte {
		if i < distance {
			return 0
		}
		return row[i-distance]
	}
	switch p.predictor {
	case 2:
		p.decodeTIFF(row, distance)
	case 11:
		for i := distance; i < len(row); i++ {
			row[i] += row[i-distance]
		}
	case 12:
		for i := range row {
			row[i] += last[i]
		}
	case 13:
		for i := range row {
			row[i] += byte((int(left(i)) + int(last[i])) / 2)
		}
	case 14:
		for i := range row {
			corner := byte(0)
			if i >= distance {
				corner = last[i-distance]
			}
			row[i] += paeth(left(i), last[i], corner)
		}
	}
}

// paeth is the predictor of the PNG specification.
func paeth(left, up, corner byte) byte {
	guess := int64(left) + int64(up) - int64(corner)
	a, b, c := abs(guess-int64(left)), abs(guess-int64(up)), abs(guess-int64(corner))
	switch {
	case a <= b && a <= c:
		return left
	case b <= c:
		return up
	}
	return corner
}

// decodeTIFF undoes TIFF predictor 2: every component is the difference to the one of the pixel before.
func (p prediction) decodeTIFF(row []byte, distance int) {
	switch p.bits {
	case 8:
		for i := distance; i < len(row); i++ {
			row[i] += row[i-distance]
		}
	case 16:
		for i := distance; i+1 < len(row); i += 2 {
			v := int(row[i])<<8 + int(row[i+1]) + int(row[i-distance])<<8 + int(row[i-distance+1])
			row[i], row[i+1] = byte(v>>8), byte(v)
		}
	default:
		mask := 1<<p.bits - 1
		for i := p.colors; i < p.columns*p.colors; i++ {
			v := bitsAt(row, i*p.bits, p.bits) + bitsAt(row, (i-p.colors)*p.bits, p.bits)
			setBits(row, i*p.bits, p.bits, v&mask)
		}
	}
}

func bitsAt(row []byte, at, n int) int {
	v := 0
	for i := at; i < at+n; i++ {
		v = v<<1 | int(row[i/8]>>(7-i%8))&1
	}
	return v
}

func setBits(row []byte, at, n, v int) {
	for i := range n {
		bit := byte(1) << (7 - (at+i)%8)
		if v>>(n-1-i)&1 == 1 {
			row[(at+i)/8] |= bit
		} else {
			row[(at+i)/8] &^= bit
		}
	}
}
