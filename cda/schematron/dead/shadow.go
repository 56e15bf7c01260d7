package dead

import (
	"slices"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/xpath"
)

// step is one step of an alternative of a context.
type step struct {
	test      *xpath.NodeTest
	attribute bool
	gap       bool     // any number of elements may lie between this step and the one before
	first     bool     // the parent is the document node
	preds     []string // what "and" joins taken apart
	whole     []string // as they are
	plain     bool     // no predicate depends on positions
}

// shadows returns the indexes of earlier rules that between them match whatever a rule matches, nil when that cannot be shown.
// The rules are given by the alternatives of their contexts.
func shadows(earlier [][][]step, rule [][]step) []int {
	var by []int
	for _, narrow := range rule {
		i := slices.IndexFunc(earlier, func(e [][]step) bool {
			return slices.ContainsFunc(e, func(wide []step) bool {
				return wide != nil && narrow != nil && covers(wide, narrow)
			})
		})
		if i < 0 {
			return nil
		}
		if !slices.Contains(by, i) {
			by = append(by, i)
		}
	}
	return by
}

// alternatives are the paths of a context; one that uses more than child, attribute and "//" is nil.
func alternatives(r *schematron.Rule) [][]step {
	m := r.Matcher()
	paths := []*xpath.Syntax{m.Syntax()}
	if m.Syntax().Kind == xpath.SynSet {
		paths = m.Syntax().Args
	}
	var list [][]step
	for _, p := range paths {
		list = append(list, steps(p, m.Source()))
	}
	return list
}

func steps(path *xpath.Syntax, src string) []step {
	parts := []*xpath.Syntax{path}
	if path.Kind == xpath.SynPath {
		parts = path.Args
	}
	var list []step
	gap, first := true, false // a pattern that does not begin with "/" matches at any depth
	for i, s := range parts {
		switch {
		case i == 0 && s.Kind == xpath.SynRoot:
			gap, first = false, true
			continue
		case s.Kind != xpath.SynStep:
			return nil
		case s.Axis == xpath.AxisDescendantOrSelf && s.Test.Kind == xpath.TestNode && len(s.Args) == 0:
			gap, first = true, false
			continue
		case s.Axis != xpath.AxisChild && s.Axis != xpath.AxisAttribute || s.Test.Kind != xpath.TestName:
			return nil
		}
		st := step{test: s.Test, attribute: s.Axis == xpath.AxisAttribute, gap: gap, first: first, plain: true}
		for _, pred := range s.Args {
			st.plain = st.plain && !positional(pred)
			st.whole = append(st.whole, canonical(pred.Text(src)))
			for _, part := range conjuncts(pred) {
				st.preds = append(st.preds, canonical(part.Text(src)))
			}
		}
		list = append(list, st)
		gap, first = false, false
	}
	return list
}

func conjuncts(s *xpath.Syntax) []*xpath.Syntax {
	if s.Kind != xpath.SynAnd {
		return []*xpath.Syntax{s}
	}
	var list []*xpath.Syntax
	for _, a := range s.Args {
		list = append(list, conjuncts(a)...)
	}
	return list
}

// covers reports whether a path matches every node that another matches.
func covers(wide, narrow []step) bool {
	c := cover{wide, narrow, make(map[[2]int]bool)}
	return c.from(len(wide)-1, len(narrow)-1)
}

// cover remembers what was found, because "//" asks for the same again and again.
type cover struct {
	wide, narrow []step
	known        map[[2]int]bool
}

// from compares the steps up to i of the one with those up to j of the other.
func (c *cover) from(i, j int) bool {
	w, n := c.wide[i], c.narrow[j]
	if !w.includes(n) {
		return false
	}
	switch {
	case w.first:
		return n.first
	case i == 0:
		return true // at any depth
	case !w.gap:
		return j > 0 && !n.gap && c.from(i-1, j-1)
	}
	key := [2]int{i, j}
	found, known := c.known[key]
	if !known {
		for k := j - 1; k >= 0 && !found; k-- {
			found = c.from(i-1, k)
		}
		c.known[key] = found
	}
	return found
}

// includes compares test and predicates of one step alone.
func (s step) includes(n step) bool {
	if s.attribute != n.attribute {
		return false
	}
	if !s.test.AnyLocal && (n.test.AnyLocal || s.test.Local != n.test.Local) ||
		!s.test.AnySpace && (n.test.AnySpace || s.test.Space != n.test.Space) {
		return false
	}
	if !s.plain { // positions count among what the step and the predicates before select: they must be the same
		return s.test.Local == n.test.Local && s.test.Space == n.test.Space && s.gap == n.gap &&
			len(n.whole) >= len(s.whole) && slices.Equal(s.whole, n.whole[:len(s.whole)])
	}
	for _, p := range s.preds {
		if !slices.Contains(n.preds, p) {
			return false
		}
	}
	return true
}
