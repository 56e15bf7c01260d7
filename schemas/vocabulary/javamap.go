package vocabulary

import "unicode/utf16"

// javaHash is java.lang.String.hashCode: over UTF-16 code units, modulo 2^32.
func javaHash(s string) int32 {
	var h int32
	for _, r := range s {
		if r > 0xFFFF {
			hi, lo := utf16.EncodeRune(r)
			h = 31*(31*h+hi) + lo
			continue
		}
		h = 31*h + r
	}
	return h
}

// javaMap yields keys in the order of a java.util.HashMap that is filled by computeIfAbsent, as Collectors.groupingBy
// does: buckets by their number, within a bucket the newest first; doubling the buckets keeps the relative order. Keys
// are numbers from 0 in order of first appearance.
//
// Bins turn into trees only from eight keys in one of at least 64 buckets, which needs more dictionaries than are
// managed; their order is that of a list here.
type javaMap struct {
	hashes  []uint32 // spread hash by key
	buckets [][]int
}

// touch is one call of computeIfAbsent. Not only a new key but any call doubles an overfull table.
func (m *javaMap) touch(key int, hash int32) {
	const initial, treeifyAt, minTreeBuckets = 16, 8, 64
	if m.buckets == nil {
		m.buckets = make([][]int, initial)
	}
	if len(m.hashes) > len(m.buckets)*3/4 {
		m.grow()
	}
	if key < len(m.hashes) {
		return
	}
	h := uint32(hash)
	m.hashes = append(m.hashes, h^h>>16)
	bin := &m.buckets[m.bucket(key)]
	long := len(*bin) >= treeifyAt-1
	*bin = append([]int{key}, *bin...)
	if long && len(m.buckets) < minTreeBuckets {
		m.grow()
	}
}

func (m *javaMap) bucket(key int) uint32 { return m.hashes[key] & uint32(len(m.buckets)-1) }

func (m *javaMap) grow() {
	old := m.buckets
	m.buckets = make([][]int, 2*len(old))
	for _, bin := range old {
		for _, key := range bin {
			b := m.bucket(key)
			m.buckets[b] = append(m.buckets[b], key)
		}
	}
}

func (m *javaMap) keys() []int {
	order := make([]int, 0, len(m.hashes))
	for _, bin := range m.buckets {
		order = append(order, bin...)
	}
	return order
}
