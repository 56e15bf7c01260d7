package formula

import (
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// Cut is a path up to some point: after a step's node test, or after one of its predicates.
type Cut struct {
	Src  string
	Step *syntax.Node // the step that the cut ends in; nil for a base that is no step, such as a variable
	Pred *syntax.Node // the predicate that the cut ends with, nil if it ends with the node test
	// Rest are the steps from Step on; Preds of the first one's predicates are within the cut.
	Rest  []*syntax.Node
	Preds int
	From  string // the source that Step, Pred and Rest are parts of
}

// Cuts returns the points at which a path in an assert can be cut, from its start to the whole. A path that starts with a
// variable starts with the path of its let.
func Cuts(m *schematron.Model, a *schematron.Assert, t *Term) []Cut {
	steps := []*syntax.Node{t.Syn}
	if t.Syn.Kind == syntax.SynPath {
		steps = t.Syn.Args
	}
	list := leading(m, a, steps[0])
	resolved := len(list) > 0
	start := t.Syn.Start
	for i, s := range steps {
		if s.Kind == syntax.SynRoot || Descendants(s) || resolved && s.Kind == syntax.SynVar {
			continue
		}
		preds := s.Args
		if s.Kind == syntax.SynFilter {
			preds = s.Args[1:]
		} else if s.Kind != syntax.SynStep {
			preds = nil
		}
		ends := predicateEnds(t.Src, s, len(preds))
		if ends == nil {
			list = append(list, Cut{Src: t.Src[start:s.End], Step: stepOnly(s), Rest: steps[i:], Preds: len(preds), From: t.Src})
			continue
		}
		for j, end := range ends {
			if j == 0 && resolved && s.Kind == syntax.SynFilter {
				continue
			}
			c := Cut{Src: t.Src[start:end], Step: stepOnly(s), Rest: steps[i:], Preds: j, From: t.Src}
			if j > 0 {
				c.Pred = preds[j-1]
			}
			list = append(list, c)
		}
	}
	return list
}

// leading returns the cuts of the path that a leading variable stands for.
func leading(m *schematron.Model, a *schematron.Assert, s *syntax.Node) []Cut {
	if s.Kind == syntax.SynFilter {
		s = s.Args[0]
	}
	if s.Kind != syntax.SynVar {
		return nil
	}
	let := a.LetFor(m, s.Slot)
	if let == nil || let.Expr() == nil || !IsPath(let.Expr().Syntax()) {
		return nil
	}
	return Cuts(m, a, &Term{let.Expr().Syntax(), let.Expr().Source()})
}

func stepOnly(s *syntax.Node) *syntax.Node {
	if s.Kind == syntax.SynStep {
		return s
	}
	return nil
}

// predicateEnds returns the offsets just past a step's node test and just past each of its predicates, nil when the
// brackets cannot be told apart.
func predicateEnds(src string, s *syntax.Node, predicates int) []int {
	if predicates == 0 {
		return nil
	}
	from := s.Start
	if s.Kind == syntax.SynFilter {
		from = s.Args[0].End
	}
	open := strings.IndexByte(src[from:s.End], '[')
	if open < 0 {
		return nil
	}
	open += from
	ends := []int{open}
	for range predicates {
		end := closing(src, open)
		if end < 0 || end > s.End {
			return nil
		}
		ends = append(ends, end)
		if open = end + strings.IndexByte(src[end:s.End], '['); open < end {
			break
		}
	}
	if len(ends) != predicates+1 {
		return nil
	}
	return ends
}

// closing returns the offset past the bracket that closes the one at open, -1 if there is none.
func closing(src string, open int) int {
	depth := 0
	for i := open; i < len(src); i++ {
		switch src[i] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '\'', '"':
			end := strings.IndexByte(src[i+1:], src[i])
			if end < 0 {
				return -1
			}
			i += end + 1
		}
	}
	return -1
}

// Descendants recognises the step that "//" stands for.
func Descendants(s *syntax.Node) bool {
	return s.Kind == syntax.SynStep && s.Axis == syntax.AxisDescendantOrSelf && s.Test.Kind == syntax.TestNode && len(s.Args) == 0
}
