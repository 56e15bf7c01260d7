package xsd

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/schemas/xsd/datatype"
)

// compiler makes the components of a set from its documents.
type compiler struct {
	*set
	anyType   *typeDef
	builtins  map[string]*typeDef
	types     []*typeDef
	elements  []*elementDecl
	attrDecls []*attributeDecl
	todo      []*typeDef
	later     []func()                        // checks that need finished types
	members   map[*elementDecl][]*elementDecl // of substitution groups
	depth     int
}

// maxNesting bounds how deep groups and anonymous types may be nested.
const maxNesting = 200

func newCompiler(s *set) *compiler {
	c := &compiler{set: s, builtins: map[string]*typeDef{}}
	c.anyType = &typeDef{name: qname{schemaNamespace, "anyType"}, complex: true, content: mixedContent, state: complete}
	c.anyType.base, c.anyType.by = nil, byRestriction
	every := &wildcard{except: true, process: lax}
	c.anyType.attrs.wildcard = every
	inner := &particle{min: 0, max: -1, any: every}
	c.anyType.particle = &particle{min: 1, max: 1, group: &modelGroup{parts: []*particle{inner}}}
	c.add(c.anyType)
	datatype.Builtins(func(local string, t *datatype.Type) {
		d := &typeDef{name: qname{schemaNamespace, local}, by: byRestriction, state: complete, simple: t, variety: t.Variety, base: c.anyType}
		if t.Base != nil {
			d.base = c.builtins[strings.TrimPrefix(t.Base.Name, "xs:")]
		}
		if t.Variety == datatype.List {
			d.item = c.builtins[strings.TrimPrefix(t.Item.Name, "xs:")]
		}
		c.builtins[local] = d
		c.add(d)
	})
	for _, local := range []string{"type", "nil", "schemaLocation", "noNamespaceSchemaLocation"} {
		d := &attributeDecl{name: qname{schemaInstance, local}, typ: c.builtins[instanceTypes[local]]}
		if local == "schemaLocation" {
			list, _ := datatype.NewList("", datatype.Builtin("anyURI"))
			d.typ = &typeDef{state: complete, by: byRestriction, base: c.builtins["anySimpleType"], simple: list, variety: datatype.List, item: c.builtins["anyURI"]}
			c.add(d.typ)
		}
		c.attrDecls = append(c.attrDecls, d)
		c.globals[attributeSpace][d.name] = &definition{name: d.name, kind: attributeSpace, made: d}
	}
	return c
}

var instanceTypes = map[string]string{"type": "QName", "nil": "boolean", "schemaLocation": "anyURI", "noNamespaceSchemaLocation": "anyURI"}

func (c *compiler) add(t *typeDef) {
	t.index = int32(len(c.types))
	c.types = append(c.types, t)
}

// all makes every global component and what belongs to them.
func (c *compiler) all() error {
	for _, kind := range []space{typeSpace, attributeSpace, elementSpace, attributeGroupSpace, groupSpace} {
		for _, def := range inOrder(c.globals[kind]) {
			c.make(def)
		}
	}
	c.finishTypes()
	c.groupMembers()
	for _, e := range c.elements {
		c.identities(e)
	}
	for c.err == nil && len(c.later) > 0 {
		check := c.later[0]
		c.later = c.later[1:]
		check()
	}
	if c.err != nil {
		return c.err
	}
	return nil
}

// inOrder sorts definitions by where they stand, so that a set always compiles to the same program.
func inOrder(defs map[qname]*definition) []*definition {
	var all []*definition
	for _, d := range defs {
		if d.made == nil {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b *definition) int {
		return strings.Compare(a.name.String(), b.name.String())
	})
	return all
}

func (c *compiler) finishTypes() {
	for c.err == nil && len(c.todo) > 0 {
		t := c.todo[0]
		c.todo = c.todo[1:]
		c.finish(t)
	}
}

