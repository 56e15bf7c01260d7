package xsd

import (
	"slices"
	"strings"
	"sync"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/schemas/xsd/datatype"
)

// validator judges one document in one pass over its tree. It follows the reference (XMLSchemaValidator of Xerces) step by
// step, because the order of its errors, and what is judged after one, are part of the result.
type validator struct {
	s   *Schema
	doc *xmltree.Doc
	opt Options

	symbols  []int32 // by name of the document: symbol of the set, plus 2; 0 where it was not looked up yet
	stack    []frame
	seen     []bool // elements seen in all groups, of open elements one after the other
	errors   []Error
	over     bool
	ids      map[string]bool
	idrefs   []idref
	typed    []typing // by node, where the set has identity constraints
	identity identityState

	xsiType, xsiNil, xsiLocation, xsiNoNamespace xmltree.Name

	buffer    string // the text of the element at hand, as the reference collects it
	appending bool
	typeRead  bool // the xsi:type of the element at hand is a QName
}

// frame is an open element.
type frame struct {
	node, end xmltree.Node
	typ       int32
	element   int32 // declaration, -1 for none
	model     int32 // -1 for none
	state     int32 // of the model; failed or recovering after an error
	last      int32 // the state before the error
	count     int32
	seen      int32 // where the elements seen in an all group begin
	content   contentKind
	isNil     bool
	hasChild  bool
	hasText   bool // any character
	hasWords  bool // characters other than white space where only elements may be
}

const (
	failed     = -1
	recovering = -2
)

type idref struct {
	id   string
	attr xmltree.Attr
	node xmltree.Node
}

var validators = sync.Pool{New: func() any { return &validator{} }}

// anyType is the index of the type of that name.
const anyType = 0

// Validate judges one document. The error is ErrInterrupted, ErrTooMuch or nil. Calls may run at the same time.
func (s *Schema) Validate(doc *xmltree.Doc, opt Options) (*Result, error) {
	if opt.MaxErrors <= 0 {
		opt.MaxErrors = 1000
	}
	v := validators.Get().(*validator)
	v.reset(s, doc, opt)
	defer v.release()
	if fatal := v.limits(); fatal != nil {
		return &Result{Fatal: fatal}, nil
	}
	if !v.walk() {
		return nil, ErrInterrupted
	}
	if v.identity.steps > maxSteps {
		return nil, ErrTooMuch
	}
	if len(v.errors) == 0 {
		return &Result{}, nil
	}
	if len(s.identities) > 0 {
		slices.SortStableFunc(v.errors, func(a, b Error) int { return a.event - b.event })
	}
	for i := range v.errors {
		e := &v.errors[i]
		pos := doc.At(e.Offset)
		e.Line, e.Column = pos.Line, pos.Column
	}
	return &Result{Errors: slices.Clone(v.errors), Truncated: v.over}, nil
}

func (v *validator) reset(s *Schema, doc *xmltree.Doc, opt Options) {
	v.s, v.doc, v.opt = s, doc, opt
	v.symbols = append(v.symbols[:0], make([]int32, doc.Names())...)
	v.stack, v.seen, v.errors, v.idrefs = v.stack[:0], v.seen[:0], v.errors[:0], v.idrefs[:0]
	v.over, v.buffer, v.appending = false, "", false
	v.xsiType, v.xsiNil = doc.Lookup(schemaInstance, "type"), doc.Lookup(schemaInstance, "nil")
	v.xsiLocation = doc.Lookup(schemaInstance, "schemaLocation")
	v.xsiNoNamespace = doc.Lookup(schemaInstance, "noNamespaceSchemaLocation")
	if len(s.identities) > 0 {
		v.typed = make([]typing, doc.Len())
	}
}

// release forgets the document before the validator is used again.
func (v *validator) release() {
	clear(v.errors)
	clear(v.idrefs)
	v.s, v.doc, v.opt, v.buffer, v.ids, v.typed, v.identity = nil, nil, Options{}, "", nil, nil, identityState{}
	validators.Put(v)
}

// limits holds the document against what the reference's parser reads.
func (v *validator) limits() *ParseError {
	for i := range v.doc.Names() {
		if len(v.doc.Local(xmltree.Name(i))) <= maxName {
			continue
		}
		for n := xmltree.Root + 1; int(n) < v.doc.Len(); n++ {
			if v.doc.Name(n) == xmltree.Name(i) {
				pos := v.doc.Pos(n)
				return &ParseError{pos.Line, pos.Column, pos.Offset, "a name is longer than the 1000 characters that the reference's parser reads"}
			}
		}
	}
	return nil
}

