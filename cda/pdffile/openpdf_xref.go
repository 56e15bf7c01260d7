package pdffile

import (
	"bytes"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// readXref reads the cross-references from startxref on.
func (r *openPDF) readXref() error {
	at := bytes.LastIndex(r.data, []byte("startxref"))
	if at < 0 {
		return r.errorf("no startxref")
	}
	r.pos = at
	if _, err := r.next(); err != nil {
		return err
	}
	if !r.is("startxref") {
		return r.errorf("startxref expected")
	}
	if _, err := r.next(); err != nil {
		return err
	}
	start, err := integer(r.text)
	if err != nil || r.kind != tkNumber {
		return r.errorf("no number behind startxref")
	}
	if ok, err := r.xrefStream(start, 0); err == nil && ok {
		return nil
	}
	r.xref = nil
	if err := r.seek(start); err != nil {
		return err
	}
	section, err := r.xrefSection()
	if err != nil {
		return err
	}
	r.trailer = section
	for range maxSections {
		o, present := section["Prev"]
		if !present {
			return nil
		}
		prev, ok := numberOf(o)
		if !ok || prev == start {
			return r.errorf("wrong /Prev")
		}
		if err := r.seek(prev); err != nil {
			return err
		}
		if section, err = r.xrefSection(); err != nil {
			return err
		}
	}
	return fmt.Errorf("more than %d cross-references: %w", maxSections, ErrTooLarge)
}

// maxSections bounds the chain of cross-references, which may lead in a circle.
const maxSections = 1000

func numberOf(o types.Object) (int, bool) {
	switch n := o.(type) {
	case types.Integer:
		return int(int32(n)), true
	case types.Float:
		return int(n), true
	}
	return 0, false
}

// grow makes room for so many objects.
func (r *openPDF) grow(objects int) error {
	if objects > r.limits.MaxObjects {
		return fmt.Errorf("%d objects: %w", objects, ErrTooLarge)
	}
	if objects < 0 {
		return r.errorf("negative number of objects")
	}
	if more := objects - len(r.xref); more > 0 {
		r.xref = append(r.xref, make([]crossReference, more)...)
	}
	return nil
}

// note remembers where an object stands, unless a later section has said so.
func (r *openPDF) note(num int, where crossReference) bool {
	if r.xref[num] != (crossReference{}) {
		return false
	}
	r.xref[num] = where
	return true
}

// xrefSection reads a table and returns its trailer.
func (r *openPDF) xrefSection() (types.Dict, error) {
	if err := r.valid(); err != nil {
		return nil, err
	}
	if !r.is("xref") {
		return nil, r.errorf("xref expected")
	}
	for {
		if err := r.valid(); err != nil {
			return nil, err
		}
		if r.is("trailer") {
			break
		}
		if r.kind != tkNumber {
			return nil, r.errorf("number expected")
		}
		start, err := integer(r.text)
		if err != nil {
			return nil, err
		}
		if err := r.subsection(start); err != nil {
			return nil, err
		}
	}
	o, err := r.object()
	if err != nil {
		return nil, err
	}
	trailer, ok := trailerOf(o)
	if !ok {
		return nil, r.errorf("no trailer")
	}
	size, ok := numberOf(trailer["Size"])
	if !ok {
		return nil, r.errorf("no /Size")
	}
	if err := r.grow(size); err != nil {
		return nil, err
	}
	if hybrid, ok := numberOf(trailer["XRefStm"]); ok {
		if _, err := r.xrefStream(hybrid, 0); err != nil {
			return nil, err
		}
	}
	return trailer, nil
}

// trailerOf is the dictionary behind the word trailer; that of a stream will do.
func trailerOf(o types.Object) (types.Dict, bool) {
	if s, ok := o.(types.StreamDict); ok {
		return s.Dict, true
	}
	d, ok := o.(types.Dict)
	return d, ok
}

func (r *openPDF) subsection(start int) error {
	count, err := r.int()
	if err != nil {
		return err
	}
	end := start + count
	if start == 1 { // a table that should begin with object 0
		back := r.pos
		offset, err := r.int()
		if err != nil {
			return err
		}
		generation, err := r.int()
		if err != nil {
			return err
		}
		if offset == 0 && generation == 65535 {
			start--
			end--
		}
		r.pos = back
	}
	if err := r.grow(end); err != nil {
		return err
	}
	if start < 0 && end > start {
		return r.errorf("negative object number")
	}
	for num := start; num < end; num++ {
		offset, err := r.int()
		if err != nil {
			return err
		}
		if err := r.valid(); err != nil {
			return err
		}
		if err := r.valid(); err != nil {
			return err
		}
		switch {
		case r.is("n"):
			r.note(num, crossReference{offset: offset})
		case r.is("f"):
			r.note(num, crossReference{offset: -1})
		default:
			return r.errorf("n or f expected")
		}
	}
	return nil
}

// xrefStream reads a cross-reference stream and those before it; false where there is none.
func (r *openPDF) xrefStream(offset, depth int) (bool, error) {
	if depth > maxSections {
		return false, fmt.Errorf("more than %d cross-references: %w", maxSections, ErrTooLarge)
	}
	if err := r.seek(offset); err != nil {
		return false, err
	}
	num, ok, err := r.header()
	if err != nil || !ok {
		return false, err
	}
	o, err := r.object()
	if err != nil {
		return false, err
	}
	s, ok := o.(types.StreamDict)
	if !ok || s.Dict["Type"] != types.Name("XRef") {
		return false, nil
	}
	if r.trailer == nil {
		r.trailer = s.Dict
	}
	length, ok1 := numberOf(s.Dict["Length"])
	size, ok2 := numberOf(s.Dict["Size"])
	if !ok1 || !ok2 {
		return false, r.errorf("no /Length or /Size")
	}
	if err := r.grow(size); err != nil {
		return false, err
	}
	if s.Raw, err = r.raw(s.StreamOffset, length); err != nil {
		return false, err
	}
	data, err := r.decoded(s)
	if err != nil {
		return false, err
	}
	if err := r.entries(s.Dict, size, data); err != nil {
		return false, err
	}
	if num < len(r.xref) && num >= 0 {
		r.note(num, crossReference{offset: -1})
	}
	prev, present := s.Dict["Prev"]
	if !present {
		return true, nil
	}
	before, ok := numberOf(prev)
	if !ok {
		return false, r.errorf("wrong /Prev")
	}
	if before == -1 {
		return true, nil
	}
	return r.xrefStream(before, depth+1)
}

// header reads the beginning of an object; ok is false where there is none.
func (r *openPDF) header() (num int, ok bool, err error) {
	for i := range 2 {
		more, err := r.next()
		if err != nil || !more || r.kind != tkNumber {
			return 0, false, err
		}
		if i == 0 {
			if num, err = integer(r.text); err != nil {
				return 0, false, err
			}
		}
	}
	more, err := r.next()
	return num, more && r.is("obj"), err
}

// entries reads the rows of a cross-reference stream.
func (r *openPDF) entries(d types.Dict, size int, data []byte) error {
	index, ok := d["Index"].(types.Array)
	if _, present := d["Index"]; !present {
		index, ok = types.Array{types.Integer(0), types.Integer(size)}, true
	}
	widths, ok2 := d["W"].(types.Array)
	if !ok || !ok2 || len(widths) < 3 {
		return r.errorf("wrong /Index or /W")
	}
	var w [3]int
	for i := range w {
		if w[i], ok = numberOf(r.resolve(widths[i])); !ok {
			return r.errorf("wrong /W")
		}
	}
	if r.wanted == nil {
		r.wanted = map[int]map[int]bool{}
	}
	field := func(n, missing int) int {
		if n <= 0 {
			return missing
		}
		v := int32(0)
		for _, b := range data[:n] { // too short: the reader fails
			v = v<<8 + int32(b)
		}
		data = data[n:]
		return int(v)
	}
	for i := 0; i < len(index); i += 2 {
		if i+1 == len(index) {
			return r.errorf("odd /Index")
		}
		start, ok1 := numberOf(r.resolve(index[i]))
		count, ok2 := numberOf(r.resolve(index[i+1]))
		if !ok1 || !ok2 || start < 0 {
			return r.errorf("wrong /Index")
		}
		if err := r.grow(start + count); err != nil {
			return err
		}
		for ; count > 0; count-- {
			kind, second, third := field(w[0], 1), field(w[1], 0), field(w[2], 0)
			r.row(start, kind, second, third)
			start++
		}
	}
	return nil
}

func (r *openPDF) row(num, kind, second, third int) {
	switch kind {
	case 0:
		r.note(num, crossReference{offset: -1})
	case 1:
		r.note(num, crossReference{offset: second})
	case 2:
		if r.note(num, crossReference{offset: third, stream: second}) {
			if r.wanted[second] == nil {
				r.wanted[second] = map[int]bool{}
			}
			r.wanted[second][third] = true
		}
	}
}

// rebuild finds the objects that stand at the beginning of a line, and the last trailer with a /Root.
func (r *openPDF) rebuild() error {
	if err := r.budget.spend(int64(len(r.data))); err != nil {
		return err
	}
	r.pos, r.trailer, r.xref, r.depth = 0, nil, nil, 0
	generations := map[int]int{}
	line := make([]byte, 64)
	for {
		at := r.pos
		if !r.lineSegment(line) {
			break
		}
		switch {
		case bytes.HasPrefix(line, []byte("trailer")):
			if err := r.rebuiltTrailer(at); err != nil {
				return err
			}
		case isDigit(int(line[0])):
			num, generation, ok := objectStart(line)
			if !ok {
				continue
			}
			if err := r.grow(num + 1); err != nil {
				return err
			}
			if before, known := generations[num]; !known || generation >= before {
				generations[num], r.xref[num] = generation, crossReference{offset: at}
			}
		}
	}
	return nil
}

func (r *openPDF) rebuiltTrailer(at int) error {
	r.pos = at
	if _, err := r.next(); err != nil {
		return err
	}
	at = r.pos
	o, err := r.object()
	if err != nil && !isDamage(err) {
		return err
	}
	r.depth = 0
	if d, ok := trailerOf(o); err == nil && ok && d["Root"] != nil {
		r.trailer = d
	} else {
		r.pos = at
	}
	return nil
}

// objectStart reads "number generation obj" at the beginning of a line.
func objectStart(line []byte) (num, generation int, ok bool) {
	t := tokens{lexer: lexer{data: line}}
	for _, into := range []*int{&num, &generation} {
		more, err := t.next()
		if err != nil || !more || t.kind != tkNumber {
			return 0, 0, false
		}
		if *into, err = integer(t.text); err != nil {
			return 0, 0, false
		}
	}
	more, err := t.next()
	return num, generation, err == nil && more && t.is("obj") && num >= 0
}
