package schematron

import (
	"fselint/cda/xmltree"
	"fselint/cda/xpath"
)

// dispatch tells which rules of a pattern to try for a node, so that most nodes cost nothing.
type dispatch struct {
	root  []*Rule                  // for the document node
	any   []*Rule                  // for elements that no rule names
	named map[xpath.NameID][]*Rule // for elements of these names; includes those for any element
	other []*Rule                  // for attributes, comments and processing instructions
}

func newDispatch(p *Pattern) dispatch {
	d := dispatch{named: map[xpath.NameID][]*Rule{}}
	for _, r := range p.Rules {
		for _, name := range r.match.Targets().Elements {
			d.named[name] = nil
		}
	}
	for _, r := range p.Rules {
		t := r.match.Targets()
		if t.Root {
			d.root = append(d.root, r)
		}
		if t.Other {
			d.other = append(d.other, r)
		}
		if t.AnyElement {
			d.any = append(d.any, r)
			for name := range d.named {
				d.named[name] = append(d.named[name], r)
			}
			continue
		}
		for _, name := range t.Elements {
			d.named[name] = append(d.named[name], r)
		}
	}
	return d
}

// bind fills table, indexed by the names of a document, with the rules to try for elements of each name.
func (d *dispatch) bind(table [][]*Rule, c *xpath.Context, names int) [][]*Rule {
	if cap(table) < names {
		table = make([][]*Rule, names)
	}
	table = table[:names]
	for i := range table {
		table[i] = d.any
	}
	for id, rules := range d.named {
		if name := c.Bound(id); name != xmltree.NoName {
			table[name] = rules
		}
	}
	return table
}
