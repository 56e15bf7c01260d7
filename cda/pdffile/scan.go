package pdffile

import (
	"bytes"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
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

// rebuildTrailer makes cross-reference and trailer from a scan of the file.
func (r *reader) rebuildTrailer() (types.Dict, error) {
	r.repaired = true
	if err := r.scanObjects(); err != nil {
		return nil, err
	}
	r.resolved = map[objectKey]int64{}
	for k, v := range r.scanned {
		r.resolved[k] = v
	}
	trailer := types.Dict{}
	found, err := r.scanTrailers(trailer)
	if err != nil {
		return nil, err
	}
	if !found {
		if found, err = r.scanCatalog(trailer); err != nil {
			return nil, err
		}
	}
	streamsDone := false
	if !found {
		// the catalog may stand in an object stream
		if err := r.scanObjectStreams(); err != nil {
			return nil, err
		}
		streamsDone = true
		if _, err := r.scanCatalog(trailer); err != nil {
			return nil, err
		}
	}
	if err := r.prepareDecryption(trailer); err != nil {
		return nil, err
	}
	if !streamsDone {
		if err := r.scanObjectStreams(); err != nil {
			return nil, err
		}
	}
	return trailer, nil
}

// scanTrailers looks for a trailer that names a catalog and an information dictionary, and takes its useful entries.
func (r *reader) scanTrailers(trailer types.Dict) (bool, error) {
	for r.pos = min(minOffset, len(r.data)); ; {
		i := bytes.Index(r.data[r.pos:], []byte("trailer"))
		if i < 0 {
			return false, nil
		}
		r.pos += i + len("trailer")
		start := r.pos
		r.skipSpaces()
		r.refs = r.refs[:0]
		d, err := r.dict()
		if spent := r.budget.spend(int64(r.pos - start)); spent != nil {
			return false, spent
		}
		if err != nil {
			if !isDamage(err) {
				return false, err
			}
			continue
		}
		at := r.pos
		ok, err := r.useTrailer(d, trailer)
		if err != nil && !isDamage(err) {
			return false, err
		}
		if ok {
			return true, nil
		}
		r.pos = min(at+1, len(r.data))
	}
}

func (r *reader) useTrailer(d, trailer types.Dict) (bool, error) {
	root, err := r.scannedDict(d["Root"])
	if err != nil || root == nil || root["Type"] != types.Name("Catalog") {
		return false, err
	}
	info, err := r.scannedDict(d["Info"])
	if err != nil || info == nil || !isInfo(info) {
		return false, err
	}
	trailer["Root"], trailer["Info"] = d["Root"], d["Info"]
	encrypt, err := r.scannedDict(d["Encrypt"])
	if err != nil {
		return false, err
	}
	if encrypt != nil {
		trailer["Encrypt"] = d["Encrypt"]
	}
	if id, ok := d["ID"].(types.Array); ok {
		trailer["ID"] = id
	}
	return true, nil
}

// scannedDict returns the dictionary that a reference leads to, by the scan of the file; nil when it is none.
func (r *reader) scannedDict(o types.Object) (types.Dict, error) {
	num, gen, ok := Reference(o)
	if !ok {
		return nil, nil
	}
	key := objectKey{int64(num), gen}
	where, ok := r.scanned[key]
	if !ok {
		return nil, nil
	}
	return r.dictAt(key, where)
}

func (r *reader) dictAt(key objectKey, where int64) (types.Dict, error) {
	if where < 0 {
		s := r.slot(key)
		if !s.known {
			if err := r.readObjectStream(-where); err != nil {
				return nil, err
			}
		}
		d, _ := dictOf(s.value)
		return d, nil
	}
	r.seek(where)
	if _, err := r.objectHeader(); err != nil {
		return nil, err
	}
	if r.peek() != '<' {
		return nil, nil
	}
	start := r.pos
	r.refs = r.refs[:0]
	d, err := r.dict()
	if spent := r.budget.spend(int64(r.pos - start)); spent != nil {
		return nil, spent
	}
	if err != nil {
		if isDamage(err) {
			return nil, nil
		}
		return nil, err
	}
	return d, nil
}

// scanCatalog looks for catalog and information dictionary among all objects found; the one further back in the file is
// the newer one.
func (r *reader) scanCatalog(trailer types.Dict) (bool, error) {
	var root, info *located
	for _, key := range sortedObjects(r.scanned) {
		where := r.scanned[key]
		d, err := r.dictAt(key, where)
		if err != nil {
			return false, err
		}
		switch {
		case d == nil:
		case d["Type"] == types.Name("Catalog"):
			root = newer(root, &located{key, where})
		case isInfo(d):
			info = newer(info, &located{key, where})
		}
	}
	if root != nil {
		trailer["Root"] = root.ref()
	}
	if info != nil {
		trailer["Info"] = info.ref()
	}
	return root != nil, nil
}

type located struct {
	key   objectKey
	where int64
}

func (l *located) ref() types.IndirectRef {
	return types.IndirectRef{ObjectNumber: types.Integer(l.key.num), GenerationNumber: types.Integer(l.key.gen)}
}

func newer(old, found *located) *located {
	switch {
	case old == nil:
		return found
	case old.key.num == found.key.num:
		if old.key.gen < found.key.gen {
			return found
		}
		return old
	case found.where > old.where:
		return found
	}
	return old
}

// isInfo is the reference's guess whether d is the document information dictionary.
func isInfo(d types.Dict) bool {
	for _, key := range []string{"Parent", "A", "Dest"} {
		if _, ok := d[key]; ok {
			return false
		}
	}
	for _, key := range []string{"ModDate", "Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate"} {
		if _, ok := d[key]; ok {
			return true
		}
	}
	return false
}
