package syntax

import (
	"fmt"
	"slices"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

const (
	maxNesting = 1000 // brackets within brackets
	maxDepth   = 4000 // of the syntax tree, long chains of operators included
)

// Scope is what names in an expression can mean.
type Scope struct {
	Namespaces map[string]string // by prefix; "" is the default namespace of element names
	Vars       []string          // variables, as written
}

// parser builds the syntax tree. It panics with *Error; parse recovers.
type parser struct {
	src     string
	memory  *Memory
	tokens  []token
	pos     int
	nesting int
	static  *Scope
	locals  []string // names of the variables bound by for, some and every, innermost last
	highest int      // most locals at any time
}

// ParseExpr parses an expression; locals is how many variables it binds at the same time, at most. The error is an *Error.
func ParseExpr(src string, st *Scope, m *Memory) (s *Node, locals int, err error) {
	return parse(src, st, m, (*parser).expr)
}

// parse parses src with the given production.
func parse(src string, st *Scope, memory *Memory, production func(*parser) *Node) (s *Node, locals int, err error) {
	tokens, lexErr := lex(src, memory.tokens)
	if lexErr != nil {
		return nil, 0, lexErr
	}
	memory.tokens = tokens
	p := &parser{src: src, memory: memory, tokens: tokens, static: st}
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*Error)
			if !ok {
				panic(r)
			}
			s, err = nil, e
		}
	}()
	s = production(p)
	if p.peek().kind != tokEnd {
		p.Fail(p.peek().start, "Unexpected token %q after the end of the expression", p.peek().text)
	}
	return s, p.highest, nil
}

func (p *parser) Fail(at int, format string, args ...any) {
	p.failCode("XPST0003", at, format, args...)
}

func (p *parser) failCode(code string, at int, format string, args ...any) {
	panic(&Error{code, fmt.Sprintf(format, args...), p.src, at})
}

func (p *parser) peek() *token { return &p.tokens[p.pos] }

// ahead returns the n-th token after the next one.
func (p *parser) ahead(n int) *token { return &p.tokens[min(p.pos+n, len(p.tokens)-1)] }

func (p *parser) next() *token {
	t := p.peek()
	if t.kind != tokEnd {
		p.pos++
	}
	return t
}

func (t *token) is(symbol string) bool { return t.kind == tokSymbol && t.text == symbol }

func (t *token) word(name string) bool { return t.kind == tokName && t.text == name }

func (p *parser) accept(symbol string) bool {
	if p.peek().is(symbol) {
		p.pos++
		return true
	}
	return false
}

func (p *parser) expect(symbol string) {
	if !p.accept(symbol) {
		t := p.peek()
		if t.kind == tokEnd {
			p.Fail(t.start, "Expected %q, but the expression ends", symbol)
		}
		p.Fail(t.start, "Expected %q, found %q", symbol, p.src[t.start:t.end])
	}
}

func (p *parser) expectWord(word string) {
	if t := p.next(); !t.word(word) {
		p.Fail(t.start, "Expected %q, found %q", word, t.text)
	}
}

// Node finishes a syntax node that ends at the last token read.
func (p *parser) Node(values Node, start int) *Node {
	s := p.memory.nodes.Keep(values)
	s.Start, s.End = start, start
	if p.pos > 0 {
		s.End = max(start, p.tokens[p.pos-1].end)
	}
	for _, a := range s.Args {
		s.depth = max(s.depth, a.depth+1)
	}
	if s.depth > maxDepth {
		p.Fail(start, "The expression is nested deeper than %d", maxDepth)
	}
	return s
}

// mark begins a list of arguments; push adds to it, and take ends it. Lists may nest.
func (p *parser) mark() int { return len(p.memory.lists) }

func (p *parser) Push(s *Node) { p.memory.lists = append(p.memory.lists, s) }

func (p *parser) take(mark int) []*Node {
	if len(p.memory.lists) == mark {
		return nil
	}
	args := p.args(p.memory.lists[mark:]...)
	p.memory.lists = p.memory.lists[:mark]
	return args
}

