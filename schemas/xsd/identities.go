package xsd

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
)

// typing is what an element turned out to be.
type typing struct {
	typ, element int32
	known        bool
}

// identityState is the tables of keys of one document.
type identityState struct {
	tables []keyTable
	steps  int
}

// keyTable is the rows of one identity constraint in the subtree of one element.
type keyTable struct {
	identity int32
	node     xmltree.Node
	rows     map[string]bool
	order    []keyRow
}

type keyRow struct{ key, shown string }

// maxSteps bounds the work on the identity constraints of one document: beyond, Validate returns ErrTooMuch.
const maxSteps = 50_000_000

// endIdentities evaluates the identity constraints of an element once all below it is known: keys first, then what refers
// to them. The events of what is found put it in order with the other errors.
func (v *validator) endIdentities(f *frame) {
	if f.element < 0 {
		return
	}
	l := v.s.elements[f.element].identities
	for i := l.from; i < l.from+l.n; i++ {
		v.collectKeys(i, f.node)
	}
	for i := l.from; i < l.from+l.n; i++ {
		if id := &v.s.identities[i]; identityKind(id.kind) == keyrefIdentity {
			v.checkReferences(i, f)
		}
	}
}

func (v *validator) identityError(event int, n xmltree.Node, id int32, code string) Error {
	kind := Other
	switch code {
	case "cvc-identity-constraint.4.1", "cvc-identity-constraint.4.2.2":
		kind = DuplicateID
	case "cvc-identity-constraint.4.3", "KeyRefOutOfScope":
		kind = UnresolvedReference
	}
	e := v.elementError(n, code, kind)
	e.event, e.Type = event, v.s.str(v.s.identities[id].name)
	return e
}

// collectKeys fills the table of a constraint from the elements that its selector finds below n.
func (v *validator) collectKeys(i int32, n xmltree.Node) {
	id := &v.s.identities[i]
	t := keyTable{identity: i, node: n, rows: map[string]bool{}}
	for _, m := range v.selectNodes(id.selector, n) {
		if v.identity.steps > maxSteps {
			break
		}
		v.row(&t, m.node)
	}
	v.identity.tables = append(v.identity.tables, t)
}

// match is an element or attribute that a path finds, with the event at which its value is known.
type match struct {
	node  xmltree.Node
	attr  xmltree.Attr
	event int
	deflt int32 // an attribute that the document leaves to its default, plus 1
}

// row evaluates the fields of one selected element.
func (v *validator) row(t *keyTable, n xmltree.Node) {
	id := &v.s.identities[t.identity]
	count := int(id.fields.n) / 2
	type found struct {
		match
		field int
	}
	var all []found
	for k := range count {
		at := id.fields.from + int32(2*k)
		for _, m := range v.selectNodes(list{v.s.pool[at], v.s.pool[at+1]}, n) {
			all = append(all, found{m, k})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return a.event - b.event })
	values := make([]keyRow, count)
	have, filled, comparable := make([]bool, count), 0, true
	for _, m := range all {
		key, nillable, simple := v.fieldValue(m.match)
		if !simple {
			v.report(v.identityError(m.event, m.node, t.identity, "cvc-id.3"))
			comparable = false
		}
		if nillable && identityKind(id.kind) == keyIdentity {
			v.report(v.identityError(m.event, m.node, t.identity, "cvc-identity-constraint.4.2.3"))
		}
		if have[m.field] {
			v.report(v.identityError(m.event, m.node, t.identity, "cvc-identity-constraint.3"))
		} else {
			have[m.field] = true
			filled++
		}
		values[m.field] = key
		if filled == count && comparable {
			v.addRow(t, values, n, m.event)
		}
	}
	if filled < count && identityKind(id.kind) == keyIdentity {
		code := "cvc-identity-constraint.4.2.1.b"
		if filled == 0 {
			code = "cvc-identity-constraint.4.2.1.a"
		}
		v.report(v.identityError(2*v.doc.EndOffset(n), n, t.identity, code))
	}
}

func (v *validator) addRow(t *keyTable, values []keyRow, n xmltree.Node, event int) {
	var key, shown []string
	for _, value := range values {
		key, shown = append(key, value.key), append(shown, value.shown)
	}
	r := keyRow{strings.Join(key, "\x01"), strings.Join(shown, ", ")}
	if kind := identityKind(v.s.identities[t.identity].kind); t.rows[r.key] && kind != keyrefIdentity {
		code := "cvc-identity-constraint.4.1"
		if kind == keyIdentity {
			code = "cvc-identity-constraint.4.2.2"
		}
		e := v.identityError(event, n, t.identity, code)
		e.Value = bounded(r.shown)
		v.report(e)
	}
	t.rows[r.key] = true
	t.order = append(t.order, r)
}

// checkReferences looks for the first reference without its key.
func (v *validator) checkReferences(i int32, f *frame) {
	id := &v.s.identities[i]
	var refs *keyTable
	keys, scope := map[string]bool{}, false
	for k := range v.identity.tables {
		t := &v.identity.tables[k]
		if t.node < f.node {
			continue
		}
		if t.identity == i && t.node == f.node {
			refs = t
		}
		if t.identity == id.key {
			scope = true
			for row := range t.rows {
				keys[row] = true
			}
		}
	}
	if refs == nil || len(refs.order) == 0 && scope {
		return
	}
	event := 2 * v.doc.EndOffset(f.node)
	if !scope {
		if v.selectedAny(id, f.node) {
			v.report(v.identityError(event, f.node, i, "KeyRefOutOfScope"))
		}
		return
	}
	for _, r := range refs.order {
		if !keys[r.key] {
			e := v.identityError(event, f.node, i, "cvc-identity-constraint.4.3")
			e.Value = bounded(r.shown)
			v.report(e)
			return
		}
	}
}

