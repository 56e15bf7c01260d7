// Package complete says what may be written at a place of a CDA that is being written: elements and attributes by the schema, values
// by its enumerations and the managed dictionaries.
//
// The text before the place may be wrong in any way: what it has open is read leniently and rebuilt as a small document, in which the
// schema says what may follow.
package complete

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/vocabulary"
	"github.com/fselint/fselint/schemas/xsd"
)

// Most is how many items a list has at most.
const Most = 100

// Kind is what an item is.
type Kind uint8

// The kinds of items.
const (
	Element Kind = iota + 1
	End          // an end tag
	Attribute
	Value
	Code // of a dictionary
)

// Item is something that may be written.
type Item struct {
	Kind     Kind
	Label    string
	Detail   string // such as the type, or the display name of a code
	Required bool
	Text     string // to be written, in the syntax of snippets
	Match    string // what typed text is compared with
}

// List is what may be written in the place of a range.
type List struct {
	From, To int // in bytes
	Items    []Item
	More     bool // there are more than Most: more typed text brings others
}

// At returns what may be written at an offset of a text, in bytes. An error is about the catalog.
func At(text []byte, offset int, catalog *schemas.Catalog) (List, error) {
	p := locate(text, offset)
	c := &completion{place: p, catalog: catalog, list: List{From: p.from, To: p.to}}
	if err := c.read(text); err != nil {
		return List{}, err
	}
	switch p.spot {
	case content, tagName, endTag:
		c.elements()
	case attribute:
		c.attributes()
	case value:
		if err := c.values(); err != nil {
			return List{}, err
		}
	}
	return c.list, nil
}

type completion struct {
	place
	catalog *schemas.Catalog
	list    List

	doc      *xmltree.Doc // the skeleton, nil where it cannot be read
	node     xmltree.Node // the innermost open element in it
	admitted xsd.Admitted
}

// read asks the schema set of the document about the place.
func (c *completion) read(text []byte) error {
	_, extension, _, _ := cda.HeaderIDs(text)
	if extension == "" {
		extension = "POCD_MT000040UV02" // the author has not come to it yet
	}
	schema, ok, err := c.catalog.Schema(extension)
	if err != nil || !ok || len(c.open) == 0 {
		return err
	}
	if c.doc, err = xmltree.Parse(c.skeleton, xmltree.Limits{}); err != nil {
		c.doc = nil
		return nil //nolint:nilerr // what is written so far cannot be understood
	}
	c.node = c.doc.DocumentElement()
	for range len(c.open) - 1 {
		for child := c.doc.FirstChild(c.node); child != xmltree.None; child = c.doc.NextSibling(child) {
			if c.doc.NextSibling(child) == xmltree.None {
				c.node = child
				break
			}
		}
	}
	c.admitted = schema.Admits(c.doc, c.node)
	return nil
}

func (c *completion) add(i Item) {
	if len(c.list.Items) == Most {
		c.list.More = true
		return
	}
	c.list.Items = append(c.list.Items, i)
}

// elements offers the elements that may come, and the end tag.
func (c *completion) elements() {
	before := ""
	if c.spot == content {
		before = "<"
	}
	if c.spot != endTag {
		for _, e := range c.admitted.Children {
			name := c.qualified(e.Namespace, e.Local)
			c.add(Item{
				Kind: Element, Label: name, Detail: e.Type, Required: !c.admitted.Ends, Text: before + snippet(name, e), Match: before + name,
			})
		}
	}
	if len(c.open) == 0 {
		return
	}
	name := c.open[len(c.open)-1].name
	end := Item{Kind: End, Label: "/" + name, Text: before + "/" + name + ">", Match: before + "/" + name}
	if c.spot == endTag {
		end.Text, end.Match = name+">", name
	}
	c.add(end)
}

// snippet is an element with its required attributes, and the place where the author goes on.
func snippet(name string, e xsd.AdmittedElement) string {
	var b strings.Builder
	b.WriteString(name)
	for i, a := range e.Required {
		fmt.Fprintf(&b, ` %s="$%d"`, a, i+1)
	}
	switch {
	case e.Empty && len(e.Required) == 0:
		b.WriteString("$1/>$0")
	case e.Empty:
		b.WriteString("/>$0")
	default:
		fmt.Fprintf(&b, ">$0</%s>", name)
	}
	return b.String()
}

// qualified writes a name with the prefix that its namespace has at the place.
func (c *completion) qualified(space, local string) string {
	if space == "" {
		return local
	}
	if have, bound := c.doc.Namespace(c.node, ""); bound && have == space {
		return local
	}
	found := ""
	for n := c.node; n > xmltree.Root && found == ""; n = c.doc.Parent(n) {
		c.doc.Declared(n, func(prefix, uri string) {
			if uri == space && prefix != "" {
				found = prefix
			}
		})
	}
	if found == "" {
		return local
	}
	return found + ":" + local
}