// walk goes through the document; it returns false when it was interrupted.
func (v *validator) walk() bool {
	doc, root := v.doc, v.doc.DocumentElement()
	for n := root; n < doc.End(root) && !v.over; n++ {
		for len(v.stack) > 0 && v.top().end <= n {
			v.end()
		}
		switch doc.Kind(n) {
		case xmltree.Text:
			v.text(n)
		case xmltree.Element:
			if int(n)&0xFFF == 0 && v.interrupted() {
				return false
			}
			if v.start(n) {
				continue
			}
			n = doc.End(n) - 1
		}
	}
	for len(v.stack) > 0 && !v.over {
		v.end()
	}
	return !v.interrupted()
}

func (v *validator) interrupted() bool {
	select {
	case <-v.opt.Interrupt:
		return true
	default:
		return false
	}
}

func (v *validator) top() *frame { return &v.stack[len(v.stack)-1] }

// symbol finds a name of the document in the set, -1 when it is not there.
func (v *validator) symbol(n xmltree.Name) int32 {
	if s := v.symbols[n]; s != 0 {
		return s - 2
	}
	s := v.s.symbol(v.doc.Space(n), v.doc.Local(n))
	v.symbols[n] = s + 2
	return s
}

// text notes character data.
func (v *validator) text(n xmltree.Node) {
	f := v.top()
	f.hasText = true
	content := v.doc.Content(n)
	if v.appending {
		if v.buffer == "" {
			v.buffer = content
		} else {
			v.buffer += content
		}
	}
	if f.content == elementContent && !f.hasWords {
		f.hasWords = !isBlank(content)
	}
}

