package pdffile

import (
	"cmp"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// xrefSection is one cross-reference table or stream with its trailer.
type xrefSection struct {
	trailer types.Dict
	entries map[objectKey]int64
	// freed are the numbers declared free. The reference ignores them; other readers do not.
	freed []int64
	// doubled are the numbers located twice, in different places: which one counts depends on the reader.
	doubled []int64
	// positions are those of objects in the object streams that hold them. The reference ignores them, others do not.
	positions map[objectKey]int64
}

// add records where an object is: an offset, or minus the number of the object stream that holds it. In a hybrid file
// the table comes before its stream and wins.
func (s *xrefSection) add(key objectKey, where int64) {
	if before, known := s.entries[key]; !known {
		s.entries[key] = where
	} else if before != where {
		s.doubled = append(s.doubled, key.num)
	}
}

// position notes where in its object stream an object is, which only the first entry for it says.
func (s *xrefSection) position(key objectKey, at int64) {
	if s.positions == nil {
		s.positions = map[objectKey]int64{}
	}
	if _, known := s.positions[key]; !known {
		s.positions[key] = at
	}
}

// sections keeps the cross-reference sections by their offset, as PDFBox's XrefTrailerResolver does.
type sections struct {
	byOffset map[int64]*xrefSection
	current  *xrefSection
	free     int // how many freed objects are noted in all sections
}

func (s *sections) begin(offset int64) {
	if s.byOffset == nil {
		s.byOffset = map[int64]*xrefSection{}
	}
	s.current = &xrefSection{entries: map[objectKey]int64{}}
	s.byOffset[offset] = s.current
}

// merge follows the chain of /Prev from start and puts the sections together, later over earlier.
func (s *sections) merge(start int64) (types.Dict, map[objectKey]int64) {
	var chain []*xrefSection
	if section := s.byOffset[start]; section != nil {
		chain = append(chain, section)
		for section.trailer != nil {
			prev, ok := longEntry(section.trailer, "Prev")
			if !ok || prev == -1 {
				break
			}
			if section = s.byOffset[prev]; section == nil {
				break
			}
			chain = append(chain, section)
			if len(chain) >= len(s.byOffset) {
				break
			}
		}
		slices.Reverse(chain)
	} else {
		for _, offset := range sortedKeys(s.byOffset) {
			chain = append(chain, s.byOffset[offset])
		}
	}
	trailer := types.Dict{}
	entries := map[objectKey]int64{}
	for _, section := range chain {
		for k, v := range section.trailer {
			trailer[k] = v
		}
		for k, v := range section.entries {
			entries[k] = v
		}
	}
	return trailer, entries
}

func sortedKeys[V any](m map[int64]V) []int64 {
	keys := make([]int64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// sortedObjects lists the keys of m by number, so that what is done for each of them does not depend on chance.
func sortedObjects(m map[objectKey]int64) []objectKey {
	keys := make([]objectKey, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b objectKey) int {
		return cmp.Or(cmp.Compare(a.num, b.num), cmp.Compare(a.gen, b.gen))
	})
	return keys
}

// longEntry returns a direct number of a dictionary.
func longEntry(d types.Dict, key string) (int64, bool) {
	switch n := d[key].(type) {
	case types.Integer:
		return int64(n), true
	case types.Float:
		return int64(n), true
	}
	return 0, false
}
