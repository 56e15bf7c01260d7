package diff

import (
	"bytes"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/schemas"
)

// schematrons compares the Schematrons of one type of document; file is the name for the changes.
func (c *comparison) schematrons(root, file string) {
	oldText, old, oldErr := readSchematron(c.old, root)
	newText, new, newErr := readSchematron(c.new, root)
	switch {
	case oldErr != nil || newErr != nil:
		c.unreadable(Schematrons, file, oldErr, newErr)
	case !bytes.Equal(oldText, newText):
		s := &schematronPair{old: old, new: new, add: func(change Change) {
			change.Area, change.Subject = Schematrons, file
			c.add(change)
		}}
		s.compare()
	}
}

func readSchematron(c *schemas.Catalog, root string) ([]byte, *schematron.Model, error) {
	s, _, err := c.Schematron(root)
	if err != nil {
		return nil, nil, err
	}
	m, err := schematron.Read(s.Content, schematron.ReadOptions{})
	return s.Content, m, err
}

// schematronPair compares two states of a Schematron.
type schematronPair struct {
	old, new *schematron.Model
	add      func(Change)

	asserts map[*schematron.Assert]*schematron.Assert // of the new state to the old one's
	rules   map[*schematron.Rule]*schematron.Rule     // likewise
}

func (s *schematronPair) compare() {
	old, new := s.old.Asserts(), s.new.Asserts()
	s.pairAsserts(old, new)
	s.pairRules()
	s.compareRules()
	for _, n := range new {
		if o := s.asserts[n]; o != nil {
			s.compareAssert(o, n)
			continue
		}
		s.add(Change{Kind: "assert-added", Item: n.NationalID(), NewLine: n.Pos.Line, New: text(n.Test), NewText: message(n)})
	}
	for _, o := range gone(old, s.asserts) {
		s.add(Change{Kind: "assert-removed", Item: o.NationalID(), OldLine: o.Pos.Line, Old: text(o.Test), OldText: message(o)})
	}
	s.compareLets("", s.old.Lets, s.new.Lets)
	was, is := namespaces(s.old), namespaces(s.new)
	for _, prefix := range both(was, is) {
		if was[prefix] != is[prefix] {
			s.add(Change{Kind: "namespace-changed", Item: prefix, Old: was[prefix], New: is[prefix]})
		}
	}
}

func namespaces(m *schematron.Model) map[string]string {
	byPrefix := map[string]string{}
	for _, n := range m.Namespaces {
		byPrefix[n.Prefix] = n.URI
	}
	return byPrefix
}

// text and message are expressions and texts without their layout.
func text(expr string) string { return schematron.Normalise(expr) }

func message(a *schematron.Assert) string { return schematron.Normalise(a.Template()) }

// facets are what may stay the same of an assert; "" for what a comparison leaves out.
type facets struct{ id, test, text, context string }

// pairAsserts pairs asserts: first those that say the same in the same place, then under each identifier the most alike,
// then those that were renumbered. Identifiers occur twice, so the identifier alone is not enough.
func (s *schematronPair) pairAsserts(old, new []*schematron.Assert) {
	known := map[*schematron.Assert]facets{}
	for _, a := range slices.Concat(old, new) {
		known[a] = facets{a.NationalID(), text(a.Test), message(a), text(a.Rule.Context)}
	}
	by := func(id, test, words, context bool) func(a *schematron.Assert) facets {
		return func(a *schematron.Assert) facets {
			f := known[a]
			for value, counts := range map[*string]bool{&f.id: id, &f.test: test, &f.text: words, &f.context: context} {
				if !counts {
					*value = ""
				}
			}
			return f
		}
	}
	s.asserts = pair(old, new,
		by(true, true, true, true),
		by(true, true, false, true), by(true, false, true, true), by(true, true, true, false),
		by(true, false, false, true), by(true, true, false, false), by(true, false, true, false),
		by(true, false, false, false),
		by(false, true, false, true))
}

// pairRules pairs rules by the asserts that they have in common, rules without asserts by their contexts.
func (s *schematronPair) pairRules() {
	common := map[[2]*schematron.Rule]int{}
	for n, o := range s.asserts {
		common[[2]*schematron.Rule{o.Rule, n.Rule}] += 2
	}
	s.rules = map[*schematron.Rule]*schematron.Rule{}
	left := s.old.Rules()
	for _, n := range s.new.Rules() {
		best, most := -1, 0
		for i, o := range left {
			score := common[[2]*schematron.Rule{o, n}]
			if text(o.Context) == text(n.Context) {
				score++ // of equally many the one that stayed where it was
			}
			if score > most {
				best, most = i, score
			}
		}
		if best >= 0 {
			s.rules[n] = left[best]
			left = slices.Delete(slices.Clone(left), best, best+1)
		}
	}
}

