package jdk

import (
	"slices"
	"unicode/utf16"
)

// HashCode is String.hashCode: over UTF-16 code units, modulo 2^32.
func HashCode(s string) int32 {
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

// HashMap keeps keys in the order in which java.util.HashMap lists them. The gateway takes the first of several, or puts them
// into a message, in that order. The zero value is an empty map.
//
// Bins turn into trees only from eight keys in one of at least 64 buckets; their order is that of a list here.
type HashMap[K comparable] struct {
	buckets [][]hashed[K]
	size    int
}

type hashed[K comparable] struct {
	key  K
	hash uint32 // spread
}

// treeifyAt is the number of keys in a bucket from which a small table grows whatever its size.
const treeifyAt, minTreeBuckets = 8, 64

// Put adds a key with its hash code as HashMap.put does: at the end of its bucket. A key that is there stays where it is.
func (m *HashMap[K]) Put(key K, hash int32) {
	if m.buckets == nil {
		m.resize(16)
	}
	entry, bucket := m.find(key, hash)
	if entry == nil {
		return
	}
	*bucket = append(*bucket, *entry)
	if len(*bucket) > treeifyAt && len(m.buckets) < minTreeBuckets {
		m.resize(2 * len(m.buckets))
	}
	if m.size++; m.size > len(m.buckets)*3/4 {
		m.resize(2 * len(m.buckets))
	}
}

// PutAll adds the keys of another map in that map's order, after making room for all of them.
func (m *HashMap[K]) PutAll(other *HashMap[K]) {
	if other.size == 0 {
		return
	}
	if m.buckets == nil {
		capacity := 1
		for capacity < int(float32(other.size)/0.75+1) {
			capacity *= 2
		}
		m.resize(capacity)
	}
	for other.size > len(m.buckets)*3/4 {
		m.resize(2 * len(m.buckets))
	}
	for _, bucket := range other.buckets {
		for _, e := range bucket {
			m.Put(e.key, int32(e.hash^e.hash>>16)) // spreading twice gives the hash code again
		}
	}
}

// ComputeIfAbsent adds a key with its hash code as HashMap.computeIfAbsent does, and so Collectors.groupingBy: at the beginning
// of its bucket. Not only a new key but any call doubles an overfull table.
func (m *HashMap[K]) ComputeIfAbsent(key K, hash int32) {
	if m.buckets == nil {
		m.resize(16)
	}
	if m.size > len(m.buckets)*3/4 {
		m.resize(2 * len(m.buckets))
	}
	entry, bucket := m.find(key, hash)
	if entry == nil {
		return
	}
	m.size++
	*bucket = slices.Insert(*bucket, 0, *entry)
	if len(*bucket) >= treeifyAt && len(m.buckets) < minTreeBuckets {
		m.resize(2 * len(m.buckets))
	}
}

// Keys lists the keys, bucket by bucket.
func (m *HashMap[K]) Keys() []K {
	keys := make([]K, 0, m.size)
	for _, bucket := range m.buckets {
		for _, e := range bucket {
			keys = append(keys, e.key)
		}
	}
	return keys
}

// find returns the entry to add for a key and its bucket, and no entry when the key is there.
func (m *HashMap[K]) find(key K, hash int32) (*hashed[K], *[]hashed[K]) {
	e := hashed[K]{key, uint32(hash) ^ uint32(hash)>>16}
	bucket := m.bucket(e.hash)
	if slices.Contains(*bucket, e) {
		return nil, bucket
	}
	return &e, bucket
}

func (m *HashMap[K]) bucket(spread uint32) *[]hashed[K] {
	return &m.buckets[spread&uint32(len(m.buckets)-1)]
}

// resize keeps the relative order of the keys of a bucket.
func (m *HashMap[K]) resize(capacity int) {
	old := m.buckets
	m.buckets = make([][]hashed[K], capacity)
	for _, bucket := range old {
		for _, e := range bucket {
			into := m.bucket(e.hash)
			*into = append(*into, e)
		}
	}
}
