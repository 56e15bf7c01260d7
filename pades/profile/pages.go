package profile

import (
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/pades"
)

const (
	// maxPageVisits bounds the walk over pages and annotations together.
	maxPageVisits = 500_000
	maxPageDepth  = 100
	maxStrays     = 64
)

// place is where a page shows a field.
type place struct {
	page    int
	visible bool
}

// pages knows the annotations of all pages.
type pages struct {
	file   *pdffile.File
	places map[uintptr]place // by the annotation's dictionary
	known  map[uintptr]bool  // the fields of the form and their signatures
	strays []pades.Stray
	nodes  map[uintptr]bool
	count  int
	visits int

	exceeded string // the bound that was met, "" for none
}

// spend counts a page or an annotation; it is false when there are too many.
func (p *pages) spend(depth int) bool {
	if p.visits++; p.visits <= maxPageVisits && depth <= maxPageDepth {
		return true
	}
	p.exceeded = fmt.Sprintf("the document has more than %d pages and annotations, or a page tree of more than %d levels", maxPageVisits, maxPageDepth)
	return false
}

// walkPages looks at every annotation: those that belong to a field are remembered by their dictionary, signature fields that
// the form does not list are collected. Documents without any signature field are walked too, for their strays.
func walkPages(f *pdffile.File, facts []pades.Signature) *pages {
	p := &pages{file: f, places: map[uintptr]place{}, known: map[uintptr]bool{}, nodes: map[uintptr]bool{}}
	for i := range facts {
		p.known[identity(facts[i].FieldDict)] = true
		if facts[i].Dict != nil {
			p.known[identity(facts[i].Dict)] = true
		}
	}
	if root, ok := f.Dict(f.Catalog()["Pages"]); ok {
		p.node(root, 0)
	}
	return p
}

func (p *pages) node(d types.Dict, depth int) {
	if p.nodes[identity(d)] || !p.spend(depth) {
		return
	}
	p.nodes[identity(d)] = true
	kids, ok := p.file.Array(d["Kids"])
	if !ok {
		p.count++
		p.annotations(d)
		return
	}
	for _, k := range kids {
		if kid, ok := p.file.Dict(k); ok {
			p.node(kid, depth+1)
		}
	}
}

func (p *pages) annotations(page types.Dict) {
	list, _ := p.file.Array(page["Annots"])
	for _, o := range list {
		if !p.spend(0) {
			return
		}
		d, ok := p.file.Dict(o)
		if !ok {
			continue
		}
		if kind, _ := p.file.Name(d["Subtype"]); kind != "Widget" {
			continue
		}
		if _, seen := p.places[identity(d)]; !seen {
			p.places[identity(d)] = place{p.count, p.hasExtent(d)}
		}
		p.collect(o, d)
	}
}

// hasExtent tells whether an annotation shows anything: its rectangle is not empty.
func (p *pages) hasExtent(d types.Dict) bool {
	rect, _ := p.file.Array(d["Rect"])
	if len(rect) != 4 {
		return false
	}
	var n [4]float64
	for i, o := range rect {
		switch v := p.file.Deref(o).(type) {
		case types.Integer:
			n[i] = float64(v)
		case types.Float:
			n[i] = float64(v)
		}
	}
	return n[0] != n[2] && n[1] != n[3]
}

// collect notes a signature field that the form does not have.
func (p *pages) collect(o types.Object, d types.Dict) {
	value, number := d, 0
	kind, _ := p.file.Name(d["FT"])
	if parent, ok := p.file.Dict(d["Parent"]); ok {
		if p.known[identity(parent)] {
			return
		}
		if kind == "" && d["V"] == nil { // a mere widget of a field that is not in the form
			kind, _ = p.file.Name(parent["FT"])
			value, o = parent, d["Parent"]
		}
	}
	signature, signed := p.file.Dict(value["V"])
	if kind != "Sig" || !signed || p.known[identity(value)] || p.known[identity(signature)] {
		return
	}
	if len(p.strays) == maxStrays {
		p.exceeded = fmt.Sprintf("more than %d signatures stand outside the form", maxStrays)
		return
	}
	p.known[identity(value)] = true
	number, _, _ = pdffile.Reference(o)
	p.strays = append(p.strays, pades.Stray{Dict: value, Number: number})
}

// find returns where a field is shown: by itself, or by its first widget that a page has.
func (p *pages) find(field types.Dict, f *pdffile.File) (place, bool) {
	if at, ok := p.places[identity(field)]; ok {
		return at, true
	}
	kids, _ := f.Array(field["Kids"])
	for _, k := range kids[:min(len(kids), maxStrays)] {
		if kid, ok := f.Dict(k); ok {
			if at, ok := p.places[identity(kid)]; ok {
				return at, true
			}
		}
	}
	return place{}, false
}
