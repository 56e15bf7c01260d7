package explain

import (
	"strconv"
	"strings"

	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xpath/syntax"
)

// writer puts a formula into the words of a language.
type writer struct {
	lang Lang
	*subject
}

const maxAlternatives = 6

// requirement says what a formula asks for. nested puts alternatives in brackets.
func (w *writer) requirement(f *formula.Formula, nested bool) string {
	switch f.Kind {
	case formula.And:
		return w.all(f.Args, "and", nested)
	case formula.Or:
		return w.alternatives(f, nested)
	case formula.If:
		return w.lang.say("if-then", w.condition(f.Args[0]), w.requirement(f.Args[1], true), w.requirement(f.Args[2], true))
	case formula.Count:
		return w.count(f)
	case formula.Exists:
		return w.exists(f)
	case formula.Text:
		return w.polar(f, "must-text", "must-no-text", w.term(f.Left))
	case formula.Compare:
		return w.compare(f)
	case formula.Length:
		return w.lang.say("must-length", w.term(f.Left), w.lang.say(operators[f.Op]), w.term(f.Right))
	case formula.Matches:
		return w.matches(f)
	case formula.NaN:
		return w.polar(f, "must-nan", "must-number", w.term(f.Left))
	case formula.Const:
		if f.Value {
			return w.lang.say("always")
		}
		return w.lang.say("none", w.context())
	case formula.OneOf:
		return w.oneOf(f)
	}
	return w.polar(f, "must-hold", "must-not-hold", w.term(f.Left))
}

func (w *writer) polar(f *formula.Formula, positive, negative string, args ...string) string {
	if f.Negated {
		return w.lang.say(negative, args...)
	}
	return w.lang.say(positive, args...)
}

func (w *writer) all(list []*formula.Formula, key string, nested bool) string {
	if text := w.noneOf(list); key == "and" && text != "" {
		return text
	}
	var parts []string
	for i, a := range list {
		if i == maxAlternatives && len(list) > maxAlternatives+1 {
			parts = append(parts, w.lang.say("and-others", strconv.Itoa(len(list)-i)))
			break
		}
		parts = append(parts, w.requirement(a, true))
	}
	text := strings.Join(parts, w.lang.say(key))
	if nested && len(list) > 1 {
		return w.lang.say("group", text)
	}
	return text
}

// noneOf says that a value must be none of several.
func (w *writer) noneOf(list []*formula.Formula) string {
	var values []string
	for _, f := range list {
		if f.Kind != formula.Compare || f.Op != "=" || !f.Negated || f.Right.Literal() == "" || w.term(f.Left) != w.term(list[0].Left) {
			return ""
		}
		values = append(values, f.Right.Literal())
	}
	if len(values) < 2 {
		return ""
	}
	return w.lang.say("none-of", w.term(list[0].Left), w.lang.choice(values))
}

// alternatives says "if there is P, then …" for "count(P) = 0 or …".
func (w *writer) alternatives(f *formula.Formula, nested bool) string {
	rest := f.Args
	for len(rest) > 0 {
		if _, ok := rest[0].Absence(); !ok {
			break
		}
		rest = rest[1:]
	}
	guards := f.Args[:len(f.Args)-len(rest)]
	if len(guards) == 0 || len(rest) == 0 {
		return w.all(f.Args, "or", nested)
	}
	var text string
	if len(rest) == 1 {
		text = w.requirement(rest[0], false)
	} else {
		text = w.all(rest, "or", false)
	}
	var present []string
	for _, g := range guards {
		path, _ := g.Absence()
		present = append(present, w.term(path))
	}
	if len(present) == 1 {
		return w.lang.say("if-present", present[0], text)
	}
	return w.lang.say("if-all-present", strings.Join(present, ", "), text)
}

// condition puts a formula into words after "if": in readable form.
func (w *writer) condition(f *formula.Formula) string {
	switch {
	case f.Left != nil && f.Right != nil && f.Kind == formula.Compare && !f.Negated:
		return w.term(f.Left) + spaced(f.Op) + w.term(f.Right)
	case f.Kind == formula.Exists && !f.Negated:
		return w.lang.say("is-present", w.term(f.Left))
	}
	return w.requirement(f, true)
}

