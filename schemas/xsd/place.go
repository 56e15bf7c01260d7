package xsd

import (
	"slices"

	"github.com/fselint/fselint/cda/xmltree"
)

// Bounds on looking for the right place of an element.
const (
	maxSiblings = 200  // before it
	maxVisited  = 2000 // content models
	maxLevels   = 5    // below the parent
)

// place finds out where an unexpected element belongs: at another point of its parent, deeper in it, or around it.
func (v *validator) place(e *Error, f *frame, n xmltree.Node) {
	symbol, name := v.symbol(v.doc.Name(n)), v.doc.Name(n)
	if v.holds(f.model, symbol) {
		e.Misplaced = true
		v.point(e, f, n, symbol, name)
		return
	}
	if symbol < 0 {
		return
	}
	if path := v.below(f.model, symbol); path != nil {
		e.Belongs.Inside = append([]string{e.Parent}, path...)
		return
	}
	for i := len(v.stack) - 2; i >= 0; i-- {
		if around := &v.stack[i]; around.model >= 0 && v.holds(around.model, symbol) {
			e.Belongs.Inside, e.Belongs.Outside = []string{v.doc.Local(v.doc.Name(around.node))}, true
			return
		}
	}
}

// holds tells whether elements of a name are part of a content model.
func (v *validator) holds(model, symbol int32) bool {
	if model < 0 || symbol < 0 {
		return false
	}
	m := &v.s.models[model]
	return slices.ContainsFunc(v.s.leaves[m.leaves.from:m.leaves.from+m.leaves.n], func(l leafRec) bool {
		_, wild, ok := v.matches(&l, symbol, xmltree.NoName)
		return ok && wild < 0
	})
}

// point looks for a point before the siblings that were right so far, from the last one backwards, at which the element
// may stand.
func (v *validator) point(e *Error, f *frame, n xmltree.Node, symbol int32, name xmltree.Name) {
	m := &v.s.models[f.model]
	var before []xmltree.Name
	for c := v.doc.FirstChild(f.node); c != n && c != xmltree.None; c = v.doc.NextSibling(c) {
		if v.doc.Kind(c) == xmltree.Element {
			before = append(before, v.doc.Name(c))
		}
	}
	later, again := v.later(f, n), slices.Contains(before, name)
	switch {
	case later == xmltree.NoName:
		e.Belongs.Again = again
	case again && !v.admits(f.model, append(slices.Clone(before), later, name)): // a second one is no better behind what it lacks
		e.Belongs.Again = true
	default:
		e.Belongs.Later = v.doc.Local(later)
	}
	if m.all != 0 || len(before) > maxSiblings {
		return
	}
	for at := len(before) - 1; at >= 0; at-- {
		if !v.admits(f.model, slices.Insert(slices.Clone(before), at, name)) {
			continue
		}
		e.Belongs = Belongs{Before: v.doc.Local(before[at])}
		if at > 0 {
			e.Belongs.After = v.doc.Local(before[at-1])
		}
		return
	}
}

// admits tells whether elements of these names may follow each other from the beginning of a content model.
func (v *validator) admits(model int32, names []xmltree.Name) bool {
	trial := frame{model: model}
	return !slices.ContainsFunc(names, func(one xmltree.Name) bool {
		_, _, ok := v.move(&trial, &v.s.models[model], v.symbol(one), one)
		return !ok
	})
}

// later returns the name of a following sibling that ought to stand before n, or none.
func (v *validator) later(f *frame, n xmltree.Node) xmltree.Name {
	leaves := v.next(f)
	for c, seen := v.doc.NextSibling(n), 0; c != xmltree.None && seen < maxSiblings; c = v.doc.NextSibling(c) {
		if v.doc.Kind(c) != xmltree.Element {
			continue
		}
		seen++
		symbol := v.symbol(v.doc.Name(c))
		if symbol >= 0 && slices.ContainsFunc(leaves, func(l int32) bool { return v.s.leaves[l].symbol == symbol }) {
			return v.doc.Name(c)
		}
	}
	return xmltree.NoName
}

// below looks for the shortest way from a content model down to one that holds elements of a name.
func (v *validator) below(model, symbol int32) []string {
	type visit struct {
		model int32
		path  []string
	}
	seen, queue := map[int32]bool{model: true}, []visit{{model: model}}
	for len(queue) > 0 && len(seen) < maxVisited {
		at := queue[0]
		queue = queue[1:]
		if len(at.path) > 0 && v.holds(at.model, symbol) {
			return at.path
		}
		if at.model < 0 || len(at.path) == maxLevels {
			continue
		}
		m := &v.s.models[at.model]
		for _, l := range v.s.leaves[m.leaves.from : m.leaves.from+m.leaves.n] {
			if l.symbol < 0 {
				continue
			}
			next := v.s.types[v.s.elements[l.element].typ].model
			if next < 0 || seen[next] {
				continue
			}
			seen[next] = true
			queue = append(queue, visit{next, append(slices.Clone(at.path), v.s.short(l.symbol))})
		}
	}
	return nil
}
