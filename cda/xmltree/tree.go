package xmltree

import (
	"slices"
	"strings"
	"unsafe"
)

// Node identifies a node of one Doc. Nodes are numbered in document order; Root is the document node.
type Node int32

// Attr identifies an attribute of one Doc. Attributes are numbered in document order.
type Attr int32

// Name identifies an interned expanded name (namespace and local part) of one Doc.
type Name int32

const (
	// Root is the document node, the parent of the document element.
	Root Node = 0
	// None is the absent node.
	None Node = -1
	// NoAttr is the absent attribute.
	NoAttr Attr = -1
	// NoName is a name that does not occur in the document.
	NoName Name = -1
)

// Kind is the kind of a node.
type Kind uint8

// The kinds of nodes. Namespace declarations are no nodes; attributes are numbered apart.
const (
	Document Kind = iota
	Element
	Text
	Comment
	ProcInst
)

// XMLNamespace is the namespace that the prefix xml is bound to.
const XMLNamespace = "http://www.w3.org/XML/1998/namespace"

const xmlnsNamespace = "http://www.w3.org/2000/xmlns/"

type span struct {
	start, end int32
	buffered   bool // the bytes are in Doc.buf (decoded), not in Doc.src
}

// node takes 32 bytes, of which a document has thousands.
type node struct {
	kind     Kind
	buffered bool // as of span
	name     Name // element, processing instruction target
	parent   Node
	end      Node // one past the last node of the subtree
	offset   int32
	close    int32 // offset just past the subtree's last byte
	// from and to are the attributes of an element, or the span of the data of any other node.
	from, to int32
}

// data is the span of text, a comment, or a processing instruction's data.
func (n *node) data() span {
	if n.kind == Element {
		return span{}
	}
	return span{n.from, n.to, n.buffered}
}

func (n *node) setData(s span) { n.from, n.to, n.buffered = s.start, s.end, s.buffered }

type attribute struct {
	name   Name
	owner  Node
	offset int32 // of the name
	quote  int32 // of the opening quote
	val    span
}

type namespaceDecl struct {
	owner         Node
	prefix, space string
}

type expandedName struct{ space, local string }

// Doc is one parsed document.
type Doc struct {
	src    []byte
	buf    []byte // decoded text that the source does not spell literally
	nodes  []node
	attrs  []attribute
	names  []expandedName
	byName []nameEntry
	spaces []namespaceDecl
	lines  lineIndex
	xml11  bool
}

// Source returns the bytes that were parsed. They must not be modified.
func (d *Doc) Source() []byte { return d.src }

// Len returns the number of nodes, the document node included.
func (d *Doc) Len() int { return len(d.nodes) }

// AttrLen returns the number of attributes in the document.
func (d *Doc) AttrLen() int { return len(d.attrs) }

// DocumentElement returns the outermost element.
func (d *Doc) DocumentElement() Node {
	for n := Root + 1; n != None; n = d.NextSibling(n) {
		if d.nodes[n].kind == Element {
			return n
		}
	}
	return None
}

// Kind returns the kind of n.
func (d *Doc) Kind(n Node) Kind { return d.nodes[n].kind }

// Name returns the interned expanded name of an element, or the target of a processing instruction; NoName for others.
func (d *Doc) Name(n Node) Name { return d.nodes[n].name }

// Parent returns the parent of n, None for the document node.
func (d *Doc) Parent(n Node) Node { return d.nodes[n].parent }

// End returns the number just past the last node of n's subtree: the descendants of n are n+1 up to End(n)-1.
func (d *Doc) End(n Node) Node { return d.nodes[n].end }

// FirstChild returns the first child of n or None.
func (d *Doc) FirstChild(n Node) Node {
	if c := n + 1; c < d.nodes[n].end {
		return c
	}
	return None
}

// NextSibling returns the node that follows n under the same parent, or None.
func (d *Doc) NextSibling(n Node) Node {
	p := d.nodes[n].parent
	if p == None {
		return None
	}
	if s := d.nodes[n].end; s < d.nodes[p].end {
		return s
	}
	return None
}

// PrevSibling returns the node that precedes n under the same parent, or None. It costs time linear in the number of
// preceding siblings.
func (d *Doc) PrevSibling(n Node) Node {
	p := d.nodes[n].parent
	if p == None {
		return None
	}
	prev := None
	for c := p + 1; c < n; c = d.nodes[c].end {
		prev = c
	}
	return prev
}

// Attrs returns the range of n's attributes: from first up to but not including last. Namespace declarations are not
// among them.
func (d *Doc) Attrs(n Node) (first, last Attr) {
	nd := &d.nodes[n]
	if nd.kind != Element {
		return 0, 0
	}
	return Attr(nd.from), Attr(nd.to)
}

