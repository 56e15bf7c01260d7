package revision

import (
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// growing compares lists of the structure tree, which may get new items: elements for what came with a signature.
func (c *comparison) growing(old, now types.Object, at place) {
	before, after := items(old), items(now)
	child := at
	if at.role == inStructKids {
		child.role = inStructElement
	}
	child.rule = ruleNever
	for _, m := range c.match(before, after) {
		switch {
		case m[1] < 0:
			c.record(child.item(m[0]), Removed, "an item")
		case m[0] >= 0:
			c.diff(before[m[0]], after[m[1]], child.item(m[1]))
		case c.addsText(after[m[1]], map[int]bool{}):
			c.record(child.item(m[1]), Added, "it changes the text that is read")
		default:
			c.record(at.item(m[1]), Added, "")
		}
	}
}

// items are the items of an array, or the one value that stands in its place.
func items(o types.Object) types.Array {
	switch v := o.(type) {
	case nil:
		return nil
	case types.Array:
		return v
	}
	return types.Array{o}
}

// addsText says whether a new element of the structure tree changes what is read aloud, searched or copied: it has a text of its own,
// takes content of a page, or takes an element that was there.
func (c *comparison) addsText(o types.Object, seen map[int]bool) bool {
	r, isRef := objectOf(o)
	if isRef && seen[r.num] || !c.spend() || len(seen) > 1000 {
		return !isRef || !seen[r.num]
	}
	if isRef {
		seen[r.num] = true
		c.sighted[r.num] = true
	}
	if list, ok := c.now.Array(o); ok {
		for _, item := range list {
			if c.addsText(item, seen) {
				return true
			}
		}
		return false
	}
	d, ok := c.now.Dict(o)
	if !ok {
		return false // a key of a number tree
	}
	for _, key := range []string{"ActualText", "Alt", "E", "Lang", "Phoneme", "MCID"} {
		if c.now.Deref(d[key]) != nil {
			return true
		}
	}
	if isRef && d["S"] != nil && c.old.Deref(o) != nil {
		return true
	}
	for _, kid := range items(c.now.Deref(d["K"])) {
		if _, content := c.now.Deref(kid).(types.Integer); content || c.addsText(kid, seen) {
			return true
		}
	}
	return d["Kids"] != nil && c.addsText(d["Kids"], seen) || d["Nums"] != nil && c.addsText(d["Nums"], seen)
}