func (c *completion) attributes() {
	have := c.open[len(c.open)-1]
	for _, a := range c.admitted.Attributes {
		name := a.Local
		if a.Namespace != "" {
			if name = c.qualified(a.Namespace, a.Local); name == a.Local { // an attribute needs a prefix
				continue
			}
		}
		if _, there := have.attribute(name); there && name != c.written {
			continue
		}
		c.add(Item{Kind: Attribute, Label: name, Detail: a.Type, Required: a.Required, Text: fmt.Sprintf(`%s="%s"`, name, placeholder(a)), Match: name})
	}
}

func placeholder(a xsd.AdmittedAttribute) string {
	if a.Fixed != "" {
		return escape(a.Fixed)
	}
	return "$1"
}

// escape writes text into a snippet and into an attribute.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "$", `\$`, "}", `\}`).Replace(escaper.Replace(s))
}

// values offers what the attribute at hand may have.
func (c *completion) values() error {
	local := c.name[strings.LastIndexByte(c.name, ':')+1:]
	for _, a := range c.admitted.Attributes {
		if a.Local != local {
			continue
		}
		for _, v := range append(slices.Clone(a.Values), a.Fixed) {
			if v != "" && len(c.list.Items) < Most {
				c.value(Value, v, "")
			}
		}
	}
	if c.name == "root" && c.open[len(c.open)-1].name == "templateId" {
		for _, t := range fse.DocumentTypes() {
			c.value(Value, t.TemplateRoot, t.Abbr+", "+t.Name)
		}
	}
	set, err := c.catalog.Vocabulary()
	if err != nil {
		return err
	}
	return c.coded(set)
}

func (c *completion) value(kind Kind, v, detail string) {
	c.add(Item{Kind: kind, Label: v, Detail: detail, Text: escape(v), Match: v})
}

// coded offers what the dictionaries know of the attributes of a coded element.
func (c *completion) coded(set *vocabulary.Set) error {
	element := c.open[len(c.open)-1]
	system, _ := element.attribute("codeSystem")
	version, _ := element.attribute("codeSystemVersion")
	code, _ := element.attribute("code")
	switch c.name {
	case "codeSystem":
		c.systems(set, code)
	case "codeSystemVersion":
		versions, _ := set.Versions(system)
		for _, v := range slices.Backward(versions) {
			if v != "" {
				c.value(Value, v, "")
			}
		}
	case "displayName":
		if display, ok := set.Display(system, version, code); ok {
			c.value(Value, display, code)
		}
	case "code":
		return c.codes(set, system, version)
	}
	return nil
}

// systems offers the managed code systems, those that have the code at hand first.
func (c *completion) systems(set *vocabulary.Set, code string) {
	type system struct{ oid, display string }
	var list []system
	for _, d := range set.Dictionaries() {
		if slices.ContainsFunc(list, func(s system) bool { return s.oid == d.System }) {
			continue
		}
		display, _ := set.Display(d.System, "", code)
		list = append(list, system{d.System, display})
	}
	slices.SortStableFunc(list, func(a, b system) int {
		return cmp.Or(-cmp.Compare(min(len(a.display), 1), min(len(b.display), 1)), cmp.Compare(a.oid, b.oid))
	})
	for _, s := range list {
		c.value(Value, s.oid, s.display)
	}
}

// codes offers the codes of a dictionary that begin with what is written, or whose display name contains it.
func (c *completion) codes(set *vocabulary.Set, system, version string) error {
	table, _ := set.Table(system)
	if table == nil { // there are no codes to look at
		return nil
	}
	if version == "" {
		_, version = set.Versions(system)
	}
	word := strings.ToLower(c.written)
	return table.Each(func(v, code, description string) bool {
		if v != "" && version != "" && v != version {
			return true
		}
		starts := strings.HasPrefix(strings.ToLower(code), word)
		if starts || len(word) > 2 && strings.Contains(strings.ToLower(description), word) {
			c.add(Item{Kind: Code, Label: code, Detail: description, Text: escape(code), Match: code + " " + description})
		}
		return !c.list.More
	})
}

// Plain is the text of an item without the marks of snippets.
func (i Item) Plain() string {
	var b strings.Builder
	for at := 0; at < len(i.Text); at++ {
		switch c := i.Text[at]; {
		case c == '\\' && at+1 < len(i.Text):
			at++
			b.WriteByte(i.Text[at])
		case c == '$' && at+1 < len(i.Text) && i.Text[at+1] >= '0' && i.Text[at+1] <= '9':
			at++
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