// make makes a global component, as far as others need it at once.
func (c *compiler) make(def *definition) any {
	if def.made != nil {
		return def.made
	}
	if def.making {
		c.fail(def.node.fail("%s: the %s %s refers to itself", circularCode[def.kind], spaceNames[def.kind], def.name.local))
		return nil
	}
	def.making = true
	defer func() { def.making = false }()
	n := def.node
	switch def.kind {
	case elementSpace:
		e := c.element(n, true)
		def.made = e
		c.substitution(e)
	case attributeSpace:
		def.made = c.attributeDecl(n, qname{n.doc.target, n.get("name")})
	case typeSpace:
		t := c.newType(n, def.name)
		t.scope = def
		def.made = t
	case groupSpace:
		inner, _ := n.child("all", "choice", "sequence")
		def.made = c.group(inner)
	case attributeGroupSpace:
		g := &attributeGroup{}
		c.attributes(n, g)
		g.dropProhibited()
		def.made = g
	default:
		def.made = def
	}
	return def.made
}

var circularCode = [spaces]string{"e-props-correct.6", "a-props-correct", "ct-props-correct.3", "mg-props-correct.2", "src-attribute_group.3", "", ""}

// resolve makes the component that a QName in an attribute of n refers to.
func (c *compiler) resolve(n node, attribute string, kind space) *definition {
	name, ok := c.name(n, n.get(attribute))
	if !ok {
		return nil
	}
	def := c.find(n.doc, kind, name)
	if def == nil || !c.visible(n.doc, name.space) {
		c.fail(n.fail("src-resolve: there is no %s %s", spaceNames[kind], name))
		return nil
	}
	return def
}

func (c *compiler) visible(d *document, namespace string) bool {
	return namespace == d.target || namespace == schemaInstance || d.imported[namespace]
}

// name expands a QName.
func (c *compiler) name(n node, value string) (qname, bool) {
	prefix, local, found := strings.Cut(value, ":")
	if !found {
		prefix, local = "", value
	}
	space, bound := n.doc.tree.Namespace(n.n, prefix)
	switch {
	case !datatype.IsNCName(local) || found && !datatype.IsNCName(prefix):
		c.fail(n.fail("s4s-att-invalid-value: %q is not a QName", value))
		return qname{}, false
	case found && !bound:
		c.fail(n.fail("src-resolve: the prefix of %q is not declared", value))
		return qname{}, false
	case space == "" && n.doc.lent:
		space = n.doc.target
	}
	return qname{space, local}, true
}

// typeNamed returns the type that an attribute of n names; its content may not be known yet.
func (c *compiler) typeNamed(n node, attribute string) *typeDef {
	return c.typeCalled(n, n.get(attribute))
}

func (c *compiler) typeCalled(n node, value string) *typeDef {
	name, ok := c.name(n, value)
	if !ok {
		return c.anyType
	}
	if name.space == schemaNamespace {
		if name.local == "anyType" {
			return c.anyType
		}
		if t := c.builtins[name.local]; t != nil {
			return t
		}
	}
	def := c.find(n.doc, typeSpace, name)
	if def == nil || !c.visible(n.doc, name.space) {
		c.fail(n.fail("src-resolve: there is no type %s", name))
		return c.anyType
	}
	t, _ := c.make(def).(*typeDef)
	if t == nil {
		return c.anyType
	}
	return t
}

// newType plans a type; simple types are made when first needed, complex ones in turn.
func (c *compiler) newType(n node, name qname) *typeDef {
	t := &typeDef{name: name, node: n, complex: n.is("complexType")}
	c.add(t)
	c.todo = append(c.todo, t)
	return t
}

// finish completes a type, the one it is derived from first.
func (c *compiler) finish(t *typeDef) {
	switch t.state {
	case complete:
		return
	case started:
		if c.err == nil {
			c.fail(t.node.fail("st-props-correct.2: the type %s is derived from itself", t.name))
		}
		return
	}
	if c.depth++; c.depth > maxNesting {
		c.fail(t.node.fail("types are derived from each other more than %d times", maxNesting))
		return
	}
	defer func() { c.depth-- }()
	t.state = started
	if t.complex {
		c.complexType(t)
	} else {
		c.simpleType(t)
	}
	t.state = complete
}

func (c *compiler) derivations(n node, attribute string, allowed derivation) (derivation, bool) {
	if _, given := n.attr(attribute); !given {
		return 0, false
	}
	d, err := derivations(n, attribute, allowed)
	if err != nil {
		c.fail(err)
	}
	return d, true
}

