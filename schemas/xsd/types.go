package xsd

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/schemas/xsd/datatype"
)

// simpleType makes a simple type from its restriction, list or union.
func (c *compiler) simpleType(t *typeDef) {
	t.base, t.by = c.builtins["anySimpleType"], byRestriction
	t.simple = datatype.Builtin("anySimpleType")
	given := false
	if t.final, given = c.derivations(t.node, "final", byRestriction|byList|byUnion); !given {
		t.final = t.node.doc.final & (byExtension | byRestriction | byList | byUnion)
	}
	n, ok := t.node.child("restriction", "list", "union")
	if !ok {
		return
	}
	switch n.local() {
	case "restriction":
		c.simpleRestriction(t, n)
	case "list":
		item := c.simpleSource(n, "itemType")
		if item == nil {
			return
		}
		c.notFinal(n, item, byList)
		t.variety, t.item = datatype.List, item
		list, err := datatype.NewList(t.name.local, item.simple)
		if err != nil {
			c.fail(n.fail("%v", err))
			return
		}
		t.simple = list
	case "union":
		c.union(t, n)
	}
}

func (c *compiler) union(t *typeDef, n node) {
	var members []*typeDef
	for value := range strings.FieldsSeq(n.get("memberTypes")) {
		if m := c.simpleOnly(n, c.typeCalled(n, value)); m != nil {
			members = append(members, m)
		}
	}
	for child := range n.children {
		m := c.newType(child, qname{})
		c.finish(m)
		members = append(members, m)
	}
	if len(members) == 0 {
		c.fail(n.fail("src-union-memberTypes-or-simpleTypes: a union has no members"))
		return
	}
	types := make([]*datatype.Type, len(members))
	for i, m := range members {
		c.notFinal(n, m, byUnion)
		types[i] = m.simple
	}
	t.variety, t.members = datatype.Union, members
	t.simple = datatype.NewUnion(t.name.local, types)
}

func (c *compiler) notFinal(n node, t *typeDef, by derivation) {
	if t.final&by != 0 {
		c.fail(n.fail("st-props-correct.3: the type %s is final", t.name))
	}
}

// simpleSource is the type that an attribute names, or that the first child defines.
func (c *compiler) simpleSource(n node, attribute string) *typeDef {
	inline, hasInline := n.child("simpleType")
	_, named := n.attr(attribute)
	switch {
	case named == hasInline:
		c.fail(n.fail("src-%s-or-simpleType: either %s or simpleType is needed", n.local(), attribute))
		return nil
	case named:
		return c.simpleOnly(n, c.typeNamed(n, attribute))
	}
	t := c.newType(inline, qname{})
	c.finish(t)
	return t
}

// simpleOnly finishes a type that must be a simple one.
func (c *compiler) simpleOnly(n node, t *typeDef) *typeDef {
	c.finish(t)
	if t.complex || t.simple == nil {
		c.fail(n.fail("cos-st-restricts.1.1: the type %s is not simple", t.name))
		return nil
	}
	return t
}

func (c *compiler) simpleRestriction(t *typeDef, n node) {
	base := c.simpleSource(n, "base")
	if base == nil {
		return
	}
	if base == c.builtins["anySimpleType"] {
		c.fail(n.fail("cos-st-restricts.1.1: anySimpleType cannot be restricted"))
		return
	}
	c.notFinal(n, base, byRestriction)
	c.restrictValue(t, n, base)
}

// restrictValue makes t a restriction of a simple type by the facets below n.
func (c *compiler) restrictValue(t *typeDef, n node, base *typeDef) {
	t.base, t.variety, t.item, t.members = base, base.variety, base.item, base.members
	t.facets = c.facets(n)
	simple, err := datatype.Derive(t.name.local, base.simple, t.facets)
	if err != nil {
		c.fail(n.fail("%v", err))
		simple = base.simple
	}
	t.simple = simple
}

func (c *compiler) facets(n node) []datatype.RawFacet {
	var all []datatype.RawFacet
	for child := range n.children {
		f := datatype.FacetNamed(child.local())
		if f == datatype.NoFacet {
			continue
		}
		value, given := child.doc.tree.AttrValue(child.n, "value")
		if !given {
			c.fail(child.fail("s4s-att-must-appear: %s has no value", child.local()))
		}
		if f != datatype.Enumeration && f != datatype.Pattern {
			value = strings.Trim(value, " \t\r\n")
		}
		all = append(all, datatype.RawFacet{Facet: f, Value: value, Fixed: isTrue(child.get("fixed")), Prefixes: prefixesAt(child)})
	}
	return all
}

func prefixesAt(n node) datatype.Prefixes {
	return func(prefix string) (string, bool) { return n.doc.tree.Namespace(n.n, prefix) }
}

