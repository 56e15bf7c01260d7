package pdffile

import (
	"bytes"
	"math"
)

// scanObjects searches the whole file for objects, once.
func (r *reader) scanObjects() error {
	if r.scanned != nil {
		return nil
	}
	r.lastEOF = r.findLastEOF()
	r.scanned = map[objectKey]int64{}
	if err := r.budget.spend(2 * int64(len(r.data))); err != nil {
		return err
	}
	origin := r.pos
	last, lastOffset := objectKey{}, int64(-1)
	complete := false
	data := r.data
	for cur := minOffset; ; {
		c := eof
		if cur < len(data) {
			c = int(data[cur])
		}
		cur++
		switch {
		case isSpace(c) && cur+3 <= len(data) && string(data[cur:cur+3]) == "obj":
			key, offset, err := r.headerBefore(cur)
			if err != nil {
				return err
			}
			if offset >= 0 {
				if lastOffset > 0 {
					r.scanned[last] = lastOffset
				}
				last, lastOffset = key, offset
				cur += len("obj") - 1
				complete = false
			}
		case c == 'e' && cur+3 <= len(data) && string(data[cur:cur+3]) == "ndo":
			// A file cut off in the middle of the keyword counts as complete up to there.
			cur += 3
			if cur >= len(data) {
				complete = true
			} else if cur+2 <= len(data) && string(data[cur:cur+2]) == "bj" {
				cur += 2
				complete = true
			}
		}
		if int64(cur) >= r.lastEOF || cur >= len(data) {
			break
		}
	}
	if (r.lastEOF < math.MaxInt64 || complete) && lastOffset > 0 {
		r.scanned[last] = lastOffset
	}
	if len(r.scanned) > r.limits.MaxObjects {
		return ErrTooLarge
	}
	r.pos = origin
	return nil
}

// headerBefore reads the object and generation number before the keyword obj at offset at, offset -1 when they are not
// there. Only generations of one digit are recognised.
func (r *reader) headerBefore(at int) (objectKey, int64, error) {
	i := at - 2
	if !isDigit(int(r.data[i])) {
		return objectKey{}, -1, nil
	}
	gen := int(r.data[i] - '0')
	i--
	if !isSpace(int(r.data[i])) {
		return objectKey{}, -1, nil
	}
	for i > minOffset && isSpace(int(r.data[i])) {
		i--
	}
	digits := i
	for i > minOffset && isDigit(int(r.data[i])) {
		i--
	}
	if i == digits {
		return objectKey{}, -1, nil
	}
	r.pos = i + 1
	num, err := r.objectNumber()
	return objectKey{num, gen}, int64(i + 1), err
}

// findLastEOF returns the offset of the last end-of-file mark that is followed by neither a cross-reference nor an object:
// what comes after it is no part of the document. It is the largest number when there is none.
func (r *reader) findLastEOF() int64 {
	origin := r.pos
	defer func() { r.pos = origin }()
	last := int64(math.MaxInt64)
	for r.pos = min(minOffset, len(r.data)); ; r.pos++ {
		i := bytes.Index(r.data[min(r.pos, len(r.data)):], []byte("%%EOF"))
		if i < 0 {
			return last
		}
		mark := r.pos + i
		r.pos = mark + len("%%EOF")
		r.skipSpaces()
		if r.at("xref") {
			continue
		}
		if _, err := r.objectNumber(); err == nil {
			if _, err = r.generation(); err == nil {
				continue
			}
		}
		last = int64(mark)
	}
}

// nearestXref returns the cross-reference section nearest to offset among those found by a scan, each of them only once;
// -1 when there is none.
func (r *reader) nearestXref(offset int64) int64 {
	if !r.scannedXrefs {
		r.scannedXrefs = true
		origin := r.pos
		r.tables = r.xrefTables()
		r.streams = r.streamsOfType("/XRef")
		r.pos = origin
	}
	table, stream := nearest(r.tables, offset), nearest(r.streams, offset)
	switch {
	case table < 0 && stream < 0:
		return -1
	case stream >= 0 && (table < 0 || abs(offset-r.tables[table]) > abs(offset-r.streams[stream])):
		found := r.streams[stream]
		r.streams = without(r.streams, found)
		return found
	}
	found := r.tables[table]
	r.tables = without(r.tables, found)
	return found
}

