package diff

import (
	"bytes"
	"slices"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/schemas"
)

// schematrons compares the Schematrons of one type of document; file is the name for the changes.
func (c *comparison) schematrons(root, file string) {
	old, oldErr := readSchematron(c.old, root)
	new, newErr := readSchematron(c.new, root)
	if oldErr == nil && newErr == nil && bytes.Equal(old.content, new.content) {
		return
	}
	if oldErr != nil || newErr != nil {
		c.unreadable(Schematrons, file, oldErr, newErr)
		return
	}
	s := &schematronPair{file: file, old: old.model, new: new.model, add: c.add, partner: map[*schematron.Assert]*schematron.Assert{}}
	s.compare()
}

// unreadable notes that something cannot be read, unless it could not be before in the same way.
func (c *comparison) unreadable(area Area, subject string, oldErr, newErr error) {
	change := Change{Area: area, Kind: Unreadable, Subject: subject}
	if oldErr != nil {
		change.Old = oldErr.Error()
	}
	if newErr != nil {
		change.New = newErr.Error()
	}
	if change.Old != change.New {
		c.add(change)
	}
}

type loaded struct {
	content []byte
	model   *schematron.Model
}

func readSchematron(c *schemas.Catalog, root string) (loaded, error) {
	s, _, err := c.Schematron(root)
	if err != nil {
		return loaded{}, err
	}
	m, err := schematron.Read(s.Content, schematron.ReadOptions{})
	return loaded{s.Content, m}, err
}

// schematronPair compares two states of a Schematron.
type schematronPair struct {
	file     string
	old, new *schematron.Model
	add      func(Change)

	partner map[*schematron.Assert]*schematron.Assert // of the new state to the old one's
	rules   map[*schematron.Rule]*schematron.Rule     // likewise
}

func (s *schematronPair) compare() {
	oldAsserts, newAsserts := s.old.Asserts(), s.new.Asserts()
	s.matchAsserts(oldAsserts, newAsserts)
	s.matchRules()
	s.compareRules()
	taken := map[*schematron.Assert]bool{}
	for _, n := range newAsserts {
		o := s.partner[n]
		if o == nil {
			s.add(Change{
				Area: Schematrons, Kind: AssertAdded, Subject: s.file, Item: n.NationalID(), NewLine: n.Pos.Line,
				New: text(n.Test), NewText: message(n),
			})
			continue
		}
		taken[o] = true
		s.compareAssert(o, n)
	}
	for _, o := range oldAsserts {
		if !taken[o] {
			s.add(Change{
				Area: Schematrons, Kind: AssertRemoved, Subject: s.file, Item: o.NationalID(), OldLine: o.Pos.Line,
				Old: text(o.Test), OldText: message(o),
			})
		}
	}
	s.compareLets("", s.old.Lets, s.new.Lets)
	s.compareNamespaces()
}

// text and message are expressions and texts without their layout.
func text(expr string) string { return schematron.Normalise(expr) }

func message(a *schematron.Assert) string { return schematron.Normalise(a.Template()) }

// compareAssert names what differs between an assert and its partner.
func (s *schematronPair) compareAssert(o, n *schematron.Assert) {
	change := Change{
		Area: Schematrons, Subject: s.file, Item: n.NationalID(), OldLine: o.Pos.Line, NewLine: n.Pos.Line,
		OldText: message(o), NewText: message(n),
	}
	put := func(kind Kind, old, new string) {
		change.Kind, change.Old, change.New = kind, old, new
		s.add(change)
	}
	test := text(o.Test) != text(n.Test)
	if test {
		put(AssertTest, text(o.Test), text(n.Test))
	}
	if o.Report != n.Report {
		put(AssertSeverity, outcome(o), outcome(n))
	}
	if change.OldText != change.NewText {
		put(AssertReworded, change.OldText, change.NewText)
	}
	if o.Role != n.Role || o.Flag != n.Flag {
		put(AssertRole, o.Role+" "+o.Flag, n.Role+" "+n.Flag)
	}
	if s.rules[n.Rule] != o.Rule && text(o.Rule.Context) != text(n.Rule.Context) {
		put(AssertMoved, text(o.Rule.Context), text(n.Rule.Context))
	}
}

// outcome is what a failed assert or a fired report is to the gateway.
func outcome(a *schematron.Assert) string {
	if a.Report {
		return "report"
	}
	return "assert"
}

// matchAsserts pairs asserts: first those that say the same in the same place, then under each identifier the most alike,
// then those that were renumbered. Identifiers occur twice, so the identifier alone is not enough.
func (s *schematronPair) matchAsserts(old, new []*schematron.Assert) {
	free := map[*schematron.Assert]bool{}
	for _, o := range old {
		free[o] = true
	}
	type key struct{ id, test, text, context string }
	for _, by := range []func(a *schematron.Assert) key{
		func(a *schematron.Assert) key {
			return key{a.NationalID(), text(a.Test), message(a), text(a.Rule.Context)}
		},
		func(a *schematron.Assert) key { return key{a.NationalID(), text(a.Test), "", text(a.Rule.Context)} },
		func(a *schematron.Assert) key { return key{a.NationalID(), "", message(a), text(a.Rule.Context)} },
		func(a *schematron.Assert) key { return key{a.NationalID(), text(a.Test), message(a), ""} },
		func(a *schematron.Assert) key { return key{a.NationalID(), "", "", text(a.Rule.Context)} },
		func(a *schematron.Assert) key { return key{a.NationalID(), text(a.Test), "", ""} },
		func(a *schematron.Assert) key { return key{a.NationalID(), "", message(a), ""} },
		func(a *schematron.Assert) key { return key{id: a.NationalID()} },
		// Another identifier, the same test in the same place.
		func(a *schematron.Assert) key { return key{"", text(a.Test), "", text(a.Rule.Context)} },
	} {
		waiting := map[key][]*schematron.Assert{}
		for _, o := range old {
			if free[o] {
				waiting[by(o)] = append(waiting[by(o)], o)
			}
		}
		for _, n := range new {
			k := by(n)
			if list := waiting[k]; s.partner[n] == nil && len(list) > 0 {
				s.partner[n], waiting[k] = list[0], list[1:]
				delete(free, list[0])
			}
		}
	}
}

