package schematron

import (
	"slices"

	"github.com/fselint/fselint/cda/xpath"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// Saxon evaluates most variables when they are first used. Two things decide whether an error in the value of a let shows:
// a variable that is used once, and not over and over, is replaced by its value and so evaluated only where and when it is
// used, or never; any other variable is evaluated at once, on the spot, if its value is one item at most. So two low
// elements make string(low/@value) end the run where the variable is used twice, even if no test gets as far as using it.

// markEager finds the lets of a rule that are evaluated at once. It concerns only values that may fail: for all others the
// time makes no difference. globals is the number of global lets, which have the first slots.
func markEager(r *Rule, globals int) {
	u := usage{counts: map[int]int{}, looped: map[int]bool{}}
	steps := r.Steps
	for i := len(steps) - 1; i >= 0; i-- {
		if a := steps[i].Assert; a != nil {
			u.expr(a.test, false)
			u.message(a.Message)
			for _, d := range a.Diagnostics {
				u.message(d.Message)
			}
			continue
		}
		let := steps[i].Let
		n := u.counts[let.slot]
		switch {
		case n == 0: // dropped, and with it all that it refers to
		case let.expr == nil:
			let.eager = n > 1
			u.body(let.body, false)
		case let.expr.Syntax().Kind == syntax.SynVar:
			// Another name is taken for the variable itself; if it is used over and over, it calls for the value of a global.
			to := let.expr.Syntax().Slot
			u.counts[to] += n
			let.eager = to < globals && u.looped[let.slot]
		default:
			let.eager = n > 1 && let.expr.CanFail() && (let.expr.Single() || appends(let.expr.Syntax()))
			u.expr(let.expr, false)
		}
	}
}

// appends reports whether s is a list of values with a literal or a variable in it, which Saxon puts together at once as
// well.
func appends(s *syntax.Node) bool {
	return s.Kind == syntax.SynSequence && slices.ContainsFunc(s.Args, func(a *syntax.Node) bool {
		return a.Kind == syntax.SynLiteral || a.Kind == syntax.SynVar
	})
}

// usage counts the references to variables, by slot; one in a loop counts as many.
type usage struct {
	counts map[int]int
	looped map[int]bool
}

func (u *usage) expr(e *xpath.Expr, loop bool) {
	if e != nil {
		u.syntax(e.Syntax(), loop)
	}
}

func (u *usage) message(parts []Part) {
	for i := range parts {
		u.expr(parts[i].expr, false)
	}
}

func (u *usage) syntax(s *syntax.Node, loop bool) {
	once := len(s.Args) // how many of the arguments are evaluated once, when s is
	switch s.Kind {
	case syntax.SynVar:
		if s.Slot >= 0 {
			u.counts[s.Slot]++
			if loop {
				u.counts[s.Slot]++
				u.looped[s.Slot] = true
			}
		}
	case syntax.SynStep:
		once = 0
	case syntax.SynPath, syntax.SynFilter, syntax.SynFor, syntax.SynSome, syntax.SynEvery:
		once = 1
	}
	for i, a := range s.Args {
		u.syntax(a, loop || i >= once)
	}
}

func (u *usage) body(body []instruction, loop bool) {
	for _, i := range body {
		i.uses(u, loop)
	}
}

func (textInstruction) uses(*usage, bool) {}

func (v *valueOf) uses(u *usage, loop bool) {
	u.expr(v.expr, loop)
	u.body(v.body, loop)
}

func (v *copyOf) uses(u *usage, loop bool) { u.expr(v.expr, loop) }

func (f *forEach) uses(u *usage, loop bool) {
	u.expr(f.expr, loop)
	u.body(f.body, true)
}

func (x *choose) uses(u *usage, loop bool) {
	for _, branch := range x.branches {
		u.expr(branch.test, loop)
		u.body(branch.body, loop)
	}
}

func (v *bind) uses(u *usage, loop bool) {
	u.expr(v.expr, loop)
	u.body(v.body, loop)
}
