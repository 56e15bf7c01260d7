package explain

import (
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// examineContext explains a rule that allows nothing that its context matches.
func (e *explainer) examineContext() {
	place := e.place(e.here())
	what := place
	if attrs := e.attributes(e.hit.Node); attrs != "" {
		what = say("with", place, plain(attrs))
	}
	e.found = append(e.found, say("found-context", what))
	e.fixes = append(e.fixes, say("fix-drop", place))
	m := e.assert.Rule.Matcher()
	s := m.Syntax()
	if s.Kind == syntax.SynPath {
		s = s.Args[len(s.Args)-1]
	}
	if s.Kind == syntax.SynStep && len(s.Args) > 0 {
		e.fixes = append(e.fixes, say("fix-escape", place, plain(e.list(s.Args, m.Source(), " and ", 0))))
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
	if f.Kind == formula.Compare && f.Right.Syn.Kind != syntax.SynLiteral {
		compared, _ := e.eval(unwrap(f.Right).Text())
		for _, item := range compared[:min(len(compared), maxItems)] {
			e.found = append(e.found, say("found-value", e.place(item), plain(quote(item.StringValue(e.doc)))))
		}
	}
}

// value says which value an item has, and what it should be.
func (e *explainer) value(item xpath.Item, f *formula.Formula, values []string) {
	text := item.StringValue(e.doc)
	value := plain(quote(text))
	place := plain(e.term(f.Left))
	if item.IsNode() {
		place = e.place(item)
	}
	if f.Kind == formula.Length {
		e.found = append(e.found, say("found-length", place, value, number(utf8.RuneCountInString(text))))
	} else {
		e.found = append(e.found, say("found-value", place, value))
	}
	list := e.wanted(f, values)
	e.repair(item, list)
	switch {
	case len(list) == 0:
		e.fixes = append(e.fixes, say("fix-adapt", place, e.asks(f)))
	case len(list) == 1:
		e.fixes = append(e.fixes, say("fix-change", place, value, plain(quote(list[0]))))
	default:
		e.fixes = append(e.fixes, say("fix-set-one", place, choice(list)))
	}
}

// noValue says that there is no value at all.
func (e *explainer) noValue(f *formula.Formula, values []string) {
	path := unwrap(f.Left)
	if !path.IsPath() {
		e.found = append(e.found, say("found-no-value", plain(e.term(path))))
		return
	}
	outer := e.fixes
	list := e.wanted(f, values)
	if len(list) == 1 {
		e.sampler.Filler = list[0]
	}
	e.missing(path, nil)
	e.sampler.Filler = filler
	if path.Syn.Kind != syntax.SynStep || !path.IsAttribute() || len(list) == 0 {
		return
	}
	e.fixes = outer
	if len(list) == 1 {
		e.fixes = append(e.fixes, say("fix-set-in", plain(e.term(path)), plain(quote(list[0])), e.place(e.here())))
	} else {
		e.fixes = append(e.fixes, say("fix-set-one-in", plain(e.term(path)), choice(list), e.place(e.here())))
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
