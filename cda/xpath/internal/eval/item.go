package eval

import (
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath/atomic"
)

// Item is a node, an attribute or an atomic value. The zero Item is the absence of an item.
type Item struct{ V atomic.Value }

// Ref is a node or attribute of the current document such that document order is numeric order: the node (for an
// attribute its owner) in the upper half, the attribute's number plus one, or zero, in the lower half.
type Ref int64

func NodeRef(n xmltree.Node) Ref { return Ref(n) << 32 }

func attrRef(owner xmltree.Node, a xmltree.Attr) Ref { return Ref(owner)<<32 | Ref(a+1) }

func (r Ref) Node() xmltree.Node { return xmltree.Node(r >> 32) }

func (r Ref) Attr() xmltree.Attr { return xmltree.Attr(int32(r)) - 1 }

func (r Ref) IsAttr() bool { return int32(r) != 0 }

func RefItem(r Ref) Item { return Item{atomic.Handle(int64(r))} }

func (i Item) Ref() Ref { return Ref(i.V.Handle()) }

// NodeItem returns the item of a node that is not an attribute.
func NodeItem(n xmltree.Node) Item { return RefItem(NodeRef(n)) }

// AttrItem returns the item of an attribute.
func AttrItem(d *xmltree.Doc, a xmltree.Attr) Item { return RefItem(attrRef(d.Owner(a), a)) }

// StringItem returns the item of an xs:string.
func StringItem(s string) Item { return Item{atomic.String(s)} }

// UntypedItem returns the item of an xs:untypedAtomic, which is also what the text of a temporary tree amounts to.
func UntypedItem(s string) Item { return Item{atomic.Untyped(s)} }

// Absent reports whether i is the zero Item.
func (i Item) Absent() bool { return i.V.Type() == atomic.Absent }

// IsNode reports whether i is a node or an attribute.
func (i Item) IsNode() bool { return i.V.Type() == atomic.Foreign }

// Node returns the node of i. For an attribute node is its owner; attr is xmltree.NoAttr for any other node. ok is false
// for an atomic value.
func (i Item) Node() (node xmltree.Node, attr xmltree.Attr, ok bool) {
	if !i.IsNode() {
		return xmltree.None, xmltree.NoAttr, false
	}
	return i.Ref().Node(), i.Ref().Attr(), true
}

// Atomic returns the atomic value of i; ok is false for a node.
func (i Item) Atomic() (v atomic.Value, ok bool) {
	return i.V, i.V.Type() > atomic.Foreign
}

// StringValue returns the string value of i (fn:string).
func (i Item) StringValue(d *xmltree.Doc) string {
	switch i.V.Type() {
	case atomic.Absent:
		return ""
	case atomic.Foreign:
		if r := i.Ref(); r.IsAttr() {
			return d.Value(r.Attr())
		} else {
			return d.StringValue(r.Node())
		}
	}
	return i.V.String()
}