// args returns the arguments of a node.
func (p *parser) args(list ...*Node) []*Node {
	args := p.memory.args.List(len(list))
	copy(args, list)
	return args
}

func (p *parser) enter() {
	if p.nesting++; p.nesting > maxNesting {
		p.Fail(p.peek().start, "The expression is nested deeper than %d", maxNesting)
	}
}

func (p *parser) leave() { p.nesting-- }

// expr reads "a, b, c".
func (p *parser) expr() *Node {
	start := p.peek().start
	first := p.exprSingle()
	if !p.peek().is(",") {
		return first
	}
	mark := p.mark()
	p.Push(first)
	for p.accept(",") {
		p.Push(p.exprSingle())
	}
	return p.Node(Node{Kind: SynSequence, Args: p.take(mark)}, start)
}

func (p *parser) exprSingle() *Node {
	p.enter()
	defer p.leave()
	t, after := p.peek(), p.ahead(1)
	switch {
	case t.word("if") && after.is("("):
		return p.ifExpr()
	case t.word("for") && after.is("$"):
		return p.binding(SynFor, "return")
	case t.word("some") && after.is("$"):
		return p.binding(SynSome, "satisfies")
	case t.word("every") && after.is("$"):
		return p.binding(SynEvery, "satisfies")
	case t.word("let") && after.is("$"):
		p.Fail(t.start, "let belongs to a later version than XPath 2.0, which is not supported")
	}
	return p.or()
}

func (p *parser) ifExpr() *Node {
	start := p.next().start
	p.expect("(")
	condition := p.expr()
	p.expect(")")
	p.expectWord("then")
	then := p.exprSingle()
	p.expectWord("else")
	return p.Node(Node{Kind: SynIf, Args: p.args(condition, then, p.exprSingle())}, start)
}

// binding reads for, some and every; several variables nest.
func (p *parser) binding(kind SyntaxKind, keyword string) *Node {
	start := p.next().start
	return p.bindingFrom(kind, keyword, start)
}

func (p *parser) bindingFrom(kind SyntaxKind, keyword string, start int) *Node {
	p.enter()
	defer p.leave()
	p.expect("$")
	name := p.varName()
	p.expectWord("in")
	in := p.exprSingle()
	p.locals = append(p.locals, name)
	p.highest = max(p.highest, len(p.locals))
	slot := len(p.locals) - 1
	var body *Node
	if p.accept(",") {
		body = p.bindingFrom(kind, keyword, p.peek().start)
	} else {
		p.expectWord(keyword)
		body = p.exprSingle()
	}
	p.locals = p.locals[:slot]
	return p.Node(Node{Kind: kind, Op: name, Args: p.args(in, body), Local: int32(slot)}, start)
}

func (p *parser) varName() string {
	t := p.next()
	if t.kind != tokName || t.prefix == "*" || t.local == "*" {
		p.Fail(t.start, "Expected the name of a variable after $")
	}
	if t.prefix != "" {
		p.space(t)
	}
	return t.text
}

// space resolves the prefix of a name.
func (p *parser) space(t *token) string {
	if t.prefix == "xml" {
		return "http://www.w3.org/XML/1998/namespace"
	}
	uri, ok := p.static.Namespaces[t.prefix]
	if !ok {
		p.failCode("XPST0081", t.start, "Namespace prefix '%s' has not been declared", t.prefix)
	}
	return uri
}

// chain reads operands of one kind into one node with any number of arguments.
func (p *parser) chain(kind SyntaxKind, word string, operand func() *Node) *Node {
	start := p.peek().start
	first := operand()
	if !p.peek().word(word) {
		return first
	}
	mark := p.mark()
	p.Push(first)
	for p.peek().word(word) {
		p.pos++
		p.Push(operand())
	}
	return p.Node(Node{Kind: kind, Args: p.take(mark)}, start)
}

