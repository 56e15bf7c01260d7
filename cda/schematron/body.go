package schematron

import (
	"fmt"
	"strings"

	"github.com/fselint/fselint/cda/schematron/internal/schemafile"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
)

// A let without @value has a body of XSLT instructions that build a temporary tree. What a schema can do with such a tree
// comes down to its text (treeuse.go sees to that), so the body is a program that writes text.

// instruction is an XSLT instruction, or literal text.
type instruction interface {
	run(b *bodyRun) error
	uses(u *usage, loop bool)
}

// bodyRun is the state of building one temporary tree.
type bodyRun struct {
	c      *xpath.Context
	focus  xpath.Focus
	out    *strings.Builder
	simple bool // the content of xsl:value-of: items are joined without blanks
	atomic bool // the last thing written was an atomic value
}

func runBody(b *bodyRun, body []instruction) error {
	for _, i := range body {
		if err := i.run(b); err != nil {
			return err
		}
	}
	return nil
}

// buildTree returns the text that a body builds with the given context item.
func buildTree(c *xpath.Context, focus xpath.Focus, body []instruction) (string, error) {
	var out strings.Builder
	err := runBody(&bodyRun{c: c, focus: focus, out: &out}, body)
	return out.String(), err
}

type textInstruction string

func (t textInstruction) run(b *bodyRun) error {
	b.out.WriteString(string(t))
	b.atomic = false
	return nil
}

// valueOf is xsl:value-of with @select, or with content when expr is nil.
type valueOf struct {
	expr      *xpath.Expr
	separator *string
	body      []instruction
}

func (v *valueOf) run(b *bodyRun) error {
	b.atomic = false
	switch {
	case v.expr == nil:
		inner := bodyRun{c: b.c, focus: b.focus, out: b.out, simple: true}
		return runBody(&inner, v.body)
	case v.separator == nil:
		s, err := v.expr.StringIn(b.c, b.focus)
		b.out.WriteString(s)
		return err
	}
	items, err := v.expr.EvalIn(b.c, b.focus, nil)
	if err != nil {
		return err
	}
	for i, item := range items {
		if i > 0 {
			b.out.WriteString(*v.separator)
		}
		b.out.WriteString(item.StringValue(b.c.Doc()))
	}
	return nil
}

// copyOf is xsl:copy-of or xsl:sequence.
type copyOf struct{ expr *xpath.Expr }

func (v *copyOf) run(b *bodyRun) error {
	items, err := v.expr.EvalIn(b.c, b.focus, nil)
	if err != nil {
		return err
	}
	doc := b.c.Doc()
	for _, item := range items {
		node, attr, isNode := item.Node()
		switch {
		case !isNode:
			if b.atomic && !b.simple {
				b.out.WriteByte(' ')
			}
			b.atomic = true
			b.out.WriteString(item.StringValue(doc))
			continue
		case b.simple:
		case attr != xmltree.NoAttr:
			return &xpath.Error{Code: "XTDE0420", Msg: "Cannot create an attribute node whose parent is a document node", Source: v.expr.Source()}
		case doc.Kind(node) == xmltree.Comment, doc.Kind(node) == xmltree.ProcInst:
			b.atomic = false
			continue // they are not part of the string value of the tree
		}
		b.atomic = false
		b.out.WriteString(item.StringValue(doc))
	}
	return nil
}

type forEach struct {
	expr *xpath.Expr
	body []instruction
}

func (f *forEach) run(b *bodyRun) error {
	items, err := f.expr.EvalIn(b.c, b.focus, nil)
	if err != nil {
		return err
	}
	outer := b.focus
	defer func() { b.focus = outer }()
	for i, item := range items {
		b.focus = xpath.Focus{Item: item, Position: i + 1, Size: len(items)}
		if err := runBody(b, f.body); err != nil {
			return err
		}
	}
	return nil
}

// choose is xsl:choose or xsl:if: the first branch whose test is true, or that has none.
type choose struct{ branches []branch }

type branch struct {
	test *xpath.Expr // wrapped in boolean(); nil for xsl:otherwise
	body []instruction
}

