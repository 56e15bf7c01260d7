package structuremap

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
)

// item is one value of a FHIRPath collection: an element, or a text (attributes, literals, truth values).
type item struct {
	node xmltree.Node // xmltree.None for a text
	text string
}

func textItem(s string) []item { return []item{{xmltree.None, s}} }

func truthItem(b bool) []item { return textItem(strconv.FormatBool(b)) }

// holds evaluates a condition on a value. An empty collection does not hold.
func (m *machine) holds(e *expr, on value, env []value) bool {
	switch {
	case e == nil:
		return true
	case e.Op == "or":
		return m.holds(e.Args[0], on, env) || m.holds(e.Args[1], on, env)
	case e.Op == "and":
		return m.holds(e.Args[0], on, env) && m.holds(e.Args[1], on, env)
	case (e.Op == "=" || e.Op == "!=") && e.Args[0].plain() && e.Args[1].Op == "text" && on.kind == isNode:
		// nearly all conditions compare an attribute with a literal
		if got, ok := m.doc.AttrValue(xmltree.Node(on.id), e.Args[0].Name); ok {
			return (got == e.Args[1].Name) == (e.Op == "=")
		}
	}
	return isTrue(m.eval(e, on, env))
}

// plain reports whether an expression is the name of something that the context has.
func (e *expr) plain() bool { return e.Op == "name" && len(e.Args) == 0 }

func isTrue(c []item) bool {
	return len(c) > 0 && (c[0].node != xmltree.None || c[0].text != "false")
}

func (m *machine) eval(e *expr, on value, env []value) []item {
	switch e.Op {
	case "text", "number":
		return textItem(e.Name)
	case "name":
		return m.name(e, on, env)
	case "call":
		return m.call(e, on, env)
	case "or", "and":
		return truthItem(m.holds(e, on, env))
	}
	left, right := m.eval(e.Args[0], on, env), m.eval(e.Args[1], on, env)
	if len(left) == 0 || len(right) == 0 {
		return nil
	}
	switch e.Op {
	case "=", "!=":
		return truthItem(equal(left, right) == (e.Op == "="))
	case "+", "&":
		return textItem(left[0].text + right[0].text)
	}
	return compareNumbers(e.Op, left[0].text, right[0].text)
}

func equal(a, b []item) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func compareNumbers(op, a, b string) []item {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX != nil || errY != nil {
		return nil
	}
	return truthItem(op == ">" && x > y || op == "<" && x < y || op == ">=" && x >= y || op == "<=" && x <= y)
}

// name is what the elements of a collection, or the context, have of that name; where the context has nothing of the name of a
// variable, it is that.
func (m *machine) name(e *expr, on value, env []value) []item {
	base := m.items(on)
	if len(e.Args) > 0 {
		base = m.eval(e.Args[0], on, env)
	}
	var out []item
	for _, b := range base {
		if b.node == xmltree.None {
			continue
		}
		if v, ok := m.doc.AttrValue(b.node, e.Name); ok {
			out = append(out, item{xmltree.None, v})
		}
		for c := m.doc.FirstChild(b.node); c != xmltree.None; c = m.doc.NextSibling(c) {
			if m.doc.Kind(c) == xmltree.Element && m.doc.Local(m.doc.Name(c)) == e.Name {
				out = append(out, item{node: c})
			}
		}
	}
	if len(out) == 0 && e.Var > 0 {
		return m.items(env[e.Var-1])
	}
	return out
}

// items is a variable's value as a collection: nothing for what is no part of the document.
func (m *machine) items(v value) []item {
	switch v.kind {
	case isNode:
		return []item{{node: xmltree.Node(v.id)}}
	case isAttr:
		return textItem(m.doc.Value(xmltree.Attr(v.id)))
	}
	return nil
}

// functions are those that are known, on a collection and with the first items of their arguments as texts.
var functions = map[string]func(c []item, args []string) []item{
	"exists":     func(c []item, _ []string) []item { return truthItem(len(c) > 0) },
	"empty":      func(c []item, _ []string) []item { return truthItem(len(c) == 0) },
	"count":      func(c []item, _ []string) []item { return textItem(strconv.Itoa(len(c))) },
	"first":      func(c []item, _ []string) []item { return c[:min(len(c), 1)] },
	"last":       func(c []item, _ []string) []item { return c[max(len(c)-1, 0):] },
	"toString":   func(c []item, _ []string) []item { return c },
	"not":        onText(func(s string, _ []string) []item { return truthItem(s == "false") }),
	"lower":      onText(func(s string, _ []string) []item { return textItem(strings.ToLower(s)) }),
	"upper":      onText(func(s string, _ []string) []item { return textItem(strings.ToUpper(s)) }),
	"startsWith": onText(func(s string, a []string) []item { return truthItem(len(a) > 0 && strings.HasPrefix(s, a[0])) }),
	"contains":   onText(func(s string, a []string) []item { return truthItem(len(a) > 0 && strings.Contains(s, a[0])) }),
	"matches": onText(func(s string, a []string) []item {
		ok := false
		if len(a) > 0 {
			ok, _ = regexp.MatchString(a[0], s)
		}
		return truthItem(ok)
	}),
}

// onText makes a function of the first item, which yields nothing for an empty collection.
func onText(f func(s string, args []string) []item) func([]item, []string) []item {
	return func(c []item, args []string) []item {
		if len(c) == 0 {
			return nil
		}
		return f(c[0].text, args)
	}
}

func (m *machine) call(e *expr, on value, env []value) []item {
	base := m.items(on)
	if e.Args[0] != nil {
		base = m.eval(e.Args[0], on, env)
	}
	var args []string
	for _, a := range e.Args[1:] {
		if v := m.eval(a, on, env); len(v) > 0 {
			args = append(args, v[0].text)
		}
	}
	if f := functions[e.Name]; f != nil {
		return f(base, args)
	}
	return nil
}