func (p *parser) or() *Node { return p.chain(SynOr, "or", p.and) }

func (p *parser) and() *Node { return p.chain(SynAnd, "and", p.comparison) }

var (
	generalComparisons = []string{"=", "!=", "<", "<=", ">", ">="}
	valueComparisons   = []string{"eq", "ne", "lt", "le", "gt", "ge"}
)

func (p *parser) comparison() *Node {
	start := p.peek().start
	left := p.additive("to")
	t := p.peek()
	switch {
	case t.kind == tokSymbol && (slices.Contains(generalComparisons, t.text) || t.text == "<<" || t.text == ">>"):
	case t.kind == tokName && (slices.Contains(valueComparisons, t.text) || t.text == "is"):
	default:
		return left
	}
	p.pos++
	return p.Node(Node{Kind: SynCompare, Op: t.text, Args: p.args(left, p.additive("to"))}, start)
}

// additive reads, from weak to strong, the range operator, sums and products.
func (p *parser) additive(level string) *Node {
	start := p.peek().start
	switch level {
	case "to":
		left := p.additive("+")
		if !p.peek().word("to") {
			return left
		}
		p.pos++
		return p.Node(Node{Kind: SynArithmetic, Op: "to", Args: p.args(left, p.additive("+"))}, start)
	case "+":
		left := p.additive("*")
		for p.peek().is("+") || p.peek().is("-") {
			op := p.next().text
			left = p.Node(Node{Kind: SynArithmetic, Op: op, Args: p.args(left, p.additive("*"))}, start)
		}
		return left
	}
	left := p.union()
	for {
		t := p.peek()
		if !t.is("*") && !t.word("div") && !t.word("idiv") && !t.word("mod") {
			return left
		}
		p.pos++
		left = p.Node(Node{Kind: SynArithmetic, Op: t.text, Args: p.args(left, p.union())}, start)
	}
}

func (p *parser) union() *Node {
	start := p.peek().start
	left := p.intersect()
	for p.peek().is("|") || p.peek().word("union") {
		p.pos++
		left = p.Node(Node{Kind: SynSet, Op: "union", Args: p.args(left, p.intersect())}, start)
	}
	return left
}

func (p *parser) intersect() *Node {
	start := p.peek().start
	left := p.instance()
	for p.peek().word("intersect") || p.peek().word("except") {
		op := p.next().text
		left = p.Node(Node{Kind: SynSet, Op: op, Args: p.args(left, p.instance())}, start)
	}
	return left
}

// typed reads "operand first second type".
func (p *parser) typed(kind SyntaxKind, first, second string, single bool, operand func() *Node) *Node {
	start := p.peek().start
	s := operand()
	if !p.peek().word(first) || !p.ahead(1).word(second) {
		return s
	}
	p.pos += 2
	t := p.sequenceType()
	if single && (t.Atomic == atomic.Absent || t.Occurrence != 0 && t.Occurrence != '?') {
		p.Fail(start, "The target of a cast must be an atomic type")
	}
	return p.Node(Node{Kind: kind, Type: t, Args: p.args(s)}, start)
}

func (p *parser) instance() *Node { return p.typed(SynInstance, "instance", "of", false, p.treat) }

func (p *parser) treat() *Node { return p.typed(SynTreat, "treat", "as", false, p.castable) }

func (p *parser) castable() *Node { return p.typed(SynCastable, "castable", "as", true, p.Cast) }

func (p *parser) Cast() *Node { return p.typed(SynCast, "cast", "as", true, p.unary) }

func (p *parser) unary() *Node {
	start := p.peek().start
	negative, signed := false, false
	for p.peek().is("-") || p.peek().is("+") {
		negative = negative != (p.next().text == "-")
		signed = true
	}
	s := p.path()
	if !signed {
		return s
	}
	op := "+"
	if negative {
		op = "-"
	}
	return p.Node(Node{Kind: SynUnary, Op: op, Args: p.args(s)}, start)
}
