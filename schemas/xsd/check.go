package xsd

import "slices"

// checkAll holds the elements of an all group against each other.
func (c *compiler) checkAll(t *typeDef) {
	parts := t.particle.group.parts
	for i, p := range parts {
		for _, q := range parts[:i] {
			if p.elem != nil && q.elem != nil && c.overlap(p.elem, q.elem) {
				c.fail(t.node.fail("cos-nonambig: %s occurs twice in all", p.elem.name))
			}
		}
	}
}

// checkAttribution is Unique Particle Attribution, as the reference does it: in no state may two leaves take the same
// element. Of a state that counts, the loop and the way on do not compete when the count is exact.
func (c *compiler) checkAttribution(t *typeDef, a *automaton) {
	known := map[[2]int]bool{}
	for i, s := range a.states {
		for l := range s.next {
			for m := range s.next {
				if l >= m || known[[2]int{l, m}] {
					continue
				}
				if s.counted >= 0 && (s.next[l] == i) != (s.next[m] == i) && s.min == s.max {
					continue
				}
				known[[2]int{l, m}] = true
				if c.leavesOverlap(a.leaves[l], a.leaves[m]) {
					c.fail(t.node.fail("cos-nonambig: %s and %s take the same elements (Unique Particle Attribution)", a.leaves[l], a.leaves[m]))
					return
				}
			}
		}
	}
}

func (l *leaf) String() string {
	if l.any != nil {
		return "a wildcard"
	}
	return l.elem.name.String()
}

func (c *compiler) leavesOverlap(a, b *leaf) bool {
	switch {
	case a.elem != nil && b.elem != nil:
		return c.overlap(a.elem, b.elem)
	case a.elem != nil:
		return c.elementInWildcard(a.elem, b.any)
	case b.elem != nil:
		return c.elementInWildcard(b.elem, a.any)
	}
	both, ok := a.any.intersection(b.any)
	return !ok || both.except || len(both.namespaces) > 0
}

func (c *compiler) overlap(a, b *elementDecl) bool {
	if a.name == b.name {
		return true
	}
	group := append(c.substitutes(a), a)
	for _, e := range append(c.substitutes(b), b) {
		if slices.ContainsFunc(group, func(o *elementDecl) bool { return o.name == e.name }) {
			return true
		}
	}
	return false
}

func (c *compiler) elementInWildcard(e *elementDecl, w *wildcard) bool {
	return w.admits(e.name.space) || slices.ContainsFunc(c.substitutes(e), func(s *elementDecl) bool { return w.admits(s.name.space) })
}

// checkAttributeRestriction holds the attributes of a restriction against those of its base (Derivation Valid
// (Restriction, Complex), 2 to 4).
func (c *compiler) checkAttributeRestriction(t *typeDef, step node, mine []*attributeUse) {
	base := &t.base.attrs
	for _, u := range mine {
		b := base.use(u.decl.name)
		switch {
		case b == nil && u.prohibited:
		case b == nil:
			if base.wildcard == nil || !base.wildcard.admits(u.decl.name.space) {
				c.fail(step.fail("derivation-ok-restriction.2.2: the base has no attribute %s", u.decl.name))
			}
		case b.required && !u.required:
			c.fail(step.fail("derivation-ok-restriction.2.1.1: the attribute %s is required in the base", u.decl.name))
		case u.prohibited:
		case !u.decl.typ.derivedFrom(b.decl.typ, 0):
			c.fail(step.fail("derivation-ok-restriction.2.1.2: the type of the attribute %s is not derived from that in the base", u.decl.name))
		default:
			c.checkFixedRestriction(step, u, b)
		}
	}
	if own := t.attrs.wildcard; own != nil {
		switch {
		case base.wildcard == nil:
			c.fail(step.fail("derivation-ok-restriction.4.1: the base has no attribute wildcard"))
		case !own.subset(base.wildcard):
			c.fail(step.fail("derivation-ok-restriction.4.2: the attribute wildcard is not a subset of that of the base"))
		case t.base.base != nil && own.process > base.wildcard.process:
			c.fail(step.fail("derivation-ok-restriction.4.3: processContents is weaker than in the base"))
		}
	}
}

// effective is the value constraint of a use, or else of its declaration.
func (u *attributeUse) effective() (constraint, string, node) {
	if u.constraint != noConstraint {
		return u.constraint, u.value, u.node
	}
	return u.decl.constraint, u.decl.value, u.decl.node
}

func (c *compiler) checkFixedRestriction(step node, u, b *attributeUse) {
	how, want, at := b.effective()
	if how != fixedValue {
		return
	}
	mine, value, here := u.effective()
	x, faultX := u.decl.typ.simple.Validate(value, prefixesAt(here))
	y, faultY := b.decl.typ.simple.Validate(want, prefixesAt(at))
	if mine != fixedValue || faultX != nil || faultY != nil || !x.Equal(y) {
		c.fail(step.fail("derivation-ok-restriction.2.1.3: the attribute %s is fixed to %q in the base", u.decl.name, want))
	}
}
