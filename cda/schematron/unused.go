package schematron

import (
	"slices"

	"github.com/fselint/fselint/cda/schematron/internal/schemafile"
)

// UnusedLets returns the lets of a compiled schema that no expression refers to, in order. One that an abstract rule or
// pattern spreads over several places is unused only if it is so in all of them, and is returned once.
func (s *Schema) UnusedLets() []*Let {
	all := usage{counts: map[int]int{}, looped: map[int]bool{}}
	m := s.Model
	for _, let := range m.Lets {
		all.expr(let.expr, false)
		all.body(let.body, false)
	}
	used := map[schemafile.Position]bool{}
	order := slices.Clone(m.Lets)
	for _, r := range m.Rules() {
		all.syntax(r.match.Syntax(), false)
		own := usage{counts: map[int]int{}, looped: map[int]bool{}}
		for _, step := range r.Steps {
			if a := step.Assert; a != nil {
				own.expr(a.test, false)
				own.message(a.Message)
				for _, d := range a.Diagnostics {
					own.message(d.Message)
				}
				continue
			}
			own.expr(step.Let.expr, false)
			own.body(step.Let.body, false)
			order = append(order, step.Let)
		}
		for slot, n := range own.counts {
			all.counts[slot] += n
		}
		for _, let := range r.Lets() {
			used[let.Pos] = used[let.Pos] || own.counts[let.slot] > 0
			delete(all.counts, let.slot) // the slots of the next rule's lets are the same
		}
	}
	for _, let := range m.Lets {
		used[let.Pos] = used[let.Pos] || all.counts[let.slot] > 0
	}
	var unused []*Let
	for _, let := range order {
		if !used[let.Pos] {
			used[let.Pos] = true // once
			unused = append(unused, let)
		}
	}
	return unused
}
