package revision

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/internal/lazyregexp"
)

// maxMarks bounds the end-of-file marks that are looked at; a document that has been signed and saved that often is not one.
const maxMarks = 100_000

var (
	// endMark is an end-of-file mark with the startxref before it and the line end behind it.
	endMark = lazyregexp.New(`startxref[\x00\t\n\f\r ]*(\d{1,18})[\x00\t\n\f\r ]*%%EOF(?:\r\n|\r|\n)?`)
	// header is the header of an indirect object, and keyword what every one of them has.
	header  = lazyregexp.New(`\d[\x00\t\n\f\r ]+\d+[\x00\t\n\f\r ]+obj`)
	keyword = []byte("obj")
)

// split divides a file into revisions. An end-of-file mark ends one when the startxref before it names a section that
// readers use: other marks belong to embedded documents, to the first page of a linearised file, or to nothing. In a file
// whose cross-reference is damaged every mark counts. It is not whole when there are more marks than are looked at.
func split(f *pdffile.File) (out []Revision, whole bool) {
	sections := f.Sections()
	used := map[int64]bool{}
	for _, s := range sections {
		used[s.Offset] = true
	}
	start := int64(0)
	marks := endMark().FindAllSubmatchIndex(f.Data, maxMarks)
	for _, m := range marks {
		section, _ := strconv.ParseInt(string(f.Data[m[2]:m[3]]), 10, 64)
		end := int64(m[1])
		if f.SoundXref() && (!used[section] || section >= end) {
			continue
		}
		delete(used, section) // the first mark that names it
		out = append(out, Revision{Start: start, End: end})
		start = end
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
	return out, len(marks) < maxMarks
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
	if n := len(header().FindAllIndex(data, -1)); n > 0 || !bytes.Contains(data, keyword) {
		return n
	}
	return 1
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
