package explain

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
)

// place names an item and its line.
func (e *explainer) place(i xpath.Item) words {
	node, attr, ok := i.Node()
	if !ok {
		return plain(quote(i.StringValue(e.doc)))
	}
	switch {
	case attr != xmltree.NoAttr:
		return say("attribute", plain("@"+e.doc.AttrQName(attr)), plain(e.elementName(node)), e.line(e.doc.AttrPos(attr)))
	case e.doc.Kind(node) == xmltree.Element:
		return say("element", plain(e.elementName(node)), e.line(e.doc.Pos(node)))
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
	return strings.Clone(name) // which is a view of the document
}

func (e *explainer) places(items []xpath.Item) words {
	var list []words
	for i, item := range items {
		if i == maxItems {
			list = append(list, say("and-others", number(len(items)-i)))
			break
		}
		list = append(list, e.place(item))
	}
	return series(list)
}

// longLine is the column from which on a line number alone does not help to find a place.
const longLine = 400

func (e *explainer) line(p xmltree.Position) words {
	if p.Column > longLine {
		return say("column", number(p.Line), number(p.Column))
	}
	return say("line", number(p.Line))
}

// lineList writes the lines of some items.
func (e *explainer) lineList(items []xpath.Item) words {
	var list []int
	var last words
	for _, i := range items {
		node, attr, ok := i.Node()
		if !ok {
			continue
		}
		p := e.doc.Pos(node)
		if attr != xmltree.NoAttr {
			p = e.doc.AttrPos(attr)
		}
		list = append(list, p.Line)
		last = e.line(p)
	}
	if list = slices.Compact(list); len(list) == 1 {
		return last
	}
	return lines(list)
}
