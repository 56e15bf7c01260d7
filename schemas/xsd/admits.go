package xsd

import (
	"cmp"
	"slices"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/schemas/xsd/datatype"
)

// Admitted is what a schema admits in an element that is being written.
type Admitted struct {
	Known      bool // the element is declared; nothing else is set where it is not
	Type       string
	Children   []AdmittedElement // that may follow the children so far, in the order of the content model
	Ends       bool              // the children so far are enough
	Text       bool              // text may stand in it
	Attributes []AdmittedAttribute
}

// AdmittedElement is an element that may stand at a place.
type AdmittedElement struct {
	Namespace, Local string
	Type             string   // "" where it has no name
	Empty            bool     // nothing but attributes is needed
	Required         []string // attributes that it must have, by local name
}

// AdmittedAttribute is an attribute that an element may have.
type AdmittedAttribute struct {
	Namespace, Local string
	Required         bool
	Fixed            string   // the only value, "" for any
	Values           []string // an enumeration, or for xsi:type the names of types, empty for any
	Type             string   // "" where it has no name
}

// Admits says what element n may hold after the children that it has, and which attributes it may have. Children at the wrong place are
// passed over, as are all errors around n.
func (s *Schema) Admits(doc *xmltree.Doc, n xmltree.Node) Admitted {
	v := validators.Get().(*validator)
	v.reset(s, doc, Options{MaxErrors: 1})
	v.typed = nil
	defer v.release()
	var way []xmltree.Node
	for at := n; at > xmltree.Root; at = doc.Parent(at) {
		way = append(way, at)
	}
	for _, at := range slices.Backward(way) {
		if len(v.stack) > 0 {
			v.pass(v.top(), at)
		}
		if doc.Kind(at) != xmltree.Element || !v.start(at) {
			return Admitted{}
		}
	}
	if len(v.stack) == 0 {
		return Admitted{}
	}
	f := v.top()
	v.pass(f, xmltree.None)
	return v.admitted(f)
}

// pass takes the children of an open element before one into its content model, or all of them.
func (v *validator) pass(f *frame, before xmltree.Node) {
	for c := v.doc.FirstChild(f.node); c != xmltree.None && c != before && f.model >= 0; c = v.doc.NextSibling(c) {
		if v.doc.Kind(c) != xmltree.Element {
			continue
		}
		good := *f
		if v.step(f, c, v.symbol(v.doc.Name(c)), v.doc.Name(c)); f.state < 0 {
			*f = good
		}
	}
}

func (v *validator) admitted(f *frame) Admitted {
	t := &v.s.types[f.typ]
	a := Admitted{Known: f.element >= 0, Type: v.s.short(t.symbol), Ends: true}
	a.Text = f.content == simpleContent || f.content == mixedContent
	if t.complex != 0 {
		for _, use := range v.s.attributes[t.attrs.from : t.attrs.from+t.attrs.n] {
			a.Attributes = append(a.Attributes, v.s.admittedAttribute(use))
		}
	}
	if types := v.s.instances(f); len(types) > 1 {
		a.Attributes = append(a.Attributes, AdmittedAttribute{Namespace: schemaInstance, Local: "type", Values: types, Required: t.abstract != 0})
	}
	if f.model < 0 {
		return a
	}
	a.Ends = v.complete(f)
	for _, l := range v.next(f) {
		if leaf := &v.s.leaves[l]; leaf.symbol >= 0 {
			a.Children = append(a.Children, v.s.admittedElement(leaf.element))
			for i := leaf.substitutes.from; i < leaf.substitutes.from+leaf.substitutes.n; i += 2 {
				a.Children = append(a.Children, v.s.admittedElement(v.s.pool[i+1]))
			}
		}
	}
	slices.SortStableFunc(a.Attributes, func(x, y AdmittedAttribute) int { return -cmp.Compare(number(x.Required), number(y.Required)) })
	return a
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *Schema) admittedElement(element int32) AdmittedElement {
	e := &s.elements[element]
	t, name := &s.types[e.typ], s.name(e.symbol)
	a := AdmittedElement{Namespace: name.space, Local: name.local, Type: s.short(t.symbol)}
	if t.complex == 0 {
		return a
	}
	a.Empty = contentKind(t.content) == emptyContent || t.model >= 0 && contentKind(t.content) != simpleContent && s.emptiable(t.model)
	for _, use := range s.attributes[t.attrs.from : t.attrs.from+t.attrs.n] {
		if use.flags&flagRequired != 0 {
			a.Required = append(a.Required, s.name(use.symbol).local)
		}
	}
	return a
}

func (s *Schema) admittedAttribute(use attributeRec) AdmittedAttribute {
	name, typ := s.name(use.symbol), s.simple(use.typ)
	a := AdmittedAttribute{Namespace: name.space, Local: name.local, Required: use.flags&flagRequired != 0, Type: typ.Name}
	switch {
	case use.flags&flagFixed != 0:
		a.Fixed = s.str(use.use)
	case use.flags&flagDeclFixed != 0:
		a.Fixed = s.str(use.decl)
	default:
		a.Values = typ.Enumeration()
		if a.Values == nil && typ.Primitive == datatype.Boolean {
			a.Values = []string{"true", "false"}
		}
	}
	return a
}

// instances are the types that xsi:type may name on an element, sorted.
func (s *Schema) instances(f *frame) []string {
	if f.element < 0 {
		return nil
	}
	declared := s.elements[f.element].typ
	var names []string
	for i := range s.types {
		t := &s.types[i]
		if t.symbol >= 0 && t.abstract == 0 && s.derived(int32(i), declared, s.types[declared].block|s.elements[f.element].block) {
			names = append(names, s.short(t.symbol))
		}
	}
	slices.Sort(names)
	return names
}
