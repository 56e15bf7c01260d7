package pdffile

import "github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

// checkXrefOffset looks for a cross-reference section at offset and returns where it really is, -1 when unknown.
func (r *reader) checkXrefOffset(offset int64) int64 {
	r.seek(offset)
	r.skipSpaces()
	if r.at("xref") {
		return offset
	}
	if offset <= 0 {
		return -1
	}
	if r.isXrefStream(offset) {
		return offset
	}
	r.repaired, r.unsound = true, true
	if fixed := r.nearestXref(offset); fixed > -1 {
		return fixed
	}
	return 0
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
				r.repaired, r.unsound = true, true
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
	r.repaired, r.unsound = true, true
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
