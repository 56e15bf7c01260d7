package xsd

import (
	"fmt"
	"slices"
)

// checkRestriction holds the content of a restriction against that of its base (Derivation Valid (Restriction, Complex), 5),
// by the particle rules of XML Schema part 1, 3.9.6, in the way of the reference.
func (c *compiler) checkRestriction(t *typeDef, step node) {
	base := t.base
	switch {
	case base == c.anyType:
		return
	case t.content == mixedContent && base.content != mixedContent && !t.isEmptyGroup():
		c.fail(step.fail("derivation-ok-restriction.5.4.1.2: the type is mixed, its base %s is not", base.name))
	case t.particle == nil && base.particle != nil && !emptiable(base.particle):
		c.fail(step.fail("derivation-ok-restriction.5.3.2: the content of the base %s cannot be left out", base.name))
	case t.particle != nil && base.particle == nil && !t.isEmptyGroup():
		c.fail(step.fail("derivation-ok-restriction.5.4.2: the base %s has no content", base.name))
	case t.particle != nil && base.particle != nil:
		r := restriction{c: c}
		if _, err := r.valid(t.particle, base.particle, true, true, true); err != nil {
			c.fail(step.fail("derivation-ok-restriction.5.4.2: the content is no restriction of that of %s: %v", base.name, err))
		}
	}
}

func (t *typeDef) isEmptyGroup() bool { return t.particle == nil || t.particle.isEmpty() }

// isEmpty tells whether a particle stands for nothing at all.
func (p *particle) isEmpty() bool {
	return p.group != nil && !slices.ContainsFunc(p.group.parts, func(part *particle) bool { return !part.isEmpty() })
}

// kind of a particle, with groups by their compositor.
type particleKind int

const (
	sequenceKind particleKind = iota
	choiceKind
	allKind
	elementKind
	wildcardKind
)

func (p *particle) kind() particleKind {
	switch {
	case p.elem != nil:
		return elementKind
	case p.any != nil:
		return wildcardKind
	}
	return particleKind(p.group.compositor)
}

// maxComparisons bounds the work on one restriction.
const maxComparisons = 200_000

// restriction compares particles, a derived one with one of the base.
type restriction struct {
	c    *compiler
	work int
}

// side is one of the particles with pointless groups taken away.
type side struct {
	*particle
	kind     particleKind
	children []*particle
	expand   bool // elements stand for their substitution groups as well
}

func (r *restriction) side(p *particle, expand bool) (s side, expanded bool) {
	for p.group != nil && p.min == 1 && p.max == 1 && len(p.group.parts) == 1 {
		p = p.group.parts[0]
	}
	s = side{particle: p, kind: p.kind(), expand: expand}
	if p.group != nil {
		for _, part := range p.group.parts {
			s.children = gather(s.children, p.group.compositor, part)
		}
	}
	if !expand || p.elem == nil {
		return s, false
	}
	if members := r.c.substitutes(p.elem); len(members) > 0 {
		s.kind, s.expand = choiceKind, false
		for _, e := range append([]*elementDecl{p.elem}, members...) {
			s.children = append(s.children, &particle{min: 1, max: 1, elem: e, node: p.node})
		}
		return s, true
	}
	return s, false
}

// gather adds a child, or the children of a group that makes no difference.
func gather(children []*particle, parent compositor, p *particle) []*particle {
	switch {
	case p.group == nil || p.min != 1 || p.max != 1:
		return append(children, p)
	case p.group.compositor == parent:
		for _, part := range p.group.parts {
			children = gather(children, parent, part)
		}
	case !p.isEmpty():
		children = append(children, p)
	}
	return children
}

func inRange(min1, max1, min2, max2 int) bool {
	return min1 >= min2 && (max2 < 0 || max1 >= 0 && max1 <= max2)
}

