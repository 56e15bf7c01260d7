package explain

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
)

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
