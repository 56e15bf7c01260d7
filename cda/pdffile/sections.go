package pdffile

import "slices"

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
