package xsd

import (
	"encoding/xml"
	"slices"
)

// particle is a content model, or what is left of one after some children (Brzozowski's derivative). Particles are
// immutable. nil admits nothing at all, not even the end.
type particle struct {
	op       particleOp
	name     xml.Name    // of an element
	any      wildcard    // of a wildcard
	parts    []*particle // of sequence, choice and all; the one that is repeated
	min, max int         // of repeat; max < 0 is unbounded
}

type particleOp uint8

const (
	emptyParticle particleOp = iota
	elementParticle
	anyParticle
	sequenceParticle
	choiceParticle
	allParticle
	repeatParticle
)

// wildcard is the namespace constraint of xs:any.
type wildcard struct {
	except     bool // ##other
	namespaces []string
}

func (w wildcard) admits(namespace string) bool {
	return slices.Contains(w.namespaces, namespace) != w.except
}

var nothingMore = &particle{op: emptyParticle}

func sequence(parts ...*particle) *particle {
	var kept []*particle
	for _, p := range parts {
		switch {
		case p == nil:
			return nil
		case p.op == sequenceParticle:
			kept = append(kept, p.parts...)
		case p.op != emptyParticle:
			kept = append(kept, p)
		}
	}
	switch len(kept) {
	case 0:
		return nothingMore
	case 1:
		return kept[0]
	}
	return &particle{op: sequenceParticle, parts: kept}
}

func choice(parts ...*particle) *particle {
	var kept []*particle
	for _, p := range parts {
		if p != nil {
			kept = append(kept, p)
		}
	}
	switch len(kept) {
	case 0:
		return nil
	case 1:
		return kept[0]
	}
	return &particle{op: choiceParticle, parts: kept}
}

func repeat1(p *particle, least, most int) *particle {
	switch {
	case most == 0 || p != nil && p.op == emptyParticle:
		return nothingMore
	case p == nil && least > 0:
		return nil
	case p == nil:
		return nothingMore
	case least == 1 && most == 1:
		return p
	}
	return &particle{op: repeatParticle, parts: []*particle{p}, min: least, max: most}
}

// optional tells whether the content may end here.
func (p *particle) optional() bool {
	if p == nil {
		return false
	}
	switch p.op {
	case emptyParticle:
		return true
	case sequenceParticle, allParticle:
		for _, part := range p.parts {
			if !part.optional() {
				return false
			}
		}
		return true
	case choiceParticle:
		return slices.ContainsFunc(p.parts, (*particle).optional)
	case repeatParticle:
		return p.min == 0 || p.parts[0].optional()
	}
	return false
}

// after is what is left behind one more child; nil when it may not come.
func (p *particle) after(child xml.Name) *particle {
	if p == nil {
		return nil
	}
	switch p.op {
	case elementParticle:
		if p.name == child {
			return nothingMore
		}
	case anyParticle:
		if p.any.admits(child.Space) {
			return nothingMore
		}
	case sequenceParticle:
		for i, part := range p.parts {
			if left := part.after(child); left != nil {
				return sequence(append([]*particle{left}, p.parts[i+1:]...)...)
			}
			if !part.optional() {
				break
			}
		}
	case choiceParticle:
		var left []*particle
		for _, part := range p.parts {
			left = append(left, part.after(child))
		}
		return choice(left...)
	case allParticle:
		for i, part := range p.parts {
			if left := part.after(child); left != nil {
				rest := slices.Delete(slices.Clone(p.parts), i, i+1)
				return sequence(left, &particle{op: allParticle, parts: rest})
			}
		}
	case repeatParticle:
		if left := p.parts[0].after(child); left != nil {
			return sequence(left, repeat1(p.parts[0], max(p.min-1, 0), max(p.max-1, -1)))
		}
	}
	return nil
}

// next calls f for every element that may come now, in the order of the schema.
func (p *particle) next(f func(*particle)) {
	if p == nil {
		return
	}
	switch p.op {
	case elementParticle, anyParticle:
		f(p)
	case choiceParticle, allParticle:
		for _, part := range p.parts {
			part.next(f)
		}
	case sequenceParticle:
		for _, part := range p.parts {
			part.next(f)
			if !part.optional() {
				return
			}
		}
	case repeatParticle:
		p.parts[0].next(f)
	}
}
