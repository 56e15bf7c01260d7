package syntax

import (
	"slices"
	"strconv"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

// path reads a path expression; a single step or primary expression is returned as itself.
func (p *parser) path() *Node {
	start := p.peek().start
	mark := p.mark()
	switch {
	case p.accept("/"):
		root := p.Node(Node{Kind: SynRoot}, start)
		if !p.startsStep() {
			return root
		}
		p.Push(root)
	case p.accept("//"):
		p.Push(p.Node(Node{Kind: SynRoot}, start))
		p.Push(p.anyBelow())
	}
	first := p.step()
	if p.mark() == mark && !p.peek().is("/") && !p.peek().is("//") {
		return first
	}
	p.Push(first)
	for {
		if p.accept("//") {
			p.Push(p.anyBelow())
		} else if !p.accept("/") {
			break
		}
		p.Push(p.step())
	}
	return p.Node(Node{Kind: SynPath, Args: p.take(mark)}, start)
}

// anyBelow is the step that "//" stands for.
func (p *parser) anyBelow() *Node {
	s := Node{Kind: SynStep, Axis: AxisDescendantOrSelf, Test: p.memory.tests.Keep(NodeTest{Kind: TestNode})}
	return p.Node(s, p.tokens[p.pos-1].start)
}

// startsStep reports whether the next token can begin a step, which is what decides about a lone "/".
func (p *parser) startsStep() bool {
	t := p.peek()
	switch t.kind {
	case tokEnd:
		return false
	case tokSymbol:
		return slices.Contains([]string{"(", "@", "$", "*", ".", ".."}, t.text)
	}
	return true
}

func (p *parser) step() *Node {
	t := p.peek()
	start, mark := t.start, p.mark()
	var s Node
	switch {
	case t.is(".."):
		p.pos++
		s = Node{Kind: SynStep, Axis: AxisParent, Test: p.memory.tests.Keep(NodeTest{Kind: TestNode})}
	case t.is("@"):
		p.pos++
		s = Node{Kind: SynStep, Axis: AxisAttribute, Test: p.nodeTest(AxisAttribute)}
	case t.kind == tokName && p.ahead(1).is("::"):
		s = p.axisStep()
	case t.is("*"), t.kind == tokName && (!p.ahead(1).is("(") || isKindTest(t.text)):
		axis := AxisChild
		if t.word("attribute") && p.ahead(1).is("(") {
			axis = AxisAttribute
		}
		s = Node{Kind: SynStep, Axis: axis, Test: p.nodeTest(axis)}
	default:
		primary := p.primary()
		if !p.peek().is("[") {
			return primary
		}
		p.Push(primary)
		s = Node{Kind: SynFilter}
	}
	for p.accept("[") {
		p.Push(p.expr())
		p.expect("]")
	}
	s.Args = p.take(mark)
	return p.Node(s, start)
}

func (p *parser) axisStep() Node {
	t := p.next()
	axis := slices.Index(axisNames[:], t.text)
	switch {
	case t.text == "namespace":
		p.failCode("XPST0010", t.start, "The namespace axis is not supported")
	case axis < 0:
		p.Fail(t.start, "Unknown axis name: %s", t.text)
	}
	p.pos++
	return Node{Kind: SynStep, Axis: Axis(axis), Test: p.nodeTest(Axis(axis))}
}

var kindTests = map[string]TestKind{
	"node": TestNode, "text": TestText, "comment": TestComment, "processing-instruction": TestPI,
	"document-node": TestDocument, "element": TestElement, "attribute": TestAttribute,
}

func isKindTest(name string) bool {
	_, ok := kindTests[name]
	return ok || name == "schema-element" || name == "schema-attribute"
}

// nodeTest reads a name test or a kind test.
func (p *parser) nodeTest(axis Axis) *NodeTest {
	t := p.next()
	switch {
	case t.is("*"):
		return p.memory.tests.Keep(NodeTest{AnySpace: true, AnyLocal: true})
	case t.kind != tokName:
		p.Fail(t.start, "Expected a node test, found %q", p.src[t.start:t.end])
	case p.peek().is("(") && isKindTest(t.text):
		return p.kindTest(t)
	case p.peek().is("("):
		p.Fail(t.start, "Unexpected function call %s() after an axis", t.text)
	}
	return p.nameTest(t, axis != AxisAttribute)
}

func (p *parser) nameTest(t *token, element bool) *NodeTest {
	test := p.memory.tests.Keep(NodeTest{Prefix: t.prefix, Local: t.local})
	switch {
	case t.prefix == "*":
		test.AnySpace, test.Prefix = true, ""
	case t.prefix != "":
		test.Space = p.space(t)
	case element:
		test.Space = p.static.Namespaces[""]
	}
	if t.local == "*" {
		test.AnyLocal, test.Local = true, ""
	}
	return test
}

// kindTest reads what is between the parentheses of a kind test.
func (p *parser) kindTest(t *token) *NodeTest {
	kind, ok := kindTests[t.text]
	if !ok {
		p.failCode("XPST0008", t.start, "%s() needs a schema, which is not supported", t.text)
	}
	p.expect("(")
	test := &NodeTest{Kind: kind, AnySpace: true, AnyLocal: true}
	arg := p.peek()
	switch {
	case arg.is(")"):
	case kind == TestPI && (arg.kind == tokString || arg.kind == tokName && arg.prefix == ""):
		p.pos++
		test.Local, test.AnyLocal = arg.text, false
		if arg.kind == tokString {
			test.Local = TrimBlanks(arg.text)
		}
	case kind == TestDocument && arg.word("element"):
		p.pos++
		test.Inner = p.kindTest(arg)
	case kind == TestElement || kind == TestAttribute:
		p.elementTest(test, kind == TestElement)
	default:
		p.Fail(arg.start, "Unexpected %q in %s()", p.src[arg.start:arg.end], t.text)
	}
	p.expect(")")
	return test
}

// elementTest reads name and type of element() and attribute(). Untyped documents have the type xs:untyped for elements
// and xs:untypedAtomic for attributes, which are the types accepted here beside those above them.
func (p *parser) elementTest(test *NodeTest, element bool) {
	if t := p.next(); !t.is("*") {
		if t.kind != tokName {
			p.Fail(t.start, "Expected a name, found %q", p.src[t.start:t.end])
		}
		name := p.nameTest(t, element)
		if name.AnyLocal || name.AnySpace {
			p.Fail(t.start, "A wildcard is not allowed here")
		}
		name.Kind = test.Kind
		*test = *name
	}
	if !p.accept(",") {
		return
	}
	t := p.next()
	if t.kind != tokName || t.prefix == "" || p.space(t) != atomic.Schema {
		p.failCode("XPST0008", t.start, "Unknown type %s", t.text)
	}
	p.accept("?")
	always := []string{"anyType", "untyped"}
	if !element {
		always = []string{"anyType", "anySimpleType", "anyAtomicType", "untypedAtomic"}
	}
	if !slices.Contains(always, t.local) {
		p.failCode("XPST0008", t.start, "The type %s needs a schema, which is not supported", t.text)
	}
}

var occurrences = []string{"?", "*", "+"}

func (p *parser) sequenceType() *SequenceType {
	t := p.next()
	if t.kind != tokName {
		p.Fail(t.start, "Expected a type, found %q", p.src[t.start:t.end])
	}
	st := &SequenceType{}
	switch call := p.peek().is("("); {
	case call && t.text == "empty-sequence":
		p.expect("(")
		p.expect(")")
		st.Empty = true
		return st
	case call && t.text == "item":
		p.expect("(")
		p.expect(")")
		st.AnyItem = true
	case call && isKindTest(t.text):
		st.Node = p.kindTest(t)
	default:
		st.Atomic = p.atomicType(t)
	}
	if n := p.peek(); n.kind == tokSymbol && slices.Contains(occurrences, n.text) {
		p.pos++
		st.Occurrence = n.text[0]
	}
	return st
}

func (p *parser) atomicType(t *token) atomic.Type {
	space := p.static.Namespaces[""]
	if t.prefix != "" {
		space = p.space(t)
	}
	typ, ok := atomic.TypeByName(t.local)
	if space != atomic.Schema || !ok {
		p.failCode("XPST0051", t.start, "Unknown atomic type %s", t.text)
	}
	return typ
}

func (p *parser) primary() *Node {
	t := p.next()
	switch {
	case t.kind == tokString:
		return p.Node(Node{Kind: SynLiteral, Value: atomic.String(t.text)}, t.start)
	case t.kind == tokInteger || t.kind == tokDecimal || t.kind == tokDouble:
		return p.numeric(t)
	case t.is("$"):
		return p.variable(t.start)
	case t.is("."):
		return p.Node(Node{Kind: SynContext}, t.start)
	case t.is("("):
		if p.accept(")") {
			return p.Node(Node{Kind: SynEmpty}, t.start)
		}
		s := p.expr()
		p.expect(")")
		return s
	case t.kind == tokName && p.peek().is("("):
		return p.call(t)
	case t.kind == tokEnd:
		p.Fail(t.start, "Unexpected end of the expression")
	}
	p.Fail(t.start, "Unexpected token %q", p.src[t.start:t.end])
	return nil
}

func (p *parser) numeric(t *token) *Node {
	if t.kind == tokInteger {
		if n, err := strconv.ParseInt(t.text, 10, 64); err == nil {
			return p.Node(Node{Kind: SynLiteral, Value: atomic.FromInt(n)}, t.start)
		}
	}
	typ := map[tokenKind]atomic.Type{
		tokInteger: atomic.Integer, tokDecimal: atomic.Decimal, tokDouble: atomic.Double,
	}[t.kind]
	v, err := atomic.Cast(atomic.String(t.text), typ)
	if err != nil {
		p.Fail(t.start, "Invalid numeric literal: %v", err)
	}
	return p.Node(Node{Kind: SynLiteral, Value: v}, t.start)
}

func (p *parser) variable(start int) *Node {
	name := p.varName()
	for i := len(p.locals) - 1; i >= 0; i-- {
		if p.locals[i] == name {
			return p.Node(Node{Kind: SynVar, Op: name, Slot: -1, Local: int32(i)}, start)
		}
	}
	for i := len(p.static.Vars) - 1; i >= 0; i-- {
		if p.static.Vars[i] == name {
			return p.Node(Node{Kind: SynVar, Op: name, Slot: i}, start)
		}
	}
	p.failCode("XPST0008", start, "Variable $%s has not been declared", name)
	return nil
}

const (
	functionsSpace = "http://www.w3.org/2005/xpath-functions"
)

func (p *parser) call(t *token) *Node {
	if slices.Contains([]string{"if", "typeswitch", "item", "empty-sequence"}, t.text) {
		p.Fail(t.start, "%s is not allowed as the name of a function", t.text)
	}
	space := functionsSpace
	if t.prefix != "" {
		space = p.space(t)
	}
	p.expect("(")
	s, mark := Node{Kind: SynCall, Op: t.local}, p.mark()
	if !p.peek().is(")") {
		p.Push(p.exprSingle())
		for p.accept(",") {
			p.Push(p.exprSingle())
		}
	}
	p.expect(")")
	s.Args = p.take(mark)
	switch space {
	case functionsSpace:
	case atomic.Schema:
		if _, ok := atomic.TypeByName(t.local); !ok || len(s.Args) != 1 {
			p.failCode("XPST0017", t.start, "Unknown constructor function %s() with %d arguments", t.text, len(s.Args))
		}
		s.Kind = SynConstruct
	default:
		p.failCode("XPST0017", t.start, "Cannot find a %d-argument function named {%s}%s(): extension functions are not supported",
			len(s.Args), space, t.local)
	}
	return p.Node(s, t.start)
}