// valid reports whether d is a restriction of b; expanded says that b was taken for its substitution group.
func (r *restriction) valid(d, b *particle, expandD, expandB, occurs bool) (expanded bool, err error) {
	if r.work++; r.work > maxComparisons {
		return false, fmt.Errorf("more than %d comparisons", maxComparisons)
	}
	if d.isEmpty() != b.isEmpty() && (b.isEmpty() || !emptiable(b)) {
		return false, fmt.Errorf("cos-particle-restrict: one is empty, the other is not")
	}
	x, _ := r.side(d, expandD)
	y, expanded := r.side(b, expandB)
	return expanded, r.compare(x, y, occurs)
}

func (r *restriction) compare(d, b side, occurs bool) error {
	single := d
	single.children = []*particle{d.particle}
	single.particle = &particle{min: 1, max: 1}
	switch {
	case d.kind == elementKind && b.kind == elementKind:
		return r.element(d, b)
	case d.kind == elementKind && b.kind == wildcardKind:
		return inWildcard(d.particle, b.particle, occurs)
	case d.kind == elementKind && b.kind == choiceKind:
		return r.recurseLax(single, b)
	case d.kind == elementKind:
		return r.recurse(single, b)
	case d.kind == wildcardKind && b.kind == wildcardKind:
		return subsetOf(d.particle, b.particle)
	case b.kind == wildcardKind && d.kind != wildcardKind:
		return r.cardinality(d, b, occurs)
	case d.kind == choiceKind && b.kind == choiceKind:
		return r.recurseLax(d, b)
	case d.kind == allKind && b.kind == allKind, d.kind == sequenceKind && b.kind == sequenceKind:
		return r.recurse(d, b)
	case d.kind == sequenceKind && b.kind == allKind:
		return r.unordered(d, b)
	case d.kind == sequenceKind && b.kind == choiceKind:
		return r.mapAndSum(d, b)
	}
	return fmt.Errorf("cos-particle-restrict.2: such a group cannot restrict the other")
}

func (r *restriction) element(d, b side) error {
	e, f := d.elem, b.elem
	switch {
	case e.name != f.name:
		return fmt.Errorf("rcase-NameAndTypeOK.1: %s in place of %s", e.name, f.name)
	case e.nillable && !f.nillable:
		return fmt.Errorf("rcase-NameAndTypeOK.2: %s is nillable", e.name)
	case !inRange(d.min, d.max, b.min, b.max):
		return fmt.Errorf("rcase-NameAndTypeOK.3: %s may occur more, or less, often", e.name)
	case f.constraint == fixedValue && !r.sameFixed(e, f):
		return fmt.Errorf("rcase-NameAndTypeOK.4: %s is fixed to another value", e.name)
	case e.block&f.block != f.block:
		return fmt.Errorf("rcase-NameAndTypeOK.6: %s blocks less", e.name)
	case !e.typ.derivedFrom(f.typ, byExtension|byList|byUnion):
		return fmt.Errorf("rcase-NameAndTypeOK.7: the type of %s is no restriction", e.name)
	}
	return nil
}

func (r *restriction) sameFixed(e, f *elementDecl) bool {
	simple := e.typ.simple
	if e.typ.complex && e.typ.value != nil {
		simple = e.typ.value.simple
	}
	if e.constraint != fixedValue || simple == nil {
		return e.constraint == fixedValue && e.value == f.value
	}
	x, faultX := simple.Validate(e.value, prefixesAt(e.node))
	y, faultY := simple.Validate(f.value, prefixesAt(f.node))
	return faultX == nil && faultY == nil && x.Equal(y)
}

func inWildcard(d, b *particle, occurs bool) error {
	switch {
	case occurs && !inRange(d.min, d.max, b.min, b.max):
		return fmt.Errorf("rcase-NSCompat.2: %s may occur more, or less, often than the wildcard", d.elem.name)
	case !b.any.admits(d.elem.name.space):
		return fmt.Errorf("rcase-NSCompat.1: the wildcard does not admit %s", d.elem.name)
	}
	return nil
}

