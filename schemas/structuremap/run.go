package structuremap

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/fselint/fselint/cda/xmltree"
)

// FactKind is what a fact is about.
type FactKind uint8

// The kinds of facts.
const (
	// NoIdentifier: the element becomes an entry that is put under its identifier, and has no id with root and extension for it.
	NoIdentifier FactKind = iota
	// BadIdentifier: the id (Node) becomes the resource id Value, which FHIR does not admit.
	BadIdentifier
	// BadCode: Property of Resource becomes Value, a code that FHIR does not know.
	BadCode
	// Corrected: Property of Resource first becomes Value, which FHIR does not know, and a later rule puts that right: maps of other
	// versions may not have it.
	Corrected
	// NoCode: the code has no counterpart in the map, Property of Resource stays empty.
	NoCode
	// NotTaken: the map does not take values of this type (Value); Types are those that it takes.
	NotTaken
	// Broken: the map calls a group (Value) that is not there or takes other arguments.
	Broken
)

// Fact is what becomes of one element.
type Fact struct {
	Kind               FactKind
	Node               xmltree.Node
	Resource, Property string
	Value              string
	Types              []string
}

// value is what a variable holds.
type value struct {
	kind valueKind
	id   int32 // a node, an attribute, the number of an entry or of a resource
}

type valueKind uint8

const (
	isNothing valueKind = iota
	isNode
	isAttr
	isEntry
	isResource
)

type entry struct {
	node     xmltree.Node
	put, url bool
	resource int32 // -1 for none
}

type resource struct {
	kind  string
	node  xmltree.Node
	id    bool
	codes int32 // the first of its codes, plus one
}

// assigned is the last code that a property got.
type assigned struct {
	property, code string
	from           xmltree.Node
	raw            bool  // the code as the document has it
	next           int32 // of the same resource, plus one
}

// Bounds of a run: far above what the largest document needs.
const (
	maxSteps = 5_000_000
	maxCalls = 500
)

type machine struct {
	p         *Program
	doc       *xmltree.Doc
	names     []int32 // by name of the document: the name of the program plus one
	present   []bool  // by name of the program
	entries   []entry
	resources []resource
	codes     []assigned
	facts     []Fact
	taken     []xmltree.Node // values that some rule takes
	saved     []saved
	env       []value
	steps     int
	calls     int
}

type saved struct {
	slot int
	old  value
}

// machines keeps the memory of runs.
var machines = sync.Pool{New: func() any { return &machine{} }}

// Run follows the program over a document and returns what it finds, in document order. complete is false when a bound was
// reached first: then there are no facts.
func (p *Program) Run(doc *xmltree.Doc) (facts []Fact, complete bool) {
	m := machines.Get().(*machine)
	defer machines.Put(m)
	*m = machine{
		p: p, doc: doc, steps: maxSteps, names: m.names[:0], present: m.present[:0], entries: m.entries[:0],
		resources: m.resources[:0], codes: m.codes[:0], taken: m.taken[:0], saved: m.saved[:0], env: m.env[:0],
	}
	defer func() { m.p, m.doc = nil, nil; clear(m.codes) }() // they view the document
	m.index()
	document := value{isNode, int32(doc.DocumentElement())}
	m.group(0, func(int) value { return document })
	if m.steps <= 0 {
		return nil, false
	}
	m.conclude()
	slices.SortStableFunc(m.facts, func(a, b Fact) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Value, b.Value))
	})
	return slices.CompactFunc(m.facts, func(a, b Fact) bool { return a.Node == b.Node && a.Kind == b.Kind && a.Value == b.Value }), true
}

// index relates the names of the document to those of the program.
func (m *machine) index() {
	m.present = append(m.present, make([]bool, len(m.p.Names))...)
	for i := range m.doc.Names() {
		at, ok := m.p.numbers[m.doc.Local(xmltree.Name(i))]
		if ok {
			m.present[at] = true
			at++
		}
		m.names = append(m.names, int32(at))
	}
}

// group runs a group whose parameters arg gives; the others of its variables hold nothing.
func (m *machine) group(number int, arg func(i int) value) {
	if m.calls++; m.calls > maxCalls {
		m.steps = 0
		return
	}
	g := &m.p.Groups[number]
	start := len(m.env)
	for i := range g.Slots {
		var v value
		if i < g.Params {
			v = arg(i)
		}
		m.env = append(m.env, v)
	}
	m.rules(g.Rules, m.env[start:start+g.Slots])
	m.env = m.env[:start]
	m.calls--
}

