package eval

import (
	"context"
	"fmt"
	"time"

	"github.com/fselint/fselint/cda/xpath/syntax"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath/xsdregex"
)

// evaluation is the state of a Context.
type evaluation struct {
	names *Names
	Tree  *xmltree.Doc
	bound []xmltree.Name // by NameID
	ctx   context.Context

	Stack   []Item // values under construction; every operation appends its value
	Item    Item   // the focus
	Pos     int
	Last    int
	Current Item   // the item of current()
	locals  []Item // variables bound by for, some and every, of all active expressions
	base    int    // the first local of the active expression
	source  string // the active expression, for errors
	vars    []variable

	steps     int64 // until the next look at the clock and the budget
	allowance int64 // steps left after those
	Bytes     int64 // left for strings that were made

	now     time.Time
	regexes map[regexKey]*xsdregex.Regexp
	index   elementIndex
}

type varState uint8

const (
	varUnset varState = iota
	varPending
	varActive
	varReady
	varFailed
)

// variable is a slot: a value, or what will give it.
type variable struct {
	state varState
	expr  *Expr
	at    Item
	fill  func(*Context, []Item) ([]Item, error)
	value []Item
	err   any // what to panic with
}

// abort is the panic value for ends that are no XPath errors.
type abort struct{ err error }

const (
	checkInterval = 1 << 14
	maxBytes      = 64 << 20 // of strings made between one Reset and the next, plus
	bytesPerByte  = 64       // as many for each byte of the document
	maxRegexes    = 200
)

func (c *Context) reset(ctx context.Context, doc *xmltree.Doc) {
	c.Tree, c.ctx = doc, ctx
	c.bound = c.bound[:0]
	c.bind()
	for i := range c.vars {
		c.vars[i] = variable{value: reuse(c.vars[i].value)}
	}
	c.Stack, c.locals, c.base = reuse(c.Stack), reuse(c.locals), 0
	c.allowance = c.MaxSteps
	if c.allowance <= 0 {
		c.allowance = DefaultMaxSteps
	}
	c.steps, c.Bytes = 0, maxBytes+bytesPerByte*int64(len(doc.Source()))
	c.now = time.Time{}
	c.index.reset()
}

// reuse empties a buffer and lets go of what it refers to, or of all of it where one document made it large.
func reuse(items []Item) []Item {
	const large = 1 << 14
	if cap(items) > large {
		return nil
	}
	clear(items[:cap(items)])
	return items[:0]
}

// bind looks up the names that have been added to the table since the last time.
func (c *Context) bind() {
	for _, n := range c.names.list[len(c.bound):] {
		c.bound = append(c.bound, c.Tree.LookupHashed(n.hash, n.space, n.local))
	}
}

// slot returns a variable slot, making room for it.
func (c *Context) slot(i int) *variable {
	for i >= len(c.vars) {
		c.vars = append(c.vars, variable{})
	}
	return &c.vars[i]
}

// frame is what an evaluation changes and must restore.
type frame struct {
	item, current     Item
	pos, last         int
	base, locals, top int
	source            string
}

func (c *Context) save() frame {
	return frame{c.Item, c.Current, c.Pos, c.Last, c.base, len(c.locals), len(c.Stack), c.source}
}

func (c *Context) restore(f *frame) {
	c.Item, c.Current, c.Pos, c.Last = f.item, f.current, f.pos, f.last
	c.base, c.source = f.base, f.source
	c.locals, c.Stack = c.locals[:f.locals], c.Stack[:f.top]
}

// begin makes room for the locals of an expression and sets its focus.
func (c *Context) begin(source string, locals int, f Focus) {
	if len(c.bound) < len(c.names.list) {
		c.bind()
	}
	c.Item, c.Pos, c.Last = f.Item, f.Position, f.Size
	c.Current, c.source = f.Item, source
	c.base = len(c.locals)
	for range locals {
		c.locals = append(c.locals, Item{})
	}
}

func (c *Context) enter(e *Expr, f Focus) frame {
	saved := c.save()
	c.begin(e.source, e.locals, f)
	return saved
}

