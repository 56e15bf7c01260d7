package eval

import (
	"context"
	"fmt"
	"time"

	"github.com/fselint/fselint/cda/xpath/syntax"

	"github.com/fselint/fselint/cda/xmltree"
)

// Static is the static context of an expression.
type Static struct {
	// Namespaces maps prefixes to namespace URIs. The key "" is the default namespace of element names in paths
	// (xpath-default-namespace). The prefix xml needs no entry; no other prefix is predeclared, xs and fn included.
	Namespaces map[string]string
	// Vars are the names of the variables in scope, as written (without "$"). The index is the slot in Context; a later
	// name hides an equal earlier one.
	Vars []string
	// Single says, by slot, which of those variables hold one item at most. It may be shorter than Vars.
	Single []bool
	// Names is the name table shared by all expressions that are evaluated in one Context. Required.
	Names *Names
	// Closed says that Names must not grow: a name that it lacks is an error. Compiling is then safe while other
	// expressions are compiled in the same way or evaluated.
	Closed bool
}

// ErrBudget is wrapped by the error of an evaluation that exceeded its budget of steps or of memory.
var ErrBudget = fmt.Errorf("the evaluation exceeds its budget")

// Names is the table of element and attribute names that expressions mention. Fill it by compiling; once expressions are
// evaluated concurrently it must not grow any more.
type Names struct {
	list  []hashedName
	index map[expandedName]NameID
	tests []*nodeTest // of name tests, by id; may be shorter and have gaps
}

// NameID identifies an expanded name in a Names table.
type NameID int32

type expandedName struct{ space, local string }

type hashedName struct {
	expandedName
	hash uint32 // for xmltree
}

// NewNames returns an empty table.
func NewNames() *Names { return &Names{index: map[expandedName]NameID{}} }

// Intern returns the id of a name, adding it if need be.
func (n *Names) Intern(space, local string) NameID {
	key := expandedName{space, local}
	id, ok := n.index[key]
	if !ok {
		id = NameID(len(n.list))
		n.list = append(n.list, hashedName{key, xmltree.HashName(local)})
		n.index[key] = id
	}
	return id
}

// find returns the id of a name that the table has.
func (n *Names) find(space, local string) (NameID, bool) {
	id, ok := n.index[expandedName{space, local}]
	return id, ok
}

// Len returns the number of names.
func (n *Names) Len() int { return len(n.list) }

// Name returns namespace and local part of id.
func (n *Names) Name(id NameID) (space, local string) { return n.list[id].space, n.list[id].local }

// Expr is a compiled expression. It is immutable and safe for concurrent use.
type Expr struct {
	source string
	syntax *syntax.Node
	root   Op
	locals int
}

// Source returns the expression as it was given to Compile.
func (e *Expr) Source() string { return e.source }

// Syntax returns the parsed expression for inspection; it must not be modified.
func (e *Expr) Syntax() *syntax.Node { return e.syntax }

// Focus is a context item with its position in, and the size of, the sequence being processed.
type Focus struct {
	Item           Item
	Position, Size int
}

// Bool evaluates e with the given context item and returns the effective boolean value of the result. The error is an
// *Error, wraps ErrBudget, or is the cause of the context's cancellation.
func (e *Expr) Bool(c *Context, at Item) (value bool, err error) {
	defer c.leave(c.enter(e, Focus{at, 1, 1}), &err)
	return e.root.Ebv(c), nil
}

// Test is Bool for many expressions in a row. It must be called inside Guard, which returns its errors.
func (e *Expr) Test(c *Context, at Item) bool {
	locals, top := len(c.locals), len(c.Stack)
	c.begin(e.source, e.locals, Focus{at, 1, 1})
	value := e.root.Ebv(c)
	c.locals, c.Stack = c.locals[:locals], c.Stack[:top]
	return value
}

// Guard calls f and returns its error, or that of a Test in it.
func (c *Context) Guard(f func() error) (err error) {
	defer c.leave(c.save(), &err)
	return f()
}

// String evaluates e and returns what xsl:value-of in XSLT 2.0 writes: the atomised items, each as a string, joined by
// single blanks.
func (e *Expr) String(c *Context, at Item) (string, error) { return e.StringIn(c, Focus{at, 1, 1}) }

// StringIn is String for a context item inside a sequence, as in xsl:for-each.
func (e *Expr) StringIn(c *Context, f Focus) (value string, err error) {
	defer c.leave(c.enter(e, f), &err)
	return c.valueOf(e.root), nil
}

// Eval evaluates e and appends the items of the result to dst.
func (e *Expr) Eval(c *Context, at Item, dst []Item) ([]Item, error) {
	return e.EvalIn(c, Focus{at, 1, 1}, dst)
}

