package pdffile

import (
	"fmt"
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
	if fixed := r.checkXrefOffset(start); fixed > -1 {
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
		return r.checkPrev(prev), nil
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
		if fixed := r.checkXrefOffset(stm); fixed > -1 {
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
	return r.checkPrev(prev), nil
}

func (r *reader) sectionError(err error) error {
	if err != nil {
		return err
	}
	return r.errorf("no cross-reference table with trailer")
}

// checkPrev corrects the offset of the previous section, in the trailer too.
func (r *reader) checkPrev(prev int64) int64 {
	if prev <= 0 {
		return prev
	}
	if fixed := r.checkXrefOffset(prev); fixed > -1 && fixed != prev {
		prev = fixed
		r.sections.current.trailer["Prev"] = types.Integer(prev)
	}
	return prev
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
		default:
			r.free(num)
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

// free notes that the current section declares an object free; notes beyond the bound on objects are dropped.
func (r *reader) free(num int64) {
	if r.sections.free < r.limits.MaxObjects {
		r.sections.free++
		r.sections.current.freed = append(r.sections.current.freed, num)
	}
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