func (c *Context) enterVar() frame { return c.save() }

// leave is deferred by the exported methods: it restores the state and turns a panic of this package into an error.
func (c *Context) leave(f frame, err *error) {
	if r := recover(); r != nil {
		*err = c.failure(r)
	}
	c.restore(&f)
}

// failure returns the error that a panic of this package stands for.
func (c *Context) failure(r any) error {
	switch e := r.(type) {
	case *syntax.Error:
		if e.Source == "" {
			e.Source = c.source
		}
		return e
	case abort:
		return e.err
	}
	panic(r)
}

// Fail raises a dynamic error.
func (c *Context) Fail(code string, offset int, format string, args ...any) {
	panic(&syntax.Error{Code: code, Msg: fmt.Sprintf(format, args...), Source: c.source, Offset: offset})
}

// Tick counts one unit of work.
func (c *Context) Tick() {
	if c.steps--; c.steps < 0 {
		c.checkpoint()
	}
}

// Work counts n units of work.
func (c *Context) Work(n int) {
	if c.steps -= int64(n); c.steps < 0 {
		c.checkpoint()
	}
}

// Made counts a string that was put together and may be kept.
func (c *Context) Made(s string) string {
	if len(s) > 32 {
		c.Work(len(s) >> 5)
		if c.Bytes -= int64(len(s)); c.Bytes < 0 {
			panic(abort{fmt.Errorf("xpath: too much text: %w", ErrBudget)})
		}
	}
	return s
}

// checkpoint refills the steps from the allowance and looks at cancellation and memory.
func (c *Context) checkpoint() {
	c.allowance += c.steps
	if c.allowance <= 0 {
		panic(abort{fmt.Errorf("xpath: too many steps: %w", ErrBudget)})
	}
	most := c.MaxItems
	if most <= 0 {
		most = DefaultMaxItems
	}
	if len(c.Stack) > most {
		panic(abort{fmt.Errorf("xpath: more than %d items: %w", most, ErrBudget)})
	}
	if c.ctx != nil {
		if err := context.Cause(c.ctx); err != nil {
			panic(abort{fmt.Errorf("xpath: %w", err)})
		}
	}
	c.steps = min(checkInterval, c.allowance)
	c.allowance -= c.steps
}

// Moment returns the time of this evaluation, the same until the next Reset.
func (c *Context) Moment() time.Time {
	if c.now.IsZero() {
		if c.Clock != nil {
			c.now = c.Clock()
		} else {
			c.now = time.Now()
		}
	}
	return c.now
}

// Zone returns the implicit time zone in minutes.
func (c *Context) Zone() int {
	_, offset := c.Moment().Zone()
	return offset / 60
}

// variable returns the value of a slot. Evaluation may grow c.vars, so pointers into it are taken anew.
func (c *Context) variable(slot, offset int) []Item {
	if slot < len(c.vars) && c.vars[slot].state == varReady {
		return c.vars[slot].value
	}
	v := c.slot(slot)
	switch v.state {
	case varFailed:
		panic(v.err)
	case varActive:
		panic(abort{&syntax.Error{Code: "XTDE0640", Msg: "Circular definition of a variable", Source: c.source, Offset: offset}})
	case varUnset:
		panic(abort{&syntax.Error{Code: "XPDY0002", Msg: "The variable has no value", Source: c.source, Offset: offset}})
	}
	v.state = varActive
	var value []Item
	var err error
	if buffer := v.value[:0]; v.fill != nil {
		value, err = v.fill(c, buffer)
	} else {
		value, err = v.expr.Eval(c, v.at, buffer)
	}
	v = c.slot(slot)
	v.value, v.fill, v.expr = value, nil, nil
	if err == nil {
		v.state = varReady
		return v.value
	}
	v.state = varFailed
	if e, ok := err.(*syntax.Error); ok && e.Code != "XTDE0640" {
		v.err = e
	} else {
		v.err = abort{err}
	}
	panic(v.err)
}
