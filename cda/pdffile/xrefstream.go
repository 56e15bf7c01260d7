package pdffile

import (
	"iter"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// readXrefStream reads a cross-reference stream and returns its /Prev, -1 without one. One that stands alone makes a
// section of its own; that of a hybrid file adds to the current one.
func (r *reader) readXrefStream(at int64, alone bool) (int64, error) {
	if _, err := r.objectHeader(); err != nil {
		return 0, err
	}
	d, err := r.dict()
	if err != nil {
		return 0, err
	}
	s, err := r.stream(d)
	if err != nil {
		return 0, err
	}
	if alone {
		r.sections.begin(at)
		r.sections.current.trailer = s.Dict
	}
	data, err := r.decode(s)
	if err != nil {
		return 0, err
	}
	if err := r.readStreamEntries(s.Dict, data); err != nil {
		return 0, err
	}
	prev, ok := longEntry(s.Dict, "Prev")
	if !ok {
		prev = -1
	}
	return prev, nil
}

func (r *reader) readStreamEntries(d types.Dict, data []byte) error {
	widths, err := r.widths(d)
	if err != nil {
		return err
	}
	index, err := r.index(d)
	if err != nil {
		return err
	}
	size := widths[0] + widths[1] + widths[2]
	if size == 0 && len(data) > 0 {
		return r.errorf("cross-reference stream with entries of no width")
	}
	row := make([]byte, size)
	for num := range index.numbers() {
		if len(data) == 0 {
			return nil
		}
		// an entry cut off at the end keeps the bytes of the one before, as in the reference
		data = data[copy(row, data):]
		kind := int64(1)
		if widths[0] > 0 {
			kind = int64(int32(bigEndian(row[:widths[0]])))
		}
		if kind == 0 {
			r.free(num)
			continue
		}
		where := bigEndian(row[widths[0] : widths[0]+widths[1]])
		key := objectKey{num: num}
		if kind == 1 {
			key.gen = int(int32(bigEndian(row[widths[0]+widths[1]:])))
		} else {
			where = -where
			r.sections.current.position(key, bigEndian(row[widths[0]+widths[1]:]))
		}
		if err := r.addEntry(key, where); err != nil {
			return err
		}
	}
	return nil
}

func bigEndian(b []byte) int64 {
	v := int64(0)
	for _, c := range b {
		v = v<<8 | int64(c)
	}
	return v
}

func (r *reader) widths(d types.Dict) ([3]int, error) {
	var w [3]int
	a, ok := d["W"].(types.Array)
	if !ok || len(a) != 3 {
		return w, r.errorf("cross-reference stream without /W of three numbers")
	}
	for i, o := range a {
		n, ok := o.(types.Integer)
		if !ok {
			continue
		}
		if n < 0 || n > math.MaxInt16 {
			return w, r.errorf("cross-reference stream with /W %d", n)
		}
		w[i] = int(n)
	}
	return w, nil
}

// objectRanges are the pairs of /Index: first number and end of each range.
type objectRanges [][2]int64

func (r *reader) index(d types.Dict) (objectRanges, error) {
	a, ok := d["Index"].(types.Array)
	if !ok {
		size, _ := longEntry(d, "Size")
		return objectRanges{{0, size}}, nil
	}
	if len(a) == 0 || len(a)%2 == 1 {
		return nil, r.errorf("cross-reference stream with odd /Index")
	}
	var ranges objectRanges
	for i := 0; i < len(a); i += 2 {
		first, ok1 := a[i].(types.Integer)
		count, ok2 := a[i+1].(types.Integer)
		if !ok1 || !ok2 {
			return nil, r.errorf("cross-reference stream with /Index that is no list of numbers")
		}
		ranges = append(ranges, [2]int64{int64(first), int64(first + count)})
	}
	return ranges, nil
}

// numbers yields the object numbers in the order of the entries. The reference stops at the largest end of any range
// wherever it stands, and takes at least one number of every range.
func (ranges objectRanges) numbers() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		largest := int64(0)
		for _, x := range ranges {
			largest = max(largest, x[1])
		}
		current, end, next := ranges[0][0], ranges[0][1], 1
		for ; current < largest; current++ {
			if current >= end {
				if next == len(ranges) {
					return
				}
				current, end = ranges[next][0], ranges[next][1]
				next++
			}
			if !yield(current) {
				return
			}
		}
	}
}