var derivationNames = map[string]derivation{
	"extension": byExtension, "restriction": byRestriction, "substitution": bySubstitution, "list": byList, "union": byUnion,
}

func derivations(n node, attribute string, allowed derivation) (derivation, *SchemaError) {
	var d derivation
	value := n.get(attribute)
	if value == "#all" {
		return allowed, nil
	}
	for word := range strings.FieldsSeq(value) {
		one := derivationNames[word]
		if one&allowed == 0 {
			return 0, n.fail("s4s-att-invalid-value: %s=%q", attribute, value)
		}
		d |= one
	}
	return d, nil
}

func isTrue(s string) bool { return s == "true" || s == "1" }

// valueConstraint reads default and fixed.
func (c *compiler) valueConstraint(n node) (constraint, string) {
	tree := n.doc.tree
	d, hasDefault := tree.AttrValue(n.n, "default")
	f, hasFixed := tree.AttrValue(n.n, "fixed")
	switch {
	case hasDefault && hasFixed:
		c.fail(n.fail("src-element.1: both default and fixed"))
	case hasDefault:
		return defaultValue, d
	case hasFixed:
		return fixedValue, f
	}
	return noConstraint, ""
}

// element makes an element declaration.
func (c *compiler) element(n node, global bool) *elementDecl {
	e := &elementDecl{node: n, global: global, name: qname{local: n.get("name")}, index: int32(len(c.elements))}
	c.elements = append(c.elements, e)
	form := n.get("form")
	if global || form == "qualified" || form == "" && n.doc.qualifiedElements {
		e.name.space = n.doc.target
	}
	if !datatype.IsNCName(e.name.local) {
		c.fail(n.fail("s4s-att-invalid-value: the name %q of an element", e.name.local))
	}
	e.nillable, e.abstract = isTrue(n.get("nillable")), isTrue(n.get("abstract"))
	given := false
	if e.block, given = c.derivations(n, "block", byExtension|byRestriction|bySubstitution); !given {
		e.block = n.doc.block
	}
	if e.final, given = c.derivations(n, "final", byExtension|byRestriction); !given {
		e.final = n.doc.final & (byExtension | byRestriction)
	}
	e.constraint, e.value = c.valueConstraint(n)
	inline, hasInline := n.child("simpleType", "complexType")
	switch _, named := n.attr("type"); {
	case named && hasInline:
		c.fail(n.fail("src-element.3: both type and %s", inline.local()))
	case named:
		e.typ = c.typeNamed(n, "type")
	case hasInline:
		e.typ = c.newType(inline, qname{})
	}
	if e.typ == nil && !(global && n.get("substitutionGroup") != "") {
		e.typ = c.anyType
	}
	c.later = append(c.later, func() { c.checkElement(e) })
	return e
}

// substitution sets the head of a global element, and its type where it has none of its own.
func (c *compiler) substitution(e *elementDecl) {
	if e.node.get("substitutionGroup") == "" {
		return
	}
	if def := c.resolve(e.node, "substitutionGroup", elementSpace); def != nil {
		e.head, _ = c.make(def).(*elementDecl)
	}
	if e.typ == nil {
		e.typ = c.anyType
		if e.head != nil && e.head.typ != nil {
			e.typ = e.head.typ
		}
	}
	for h, steps := e.head, 0; h != nil; h = h.head {
		if steps++; h == e || steps > len(c.elements) {
			c.fail(e.node.fail("e-props-correct.6: the substitution group of %s is circular", e.name))
			e.head = nil
			return
		}
	}
}

