package xmltree

import "bytes"

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

func hashName(b []byte) uint32 {
	h := uint32(2166136261)
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
	key := expandedName{space, local}
	if n, ok := d.byName[key]; ok {
		return n
	}
	n := Name(len(d.names))
	d.names = append(d.names, key)
	d.byName[key] = n
	return n
}
