package schematron

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// dispatch tells which rules of a pattern to try for a node, so that most nodes cost nothing.
type dispatch struct {
	root  []*Rule                  // for the document node
	any   []*Rule                  // for elements that no rule names
	named map[xpath.NameID][]*Rule // for elements of these names; includes those for any element
	other []*Rule                  // for attributes, comments and processing instructions
}

func newDispatch(p *Pattern, names *xpath.Names) dispatch {
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
			r.nameHas = nameCondition(r.match.Syntax())
			d.any = append(d.any, r)
			for name := range d.named {
				if _, local := names.Name(name); strings.Contains(local, r.nameHas) {
					d.named[name] = append(d.named[name], r)
				}
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
		table[i] = forName(d.any, c.Doc().Local(xmltree.Name(i)))
	}
	for id, rules := range d.named {
		if name := c.Bound(id); name != xmltree.NoName {
			table[name] = rules
		}
	}
	return table
}

// forName returns those of the rules for any element that may match an element of a given local name.
func forName(rules []*Rule, local string) []*Rule {
	unfit := func(r *Rule) bool { return !strings.Contains(local, r.nameHas) }
	switch {
	case !slices.ContainsFunc(rules, unfit):
		return rules
	case len(rules) == 1:
		return nil
	}
	return slices.DeleteFunc(slices.Clone(rules), unfit)
}

// nameCondition returns the text that the local name of an element must contain for a pattern to match it, "" for any:
// *[contains(local-name(), 'Organization')]
func nameCondition(s *syntax.Node) string {
	if s.Kind == syntax.SynPath {
		s = s.Args[len(s.Args)-1]
	}
	if s.Kind != syntax.SynStep || len(s.Args) == 0 {
		return ""
	}
	c := s.Args[0]
	if c.Kind != syntax.SynCall || c.Op != "contains" || len(c.Args) != 2 || c.Args[1].Kind != syntax.SynLiteral {
		return ""
	}
	if name := c.Args[0]; name.Kind != syntax.SynCall || name.Op != "local-name" || len(name.Args) != 0 {
		return ""
	}
	return c.Args[1].Value.String()
}
