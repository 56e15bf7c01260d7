// Package fix makes the mechanical repairs of what was found in a CDA: edits of its text after which the finding is gone.
package fix

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/vocabulary"
	"github.com/fselint/fselint/schemas/xsd"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)

// Edit replaces the bytes from From to To of the text by New.
type Edit struct {
	From, To int
	New      string
}

// Fix is a repair. Its edits are in the order of the text and do not touch each other.
type Fix struct {
	Title lint.Text
	Edits []Edit
}

// Apply returns the text with the repair.
func (f Fix) Apply(text []byte) []byte {
	var out []byte
	at := 0
	for _, e := range f.Edits {
		out = append(append(out, text[at:e.From]...), e.New...)
		at = e.To
	}
	return append(out, text[at:]...)
}

// Source is what repairs are made from.
type Source struct {
	Doc        *xmltree.Doc
	Schema     *xsd.Schema        // of the document; nil for none
	Vocabulary *vocabulary.Set    // nil for none
	Schematron *schematron.Schema // of the document; nil for none
}

// For returns the repairs of a finding, the likeliest first; none where it takes a person to know.
func (s Source) For(f *lint.Finding) []Fix {
	switch {
	case f.Location.Source != lint.SourceCDA || f.Location.Line == 0:
		return nil
	case f.Rule.Family == "XSD":
		return s.schema(f)
	case f.Rule.Family == "VOC":
		return s.coded(f)
	case f.Rule.Family == "SCH":
		return s.national(f)
	}
	return s.expected(f)
}

// expected writes the value that a finding about an attribute expects.
func (s Source) expected(f *lint.Finding) []Fix {
	a := s.Attribute(f.Location)
	want := f.Expected.In("en")
	if a == xmltree.NoAttr || want == "" || want != f.Expected.In("it") || f.Actual.In("en") != s.Doc.Value(a) {
		return nil
	}
	return []Fix{s.write(a, want)}
}

// Attribute finds the attribute that a location names.
func (s Source) Attribute(l lint.Location) xmltree.Attr {
	path, name, ok := strings.Cut(l.Path, "/@")
	if !ok {
		return xmltree.NoAttr
	}
	n := s.element(l)
	if n == xmltree.None || s.Doc.Path(n) != path {
		return xmltree.NoAttr
	}
	first, last := s.Doc.Attrs(n)
	for a := first; a < last; a++ {
		if s.Doc.Local(s.Doc.AttrName(a)) == name {
			return a
		}
	}
	return xmltree.NoAttr
}

// element is the element around a location.
func (s Source) element(l lint.Location) xmltree.Node {
	return s.Doc.ElementAt(Offset(s.Doc.Source(), l))
}

// Offset is the place of a location in the text, in bytes.
func Offset(text []byte, l lint.Location) int {
	at := 0
	for range l.Line - 1 {
		next := slices.Index(text[at:], '\n')
		if next < 0 {
			return len(text)
		}
		at += next + 1
	}
	rest := string(text[at:])
	column := 1
	for i, r := range rest {
		if column >= l.Column || r == '\n' {
			return at + i
		}
		column++
	}
	return len(text)
}

// write replaces the value of an attribute.
func (s Source) write(a xmltree.Attr, value string) Fix {
	from, to := s.Value(a)
	return Fix{
		Title: texts.Text("write", lint.Values{"attribute": s.Doc.AttrQName(a), "value": lint.Show(value)}),
		Edits: []Edit{{from, to, s.quoted(from, value)}},
	}
}

// Value is the range of an attribute's value, within the quotes.
func (s Source) Value(a xmltree.Attr) (from, to int) {
	from = s.Doc.AttrValuePos(a).Offset
	source := s.Doc.Source()
	return from, from + slices.Index(source[from:], source[from-1])
}

// quoted writes a value so that it can stand in the quotes before from.
func (s Source) quoted(from int, value string) string {
	if s.Doc.Source()[from-1] == '\'' {
		return strings.ReplaceAll(escape(value), "'", "&apos;")
	}
	return escape(value)
}

func escape(value string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace(value)
}

// insert adds an attribute behind the name of an element's start tag, or behind another attribute.
func (s Source) insert(n xmltree.Node, name, value string) Fix {
	at := s.tagEnd(n)
	return Fix{
		Title: texts.Text("add", lint.Values{"attribute": name, "value": lint.Show(value)}),
		Edits: []Edit{{at, at, " " + name + `="` + escape(value) + `"`}},
	}
}

// tagEnd is where an attribute can be added to a start tag: behind the last one.
func (s Source) tagEnd(n xmltree.Node) int {
	if first, last := s.Doc.Attrs(n); last > first {
		_, to := s.Value(last - 1)
		return to + 1
	}
	return s.Doc.Offset(n) + 1 + len(s.Doc.QName(n))
}

// remove takes an attribute out, with the blanks before it.
func (s Source) remove(a xmltree.Attr) Fix {
	source := s.Doc.Source()
	from := s.Doc.AttrPos(a).Offset
	for from > 0 && strings.IndexByte(" \t\r\n", source[from-1]) >= 0 {
		from--
	}
	_, to := s.Value(a)
	return Fix{Title: texts.Text("remove-attribute", lint.Values{"attribute": s.Doc.AttrQName(a)}), Edits: []Edit{{from, to + 1, ""}}}
}

// span is the range of an element with the white space before it, so that no empty line stays behind.
func (s Source) span(n xmltree.Node) (from, to int) {
	source := s.Doc.Source()
	from, to = s.Doc.Offset(n), s.Doc.EndOffset(n)
	start := from
	for start > 0 && (source[start-1] == ' ' || source[start-1] == '\t') {
		start--
	}
	if start > 0 && source[start-1] == '\n' {
		if from = start - 1; from > 0 && source[from-1] == '\r' {
			from--
		}
	}
	return from, to
}
