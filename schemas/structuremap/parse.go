package structuremap

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"strings"
)

// Bounds of what is read: far above the published maps.
const (
	maxSource = 8 << 20
	maxDepth  = 200
)

// source is a map as it is written.
type source struct {
	uri     string
	imports []string
	tables  map[string]map[string]string // concept maps by name: target code by source code
	groups  map[string]*groupText
}

type groupText struct {
	file   *source
	name   string
	params []string
	rules  []ruleText
	sum    uint64 // of its tokens: comments and white space aside, two groups of one sum read the same
}

// ruleText is: ctx.element : type as name where … -> targets then …
type ruleText struct {
	ctx, element, typ, as string
	where                 *expr
	targets               []targetText
	rules                 []ruleText
	calls                 []callText
}

// targetText is: ctx.element = transform(args) as name. A transform "" is a copy, "(" an expression.
type targetText struct {
	ctx, element, as string
	transform        string
	args             []*expr
}

type callText struct {
	group string
	args  []string
}

type parser struct {
	src    string
	tokens []token
	at     int
	depth  int
}

// parse reads a map.
func parse(src string) (*source, error) {
	if len(src) > maxSource {
		return nil, errors.New("the map is too large")
	}
	tokens, err := scan(src)
	if err != nil {
		return nil, err
	}
	p := &parser{src: src, tokens: tokens}
	m := &source{tables: map[string]map[string]string{}, groups: map[string]*groupText{}}
	for p.peek().kind != end {
		if err := p.declaration(m); err != nil {
			return nil, err
		}
	}
	if m.uri == "" {
		return nil, errors.New("the map has no address")
	}
	return m, nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != end {
		p.at++
	}
	return t
}

func (p *parser) accept(text string) bool {
	if p.peek().is(text) {
		p.at++
		return true
	}
	return false
}

func (p *parser) expect(text string) error {
	if !p.accept(text) {
		return p.fail(fmt.Sprintf("%q expected, found %q", text, p.peek().text))
	}
	return nil
}

func (p *parser) fail(what string) error { return syntaxError(p.src, p.peek().pos, what) }

// name takes a word or a quoted name.
func (p *parser) name() (string, error) {
	if t := p.peek(); t.kind == word || t.kind == label || t.kind == quoted || t.kind == number {
		p.next()
		return t.text, nil
	}
	return "", p.fail("a name is missing")
}

func (p *parser) declaration(m *source) (err error) {
	switch t := p.next(); {
	case t.is("map"):
		if m.uri, err = p.name(); err == nil {
			err = p.skipTo("=")
		}
		if err == nil {
			_, err = p.name()
		}
	case t.is("conceptmap"):
		err = p.conceptMap(m)
	case t.is("uses"):
		_, err = p.name()
		for err == nil && (p.peek().is("alias") || p.peek().is("as")) {
			p.next()
			_, err = p.name()
		}
	case t.is("imports"):
		var uri string
		uri, err = p.name()
		m.imports = append(m.imports, uri)
	case t.is("group"):
		err = p.group(m)
	case t.is(";"):
	default:
		p.at--
		err = p.fail(fmt.Sprintf("%q is not expected here", t.text))
	}
	return err
}

func (p *parser) skipTo(text string) error {
	for !p.accept(text) {
		if p.next().kind == end {
			return p.fail(fmt.Sprintf("%q is missing", text))
		}
	}
	return nil
}

// conceptMap reads "name" { prefix s = "…" s:A == t:B … }.
func (p *parser) conceptMap(m *source) error {
	name, err := p.name()
	if err != nil {
		return err
	}
	if err := p.expect("{"); err != nil {
		return err
	}
	table := map[string]string{}
	m.tables[strings.TrimPrefix(name, "#")] = table
	for !p.accept("}") {
		if p.peek().is("prefix") {
			p.next()
			p.next() // the name of the prefix
			if err := p.expect("="); err != nil {
				return err
			}
			if _, err := p.name(); err != nil {
				return err
			}
			continue
		}
		from, err := p.mapped()
		if err != nil {
			return err
		}
		relation := p.next()
		to, err := p.mapped()
		if err != nil {
			return err
		}
		if _, twice := table[from]; !twice && relation.is("==") {
			table[from] = to
		}
	}
	return nil
}

