package pdffile

import (
	"bytes"
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// startxref finds the last "startxref" before the last "%%EOF", both in the last 2048 bytes.
func (r *reader) startxref() (int, error) {
	tail := r.data[max(0, len(r.data)-2048):]
	end := lastIndex(tail, "%%EOF", len(tail))
	if end < 0 {
		end = len(tail)
	}
	at := lastIndex(tail, "startxref", end)
	if at < 0 {
		return 0, r.errorf("no startxref")
	}
	return len(r.data) - len(tail) + at, nil
}

// lastIndex searches backwards from end. A byte that breaks a partial match is not tried as the end of the next one: the
// reference does not either.
func lastIndex(buf []byte, pattern string, end int) int {
	want := len(pattern) - 1
	for i := end - 1; i >= 0; i-- {
		switch {
		case buf[i] == pattern[want]:
			if want--; want < 0 {
				return i
			}
		case want < len(pattern)-1:
			want = len(pattern) - 1
		}
	}
	return -1
}

// readXref reads the chain of cross-reference sections that starts at the startxref keyword at offset.
func (r *reader) readXref(offset int) (types.Dict, error) {
	r.pos = offset
	start := int64(0)
	if r.at("startxref") {
		r.token()
		n, err := r.long()
		if err != nil {
			return nil, err
		}
		start = n
	}
	if fixed, err := r.checkXrefOffset(start); err != nil {
		return nil, err
	} else if fixed > -1 {
		start = fixed
	}
	seen := map[int64]bool{}
	for prev := start; prev > 0; {
		seen[prev] = true
		r.seek(prev)
		r.skipSpaces()
		seen[int64(r.pos)] = true
		var err error
		if prev, err = r.readSection(prev); err != nil {
			return nil, err
		}
		if seen[prev] {
			return nil, r.errorf("loop of cross-reference sections")
		}
	}
	trailer, entries := r.sections.merge(start)
	r.trailer, r.resolved = trailer, entries
	if err := r.checkEntries(); err != nil {
		return nil, err
	}
	for k, v := range r.resolved {
		r.xref[k] = v
	}
	return trailer, nil
}

// readSection reads the section at the current position and returns the offset of the previous one, 0 or less when there is none.
func (r *reader) readSection(at int64) (int64, error) {
	if r.peek() != 'x' {
		prev, err := r.readXrefStream(at, true)
		if err != nil {
			return 0, err
		}
		return r.checkPrev(prev)
	}
	if ok, err := r.readTable(at); err != nil || !ok {
		return 0, r.sectionError(err)
	}
	if ok, err := r.readTrailer(); err != nil || !ok {
		return 0, r.sectionError(err)
	}
	trailer := r.sections.current.trailer
	if _, hybrid := trailer["XRefStm"]; hybrid {
		stm, _ := longEntry(trailer, "XRefStm")
		fixed, err := r.checkXrefOffset(stm)
		if err != nil {
			return 0, err
		}
		if fixed > -1 {
			stm = fixed
		}
		if stm > 0 {
			r.seek(stm)
			r.skipSpaces()
			if _, err := r.readXrefStream(at, false); err != nil && !isDamage(err) {
				return 0, err
			}
		}
	}
	prev, ok := longEntry(trailer, "Prev")
	if !ok {
		prev = -1
	}
	return r.checkPrev(prev)
}

func (r *reader) sectionError(err error) error {
	if err != nil {
		return err
	}
	return r.errorf("no cross-reference table with trailer")
}

// checkPrev corrects the offset of the previous section, in the trailer too.
func (r *reader) checkPrev(prev int64) (int64, error) {
	if prev <= 0 {
		return prev, nil
	}
	fixed, err := r.checkXrefOffset(prev)
	if err != nil {
		return 0, err
	}
	if fixed > -1 && fixed != prev {
		prev = fixed
		r.sections.current.trailer["Prev"] = types.Integer(prev)
	}
	return prev, nil
}

// readTable reads a cross-reference table, false when it has not the form of one.
func (r *reader) readTable(at int64) (bool, error) {
	if r.token() != "xref" {
		return false, nil
	}
	r.skipSpaces()
	r.sections.begin(at)
	if r.at("trailer") {
		return false, nil
	}
	for {
		line, err := r.line()
		if err != nil {
			return false, err
		}
		fields := splitFields(line)
		if len(fields) != 2 {
			return false, nil
		}
		first, err1 := strconv.ParseInt(fields[0], 10, 64)
		count, err2 := strconv.ParseInt(fields[1], 10, 32)
		if err1 != nil || err2 != nil {
			return false, nil
		}
		if err := r.readEntries(first, count); err != nil {
			return false, err
		}
		r.skipSpaces()
		if !isDigit(r.peek()) {
			return true, nil
		}
	}
}

func (r *reader) readEntries(num, count int64) error {
	r.skipSpaces()
	for ; count > 0; count-- {
		if c := r.peek(); c == eof || endsToken(c) || c == 't' {
			return nil
		}
		line, err := r.line()
		if err != nil {
			return err
		}
		fields := splitFields(line)
		if len(fields) < 3 {
			return nil
		}
		switch {
		case fields[len(fields)-1] == "n":
			offset, err := strconv.ParseInt(fields[0], 10, 64)
			if err != nil {
				return r.errorf("cross-reference entry %q", line)
			}
			if offset > 0 {
				gen, err := strconv.ParseInt(fields[1], 10, 32)
				if err != nil {
					return r.errorf("cross-reference entry %q", line)
				}
				if err := r.addEntry(objectKey{num, int(gen)}, offset); err != nil {
					return err
				}
			}
		case fields[2] != "f":
			return r.errorf("cross-reference entry %q", line)
		}
		num++
		r.skipSpaces()
	}
	return nil
}

func (r *reader) addEntry(key objectKey, where int64) error {
	r.sections.current.add(key, where)
	if len(r.sections.current.entries) > r.limits.MaxObjects {
		return fmt.Errorf("more than %d objects: %w", r.limits.MaxObjects, ErrTooLarge)
	}
	return nil
}

// splitFields splits at every single blank and drops empty fields at the end, as Java's split("\\s") does.
func splitFields(line string) []string {
	fields := strings.Split(strings.Map(func(c rune) rune {
		if c == '\t' || c == '\v' || c == '\f' || c == '\r' || c == '\n' {
			return ' '
		}
		return c
	}, line), " ")
	for len(fields) > 0 && fields[len(fields)-1] == "" {
		fields = fields[:len(fields)-1]
	}
	return fields
}

// readTrailer reads the trailer after a table, skipping surplus entries.
func (r *reader) readTrailer() (bool, error) {
	for isDigit(r.peek()) {
		if _, err := r.line(); err != nil {
			return false, err
		}
	}
	if r.peek() != 't' {
		return false, nil
	}
	at := r.pos
	line, err := r.line()
	if err != nil {
		return false, err
	}
	if strings.Trim(line, javaBlanks) != "trailer" {
		if !strings.HasPrefix(line, "trailer") {
			return false, nil
		}
		r.pos = at + len("trailer")
	}
	r.skipSpaces()
	d, err := r.dict()
	if err != nil {
		return false, err
	}
	r.sections.current.trailer = d
	r.skipSpaces()
	return true, nil
}

// javaBlanks are the characters that Java's String.trim removes.
var javaBlanks = string(func() []byte {
	b := make([]byte, 33)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}())

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
			continue
		}
		where := bigEndian(row[widths[0] : widths[0]+widths[1]])
		key := objectKey{num: num}
		if kind == 1 {
			key.gen = int(int32(bigEndian(row[widths[0]+widths[1]:])))
		} else {
			where = -where
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

// checkXrefOffset looks for a cross-reference section at offset and returns where it really is, -1 when unknown.
func (r *reader) checkXrefOffset(offset int64) (int64, error) {
	r.seek(offset)
	r.skipSpaces()
	if r.at("xref") {
		return offset, nil
	}
	if offset <= 0 {
		return -1, nil
	}
	if r.isXrefStream(offset) {
		return offset, nil
	}
	r.repaired = true
	if fixed := r.nearestXref(offset); fixed > -1 {
		return fixed, nil
	}
	return 0, nil
}

func (r *reader) isXrefStream(offset int64) bool {
	r.seek(offset - 1)
	if !isSpace(r.read()) {
		return false
	}
	r.skipSpaces()
	if !isDigit(r.peek()) {
		return false
	}
	if _, err := r.objectHeader(); err != nil {
		return false
	}
	d, err := r.dict()
	return err == nil && d["Type"] == types.Name("XRef")
}

// checkEntries verifies that every entry points to an object. A wrong generation is corrected; one entry that points
// nowhere has the whole table replaced by a scan of the file.
func (r *reader) checkEntries() error {
	corrected := map[objectKey]objectKey{}
	valid := map[objectKey]bool{}
	for _, key := range sortedObjects(r.resolved) {
		offset := r.resolved[key]
		if offset < 0 {
			continue
		}
		found, ok := r.findHeader(key, offset)
		switch {
		case !ok:
			if err := r.scanObjects(); err != nil {
				return err
			}
			if len(r.scanned) > 0 {
				r.repaired = true
				clear(r.resolved)
				for k, v := range r.scanned {
					r.resolved[k] = v
				}
			}
			return nil
		case found != key:
			corrected[key] = found
		default:
			valid[key] = true
		}
	}
	r.correct(corrected, valid)
	return nil
}

func (r *reader) correct(corrected map[objectKey]objectKey, valid map[objectKey]bool) {
	if len(corrected) == 0 {
		return
	}
	r.repaired = true
	moved := map[objectKey]int64{}
	for _, key := range sortedObjects(r.resolved) {
		if to, ok := corrected[key]; ok && !valid[to] {
			moved[to] = r.resolved[key]
		}
	}
	for key := range corrected {
		delete(r.resolved, key)
	}
	for key, offset := range moved {
		r.resolved[key] = offset
	}
}

// minOffset is the first offset at which the reference looks for anything: the header comes before.
const minOffset = 6

// findHeader reads the object header at offset and returns the key it names, false when there is none or its generation is
// lower than expected.
func (r *reader) findHeader(key objectKey, offset int64) (objectKey, bool) {
	if offset < minOffset {
		return key, false
	}
	r.seek(offset)
	r.skipStreamEOL()
	if int64(r.pos) == offset {
		// No white space before the number: the offset may point into the middle of one.
		r.pos--
		if !isDigit(r.peek()) {
			r.pos++
		} else {
			for r.pos--; r.pos >= 0 && isDigit(r.peek()); r.pos-- {
			}
			r.pos = max(r.pos, 0)
			num, err1 := r.objectNumber()
			gen, err2 := 0, err1
			if err1 == nil {
				gen, err2 = r.generation()
			}
			if err2 != nil {
				return key, false
			}
			known := r.resolved[objectKey{num, gen}]
			if d := offset - known; known > 0 && d < 10 && d > -10 {
				return key, false
			}
			r.seek(offset)
		}
	}
	found, err := r.objectHeader()
	if err != nil || found.gen < key.gen {
		return key, false
	}
	return found, true
}

func (r *reader) seek(offset int64) {
	r.pos = int(min(max(offset, 0), int64(len(r.data))))
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
