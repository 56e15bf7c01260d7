package xpath

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/xpath/internal/eval"
	"github.com/fselint/fselint/cda/xpath/syntax"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath/atomic"
)

func nameFunctions() map[string]*eval.Function {
	list := map[string]*eval.Function{
		"node-name":     {Min: 0, Max: 1, Params: []eval.Param{eval.PNode}, Focus: true, Kinds: eval.KOther, Most: 1, Safe: true, Call: fnNodeName},
		"QName":         {Min: 2, Max: 2, Params: []eval.Param{eval.PString, eval.PString1}, Kinds: eval.KOther, AtLeast: 1, Most: 1, Call: fnQName},
		"resolve-QName": {Min: 2, Max: 2, Params: []eval.Param{eval.PString, eval.PNode1}, Kinds: eval.KOther, Most: 1, Call: fnResolveQName},
		"prefix-from-QName": part(eval.PQName, func(v atomic.Value) atomic.Value {
			prefix, _, _ := v.QNameParts()
			return atomic.String(prefix)
		}),
		"local-name-from-QName": part(eval.PQName, func(v atomic.Value) atomic.Value {
			_, _, local := v.QNameParts()
			return atomic.String(local)
		}),
		"namespace-uri-from-QName": part(eval.PQName, func(v atomic.Value) atomic.Value {
			_, space, _ := v.QNameParts()
			return atomic.URI(space)
		}),
		"namespace-uri-for-prefix": {Min: 2, Max: 2, Params: []eval.Param{eval.PString, eval.PNode1}, Kinds: eval.KString, Most: 1, Call: fnNamespaceForPrefix},
		"in-scope-prefixes":        {Min: 1, Max: 1, Params: []eval.Param{eval.PNode1}, Kinds: eval.KString, Most: eval.Many, Push: fnInScopePrefixes},
	}
	for _, name := range []string{"prefix-from-QName", "local-name-from-QName", "namespace-uri-from-QName"} {
		list[name].Kinds = eval.KString
	}
	// An empty prefix is no prefix at all.
	prefix := list["prefix-from-QName"].Call
	list["prefix-from-QName"].Call = func(c *eval.Context, f *eval.CallOp, a []eval.Item) eval.Item {
		if i := prefix(c, f, a); textOf(i) != "" {
			return i
		}
		return eval.Item{}
	}
	return list
}

func fnNodeName(c *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
	if a[0].Absent() {
		return eval.Item{}
	}
	r := a[0].Ref()
	n, ok := interned(c, r)
	if !ok {
		return eval.Item{}
	}
	prefix, _, colon := strings.Cut(nodeName(c, r).Text(), ":")
	if !colon {
		prefix = ""
	}
	return eval.Item{V: atomic.NewQName(prefix, c.Tree.Space(n), c.Tree.Local(n))}
}

// splitQName splits a lexical QName.
func splitQName(s string) (prefix, local string, ok bool) {
	prefix, local, colon := strings.Cut(s, ":")
	if !colon {
		prefix, local = "", prefix
	}
	return prefix, local, atomic.IsNCName(local) && (!colon || atomic.IsNCName(prefix))
}

func fnQName(c *eval.Context, f *eval.CallOp, a []eval.Item) eval.Item {
	space, name := textOf(a[0]), textOf(a[1])
	prefix, local, ok := splitQName(name)
	if !ok || prefix != "" && space == "" {
		f.Fail(c, "FOCA0002", "Invalid QName %q", name)
	}
	return eval.Item{V: atomic.NewQName(prefix, space, local)}
}

// element returns a node argument, which must be an element.
func element(f *eval.CallOp, c *eval.Context, i eval.Item, n int) xmltree.Node {
	if r := i.Ref(); !r.IsAttr() && c.Tree.Kind(r.Node()) == xmltree.Element {
		return r.Node()
	}
	f.WrongType(c, n, "element()", i)
	return xmltree.None
}

func fnResolveQName(c *eval.Context, f *eval.CallOp, a []eval.Item) eval.Item {
	if a[0].Absent() {
		return eval.Item{}
	}
	name := syntax.TrimBlanks(textOf(a[0]))
	prefix, local, ok := splitQName(name)
	if !ok {
		f.Fail(c, "FOCA0002", "Invalid QName %q", name)
	}
	space, bound := c.Tree.Namespace(element(f, c, a[1], 1), prefix)
	if prefix != "" && !bound {
		f.Fail(c, "FONS0004", "Namespace prefix '%s' is not declared", prefix)
	}
	return eval.Item{V: atomic.NewQName(prefix, space, local)}
}

func fnNamespaceForPrefix(c *eval.Context, f *eval.CallOp, a []eval.Item) eval.Item {
	space, bound := c.Tree.Namespace(element(f, c, a[1], 1), textOf(a[0]))
	if !bound {
		return eval.Item{}
	}
	return eval.Item{V: atomic.URI(space)}
}

func fnInScopePrefixes(c *eval.Context, f *eval.CallOp) {
	n := element(f, c, f.Argument(c, 0), 0)
	c.Add(eval.StringItem("xml"))
	var seen []string
	for ; n != xmltree.None; n = c.Tree.Parent(n) {
		c.Tick()
		c.Tree.Declared(n, func(prefix, space string) {
			if slices.Contains(seen, prefix) {
				return
			}
			seen = append(seen, prefix)
			if space != "" {
				c.Add(eval.StringItem(prefix))
			}
		})
	}
}