func (m *machine) rules(list []rule, env []value) {
	for i := range list {
		r := &list[i]
		on := env[r.Ctx]
		switch {
		case m.steps <= 0:
			return
		case r.Name < 0:
			if on.kind == isNode || on.kind == isAttr {
				m.apply(r, on, env)
			}
		case on.kind == isNode && m.present[r.Name]:
			m.each(r, xmltree.Node(on.id), env)
		}
	}
}

// each applies a rule to what an element has of the rule's name.
func (m *machine) each(r *rule, n xmltree.Node, env []value) {
	wanted := int32(r.Name + 1)
	first, last := m.doc.Attrs(n)
	for a := first; a < last; a++ {
		if name := m.doc.AttrName(a); m.names[name] == wanted && m.doc.Space(name) == "" {
			m.apply(r, value{isAttr, int32(a)}, env)
		}
	}
	for c := m.doc.FirstChild(n); c != xmltree.None; c = m.doc.NextSibling(c) {
		if m.doc.Kind(c) == xmltree.Element && m.names[m.doc.Name(c)] == wanted {
			m.apply(r, value{isNode, int32(c)}, env)
		}
	}
}

func (m *machine) apply(r *rule, on value, env []value) {
	m.steps--
	if r.Types != nil {
		m.note(r, on)
		return
	}
	if r.Type != "" && (on.kind != isNode || m.typeOf(xmltree.Node(on.id)) != r.Type) {
		return
	}
	mark := len(m.saved)
	if r.As > 0 { // its own condition may name it
		m.set(env, r.As-1, on)
	}
	if m.holds(r.Where, on, env) {
		m.then(r, on, env)
	}
	for i := len(m.saved) - 1; i >= mark; i-- {
		env[m.saved[i].slot] = m.saved[i].old
	}
	m.saved = m.saved[:mark]
}

// then does what a rule does with a source that meets its condition.
func (m *machine) then(r *rule, on value, env []value) {
	for i := range r.Ops {
		m.op(&r.Ops[i], on, env)
	}
	m.rules(r.Rules, env)
	for i := range r.Calls {
		args := r.Calls[i].Args
		m.group(r.Calls[i].Group, func(i int) value {
			if args[i] == 0 {
				return value{}
			}
			return env[args[i]-1]
		})
	}
}

// set gives a variable a value until the rule ends.
func (m *machine) set(env []value, slot int, v value) {
	m.saved = append(m.saved, saved{slot, env[slot]})
	env[slot] = v
}

// typeOf is the xsi:type of an element without its prefix, "" without one.
func (m *machine) typeOf(n xmltree.Node) string {
	first, last := m.doc.Attrs(n)
	for a := first; a < last; a++ {
		if name := m.doc.AttrName(a); m.doc.Local(name) == "type" && m.doc.Space(name) != "" {
			t := m.doc.Value(a)
			return strings.TrimSpace(t[strings.IndexByte(t, ':')+1:])
		}
	}
	return ""
}

// note remembers whether rules take a value of this type. Another group may take what this one does not.
func (m *machine) note(r *rule, on value) {
	if on.kind != isNode {
		return
	}
	n := xmltree.Node(on.id)
	t := m.typeOf(n)
	switch {
	case t == "": // a nullFlavor, or no typed value
	case slices.Contains(r.Types, t):
		m.taken = append(m.taken, n)
	default:
		m.facts = append(m.facts, Fact{Kind: NotTaken, Node: n, Value: strings.Clone(t), Types: r.Types})
	}
}

// node is the element that a value is or belongs to.
func (m *machine) node(v value) xmltree.Node {
	if v.kind == isAttr {
		return m.doc.Owner(xmltree.Attr(v.id))
	}
	return xmltree.Node(v.id)
}

func (m *machine) op(o *op, on value, env []value) {
	v := env[o.Var]
	switch o.Kind {
	case opEntry:
		m.entries = append(m.entries, entry{node: m.node(on), resource: -1})
		m.set(env, o.As, value{isEntry, int32(len(m.entries) - 1)})
	case opAlias:
		m.set(env, o.As, v)
	case opForget:
		m.set(env, o.As, value{})
	case opResource:
		m.resources = append(m.resources, resource{kind: o.Text, node: m.node(on)})
		number := int32(len(m.resources) - 1)
		if v.kind == isEntry {
			m.entries[v.id].resource = number
		}
		m.set(env, o.As, value{isResource, number})
	case opPut, opURL:
		if v.kind == isEntry {
			m.entries[v.id].put = m.entries[v.id].put || o.Kind == opPut
			m.entries[v.id].url = m.entries[v.id].url || o.Kind == opURL
		}
	case opID:
		if v.kind == isResource {
			m.id(o, &m.resources[v.id], env)
		}
	case opCode:
		if v.kind == isResource {
			m.code(o, &m.resources[v.id], on, env)
		}
	case opFault:
		m.facts = append(m.facts, Fact{Kind: Broken, Node: m.node(on), Value: o.Text})
	}
}

