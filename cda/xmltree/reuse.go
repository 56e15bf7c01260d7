package xmltree

import "sync"

// trees holds the tables of trees that were released, parsers the scratch of parsers.
var (
	trees   = sync.Pool{New: func() any { return &Doc{} }}
	parsers = sync.Pool{New: func() any { return &parser{} }}
)

// mostKept bounds the nodes of a tree whose tables are kept.
const mostKept = 1 << 17

// Release ends the life of a tree: its tables serve the next Parse. Nothing of the tree may be used afterwards but the strings that
// it gave, which are views of the source or of memory of their own.
func (d *Doc) Release() {
	if cap(d.nodes) > mostKept || cap(d.attrs) > mostKept || len(d.byName) > mostKept {
		return
	}
	clear(d.names) // they hold the source
	clear(d.spaces)
	clear(d.byName)
	reused := &Doc{nodes: d.nodes[:0], attrs: d.attrs[:0], names: d.names[:0], byName: d.byName, spaces: d.spaces[:0]}
	reused.lines.starts = d.lines.starts[:0]
	*d = Doc{} // who still uses it does not read another document
	trees.Put(reused)
}

// newDoc returns an empty tree over src, with room for what a document of that size usually has.
func newDoc(src []byte) *Doc {
	d := trees.Get().(*Doc)
	d.src = src
	d.nodes = grown(d.nodes, 16+len(src)/28)
	d.attrs = grown(d.attrs, 16+len(src)/40)
	return d
}

func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, 0, n)
	}
	return s
}

// reset forgets the last document, but not the room that it took.
func (p *parser) reset() {
	for i := range p.scopes {
		p.scopes[i].elements.reset()
		p.scopes[i].attributes.reset()
	}
	clear(p.bound)
	*p = parser{open: p.open[:0], raw: p.raw[:0], scopes: p.scopes[:0], bound: p.bound[:0]}
}

// openScope adds a scope of namespaces, with the room of one that was there before.
func (p *parser) openScope() {
	if n := len(p.scopes); n < cap(p.scopes) {
		p.scopes = p.scopes[:n+1]
		p.scopes[n].bound = len(p.bound)
		p.scopes[n].elements.reset()
		p.scopes[n].attributes.reset()
		return
	}
	p.scopes = append(p.scopes, scope{bound: len(p.bound)})
}

func (c *nameCache) reset() {
	if c.used > 0 {
		clear(c.slots)
		c.used = 0
	}
}
