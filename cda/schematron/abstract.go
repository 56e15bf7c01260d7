package schematron

import (
	"fmt"
	"strings"
)

// maxMacro bounds the length of an attribute or text after parameters have been put in.
const maxMacro = 1 << 20

// instantiate returns schema with every pattern that is an instance of an abstract one replaced by it, as the skeleton's
// second stage (iso_abstract_expand) does: parameters are replaced as text, in the order in which they are given, in
// expressions and in the text. Unlike there, values of lets take part, and the pattern needs no id; without, the skeleton
// makes a stylesheet that does not compile.
func instantiate(schema *element) (*element, error) {
	instances := false
	for _, n := range schema.nodes {
		if n.elem != nil && n.elem.is("pattern") {
			if _, ok := n.elem.attr("is-a"); ok {
				instances = true
			}
		}
	}
	if !instances {
		return schema, nil
	}
	c := *schema
	c.nodes = make([]node, 0, len(schema.nodes))
	for _, n := range schema.nodes {
		if n.elem == nil || !n.elem.is("pattern") {
			c.nodes = append(c.nodes, n)
			continue
		}
		base, ok := n.elem.attr("is-a")
		if !ok {
			c.nodes = append(c.nodes, n)
			continue
		}
		pattern, err := instance(schema, n.elem, base.value)
		if err != nil {
			return nil, err
		}
		c.nodes = append(c.nodes, node{elem: pattern})
	}
	return &c, nil
}

func instance(schema, caller *element, base string) (*element, error) {
	var abstract *element
	for _, n := range schema.nodes {
		if n.elem != nil && n.elem.is("pattern") && n.elem.value("id") == base && base != "" {
			abstract = n.elem
			break
		}
	}
	if abstract == nil {
		return nil, &Error{Pos: caller.pos, Err: fmt.Errorf("no abstract pattern with the id %q", base)}
	}
	m := macro{}
	for _, n := range caller.nodes {
		if n.elem != nil && n.elem.is("param") {
			if name := n.elem.value("name"); name != "" {
				m.params = append(m.params, "$"+name, n.elem.value("value"))
			}
		}
	}
	pattern := m.copy(abstract)
	if m.overflow {
		return nil, &Error{Pos: caller.pos, Err: errTooLarge}
	}
	// Of the attributes of the abstract pattern none is taken over.
	pattern.attrs = nil
	if id, ok := caller.attr("id"); ok {
		pattern.attrs = []attribute{id}
	}
	return pattern, nil
}

// macro replaces parameters.
type macro struct {
	params   []string // name with "$", value, name, value …
	overflow bool
}

func (m *macro) expand(s string) string {
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

func (m *macro) copy(e *element) *element {
	c := *e
	c.attrs = make([]attribute, len(e.attrs))
	for i, a := range e.attrs {
		switch a.local {
		case "test", "context", "select", "path", "value":
			a.value = m.expand(a.value)
		}
		c.attrs[i] = a
	}
	c.nodes = make([]node, len(e.nodes))
	for i, n := range e.nodes {
		if n.elem != nil {
			c.nodes[i].elem = m.copy(n.elem)
		} else {
			c.nodes[i].text = m.expand(n.text)
		}
	}
	return &c
}
