package explain

import (
	"strconv"
	"strings"

	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

func (e *explainer) examineCount(f *formula.Formula, values []string) {
	items, ok := e.eval(f.Left.Text())
	if !ok {
		return
	}
	wanted, ok := e.number(f.Right)
	if !ok {
		return
	}
	n := len(items)
	path := plain(e.term(f.Left))
	switch {
	case f.Right.Syn.Kind != syntax.SynLiteral:
		e.examineNumbers(f, n, wanted)
	case f.Op == "!=" && n == wanted && n > 0:
		e.found = append(e.found, say("found-count", number(n), path, e.lineList(items)))
		e.fixes = append(e.fixes, say("fix-remove", path, e.lineList(items)))
	case n < wanted || f.Op == ">" && n == wanted || f.Op == "!=" && n == 0:
		if n == 0 {
			e.missing(f.Left, values)
			return
		}
		e.found = append(e.found, say("found-count", number(n), path, e.lineList(items)))
		e.fixes = append(e.fixes, say("fix-more", path, number(wanted), number(n)))
	case wanted == 0 || wanted == 1 && f.Op == "<":
		e.found = append(e.found, say("found-present", e.places(items)))
		e.fixes = append(e.fixes, say("fix-remove", path, e.lineList(items)))
	default:
		e.found = append(e.found, say("found-count", number(n), path, e.lineList(items)))
		if wanted == 1 || wanted == 2 && f.Op == "<" {
			e.fixes = append(e.fixes, say("fix-keep-one", path, number(n)))
		} else {
			e.fixes = append(e.fixes, say("fix-keep", number(wanted), path, number(n)))
		}
	}
}

// number evaluates what a count is compared with.
func (e *explainer) number(t *formula.Term) (int, bool) {
	items, ok := e.eval(t.Text())
	if !ok || len(items) != 1 {
		return 0, false
	}
	f, err := strconv.ParseFloat(items[0].StringValue(e.doc), 64)
	return int(f), err == nil
}

// examineNumbers compares two numbers of elements: "each of these must have one of those".
func (e *explainer) examineNumbers(f *formula.Formula, n, wanted int) {
	other := f.Right
	if other.IsCall("count", 1) {
		other = other.Arg(0)
	}
	e.found = append(e.found, say("found-numbers", plain(e.term(f.Left)), number(n), plain(e.term(other)), number(wanted)))
	list := e.cuts(f.Left)
	if len(list) < 2 || n >= wanted {
		return
	}
	// Look for parents of the last step, or bearers of the last predicate, that lack it.
	parents, ok := e.eval(list[len(list)-2].Src)
	if !ok {
		return
	}
	last := list[len(list)-1]
	for _, p := range parents {
		e.lacking(p, last)
	}
	if len(parents) == 0 {
		e.missing(f.Left, nil)
	}
}

// lacking says what an item lacks of the end of a path.
func (e *explainer) lacking(p xpath.Item, last formula.Cut) {
	outer := e.at
	e.at = p
	defer func() { e.at = outer }()
	if last.Pred != nil {
		if f := e.predicate(last.Pred, last.From); !e.holds(f) {
			e.examine(f)
		}
		return
	}
	if last.Step == nil {
		return
	}
	if items, ok := e.eval(last.Step.Text(last.From)); ok && len(items) == 0 {
		e.absent(p, last, nil)
	}
}

// absent says that an item has no child or attribute as a cut's last step asks for.
func (e *explainer) absent(p xpath.Item, next formula.Cut, values []string) {
	e.found = append(e.found, say("found-missing", e.place(p), plain(stepName(next.Step))))
	e.fixes = append(e.fixes, e.adding(next, p, values)...)
}

// missing says how far a path selects anything, and what would have to be there. values are those that the last value of
// the path may have.
func (e *explainer) missing(t *formula.Term, values []string) {
	list := e.cuts(t)
	items := []xpath.Item{e.here()}
	k := len(list) - 1
	for ; k >= 0; k-- {
		some, ok := e.eval(list[k].Src)
		if ok && len(some) > 0 {
			items = some
			break
		}
	}
	if k == len(list)-1 {
		return // there are some, but too few
	}
	next := list[k+1]
	if next.Step == nil && next.Pred == nil {
		e.found = append(e.found, say("found-none", plain(e.term(t))))
		return
	}
	if next.Pred == nil {
		for _, p := range items[:min(len(items), maxItems)] {
			e.absent(p, next, values)
		}
		return
	}
	e.failing(items, list, next, values)
}

// failing says why none of the items satisfies a predicate.
func (e *explainer) failing(items []xpath.Item, list []formula.Cut, next formula.Cut, values []string) {
	f := e.predicate(next.Pred, next.From)
	outer, outerStart, outerFixes := e.at, e.start, e.fixes
	e.start = outer
	defer func() { e.at, e.start = outer, outerStart }()
	e.fixes = nil
	if f.Kind != formula.Compare || len(values) > 0 && f.Right.Literal() != values[0] {
		values = nil // the value that may vary is another one
	}
	for _, p := range items[:min(len(items), maxItems)] {
		e.at = p
		if values != nil {
			e.examineValue(f, values)
		} else {
			e.examine(f)
		}
	}
	if len(items) > maxItems {
		e.found = append(e.found, say("and-others", number(len(items)-maxItems)))
	}
	e.at = outer
	fixes := e.fixes
	if len(items) > 1 {
		fixes = nil // which of them to change there is no saying; adding one is always right
	}
	first := items[0]
	if len(items) > 1 {
		next, first = e.repeated(list, next, first)
	}
	if parent, ok := e.parent(first); ok && (values == nil || len(fixes) == 0) {
		fixes = append(fixes, e.adding(next, parent, values)...)
	}
	e.fixes = append(outerFixes, fixes...)
}

// repeated returns the step of a path from which on something is to be added, with a node that it selects: the first one
// that selects several nodes of one parent, as component does in component/section/code[…], else the one where the path
// ends.
func (e *explainer) repeated(list []formula.Cut, end formula.Cut, item xpath.Item) (formula.Cut, xpath.Item) {
	outer := e.at
	e.at = e.start
	defer func() { e.at = outer }()
	for _, c := range list {
		if c.Src == end.Src {
			break
		}
		if c.Pred != nil || c.Step == nil {
			continue
		}
		if items, ok := e.eval(c.Src); ok && len(items) > 1 {
			return c, items[0]
		}
	}
	return end, item
}

// adding says what to add below a node for the rest of a path.
func (e *explainer) adding(next formula.Cut, parent xpath.Item, values []string) []words {
	s := e.sampler.Build(next.Rest, 0)
	if s == nil {
		return nil
	}
	e.repairAdding(parent, s, values)
	switch {
	case len(values) == 0:
		return []words{say("fix-add", plain(s.XML("")), e.place(parent))}
	}
	text := strings.Replace(s.XML(""), `"`+values[0]+`"`, `"…"`, 1)
	return []words{say("fix-add-one", plain(text), e.place(parent), choice(values))}
}

func (e *explainer) parent(i xpath.Item) (xpath.Item, bool) {
	node, attr, ok := i.Node()
	if !ok {
		return i, false
	}
	if attr != xmltree.NoAttr {
		return xpath.NodeItem(node), true
	}
	p := e.doc.Parent(node)
	return xpath.NodeItem(p), p != xmltree.None && p != xmltree.Root
}
