package mutate

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/fselint/fselint/cda/schematron/formula"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
)

// edit replaces bytes of a document.
type edit struct {
	start, end int
	text       string
	what       string // for people
}

func (e edit) apply(src []byte) []byte {
	var b bytes.Buffer
	b.Grow(len(src) + len(e.text))
	b.Write(src[:e.start])
	b.WriteString(e.text)
	b.Write(src[e.end:])
	return b.Bytes()
}

// editor makes edits of one document.
type editor struct{ doc *xmltree.Doc }

// isAttr reports whether an item is an attribute; ok is false where the item cannot be edited.
func (d editor) node(i xpath.Item) (n xmltree.Node, a xmltree.Attr, ok bool) {
	n, a, ok = i.Node()
	if !ok || n == xmltree.Root || a == xmltree.NoAttr && d.doc.Kind(n) != xmltree.Element {
		return n, a, false
	}
	return n, a, true
}

// remove deletes an element or attribute.
func (d editor) remove(i xpath.Item) []edit {
	n, a, ok := d.node(i)
	switch {
	case !ok || a == xmltree.NoAttr && n == d.doc.DocumentElement():
		return nil
	case a != xmltree.NoAttr:
		start, _, end := d.attribute(a)
		return []edit{{start, end, "", "removed " + d.doc.AttrPath(a)}}
	}
	return []edit{{d.doc.Offset(n), d.doc.EndOffset(n), "", "removed " + d.doc.Path(n)}}
}

// removeAll deletes elements or attributes. Items below other items go with them.
func (d editor) removeAll(items []xpath.Item) []edit {
	var all edit
	src := d.doc.Source()
	all.start, all.end = len(src), 0
	type span struct{ start, end int }
	var spans []span
	for _, i := range items {
		for _, e := range d.remove(i) {
			if len(spans) > 0 && e.start < spans[len(spans)-1].end {
				continue
			}
			spans = append(spans, span{e.start, e.end})
		}
	}
	if len(spans) == 0 {
		return nil
	}
	all.start, all.end = spans[0].start, spans[len(spans)-1].end
	var b strings.Builder
	from := all.start
	for _, s := range spans {
		if s.start < from {
			return nil
		}
		b.Write(src[from:s.start])
		from = s.end
	}
	all.text, all.what = b.String(), fmt.Sprintf("removed %d nodes", len(spans))
	return []edit{all}
}

// repeat doubles an element.
func (d editor) repeat(i xpath.Item) []edit {
	n, a, ok := d.node(i)
	if !ok || a != xmltree.NoAttr || n == d.doc.DocumentElement() {
		return nil
	}
	start, end := d.doc.Offset(n), d.doc.EndOffset(n)
	return []edit{{end, end, string(d.doc.Source()[start:end]), "repeated " + d.doc.Path(n)}}
}

// attribute returns where an attribute starts, blank before it included, and where its value starts and the attribute ends.
func (d editor) attribute(a xmltree.Attr) (start, value, end int) {
	src := d.doc.Source()
	start = d.doc.AttrPos(a).Offset
	for start > 0 && strings.IndexByte(" \t\r\n", src[start-1]) >= 0 {
		start--
	}
	value = d.doc.AttrValuePos(a).Offset
	return start, value, value + bytes.IndexByte(src[value:], src[value-1]) + 1
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "'", "&apos;")

// set gives an attribute a value, or an element a text instead of its content.
func (d editor) set(i xpath.Item, value string) []edit {
	n, a, ok := d.node(i)
	if !ok || i.StringValue(d.doc) == value {
		return nil
	}
	value = escape.Replace(value)
	if a != xmltree.NoAttr {
		_, start, end := d.attribute(a)
		return []edit{{start, end - 1, value, fmt.Sprintf("set %s to %q", d.doc.AttrPath(a), value)}}
	}
	what := fmt.Sprintf("set %s to %q", d.doc.Path(n), value)
	start, end, empty := d.content(n)
	if empty {
		return []edit{{start, end, ">" + value + "</" + d.doc.QName(n) + ">", what}}
	}
	return []edit{{start, end, value, what}}
}

// content returns the range of an element's content. Of an empty-element tag it returns the range of "/>".
func (d editor) content(n xmltree.Node) (start, end int, empty bool) {
	src := d.doc.Source()
	start, end = d.doc.Offset(n), d.doc.EndOffset(n)
	if bytes.HasSuffix(src[start:end], []byte("/>")) && bytes.LastIndex(src[start:end], []byte("</")) < 0 {
		return end - 2, end, true
	}
	end = start + bytes.LastIndex(src[start:end], []byte("</"))
	if c := d.doc.FirstChild(n); c != xmltree.None {
		return d.doc.Offset(c), end, false
	}
	return end, end, false
}

// add puts a sample into an element, as its last child or as attributes.
func (d editor) add(i xpath.Item, s *formula.Sample) []edit {
	n, a, ok := d.node(i)
	if node, _, is := i.Node(); is && node == xmltree.Root && d.doc.DocumentElement() != xmltree.None {
		n, a, ok = d.doc.DocumentElement(), xmltree.NoAttr, true
	}
	if !ok || a != xmltree.NoAttr || s == nil {
		return nil
	}
	qname := d.doc.QName(n)
	if s.Name == "" {
		at := d.doc.Offset(n) + 1 + len(qname)
		return []edit{{at, at, " " + s.XML("") + d.declare(n, s), fmt.Sprintf("added %s to %s", s.XML(""), d.doc.Path(n))}}
	}
	prefix := ""
	if p, _, found := strings.Cut(qname, ":"); found {
		prefix = p + ":"
	}
	text := s.XML(prefix)
	if declaration := d.declare(n, s); declaration != "" {
		at := 1 + len(prefix) + len(s.Name)
		text = text[:at] + declaration + text[at:]
	}
	what := fmt.Sprintf("added %s to %s", text, d.doc.Path(n))
	start, end, empty := d.content(n)
	if empty {
		return []edit{{start, end, ">" + text + "</" + qname + ">", what}}
	}
	return []edit{{end, end, text, what}}
}

// declare returns the declaration of the prefix xsi, where a sample needs it and the document lacks it.
func (d editor) declare(n xmltree.Node, s *formula.Sample) string {
	if _, ok := d.doc.Namespace(n, "xsi"); ok || !strings.Contains(s.XML(""), "xsi:") {
		return ""
	}
	return ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`
}
