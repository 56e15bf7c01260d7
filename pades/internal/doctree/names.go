package doctree

import (
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// Names are the entries of a name tree; of two with one key the first counts.
type Names struct {
	// Keys are the keys, decoded, in the order of the tree.
	Keys   []string
	Values map[string]types.Object

	seen   map[int]bool
	visits int
}

// ReadNames reads the name tree at root.
func ReadNames(f *pdffile.File, root types.Object) *Names {
	t := &Names{Values: map[string]types.Object{}, seen: map[int]bool{}}
	t.read(f, root, 0)
	return t
}

func (t *Names) read(f *pdffile.File, node types.Object, depth int) {
	num, _, isRef := pdffile.Reference(node)
	d, ok := f.Dict(node)
	if !ok || depth > maxDepth || isRef && t.seen[num] {
		return
	}
	t.seen[num] = true
	list, _ := f.Array(d["Names"])
	t.visits += len(list)
	for i := 0; i+1 < len(list) && t.visits < maxVisits; i += 2 {
		key, ok := f.Text(list[i])
		if _, known := t.Values[key]; ok && !known {
			t.Keys = append(t.Keys, key)
			t.Values[key] = list[i+1]
		}
	}
	kids, _ := f.Array(d["Kids"])
	for _, kid := range kids {
		if t.visits++; t.visits > maxVisits {
			return
		}
		t.read(f, kid, depth+1)
	}
}