func isBlank(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

// start handles a start tag; false means that the element is passed over.
func (v *validator) start(n xmltree.Node) bool {
	name := v.doc.Name(n)
	symbol := v.symbol(name)
	element, wild := int32(-1), int32(-1)
	if len(v.stack) > 0 {
		f := v.top()
		f.hasChild = true
		if f.model >= 0 {
			element, wild = v.step(f, n, symbol, name)
		}
	}
	if wild >= 0 && strictness(v.s.wildcards[wild].process) == skip {
		v.appending = false
		return false
	}
	if element < 0 && symbol >= 0 {
		element = v.s.symbols[symbol].element
	}
	f := frame{node: n, end: v.doc.End(n), element: element, typ: -1, model: -1, seen: int32(len(v.seen))}
	if element >= 0 {
		f.typ = v.s.elements[element].typ
	}
	v.buffer, v.appending = "", false
	v.determineType(&f, wild)
	v.openContent(&f)
	if v.xsiNil != xmltree.NoName && element >= 0 {
		if a := v.doc.Attr(n, v.xsiNil); a != xmltree.NoAttr {
			f.isNil = v.nilled(&f, a)
		}
	}
	if v.typed != nil {
		v.typed[n] = typing{typ: f.typ, element: element, known: true}
	}
	v.attributes(&f)
	v.stack = append(v.stack, f)
	return true
}

// determineType settles the type of an element: of its declaration, or that of xsi:type.
func (v *validator) determineType(f *frame, wild int32) {
	var typeAttr = xmltree.NoAttr
	if v.xsiType != xmltree.NoName {
		typeAttr = v.doc.Attr(f.node, v.xsiType)
	}
	if f.typ < 0 && typeAttr == xmltree.NoAttr {
		switch {
		case len(v.stack) == 0:
			v.report(v.elementError(f.node, "cvc-elt.1.a", UnknownRoot))
		case wild >= 0 && strictness(v.s.wildcards[wild].process) == strict:
			v.report(v.elementError(f.node, "cvc-complex-type.2.4.c", UnexpectedElement))
		}
		f.typ = anyType
		return
	}
	if typeAttr != xmltree.NoAttr {
		if t := v.instanceType(f, typeAttr); t >= 0 {
			f.typ = t
		} else if f.typ < 0 {
			f.typ = anyType
		}
	}
	t := &v.s.types[f.typ]
	v.appending = t.complex == 0 || contentKind(t.content) == simpleContent
	if f.element < 0 {
		return
	}
	e := &v.s.elements[f.element]
	v.appending = v.appending || e.flags&flagFixed != 0
	if e.flags&flagAbstract != 0 {
		v.report(v.elementError(f.node, "cvc-elt.2", AbstractType))
	}
}

// openContent looks at the type itself and prepares its content model.
func (v *validator) openContent(f *frame) {
	t := &v.s.types[f.typ]
	if t.complex == 0 {
		f.content = simpleContent
		return
	}
	f.content = contentKind(t.content)
	if t.abstract != 0 {
		v.report(v.elementError(f.node, "cvc-type.2", AbstractType))
	}
	if f.model = t.model; f.model >= 0 && v.s.models[f.model].all != 0 {
		v.seen = append(v.seen, make([]bool, v.s.models[f.model].leaves.n)...)
	}
}

// instanceType reads xsi:type; -1 when it names no type.
func (v *validator) instanceType(f *frame, a xmltree.Attr) int32 {
	namespace, local, fault := v.qname(v.doc.Value(a), f.node)
	v.typeRead = fault == nil
	if fault != nil {
		e := v.attributeError(f.node, a, fault.Code, UnknownType)
		e.Codes = []string{fault.Code, "cvc-elt.4.1"}
		e.Type = "xs:QName"
		v.report(e)
		return -1
	}
	t := int32(-1)
	if symbol := v.s.symbol(namespace, local); symbol >= 0 {
		t = v.s.symbols[symbol].typ
	}
	if t < 0 {
		v.report(v.attributeError(f.node, a, "cvc-elt.4.2", UnknownType))
		return -1
	}
	if f.typ >= 0 {
		block := v.s.types[f.typ].block
		if f.element >= 0 {
			block |= v.s.elements[f.element].block
		}
		if !v.s.derived(t, f.typ, block) {
			e := v.attributeError(f.node, a, "cvc-elt.4.3", UnrelatedType)
			e.Type = v.s.short(v.s.types[f.typ].symbol)
			v.report(e)
		}
	}
	return t
}

// qname reads a QName; what is plain without making a value.
func (v *validator) qname(value string, n xmltree.Node) (namespace, local string, fault *datatype.Fault) {
	prefix, local, found := strings.Cut(value, ":")
	if !found {
		prefix, local = "", value
	}
	if datatype.IsNCName(local) && (!found || datatype.IsNCName(prefix)) && prefix != "xmlns" {
		if namespace, bound := v.doc.Namespace(n, prefix); bound || !found {
			return namespace, local, nil
		}
	}
	q, fault := datatype.Builtin("QName").Validate(value, v.prefixes(n))
	namespace, local = q.Name()
	return namespace, local, fault
}

// derived is Type Derivation OK.
func (s *Schema) derived(t, base, block int32) bool {
	for d := t; d >= 0; d = s.types[d].base {
		if d == base {
			return true
		}
		if s.types[d].by&block != 0 {
			return false
		}
	}
	b := &s.types[base]
	if b.complex != 0 || datatype.Variety(b.variety) != datatype.Union {
		return false
	}
	return slices.ContainsFunc(s.pool[b.members.from:b.members.from+b.members.n], func(m int32) bool { return s.derived(t, m, block) })
}

func (v *validator) prefixes(n xmltree.Node) datatype.Prefixes {
	return func(prefix string) (string, bool) {
		if prefix == "xmlns" {
			return "http://www.w3.org/2000/xmlns/", true
		}
		return v.doc.Namespace(n, prefix)
	}
}

// nilled reads xsi:nil.
func (v *validator) nilled(f *frame, a xmltree.Attr) bool {
	e := &v.s.elements[f.element]
	if e.flags&flagNillable == 0 {
		v.report(v.attributeError(f.node, a, "cvc-elt.3.1", BadNil))
		return false
	}
	value := strings.Trim(v.doc.Value(a), " \t\r\n")
	if value != "true" && value != "1" {
		return false
	}
	if e.flags&flagFixed != 0 {
		v.report(v.attributeError(f.node, a, "cvc-elt.3.2.2", BadNil))
	}
	return true
}

// attributes judges the attributes of an element and looks for those that are missing.
func (v *validator) attributes(f *frame) {
	doc, t := v.doc, &v.s.types[f.typ]
	var seen uint64
	wildID := int32(-1)
	first, last := doc.Attrs(f.node)
	for a := first; a < last; a++ {
		name := doc.AttrName(a)
		if typ := v.instanceAttribute(name); typ != nil {
			if name != v.xsiType || !v.typeRead {
				v.value(f, a, typ)
			}
			continue
		}
		if t.complex == 0 {
			v.report(v.attributeError(f.node, a, "cvc-type.3.1.1", AttributeNotAllowed))
			continue
		}
		symbol := v.symbol(name)
		if use := v.use(t, symbol); use >= 0 {
			if use < 64 {
				seen |= 1 << use
			}
			v.attribute(f, a, &v.s.attributes[t.attrs.from+use])
			continue
		}
		v.wildAttribute(f, a, symbol, &wildID)
	}
	if t.complex == 0 {
		return
	}
	if wildID >= 0 && t.idAttr >= 0 {
		v.report(v.elementError(f.node, "cvc-complex-type.5.2", DuplicateID))
	}
	for i := range t.attrs.n {
		use := &v.s.attributes[t.attrs.from+i]
		if use.flags&flagRequired == 0 || i < 64 && seen&(1<<i) != 0 {
			continue
		}
		if q := v.s.name(use.symbol); doc.Attr(f.node, doc.Lookup(q.space, q.local)) == xmltree.NoAttr {
			e := v.elementError(f.node, "cvc-complex-type.4", MissingAttribute)
			e.Attribute = v.s.short(use.symbol)
			v.report(e)
		}
	}
}

var instanceTypesOf = struct{ qname, boolean, address *datatype.Type }{
	datatype.Builtin("QName"), datatype.Builtin("boolean"), datatype.Builtin("anyURI"),
}

var locationList, _ = datatype.NewList("", datatype.Builtin("anyURI"))

// instanceAttribute is the type of the attributes of the schema instance namespace that every element may have.
func (v *validator) instanceAttribute(name xmltree.Name) *datatype.Type {
	switch name {
	case v.xsiType:
		return instanceTypesOf.qname
	case v.xsiNil:
		return instanceTypesOf.boolean
	case v.xsiLocation:
		return locationList
	case v.xsiNoNamespace:
		return instanceTypesOf.address
	}
	return nil
}

// use finds the attribute use for a name, -1 for none.
func (v *validator) use(t *typeRec, symbol int32) int32 {
	if symbol < 0 {
		return -1
	}
	uses := v.s.attributes[t.attrs.from : t.attrs.from+t.attrs.n]
	for i := range uses {
		if uses[i].symbol == symbol {
			return int32(i)
		}
	}
	return -1
}

// wildAttribute judges an attribute that only a wildcard can admit.
func (v *validator) wildAttribute(f *frame, a xmltree.Attr, symbol int32, wildID *int32) {
	t := &v.s.types[f.typ]
	notAllowed := func() { v.report(v.attributeError(f.node, a, "cvc-complex-type.3.2.2", AttributeNotAllowed)) }
	if t.wildcard < 0 || !v.s.admits(t.wildcard, v.doc.Space(v.doc.AttrName(a))) {
		notAllowed()
		return
	}
	process := strictness(v.s.wildcards[t.wildcard].process)
	if process == skip {
		return
	}
	decl := int32(-1)
	if symbol >= 0 {
		decl = v.s.symbols[symbol].attribute
	}
	if decl < 0 {
		if process == strict {
			notAllowed()
		}
		return
	}
	rec := &v.s.attributes[decl]
	if v.s.simple(rec.typ).Has(datatype.ID) {
		if *wildID >= 0 {
			v.report(v.attributeError(f.node, a, "cvc-complex-type.5.1", DuplicateID))
		} else {
			*wildID = symbol
		}
	}
	v.attribute(f, a, rec)
}

// attribute judges the value of a declared attribute.
func (v *validator) attribute(f *frame, a xmltree.Attr, rec *attributeRec) {
	const fixed = flagFixed | flagDeclFixed
	typ := v.s.simple(rec.typ)
	if rec.flags&fixed == 0 {
		v.value(f, a, typ)
		return
	}
	value := v.doc.Value(a)
	asFixed := func(flag int32, r ref) bool { return rec.flags&flag == 0 || v.s.str(r) == value }
	if asFixed(flagDeclFixed, rec.decl) && asFixed(flagFixed, rec.use) && typ.Accepts(value) {
		return
	}
	got, ok := v.value(f, a, typ)
	if !ok {
		return
	}
	for _, c := range []struct {
		flag int32
		want ref
		code string
	}{{flagDeclFixed, rec.decl, "cvc-attribute.4"}, {flagFixed, rec.use, "cvc-complex-type.3.1"}} {
		if rec.flags&c.flag == 0 || v.isFixed(typ, got, v.s.str(c.want), f.node) {
			continue
		}
		e := v.attributeError(f.node, a, c.code, BadFixed)
		e.Expected = []string{v.s.str(c.want)}
		v.report(e)
	}
}

// isFixed compares in the value space.
func (v *validator) isFixed(typ *datatype.Type, got datatype.Value, want string, n xmltree.Node) bool {
	fixed, fault := typ.Validate(want, v.prefixes(n))
	return fault == nil && got.Equal(fixed)
}

// value judges the value of an attribute. The result is only meaningful where it had to be made.
func (v *validator) value(f *frame, a xmltree.Attr, typ *datatype.Type) (datatype.Value, bool) {
	text := v.doc.Value(a)
	if typ.Accepts(text) {
		got, _ := datatype.Value{}, true
		if v.needsValue(f, a) {
			got, _ = typ.Validate(text, v.prefixes(f.node))
		}
		return got, true
	}
	got, fault := typ.Validate(text, v.prefixes(f.node))
	if fault == nil {
		fault = v.roles(got, f.node, a)
	}
	if fault == nil {
		return got, true
	}
	e := v.attributeError(f.node, a, fault.Code, kindOf(fault))
	v.describe(&e, fault, typ)
	e.Codes = append(e.Codes, "cvc-attribute.3")
	v.report(e)
	return got, false
}

// needsValue tells whether the attribute has a fixed value to be compared with.
func (v *validator) needsValue(f *frame, a xmltree.Attr) bool {
	symbol := v.symbol(v.doc.AttrName(a))
	if symbol < 0 {
		return false
	}
	if use := v.use(&v.s.types[f.typ], symbol); use >= 0 {
		return v.s.attributes[v.s.types[f.typ].attrs.from+use].flags&(flagFixed|flagDeclFixed) != 0
	}
	decl := v.s.symbols[symbol].attribute
	return decl >= 0 && v.s.attributes[decl].flags&flagDeclFixed != 0
}

// roles notes IDs and references; entities cannot be declared.
func (v *validator) roles(value datatype.Value, n xmltree.Node, a xmltree.Attr) (fault *datatype.Fault) {
	value.Items(func(item datatype.Value) {
		if item.Type == nil || fault != nil {
			return
		}
		text := item.Text()
		switch item.Type.Role {
		case datatype.ID:
			if v.ids[text] {
				fault = &datatype.Fault{Code: "cvc-id.2", Value: text, Type: item.Type}
				return
			}
			if v.ids == nil {
				v.ids = map[string]bool{}
			}
			v.ids[text] = true
		case datatype.IDRef:
			v.idrefs = append(v.idrefs, idref{text, a, n})
		case datatype.Entity:
			fault = &datatype.Fault{Code: "UndeclaredEntity", Value: text, Type: item.Type}
		}
	})
	return fault
}

// end handles an end tag.
func (v *validator) end() {
	f := v.top()
	v.content(f)
	v.appending = false
	if v.typed != nil {
		v.endIdentities(f)
	}
	if len(v.stack) == 1 {
		v.unresolved(f)
	}
	v.seen = v.seen[:f.seen]
	v.stack = v.stack[:len(v.stack)-1]
}

// unresolved reports references to IDs that no element has, each once.
func (v *validator) unresolved(root *frame) {
	reported := map[string]bool{}
	for _, r := range v.idrefs {
		if v.ids[r.id] || reported[r.id] {
			continue
		}
		reported[r.id] = true
		e := v.elementError(r.node, "cvc-id.1", UnresolvedReference)
		if r.attr != xmltree.NoAttr {
			e = v.attributeError(r.node, r.attr, "cvc-id.1", UnresolvedReference)
		}
		e.event = 2 * v.doc.EndOffset(root.node)
		e.Value, e.Type = bounded(r.id), "xs:IDREF"
		v.report(e)
	}
}

// content judges what an element contains (Element Locally Valid (Element), 3 and 5).
func (v *validator) content(f *frame) {
	if f.isNil && (f.hasChild || f.hasText) {
		v.report(v.endError(f, "cvc-elt.3.2.1", BadNil))
	}
	if f.element < 0 || v.s.elements[f.element].flags&(flagDefault|flagFixed) == 0 {
		v.locallyValid(f, v.buffer)
		return
	}
	e := &v.s.elements[f.element]
	value := v.s.str(e.value)
	if !f.hasChild && !f.hasText && !f.isNil {
		if f.typ != e.typ && !v.validDefault(f, value) {
			v.report(v.endError(f, "cvc-elt.5.1.1", BadFixed))
		}
		v.locallyValid(f, value)
		return
	}
	text := v.buffer
	got, ok := v.locallyValid(f, text)
	if e.flags&flagFixed == 0 || f.isNil {
		return
	}
	if f.hasChild {
		v.report(v.endError(f, "cvc-elt.5.2.2.1", BadFixed))
	}
	code := ""
	switch {
	case f.content == mixedContent && text != value:
		code = "cvc-elt.5.2.2.2.1"
	case f.content == simpleContent && ok && !v.isFixed(v.s.simple(v.simpleOf(f.typ)), got, value, f.node):
		code = "cvc-elt.5.2.2.2.2"
	}
	if code != "" {
		err := v.endError(f, code, BadFixed)
		err.Value, err.Expected = bounded(text), []string{value}
		v.report(err)
	}
}

// simpleOf is the simple type of a type's content.
func (v *validator) simpleOf(t int32) int32 {
	if v.s.types[t].complex != 0 {
		return v.s.types[t].value
	}
	return t
}

// validDefault tells whether a default of the declaration suits the type that xsi:type named.
func (v *validator) validDefault(f *frame, value string) bool {
	switch f.content {
	case simpleContent:
		_, fault := v.s.simple(v.simpleOf(f.typ)).Validate(value, v.prefixes(f.node))
		return fault == nil
	case mixedContent:
		return f.model >= 0 && v.s.emptiable(f.model)
	}
	return false
}

// emptiable tells whether a content model admits no children.
func (s *Schema) emptiable(model int32) bool {
	m := &s.models[model]
	if m.all == 0 {
		return s.states[m.states.from].final != 0
	}
	return m.optional != 0 || !slices.ContainsFunc(s.leaves[m.leaves.from:m.leaves.from+m.leaves.n], func(l leafRec) bool { return l.optional == 0 })
}

// locallyValid is Element Locally Valid (Type). The value is only meaningful where ok is true.
func (v *validator) locallyValid(f *frame, text string) (value datatype.Value, ok bool) {
	t := &v.s.types[f.typ]
	if t.complex == 0 {
		if f.hasChild {
			v.report(v.endError(f, "cvc-type.3.1.2", ElementNotAllowed))
		}
		if !f.isNil {
			return v.simpleContent(f, text, "cvc-type.3.1.3")
		}
		return value, false
	}
	if f.isNil {
		return value, false
	}
	switch f.content {
	case emptyContent:
		if f.hasChild || f.hasText {
			v.report(v.contentError(f, "cvc-complex-type.2.1", ContentNotAllowed))
		}
	case simpleContent:
		if f.hasChild {
			v.report(v.endError(f, "cvc-complex-type.2.2", ElementNotAllowed))
		}
		return v.simpleContent(f, text, "cvc-complex-type.2.2")
	case elementContent:
		if f.hasWords {
			v.report(v.contentError(f, "cvc-complex-type.2.3", TextNotAllowed))
		}
	}
	if f.content == elementContent || f.content == mixedContent {
		v.finishModel(f)
	}
	return value, false
}

func (v *validator) simpleContent(f *frame, text, code string) (datatype.Value, bool) {
	typ := v.s.simple(v.simpleOf(f.typ))
	value, fault := typ.Validate(text, v.prefixes(f.node))
	if fault == nil {
		fault = v.roles(value, f.node, xmltree.NoAttr)
	}
	if fault == nil {
		return value, true
	}
	e := v.contentError(f, fault.Code, kindOf(fault))
	v.describe(&e, fault, typ)
	e.Codes = append(e.Codes, code)
	v.report(e)
	return value, false
}
