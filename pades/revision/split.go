package revision

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/fselint/fselint/cda/pdffile"
)

// maxMarks bounds the end-of-file marks that are looked at; a document that has been signed and saved that often is not one.
const maxMarks = 100_000

// mark is an end-of-file mark with the startxref before it.
type mark struct {
	section int64 // where startxref points
	end     int64 // behind the mark and its line end
}

var (
	eofMark   = []byte("%%EOF")
	startxref = []byte("startxref")
)

// marks finds the end-of-file marks that follow a startxref.
func marks(data []byte) []mark {
	var out []mark
	for at := 0; len(out) < maxMarks; {
		i := bytes.Index(data[at:], eofMark)
		if i < 0 {
			break
		}
		at += i
		end := at + len(eofMark)
		if section, ok := startxrefBefore(data[max(0, at-64):at]); ok {
			out = append(out, mark{section, int64(lineEnd(data, end))})
		}
		at = end
	}
	return out
}

// startxrefBefore reads the number behind the last startxref in the bytes before an end-of-file mark.
func startxrefBefore(before []byte) (int64, bool) {
	i := bytes.LastIndex(before, startxref)
	if i < 0 {
		return 0, false
	}
	n, err := strconv.ParseInt(string(bytes.TrimSpace(before[i+len(startxref):])), 10, 64)
	return n, err == nil
}

// lineEnd returns where the line end at the offset ends, the offset itself when there is none.
func lineEnd(data []byte, at int) int {
	if at < len(data) && data[at] == '\r' {
		at++
	}
	if at < len(data) && data[at] == '\n' {
		at++
	}
	return at
}

// split divides a file into revisions. An end-of-file mark ends one when the startxref before it names a section that
// readers use: other marks belong to embedded documents, to the first page of a linearised file, or to nothing. In a file
// whose cross-reference is damaged every mark counts.
func split(f *pdffile.File) []Revision {
	sections := f.Sections()
	used := map[int64]bool{}
	for _, s := range sections {
		used[s.Offset] = true
	}
	var out []Revision
	start := int64(0)
	for _, m := range marks(f.Data) {
		if f.SoundXref() && (!used[m.section] || m.section >= m.end) {
			continue
		}
		delete(used, m.section) // the first mark that names it
		out = append(out, Revision{Start: start, End: m.end})
		start = m.end
	}
	if size := int64(len(f.Data)); start < size {
		out = append(out, Revision{Start: start, End: size})
	}
	assign(out, sections)
	for i := range out {
		if r := &out[i]; len(r.Sections) == 0 {
			r.Unlisted = unlisted(f.Data[r.Start:r.End])
		}
	}
	return out
}

// assign puts every section into the revision that it stands in.
func assign(revisions []Revision, sections []pdffile.Section) {
	for _, s := range sections {
		i := revisionAt(revisions, s.Offset)
		if i < 0 {
			continue
		}
		r := &revisions[i]
		r.Sections = append(r.Sections, s.Offset)
		r.Objects = append(r.Objects, s.Objects...)
		r.Freed = append(r.Freed, s.Freed...)
	}
	for i := range revisions {
		r := &revisions[i]
		slices.Sort(r.Objects)
		r.Objects = slices.Compact(r.Objects)
		slices.Sort(r.Freed)
		r.Freed = slices.Compact(r.Freed)
	}
}

// revisionAt returns the index of the revision in which the offset is, -1 when it is outside of the file.
func revisionAt(revisions []Revision, offset int64) int {
	i, found := slices.BinarySearchFunc(revisions, offset, func(r Revision, offset int64) int {
		switch {
		case r.End <= offset:
			return -1
		case r.Start > offset:
			return 1
		}
		return 0
	})
	if !found {
		return -1
	}
	return i
}

// unlisted counts the objects in bytes that no cross-reference lists. Comments may stand between the parts of a header, so
// that what has the keyword has an object, whatever precedes it.
func unlisted(data []byte) int {
	if n := countHeaders(data); n > 0 || !bytes.Contains(data, keyword) {
		return n
	}
	return 1
}

var keyword = []byte("obj")

// countHeaders counts what looks like the header of an indirect object: number, generation, obj.
func countHeaders(data []byte) int {
	n := 0
	for {
		i := bytes.Index(data, keyword)
		if i < 0 {
			return n
		}
		if isHeader(data[:i]) {
			n++
		}
		data = data[i+len(keyword):]
	}
}

// isHeader says whether the bytes end in two numbers, each followed by white space.
func isHeader(before []byte) bool {
	for range 2 {
		trimmed := bytes.TrimRight(before, "\x00\t\n\f\r ")
		digits := bytes.TrimRight(trimmed, "0123456789")
		if len(trimmed) == len(before) || len(digits) == len(trimmed) {
			return false
		}
		before = digits
	}
	return true
}

// tail says what the bytes from end on are.
func tail(data []byte, end int64, revisions []Revision) Tail {
	rest := data[end:]
	if len(rest) == 0 {
		return TailNone
	}
	if len(bytes.TrimLeft(rest, "\x00\t\n\f\r ")) == 0 {
		return TailBlank
	}
	for _, r := range revisions {
		if n := len(r.Sections); n > 0 && r.Sections[n-1] >= end {
			return TailUpdates
		}
	}
	if unlisted(rest) > 0 || bytes.Contains(rest, []byte("trailer")) {
		return TailUnlisted
	}
	return TailHarmless
}