// matchRules pairs rules by the asserts that they have in common; rules without asserts by their contexts.
func (s *schematronPair) matchRules() {
	s.rules = map[*schematron.Rule]*schematron.Rule{}
	common := map[[2]*schematron.Rule]int{}
	for n, o := range s.partner {
		common[[2]*schematron.Rule{n.Rule, o.Rule}] += 2
	}
	oldRules, newRules := s.old.Rules(), s.new.Rules()
	taken := map[*schematron.Rule]bool{}
	type candidate struct {
		n, o  *schematron.Rule
		score int
	}
	var candidates []candidate
	for pair, score := range common {
		if text(pair[0].Context) == text(pair[1].Context) {
			score++ // of equally many the one that stayed where it was
		}
		candidates = append(candidates, candidate{pair[0], pair[1], score})
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		if a.score != b.score {
			return b.score - a.score
		}
		if a.n != b.n {
			return a.n.Index - b.n.Index
		}
		return a.o.Index - b.o.Index
	})
	for _, c := range candidates {
		if s.rules[c.n] == nil && !taken[c.o] {
			s.rules[c.n], taken[c.o] = c.o, true
		}
	}
	byContext := map[string][]*schematron.Rule{}
	for _, o := range oldRules {
		if !taken[o] {
			byContext[text(o.Context)] = append(byContext[text(o.Context)], o)
		}
	}
	for _, n := range newRules {
		k := text(n.Context)
		if s.rules[n] == nil && len(byContext[k]) > 0 {
			s.rules[n] = byContext[k][0]
			byContext[k] = byContext[k][1:]
		}
	}
}

// compareRules names changed contexts, rules without asserts that came and went, changed order and changed variables.
func (s *schematronPair) compareRules() {
	paired := map[*schematron.Rule]bool{}
	for _, n := range s.new.Rules() {
		o := s.rules[n]
		if o == nil {
			if len(n.Asserts()) == 0 {
				s.add(Change{Area: Schematrons, Kind: RuleAdded, Subject: s.file, Item: text(n.Context), NewLine: n.Pos.Line})
			}
			continue
		}
		paired[o] = true
		if text(o.Context) != text(n.Context) {
			s.add(Change{
				Area: Schematrons, Kind: RuleContext, Subject: s.file, Item: ids(n), OldLine: o.Pos.Line, NewLine: n.Pos.Line,
				Old: text(o.Context), New: text(n.Context),
			})
		}
		s.compareLets(text(n.Context), o.Lets(), n.Lets())
	}
	for _, o := range s.old.Rules() {
		if !paired[o] && len(o.Asserts()) == 0 {
			s.add(Change{Area: Schematrons, Kind: RuleRemoved, Subject: s.file, Item: text(o.Context), OldLine: o.Pos.Line})
		}
	}
	for _, p := range s.new.Patterns {
		s.compareOrder(p)
	}
}

// ids names the asserts of a rule.
func ids(r *schematron.Rule) string {
	list := ""
	for i, a := range r.Asserts() {
		if i > 0 {
			list += ", "
		}
		list += a.NationalID()
	}
	return list
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
				s.add(Change{
					Area: Schematrons, Kind: RuleOrder, Subject: s.file, Item: text(n.Context),
					OldLine: s.rules[n].Pos.Line, NewLine: n.Pos.Line,
				})
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
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
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
	waiting := map[string][]*schematron.Let{}
	for _, o := range old {
		waiting[o.Name] = append(waiting[o.Name], o)
	}
	for _, n := range new {
		change := Change{Area: Schematrons, Kind: LetAdded, Subject: s.file, Item: "$" + n.Name, New: value(n), NewLine: n.Pos.Line, NewText: context}
		if list := waiting[n.Name]; len(list) > 0 {
			o := list[0]
			waiting[n.Name] = list[1:]
			if value(o) == value(n) {
				continue
			}
			change.Kind, change.Old, change.OldLine, change.OldText = LetChanged, value(o), o.Pos.Line, context
		}
		s.add(change)
	}
	for _, o := range old {
		if slices.Contains(waiting[o.Name], o) {
			s.add(Change{Area: Schematrons, Kind: LetRemoved, Subject: s.file, Item: "$" + o.Name, Old: value(o), OldLine: o.Pos.Line, OldText: context})
		}
	}
}

func value(l *schematron.Let) string {
	if l.HasBody() {
		return text(l.Body())
	}
	return text(l.Value)
}

func (s *schematronPair) compareNamespaces() {
	old, new := namespaces(s.old), namespaces(s.new)
	for _, prefix := range both(keys(old), keys(new)) {
		if old[prefix] != new[prefix] {
			s.add(Change{Area: Schematrons, Kind: NamespaceChange, Subject: s.file, Item: prefix, Old: old[prefix], New: new[prefix]})
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
