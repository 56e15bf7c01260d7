package pdffile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/internal/lazyregexp"
)

// Section is a cross-reference section of the file, a table or a stream.
type Section struct {
	// Offset is where it begins in File.Data, in bytes, as startxref or /Prev give it.
	Offset int64
	// Objects are the numbers of the objects that it locates and Freed those of the objects that it declares free, sorted.
	// A hybrid file's stream counts with its table. The reader ignores that an object is free, as PDFBox does.
	Objects, Freed []int
}

// Sections returns the cross-reference sections that were read, in the order of their offsets. In a file whose
// cross-reference was rebuilt (see Repaired) it returns those that could be read before that, perhaps none.
func (f *File) Sections() []Section {
	out := make([]Section, 0, len(f.sections))
	for _, offset := range sortedKeys(f.sections) {
		s := f.sections[offset]
		objects := make([]int, 0, len(s.entries))
		for key := range s.entries {
			objects = append(objects, int(key.num))
		}
		freed := make([]int, len(s.freed))
		for i, num := range s.freed {
			freed[i] = int(num)
		}
		slices.Sort(objects)
		slices.Sort(freed)
		out = append(out, Section{Offset: offset, Objects: objects, Freed: freed})
	}
	return out
}

// entryHeader is the header of an indirect object where a cross-reference entry points.
var entryHeader = lazyregexp.New(`^[\x00\t\n\f\r ]*(\d{1,10})[\x00\t\n\f\r ]+(\d{1,5})[\x00\t\n\f\r ]+obj`)

// Misdirected returns, sorted, the numbers of the objects about which readers disagree because of a section that the document has and
// an earlier state of it has not: it locates them where no object of that number and generation begins, in two places, or under
// another generation than before. The reader repairs such entries as PDFBox does; others take other objects, or none.
func (f *File) Misdirected(earlier *File) []int {
	generations := map[int64]int{}
	for _, s := range earlier.sections {
		for key := range s.entries {
			generations[key.num] = key.gen
		}
	}
	var out []int
	numbers := map[int64][]string{}
	for offset, s := range f.sections {
		if earlier.sections[offset] != nil {
			continue
		}
		for _, num := range s.doubled {
			out = append(out, int(num))
		}
		for key, where := range s.entries {
			gen, known := generations[key.num]
			if known && gen != key.gen || where > 0 && !f.begins(key, where) || where < 0 && !f.holds(-where, key, s.positions[key], numbers) {
				out = append(out, int(key.num))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// holds says whether an object stream has the object at the position; one that was not read is of no use to anybody. numbers are the
// heads of the streams that were looked at.
func (f *File) holds(container int64, key objectKey, position int64, numbers map[int64][]string) bool {
	s := f.objects[objectKey{num: container}]
	if s == nil {
		return true
	}
	head, known := numbers[container]
	if stream, ok := s.value.(types.StreamDict); !known && ok {
		data, _ := f.Stream(stream)
		first, _ := f.Int(stream.Dict["First"])
		head = strings.Fields(string(data[:max(0, min(first, int64(len(data))))]))
		numbers[container] = head
	}
	return position < int64(len(head))/2 && head[2*position] == strconv.FormatInt(key.num, 10)
}

// begins says whether the object begins at the offset.
func (f *File) begins(key objectKey, offset int64) bool {
	size := int64(len(f.Data))
	if offset >= size {
		return false
	}
	m := entryHeader().FindSubmatch(f.Data[offset:min(offset+64, size)])
	if m == nil {
		return false
	}
	num, err1 := strconv.ParseInt(string(m[1]), 10, 64)
	gen, err2 := strconv.Atoi(string(m[2]))
	return err1 == nil && err2 == nil && objectKey{num, gen} == key
}

// Missing returns, sorted, the numbers of the objects that the document refers to, from the catalog on, and that no
// cross-reference section locates. The reader takes null in their place, as PDFBox does; other readers look for them.
func (f *File) Missing() []int {
	var out []int
	for key, s := range f.objects {
		if _, located := f.xref[key]; !located && s.known && s.value == nil {
			out = append(out, int(key.num))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