// Attr returns n's attribute of the given name, or NoAttr.
func (d *Doc) Attr(n Node, name Name) Attr {
	for a, last := d.Attrs(n); a < last; a++ {
		if d.attrs[a].name == name {
			return a
		}
	}
	return NoAttr
}

// AttrValue returns the value of n's attribute with the given local name in no namespace, and whether it is present.
func (d *Doc) AttrValue(n Node, local string) (string, bool) {
	for a, last := d.Attrs(n); a < last; a++ {
		if en := d.names[d.attrs[a].name]; en.space == "" && en.local == local {
			return d.view(d.attrs[a].val), true
		}
	}
	return "", false
}

// AttrName returns the interned name of a.
func (d *Doc) AttrName(a Attr) Name { return d.attrs[a].name }

// Owner returns the element that a belongs to.
func (d *Doc) Owner(a Attr) Node { return d.attrs[a].owner }

// Value returns the normalised value of a.
func (d *Doc) Value(a Attr) string { return d.view(d.attrs[a].val) }

// Content returns the text of a text node, comment or processing instruction; "" for others.
func (d *Doc) Content(n Node) string { return d.view(d.nodes[n].data()) }

// Lookup returns the interned name for a namespace and local part, NoName when it does not occur in the document.
func (d *Doc) Lookup(space, local string) Name {
	return d.LookupHashed(HashName(local), space, local)
}

// Names returns how many distinct expanded names the document has; Name values are below it.
func (d *Doc) Names() int { return len(d.names) }

// Local returns the local part of a name.
func (d *Doc) Local(n Name) string { return d.names[n].local }

// Space returns the namespace of a name, "" for none.
func (d *Doc) Space(n Name) string { return d.names[n].space }

// QName returns the name of an element as the source spells it, prefix included.
func (d *Doc) QName(n Node) string {
	if d.nodes[n].kind != Element {
		if d.nodes[n].kind == ProcInst {
			return d.names[d.nodes[n].name].local
		}
		return ""
	}
	return d.rawName(d.nodes[n].offset + 1)
}

// AttrQName returns the name of an attribute as the source spells it, prefix included.
func (d *Doc) AttrQName(a Attr) string { return d.rawName(d.attrs[a].offset) }

func (d *Doc) rawName(start int32) string {
	end := start
	for int(end) < len(d.src) && !isNameEnd[d.src[end]] {
		end++
	}
	return view(d.src[start:end])
}

// StringValue returns the string value of n as XPath defines it: for the document and for elements the concatenation
// of all text nodes below. It allocates only when there is more than one.
func (d *Doc) StringValue(n Node) string {
	nd := &d.nodes[n]
	if nd.kind != Element && nd.kind != Document {
		return d.view(nd.data())
	}
	first, count, size := None, 0, 0
	for c := n + 1; c < nd.end; c++ {
		if d.nodes[c].kind == Text {
			if count == 0 {
				first = c
			}
			count++
			size += int(d.nodes[c].to - d.nodes[c].from)
		}
	}
	switch count {
	case 0:
		return ""
	case 1:
		return d.view(d.nodes[first].data())
	}
	var b strings.Builder
	b.Grow(size)
	for c := first; c < nd.end; c++ {
		if d.nodes[c].kind == Text {
			b.WriteString(d.view(d.nodes[c].data()))
		}
	}
	return b.String()
}

// Namespace returns the namespace that a prefix ("" for the default) is bound to at n, and whether it is bound.
func (d *Doc) Namespace(n Node, prefix string) (string, bool) {
	if prefix == "xml" {
		return XMLNamespace, true
	}
	for ; n != None; n = d.nodes[n].parent {
		for i := range d.spaces {
			if s := &d.spaces[i]; s.owner == n && s.prefix == prefix {
				return s.space, s.space != ""
			}
		}
	}
	return "", false
}

// Declared calls f with every namespace declaration on element n, in order.
func (d *Doc) Declared(n Node, f func(prefix, space string)) {
	first, _ := slices.BinarySearchFunc(d.spaces, n, func(s namespaceDecl, n Node) int { return int(s.owner) - int(n) })
	for i := first; i < len(d.spaces) && d.spaces[i].owner == n; i++ {
		f(d.spaces[i].prefix, d.spaces[i].space)
	}
}

func (d *Doc) view(s span) string {
	if s.buffered {
		return view(d.buf[s.start:s.end])
	}
	return view(d.src[s.start:s.end])
}

// view makes a string over bytes that never change again.
func view(b []byte) string {
	return unsafe.String(unsafe.SliceData(b), len(b))
}