func (x *choose) run(b *bodyRun) error {
	for _, branch := range x.branches {
		if branch.test != nil {
			value, err := branch.test.StringIn(b.c, b.focus)
			if err != nil {
				return err
			}
			if value != "true" {
				continue
			}
		}
		return runBody(b, branch.body)
	}
	return nil
}

// bind is xsl:variable.
type bind struct {
	slot int
	expr *xpath.Expr // nil: body
	body []instruction
}

func (v *bind) run(b *bodyRun) error {
	focus := b.focus
	b.c.LetFunc(v.slot, func(c *xpath.Context, dst []xpath.Item) ([]xpath.Item, error) {
		if v.expr != nil {
			return v.expr.EvalIn(c, focus, dst)
		}
		text, err := buildTree(c, focus, v.body)
		return append(dst, xpath.UntypedItem(text)), err
	})
	return nil
}

// bodyCompiler compiles the body of one let.
type bodyCompiler struct {
	*compiler
	rule  *Rule
	scope *scope
}

// compile returns the instructions for the children of e. preserve says that xml:space keeps blank text.
func (bc *bodyCompiler) compile(e *schemafile.Element, preserve bool) ([]instruction, error) {
	if a, ok := spaceAttr(e); ok && e.Space == schemafile.XslNamespace {
		preserve = a == "preserve"
	}
	names := len(bc.scope.vars) // variables declared here end here
	var body []instruction
	for _, n := range e.Nodes {
		if n.Elem == nil {
			if preserve || !schemafile.Blank(n.Text) {
				body = append(body, textInstruction(n.Text))
			}
			continue
		}
		i, err := bc.instruction(n.Elem, preserve)
		if err != nil {
			return nil, err
		}
		body = append(body, i)
	}
	bc.scope.hide(names)
	return body, nil
}

func spaceAttr(e *schemafile.Element) (string, bool) {
	for _, a := range e.Attrs {
		if a.Space == xmltree.XMLNamespace && a.Local == "space" {
			return a.Value, true
		}
	}
	return "", false
}

func (bc *bodyCompiler) fail(e *schemafile.Element, format string, args ...any) error {
	return &schemafile.Error{Pos: e.Pos, Rule: contextOf(bc.rule), Err: fmt.Errorf(format, args...)}
}

// allowed are the attributes of the instructions that are supported.
var allowed = map[string][]string{
	"text": {"disable-output-escaping"}, "value-of": {"select", "separator", "disable-output-escaping"},
	"copy-of": {"select"}, "sequence": {"select"}, "for-each": {"select"}, "if": {"test"}, "choose": {},
	"when": {"test"}, "otherwise": {}, "variable": {"name", "select"},
}

// check refuses elements and attributes that are not supported.
func (bc *bodyCompiler) check(e *schemafile.Element) error {
	names, ok := allowed[e.Local]
	if e.Space != schemafile.XslNamespace {
		return bc.fail(e, "element %s in the body of a let is not supported: it would build an element", e.Local)
	}
	if !ok {
		return bc.fail(e, "xsl:%s in the body of a let is not supported", e.Local)
	}
next:
	for _, a := range e.Attrs {
		if a.Space != "" {
			continue // xml:space, extension attributes
		}
		for _, name := range names {
			if a.Local == name {
				continue next
			}
		}
		return bc.fail(e, "attribute %s of xsl:%s is not supported", a.Local, e.Local)
	}
	return nil
}

func (bc *bodyCompiler) instruction(e *schemafile.Element, preserve bool) (instruction, error) {
	if err := bc.check(e); err != nil {
		return nil, err
	}
	switch e.Local {
	case "text":
		if err := e.Elements(func(c *schemafile.Element) error { return bc.fail(c, "element %s in xsl:text", c.Local) }); err != nil {
			return nil, err
		}
		return textInstruction(e.Text()), nil
	case "value-of":
		return bc.valueOf(e, preserve)
	case "copy-of", "sequence":
		expr, err := bc.expr(e, "select", useItem, "")
		return &copyOf{expr}, err
	case "for-each":
		expr, err := bc.expr(e, "select", useItem, "")
		if err != nil {
			return nil, err
		}
		body, err := bc.compile(e, preserve)
		return &forEach{expr, body}, err
	case "if":
		b, err := bc.branch(e, preserve)
		return &choose{[]branch{b}}, err
	case "choose":
		return bc.choose(e, preserve)
	case "variable":
		return bc.variable(e, preserve)
	default:
		return nil, bc.fail(e, "xsl:%s outside xsl:choose", e.Local)
	}
}

