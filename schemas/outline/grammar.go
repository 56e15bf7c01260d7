package outline

import (
	"errors"
	"fmt"
	"slices"
)

// Grammar says which elements and attributes may stand where in a document that is valid by a schema set. It is generous: an
// element may be of any type derived from its own, as xsi:type allows, and how often or in which order things occur does not
// count. So what it excludes is excluded; what it allows may still be invalid.
type Grammar struct {
	places []place
	index  map[placeKey]int
	roots  []int

	elements, types, groups, attributeGroups, attributes map[[2]string]*declaration
	derived                                              map[*Node][]*declaration
	parts                                                int // looked at
	err                                                  error
}

// attribute is an attribute that an element may have. A fixed one has no other value.
type attribute struct {
	space, local string
	fixed        string
	isFixed      bool
}

// place is an element of one name and type.
type place struct {
	space, local string
	content      *content
	parents      []int
}

type placeKey struct {
	space, local string
	typ          *Node
}

// content is what the types that an element may have allow together.
type content struct {
	children       []int
	attributes     []attribute
	prohibited     []attribute // by the type at hand, of those inherited
	open, openAttr bool        // anything may stand there
}

// NewGrammar reads a schema set from its root document. The error says that a document cannot be read, or that the set uses
// what is not understood (substitution groups, redefinition).
func NewGrammar(files map[string][]byte, root string) (*Grammar, error) {
	g := &Grammar{index: map[placeKey]int{}, derived: map[*Node][]*declaration{}}
	for _, m := range []*map[[2]string]*declaration{&g.elements, &g.types, &g.groups, &g.attributeGroups, &g.attributes} {
		*m = map[[2]string]*declaration{}
	}
	if err := g.load(files, root, "", map[[2]string]bool{}); err != nil {
		return nil, err
	}
	for _, key := range sortedKeys(g.types) {
		d := g.types[key]
		if base := g.base(d); base != nil {
			g.derived[base.Node] = append(g.derived[base.Node], d)
		}
	}
	for _, key := range sortedKeys(g.elements) {
		g.roots = append(g.roots, g.element(g.elements[key], key[0], key[1]))
	}
	return g, g.err
}

// element returns the place of an element declaration, made with all below it when it is new.
func (g *Grammar) element(d *declaration, space, local string) int {
	typ := g.typeOf(d)
	key := placeKey{space: space, local: local}
	if typ != nil {
		key.typ = typ.Node
	}
	if i, known := g.index[key]; known {
		return i
	}
	i := len(g.places)
	if i == maxPlaces {
		g.err = fmt.Errorf("more than %d kinds of elements", maxPlaces)
	}
	c := &content{}
	g.index[key] = i
	g.places = append(g.places, place{space: space, local: local, content: c})
	if g.err != nil {
		return i
	}
	g.fill(c, typ)
	slices.Sort(c.children)
	c.children = slices.Compact(c.children)
	for _, child := range c.children {
		g.places[child].parents = append(g.places[child].parents, i)
	}
	return i
}

// typeOf is the type of an element declaration, nil when it may be any.
func (g *Grammar) typeOf(d *declaration) *declaration {
	if name, has := d.Attrs["type"]; has {
		if t := d.named(g.types, name); t != nil {
			return t
		}
		if space, local := d.Resolve(name); space == Namespace && local != "anyType" {
			return d.below(&Node{Kind: "simpleType", doc: d.doc, node: d.node})
		}
		return nil
	}
	for _, c := range d.Children {
		if c.Kind == "complexType" || c.Kind == "simpleType" {
			return d.below(c)
		}
	}
	return nil
}

// fill adds what a type and all types derived from it allow.
func (g *Grammar) fill(c *content, typ *declaration) {
	if typ == nil {
		c.open, c.openAttr = true, true
		return
	}
	// By xsi:type an element of a simple type may have one with attributes; it never has elements below.
	c.openAttr = typ.Kind == "simpleType"
	seen := map[*Node]bool{}
	todo := []*declaration{typ}
	for len(todo) > 0 && g.err == nil {
		t := todo[0]
		todo = todo[1:]
		if seen[t.Node] {
			continue
		}
		seen[t.Node] = true
		g.typeContent(c, t, map[*Node]bool{})
		todo = append(todo, g.derived[t.Node]...)
	}
}

