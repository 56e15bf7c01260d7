package explain

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fselint/cda/schematron"
	"fselint/cda/schematron/formula"
	"fselint/cda/xmltree"
	"fselint/cda/xpath"
)

// explainer looks in a document for what makes a formula false.
type explainer struct {
	writer
	probe *schematron.Probe
	doc   *xmltree.Doc
	hit   *schematron.Hit
	at    xpath.Item // where conditions are evaluated; absent for the context node of the rule
	start xpath.Item // where the path that is looked at starts
	depth int

	sampler formula.Sampler

	found []string
	fixes []string // alternatives
}

const maxItems = 5

// filler stands for a value that is not known.
const filler = "…"

func (e *explainer) eval(src string) ([]xpath.Item, bool) {
	var items []xpath.Item
	var err error
	if e.at.Absent() {
		items, err = e.probe.Eval(src)
	} else {
		items, err = e.probe.EvalAt(src, e.at)
	}
	return items, err == nil
}

func (e *explainer) truth(src string) (value, ok bool) {
	items, ok := e.eval("boolean(" + src + ")")
	return ok && len(items) == 1 && items[0].StringValue(e.doc) == "true", ok
}

func (e *explainer) holds(f *formula.Formula) bool { return f.Holds(e.truth) }

// examine adds what was found and what would help for a formula that does not hold.
func (e *explainer) examine(f *formula.Formula) {
	if e.depth++; e.depth > maxNesting {
		return
	}
	defer func() { e.depth-- }()
	switch f.Kind {
	case formula.And:
		e.examineAll(f.Args)
	case formula.Or:
		e.examineAny(f.Args)
	case formula.If:
		if e.holds(f.Args[0]) {
			e.examine(f.Args[1])
		} else {
			e.examine(f.Args[2])
		}
	case formula.OneOf:
		e.examineOneOf(f)
	case formula.Count:
		e.examineCount(f, nil)
	case formula.Exists, formula.Text:
		e.examineExists(f)
	case formula.Compare, formula.Matches, formula.Length, formula.NaN:
		e.examineValue(f, nil)
	case formula.Const:
		e.examineContext()
	}
}

// here is the node at which conditions are evaluated.
func (e *explainer) here() xpath.Item {
	if e.at.Absent() {
		return e.hit.Item(e.doc)
	}
	return e.at
}

// examineAll looks at conditions that must hold together: the fixes of those that do not are needed together.
func (e *explainer) examineAll(list []*formula.Formula) {
	outer := e.fixes
	var needed []string
	for _, a := range list {
		if e.holds(a) {
			continue
		}
		e.fixes = nil
		e.examine(a)
		if len(e.fixes) > 0 {
			needed = append(needed, e.fixes[0])
		}
	}
	e.fixes = outer
	if len(needed) > 0 {
		e.fixes = append(e.fixes, strings.Join(limit(needed, e.lang), e.lang.say("and")))
	}
}

// examineAny looks at alternatives of which none holds. That something be absent is an alternative to name last.
func (e *explainer) examineAny(list []*formula.Formula) {
	var guards, rest []*formula.Formula
	for _, a := range list {
		_, absent := a.Absence()
		switch {
		case absent:
			guards = append(guards, a)
		case a.Kind == formula.NaN && !a.Negated && len(list) > 1: // nobody wants to be told to write no number
		default:
			rest = append(rest, a)
		}
	}
	if len(rest) == 0 {
		rest, guards = guards, nil
	}
	for _, g := range guards {
		path, _ := g.Absence()
		if items, ok := e.eval(path.Text()); ok && len(items) > 0 && !path.IsAttribute() {
			e.found = append(e.found, e.lang.say("found-present", e.places(items)))
		}
	}
	for _, a := range rest {
		e.examine(a)
	}
}

// examineContext explains a rule that allows nothing that its context matches.
func (e *explainer) examineContext() {
	place := e.place(e.here())
	what := place
	if attrs := e.attributes(e.hit.Node); attrs != "" {
		what = e.lang.say("with", place, attrs)
	}
	e.found = append(e.found, e.lang.say("found-context", what))
	e.fixes = append(e.fixes, e.lang.say("fix-drop", place))
	m := e.assert.Rule.Matcher()
	s := m.Syntax()
	if s.Kind == xpath.SynPath {
		s = s.Args[len(s.Args)-1]
	}
	if s.Kind == xpath.SynStep && len(s.Args) > 0 {
		e.fixes = append(e.fixes, e.lang.say("fix-escape", place, e.list(s.Args, m.Source(), " and ", 0)))
	}
}

