package xmltree

import (
	"bytes"
	"math/rand/v2"
	"unsafe"
)

// nameCache maps names as spelled to interned expanded names within one namespace scope, by open addressing: a map
// keyed by string would cost a third of the parse. Elements and attributes differ in what an absent prefix means, so
// each has its own cache.
type nameCache struct {
	slots []nameSlot
	used  int
}

type nameSlot struct {
	hash       uint32
	start, end int32 // spelled name in the source; end 0 marks a free slot
	name       Name
}

// seed differs from process to process, so that nobody can write a document whose names collide.
var seed = rand.Uint32()

// hashName is FNV-1a from another start.
func hashName(b []byte) uint32 {
	h := seed
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}

func (c *nameCache) get(src, spelled []byte, hash uint32) (Name, bool) {
	if len(c.slots) == 0 {
		return NoName, false
	}
	mask := uint32(len(c.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		s := &c.slots[i]
		if s.end == 0 {
			return NoName, false
		}
		if s.hash == hash && bytes.Equal(src[s.start:s.end], spelled) {
			return s.name, true
		}
	}
}

func (c *nameCache) put(start, end int32, hash uint32, name Name) {
	if 2*(c.used+1) > len(c.slots) {
		old := c.slots
		c.slots = make([]nameSlot, max(64, 2*len(old)))
		c.used = 0
		for _, s := range old {
			if s.end != 0 {
				c.put(s.start, s.end, s.hash, s.name)
			}
		}
	}
	mask := uint32(len(c.slots) - 1)
	i := hash & mask
	for c.slots[i].end != 0 {
		i = (i + 1) & mask
	}
	c.slots[i] = nameSlot{hash, start, end, name}
	c.used++
}

func (d *Doc) intern(space, local string) Name {
	hash := HashName(local)
	if n := d.LookupHashed(hash, space, local); n != NoName {
		return n
	}
	n := Name(len(d.names))
	d.names = append(d.names, expandedName{space, local})
	if 2*len(d.names) > len(d.byName) {
		d.byName = make([]nameEntry, max(256, 2*len(d.byName)))
		for i, known := range d.names[:n] {
			d.enter(nameEntry{HashName(known.local), Name(i) + 1})
		}
	}
	d.enter(nameEntry{hash, n + 1})
	return n
}

// nameEntry is a place of the table of names by the hash of the local part; name is 0 where it is free.
type nameEntry struct {
	hash uint32
	name Name // plus 1
}

func (d *Doc) enter(e nameEntry) {
	mask := uint32(len(d.byName) - 1)
	i := e.hash & mask
	for d.byName[i].name != 0 {
		i = (i + 1) & mask
	}
	d.byName[i] = e
}

// HashName is what LookupHashed wants of a local part.
func HashName(local string) uint32 {
	return hashName(unsafe.Slice(unsafe.StringData(local), len(local)))
}

// LookupHashed is Lookup for who looks a name up in many documents.
func (d *Doc) LookupHashed(hash uint32, space, local string) Name {
	if len(d.byName) == 0 {
		return NoName
	}
	mask := uint32(len(d.byName) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		e := d.byName[i]
		if e.name == 0 {
			return NoName
		}
		if known := &d.names[e.name-1]; e.hash == hash && known.local == local && known.space == space {
			return e.name - 1
		}
	}
}
