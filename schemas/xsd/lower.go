package xsd

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/schemas/xsd/datatype"
)

// lowering turns components into tables.
type lowering struct {
	tables
	c        *compiler
	blob     strings.Builder
	texts    map[string]ref
	symbolOf map[qname]int32
	names    []qname
	order    []*typeDef
	modelOf  map[*particle]int32
}

// lower makes the program of a compiled set.
func (c *compiler) lower() (*Schema, error) {
	l := &lowering{c: c, texts: map[string]ref{}, symbolOf: map[qname]int32{}, modelOf: map[*particle]int32{}}
	l.sortTypes()
	l.sortSymbols()
	for _, d := range c.attrDecls {
		d.index = l.addAttribute(&attributeUse{decl: d})
	}
	for _, e := range c.elements {
		l.addElement(e)
	}
	for _, t := range l.order {
		l.addType(t)
	}
	if c.err != nil {
		return nil, c.err
	}
	l.link()
	l.info = []infoRec{{target: l.put(c.root.target), prefixes: l.prefixes()}}
	l.text = l.blob.String()
	return newSchema(l.tables), nil
}

// prefixes are those that the documents of the set bind, of several the least.
func (l *lowering) prefixes() list {
	known := map[string]string{schemaInstance: "xsi", xmltree.XMLNamespace: "xml"}
	for _, tree := range l.c.trees {
		tree.Declared(tree.DocumentElement(), func(prefix, space string) {
			switch old, ok := known[space]; {
			case prefix == "" || old == "xsi" || old == "xml":
			case !ok || prefix < old:
				known[space] = prefix
			}
		})
	}
	var numbers []int32
	for _, space := range slices.Sorted(maps.Keys(known)) {
		if prefix := known[space]; prefix != "" {
			a, b := l.put(space), l.put(prefix)
			numbers = append(numbers, a.off, a.len, b.off, b.len)
		}
	}
	return l.numbers(numbers...)
}

func newSchema(t tables) *Schema {
	return &Schema{tables: t, simples: make([]atomic.Pointer[datatype.Type], len(t.types))}
}

// sortTypes puts every type behind those that it is made from.
func (l *lowering) sortTypes() {
	seen := map[*typeDef]bool{}
	var visit func(t *typeDef)
	visit = func(t *typeDef) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		visit(t.base)
		visit(t.item)
		for _, m := range t.members {
			visit(m)
		}
		visit(t.value)
		t.index = int32(len(l.order))
		l.order = append(l.order, t)
	}
	for _, t := range l.c.types {
		visit(t)
	}
}

// sortSymbols collects all names.
func (l *lowering) sortSymbols() {
	add := func(q qname) {
		if _, ok := l.symbolOf[q]; !ok && q.local != "" {
			l.symbolOf[q] = 0
			l.names = append(l.names, q)
		}
	}
	for _, t := range l.order {
		add(t.name)
	}
	for _, d := range l.c.attrDecls {
		add(d.name)
	}
	for _, e := range l.c.elements {
		add(e.name)
		for _, id := range e.identities {
			id.eachName(add)
		}
	}
	slices.SortFunc(l.names, func(a, b qname) int {
		return cmp.Or(cmp.Compare(hashOf(a.local), hashOf(b.local)), strings.Compare(a.local, b.local), strings.Compare(a.space, b.space))
	})
	for i, q := range l.names {
		l.symbolOf[q] = int32(i)
		l.symbols = append(l.symbols, symbolRec{hash: hashOf(q.local), space: l.put(q.space), local: l.put(q.local), element: -1, attribute: -1, typ: -1})
	}
}

func (l *lowering) sym(q qname) int32 {
	if q.local == "" {
		return -1
	}
	return l.symbolOf[q]
}

// str keeps a text once.
func (l *lowering) put(s string) ref {
	if r, ok := l.texts[s]; ok {
		return r
	}
	r := ref{int32(l.blob.Len()), int32(len(s))}
	l.blob.WriteString(s)
	l.texts[s] = r
	return r
}

func (l *lowering) numbers(n ...int32) list {
	r := list{int32(len(l.pool)), int32(len(n))}
	l.pool = append(l.pool, n...)
	return r
}

func bit(on bool, f int32) int32 {
	if on {
		return f
	}
	return 0
}

func (l *lowering) addAttribute(u *attributeUse) int32 {
	d := u.decl
	l.attributes = append(l.attributes, attributeRec{
		symbol: l.sym(d.name), typ: d.typ.index, use: l.put(u.value), decl: l.put(d.value),
		flags: bit(u.required, flagRequired) | bit(u.constraint == defaultValue, flagDefault) | bit(u.constraint == fixedValue, flagFixed) |
			bit(d.constraint == defaultValue, flagDeclDefault) | bit(d.constraint == fixedValue, flagDeclFixed),
	})
	return int32(len(l.attributes) - 1)
}

