package markup

import (
	"fmt"
	"strings"
)

// hl7Arc is the OID of HL7; "~" at the beginning of an attribute value stands for it and a full stop.
const hl7Arc = "2.16.840.1.113883."

// Element is an element under construction.
type Element struct {
	Name     string
	Attrs    []Attr
	Children []*Element
	Text     string
}

// Attr is an attribute of an element.
type Attr struct{ Name, Value string }

// El makes an element from its start tag in short form and its content. The short form is the name, then attributes as
// name=value, values with blanks in single quotes, a leading "~" for the OID of HL7. Content is a *Element, a slice of
// them or a string for text; nil elements are left out. A mistake in the short form panics: it is one in this program.
func El(tag string, content ...any) *Element {
	e := parseTag(tag)
	for _, c := range content {
		switch c := c.(type) {
		case *Element:
			if c != nil {
				e.Children = append(e.Children, c)
			}
		case []*Element:
			e.Children = append(e.Children, c...)
		case string:
			e.Text += c
		default:
			panic(fmt.Sprintf("markup: %T as content of %s", c, tag))
		}
	}
	if e.Text != "" && e.Children != nil {
		panic("markup: text and elements mixed in " + tag)
	}
	return e
}

// With adds attributes in the short form and returns the element.
func (e *Element) With(attrs string) *Element {
	e.Attrs = append(e.Attrs, parseTag(e.Name+" "+attrs).Attrs...)
	return e
}

// Attr returns the value of an attribute, empty if the element has none of that name.
func (e *Element) Attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

func parseTag(tag string) *Element {
	name, rest, _ := strings.Cut(tag, " ")
	e := &Element{Name: name}
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		key, value, ok := strings.Cut(rest, "=")
		if !ok || strings.ContainsAny(key, " '") {
			panic("markup: cannot read attributes of " + tag)
		}
		if quoted, isQuoted := strings.CutPrefix(value, "'"); isQuoted {
			value, rest, ok = strings.Cut(quoted, "'")
			if !ok {
				panic("markup: quote not closed in " + tag)
			}
		} else {
			value, rest, _ = strings.Cut(value, " ")
		}
		if below, ok := strings.CutPrefix(value, "~"); ok {
			value = hl7Arc + below
		}
		e.Attrs = append(e.Attrs, Attr{key, value})
	}
	return e
}

// Bytes serialises the element as an XML document in UTF-8, indented by two blanks, with a line feed at the end.
func (e *Element) Bytes() []byte {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	e.write(&b, "")
	return []byte(b.String())
}

var (
	attrEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;")
	textEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
)

func (e *Element) write(b *strings.Builder, indent string) {
	b.WriteString(indent + "<" + e.Name)
	for _, a := range e.Attrs {
		b.WriteString(" " + a.Name + `="` + attrEscaper.Replace(a.Value) + `"`)
	}
	switch {
	case e.Text != "":
		b.WriteString(">" + textEscaper.Replace(e.Text) + "</" + e.Name + ">\n")
	case len(e.Children) == 0:
		b.WriteString("/>\n")
	default:
		b.WriteString(">\n")
		for _, c := range e.Children {
			c.write(b, indent+"  ")
		}
		b.WriteString(indent + "</" + e.Name + ">\n")
	}
}