// compareAssert names what differs between an assert and its partner.
func (s *schematronPair) compareAssert(o, n *schematron.Assert) {
	oldText, newText := message(o), message(n)
	put := func(kind Term, old, new string) {
		if old != new {
			s.add(Change{
				Kind: kind, Item: n.NationalID(), Old: old, New: new, OldLine: o.Pos.Line, NewLine: n.Pos.Line,
				OldText: oldText, NewText: newText,
			})
		}
	}
	put("assert-test", text(o.Test), text(n.Test))
	put("assert-severity", outcome(o), outcome(n))
	put(AssertReworded, oldText, newText)
	put("assert-role", o.Role+" "+o.Flag, n.Role+" "+n.Flag)
	if s.rules[n.Rule] != o.Rule {
		put("assert-moved", text(o.Rule.Context), text(n.Rule.Context))
	}
}

// outcome is what a failed assert or a fired report is to the gateway.
func outcome(a *schematron.Assert) string {
	if a.Report {
		return "report"
	}
	return "assert"
}

// compareRules names changed contexts, rules without asserts that came and went, changed order and changed variables.
func (s *schematronPair) compareRules() {
	for _, n := range s.new.Rules() {
		o := s.rules[n]
		if o == nil {
			if len(n.Asserts()) == 0 {
				s.add(Change{Kind: "rule-added", Item: text(n.Context), NewLine: n.Pos.Line})
			}
			continue
		}
		if text(o.Context) != text(n.Context) {
			s.add(Change{
				Kind: "rule-context", Item: ids(n), OldLine: o.Pos.Line, NewLine: n.Pos.Line, Old: text(o.Context), New: text(n.Context),
			})
		}
		s.compareLets(text(n.Context), o.Lets(), n.Lets())
	}
	for _, o := range gone(s.old.Rules(), s.rules) {
		if len(o.Asserts()) == 0 {
			s.add(Change{Kind: "rule-removed", Item: text(o.Context), OldLine: o.Pos.Line})
		}
	}
	for _, p := range s.new.Patterns {
		s.compareOrder(p)
	}
}

// ids names the asserts of a rule.
func ids(r *schematron.Rule) string {
	var list []string
	for _, a := range r.Asserts() {
		list = append(list, a.NationalID())
	}
	return strings.Join(list, ", ")
}

// compareOrder names the rules of a pattern that stand elsewhere among those that were there before: as few as explain the
// new order.
func (s *schematronPair) compareOrder(p *schematron.Pattern) {
	byPattern := map[*schematron.Pattern][]*schematron.Rule{} // new rules by the pattern their partners were in
	for _, n := range p.Rules {
		if o := s.rules[n]; o != nil {
			byPattern[o.Pattern] = append(byPattern[o.Pattern], n)
		}
	}
	for _, rules := range byPattern {
		stayed := rising(rules, func(r *schematron.Rule) int { return s.rules[r].Index })
		for _, n := range rules {
			if !stayed[n] {
				s.add(Change{Kind: "rule-order", Item: text(n.Context), OldLine: s.rules[n].Pos.Line, NewLine: n.Pos.Line})
			}
		}
	}
}

// rising returns a longest subsequence with rising values.
func rising[T comparable](list []T, value func(T) int) map[T]bool {
	var tails []int // index in list of the smallest last element of a rising subsequence of each length
	before := make([]int, len(list))
	for i, x := range list {
		n, _ := slices.BinarySearchFunc(tails, value(x), func(t, v int) int { return value(list[t]) - v })
		before[i] = -1
		if n > 0 {
			before[i] = tails[n-1]
		}
		tails = append(tails[:n], append([]int{i}, tails[min(n+1, len(tails)):]...)...)
	}
	found := map[T]bool{}
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = before[i] {
			found[list[i]] = true
		}
	}
	return found
}

// compareLets compares variables of one scope by name, those of one name in their order; context is "" for global ones.
func (s *schematronPair) compareLets(context string, old, new []*schematron.Let) {
	partners := pair(old, new, func(l *schematron.Let) string { return l.Name })
	for _, n := range new {
		change := Change{Kind: "let-added", Item: "$" + n.Name, New: value(n), NewLine: n.Pos.Line, NewText: context}
		if o := partners[n]; o != nil {
			change.Kind, change.Old, change.OldLine, change.OldText = "let-changed", value(o), o.Pos.Line, context
		}
		if change.Old != change.New {
			s.add(change)
		}
	}
	for _, o := range gone(old, partners) {
		s.add(Change{Kind: "let-removed", Item: "$" + o.Name, Old: value(o), OldLine: o.Pos.Line, OldText: context})
	}
}

func value(l *schematron.Let) string {
	if l.HasBody() {
		return text(l.Body())
	}
	return text(l.Value)
}