func (w *writer) count(f *formula.Formula) string {
	path, n := w.term(f.Left), w.term(f.Right)
	if f.Right.Syn.Kind != syntax.SynLiteral {
		if f.Right.IsCall("count", 1) && f.Op == "=" {
			return w.lang.say("as-many", path, w.term(f.Right.Arg(0)))
		}
		return w.lang.say("count-as", path, w.lang.say(operators[f.Op]), n)
	}
	switch op := f.Op; {
	case f.Left.IsAttribute() && (op == "=" && n == "1" && f.Left.Syn.Kind == syntax.SynStep || op == ">=" && n == "1" || (op == "!=" || op == ">") && n == "0"):
		return w.lang.say("attr-once", path)
	case f.Left.IsAttribute() && op == "=" && n == "0":
		return w.lang.say("attr-none", path)
	case op == "=" && n == "1":
		return w.lang.say("exactly-one", path)
	case op == "=" && n == "0", op == "<=" && n == "0", op == "<" && n == "1":
		return w.lang.say("none", path)
	case op == "=":
		return w.lang.say("exactly", n, path)
	case op == ">=" && n == "1", op == ">" && n == "0", op == "!=" && n == "0":
		return w.lang.say("at-least-one", path)
	case op == ">=":
		return w.lang.say("at-least", n, path)
	case op == "<=" && n == "1", op == "<" && n == "2":
		return w.lang.say("at-most-one", path)
	case op == "<=":
		return w.lang.say("at-most", n, path)
	case op == "!=":
		return w.lang.say("not-count", path, n)
	}
	return w.lang.say("count-as", path, w.lang.say(operators[f.Op]), n)
}

func (w *writer) exists(f *formula.Formula) string {
	path := w.term(f.Left)
	switch {
	case f.Left.IsAttribute():
		return w.polar(f, "attr-once", "attr-none", path)
	default:
		return w.polar(f, "at-least-one", "none", path)
	}
}

func (w *writer) compare(f *formula.Formula) string {
	left, right := w.operandOf(f.Left), w.operandOf(f.Right)
	switch f.Op {
	case "=":
		return w.polar(f, "must-be", "must-not-be", left, right)
	case "!=":
		return w.polar(f, "must-differ", "must-be", left, right)
	}
	return w.polar(f, "must-cmp", "must-not-cmp", left, w.lang.say(operators[f.Op]), right)
}

// operandOf writes an operand without the conversion around it.
func (w *writer) operandOf(t *formula.Term) string { return w.term(unwrap(t)) }

// unwrap returns what a conversion is applied to.
func unwrap(t *formula.Term) *formula.Term {
	for t.IsCall("string", 1) || t.IsCall("number", 1) || t.IsCall("normalize-space", 1) {
		t = t.Arg(0)
	}
	return t
}

func (w *writer) matches(f *formula.Formula) string {
	left, right := w.term(f.Left), w.term(f.Right)
	switch f.Op {
	case "contains":
		return w.polar(f, "must-contain", "must-not-contain", left, right)
	case "starts-with":
		return w.polar(f, "must-start", "must-not-start", left, right)
	case "ends-with":
		return w.polar(f, "must-end", "must-not-end", left, right)
	}
	note := ""
	switch f.Right.Literal() {
	case "[A-Z0-9]{16}", "^[A-Z0-9]{16}$":
		note = w.lang.say("re-fiscal")
	}
	return w.polar(f, "must-match", "must-not-match", left, right, note)
}

// oneOf says what alternatives ask for that differ in one value.
func (w *writer) oneOf(f *formula.Formula) string {
	first := f.Args[0]
	if first.Kind == formula.Compare && first.Op == "=" && !first.Negated {
		return w.lang.say("one-of", w.term(first.Left), w.lang.choice(f.Values))
	}
	// The varying value is shown as an ellipsis.
	text := w.requirement(first, false)
	text = strings.Replace(text, quote(f.Values[0]), "…", 1)
	return w.lang.say("where-one-of", text, w.lang.choice(f.Values))
}
