package schemafile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
)

// Namespaces of the elements that a schema is made of.
const (
	SchematronNamespace = "http://purl.oclc.org/dsdl/schematron"
	XslNamespace        = "http://www.w3.org/1999/XSL/Transform"
)

// Element is an element of a schema file. Includes and abstract patterns are expanded by building new elements, so one
// element may appear at several places; none is modified once built.
type Element struct {
	Space, Local string
	Attrs        []attribute
	Nodes        []node
	Ns           map[string]string // in-scope namespaces
	Pos          Position
}

// attribute is an attribute of an element.
type attribute struct {
	Space, Local, Value string
	Pos                 Position // of the value
}

// node is a child: an element, or text. Comments and processing instructions are dropped, as the skeleton's first stages
// do, so that the text around them is one.
type node struct {
	Elem *Element
	Text string
}

func (e *Element) Is(local string) bool { return e.Space == SchematronNamespace && e.Local == local }

func (e *Element) Attr(local string) (attribute, bool) {
	for _, a := range e.Attrs {
		if a.Space == "" && a.Local == local {
			return a, true
		}
	}
	return attribute{}, false
}

func (e *Element) Value(local string) string {
	a, _ := e.Attr(local)
	return a.Value
}

// Elements calls f with every child element until it fails.
func (e *Element) Elements(f func(*Element) error) error {
	for _, n := range e.Nodes {
		if n.Elem != nil {
			if err := f(n.Elem); err != nil {
				return err
			}
		}
	}
	return nil
}

// Text is the string value of e.
func (e *Element) Text() string {
	var b strings.Builder
	e.appendText(&b)
	return b.String()
}

func (e *Element) appendText(b *strings.Builder) {
	for _, n := range e.Nodes {
		if n.Elem != nil {
			n.Elem.appendText(b)
		} else {
			b.WriteString(n.Text)
		}
	}
}

// ParseSchema parses one file of a schema.
func ParseSchema(src []byte, name string) (*Element, error) {
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

func (b *builder) element(n xmltree.Node, ns map[string]string) *Element {
	d := b.doc
	name := d.Name(n)
	e := &Element{Space: d.Space(name), Local: d.Local(name), Pos: b.position(d.Pos(n)), Ns: ns}
	own := false
	d.Declared(n, func(prefix, space string) {
		if !own {
			own, e.Ns = true, make(map[string]string, len(ns)+4)
			for p, s := range ns {
				e.Ns[p] = s
			}
		}
		e.Ns[prefix] = space
	})
	first, last := d.Attrs(n)
	e.Attrs = make([]attribute, 0, last-first)
	for a := first; a < last; a++ {
		an := d.AttrName(a)
		e.Attrs = append(e.Attrs, attribute{d.Space(an), d.Local(an), d.Value(a), b.position(d.AttrValuePos(a))})
	}
	children := 0
	for c := d.FirstChild(n); c != xmltree.None; c = d.NextSibling(c) {
		children++
	}
	e.Nodes = make([]node, 0, children)
	for c := d.FirstChild(n); c != xmltree.None; c = d.NextSibling(c) {
		switch d.Kind(c) {
		case xmltree.Element:
			e.Nodes = append(e.Nodes, node{Elem: b.element(c, e.Ns)})
		case xmltree.Text:
			e.addText(d.Content(c))
		}
	}
	return e
}

// addText appends text, joining it to text that is last already.
func (e *Element) addText(s string) {
	if s == "" {
		return
	}
	if i := len(e.Nodes) - 1; i >= 0 && e.Nodes[i].Elem == nil {
		e.Nodes[i].Text += s
		return
	}
	e.Nodes = append(e.Nodes, node{Text: s})
}

// Blank reports whether s is white space only, as XML defines it.
func Blank(s string) bool { return strings.Trim(s, " \t\r\n") == "" }
