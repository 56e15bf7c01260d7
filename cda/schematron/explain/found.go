package explain

import (
	"slices"
	"strconv"
	"strings"

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
	depth int

	found []string
	fixes []string // alternatives
}

const maxItems = 3

var sampler = formula.Sampler{Filler: "…"}

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
		e.found = append(e.found, e.lang.say("found-here", e.place(e.here())))
		e.fixes = append(e.fixes, e.lang.say("fix-drop"))
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
		if _, ok := a.Absence(); ok {
			guards = append(guards, a)
		} else {
			rest = append(rest, a)
		}
	}
	if len(rest) == 0 {
		rest, guards = guards, nil
	}
	for _, g := range guards {
		path, _ := g.Absence()
		if items, ok := e.eval(path.Text()); ok && len(items) > 0 {
			e.found = append(e.found, e.lang.say("found-present", e.places(items)))
		}
	}
	for _, a := range rest {
		e.examine(a)
	}
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
	case n < wanted || f.Op == ">" && n == wanted || f.Op == "!=" && n == 0:
		if n > 0 {
			e.found = append(e.found, e.lang.say("found-count", n, path, e.lang.lines(e.lineNumbers(items))))
		}
		e.missing(f.Left, values)
	case wanted == 0 || wanted == 1 && f.Op == "<":
		e.found = append(e.found, e.lang.say("found-present", e.places(items)))
		e.fixes = append(e.fixes, e.lang.say("fix-remove", path, e.lang.lines(e.lineNumbers(items))))
	default:
		e.found = append(e.found, e.lang.say("found-count", n, path, e.lang.lines(e.lineNumbers(items))))
		e.fixes = append(e.fixes, e.lang.say("fix-keep", strconv.Itoa(wanted), path, n))
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
	e.found = append(e.found, e.lang.say("found-numbers", e.term(f.Left), n, e.term(f.Right), strconv.Itoa(wanted)))
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
		e.absent(p, last)
	}
}

// absent says that an item has no child or attribute as a cut's last step asks for.
func (e *explainer) absent(p xpath.Item, next formula.Cut) {
	e.found = append(e.found, e.lang.say("found-missing", e.place(p), stepName(next.Step)))
	if s := sampler.Build(next.Rest, 0); s != nil {
		e.fixes = append(e.fixes, e.lang.say("fix-add", s.XML(""), e.place(p)))
	}
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
			e.absent(p, next)
		}
		return
	}
	e.failing(items, next, t, values)
}

// predicate reads a predicate as a formula.
func (e *explainer) predicate(p *xpath.Syntax, src string) *formula.Formula {
	return formula.Grouped(formula.Of(e.model, e.assert, &formula.Term{Syn: p, Src: src}, false))
}

// failing says why none of the items satisfies a predicate.
func (e *explainer) failing(items []xpath.Item, next formula.Cut, t *formula.Term, values []string) {
	f := e.predicate(next.Pred, next.From)
	outer, outerFixes := e.at, e.fixes
	defer func() { e.at = outer }()
	e.fixes = nil
	for _, p := range items[:min(len(items), maxItems)] {
		e.at = p
		if f.Kind == formula.Compare && len(values) > 0 && next.Preds == len(next.Rest[0].Args) && len(next.Rest) == 1 {
			e.examineValue(f, values)
		} else {
			e.examine(f)
		}
	}
	if len(items) > maxItems {
		e.found = append(e.found, e.lang.say("and-others", len(items)-maxItems))
	}
	fixes := e.fixes
	if len(items) > 1 {
		fixes = nil // which of them to change there is no saying; adding one is always right
	}
	if s := sampler.Build(next.Rest, 0); s != nil && len(values) == 0 {
		if parent, ok := e.parent(items[0]); ok {
			fixes = append(fixes, e.lang.say("fix-add", s.XML(""), e.place(parent)))
		}
	}
	e.fixes = append(outerFixes, fixes...)
	if len(fixes) == 0 && len(values) > 0 {
		e.fixes = append(e.fixes, e.lang.say("fix-set-one", e.term(t), e.lang.values(values)))
	}
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
		e.fixes = append(e.fixes, e.lang.say("fix-remove", e.term(f.Left), e.lang.lines(e.lineNumbers(items))))
	case len(items) > 0:
		e.found = append(e.found, e.lang.say("found-empty", e.places(items)))
		e.fixes = append(e.fixes, e.lang.say("fix-set", e.places(items), "…"))
	default:
		e.missing(f.Left, nil)
	}
}

// examineValue says which values there are where another one is asked for.
func (e *explainer) examineValue(f *formula.Formula, values []string) {
	items, ok := e.eval(f.Left.Text())
	if !ok {
		return
	}
	if len(items) == 0 {
		if f.Left.IsPath() {
			e.missing(f.Left, nil)
			if f.Kind == formula.Compare && f.Op == "=" && f.Left.IsAttribute() && (len(values) > 0 || f.Right.Literal() != "") {
				e.fixes = []string{e.setTo(e.term(f.Left), f, values)}
			}
			return
		}
		e.found = append(e.found, e.lang.say("found-no-value", e.term(f.Left)))
		return
	}
	for _, item := range items[:min(len(items), maxItems)] {
		value := item.StringValue(e.doc)
		place := e.term(f.Left)
		if item.IsNode() {
			place = e.place(item)
		}
		if f.Kind == formula.Length {
			e.found = append(e.found, e.lang.say("found-length", place, quote(value), len([]rune(value))))
		} else {
			e.found = append(e.found, e.lang.say("found-value", place, quote(value)))
		}
		e.fixes = append(e.fixes, e.change(place, value, f, values))
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

func (e *explainer) change(place, value string, f *formula.Formula, values []string) string {
	switch list := e.wanted(f, values); len(list) {
	case 0:
		return e.lang.say("fix-adapt", place, e.requirement(f, false))
	case 1:
		return e.lang.say("fix-change", place, quote(value), quote(list[0]))
	default:
		return e.lang.say("fix-set-one", place, e.lang.values(list))
	}
}

func (e *explainer) setTo(place string, f *formula.Formula, values []string) string {
	if list := e.wanted(f, values); len(list) == 1 {
		return e.lang.say("fix-set", place, quote(list[0]))
	} else if len(list) > 1 {
		return e.lang.say("fix-set-one", place, e.lang.values(list))
	}
	return e.lang.say("fix-adapt", place, e.requirement(f, false))
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
		return "@" + e.doc.AttrQName(attr) + of + e.elementName(node) + " (" + e.lang.say("line", e.doc.AttrPos(attr).Line) + ")"
	case e.doc.Kind(node) == xmltree.Element:
		return e.elementName(node) + " (" + e.lang.say("line", e.doc.Pos(node).Line) + ")"
	}
	return e.lang.say("line", e.doc.Pos(node).Line)
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

func (e *explainer) lineNumbers(items []xpath.Item) []int {
	var list []int
	for _, i := range items {
		if node, attr, ok := i.Node(); ok && attr != xmltree.NoAttr {
			list = append(list, e.doc.AttrPos(attr).Line)
		} else if ok {
			list = append(list, e.doc.Pos(node).Line)
		}
	}
	return slices.Compact(list)
}