// attributeDecl makes an attribute declaration.
func (c *compiler) attributeDecl(n node, name qname) *attributeDecl {
	d := &attributeDecl{name: name, node: n, typ: c.builtins["anySimpleType"], index: int32(len(c.attrDecls))}
	c.attrDecls = append(c.attrDecls, d)
	if name.local == "xmlns" || name.space == schemaInstance || !datatype.IsNCName(name.local) {
		c.fail(n.fail("no-xmlns: an attribute cannot be called %s", name))
	}
	inline, hasInline := n.child("simpleType")
	switch _, named := n.attr("type"); {
	case named && hasInline:
		c.fail(n.fail("src-attribute.4: both type and simpleType"))
	case named:
		d.typ = c.typeNamed(n, "type")
	case hasInline:
		d.typ = c.newType(inline, qname{})
	}
	if d.typ.complex {
		c.fail(n.fail("src-resolve: the type of an attribute must be simple"))
		d.typ = c.builtins["anySimpleType"]
	}
	if n.doc.tree.Parent(n.n) == n.doc.tree.DocumentElement() {
		d.constraint, d.value = c.valueConstraint(n)
	}
	c.later = append(c.later, func() { c.checkValue(n, d.typ, d.constraint, d.value, "a-props-correct.2") })
	return d
}

// attributes reads the attributes, attribute groups and the wildcard below n into g.
func (c *compiler) attributes(n node, g *attributeGroup) {
	for child := range n.children {
		switch child.local() {
		case "attribute":
			c.addUse(g, c.attributeUse(child))
		case "attributeGroup":
			def := c.resolve(child, "ref", attributeGroupSpace)
			if def == nil {
				return
			}
			inner, _ := c.make(def).(*attributeGroup)
			if inner == nil {
				return
			}
			for _, u := range inner.uses {
				c.addUse(g, u)
			}
			c.intersect(child, g, inner.wildcard)
		case "anyAttribute":
			c.intersect(child, g, c.wildcard(child))
		}
	}
}

func (c *compiler) intersect(n node, g *attributeGroup, w *wildcard) {
	switch {
	case w == nil:
	case g.wildcard == nil:
		g.wildcard = w
	default:
		both, ok := w.intersection(g.wildcard)
		if !ok {
			c.fail(n.fail("src-attribute_group.2: the intersection of the wildcards cannot be expressed"))
			return
		}
		if !n.is("anyAttribute") {
			both.process = g.wildcard.process
		}
		g.wildcard = both
	}
}

func (c *compiler) addUse(g *attributeGroup, u *attributeUse) {
	if u == nil {
		return
	}
	if old := g.use(u.decl.name); old != nil {
		if !old.prohibited && !u.prohibited {
			c.fail(u.node.fail("ct-props-correct.4: the attribute %s is given twice", u.decl.name))
		}
		if u.prohibited {
			return
		}
		*old = *u
		return
	}
	copied := *u
	g.uses = append(g.uses, &copied)
}

func (c *compiler) attributeUse(n node) *attributeUse {
	u := &attributeUse{node: n, required: n.get("use") == "required", prohibited: n.get("use") == "prohibited"}
	u.constraint, u.value = c.valueConstraint(n)
	if _, byRef := n.attr("ref"); byRef {
		if _, named := n.attr("name"); named {
			c.fail(n.fail("src-attribute.3.1: both ref and name"))
			return nil
		}
		def := c.resolve(n, "ref", attributeSpace)
		if def == nil {
			return nil
		}
		if u.decl, _ = c.make(def).(*attributeDecl); u.decl == nil {
			return nil
		}
		if u.constraint != noConstraint && u.decl.constraint == fixedValue {
			c.later = append(c.later, func() { c.sameFixed(u) })
		}
	} else {
		name := qname{local: n.get("name")}
		if form := n.get("form"); form == "qualified" || form == "" && n.doc.qualifiedAttributes {
			name.space = n.doc.target
		}
		u.decl = c.attributeDecl(n, name)
	}
	if u.constraint == defaultValue && n.get("use") != "optional" && n.get("use") != "" {
		c.fail(n.fail("src-attribute.2: an attribute with a default must be optional"))
	}
	c.later = append(c.later, func() { c.checkValue(n, u.decl.typ, u.constraint, u.value, "au-props-correct.2") })
	return u
}

