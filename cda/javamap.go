package cda

import "unicode/utf16"

// javaHashMap keeps keys in the order in which Java's HashMap<String, …> lists them. The gateway takes the first matching
// attachment of such a map, so the order decides when two match.
type javaHashMap struct {
	buckets [][]string
	size    int
}

// put adds a key; the map grows as Java's does.
func (m *javaHashMap) put(key string) {
	if len(m.buckets) == 0 {
		m.resize(16)
	}
	i := m.index(key)
	for _, k := range m.buckets[i] {
		if k == key {
			return
		}
	}
	m.buckets[i] = append(m.buckets[i], key)
	if m.size++; m.size > len(m.buckets)*3/4 {
		m.resize(2 * len(m.buckets))
	}
}

// putAll adds the keys of another map in that map's order, after making room for all of them.
func (m *javaHashMap) putAll(other *javaHashMap) {
	if other.size == 0 {
		return
	}
	if len(m.buckets) == 0 {
		capacity := 1
		for capacity < int(float32(other.size)/0.75+1) {
			capacity *= 2
		}
		m.resize(capacity)
	}
	for other.size > len(m.buckets)*3/4 {
		m.resize(2 * len(m.buckets))
	}
	for _, k := range other.keys() {
		m.put(k)
	}
}

func (m *javaHashMap) keys() []string {
	var all []string
	for _, b := range m.buckets {
		all = append(all, b...)
	}
	return all
}

func (m *javaHashMap) resize(capacity int) {
	keys := m.keys()
	m.buckets = make([][]string, capacity)
	for _, k := range keys {
		i := m.index(k)
		m.buckets[i] = append(m.buckets[i], k)
	}
}

func (m *javaHashMap) index(key string) int {
	h := uint32(0)
	for _, c := range utf16.Encode([]rune(key)) {
		h = 31*h + uint32(c)
	}
	return int((h ^ h>>16) & uint32(len(m.buckets)-1))
}
