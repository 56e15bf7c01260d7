package schematron

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
)

// Namespaces of the elements that a schema is made of.
const (
	SchematronNamespace = "http://purl.oclc.org/dsdl/schematron"
	xslNamespace        = "http://www.w3.org/1999/XSL/Transform"
)

// element is an element of a schema file. Includes and abstract patterns are expanded by building new elements, so one
// element may appear at several places; none is modified once built.
type element struct {
	space, local string
	attrs        []attribute
	nodes        []node
	ns           map[string]string // in-scope namespaces
	pos          Position
}

// attribute is an attribute of an element.
type attribute struct {
	space, local, value string
	pos                 Position // of the value
}

// node is a child: an element, or text. Comments and processing instructions are dropped, as the skeleton's first stages
// do, so that the text around them is one.
type node struct {
	elem *element
	text string
}

func (e *element) is(local string) bool { return e.space == SchematronNamespace && e.local == local }

func (e *element) attr(local string) (attribute, bool) {
	for _, a := range e.attrs {
		if a.space == "" && a.local == local {
			return a, true
		}
	}
	return attribute{}, false
}

func (e *element) value(local string) string {
	a, _ := e.attr(local)
	return a.value
}

// elements calls f with every child element until it fails.
func (e *element) elements(f func(*element) error) error {
	for _, n := range e.nodes {
		if n.elem != nil {
			if err := f(n.elem); err != nil {
				return err
			}
		}
	}
	return nil
}

// text is the string value of e.
func (e *element) text() string {
	var b strings.Builder
	e.appendText(&b)
	return b.String()
}

func (e *element) appendText(b *strings.Builder) {
	for _, n := range e.nodes {
		if n.elem != nil {
			n.elem.appendText(b)
		} else {
			b.WriteString(n.text)
		}
	}
}

// parseSchema parses one file of a schema.
func parseSchema(src []byte, name string) (*element, error) {
	text, err := decode(src)
	if err != nil {
		return nil, &Error{Pos: Position{name, 1, 1}, Err: err}
	}
	limits := xmltree.Limits{Bytes: maxSchema, Depth: 200, Attributes: 200, Nodes: 1_000_000}
	doc, err := xmltree.Parse(text, limits)
	if err != nil {
		var syntax *xmltree.SyntaxError
		if errors.As(err, &syntax) {
			return nil, &Error{
				Pos: Position{name, syntax.Position.Line, syntax.Position.Column},
				Err: fmt.Errorf("not well-formed: %w", err),
			}
		}
		return nil, &Error{Pos: Position{name, 1, 1}, Err: err}
	}
	b := builder{doc: doc, file: name}
	return b.element(doc.DocumentElement(), nil), nil
}

type builder struct {
	doc  *xmltree.Doc
	file string
}

func (b *builder) position(p xmltree.Position) Position { return Position{b.file, p.Line, p.Column} }

func (b *builder) element(n xmltree.Node, ns map[string]string) *element {
	d := b.doc
	name := d.Name(n)
	e := &element{space: d.Space(name), local: d.Local(name), pos: b.position(d.Pos(n)), ns: ns}
	own := false
	d.Declared(n, func(prefix, space string) {
		if !own {
			own, e.ns = true, make(map[string]string, len(ns)+4)
			for p, s := range ns {
				e.ns[p] = s
			}
		}
		e.ns[prefix] = space
	})
	first, last := d.Attrs(n)
	e.attrs = make([]attribute, 0, last-first)
	for a := first; a < last; a++ {
		an := d.AttrName(a)
		e.attrs = append(e.attrs, attribute{d.Space(an), d.Local(an), d.Value(a), b.position(d.AttrValuePos(a))})
	}
	children := 0
	for c := d.FirstChild(n); c != xmltree.None; c = d.NextSibling(c) {
		children++
	}
	e.nodes = make([]node, 0, children)
	for c := d.FirstChild(n); c != xmltree.None; c = d.NextSibling(c) {
		switch d.Kind(c) {
		case xmltree.Element:
			e.nodes = append(e.nodes, node{elem: b.element(c, e.ns)})
		case xmltree.Text:
			e.addText(d.Content(c))
		}
	}
	return e
}

// addText appends text, joining it to text that is last already.
func (e *element) addText(s string) {
	if s == "" {
		return
	}
	if i := len(e.nodes) - 1; i >= 0 && e.nodes[i].elem == nil {
		e.nodes[i].text += s
		return
	}
	e.nodes = append(e.nodes, node{text: s})
}

// blank reports whether s is white space only, as XML defines it.
func blank(s string) bool { return strings.Trim(s, " \t\r\n") == "" }