func (l *lowering) addElement(e *elementDecl) {
	rec := elementRec{
		symbol: l.sym(e.name), typ: e.typ.index, block: int32(e.block), value: l.put(e.value),
		flags: bit(e.nillable, flagNillable) | bit(e.abstract, flagAbstract) | bit(e.global, flagGlobal) |
			bit(e.constraint == defaultValue, flagDefault) | bit(e.constraint == fixedValue, flagFixed),
	}
	rec.identities.from = int32(len(l.identities))
	for _, id := range e.identities {
		id.index = int32(len(l.identities))
		l.addIdentity(id)
		rec.identities.n++
	}
	l.elements = append(l.elements, rec)
}

func (l *lowering) addIdentity(id *identity) {
	rec := identityRec{kind: int32(id.kind), name: l.put(id.name.local), key: -1, selector: l.addPaths(id.selector)}
	var fields []int32
	for _, f := range id.fields {
		p := l.addPaths(f)
		fields = append(fields, p.from, p.n)
	}
	rec.fields = l.numbers(fields...)
	l.identities = append(l.identities, rec)
}

func (l *lowering) addPaths(paths []xpath) list {
	r := list{int32(len(l.paths)), int32(len(paths))}
	for _, p := range paths {
		rec := pathRec{deep: bit(p.deep, 1), steps: list{int32(len(l.steps)), int32(len(p.steps))}}
		for _, s := range p.steps {
			step := stepRec{kind: int32(s.kind), symbol: -1}
			switch {
			case s.name.local == "*" && s.anySpace:
			case s.name.local == "*":
				step.kind |= stepNamespace
				step.symbol = l.numbers(l.put(s.name.space).off, l.put(s.name.space).len).from
			default:
				step.kind |= stepName
				step.symbol = l.sym(s.name)
			}
			l.steps = append(l.steps, step)
		}
		l.paths = append(l.paths, rec)
	}
	return r
}

func (l *lowering) wildcardOf(w *wildcard) int32 {
	if w == nil {
		return -1
	}
	if w.index > 0 {
		return w.index - 1
	}
	var spaces []int32
	for _, ns := range w.namespaces {
		r := l.put(ns)
		spaces = append(spaces, r.off, r.len)
	}
	l.wildcards = append(l.wildcards, wildcardRec{except: bit(w.except, 1), process: int32(w.process), spaces: l.numbers(spaces...)})
	w.index = int32(len(l.wildcards))
	return w.index - 1
}

func indexOf(t *typeDef) int32 {
	if t == nil {
		return -1
	}
	return t.index
}

func (l *lowering) addType(t *typeDef) {
	rec := typeRec{
		symbol: l.sym(t.name), base: indexOf(t.base), complex: bit(t.complex, 1), abstract: bit(t.abstract, 1), by: int32(t.by),
		block: int32(t.block), content: int32(t.content), value: indexOf(t.value), model: -1, wildcard: -1, idAttr: -1, item: indexOf(t.item),
		variety: int32(t.variety), builtin: -1,
	}
	if !t.complex {
		rec.builtin = int32(datatype.BuiltinIndex(t.simple))
		var members []int32
		for _, m := range t.members {
			members = append(members, m.index)
		}
		rec.members = l.numbers(members...)
		rec.facets = l.facetsOf(t)
		l.types = append(l.types, rec)
		return
	}
	rec.attrs.from = int32(len(l.attributes))
	for _, u := range t.attrs.uses {
		l.addAttribute(u)
		rec.attrs.n++
		if u.decl.typ.simple.Has(datatype.ID) && rec.idAttr < 0 {
			rec.idAttr = l.sym(u.decl.name)
		}
	}
	rec.wildcard = l.wildcardOf(t.attrs.wildcard)
	if t.content == elementContent || t.content == mixedContent {
		rec.model = l.addModel(t)
	}
	l.types = append(l.types, rec)
}

func (l *lowering) facetsOf(t *typeDef) list {
	r := list{int32(len(l.facets)), int32(len(t.facets))}
	for _, f := range t.facets {
		rec := facetRec{facet: int32(f.Facet), fixed: bit(f.Fixed, 1), value: l.put(f.Value)}
		if f.Facet == datatype.Enumeration && f.Prefixes != nil {
			rec.prefixes = l.prefixesIn(f)
		}
		l.facets = append(l.facets, rec)
	}
	return r
}

// prefixesIn keeps what the prefixes in a value mean where it stands.
func (l *lowering) prefixesIn(f datatype.RawFacet) list {
	var numbers []int32
	for word := range strings.FieldsSeq(f.Value) {
		prefix, _, found := strings.Cut(word, ":")
		if !found {
			prefix = ""
		}
		if space, bound := f.Prefixes(prefix); bound {
			a, b := l.put(prefix), l.put(space)
			numbers = append(numbers, a.off, a.len, b.off, b.len)
		}
	}
	return l.numbers(numbers...)
}