func (bc *bodyCompiler) valueOf(e *schemafile.Element, preserve bool) (instruction, error) {
	v := &valueOf{}
	if a, ok := e.Attr("separator"); ok {
		if strings.ContainsAny(a.Value, "{}") {
			return nil, bc.fail(e, "a computed separator is not supported")
		}
		v.separator = &a.Value
	}
	var err error
	if _, ok := e.Attr("select"); ok {
		v.expr, err = bc.expr(e, "select", useValue, "")
		return v, err
	}
	if v.separator != nil {
		return nil, bc.fail(e, "a separator without select is not supported")
	}
	v.body, err = bc.compile(e, preserve)
	return v, err
}

func (bc *bodyCompiler) branch(e *schemafile.Element, preserve bool) (branch, error) {
	var b branch
	var err error
	if e.Local != "otherwise" {
		if b.test, err = bc.expr(e, "test", useBool, "boolean"); err != nil {
			return b, err
		}
	}
	b.body, err = bc.compile(e, preserve)
	return b, err
}

func (bc *bodyCompiler) choose(e *schemafile.Element, preserve bool) (instruction, error) {
	x := &choose{}
	for _, n := range e.Nodes {
		if n.Elem == nil {
			if !schemafile.Blank(n.Text) {
				return nil, bc.fail(e, "text in xsl:choose")
			}
			continue
		}
		if err := bc.check(n.Elem); err != nil {
			return nil, err
		}
		last := len(x.branches) - 1
		if n.Elem.Local != "when" && (n.Elem.Local != "otherwise" || last < 0) || last >= 0 && x.branches[last].test == nil {
			return nil, bc.fail(n.Elem, "xsl:%s is misplaced in xsl:choose", n.Elem.Local)
		}
		b, err := bc.branch(n.Elem, preserve)
		if err != nil {
			return nil, err
		}
		x.branches = append(x.branches, b)
	}
	if len(x.branches) == 0 {
		return nil, bc.fail(e, "xsl:choose without xsl:when")
	}
	return x, nil
}

func (bc *bodyCompiler) variable(e *schemafile.Element, preserve bool) (instruction, error) {
	name := strings.TrimSpace(e.Value("name"))
	if name == "" {
		return nil, bc.fail(e, "xsl:variable without name")
	}
	v := &bind{}
	var err error
	tree := false
	if _, ok := e.Attr("select"); ok {
		v.expr, err = bc.expr(e, "select", useLet, "")
		tree = err == nil && bc.scope.isTree(v.expr.Syntax())
	} else {
		tree = true
		v.body, err = bc.compile(e, preserve)
	}
	v.slot = bc.scope.declare(name, tree, err == nil && v.expr != nil && v.expr.Single())
	return v, err
}

// expr compiles an attribute of an instruction, whose expressions see the prefixes of the schema file as well. A wrap is
// the name of a function put around it.
func (bc *bodyCompiler) expr(e *schemafile.Element, attr string, use use, wrap string) (*xpath.Expr, error) {
	a, ok := e.Attr(attr)
	if !ok {
		return nil, bc.fail(e, "xsl:%s without %s", e.Local, attr)
	}
	ns := make(map[string]string, len(bc.namespaces)+len(e.Ns))
	for p, s := range bc.namespaces {
		ns[p] = s
	}
	for p, s := range e.Ns {
		if p != "" {
			ns[p] = s
		}
	}
	return bc.expression(a.Value, source{pos: a.Pos, rule: bc.rule, ns: ns, scope: bc.scope, use: use, wrap: wrap})
}
