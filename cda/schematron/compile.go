package schematron

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/fselint/fselint/cda/schematron/internal/schemafile"
	"github.com/fselint/fselint/cda/xpath"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// Schema is a compiled schema. It is immutable and safe for concurrent use.
type Schema struct {
	// Model is the schema as data, with its compiled expressions.
	Model *Model

	names      *xpath.Names
	namespaces map[string]string
	patterns   []dispatch
	steps      int       // different steps of contexts
	pool       sync.Pool // of *run

	probes     sync.Map // probeKey → *xpath.Expr
	probeCount atomic.Int64
}

// Compile reads a schema and compiles every expression in it. The error is an *Error: a schema that uses anything
// unknown or unsupported does not compile.
func Compile(src []byte, opt ReadOptions) (*Schema, error) {
	m, err := Read(src, opt)
	if err != nil {
		return nil, err
	}
	s := &Schema{Model: m, names: xpath.NewNames(), namespaces: namespaces(m)}
	c := &compiler{model: m, names: s.names, namespaces: s.namespaces, steps: stepTable{index: map[stepKey]*pathStep{}}, same: map[string]*xpath.Expr{}}
	if err := c.compile(); err != nil {
		return nil, err
	}
	s.steps = len(c.steps.list)
	for _, p := range m.Patterns {
		s.patterns = append(s.patterns, newDispatch(p, s.names))
	}
	s.pool.New = func() any { return newRun(s) }
	return s, nil
}

// namespaces are the prefixes that expressions may use: those that the generated stylesheet declares anyway, and those
// of the schema's ns elements.
func namespaces(m *Model) map[string]string {
	ns := map[string]string{
		"xs":     "http://www.w3.org/2001/XMLSchema",
		"xsd":    "http://www.w3.org/2001/XMLSchema",
		"xsl":    schemafile.XslNamespace,
		"saxon":  "http://saxon.sf.net/",
		"svrl":   "http://purl.oclc.org/dsdl/svrl",
		"iso":    schemafile.SchematronNamespace,
		"schold": "http://www.ascc.net/xml/schematron",
		"xhtml":  "http://www.w3.org/1999/xhtml",
	}
	for _, n := range m.Namespaces {
		ns[n.Prefix] = n.URI
	}
	return ns
}

// scope is the list of variables that an expression sees, by slot.
type scope struct {
	vars    []string
	trees   []bool // those that hold a temporary tree
	singles []bool // those that are known to hold one item at most
}

// hidden is the name of slots that are out of scope; no expression can spell it.
const hidden = "\x00"

func (s *scope) declare(name string, tree, single bool) (slot int) {
	s.vars = append(s.vars, name)
	s.trees = append(s.trees, tree)
	s.singles = append(s.singles, tree || single)
	return len(s.vars) - 1
}

// hide takes the names from slot on out of scope but keeps their slots occupied.
func (s *scope) hide(from int) {
	if from == len(s.vars) {
		return
	}
	s.vars = slices.Clone(s.vars)
	for i := from; i < len(s.vars); i++ {
		s.vars[i] = hidden
	}
}

// isTree reports whether an expression is just a variable that holds a temporary tree.
func (s *scope) isTree(x *syntax.Node) bool {
	return x.Kind == syntax.SynVar && x.Slot >= 0 && x.Slot < len(s.trees) && s.trees[x.Slot]
}

type compiler struct {
	model      *Model
	names      *xpath.Names
	namespaces map[string]string
	globals    scope
	steps      stepTable
	same       map[string]*xpath.Expr // by source, those that use no variables
}

