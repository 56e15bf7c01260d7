package xpath

import (
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath/atomic"
)

// Item is a node, an attribute or an atomic value. The zero Item is the absence of an item.
type Item struct{ v atomic.Value }

// ref is a node or attribute of the current document such that document order is numeric order: the node (for an
// attribute its owner) in the upper half, the attribute's number plus one, or zero, in the lower half.
type ref int64

func nodeRef(n xmltree.Node) ref { return ref(n) << 32 }

func attrRef(owner xmltree.Node, a xmltree.Attr) ref { return ref(owner)<<32 | ref(a+1) }

func (r ref) node() xmltree.Node { return xmltree.Node(r >> 32) }

func (r ref) attr() xmltree.Attr { return xmltree.Attr(int32(r)) - 1 }

func (r ref) isAttr() bool { return int32(r) != 0 }

func refItem(r ref) Item { return Item{atomic.Handle(int64(r))} }

func (i Item) ref() ref { return ref(i.v.Handle()) }

// NodeItem returns the item of a node that is not an attribute.
func NodeItem(n xmltree.Node) Item { return refItem(nodeRef(n)) }

// AttrItem returns the item of an attribute.
func AttrItem(d *xmltree.Doc, a xmltree.Attr) Item { return refItem(attrRef(d.Owner(a), a)) }

// StringItem returns the item of an xs:string.
func StringItem(s string) Item { return Item{atomic.String(s)} }

// UntypedItem returns the item of an xs:untypedAtomic, which is also what the text of a temporary tree amounts to.
func UntypedItem(s string) Item { return Item{atomic.Untyped(s)} }

// Absent reports whether i is the zero Item.
func (i Item) Absent() bool { return i.v.Type() == atomic.Absent }

// IsNode reports whether i is a node or an attribute.
func (i Item) IsNode() bool { return i.v.Type() == atomic.Foreign }

// Node returns the node of i. For an attribute node is its owner; attr is xmltree.NoAttr for any other node. ok is false
// for an atomic value.
func (i Item) Node() (node xmltree.Node, attr xmltree.Attr, ok bool) {
	if !i.IsNode() {
		return xmltree.None, xmltree.NoAttr, false
	}
	return i.ref().node(), i.ref().attr(), true
}

// Atomic returns the atomic value of i; ok is false for a node.
func (i Item) Atomic() (v atomic.Value, ok bool) {
	return i.v, i.v.Type() > atomic.Foreign
}

// StringValue returns the string value of i (fn:string).
func (i Item) StringValue(d *xmltree.Doc) string {
	switch i.v.Type() {
	case atomic.Absent:
		return ""
	case atomic.Foreign:
		if r := i.ref(); r.isAttr() {
			return d.Value(r.attr())
		} else {
			return d.StringValue(r.node())
		}
	}
	return i.v.String()
}