// complexType makes a complex type.
func (c *compiler) complexType(t *typeDef) {
	n := t.node
	t.base, t.by = c.anyType, byRestriction
	t.abstract = isTrue(n.get("abstract"))
	given := false
	if t.block, given = c.derivations(n, "block", byExtension|byRestriction); !given {
		t.block = n.doc.block & (byExtension | byRestriction)
	}
	if t.final, given = c.derivations(n, "final", byExtension|byRestriction); !given {
		t.final = n.doc.final & (byExtension | byRestriction)
	}
	mixed := isTrue(n.get("mixed"))
	c.later = append(c.later, func() { c.checkIDs(t) })
	content, ok := n.child("simpleContent", "complexContent")
	switch {
	case !ok:
		c.effective(t, n, mixed)
		c.attributes(n, &t.attrs)
		t.attrs.dropProhibited()
	case content.is("simpleContent"):
		c.derive(t, content, func(step node) { c.simpleContent(t, step) })
	default:
		if value, given := content.attr("mixed"); given {
			mixed = isTrue(value)
		}
		c.derive(t, content, func(step node) { c.complexContent(t, step, mixed) })
	}
}

// derive reads the base of an extension or restriction and leaves the rest to f.
func (c *compiler) derive(t *typeDef, content node, f func(step node)) {
	step, ok := content.child("extension", "restriction")
	if !ok {
		return
	}
	if _, given := step.attr("base"); !given {
		c.fail(step.fail("s4s-att-must-appear: %s has no base", step.local()))
		return
	}
	base := c.typeNamed(step, "base")
	c.finish(base)
	t.base, t.by = base, byExtension
	if step.is("restriction") {
		t.by = byRestriction
	}
	if base.final&t.by != 0 {
		c.fail(step.fail("cos-ct-extends.1.1: the type %s is final", base.name))
	}
	f(step)
}

func (c *compiler) simpleContent(t *typeDef, step node) {
	base := t.base
	t.content = simpleContent
	inline, hasInline := step.child("simpleType")
	switch {
	case t.by == byExtension && !base.complex:
		t.value = base
	case base.complex && base.content == simpleContent:
		t.value = base.value
	case t.by == byRestriction && base.complex && base.content == mixedContent && emptiable(base.particle) && hasInline:
	default:
		c.fail(step.fail("src-ct.2: the base %s has no simple content", base.name))
		return
	}
	if t.by == byRestriction {
		if hasInline {
			own := c.newType(inline, qname{})
			c.finish(own)
			if t.value != nil && !own.derivedFrom(t.value, 0) {
				c.fail(step.fail("derivation-ok-restriction.5.2.2.1: the simple type is not derived from that of the base"))
			}
			t.value = own
		}
		if len(c.facets(step)) > 0 {
			restricted := &typeDef{node: step, by: byRestriction, state: complete}
			c.add(restricted)
			c.restrictValue(restricted, step, t.value)
			t.value = restricted
		}
	}
	c.attributes(step, &t.attrs)
	c.inherit(t, step)
}

func (c *compiler) complexContent(t *typeDef, step node, mixed bool) {
	if !t.base.complex {
		c.fail(step.fail("src-ct.1: the base %s is not complex", t.base.name))
		return
	}
	c.effective(t, step, mixed)
	if t.by == byExtension {
		c.extend(t, step)
	} else {
		c.later = append(c.later, func() { c.checkRestriction(t, step) })
	}
	c.attributes(step, &t.attrs)
	c.inherit(t, step)
}

// effective sets the content that a type has by itself (XML Schema part 1, 3.4.2).
func (c *compiler) effective(t *typeDef, n node, mixed bool) {
	if content, ok := n.child("group", "all", "choice", "sequence"); ok {
		t.particle = c.particle(content)
		if p := t.particle; p != nil && p.group != nil && len(p.group.parts) == 0 && !content.is("group") {
			if _, some := content.child("element", "group", "choice", "sequence", "any", "all"); !some && (p.group.compositor != choice || p.min == 0) {
				t.particle = nil
			}
		}
	}
	switch {
	case mixed && t.particle == nil:
		t.particle = &particle{min: 1, max: 1, group: &modelGroup{}, node: n}
		t.content = mixedContent
	case mixed:
		t.content = mixedContent
	case t.particle == nil:
		t.content = emptyContent
	default:
		t.content = elementContent
	}
}