// mapped reads prefix:code; a code may be of several words joined by dashes.
func (p *parser) mapped() (string, error) {
	if _, err := p.name(); err != nil {
		return "", err
	}
	if err := p.expect(":"); err != nil {
		return "", err
	}
	code, err := p.name()
	for err == nil && p.accept("-") {
		var rest string
		rest, err = p.name()
		code += "-" + rest
	}
	return code, err
}

// group reads Name(source a : T, target b : T) extends X <<types>> { rules }.
func (p *parser) group(m *source) (err error) {
	g := &groupText{file: m}
	if g.name, err = p.name(); err != nil {
		return err
	}
	if err := p.expect("("); err != nil {
		return err
	}
	for !p.accept(")") {
		if _, err := p.name(); err != nil { // source or target
			return err
		}
		param, err := p.name()
		if err != nil {
			return err
		}
		g.params = append(g.params, param)
		if p.accept(":") && p.peek().kind == word { // one published map leaves the type out
			p.next()
		}
		p.accept(",")
	}
	if err := p.skipTo("{"); err != nil {
		return err
	}
	if _, twice := m.groups[g.name]; !twice {
		m.groups[g.name] = g
	}
	start := p.at
	g.rules, err = p.rules()
	sum := fnv.New64a()
	for _, t := range p.tokens[start:p.at] {
		_, _ = io.WriteString(sum, t.text+"\n") // never fails
	}
	g.sum = sum.Sum64()
	return err
}

// rules reads rules up to the closing brace.
func (p *parser) rules() ([]ruleText, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail("too deep")
	}
	defer func() { p.depth-- }()
	var list []ruleText
	for !p.accept("}") {
		if p.accept(";") {
			continue
		}
		r, err := p.rule()
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

func (p *parser) rule() (r ruleText, err error) {
	if r.ctx, err = p.name(); err != nil {
		return r, err
	}
	if p.accept(".") {
		if r.element, err = p.name(); err != nil {
			return r, err
		}
	}
	if err := p.sourceClauses(&r); err != nil {
		return r, err
	}
	if p.accept("->") {
		for {
			t, err := p.target()
			if err != nil {
				return r, err
			}
			r.targets = append(r.targets, t)
			if !p.accept(",") {
				break
			}
		}
	}
	if p.accept("then") {
		if err := p.then(&r); err != nil {
			return r, err
		}
	}
	if k := p.peek().kind; k == label || k == quoted {
		p.next() // the name of the rule
	}
	if !p.peek().is("}") {
		err = p.expect(";")
	}
	return r, err
}

func (p *parser) sourceClauses(r *ruleText) (err error) {
	for err == nil {
		switch {
		case p.accept(":"):
			r.typ, err = p.name()
		case p.accept("as"):
			r.as, err = p.name()
		case p.accept("where"):
			r.where, err = p.expression()
		default:
			return nil
		}
	}
	return err
}

func (p *parser) then(r *ruleText) (err error) {
	if p.accept("{") {
		r.rules, err = p.rules()
		return err
	}
	for {
		var c callText
		if c.group, err = p.name(); err != nil {
			return err
		}
		if err := p.expect("("); err != nil {
			return err
		}
		for !p.accept(")") {
			arg, err := p.name()
			if err != nil {
				return err
			}
			c.args = append(c.args, arg)
			p.accept(",")
		}
		r.calls = append(r.calls, c)
		if !p.accept(",") {
			return nil
		}
	}
}

// target reads ctx.element = transform as name.
func (p *parser) target() (t targetText, err error) {
	if t.ctx, err = p.name(); err != nil {
		return t, err
	}
	if p.accept(".") {
		if t.element, err = p.name(); err != nil {
			return t, err
		}
	}
	if p.accept("=") {
		if err := p.transform(&t); err != nil {
			return t, err
		}
	}
	if p.accept("as") {
		t.as, err = p.name()
	}
	return t, err
}

// transform reads a literal, a name, name(args) or an expression in parentheses.
func (p *parser) transform(t *targetText) error {
	if p.peek().kind == word && p.tokens[p.at+1].is("(") {
		t.transform = p.next().text
		p.next()
		for !p.accept(")") {
			arg, err := p.expression()
			if err != nil {
				return err
			}
			t.args = append(t.args, arg)
			if !p.accept(",") && !p.peek().is(")") {
				return p.fail(`"," or ")" expected`)
			}
		}
		return nil
	}
	e, err := p.expression()
	t.transform, t.args = "(", []*expr{e}
	return err
}
