package mutate

import (
	"context"
	"strconv"
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// state is a document on the way, at the node that the assert is to be broken for.
type state struct {
	g      *Generator
	assert *schematron.Assert
	doc    *xmltree.Doc
	probe  *schematron.Probe
	at     xpath.Item // where conditions are evaluated; absent for the context node of the rule
	depth  int
	editor
}

func (s *state) eval(src string) []xpath.Item {
	var items []xpath.Item
	var err error
	if s.at.Absent() {
		items, err = s.probe.Eval(src)
	} else {
		items, err = s.probe.EvalAt(src, s.at)
	}
	if err != nil {
		return nil
	}
	return items
}

func (s *state) truth(src string) (value, ok bool) {
	items := s.eval("boolean(" + src + ")")
	return len(items) == 1 && items[0].StringValue(s.doc) == "true", len(items) == 1
}

func (s *state) holds(f *formula.Formula) bool { return f.Holds(s.truth) }

const maxDepth = 12

// toggle returns edits each of which brings f closer to the wanted truth value, which it does not have now.
func (s *state) toggle(f *formula.Formula, want bool) []edit {
	if s.depth++; s.depth > maxDepth {
		return nil
	}
	defer func() { s.depth-- }()
	switch f.Kind {
	case formula.And, formula.Or, formula.OneOf:
		// To make a conjunction false, or a disjunction true, any part will do; otherwise all that are wrong must
		// change, so the first of them is as good as any.
		any := (f.Kind == formula.And) != want
		var list []edit
		for _, a := range f.Args {
			if s.holds(a) == want {
				continue
			}
			list = append(list, s.toggle(a, want)...)
			if !any && len(list) > 0 {
				break
			}
		}
		return list
	case formula.If:
		branch := f.Args[2]
		if s.holds(f.Args[0]) {
			branch = f.Args[1]
		}
		return append(s.toggle(branch, want), s.toggle(f.Args[0], !s.holds(f.Args[0]))...)
	case formula.Const, formula.Opaque:
		return nil
	}
	return s.condition(f, want != f.Negated)
}

// condition returns edits that may give a condition, its negation aside, the wanted truth value.
func (s *state) condition(f *formula.Formula, want bool) []edit {
	switch f.Kind {
	case formula.Count:
		return s.count(f, want)
	case formula.Exists:
		if want {
			return s.supply(f.Left)
		}
		return s.reduce(f.Left, s.eval(f.Left.Text()), true)
	}
	values := s.values(f, want)
	list := s.assign(f.Left, values)
	if f.Kind == formula.Compare && !want || f.Kind == formula.NaN && want || f.Kind == formula.Text && !want {
		list = append(list, s.removeAll(s.eval(path(f.Left).Text()))...)
	}
	if f.Kind == formula.Compare && f.Right.Syn.Kind != syntax.SynLiteral {
		list = append(list, s.assign(f.Right, s.values(f, want))...)
		if !want {
			list = append(list, s.removeAll(s.eval(path(f.Right).Text()))...)
		}
	}
	return list
}

// path unwraps string(p), number(p) and the like.
func path(t *formula.Term) *formula.Term {
	for t.Syn.Kind == syntax.SynCall && len(t.Syn.Args) >= 1 {
		t = t.Arg(0)
	}
	return t
}

// assign sets what a term selects to each of some values, or supplies it with one.
func (s *state) assign(t *formula.Term, values []string) []edit {
	t = path(t)
	items := s.eval(t.Text())
	var list []edit
	for i, item := range items {
		if i == 2 {
			break
		}
		for _, v := range values {
			list = append(list, s.set(item, v)...)
		}
	}
	if len(items) == 0 && len(values) > 0 {
		m := s.g.sampler
		m.Filler = values[0]
		list = append(list, s.supplyWith(m, t)...)
	}
	return list
}

// values proposes values that may give a comparison the wanted truth value.
func (s *state) values(f *formula.Formula, want bool) []string {
	switch f.Kind {
	case formula.Text:
		if want {
			return []string{"x"}
		}
		return []string{""}
	case formula.NaN:
		if want {
			return []string{"x"}
		}
		return []string{"2", "1"}
	case formula.Matches:
		if !want {
			return []string{"!", ""}
		}
		text := f.Right.Literal()
		if f.Op == "matches" {
			text = s.g.sampler.Match(text)
		}
		return []string{text}
	case formula.Length:
		n, _ := strconv.Atoi(f.Right.Literal())
		return []string{strings.Repeat("A", n), strings.Repeat("A", n+1), strings.Repeat("A", max(n-1, 0))}
	}
	var list []string
	for _, t := range []*formula.Term{f.Right, f.Left} {
		for i, item := range s.eval(t.Text()) {
			if i == 2 {
				break
			}
			v := item.StringValue(s.doc)
			if (f.Op == "=") == want {
				list = append(list, v)
			} else {
				list = append(list, v+"9")
			}
		}
	}
	if f.Op != "=" && f.Op != "!=" || len(list) == 0 {
		list = append(list, "0", "1", "2", "19000101", "29991231")
	}
	return list
}

// count returns edits that change a number of items so that a comparison with it may get the wanted truth value.
func (s *state) count(f *formula.Formula, want bool) []edit {
	items := s.eval(f.Left.Text())
	n := len(items)
	right := s.eval(f.Right.Text())
	if len(right) != 1 {
		return nil
	}
	number, err := strconv.ParseFloat(right[0].StringValue(s.doc), 64)
	if err != nil {
		return nil
	}
	limit := int(number)
	var fewer, none, more bool
	for k := 0; k <= max(n, limit)+2; k++ {
		if formula.Holds(k, f.Op, limit) == want {
			none = none || k == 0
			fewer = fewer || k < n
			more = more || k > n
		}
	}
	variable := f.Right.Syn.Kind != syntax.SynLiteral
	var list []edit
	if more && n == 0 || variable && n == 0 {
		list = append(list, s.supply(f.Left)...)
	}
	if none || fewer || variable {
		list = append(list, s.reduce(f.Left, items, none && n > 1)...)
	}
	if more && n > 0 || variable {
		for i, item := range items {
			if i == 2 {
				break
			}
			list = append(list, s.repeat(item)...)
		}
		list = append(list, s.supplyMore(f.Left)...)
	}
	return list
}

// reduce returns edits after which a path selects less: the items removed, or made not to satisfy its last predicate.
func (s *state) reduce(t *formula.Term, items []xpath.Item, all bool) []edit {
	var list []edit
	if len(items) == 0 {
		return nil
	}
	if all {
		list = append(list, s.removeAll(items)...)
	}
	list = append(list, s.remove(items[0])...)
	if n := len(items); n > 1 {
		list = append(list, s.remove(items[n-1])...)
	}
	cuts := formula.Cuts(s.g.schema.Model, s.assert, t)
	for i := len(cuts) - 1; i >= 0; i-- {
		c := cuts[i]
		if c.Pred == nil {
			continue
		}
		for _, item := range limit(s.eval(c.Src), 1) {
			list = append(list, s.focus(item, c.Pred, c.From, false)...)
		}
	}
	return list
}

func limit(items []xpath.Item, n int) []xpath.Item { return items[:min(n, len(items))] }

// focus returns edits that give a predicate the wanted truth value for an item.
func (s *state) focus(item xpath.Item, pred *syntax.Node, src string, want bool) []edit {
	outer := s.at
	s.at = item
	defer func() { s.at = outer }()
	f := formula.Of(s.g.schema.Model, s.assert, &formula.Term{Syn: pred, Src: src}, false)
	if s.holds(f) == want {
		return nil
	}
	return s.toggle(f, want)
}

// supply returns edits after which a path selects something where it selects nothing.
func (s *state) supply(t *formula.Term) []edit { return s.supplyWith(s.g.sampler, t) }

func (s *state) supplyWith(m formula.Sampler, t *formula.Term) []edit {
	cuts := formula.Cuts(s.g.schema.Model, s.assert, t)
	items := []xpath.Item{s.here()}
	k := len(cuts) - 1
	for ; k >= 0; k-- {
		if some := s.eval(cuts[k].Src); len(some) > 0 {
			items = some
			break
		}
	}
	if k == len(cuts)-1 {
		return nil
	}
	return s.extend(m, items, cuts[k+1])
}

// supplyMore returns edits after which a path selects one more.
func (s *state) supplyMore(t *formula.Term) []edit {
	cuts := formula.Cuts(s.g.schema.Model, s.assert, t)
	for k := len(cuts) - 2; k >= -1; k-- {
		next := cuts[k+1]
		if next.Pred != nil {
			continue
		}
		items := []xpath.Item{s.here()}
		if k >= 0 {
			items = s.eval(cuts[k].Src)
		}
		if len(items) > 0 {
			return s.extend(s.g.sampler, items, next)
		}
	}
	return nil
}

// extend returns edits that give the items what the rest of a path asks for.
func (s *state) extend(m formula.Sampler, items []xpath.Item, next formula.Cut) []edit {
	var list []edit
	for _, item := range limit(items, 2) {
		if next.Pred == nil {
			list = append(list, s.add(item, m.Build(next.Rest, 0))...)
			continue
		}
		list = append(list, s.focus(item, next.Pred, next.From, true)...)
		if n, a, ok := item.Node(); ok && a == xmltree.NoAttr && n != xmltree.Root {
			list = append(list, s.add(xpath.NodeItem(s.doc.Parent(n)), m.Build(next.Rest, 0))...)
		}
	}
	return list
}

func (s *state) here() xpath.Item {
	if s.at.Absent() {
		return s.probe.At()
	}
	return s.at
}

// open returns the state at a node of a document.
func (g *Generator) open(ctx context.Context, a *schematron.Assert, doc *xmltree.Doc, n xmltree.Node, attr xmltree.Attr) *state {
	return &state{g: g, assert: a, doc: doc, probe: g.schema.Probe(ctx, doc, a, n, attr), editor: editor{doc}}
}

func (s *state) close() { s.probe.Close() }