func (c *compiler) wildcard(n node) *wildcard {
	w := &wildcard{}
	switch n.get("processContents") {
	case "lax":
		w.process = lax
	case "skip":
		w.process = skip
	}
	value, given := n.attr("namespace")
	if !given {
		value = "##any"
	}
	switch value {
	case "##any":
		w.except = true
	case "##other":
		w.except, w.namespaces = true, []string{n.doc.target}
		if n.doc.target != "" {
			w.namespaces = append(w.namespaces, "")
		}
	default:
		for ns := range strings.FieldsSeq(value) {
			switch {
			case ns == "##targetNamespace":
				ns = n.doc.target
			case ns == "##local":
				ns = ""
			case strings.HasPrefix(ns, "##"):
				c.fail(n.fail("s4s-att-invalid-value: namespace=%q", value))
			}
			if !slices.Contains(w.namespaces, ns) {
				w.namespaces = append(w.namespaces, ns)
			}
		}
	}
	return w
}

// group makes a model group with its particles.
func (c *compiler) group(n node) *modelGroup {
	if c.depth++; c.depth > maxNesting {
		c.fail(n.fail("groups are nested deeper than %d", maxNesting))
		return &modelGroup{}
	}
	defer func() { c.depth-- }()
	g := &modelGroup{}
	switch n.local() {
	case "choice":
		g.compositor = choice
	case "all":
		g.compositor = all
	}
	for child := range n.children {
		p := c.particle(child)
		if p == nil {
			continue
		}
		if g.compositor == all && (p.max > 1 || p.max < 0) {
			c.fail(child.fail("cos-all-limited.2: an element of all may occur once at most"))
		}
		if p.group != nil && p.group.compositor == all {
			c.fail(child.fail("cos-all-limited.1.2: all must stand alone in its type"))
		}
		g.parts = append(g.parts, p)
	}
	return g
}

// particle makes the particle of an element, a wildcard, a group or a reference to one; nil where it may not occur.
func (c *compiler) particle(n node) *particle {
	p := &particle{node: n}
	var ok bool
	if p.min, p.max, ok = c.occurs(n); !ok {
		return nil
	}
	switch n.local() {
	case "element":
		if _, byRef := n.attr("ref"); !byRef {
			p.elem = c.element(n, false)
			break
		}
		if def := c.resolve(n, "ref", elementSpace); def != nil {
			p.elem, _ = c.make(def).(*elementDecl)
		}
		c.onlyRef(n)
	case "any":
		p.any = c.wildcard(n)
	case "group":
		if def := c.resolve(n, "ref", groupSpace); def != nil {
			p.group, _ = c.make(def).(*modelGroup)
		}
	default:
		p.group = c.group(n)
	}
	if p.group != nil && p.group.compositor == all && (p.max != 1 || p.min > 1) {
		c.fail(n.fail("cos-all-limited.1.2: all may occur once at most"))
	}
	if p.max == 0 || p.elem == nil && p.any == nil && p.group == nil {
		return nil
	}
	return p
}

func (c *compiler) onlyRef(n node) {
	for _, not := range []string{"name", "type", "nillable", "default", "fixed", "block", "form"} {
		if _, given := n.attr(not); given {
			c.fail(n.fail("src-element.2.2: both ref and %s", not))
		}
	}
	if child, given := n.child("simpleType", "complexType", "key", "keyref", "unique"); given {
		c.fail(child.fail("src-element.2.2: both ref and %s", child.local()))
	}
}

// maxOccurs is the largest number of repetitions that is told from unbounded; the reference refuses more than 5000
// repetitions of a group.
const maxOccurs = 1 << 30

func (c *compiler) occurs(n node) (least, most int, ok bool) {
	number := func(attribute string) int {
		value, given := n.attr(attribute)
		if !given {
			return 1
		}
		digits := strings.TrimLeft(strings.TrimPrefix(value, "+"), "0")
		if digits == "" && strings.HasSuffix(value, "0") {
			return 0
		}
		if digits == "" || strings.Trim(digits, "0123456789") != "" {
			c.fail(n.fail("s4s-att-invalid-value: %s=%q", attribute, value))
			return 1
		}
		i, err := strconv.Atoi(digits)
		if err != nil || i > maxOccurs {
			return maxOccurs
		}
		return i
	}
	least, most = number("minOccurs"), 0
	if n.get("maxOccurs") == "unbounded" {
		return least, -1, true
	}
	most = number("maxOccurs")
	if least > most {
		c.fail(n.fail("p-props-correct.2.1: minOccurs is greater than maxOccurs"))
		return 0, 0, false
	}
	return least, most, true
}