// attributes writes the attributes of an element, the first ones.
func (e *explainer) attributes(n xmltree.Node) string {
	var list []string
	for a, last := e.doc.Attrs(n); a < last; a++ {
		if len(list) == 2*maxItems {
			list = append(list, "…")
			break
		}
		list = append(list, "@"+e.doc.AttrQName(a)+"="+quote(e.doc.Value(a)))
	}
	return strings.Join(list, " ")
}

func (e *explainer) examineOneOf(f *formula.Formula) {
	if f.Args[0].Kind == formula.Count {
		e.examineCount(f.Args[0], f.Values)
		return
	}
	if f.Args[0].Kind == formula.Compare || f.Args[0].Kind == formula.Matches {
		e.examineValue(f.Args[0], f.Values)
		return
	}
	e.examineAny(f.Args)
}

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
	path := e.term(f.Left)
	switch {
	case f.Right.Syn.Kind != xpath.SynLiteral:
		e.examineNumbers(f, n, wanted)
	case f.Op == "!=" && n == wanted && n > 0:
		e.found = append(e.found, e.lang.say("found-count", n, path, e.lineList(items)))
		e.fixes = append(e.fixes, e.lang.say("fix-remove", path, e.lineList(items)))
	case n < wanted || f.Op == ">" && n == wanted || f.Op == "!=" && n == 0:
		if n == 0 {
			e.missing(f.Left, values)
			return
		}
		e.found = append(e.found, e.lang.say("found-count", n, path, e.lineList(items)))
		e.fixes = append(e.fixes, e.lang.say("fix-more", path, wanted, n))
	case wanted == 0 || wanted == 1 && f.Op == "<":
		e.found = append(e.found, e.lang.say("found-present", e.places(items)))
		e.fixes = append(e.fixes, e.lang.say("fix-remove", path, e.lineList(items)))
	default:
		e.found = append(e.found, e.lang.say("found-count", n, path, e.lineList(items)))
		if wanted == 1 || wanted == 2 && f.Op == "<" {
			e.fixes = append(e.fixes, e.lang.say("fix-keep-one", path, n))
		} else {
			e.fixes = append(e.fixes, e.lang.say("fix-keep", strconv.Itoa(wanted), path, n))
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
	e.found = append(e.found, e.lang.say("found-numbers", e.term(f.Left), n, e.term(other), wanted))
	list := formula.Cuts(e.model, e.assert, f.Left)
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
	e.found = append(e.found, e.lang.say("found-missing", e.place(p), stepName(next.Step)))
	e.fixes = append(e.fixes, e.adding(next, p, values)...)
}

// missing says how far a path selects anything, and what would have to be there. values are those that the last value of
// the path may have.
func (e *explainer) missing(t *formula.Term, values []string) {
	list := formula.Cuts(e.model, e.assert, t)
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
		e.found = append(e.found, e.lang.say("found-none", e.term(t)))
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

// predicate reads a predicate as a formula.
func (e *explainer) predicate(p *xpath.Syntax, src string) *formula.Formula {
	return formula.Grouped(formula.Of(e.model, e.assert, &formula.Term{Syn: p, Src: src}, false))
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
		e.found = append(e.found, e.lang.say("and-others", len(items)-maxItems))
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
func (e *explainer) adding(next formula.Cut, parent xpath.Item, values []string) []string {
	s := e.sampler.Build(next.Rest, 0)
	switch {
	case s == nil:
		return nil
	case len(values) == 0:
		return []string{e.lang.say("fix-add", s.XML(""), e.place(parent))}
	}
	text := strings.Replace(s.XML(""), `"`+values[0]+`"`, `"…"`, 1)
	return []string{e.lang.say("fix-add-one", text, e.place(parent), e.lang.values(values))}
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

func (e *explainer) examineExists(f *formula.Formula) {
	items, ok := e.eval(f.Left.Text())
	switch {
	case !ok:
	case f.Negated:
		e.found = append(e.found, e.lang.say("found-present", e.places(items)))
		e.fixes = append(e.fixes, e.lang.say("fix-remove", e.term(f.Left), e.lineList(items)))
	case len(items) > 0:
		e.found = append(e.found, e.lang.say("found-empty", e.places(items)))
		e.fixes = append(e.fixes, e.lang.say("fix-set", e.places(items), "…"))
	default:
		e.missing(f.Left, nil)
	}
}

// examineValue says which values there are where another one is asked for.
func (e *explainer) examineValue(f *formula.Formula, values []string) {
	items, ok := e.eval(unwrap(f.Left).Text())
	if !ok {
		return
	}
	if len(items) == 0 {
		e.noValue(f, values)
		return
	}
	for _, item := range items[:min(len(items), maxItems)] {
		e.value(item, f, values)
	}
	if f.Kind == formula.Compare && f.Right.Syn.Kind != xpath.SynLiteral {
		compared, _ := e.eval(unwrap(f.Right).Text())
		for _, item := range compared[:min(len(compared), maxItems)] {
			e.found = append(e.found, e.lang.say("found-value", e.place(item), quote(item.StringValue(e.doc))))
		}
	}
}

// value says which value an item has, and what it should be.
func (e *explainer) value(item xpath.Item, f *formula.Formula, values []string) {
	value := item.StringValue(e.doc)
	place := e.term(f.Left)
	if item.IsNode() {
		place = e.place(item)
	}
	if f.Kind == formula.Length {
		e.found = append(e.found, e.lang.say("found-length", place, quote(value), utf8.RuneCountInString(value)))
	} else {
		e.found = append(e.found, e.lang.say("found-value", place, quote(value)))
	}
	switch list := e.wanted(f, values); {
	case len(list) == 0:
		e.fixes = append(e.fixes, e.lang.say("fix-adapt", place, e.requirement(f, false)))
	case len(list) == 1:
		e.fixes = append(e.fixes, e.lang.say("fix-change", place, quote(value), quote(list[0])))
	default:
		e.fixes = append(e.fixes, e.lang.say("fix-set-one", place, e.lang.values(list)))
	}
}

// noValue says that there is no value at all.
func (e *explainer) noValue(f *formula.Formula, values []string) {
	path := unwrap(f.Left)
	if !path.IsPath() {
		e.found = append(e.found, e.lang.say("found-no-value", e.term(path)))
		return
	}
	outer := e.fixes
	list := e.wanted(f, values)
	if len(list) == 1 {
		e.sampler.Filler = list[0]
	}
	e.missing(path, nil)
	e.sampler.Filler = filler
	if path.Syn.Kind != xpath.SynStep || !path.IsAttribute() || len(list) == 0 {
		return
	}
	e.fixes = outer
	if len(list) == 1 {
		e.fixes = append(e.fixes, e.lang.say("fix-set-in", e.term(path), quote(list[0]), e.place(e.here())))
	} else {
		e.fixes = append(e.fixes, e.lang.say("fix-set-one-in", e.term(path), e.lang.values(list), e.place(e.here())))
	}
}

// wanted returns the values that a comparison would accept, where they are known.
func (e *explainer) wanted(f *formula.Formula, values []string) []string {
	switch {
	case f.Kind != formula.Compare || f.Op != "=" || f.Negated:
		return nil
	case len(values) > 0:
		return values
	}
	items, ok := e.eval(f.Right.Text())
	if !ok {
		return nil
	}
	var list []string
	for _, i := range items {
		list = append(list, i.StringValue(e.doc))
	}
	return list
}

// place names an item and its line.
func (e *explainer) place(i xpath.Item) string {
	node, attr, ok := i.Node()
	if !ok {
		return quote(i.StringValue(e.doc))
	}
	of := map[Lang]string{Italian: " di ", English: " of "}[e.lang]
	switch {
	case attr != xmltree.NoAttr:
		return "@" + e.doc.AttrQName(attr) + of + e.elementName(node) + " (" + e.line(e.doc.AttrPos(attr)) + ")"
	case e.doc.Kind(node) == xmltree.Element:
		return e.elementName(node) + " (" + e.line(e.doc.Pos(node)) + ")"
	}
	return e.line(e.doc.Pos(node))
}

// elementName is the local name of an element, with its parent's where that tells more.
func (e *explainer) elementName(n xmltree.Node) string {
	if n == xmltree.Root || e.doc.Kind(n) != xmltree.Element {
		return "/"
	}
	name := e.doc.Local(e.doc.Name(n))
	if p := e.doc.Parent(n); p != xmltree.Root && e.doc.Kind(p) == xmltree.Element {
		return e.doc.Local(e.doc.Name(p)) + "/" + name
	}
	return name
}

func (e *explainer) places(items []xpath.Item) string {
	var list []string
	for i, item := range items {
		if i == maxItems {
			list = append(list, e.lang.say("and-others", len(items)-i))
			break
		}
		list = append(list, e.place(item))
	}
	return strings.Join(list, ", ")
}

// longLine is the column from which on a line number alone does not help to find a place.
const longLine = 400

func (e *explainer) line(p xmltree.Position) string {
	if p.Column > longLine {
		return e.lang.say("column", p.Line, p.Column)
	}
	return e.lang.say("line", p.Line)
}

// lineList writes the lines of some items.
func (e *explainer) lineList(items []xpath.Item) string {
	var lines []int
	var last string
	for _, i := range items {
		node, attr, ok := i.Node()
		if !ok {
			continue
		}
		p := e.doc.Pos(node)
		if attr != xmltree.NoAttr {
			p = e.doc.AttrPos(attr)
		}
		lines = append(lines, p.Line)
		last = e.line(p)
	}
	if lines = slices.Compact(lines); len(lines) == 1 {
		return last
	}
	return e.lang.lines(lines)
}
