package formula

import (
	"strings"

	"github.com/fselint/fselint/cda/xpath/syntax"
)

// Sample is XML that satisfies a path, as far as the path tells: an element, or one attribute where Name is "".
type Sample struct {
	Name  string // local name
	Attrs []SampleAttr
	Kids  []*Sample
	Text  string
}

// SampleAttr is an attribute of a Sample; the prefix xsi stays as the expression writes it.
type SampleAttr struct{ Name, Value string }

// Sampler makes samples.
type Sampler struct {
	// Filler is the value of attributes of which only the presence is asked for.
	Filler string
	// Match returns a text that matches a regular expression, "" when it cannot. Nil stands for a function that never
	// can.
	Match func(expr string) string
}

// Build returns a sample for steps, of whose first only the predicates from pred on count; nil where there is no saying.
func (m Sampler) Build(steps []*syntax.Node, pred int) *Sample {
	var top, last *Sample
	for i, s := range steps {
		if s.Kind != syntax.SynStep {
			return nil
		}
		if s.Axis == syntax.AxisAttribute {
			if s.Test.AnyLocal || i != len(steps)-1 {
				return nil
			}
			if last == nil {
				return &Sample{Attrs: []SampleAttr{{TestName(s.Test), m.Filler}}}
			}
			last.set(TestName(s.Test), m.Filler, m.Filler)
			return top
		}
		n := m.element(s)
		if n == nil {
			return nil
		}
		for j, p := range s.Args {
			if i > 0 || j >= pred {
				m.require(n, p)
			}
		}
		if last == nil {
			top = n
		} else {
			last.Kids = append(last.Kids, n)
		}
		last = n
	}
	return top
}

// element returns the element that a step selects, nil where its name is not known.
func (m Sampler) element(s *syntax.Node) *Sample {
	if s.Axis != syntax.AxisChild || s.Test.Kind != syntax.TestName {
		return nil
	}
	if !s.Test.AnyLocal {
		return &Sample{Name: s.Test.Local}
	}
	// *[contains(local-name(), 'Person')]
	name := ""
	for _, p := range s.Args {
		p.Walk(func(q *syntax.Node) bool {
			if q.Kind == syntax.SynCall && q.Op == "contains" && len(q.Args) == 2 && q.Args[1].Kind == syntax.SynLiteral &&
				q.Args[0].Kind == syntax.SynCall && q.Args[0].Op == "local-name" && len(q.Args[0].Args) == 0 {
				name = q.Args[1].Value.String()
			}
			return true
		})
	}
	if name == "" || strings.ContainsAny(name, " <>&\"'/") {
		return nil
	}
	return &Sample{Name: name}
}

// set gives n an attribute. A filler does not replace a value, nor a value another one.
func (n *Sample) set(name, value, filler string) {
	for i, have := range n.Attrs {
		if have.Name == name {
			if have.Value == filler {
				n.Attrs[i].Value = value
			}
			return
		}
	}
	n.Attrs = append(n.Attrs, SampleAttr{name, value})
}

// require adds to n what a predicate asks for, where it is plain.
func (m Sampler) require(n *Sample, p *syntax.Node) {
	switch p.Kind {
	case syntax.SynAnd:
		for _, a := range p.Args {
			m.require(n, a)
		}
	case syntax.SynOr:
		m.require(n, p.Args[0])
	case syntax.SynCompare:
		left, right := p.Args[0], p.Args[1]
		if right.Kind != syntax.SynLiteral {
			return
		}
		value := right.Value.String()
		switch p.Op {
		case "=", "eq":
			m.demand(n, left, value)
		case "!=", "ne":
			m.demand(n, left, value+"1")
		}
	case syntax.SynStep, syntax.SynPath:
		m.demand(n, p, "")
	case syntax.SynCall:
		if p.Op == "matches" && len(p.Args) == 2 && p.Args[1].Kind == syntax.SynLiteral && m.Match != nil {
			if value := m.Match(p.Args[1].Value.String()); value != "" {
				m.demand(n, p.Args[0], value)
			}
		}
	}
}

// demand adds to n what a path inside a predicate selects; value is that of its last step, "" for any.
func (m Sampler) demand(n *Sample, p *syntax.Node, value string) {
	steps := []*syntax.Node{p}
	if p.Kind == syntax.SynPath {
		steps = p.Args
	}
	s := m.Build(steps, 0)
	if s == nil {
		return
	}
	target := s
	for len(target.Kids) > 0 {
		target = target.Kids[len(target.Kids)-1]
	}
	if last := steps[len(steps)-1]; value != "" {
		if last.Axis == syntax.AxisAttribute {
			target.set(TestName(last.Test), value, m.Filler)
		} else {
			target.Text = value
		}
	}
	if s.Name == "" {
		n.set(s.Attrs[0].Name, s.Attrs[0].Value, m.Filler)
		return
	}
	n.Kids = append(n.Kids, s)
}

var (
	escapeText = strings.NewReplacer("&", "&amp;", "<", "&lt;")
	escapeAttr = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;")
)

// XML writes s with a prefix, colon included, before the names of elements.
func (n *Sample) XML(prefix string) string {
	var b strings.Builder
	n.write(&b, prefix)
	return b.String()
}

func (n *Sample) write(b *strings.Builder, prefix string) {
	if n.Name == "" {
		for i, a := range n.Attrs {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(a.XML())
		}
		return
	}
	b.WriteString("<" + prefix + n.Name)
	for _, a := range n.Attrs {
		b.WriteString(" " + a.XML())
	}
	if len(n.Kids) == 0 && n.Text == "" {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
	b.WriteString(escapeText.Replace(n.Text))
	for _, k := range n.Kids {
		k.write(b, prefix)
	}
	b.WriteString("</" + prefix + n.Name + ">")
}

// XML writes a as in a start tag.
func (a SampleAttr) XML() string { return a.Name + `="` + escapeAttr.Replace(a.Value) + `"` }

// TestName writes a node test for people: a name without the prefix of its namespace, except xsi and xml.
func TestName(t *syntax.NodeTest) string {
	switch t.Kind {
	case syntax.TestName:
		switch {
		case t.AnyLocal:
			return "*"
		case t.Prefix == "xsi" || t.Prefix == "xml":
			return t.Prefix + ":" + t.Local
		}
		return t.Local
	case syntax.TestText:
		return "text()"
	case syntax.TestComment:
		return "comment()"
	case syntax.TestPI:
		return "processing-instruction()"
	}
	return "node()"
}