// id notes that a resource has an id, and whether FHIR admits it.
func (m *machine) id(o *op, r *resource, env []value) {
	r.id = true
	if o.Root == 0 {
		return
	}
	root, ext := env[o.Root-1], env[o.Ext-1]
	if root.kind != isAttr || ext.kind != isAttr {
		return
	}
	id := m.doc.Value(xmltree.Attr(root.id)) + "-" + m.doc.Value(xmltree.Attr(ext.id))
	if !isFHIRID(id) {
		m.facts = append(m.facts, Fact{Kind: BadIdentifier, Node: m.node(ext), Resource: r.kind, Value: id})
	}
}

// isFHIRID tests for [A-Za-z0-9\-\.]{1,64}.
func isFHIRID(s string) bool {
	const longest = 64
	for i := range len(s) {
		if c := s[i]; !isWordByte(c) && c != '-' && c != '.' || c == '_' || c >= 0x80 {
			return false
		}
	}
	return s != "" && len(s) <= longest
}

// code notes the last code of a property. One without a counterpart leaves it as it was.
func (m *machine) code(o *op, r *resource, on value, env []value) {
	if Admitted(r.kind, o.Text) == nil {
		return
	}
	code := o.Const
	if o.Expr != nil {
		got := m.eval(o.Expr, on, env)
		if len(got) == 0 {
			return
		}
		code = got[0].text
		if n := got[0].node; n != xmltree.None {
			code, _ = m.doc.AttrValue(n, "code")
		}
	}
	last := m.assigned(r, o.Text)
	if o.Table > 0 {
		if code = m.p.Tables[o.Table-1][code]; code == "" && last != nil {
			return
		}
	}
	if last == nil {
		m.codes = append(m.codes, assigned{property: o.Text, next: r.codes})
		r.codes = int32(len(m.codes))
		last = &m.codes[r.codes-1]
	}
	if known := Admitted(r.kind, o.Text); last.raw && !slices.Contains(known, last.code) && slices.Contains(known, code) {
		m.facts = append(m.facts, Fact{Kind: Corrected, Node: last.from, Resource: r.kind, Property: o.Text, Value: strings.Clone(last.code)})
	}
	last.code, last.from, last.raw = code, m.node(on), o.Expr != nil && o.Table == 0
}

// assigned returns what a property of a resource got before, nil when nothing.
func (m *machine) assigned(r *resource, property string) *assigned {
	for i := r.codes; i > 0; i = m.codes[i-1].next {
		if m.codes[i-1].property == property {
			return &m.codes[i-1]
		}
	}
	return nil
}

// conclude judges entries and resources.
func (m *machine) conclude() {
	m.facts = slices.DeleteFunc(m.facts, func(f Fact) bool { return f.Kind == NotTaken && slices.Contains(m.taken, f.Node) })
	for _, e := range m.entries {
		if e.put && e.resource >= 0 && (!e.url || !m.resources[e.resource].id) {
			m.facts = append(m.facts, Fact{Kind: NoIdentifier, Node: e.node, Resource: m.resources[e.resource].kind})
		}
	}
	for i := range m.resources {
		m.judgeCodes(&m.resources[i])
	}
}

func (m *machine) judgeCodes(r *resource) {
	for i := r.codes; i > 0; i = m.codes[i-1].next {
		a := &m.codes[i-1]
		f := Fact{Kind: BadCode, Node: a.from, Resource: r.kind, Property: a.property, Value: a.code}
		switch {
		case a.code == "":
			f.Kind = NoCode
			f.Value, _ = m.doc.AttrValue(a.from, "code")
		case slices.Contains(Admitted(r.kind, a.property), a.code):
			continue
		}
		f.Value = strings.Clone(f.Value)
		m.facts = append(m.facts, f)
	}
	if (property{r.kind, "status"}).required() && m.assigned(r, "status") == nil && Admitted(r.kind, "status") != nil {
		m.noStatus(r)
	}
}

// noStatus notes a statusCode that no rule turns into a status.
func (m *machine) noStatus(r *resource) {
	for c := m.doc.FirstChild(r.node); c != xmltree.None; c = m.doc.NextSibling(c) {
		if m.doc.Kind(c) == xmltree.Element && m.doc.Local(m.doc.Name(c)) == "statusCode" {
			code, _ := m.doc.AttrValue(c, "code")
			m.facts = append(m.facts, Fact{Kind: NoCode, Node: c, Resource: r.kind, Property: "status", Value: strings.Clone(code)})
		}
	}
}