// model makes the content model of a type, once for types that share a particle.
func (l *lowering) addModel(t *typeDef) int32 {
	if m, ok := l.modelOf[t.particle]; ok {
		return m
	}
	m := int32(len(l.models))
	l.modelOf[t.particle] = m
	rec := modelRec{leaves: list{from: int32(len(l.leaves))}, states: list{from: int32(len(l.states))}}
	if p := t.particle; p.group != nil && p.group.compositor == all && len(p.group.parts) > 0 {
		rec.all, rec.optional = 1, bit(p.min == 0, 1)
		for _, part := range p.group.parts {
			l.addLeaf(&leaf{elem: part.elem, any: part.any, optional: part.min == 0})
		}
		rec.leaves.n = int32(len(p.group.parts))
		l.models = append(l.models, rec)
		l.c.checkAll(t)
		return m
	}
	a, err := buildAutomaton(t.particle)
	if err != nil {
		l.c.fail(t.node.fail("%v", err))
		return -1
	}
	l.c.checkAttribution(t, a)
	for _, lf := range a.leaves {
		l.addLeaf(lf)
	}
	for _, s := range a.states {
		l.addState(s, rec.leaves.from)
	}
	rec.leaves.n, rec.states.n = int32(len(a.leaves)), int32(len(a.states))
	l.models = append(l.models, rec)
	return m
}

func (l *lowering) addLeaf(lf *leaf) {
	rec := leafRec{symbol: -1, optional: bit(lf.optional, 1)}
	if lf.any != nil {
		rec.element = l.wildcardOf(lf.any)
	} else {
		rec.symbol, rec.element = l.sym(lf.elem.name), lf.elem.index
		var pairs []int32
		for _, e := range l.c.substitutes(lf.elem) {
			pairs = append(pairs, l.sym(e.name), e.index)
		}
		rec.substitutes = l.numbers(pairs...)
	}
	l.leaves = append(l.leaves, rec)
}

func (l *lowering) addState(s state, leaves int32) {
	rec := stateRec{moves: list{from: int32(len(l.moves))}, final: bit(s.final, 1), counted: int32(s.counted), min: int32(s.min), max: int32(s.max)}
	for lf := range len(l.leaves) - int(leaves) {
		next, ok := s.next[lf]
		if !ok {
			continue
		}
		move := moveRec{symbol: -1, leaf: leaves + int32(lf), next: int32(next)}
		if to := &l.leaves[move.leaf]; to.symbol >= 0 && to.substitutes.n == 0 {
			move.symbol = to.symbol
		}
		l.moves = append(l.moves, move)
		rec.moves.n++
	}
	l.states = append(l.states, rec)
}

// link notes global components by name, and keys of references.
func (l *lowering) link() {
	for q, def := range l.c.globals[elementSpace] {
		if e, ok := def.made.(*elementDecl); ok {
			l.symbols[l.symbolOf[q]].element = e.index
		}
	}
	for q, def := range l.c.globals[attributeSpace] {
		if d, ok := def.made.(*attributeDecl); ok {
			l.symbols[l.symbolOf[q]].attribute = d.index
		}
	}
	for q, def := range l.c.globals[typeSpace] {
		if t, ok := def.made.(*typeDef); ok {
			l.symbols[l.symbolOf[q]].typ = t.index
		}
	}
	for _, t := range append([]*typeDef{l.c.anyType}, l.order...) {
		if t.name.space == schemaNamespace && (t.simple != nil && datatype.BuiltinIndex(t.simple) >= 0 || t == l.c.anyType) {
			l.symbols[l.symbolOf[t.name]].typ = t.index
		}
	}
	for _, e := range l.c.elements {
		for _, id := range e.identities {
			if id.key != nil {
				l.identities[id.index].key = id.key.index
			}
		}
	}
}

// substitutes are the elements that may stand for another one (Substitution Group OK), transitively, in the order of
// their names.
func (c *compiler) substitutes(head *elementDecl) []*elementDecl {
	if !head.global || head.block&bySubstitution != 0 {
		return nil
	}
	var found []*elementDecl
	for _, e := range c.members[head] {
		if e.typ.substitutes(head.typ, head.block) {
			found = append(found, e)
		}
	}
	return found
}

// groupMembers lists, for each element, those that lead to it through their substitution groups.
func (c *compiler) groupMembers() {
	c.members = map[*elementDecl][]*elementDecl{}
	for _, e := range c.elements {
		for h := e.head; h != nil; h = h.head {
			c.members[h] = append(c.members[h], e)
		}
	}
}

// substitutes tells whether elements of a type may stand for those of another.
func (t *typeDef) substitutes(base *typeDef, block derivation) bool {
	by, blocked := derivation(0), block
	d := t
	for ; d != nil && d != base; d = d.base {
		by |= d.by
		if d.base != nil && d.base.complex {
			blocked |= d.base.block
		}
	}
	if d == nil {
		return !base.complex && base.variety == datatype.Union &&
			slices.ContainsFunc(base.members, func(m *typeDef) bool { return t.substitutes(m, block) })
	}
	return by&blocked == 0
}
