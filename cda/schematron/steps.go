package schematron

import (
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// Most contexts are plain paths, and the contexts of one schema share their beginnings. Such a path is matched step by
// step, from a node upwards, and what is known of a parent serves all its children and all rules that begin alike.

// pathStep is one step of contexts; its parent steps make it a path.
type pathStep struct {
	parent *pathStep // nil: any parent will do
	id     int
	name   xpath.NameID   // of an element without further conditions
	match  *xpath.Pattern // the step with its predicates; nil if the name is all
}

// stepTable collects the steps of a schema's contexts.
type stepTable struct {
	list  []*pathStep
	index map[stepKey]*pathStep
}

type stepKey struct {
	parent *pathStep
	text   string
}

// path returns the last step of a compiled context, nil where it is not a plain path: child steps by name, with
// predicates, perhaps after a leading "//".
func (t *stepTable) path(p *xpath.Pattern, static *xpath.Static) *pathStep {
	steps := []*syntax.Node{p.Syntax()}
	if p.Syntax().Kind == syntax.SynPath {
		steps = p.Syntax().Args
	}
	if len(steps) > 2 && steps[0].Kind == syntax.SynRoot && isDescendantStep(steps[1]) {
		steps = steps[2:] // every element is below the document node
	}
	var last *pathStep
	for _, s := range steps {
		if !plainStep(s) {
			return nil
		}
		key := stepKey{last, s.Text(p.Source())}
		step, ok := t.index[key]
		if !ok {
			step = &pathStep{parent: last, id: len(t.list)}
			if len(s.Args) == 0 && !s.Test.AnyLocal && !s.Test.AnySpace {
				step.name = static.Names.Intern(s.Test.Space, s.Test.Local)
			} else {
				match, err := xpath.CompilePattern(key.text, static)
				if err != nil {
					return nil
				}
				step.match = match
			}
			t.index[key] = step
			t.list = append(t.list, step)
		}
		last = step
	}
	return last
}

func isDescendantStep(s *syntax.Node) bool {
	return s.Kind == syntax.SynStep && s.Axis == syntax.AxisDescendantOrSelf && s.Test.Kind == syntax.TestNode && len(s.Args) == 0
}

// plainStep reports whether a step selects children by name. The function current would tell a step from the whole
// pattern.
func plainStep(s *syntax.Node) bool {
	if s.Kind != syntax.SynStep || s.Axis != syntax.AxisChild || s.Test.Kind != syntax.TestName {
		return false
	}
	plain := true
	s.Walk(func(x *syntax.Node) bool {
		if x.Kind == syntax.SynCall && x.Op == "current" {
			plain = false
		}
		return plain
	})
	return plain
}

// known remembers, for every step, the node that it was last tried for as a parent, and the outcome.
type known struct {
	node    xmltree.Node
	matched bool
}

// matches reports whether a rule's context matches the current node.
func (r *run) matches(rule *Rule, at xpath.Item) (bool, error) {
	if rule.path == nil || r.attr != xmltree.NoAttr {
		return rule.match.Matches(r.c, at)
	}
	return r.matchesPath(rule.path, r.node)
}

func (r *run) matchesPath(s *pathStep, n xmltree.Node) (bool, error) {
	if s.match == nil && r.doc.Name(n) != r.c.Bound(s.name) {
		return false, nil
	}
	if s.parent != nil {
		parent := r.doc.Parent(n)
		if parent == xmltree.Root {
			return false, nil
		}
		k := &r.known[s.parent.id]
		if k.node != parent {
			matched, err := r.matchesPath(s.parent, parent)
			if err != nil {
				return false, err
			}
			*k = known{parent, matched}
		}
		if !k.matched {
			return false, nil
		}
	}
	if s.match == nil {
		return true, nil
	}
	return s.match.Matches(r.c, xpath.NodeItem(n))
}
