package formula

import (
	"slices"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// Kind is the kind of a Formula.
type Kind uint8

// The kinds of formulas. Some evaluate a condition, negated where Negated says so.
const (
	And     Kind = iota // all of Args
	Or                  // any of Args
	If                  // Args: condition, consequence, alternative
	Count               // the number of items of Left is Op Right; never negated, Op is changed instead
	Exists              // Left selects something
	Text                // the string of Left is not empty
	Compare             // some item of Left is Op some item of Right
	Length              // the length of Left is Op Right; never negated
	Matches             // the function Op (matches, contains, starts-with, ends-with) of Left and Right
	NaN                 // Left is no number
	Const               // Value
	OneOf               // any of Args, conditions that differ in one literal only, whose Values are listed
	Opaque              // the effective boolean value of Left, whatever it is
)

// Formula is a test as a formula. Negation has been pushed down to the conditions.
type Formula struct {
	Kind    Kind
	Negated bool
	Op      string // of comparisons: "=" "!=" "<" "<=" ">" ">="
	Left    *Term
	Right   *Term
	Args    []*Formula
	Values  []string
	Value   bool
}

// Term is a part of an expression, with the source it comes from.
type Term struct {
	Syn *syntax.Node
	Src string
}

// Text returns the source text of t.
func (t *Term) Text() string { return t.Syn.Text(t.Src) }

// IsPath reports whether t is a path.
func (t *Term) IsPath() bool { return IsPath(t.Syn) }

// IsPath reports whether s is a path, or a step of one.
func IsPath(s *syntax.Node) bool {
	return s.Kind == syntax.SynPath || s.Kind == syntax.SynStep || s.Kind == syntax.SynContext
}

// IsAttribute reports whether t is a path that ends in an attribute.
func (t *Term) IsAttribute() bool {
	s := t.Syn
	if s.Kind == syntax.SynPath {
		s = s.Args[len(s.Args)-1]
	}
	return s.Kind == syntax.SynStep && s.Axis == syntax.AxisAttribute
}

// Literal returns the value of a literal, "" for anything else.
func (t *Term) Literal() string {
	if t == nil || t.Syn.Kind != syntax.SynLiteral {
		return ""
	}
	return t.Syn.Value.String()
}

// IsCall reports whether t calls a function with so many arguments.
func (t *Term) IsCall(name string, args int) bool {
	return t.Syn.Kind == syntax.SynCall && t.Syn.Op == name && len(t.Syn.Args) == args
}

// Arg returns the i-th argument of a call.
func (t *Term) Arg(i int) *Term { return &Term{t.Syn.Args[i], t.Src} }

// Requirement returns what must be true for a compiled assert to be content: its test, or the negation of a report's.
func Requirement(m *schematron.Model, a *schematron.Assert) *Formula {
	return Of(m, a, &Term{a.Expr().Syntax(), a.Expr().Source()}, a.Report)
}

// Of returns the formula of a term as a condition: a part of the test, or a predicate. Variables that stand for a count are
// read as that count.
func Of(m *schematron.Model, a *schematron.Assert, t *Term, negate bool) *Formula {
	r := reader{m, a}
	return flatten(r.read(t, negate))
}

// Absence recognises the condition that a path select nothing.
func (f *Formula) Absence() (*Term, bool) {
	switch {
	case f.Kind == Count && (f.Op == "=" || f.Op == "<=") && f.Right.Literal() == "0",
		f.Kind == Count && f.Op == "<" && f.Right.Literal() == "1",
		f.Kind == Exists && f.Negated:
		return f.Left, true
	}
	return nil, false
}

// Source writes a condition as an expression, its negation aside.
func (f *Formula) Source() string {
	left := "(" + f.Left.Text() + ")"
	switch f.Kind {
	case Count:
		return "count" + left + " " + f.Op + " (" + f.Right.Text() + ")"
	case Text:
		return "string" + left
	case Compare:
		return left + " " + f.Op + " (" + f.Right.Text() + ")"
	case Length:
		return "string-length" + left + " " + f.Op + " (" + f.Right.Text() + ")"
	case Matches:
		return f.Op + "(" + f.Left.Text() + ", " + f.Right.Text() + ")"
	case NaN:
		return "string(number" + left + ") = 'NaN'"
	}
	return left
}

// Holds evaluates f with a function that evaluates expressions. A condition that cannot be evaluated does not hold.
func (f *Formula) Holds(truth func(expr string) (value, ok bool)) bool {
	switch f.Kind {
	case And:
		return !slices.ContainsFunc(f.Args, func(a *Formula) bool { return !a.Holds(truth) })
	case Or, OneOf:
		return slices.ContainsFunc(f.Args, func(a *Formula) bool { return a.Holds(truth) })
	case If:
		if f.Args[0].Holds(truth) {
			return f.Args[1].Holds(truth)
		}
		return f.Args[2].Holds(truth)
	case Const:
		return f.Value
	}
	value, ok := truth(f.Source())
	return ok && value != f.Negated
}

// reader turns the syntax of a test into a formula.
type reader struct {
	model  *schematron.Model
	assert *schematron.Assert
}

func (r *reader) readAll(args []*syntax.Node, src string, negate bool) []*Formula {
	list := make([]*Formula, len(args))
	for i, a := range args {
		list[i] = r.read(&Term{a, src}, negate)
	}
	return list
}

func (r *reader) read(t *Term, negate bool) *Formula {
	s := t.Syn
	switch s.Kind {
	case syntax.SynOr, syntax.SynAnd:
		k := Or
		if (s.Kind == syntax.SynAnd) != negate {
			k = And
		}
		return &Formula{Kind: k, Args: r.readAll(s.Args, t.Src, negate)}
	case syntax.SynIf:
		return &Formula{Kind: If, Args: []*Formula{
			r.read(&Term{s.Args[0], t.Src}, false), r.read(&Term{s.Args[1], t.Src}, negate), r.read(&Term{s.Args[2], t.Src}, negate),
		}}
	case syntax.SynCompare:
		return r.compare(t, negate)
	case syntax.SynCall:
		return r.call(t, negate)
	case syntax.SynPath, syntax.SynStep, syntax.SynFilter, syntax.SynVar, syntax.SynRoot, syntax.SynContext, syntax.SynSet:
		return &Formula{Kind: Exists, Left: t, Negated: negate}
	}
	return &Formula{Kind: Opaque, Left: t, Negated: negate}
}

func (r *reader) call(t *Term, negate bool) *Formula {
	s := t.Syn
	arg := func(i int) *Term { return &Term{s.Args[i], t.Src} }
	switch {
	case s.Op == "not" && len(s.Args) == 1:
		return r.read(arg(0), !negate)
	case s.Op == "boolean" && len(s.Args) == 1:
		return r.read(arg(0), negate)
	case s.Op == "true" || s.Op == "false":
		return &Formula{Kind: Const, Value: (s.Op == "true") != negate}
	case s.Op == "exists" && len(s.Args) == 1:
		return &Formula{Kind: Exists, Left: arg(0), Negated: negate}
	case s.Op == "empty" && len(s.Args) == 1:
		return &Formula{Kind: Exists, Left: arg(0), Negated: !negate}
	case s.Op == "count" && len(s.Args) == 1:
		return &Formula{Kind: Exists, Left: arg(0), Negated: negate}
	case (s.Op == "string" || s.Op == "normalize-space" || s.Op == "string-length") && len(s.Args) == 1:
		return &Formula{Kind: Text, Left: arg(0), Negated: negate}
	case (s.Op == "matches" || s.Op == "contains" || s.Op == "starts-with" || s.Op == "ends-with") && len(s.Args) >= 2:
		return &Formula{Kind: Matches, Op: s.Op, Left: arg(0), Right: arg(1), Negated: negate}
	}
	return &Formula{Kind: Opaque, Left: t, Negated: negate}
}

var swapped = map[string]string{"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

var opposite = map[string]string{"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}

var general = map[string]string{"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}

func (r *reader) compare(t *Term, negate bool) *Formula {
	s := t.Syn
	op := s.Op
	if g, ok := general[op]; ok {
		op = g
	}
	if swapped[op] == "" {
		return &Formula{Kind: Opaque, Left: t, Negated: negate}
	}
	left, right := r.resolve(&Term{s.Args[0], t.Src}), r.resolve(&Term{s.Args[1], t.Src})
	if rank(left) < rank(right) {
		left, right, op = right, left, swapped[op]
	}
	switch {
	case left.IsCall("count", 1):
		if negate {
			op = opposite[op]
		}
		return &Formula{Kind: Count, Op: op, Left: &Term{left.Syn.Args[0], left.Src}, Right: right}
	case left.IsCall("string-length", 1):
		if negate {
			op = opposite[op]
		}
		return &Formula{Kind: Length, Op: op, Left: &Term{left.Syn.Args[0], left.Src}, Right: right}
	case op == "=" && isNumberString(left) && right.Literal() == "NaN":
		return &Formula{Kind: NaN, Left: &Term{left.Syn.Args[0].Args[0], left.Src}, Negated: negate}
	}
	return &Formula{Kind: Compare, Op: op, Left: left, Right: right, Negated: negate}
}

// rank orders the sides of a comparison: what is looked at comes first, what it is compared with second.
func rank(t *Term) int {
	switch {
	case t.IsCall("count", 1):
		return 4
	case t.IsCall("string-length", 1):
		return 3
	case t.Syn.Kind == syntax.SynLiteral:
		return 0
	case t.Syn.Kind == syntax.SynVar:
		return 1
	}
	return 2
}

// isNumberString recognises string(number(x)), whose comparison with 'NaN' asks whether x is a number.
func isNumberString(t *Term) bool {
	return t.IsCall("string", 1) && t.Arg(0).IsCall("number", 1)
}

// resolve replaces a variable by the value of its let where that is a call, such as a count.
func (r *reader) resolve(t *Term) *Term {
	for range 4 {
		if t.Syn.Kind != syntax.SynVar {
			return t
		}
		let := r.assert.LetFor(r.model, t.Syn.Slot)
		if let == nil || let.Expr() == nil || let.Expr().Syntax().Kind != syntax.SynCall {
			return t
		}
		t = &Term{let.Expr().Syntax(), let.Expr().Source()}
	}
	return t
}

// flatten merges nested conjunctions, and nested disjunctions.
func flatten(f *Formula) *Formula {
	for i, a := range f.Args {
		f.Args[i] = flatten(a)
	}
	if f.Kind != And && f.Kind != Or {
		return f
	}
	var flat []*Formula
	for _, a := range f.Args {
		if a.Kind == f.Kind {
			flat = append(flat, a.Args...)
		} else {
			flat = append(flat, a)
		}
	}
	f.Args = flat
	if len(f.Args) == 1 {
		return f.Args[0]
	}
	return f
}

// Grouped returns f with alternatives that differ in one value joined to OneOf. It changes f.
func Grouped(f *Formula) *Formula {
	for i, a := range f.Args {
		f.Args[i] = Grouped(a)
	}
	if f.Kind != Or {
		return f
	}
	f.Args = group(f.Args)
	if len(f.Args) == 1 {
		return f.Args[0]
	}
	return f
}

// group joins neighbouring alternatives that are alike but for one literal value.
func group(list []*Formula) []*Formula {
	var out []*Formula
	for _, f := range list {
		if len(out) > 0 {
			if joined := join(out[len(out)-1], f); joined != nil {
				out[len(out)-1] = joined
				continue
			}
		}
		out = append(out, f)
	}
	return out
}

func join(a, b *Formula) *Formula {
	first := a
	if a.Kind == OneOf {
		first = a.Args[0]
	}
	if first.Kind != b.Kind || first.Op != b.Op || first.Negated != b.Negated || b.Left == nil {
		return nil
	}
	d := difference(first, b)
	if d.count != 1 || d.unlike {
		return nil
	}
	if a.Kind != OneOf {
		return &Formula{Kind: OneOf, Args: []*Formula{a, b}, Values: []string{d.a, d.b}}
	}
	if difference(first, a.Args[1]).place != d.place {
		return nil // another value varies
	}
	a.Args, a.Values = append(a.Args, b), append(a.Values, d.b)
	return a
}

// difference compares two conditions.
func difference(a, b *Formula) differ {
	var d differ
	d.compare(a.Left.Syn, b.Left.Syn)
	if a.Right != nil && b.Right != nil {
		d.compare(a.Right.Syn, b.Right.Syn)
	}
	return d
}

// differ compares expressions that should differ in literals only.
type differ struct {
	a, b     string // the literals that differ, the last ones
	place    int    // which literal that is
	literals int
	count    int // of literals that differ
	unlike   bool
}

func (d *differ) compare(a, b *syntax.Node) {
	if a.Kind != b.Kind || a.Op != b.Op || a.Axis != b.Axis || len(a.Args) != len(b.Args) || (a.Test == nil) != (b.Test == nil) ||
		a.Test != nil && *a.Test != *b.Test {
		d.unlike = true
		return
	}
	if a.Kind == syntax.SynLiteral {
		d.literals++
		if va, vb := a.Value.String(), b.Value.String(); va != vb {
			d.a, d.b, d.place = va, vb, d.literals
			d.count++
		}
	}
	for i := range a.Args {
		d.compare(a.Args[i], b.Args[i])
	}
}
