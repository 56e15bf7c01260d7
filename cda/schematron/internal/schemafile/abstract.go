package schemafile

import (
	"errors"
	"fmt"
	"strings"
)

// maxMacro bounds the length of an attribute or text after parameters have been put in.
const maxMacro = 1 << 20

// Instantiate returns schema with every pattern that is an instance of an abstract one replaced by it, as the skeleton's
// second stage (iso_abstract_expand) does: parameters are replaced as text, in the order in which they are given, in
// expressions and in the text. Unlike there, values of lets take part, and the pattern needs no id; without, the skeleton
// makes a stylesheet that does not compile: lenient lists the places where that made a difference.
func Instantiate(schema *Element) (result *Element, lenient []*Error, err error) {
	instances := false
	for _, n := range schema.Nodes {
		if n.Elem != nil && n.Elem.Is("pattern") {
			if _, ok := n.Elem.Attr("is-a"); ok {
				instances = true
			}
		}
	}
	if !instances {
		return schema, nil, nil
	}
	c := *schema
	c.Nodes = make([]node, 0, len(schema.Nodes))
	for _, n := range schema.Nodes {
		if n.Elem == nil || !n.Elem.Is("pattern") {
			c.Nodes = append(c.Nodes, n)
			continue
		}
		base, ok := n.Elem.Attr("is-a")
		if !ok {
			c.Nodes = append(c.Nodes, n)
			continue
		}
		m := macro{}
		pattern, err := m.instance(schema, n.Elem, base.Value)
		if err != nil {
			return nil, nil, err
		}
		lenient = append(lenient, m.lenient...)
		c.Nodes = append(c.Nodes, node{Elem: pattern})
	}
	return &c, lenient, nil
}

func (m *macro) instance(schema, caller *Element, base string) (*Element, error) {
	var abstract *Element
	for _, n := range schema.Nodes {
		if n.Elem != nil && n.Elem.Is("pattern") && n.Elem.Value("id") == base && base != "" {
			abstract = n.Elem
			break
		}
	}
	if abstract == nil {
		return nil, &Error{Pos: caller.Pos, Err: fmt.Errorf("no abstract pattern with the id %q", base)}
	}
	if caller.Value("id") == "" {
		m.lenient = append(m.lenient, &Error{Pos: caller.Pos, Err: errors.New("a pattern with is-a needs an id")})
	}
	for _, n := range caller.Nodes {
		if n.Elem != nil && n.Elem.Is("param") {
			if name := n.Elem.Value("name"); name != "" {
				m.params = append(m.params, "$"+name, n.Elem.Value("value"))
			}
		}
	}
	pattern := m.copy(abstract)
	if m.overflow {
		return nil, &Error{Pos: caller.Pos, Err: ErrTooLarge}
	}
	// Of the attributes of the abstract pattern none is taken over.
	pattern.Attrs = nil
	if id, ok := caller.Attr("id"); ok {
		pattern.Attrs = []attribute{id}
	}
	return pattern, nil
}

// macro replaces parameters.
type macro struct {
	params   []string // name with "$", value, name, value …
	overflow bool
	lenient  []*Error
}

func (m *macro) Expand(s string) string {
	for i := 0; i < len(m.params) && !m.overflow; i += 2 {
		name, value := m.params[i], m.params[i+1]
		if n := strings.Count(s, name); n > 0 {
			if len(s)+n*len(value) > maxMacro {
				m.overflow = true
				return s
			}
			s = strings.ReplaceAll(s, name, value)
		}
	}
	return s
}

func (m *macro) copy(e *Element) *Element {
	c := *e
	c.Attrs = make([]attribute, len(e.Attrs))
	for i, a := range e.Attrs {
		switch a.Local {
		case "test", "context", "select", "path", "value":
			expanded := m.Expand(a.Value)
			if expanded != a.Value && a.Local == "value" {
				m.lenient = append(m.lenient, &Error{Pos: e.Pos, Expr: a.Value, Err: errors.New("parameters are not put into the value of a let")})
			}
			a.Value = expanded
		}
		c.Attrs[i] = a
	}
	c.Nodes = make([]node, len(e.Nodes))
	for i, n := range e.Nodes {
		if n.Elem != nil {
			c.Nodes[i].Elem = m.copy(n.Elem)
		} else {
			c.Nodes[i].Text = m.Expand(n.Text)
		}
	}
	return &c
}