// extend puts the content of the base before the type's own.
func (c *compiler) extend(t *typeDef, step node) {
	base := t.base
	switch {
	case base.content == simpleContent:
		if t.particle != nil {
			c.fail(step.fail("cos-ct-extends.1.4.1: the base %s has simple content", base.name))
		}
		t.content, t.value = simpleContent, base.value
	case t.particle == nil:
		t.content, t.particle = base.content, base.particle
	case base.content == emptyContent:
	default:
		if (base.content == mixedContent) != (t.content == mixedContent) {
			if empty := t.particle.group; empty != nil && len(empty.parts) == 0 {
				t.content, t.particle = base.content, base.particle
				return
			}
			c.fail(step.fail("cos-ct-extends.1.4.3.2.2.1: one of the type and its base %s is mixed, the other is not", base.name))
		}
		for _, p := range []*particle{base.particle, t.particle} {
			if p.group != nil && p.group.compositor == all && len(base.particle.group.parts) > 0 {
				c.fail(step.fail("cos-all-limited.1.2: all cannot be extended"))
			}
		}
		if base.particle.group != nil && len(base.particle.group.parts) == 0 {
			return
		}
		t.particle = &particle{min: 1, max: 1, node: step, group: &modelGroup{parts: []*particle{base.particle, t.particle}}}
	}
}

// inherit adds the attributes of the base.
func (c *compiler) inherit(t *typeDef, step node) {
	if !t.base.complex {
		t.attrs.dropProhibited()
		return
	}
	base := &t.base.attrs
	own := len(t.attrs.uses)
	for _, u := range base.uses {
		switch mine := t.attrs.use(u.decl.name); {
		case mine == nil:
			t.attrs.uses = append(t.attrs.uses, u)
		case t.by == byExtension:
			c.fail(step.fail("ct-props-correct.4: the base has the attribute %s already", u.decl.name))
		}
	}
	if t.by == byExtension {
		switch {
		case t.attrs.wildcard == nil:
			t.attrs.wildcard = base.wildcard
		case base.wildcard != nil:
			both, ok := t.attrs.wildcard.union(base.wildcard)
			if !ok {
				c.fail(step.fail("src-ct.5: the union of the wildcards cannot be expressed"))
				return
			}
			t.attrs.wildcard = both
		}
	} else {
		mine := slices.Clone(t.attrs.uses[:own])
		c.later = append(c.later, func() { c.checkAttributeRestriction(t, step, mine) })
	}
	t.attrs.dropProhibited()
}

// checkIDs refuses a type with two attributes of type ID.
func (c *compiler) checkIDs(t *typeDef) {
	found := 0
	for _, u := range t.attrs.uses {
		if u.decl.typ.simple != nil && u.decl.typ.simple.Has(datatype.ID) {
			found++
		}
	}
	if found > 1 {
		c.fail(t.node.fail("ct-props-correct.5: the type %s has two attributes of type ID", t.name))
	}
}

func (g *attributeGroup) dropProhibited() {
	g.uses = slices.DeleteFunc(g.uses, func(u *attributeUse) bool { return u.prohibited })
}

// checkElement holds an element declaration against XML Schema part 1, 3.3.6.
func (c *compiler) checkElement(e *elementDecl) {
	c.checkValue(e.node, e.typ, e.constraint, e.value, "e-props-correct.2")
	if e.head != nil {
		if !e.typ.derivedFrom(e.head.typ, 0) {
			c.fail(e.node.fail("e-props-correct.4: the type of %s is not derived from that of %s", e.name, e.head.name))
		} else if !e.typ.derivedFrom(e.head.typ, e.head.final) {
			c.fail(e.node.fail("e-props-correct.3: %s is final for such types", e.head.name))
		}
	}
}

// checkValue holds a default or fixed value against its type.
func (c *compiler) checkValue(n node, t *typeDef, how constraint, value, code string) {
	if how == noConstraint || c.err != nil {
		return
	}
	simple := t.simple
	if t.complex {
		switch {
		case t.content == simpleContent && t.value != nil:
			simple = t.value.simple
		case t.content == mixedContent && emptiable(t.particle):
			return
		default:
			c.fail(n.fail("cos-valid-default.2.1: the content of %s admits no value", t.name))
			return
		}
	}
	if simple.Has(datatype.ID) {
		c.fail(n.fail("%s.3: an ID cannot have a default", code[:strings.IndexByte(code, '.')]))
	}
	if _, fault := simple.Validate(value, prefixesAt(n)); fault != nil {
		c.fail(n.fail("%s: %q is not a value of the type (%s)", code, value, fault.Code))
	}
}

// sameFixed holds the fixed value of a reference against that of the declaration.
func (c *compiler) sameFixed(u *attributeUse) {
	simple := u.decl.typ.simple
	a, faultA := simple.Validate(u.value, prefixesAt(u.node))
	b, faultB := simple.Validate(u.decl.value, prefixesAt(u.decl.node))
	if u.constraint != fixedValue || faultA != nil || faultB != nil || !a.Equal(b) {
		c.fail(u.node.fail("au-props-correct.2: the attribute %s is fixed to %q", u.decl.name, u.decl.value))
	}
}