// EvalIn is Eval for a context item inside a sequence, as in xsl:for-each.
func (e *Expr) EvalIn(c *Context, f Focus, dst []Item) (result []Item, err error) {
	defer c.leave(c.enter(e, f), &err)
	base := len(c.Stack)
	e.root.Push(c)
	return append(dst, c.Stack[base:]...), nil
}

// Pattern is a compiled match pattern (XSLT 2.0, 5.5), as the context of a Schematron rule. It is immutable and safe for
// concurrent use. Steps may also use the axes descendant, descendant-or-self and self, which XSLT 3.0 added and the
// reference accepts; id() and key() are refused.
type Pattern struct {
	source       string
	syntax       *syntax.Node
	alternatives []*alternative
	targets      Targets
	locals       int
}

// Source returns the pattern as it was given to CompilePattern.
func (p *Pattern) Source() string { return p.source }

// Syntax returns the parsed pattern for inspection; it must not be modified.
func (p *Pattern) Syntax() *syntax.Node { return p.syntax }

// Targets tells which nodes a pattern can match at all, so that callers can index patterns.
type Targets struct {
	Elements   []NameID // elements of these names, without repetition
	AnyElement bool     // elements that are not known by their name
	Root       bool     // the document node
	Other      bool     // attributes, text, comments or processing instructions
}

// Targets returns the nodes that p can match. A node outside them never matches.
func (p *Pattern) Targets() Targets { return p.targets }

// Matches reports whether the node matches the pattern. As in Saxon, a dynamic error inside a predicate makes the
// predicate false (XSLT 2.0, 5.5.4 allows that recovery); Context.OnPatternError hears of it. An error is returned only
// where the evaluation was aborted: budget, cancellation, or a variable defined through itself.
func (p *Pattern) Matches(c *Context, at Item) (bool, error) { return p.matches(c, at) }

// Context evaluates expressions on one document at a time, which Reset must have set. It is not safe for concurrent use; it may be reused for any
// number of documents, and keeps its memory.
type Context struct {
	// Clock gives current-dateTime() and the implicit time zone; nil means time.Now. It is asked once per Reset, when
	// first needed.
	Clock func() time.Time
	// OnPatternError, if set, is told of every dynamic error that made a pattern not match.
	OnPatternError func(*syntax.Error)
	// MaxSteps bounds the work between one Reset and the next, counted in visited nodes and items. 0 means DefaultMaxSteps.
	MaxSteps int64
	// MaxItems bounds the items alive at any time. 0 means DefaultMaxItems.
	MaxItems int

	evaluation
}

// The default bounds of a Context. The largest documents of practice need some ten million steps.
const (
	DefaultMaxSteps = 500_000_000
	DefaultMaxItems = 4_000_000
)

// NewContext returns a context for expressions compiled with the given name table.
func NewContext(names *Names) *Context { return &Context{evaluation: evaluation{names: names}} }

// Reset prepares c for a document: names are bound, variables forgotten, the budget is refilled. ctx is watched during
// the evaluations that follow.
func (c *Context) Reset(ctx context.Context, doc *xmltree.Doc) { c.reset(ctx, doc) }

// Doc returns the document of the last Reset.
func (c *Context) Doc() *xmltree.Doc { return c.Tree }

// Bound returns the name in the current document that id stands for, xmltree.NoName where it does not occur.
func (c *Context) Bound(id NameID) xmltree.Name { return c.bound[id] }

// Let binds a variable slot to an expression, which is evaluated with the given context item when the variable is first
// used, at most once. An error is remembered and raised at every use.
func (c *Context) Let(slot int, e *Expr, at Item) {
	v := c.slot(slot)
	v.state, v.expr, v.at, v.fill = varPending, e, at, nil
}

// LetFunc binds a variable slot to a function that appends the value to dst when the variable is first used. It may
// evaluate expressions in c.
func (c *Context) LetFunc(slot int, fill func(c *Context, dst []Item) ([]Item, error)) {
	v := c.slot(slot)
	v.state, v.expr, v.fill = varPending, nil, fill
}

// LetItems binds a variable slot to a value, which is copied.
func (c *Context) LetItems(slot int, value ...Item) {
	v := c.slot(slot)
	v.state, v.expr, v.fill = varReady, nil, nil
	v.value = append(v.value[:0], value...)
}

// Var returns the value of a variable slot, evaluating it if need be. The slice is valid until the slot is bound anew.
func (c *Context) Var(slot int) (value []Item, err error) {
	defer c.leave(c.enterVar(), &err)
	return c.variable(slot, 0), nil
}
