package doctree

import (
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// Pages are the leaves of a page tree in their order.
type Pages struct {
	List []Page
	// Index are the positions in List by object number.
	Index map[int]int
	// Nodes are the object numbers of all nodes of the tree, leaves too.
	Nodes map[int]bool

	visits int
}

// Page is a page with what it inherits.
type Page struct {
	// Num is the object number, 0 when the page is direct, and Dict its dictionary.
	Num  int
	Dict types.Dict
	// Inherited are those of the Inheritable entries that hold for the page, its own too.
	Inherited types.Dict
}

// Inheritable are the entries that pages inherit (ISO 32000-1 Table 30).
var Inheritable = []string{"Resources", "MediaBox", "CropBox", "Rotate"}

// ReadPages reads the page tree of a document; nodes that are met twice are passed over.
func ReadPages(f *pdffile.File) *Pages {
	p := &Pages{Index: map[int]int{}, Nodes: map[int]bool{}}
	p.read(f, f.Catalog()["Pages"], types.Dict{}, 0)
	return p
}

func (p *Pages) read(f *pdffile.File, node types.Object, inherited types.Dict, depth int) {
	num, _, isRef := pdffile.Reference(node)
	d, ok := f.Dict(node)
	if !ok || depth > maxDepth || len(p.List) >= maxNodes || isRef && p.Nodes[num] {
		return
	}
	if isRef {
		p.Nodes[num] = true
	}
	mine := types.Dict{}
	for _, key := range Inheritable {
		if v, here := d[key]; here {
			mine[key] = v
		} else if v, above := inherited[key]; above {
			mine[key] = v
		}
	}
	kids, isNode := f.Array(d["Kids"])
	if !isNode {
		p.Index[num] = len(p.List)
		p.List = append(p.List, Page{num, d, mine})
		return
	}
	for _, kid := range kids {
		if p.visits++; p.visits > maxVisits {
			return
		}
		p.read(f, kid, mine, depth+1)
	}
}

// Covered is the part of the page that a rectangle covers, 0 to 1.
func (p *Page) Covered(f *pdffile.File, rect types.Object) float64 {
	size := func(o types.Object) float64 {
		a, _ := f.Array(o)
		if len(a) != 4 {
			return 0
		}
		var v [4]float64
		for i := range v {
			switch n := f.Deref(a[i]).(type) {
			case types.Integer:
				v[i] = float64(n)
			case types.Float:
				v[i] = float64(n)
			}
		}
		return math.Abs((v[2] - v[0]) * (v[3] - v[1]))
	}
	whole := size(p.Inherited["MediaBox"])
	if whole <= 0 {
		whole = 612 * 792
	}
	return min(size(rect)/whole, 1)
}
