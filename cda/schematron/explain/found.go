package explain

import (
	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
)

// explainer looks in a document for what makes a formula false.
type explainer struct {
	*subject
	probe *schematron.Probe
	doc   *xmltree.Doc
	hit   *schematron.Hit
	at    xpath.Item // where conditions are evaluated; absent for the context node of the rule
	start xpath.Item // where the path that is looked at starts
	depth int

	sampler formula.Sampler

	found   []words
	fixes   []words // alternatives
	repairs []Repair
}

const maxItems = 5

// filler stands for a value that is not known.
const filler = "…"

// eval evaluates a part of the test; ok is false where that fails.
func (e *explainer) eval(src string) (items []xpath.Item, ok bool) {
	items, err := e.probe.EvalAt(src, e.here())
	return items, err == nil
}

func (e *explainer) holds(f *formula.Formula) bool {
	return f.Holds(func(src string) (value, ok bool) {
		value, err := e.probe.BoolAt(src, e.here())
		return value, err == nil
	})
}

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
	var needed []words
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
		e.fixes = append(e.fixes, statements(needed, "and"))
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
			e.found = append(e.found, say("found-present", e.places(items)))
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

func (e *explainer) examineExists(f *formula.Formula) {
	items, ok := e.eval(f.Left.Text())
	switch {
	case !ok:
	case f.Negated:
		e.found = append(e.found, say("found-present", e.places(items)))
		e.fixes = append(e.fixes, say("fix-remove", plain(e.term(f.Left)), e.lineList(items)))
	case len(items) > 0:
		e.found = append(e.found, say("found-empty", e.places(items)))
		e.fixes = append(e.fixes, say("fix-set", e.places(items), plain("…")))
	default:
		e.missing(f.Left, nil)
	}
}