func (v *validator) selectedAny(id *identityRec, n xmltree.Node) bool {
	return len(v.selectNodes(id.selector, n)) > 0
}

// fieldValue is the value of a field as a key; simple is false where it has none.
func (v *validator) fieldValue(m match) (key keyRow, nillable, simple bool) {
	typ, text := int32(-1), ""
	switch {
	case m.deflt > 0:
		rec := &v.s.attributes[m.deflt-1]
		typ, text = rec.typ, v.s.str(rec.decl)
		if rec.flags&(flagDefault|flagFixed) != 0 {
			text = v.s.str(rec.use)
		}
	case m.attr != xmltree.NoAttr:
		text = v.doc.Value(m.attr)
		if typ = v.attributeType(m); typ < 0 {
			return keyRow{"?" + text, text}, false, true
		}
	default:
		known := v.typed[m.node]
		if !known.known {
			return keyRow{}, false, false
		}
		text = v.doc.StringValue(m.node)
		if known.element >= 0 {
			e := &v.s.elements[known.element]
			nillable = e.flags&flagNillable != 0
			if text == "" && e.flags&(flagDefault|flagFixed) != 0 {
				text = v.s.str(e.value)
			}
		}
		if t := &v.s.types[known.typ]; t.complex != 0 && contentKind(t.content) != simpleContent {
			return keyRow{"?", ""}, nillable, false
		}
		typ = v.simpleOf(known.typ)
	}
	value, fault := v.s.simple(typ).Validate(text, v.prefixes(m.node))
	if fault != nil {
		return keyRow{"!" + text, text}, nillable, true
	}
	return keyRow{value.Key(), text}, nillable, true
}

// attributeType is the type of an attribute that is present, -1 when it was not judged.
func (v *validator) attributeType(m match) int32 {
	symbol := v.symbol(v.doc.AttrName(m.attr))
	known := v.typed[m.node]
	if symbol < 0 || !known.known {
		return -1
	}
	t := &v.s.types[known.typ]
	if use := v.use(t, symbol); use >= 0 {
		return v.s.attributes[t.attrs.from+use].typ
	}
	if decl := v.s.symbols[symbol].attribute; decl >= 0 {
		return v.s.attributes[decl].typ
	}
	return -1
}

// selectNodes evaluates the paths of a selector or field at n, each node once.
func (v *validator) selectNodes(paths list, n xmltree.Node) []match {
	var all []match
	for _, p := range v.s.paths[paths.from : paths.from+paths.n] {
		steps := v.s.steps[p.steps.from : p.steps.from+p.steps.n]
		all = v.follow(all, steps, n)
		if p.deep == 0 {
			continue
		}
		for m := n + 1; m < v.doc.End(n); m++ {
			if v.doc.Kind(m) == xmltree.Element {
				all = v.follow(all, steps, m)
			}
		}
	}
	if len(v.s.paths[paths.from:paths.from+paths.n]) > 1 {
		slices.SortStableFunc(all, func(a, b match) int {
			if a.node != b.node {
				return int(a.node - b.node)
			}
			return int(a.attr - b.attr)
		})
		all = slices.Compact(all)
	}
	return all
}

func (v *validator) follow(all []match, steps []stepRec, n xmltree.Node) []match {
	if v.identity.steps++; v.identity.steps > maxSteps {
		return all
	}
	if len(steps) == 0 {
		return append(all, match{node: n, attr: xmltree.NoAttr, event: 2 * v.doc.EndOffset(n)})
	}
	s := steps[0]
	if s.kind&stepAxis == attributeStep {
		return v.followAttribute(all, s, n)
	}
	for c := v.doc.FirstChild(n); c != xmltree.None; c = v.doc.NextSibling(c) {
		v.identity.steps++
		if v.doc.Kind(c) == xmltree.Element && v.tests(s, v.doc.Name(c)) {
			all = v.follow(all, steps[1:], c)
		}
	}
	return all
}

func (v *validator) followAttribute(all []match, s stepRec, n xmltree.Node) []match {
	event := 2*v.doc.Offset(n) + 1
	first, last := v.doc.Attrs(n)
	for a := first; a < last; a++ {
		if v.tests(s, v.doc.AttrName(a)) { // the reference looks no further
			return append(all, match{node: n, attr: a, event: event})
		}
	}
	known := v.typed[n]
	if !known.known || s.kind&stepName == 0 {
		return all
	}
	t := &v.s.types[known.typ]
	if use := v.use(t, s.symbol); use >= 0 {
		rec := &v.s.attributes[t.attrs.from+use]
		if rec.flags&(flagDefault|flagFixed|flagDeclDefault|flagDeclFixed) != 0 {
			all = append(all, match{node: n, attr: xmltree.NoAttr, event: event, deflt: t.attrs.from + use + 1})
		}
	}
	return all
}

func (v *validator) tests(s stepRec, name xmltree.Name) bool {
	switch {
	case s.kind&stepName != 0:
		return v.symbol(name) == s.symbol
	case s.kind&stepNamespace != 0:
		return v.doc.Space(name) == v.s.str(ref{v.s.pool[s.symbol], v.s.pool[s.symbol+1]})
	}
	return true
}
