package dead

import (
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xpath"
)

// Grammar says what may stand where in valid documents; generously, so that what it excludes is excluded. Elements are known
// by their place, a number: one name with one type.
type Grammar interface {
	Roots() []int
	Name(place int) (space, local string)
	Children(place int) (children []int, open bool)
	Parents(place int) []int
	// Attribute reports whether elements at a place may have an attribute, and the one value it may have, if there is one.
	Attribute(place int, space, local string) (possible bool, fixed string, isFixed bool)
}

// Reason is why something is dead.
type Reason string

// The reasons.
const (
	Shadowed   Reason = "shadowed"   // earlier rules of the pattern match whatever the rule matches
	Impossible Reason = "impossible" // no valid document has a node for the rule
	Contrary   Reason = "contrary"   // the conditions of the context contradict each other
	Holds      Reason = "holds"      // the assert can never report
	Fails      Reason = "fails"      // the assert reports wherever the rule fires
)

// Finding is one rule or assert that is dead.
type Finding struct {
	Reason Reason
	Rule   *schematron.Rule
	Assert *schematron.Assert // for Holds and Fails, else nil
	By     []*schematron.Rule // for Shadowed: the rules that fire instead
	// ByGrammar says that the proof rests on the grammars, not on the words of the schema alone.
	ByGrammar bool
}

// Find returns what is dead in a compiled schema, in its order. The grammars are those of all schema sets by which a
// document may be valid; without any, only what follows from the words alone is found.
func Find(s *schematron.Schema, grammars []Grammar) []Finding {
	f := &finder{model: s.Model}
	for _, g := range grammars {
		f.grammars = append(f.grammars, newTracer(s.Model, g))
	}
	var found []Finding
	for _, p := range s.Model.Patterns {
		paths := make([][][]step, len(p.Rules))
		for i, r := range p.Rules {
			paths[i] = alternatives(r)
			if by := shadows(paths[:i], paths[i]); by != nil {
				shadow := Finding{Reason: Shadowed, Rule: r}
				for _, j := range by {
					shadow.By = append(shadow.By, p.Rules[j])
				}
				found = append(found, shadow)
				continue
			}
			found = append(found, f.rule(r)...)
		}
	}
	return found
}

type finder struct {
	model    *schematron.Model
	grammars []*tracer
}

// rule judges one rule that earlier ones leave something for.
func (f *finder) rule(r *schematron.Rule) []Finding {
	asserts := r.Asserts()
	var conditions []*formula.Formula
	if len(asserts) > 0 {
		conditions = f.conditions(r, asserts[0])
		if v := judge(conditions, nil, nil); v.none() {
			return []Finding{{Reason: Contrary, Rule: r}}
		}
	}
	// Where the rule may fire, by grammar; nil places stand for anywhere.
	type where struct {
		t      *tracer
		places []int
	}
	var possible []where
	for _, t := range f.grammars {
		places, known := t.context(r)
		if !known {
			possible = append(possible, where{})
			continue
		}
		if len(places) > 0 {
			possible = append(possible, where{t, places})
		}
	}
	if len(f.grammars) > 0 && len(possible) == 0 {
		return []Finding{{Reason: Impossible, Rule: r, ByGrammar: true}}
	}
	var found []Finding
	for _, a := range asserts {
		requirement := formula.Requirement(f.model, a)
		if requirement.Kind == formula.Const && !requirement.Value {
			continue // on purpose: the context alone is what is wrong
		}
		conditions := f.conditions(r, a)
		if v := judge(conditions, requirement, nil); v.decided() {
			found = append(found, verdict(r, a, v, false))
			continue
		}
		var all outcomes
		for _, w := range possible {
			if w.t == nil {
				all = outcomes{true, true}
				break
			}
			for _, p := range w.places {
				all = all.or(judge(conditions, requirement, w.t.at(p)))
			}
		}
		if all.decided() {
			found = append(found, verdict(r, a, all, true))
		}
	}
	return found
}

func verdict(r *schematron.Rule, a *schematron.Assert, v outcomes, byGrammar bool) Finding {
	f := Finding{Reason: Holds, Rule: r, Assert: a, ByGrammar: byGrammar}
	if v.mayFail {
		f.Reason = Fails
	}
	return f
}

// conditions are the predicates on the last step of a context with one alternative, as far as they do not depend on
// positions: they hold wherever the rule fires.
func (f *finder) conditions(r *schematron.Rule, a *schematron.Assert) []*formula.Formula {
	m := r.Matcher()
	s := m.Syntax()
	if s.Kind == xpath.SynSet {
		return nil
	}
	if s.Kind == xpath.SynPath {
		s = s.Args[len(s.Args)-1]
	}
	var list []*formula.Formula
	for _, pred := range s.Args {
		if positional(pred) || hasVariable(pred) {
			continue
		}
		list = append(list, formula.Of(f.model, a, &formula.Term{Syn: pred, Src: m.Source()}, false))
	}
	return list
}

// positional reports whether a predicate depends on the position of the item, or may.
func positional(s *xpath.Syntax) bool {
	switch s.Kind {
	case xpath.SynLiteral, xpath.SynArithmetic, xpath.SynUnary, xpath.SynVar, xpath.SynIf, xpath.SynFor, xpath.SynFilter, xpath.SynSequence,
		xpath.SynCast, xpath.SynConstruct, xpath.SynTreat:
		return true // perhaps a number, which stands for a position
	case xpath.SynPath:
		if !nodes(s) {
			return true
		}
	case xpath.SynCall:
		switch s.Op {
		case "not", "boolean", "exists", "empty", "contains", "starts-with", "ends-with", "matches", "true", "false":
		default:
			return true
		}
	}
	found := false
	s.Walk(func(s *xpath.Syntax) bool {
		found = found || s.Kind == xpath.SynCall && (s.Op == "position" || s.Op == "last")
		return !found
	})
	return found
}

// hasVariable reports whether an expression uses variables: those of a context are not those of an assert.
func hasVariable(s *xpath.Syntax) bool {
	found := false
	s.Walk(func(s *xpath.Syntax) bool {
		found = found || s.Kind == xpath.SynVar
		return !found
	})
	return found
}

// nodes reports whether an expression is a path that selects nodes: its last step is no function.
func nodes(s *xpath.Syntax) bool {
	if s.Kind == xpath.SynPath {
		s = s.Args[len(s.Args)-1]
	}
	return s.Kind == xpath.SynStep || s.Kind == xpath.SynRoot || s.Kind == xpath.SynContext
}

// canonical is an expression without its layout: white space outside literals made one blank.
func canonical(expr string) string {
	var b strings.Builder
	var quote rune
	blank := false
	for _, c := range expr {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			blank = b.Len() > 0
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(c)
	}
	return b.String()
}
