package outline

import (
	"slices"
	"strings"
)

// Change is one difference between two states of a document.
type Change struct {
	Path             string // the steps that have a name, from the outermost: complexType CD/attribute code
	Kind             ChangeKind
	Old, New         string // what the node says, "" on the side that lacks it
	OldLine, NewLine int
}

// ChangeKind is the kind of a Change.
type ChangeKind string

// The kinds of changes.
const (
	Added     ChangeKind = "added"
	Removed   ChangeKind = "removed"
	Changed   ChangeKind = "changed"
	Reordered ChangeKind = "reordered" // the same children in another order, where order counts
)

// Compare returns what differs between two states of a document, in the order of the new one, what is gone at the end of
// its parent. Of what came or went as a whole only the outermost node is named. Comments, annotations and layout do not
// count, nor does the order of global declarations, alternatives, attributes and enumerated values.
func Compare(old, new *Node) []Change { return compare(nil, "", old, new) }

func compare(changes []Change, path string, old, new *Node) []Change {
	if o, n := old.Properties(), new.Properties(); o != n {
		changes = append(changes, Change{orLabel(path, new), Changed, o, n, old.Line, new.Line})
	}
	partners := match(old.Children, new.Children)
	gone := make(map[*Node]bool, len(old.Children))
	at := make(map[*Node]int, len(old.Children))
	for i, o := range old.Children {
		gone[o], at[o] = true, i
	}
	var order []int
	for _, n := range new.Children {
		o := partners[n]
		if o == nil {
			changes = append(changes, Change{join(path, n), Added, "", n.Properties(), 0, n.Line})
			continue
		}
		delete(gone, o)
		order = append(order, at[o])
		changes = compare(changes, join(path, n), o, n)
	}
	if len(gone) > 0 {
		for _, o := range old.Children {
			if gone[o] {
				changes = append(changes, Change{join(path, o), Removed, o.Properties(), "", o.Line, 0})
			}
		}
	}
	if new.Kind == "sequence" && !slices.IsSorted(order) {
		changes = append(changes, Change{orLabel(path, new), Reordered, labels(old), labels(new), old.Line, new.Line})
	}
	return changes
}

// maxAlike bounds the work of looking for the most like among nodes without a name; real documents have a handful.
const maxAlike = 200

// match pairs nodes of one kind and name in their order; what has no name is paired with the most like it first.
func match(old, new []*Node) map[*Node]*Node {
	type key struct{ kind, name string }
	waiting := map[key][]*Node{}
	for _, o := range old {
		k := key{o.Kind, o.Name()}
		waiting[k] = append(waiting[k], o)
	}
	partners := map[*Node]*Node{}
	take := func(n *Node, alike func(o *Node) bool) {
		k := key{n.Kind, n.Name()}
		if i := slices.IndexFunc(waiting[k], alike); i >= 0 && partners[n] == nil {
			partners[n] = waiting[k][i]
			waiting[k] = slices.Delete(waiting[k], i, i+1)
		}
	}
	for _, n := range new {
		if len(waiting[key{n.Kind, n.Name()}]) <= maxAlike {
			take(n, func(o *Node) bool { return same(o, n) })
		}
	}
	for _, n := range new {
		take(n, func(*Node) bool { return true })
	}
	return partners
}

// same reports whether two nodes say the same, with all below.
func same(a, b *Node) bool {
	if a.Kind != b.Kind || a.Name() != b.Name() || len(a.Children) != len(b.Children) || a.Properties() != b.Properties() {
		return false
	}
	for i := range a.Children {
		if !same(a.Children[i], b.Children[i]) {
			return false
		}
	}
	return true
}

func join(path string, n *Node) string {
	if n.Name() == "" && n.Kind != "pattern" && len(n.Children) > 0 {
		return path
	}
	return strings.TrimPrefix(path+"/"+n.Label(), "/")
}

func orLabel(path string, n *Node) string {
	if path == "" {
		return n.Label()
	}
	if !strings.HasSuffix(path, n.Label()) {
		return path + "/" + n.Label()
	}
	return path
}

func labels(n *Node) string {
	var list []string
	for _, c := range n.Children {
		list = append(list, c.Name())
	}
	return strings.Join(list, ", ")
}