func nearest(offsets []int64, want int64) int {
	best := -1
	for i, o := range offsets {
		if best < 0 || abs(want-offsets[best]) > abs(want-o) {
			best = i
		}
	}
	return best
}

// without removes the first x.
func without(offsets []int64, x int64) []int64 {
	for i, o := range offsets {
		if o == x {
			return append(offsets[:i:i], offsets[i+1:]...)
		}
	}
	return offsets
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// streamsOfType lists the offsets of the objects whose dictionary contains the name, by looking for an object header in
// the 400 bytes before the name.
func (r *reader) streamsOfType(name string) []int64 {
	var found []int64
	for i := minOffset; ; {
		j := bytes.Index(r.data[min(i, len(r.data)):], []byte(name))
		if j < 0 {
			return found
		}
		i += j
		if at := r.headerNear(i); at >= 0 {
			found = append(found, int64(at))
		}
		i += len(name) + 1
	}
}

// headerNear looks for " obj" before offset at, ten bytes at a time as the reference does, and returns where the object
// number begins, -1 when there is none.
func (r *reader) headerNear(at int) int {
	for block := 1; block < 40; block++ {
		from := at - 10*block
		if from <= 0 {
			return -1
		}
		for i := from; i < from+10; i++ {
			if i+4 <= len(r.data) && string(r.data[i:i+4]) == " obj" {
				return r.numberBefore(i)
			}
		}
	}
	return -1
}

func (r *reader) numberBefore(i int) int {
	i--
	if i < 2 || !isDigit(int(r.data[i])) || r.data[i-1] != ' ' {
		return -1
	}
	i -= 2
	digits := i
	for i > minOffset && isDigit(int(r.data[i])) {
		i--
	}
	if i == digits {
		return -1
	}
	return i + 1
}

// scanObjectStreams adds the objects of all object streams that the scan of the file has found.
func (r *reader) scanObjectStreams() error {
	origin := r.pos
	defer func() { r.pos = origin }()
	for _, at := range r.streamsOfType("/ObjStm") {
		r.seek(at)
		num, err := r.objectNumber()
		if err != nil {
			return err
		}
		gen, err := r.generation()
		if err != nil {
			return err
		}
		// a later version of the object stream replaces this one
		if where, ok := r.scanned[objectKey{num, gen}]; !ok || where != at {
			continue
		}
		if err := r.expect("obj"); err != nil {
			return err
		}
		contained, err := r.containedNumbers(objectKey{num, gen})
		if err != nil {
			if isDamage(err) {
				continue
			}
			return err
		}
		for _, n := range contained {
			key := objectKey{num: n}
			known, ok := r.scanned[key]
			if ok && known < 0 {
				known, ok = r.scanned[objectKey{num: -known}]
			}
			if !ok || at > known {
				r.scanned[key] = -num
				r.resolved[key] = -num
			}
		}
	}
	return nil
}

// containedNumbers reads the object stream at the current position and lists the numbers of its objects.
func (r *reader) containedNumbers(key objectKey) ([]int64, error) {
	d, err := r.dict()
	if err != nil {
		return nil, err
	}
	count, ok1 := longEntry(d, "N")
	first, ok2 := longEntry(d, "First")
	if !ok1 || !ok2 || count < 0 || first < 0 {
		return nil, r.errorf("object stream without /N or /First")
	}
	s, err := r.stream(d)
	if err != nil {
		return nil, err
	}
	if r.crypt != nil {
		if err := r.crypt.stream(&s, key); err != nil {
			return nil, err
		}
	}
	data, err := r.decode(s)
	if err != nil {
		return nil, err
	}
	l := lexer{data: data}
	var numbers []int64
	for range count {
		num, err := l.objectNumber()
		if err != nil {
			return nil, err
		}
		if _, err := l.long(); err != nil {
			return nil, err
		}
		numbers = append(numbers, num)
	}
	return numbers, nil
}

// xrefTables lists the offsets of everything that looks like a cross-reference table.
func (r *reader) xrefTables() []int64 {
	var found []int64
	for i := minOffset; ; {
		j := bytes.Index(r.data[min(i, len(r.data)):], []byte("xref"))
		if j < 0 {
			return found
		}
		i += j
		if isSpace(int(r.data[i-1])) {
			found = append(found, int64(i))
		}
		i += len("xref") + 1
	}
}
