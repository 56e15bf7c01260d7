package xpath

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath/atomic"
)

var nameFunctions map[string]*function

func init() {
	nameFunctions = map[string]*function{
		"node-name":     {min: 0, max: 1, params: []param{pNode}, focus: true, kinds: kOther, most: 1, safe: true, call: fnNodeName},
		"QName":         {min: 2, max: 2, params: []param{pString, pString1}, kinds: kOther, atLeast: 1, most: 1, call: fnQName},
		"resolve-QName": {min: 2, max: 2, params: []param{pString, pNode1}, kinds: kOther, most: 1, call: fnResolveQName},
		"prefix-from-QName": part(pQName, func(v atomic.Value) atomic.Value {
			prefix, _, _ := v.QNameParts()
			return atomic.String(prefix)
		}),
		"local-name-from-QName": part(pQName, func(v atomic.Value) atomic.Value {
			_, _, local := v.QNameParts()
			return atomic.String(local)
		}),
		"namespace-uri-from-QName": part(pQName, func(v atomic.Value) atomic.Value {
			_, space, _ := v.QNameParts()
			return atomic.URI(space)
		}),
		"namespace-uri-for-prefix": {min: 2, max: 2, params: []param{pString, pNode1}, kinds: kString, most: 1, call: fnNamespaceForPrefix},
		"in-scope-prefixes":        {min: 1, max: 1, params: []param{pNode1}, kinds: kString, most: many, push: fnInScopePrefixes},
	}
	for _, name := range []string{"prefix-from-QName", "local-name-from-QName", "namespace-uri-from-QName"} {
		nameFunctions[name].kinds = kString
	}
	// An empty prefix is no prefix at all.
	prefix := nameFunctions["prefix-from-QName"].call
	nameFunctions["prefix-from-QName"].call = func(c *Context, f *callOp, a []Item) Item {
		if i := prefix(c, f, a); textOf(i) != "" {
			return i
		}
		return Item{}
	}
}

func fnNodeName(c *Context, _ *callOp, a []Item) Item {
	if a[0].Absent() {
		return Item{}
	}
	r := a[0].ref()
	n, ok := c.interned(r)
	if !ok {
		return Item{}
	}
	prefix, _, colon := strings.Cut(nodeName(c, r).Text(), ":")
	if !colon {
		prefix = ""
	}
	return Item{atomic.NewQName(prefix, c.doc.Space(n), c.doc.Local(n))}
}

// splitQName splits a lexical QName.
func splitQName(s string) (prefix, local string, ok bool) {
	prefix, local, colon := strings.Cut(s, ":")
	if !colon {
		prefix, local = "", prefix
	}
	return prefix, local, atomic.IsNCName(local) && (!colon || atomic.IsNCName(prefix))
}

func fnQName(c *Context, f *callOp, a []Item) Item {
	space, name := textOf(a[0]), textOf(a[1])
	prefix, local, ok := splitQName(name)
	if !ok || prefix != "" && space == "" {
		f.fail(c, "FOCA0002", "Invalid QName %q", name)
	}
	return Item{atomic.NewQName(prefix, space, local)}
}

// element returns a node argument, which must be an element.
func (f *callOp) element(c *Context, i Item, n int) xmltree.Node {
	if r := i.ref(); !r.isAttr() && c.doc.Kind(r.node()) == xmltree.Element {
		return r.node()
	}
	f.wrongType(c, n, "element()", i)
	return xmltree.None
}

func fnResolveQName(c *Context, f *callOp, a []Item) Item {
	if a[0].Absent() {
		return Item{}
	}
	name := trimBlanks(textOf(a[0]))
	prefix, local, ok := splitQName(name)
	if !ok {
		f.fail(c, "FOCA0002", "Invalid QName %q", name)
	}
	space, bound := c.doc.Namespace(f.element(c, a[1], 1), prefix)
	if prefix != "" && !bound {
		f.fail(c, "FONS0004", "Namespace prefix '%s' is not declared", prefix)
	}
	return Item{atomic.NewQName(prefix, space, local)}
}

func fnNamespaceForPrefix(c *Context, f *callOp, a []Item) Item {
	space, bound := c.doc.Namespace(f.element(c, a[1], 1), textOf(a[0]))
	if !bound {
		return Item{}
	}
	return Item{atomic.URI(space)}
}

func fnInScopePrefixes(c *Context, f *callOp) {
	n := f.element(c, f.argument(c, 0), 0)
	c.add(StringItem("xml"))
	var seen []string
	for ; n != xmltree.None; n = c.doc.Parent(n) {
		c.tick()
		c.doc.Declared(n, func(prefix, space string) {
			if slices.Contains(seen, prefix) {
				return
			}
			seen = append(seen, prefix)
			if space != "" {
				c.add(StringItem(prefix))
			}
		})
	}
}