func (c *compiler) compile() error {
	lets := c.model.Lets
	for _, let := range lets {
		let.slot = c.globals.declare(let.Name, let.HasBody(), false)
	}
	// A global may refer to one that follows, so a second name for a tree is known only after a first look at all.
	for again := true; again; {
		again = false
		for _, let := range lets {
			if err := c.let(let, nil, &c.globals); err != nil {
				return err
			}
			if let.tree && !c.globals.trees[let.slot] {
				c.globals.trees[let.slot], again = true, true
			}
		}
	}
	for _, let := range lets {
		if err := c.body(let, nil, &c.globals); err != nil {
			return err
		}
	}
	for _, p := range c.model.Patterns {
		for _, r := range p.Rules {
			if err := c.rule(r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *compiler) rule(r *Rule) error {
	static := c.static(source{scope: &c.globals})
	match, err := xpath.CompilePattern(r.Context, static)
	if err != nil {
		return &schemafile.Error{Pos: r.Pos, Expr: r.Context, Err: err}
	}
	r.match, r.path = match, c.steps.path(match, static)
	local := scope{slices.Clone(c.globals.vars), slices.Clone(c.globals.trees), slices.Clone(c.globals.singles)}
	for _, step := range r.Steps {
		if a := step.Assert; a != nil {
			if err := c.assert(a, &local); err != nil {
				return err
			}
			continue
		}
		let := step.Let
		// The variable is in scope only after itself.
		if err := c.let(let, r, &local); err != nil {
			return err
		}
		if err := c.body(let, r, &local); err != nil {
			return err
		}
		let.slot = local.declare(let.Name, let.tree, let.expr != nil && let.expr.Single())
	}
	markEager(r, len(c.globals.vars))
	return nil
}

// let compiles the value of a let that has one.
func (c *compiler) let(let *Let, r *Rule, s *scope) error {
	let.tree = let.HasBody()
	if let.tree {
		return nil
	}
	expr, err := c.expression(let.Value, source{pos: let.Pos, rule: r, scope: s, use: useLet})
	if err != nil {
		return err
	}
	let.expr = expr
	let.tree = s.isTree(expr.Syntax())
	return nil
}

// body compiles the body of a let that has one.
func (c *compiler) body(let *Let, r *Rule, s *scope) error {
	if !let.HasBody() {
		return nil
	}
	bc := bodyCompiler{compiler: c, rule: r, scope: s}
	body, err := bc.compile(let.src, false)
	let.body = body
	return err
}

func (c *compiler) assert(a *Assert, s *scope) error {
	test, err := c.expression(a.Test, source{pos: a.Pos, rule: a.Rule, scope: s, use: useBool})
	if err != nil {
		return err
	}
	a.test = test
	a.vars = s.vars[:len(s.vars):len(s.vars)]
	if err := c.message(a.Message, a.Rule, s); err != nil {
		return err
	}
	for _, d := range a.Diagnostics {
		if err := c.message(d.Message, a.Rule, s); err != nil {
			return err
		}
	}
	return nil
}

func (c *compiler) message(parts []Part, r *Rule, s *scope) error {
	for i := range parts {
		p := &parts[i]
		if p.Kind == TextPart || p.Kind == NamePart && p.Text == "" {
			continue
		}
		src := source{pos: p.Pos, rule: r, scope: s, use: useValue}
		if p.Kind == NamePart {
			src.wrap = "name"
		}
		expr, err := c.expression(p.Text, src)
		if err != nil {
			return err
		}
		p.expr = expr
	}
	return nil
}

// source describes an expression to compile.
type source struct {
	pos   schemafile.Position
	rule  *Rule
	ns    map[string]string // nil: the common ones
	scope *scope
	use   use
	wrap  string // a function to call with the value
}

func (c *compiler) static(s source) *xpath.Static {
	ns := s.ns
	if ns == nil {
		ns = c.namespaces
	}
	n := len(s.scope.vars)
	return &xpath.Static{Namespaces: ns, Vars: s.scope.vars[:n:n], Single: s.scope.singles[:n:n], Names: c.names}
}

// expression compiles an expression; many occur again and again in one schema.
func (c *compiler) expression(text string, s source) (*xpath.Expr, error) {
	shared := s.ns == nil && s.wrap == "" && !strings.Contains(text, "$")
	if expr, ok := c.same[text]; ok && shared {
		return expr, nil
	}
	expr, err := c.compiled(text, s)
	if err == nil && shared {
		c.same[text] = expr
	}
	return expr, err
}

func (c *compiler) compiled(text string, s source) (*xpath.Expr, error) {
	fail := func(err error) error {
		return &schemafile.Error{Pos: s.pos, Rule: contextOf(s.rule), Expr: text, Err: err}
	}
	if s.wrap != "" {
		// Checked by itself first: "a) or (b" must not pass.
		if _, err := xpath.Compile(text, c.static(s)); err != nil {
			return nil, fail(err)
		}
		text = fmt.Sprintf("%s(%s)", s.wrap, text)
		s.use = useItem
		if s.wrap == "boolean" {
			s.use = useValue
		}
	}
	expr, err := xpath.Compile(text, c.static(s))
	if err != nil {
		return nil, fail(err)
	}
	if !slices.Contains(s.scope.trees, true) {
		return expr, nil
	}
	replaced, err := replaceTrees(text, expr.Syntax(), s.use, s.scope)
	if err != nil {
		return nil, fail(err)
	}
	if replaced != text {
		if expr, err = xpath.Compile(replaced, c.static(s)); err != nil {
			return nil, fail(err)
		}
	}
	return expr, nil
}
