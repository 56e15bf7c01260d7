package xpath

import (
	"context"
	"fselint/cda/xmltree"
)

type op interface {
	push(*Context)
	ebv(*Context) bool
}
type alternative struct{}
type evaluation struct {
	names *Names
	doc   *xmltree.Doc
	bound []xmltree.Name
	stack []Item
}
type variable struct {
	state int
	expr  *Expr
	at    Item
	fill  func(*Context, []Item) ([]Item, error)
	value []Item
}

const (
	varPending = 1
	varReady   = 2
)

func (c *Context) slot(i int) *variable                        { return nil }
func (c *Context) variable(i int, o op) []Item                 { return nil }
func (c *Context) enter(e *Expr, f Focus) int                  { return 0 }
func (c *Context) enterVar() int                               { return 0 }
func (c *Context) leave(m int, e *error)                       {}
func (c *Context) valueOf(o op) string                         { return "" }
func (c *Context) reset(ctx context.Context, doc *xmltree.Doc) {}
func (p *Pattern) matches(c *Context, at Item) (bool, error)   { return false, nil }

// Compile parses and checks an expression. The error is an *Error.
func Compile(source string, st *Static) (*Expr, error) { return nil, nil }

// CompilePattern parses and checks a match pattern. The error is an *Error.
func CompilePattern(source string, st *Static) (*Pattern, error) { return nil, nil }
