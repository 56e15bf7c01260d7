package xsd

import (
	"strings"

	"github.com/fselint/fselint/schemas/xsd/datatype"
)

// path is an XPath of the subset that identity constraints use (XML Schema part 1, 3.11.6).
type xpath struct {
	deep  bool // begins with .//
	steps []step
}

type step struct {
	kind     int // childStep or attributeStep
	name     qname
	anySpace bool
}

const (
	childStep = iota
	attributeStep
)

// Beside the axis, the kind of a stored step says how it is tested; without a flag it takes any name.
const (
	stepAxis      = 1
	stepName      = 2
	stepNamespace = 4
)

func (id *identity) eachName(f func(qname)) {
	for _, paths := range append([][]xpath{id.selector}, id.fields...) {
		for _, p := range paths {
			for _, s := range p.steps {
				if s.name.local != "*" {
					f(s.name)
				}
			}
		}
	}
}

// identities makes the identity constraints of an element.
func (c *compiler) identities(e *elementDecl) {
	for n := range e.node.children {
		var kind identityKind
		switch n.local() {
		case "unique":
		case "key":
			kind = keyIdentity
		case "keyref":
			kind = keyrefIdentity
		default:
			continue
		}
		if _, byRef := e.node.attr("ref"); byRef {
			continue
		}
		id := &identity{kind: kind, node: n, name: qname{n.doc.target, n.get("name")}}
		if !datatype.IsNCName(id.name.local) {
			c.fail(n.fail("s4s-att-invalid-value: the name %q of %s", id.name.local, n.local()))
		}
		def := &definition{node: n, name: id.name, kind: constraintSpace, made: id}
		if c.globals[constraintSpace][id.name] != nil {
			c.fail(n.fail("sch-props-correct.2: the identity constraint %s is defined twice", id.name.local))
		}
		c.globals[constraintSpace][id.name] = def
		for child := range n.children {
			paths := c.paths(child, child.is("field"))
			if child.is("field") {
				id.fields = append(id.fields, paths)
			} else {
				id.selector = paths
			}
		}
		if len(id.fields) == 0 {
			c.fail(n.fail("s4s-elt-must-match.2: %s has no field", n.local()))
		}
		if kind == keyrefIdentity {
			id.refer, _ = c.name(n, n.get("refer"))
			c.later = append(c.later, func() { c.linkKey(id) })
		}
		e.identities = append(e.identities, id)
	}
}

func (c *compiler) linkKey(id *identity) {
	def := c.find(id.node.doc, constraintSpace, id.refer)
	if def == nil {
		c.fail(id.node.fail("src-resolve: there is no key %s", id.refer))
		return
	}
	id.key = def.made.(*identity)
	if id.key.kind == keyrefIdentity {
		c.fail(id.node.fail("src-resolve: %s is not a key", id.refer))
	}
	if len(id.key.fields) != len(id.fields) {
		c.fail(id.node.fail("c-props-correct.2: the number of fields differs from that of %s", id.refer))
	}
}

func (c *compiler) paths(n node, field bool) []xpath {
	source, ok := n.attr("xpath")
	if !ok {
		c.fail(n.fail("s4s-att-must-appear: %s has no xpath", n.local()))
	}
	var all []xpath
	for one := range strings.SplitSeq(source, "|") {
		p, ok := c.path(n, one, field)
		if !ok {
			c.fail(n.fail("c-general-xpath: %q is not an XPath of the subset for %s", source, n.local()))
			return nil
		}
		all = append(all, p)
	}
	return all
}

func (c *compiler) path(n node, source string, field bool) (p xpath, ok bool) {
	source = strings.Join(strings.Fields(source), "")
	if rest, deep := strings.CutPrefix(source, ".//"); deep {
		p.deep, source = true, rest
	}
	steps := strings.Split(source, "/")
	for i, text := range steps {
		s := step{}
		name, isAttribute := strings.CutPrefix(text, "@")
		if rest, long := strings.CutPrefix(text, "attribute::"); long {
			name, isAttribute = rest, true
		}
		if isAttribute {
			if !field || i != len(steps)-1 {
				return p, false
			}
			s.kind = attributeStep
		} else {
			name = strings.TrimPrefix(name, "child::")
		}
		if text == "." {
			continue
		}
		prefix, local, found := strings.Cut(name, ":")
		if !found {
			prefix, local = "", name
		}
		if local != "*" && !datatype.IsNCName(local) || found && !datatype.IsNCName(prefix) {
			return p, false
		}
		s.name.local, s.anySpace = local, local == "*" && !found
		if found {
			if s.name.space, ok = n.doc.tree.Namespace(n.n, prefix); !ok {
				return p, false
			}
		}
		p.steps = append(p.steps, s)
	}
	return p, true
}