// typeContent adds what one type allows, what it inherits included; an attribute of its own takes the place of one inherited.
func (g *Grammar) typeContent(c *content, t *declaration, seen map[*Node]bool) {
	if seen[t.Node] || t.Kind == "simpleType" {
		return
	}
	if len(seen) > maxChain {
		g.err = fmt.Errorf("types derived from each other more than %d deep", maxChain)
	}
	if g.err != nil {
		return
	}
	seen[t.Node] = true
	var own, inherited content
	parts := t
	if e := t.derivation(); e != nil {
		parts = e
		if base := g.base(t); base != nil {
			g.typeContent(&inherited, base, seen)
			if e.Kind == "restriction" {
				inherited.children, inherited.open = nil, false
			}
		} else if space, local := e.Resolve(e.Attrs["base"]); space == Namespace && local == "anyType" && e.Kind == "extension" {
			own.open, own.openAttr = true, true
		}
	}
	for _, n := range parts.Children {
		g.part(&own, parts.below(n), seen)
	}
	for _, a := range inherited.attributes {
		same := func(b attribute) bool { return a.space == b.space && a.local == b.local }
		if !slices.ContainsFunc(own.attributes, same) && !slices.ContainsFunc(own.prohibited, same) {
			own.attributes = append(own.attributes, a)
		}
	}
	c.children = append(append(c.children, inherited.children...), own.children...)
	c.attributes = append(c.attributes, own.attributes...)
	c.open = c.open || inherited.open || own.open
	c.openAttr = c.openAttr || inherited.openAttr || own.openAttr
}

// part adds what one part of a type allows.
func (g *Grammar) part(c *content, d *declaration, seen map[*Node]bool) {
	if g.parts++; g.parts > maxParts {
		g.err = errors.New("too many declarations")
	}
	if g.err != nil || len(seen) > maxChain {
		return
	}
	if d.Attrs["maxOccurs"] == "0" {
		return
	}
	switch d.Kind {
	case "sequence", "choice", "all":
		for _, n := range d.Children {
			g.part(c, d.below(n), seen)
		}
	case "group":
		if ref := d.named(g.groups, d.Attrs["ref"]); ref != nil && !seen[ref.Node] {
			seen[ref.Node] = true
			for _, n := range ref.Children {
				g.part(c, ref.below(n), seen)
			}
			delete(seen, ref.Node)
		}
	case "any":
		c.open = true
	case "element":
		g.child(c, d)
	case "attribute":
		c.attribute(g, d)
	case "anyAttribute":
		c.openAttr = true
	case "attributeGroup":
		if ref := d.named(g.attributeGroups, d.Attrs["ref"]); ref != nil && !seen[ref.Node] {
			seen[ref.Node] = true
			for _, n := range ref.Children {
				g.part(c, ref.below(n), seen)
			}
			delete(seen, ref.Node)
		}
	}
}

func (g *Grammar) child(c *content, d *declaration) {
	if ref, has := d.Attrs["ref"]; has {
		e := d.named(g.elements, ref)
		if e == nil {
			c.open = true
			return
		}
		c.children = append(c.children, g.element(e, e.target, e.Attrs["name"]))
		return
	}
	space := ""
	if form := d.Attrs["form"]; form == "qualified" || form == "" && d.qualified {
		space = d.target
	}
	c.children = append(c.children, g.element(d, space, d.Attrs["name"]))
}

// attribute adds an attribute, or notes that it is prohibited.
func (c *content) attribute(g *Grammar, d *declaration) {
	a := attribute{local: d.Attrs["name"]}
	if ref, has := d.Attrs["ref"]; has {
		a.space, a.local = d.Resolve(ref)
		if to := d.named(g.attributes, ref); to != nil {
			a.fixed, a.isFixed = to.Attrs["fixed"]
		}
	} else if d.Attrs["form"] == "qualified" {
		a.space = d.target
	}
	if fixed, has := d.Attrs["fixed"]; has {
		a.fixed, a.isFixed = fixed, true
	}
	if d.Attrs["use"] == "prohibited" {
		c.prohibited = append(c.prohibited, a)
		return
	}
	c.attributes = append(c.attributes, a)
}

// Roots are the places of the elements that a document may consist of. A place, a number, stands for all elements of one
// name and type.
func (g *Grammar) Roots() []int { return g.roots }

// Name returns the name of the elements at a place.
func (g *Grammar) Name(p int) (space, local string) { return g.places[p].space, g.places[p].local }

// Children returns the elements that may stand in those at a place; open says that any other may, too.
func (g *Grammar) Children(p int) (children []int, open bool) {
	return g.places[p].content.children, g.places[p].content.open
}

// Parents returns the elements that those at a place may stand in; of an open parent nothing is known.
func (g *Grammar) Parents(p int) []int { return g.places[p].parents }

// Attribute reports whether elements at a place may have an attribute, and the one value that it may have, if there
// is one. The attributes of XML Schema instances, such as xsi:type, may stand everywhere and are not known here.
func (g *Grammar) Attribute(p int, space, local string) (possible bool, fixed string, isFixed bool) {
	c := g.places[p].content
	for _, a := range c.attributes {
		if a.space != space || a.local != local {
			continue
		}
		if possible && (!isFixed || !a.isFixed || a.fixed != fixed) {
			return true, "", false
		}
		possible, fixed, isFixed = true, a.fixed, a.isFixed
	}
	if c.openAttr {
		return true, "", false
	}
	return possible, fixed, isFixed
}