func subsetOf(d, b *particle) error {
	switch {
	case !inRange(d.min, d.max, b.min, b.max):
		return fmt.Errorf("rcase-NSSubset.2: the wildcard may occur more, or less, often")
	case !d.any.subset(b.any):
		return fmt.Errorf("rcase-NSSubset.1: the wildcard admits other namespaces")
	case d.any.process > b.any.process:
		return fmt.Errorf("rcase-NSSubset.3: processContents is weaker")
	}
	return nil
}

func (r *restriction) cardinality(d, b side, occurs bool) error {
	if occurs && !inRange(minTotal(d.particle), maxTotal(d.particle), b.min, b.max) {
		return fmt.Errorf("rcase-NSRecurseCheckCardinality.2: the group may occur more, or less, often than the wildcard")
	}
	for _, child := range d.children {
		if _, err := r.valid(child, b.particle, d.expand, false, false); err != nil {
			return fmt.Errorf("rcase-NSRecurseCheckCardinality.1: %w", err)
		}
	}
	return nil
}

func (r *restriction) recurse(d, b side) error {
	if !inRange(d.min, d.max, b.min, b.max) {
		return fmt.Errorf("rcase-Recurse.1: the group may occur more, or less, often")
	}
	at := 0
children:
	for _, child := range d.children {
		for at < len(b.children) {
			other := b.children[at]
			at++
			_, err := r.valid(child, other, d.expand, b.expand, true)
			if err == nil {
				continue children
			}
			if !emptiable(other) {
				return fmt.Errorf("rcase-Recurse.2: %w", err)
			}
		}
		return fmt.Errorf("rcase-Recurse.2: the base has nothing for a part of the group")
	}
	if slices.ContainsFunc(b.children[at:], func(p *particle) bool { return !emptiable(p) }) {
		return fmt.Errorf("rcase-Recurse.2: a part that the base requires is left out")
	}
	return nil
}

func (r *restriction) unordered(d, b side) error {
	if !inRange(d.min, d.max, b.min, b.max) {
		return fmt.Errorf("rcase-RecurseUnordered.1: the group may occur more, or less, often")
	}
	used := make([]bool, len(b.children))
	for _, child := range d.children {
		at := slices.IndexFunc(b.children, func(p *particle) bool {
			_, err := r.valid(child, p, d.expand, b.expand, true)
			return err == nil
		})
		if at < 0 || used[at] {
			return fmt.Errorf("rcase-RecurseUnordered.2: the base has nothing for a part of the group")
		}
		used[at] = true
	}
	for i, p := range b.children {
		if !used[i] && !emptiable(p) {
			return fmt.Errorf("rcase-RecurseUnordered.2: a part that the base requires is left out")
		}
	}
	return nil
}

func (r *restriction) recurseLax(d, b side) error {
	if !inRange(d.min, d.max, b.min, b.max) {
		return fmt.Errorf("rcase-RecurseLax.1: the choice may occur more, or less, often")
	}
	at := 0
children:
	for _, child := range d.children {
		for at < len(b.children) {
			other := b.children[at]
			at++
			if expanded, err := r.valid(child, other, d.expand, b.expand, true); err == nil {
				if expanded {
					at--
				}
				continue children
			}
		}
		return fmt.Errorf("rcase-RecurseLax.2: the choice of the base has nothing for a part")
	}
	return nil
}

func (r *restriction) mapAndSum(d, b side) error {
	n := len(d.children)
	most := d.max
	if most > 0 {
		most *= n
	}
	if !inRange(d.min*n, most, b.min, b.max) {
		return fmt.Errorf("rcase-MapAndSum.2: the sequence may occur more, or less, often than the choice")
	}
	for _, child := range d.children {
		if !slices.ContainsFunc(b.children, func(p *particle) bool {
			_, err := r.valid(child, p, d.expand, b.expand, true)
			return err == nil
		}) {
			return fmt.Errorf("rcase-MapAndSum.1: the choice of the base has nothing for a part of the sequence")
		}
	}
	return nil
}
