package structuremap

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
)

// Store returns the program as bytes for Load.
func (p *Program) Store() []byte {
	c := codec{writing: true}
	c.program(p)
	return c.buf
}

// Load reads what Store wrote.
func Load(b []byte) (*Program, error) {
	p := &Program{}
	c := codec{buf: b, text: string(b)}
	c.program(p)
	if c.failed || len(p.Groups) == 0 {
		return nil, errors.New("structure map: damaged")
	}
	p.number()
	return p, nil
}

// codec writes values to buf, or reads them from it: each method does both, so that the order is said once.
type codec struct {
	writing, failed bool
	buf             []byte
	text            string // all of what is read, which texts are views of
}

func (c *codec) number(n *int) {
	if c.writing {
		c.buf = binary.AppendUvarint(c.buf, uint64(*n))
		return
	}
	v, size := binary.Uvarint(c.buf)
	if size <= 0 || v > 1<<31-1 {
		c.failed, c.buf, v, size = true, nil, 0, 0
	}
	*n, c.buf = int(v), c.buf[size:]
}

func (c *codec) string(s *string) {
	n := len(*s)
	c.number(&n)
	if c.writing {
		c.buf = append(c.buf, *s...)
		return
	}
	if n > len(c.buf) {
		c.failed, c.buf = true, nil
		return
	}
	start := len(c.text) - len(c.buf)
	*s, c.buf = c.text[start:start+n], c.buf[n:]
}

// list does f for each item of a list, which is made first when reading.
func list[T any](c *codec, items *[]T, f func(*T)) {
	n := len(*items)
	c.number(&n)
	if !c.writing && n > 0 {
		if n > len(c.buf) { // an item takes a byte at least
			c.failed, c.buf = true, nil
			return
		}
		*items = make([]T, n)
	}
	for i := range *items {
		f(&(*items)[i])
	}
}

func (c *codec) program(p *Program) {
	list(c, &p.Names, c.string)
	list(c, &p.Tables, c.table)
	list(c, &p.Groups, func(g *group) {
		c.number(&g.Params)
		c.number(&g.Slots)
		list(c, &g.Rules, c.rule)
	})
}

func (c *codec) table(t *map[string]string) {
	type line struct{ from, to string }
	var lines []line
	for from, to := range *t {
		lines = append(lines, line{from, to})
	}
	slices.SortFunc(lines, func(a, b line) int { return strings.Compare(a.from, b.from) })
	list(c, &lines, func(l *line) {
		c.string(&l.from)
		c.string(&l.to)
	})
	if !c.writing {
		*t = make(map[string]string, len(lines))
		for _, l := range lines {
			(*t)[l.from] = l.to
		}
	}
}

func (c *codec) rule(r *rule) {
	r.Name++ // -1 is none
	for _, n := range []*int{&r.Ctx, &r.Name, &r.As} {
		c.number(n)
	}
	r.Name--
	c.string(&r.Type)
	list(c, &r.Types, c.string)
	c.expr(&r.Where)
	list(c, &r.Ops, c.op)
	list(c, &r.Rules, c.rule)
	list(c, &r.Calls, func(l *call) {
		c.number(&l.Group)
		list(c, &l.Args, c.number)
	})
}

func (c *codec) op(o *op) {
	kind := int(o.Kind)
	for _, n := range []*int{&kind, &o.Var, &o.As, &o.Table, &o.Root, &o.Ext} {
		c.number(n)
	}
	o.Kind = opKind(kind)
	c.string(&o.Text)
	c.string(&o.Const)
	c.expr(&o.Expr)
}

// expr writes nothing as an empty operator.
func (c *codec) expr(e **expr) {
	var operator string
	if *e != nil {
		operator = (*e).Op
	}
	c.string(&operator)
	if operator == "" {
		return
	}
	if !c.writing {
		*e = &expr{Op: operator}
	}
	c.string(&(*e).Name)
	c.number(&(*e).Var)
	list(c, &(*e).Args, c.expr)
}
