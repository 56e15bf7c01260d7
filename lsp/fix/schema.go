package fix

import (
	"slices"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/near"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/xsd"
)

// schema repairs what the schema does not admit.
func (s Source) schema(f *lint.Finding) []Fix {
	if s.Schema == nil {
		return nil
	}
	result, err := s.Schema.Validate(s.Doc, xsd.Options{})
	if err != nil {
		return nil
	}
	i := slices.IndexFunc(result.Errors, func(e xsd.Error) bool {
		message, _, _, _ := e.Explain("en")
		return e.Line == f.Location.Line && e.Column == f.Location.Column && f.Message.In("en") == message+" ["+e.Code+"]"
	})
	if i < 0 {
		return nil
	}
	e := &result.Errors[i]
	n := s.Doc.ElementAt(e.ElementOffset)
	if n == xmltree.None {
		return nil
	}
	var fixes []Fix
	switch e.Kind {
	case xsd.AttributeNotAllowed:
		fixes = s.attributeNotAllowed(e, n)
	case xsd.MissingAttribute:
		fixes = s.missingAttribute(e, n)
	case xsd.BadChoice, xsd.BadFixed:
		fixes = s.oneOf(e, n)
	case xsd.UnexpectedElement:
		fixes = s.unexpected(e, n)
	case xsd.ElementNotAllowed, xsd.ContentNotAllowed, xsd.TextNotAllowed:
		fixes = s.content(e, n)
	}
	return slices.DeleteFunc(fixes, func(f Fix) bool { return !s.helps(f, len(result.Errors)) })
}

// helps tells whether the schema has less to say after a repair.
func (s Source) helps(f Fix, before int) bool {
	doc, err := xmltree.Parse(f.Apply(s.Doc.Source()), xmltree.Limits{})
	if err != nil {
		return false
	}
	result, err := s.Schema.Validate(doc, xsd.Options{})
	return err == nil && len(result.Errors) < before
}

// named finds an attribute of an element as the source spells it.
func (s Source) named(n xmltree.Node, qname string) xmltree.Attr {
	first, last := s.Doc.Attrs(n)
	for a := first; a < last; a++ {
		if s.Doc.AttrQName(a) == qname {
			return a
		}
	}
	return xmltree.NoAttr
}

// attributeNotAllowed renames an attribute that is nearly one that may stand there, or takes it out.
func (s Source) attributeNotAllowed(e *xsd.Error, n xmltree.Node) []Fix {
	a := s.named(n, e.Attribute)
	if a == xmltree.NoAttr {
		return nil
	}
	var fixes []Fix
	for _, name := range like(e.Attribute, s.missing(n)) {
		from := s.Doc.AttrPos(a).Offset
		fixes = append(fixes, Fix{
			Title: texts.Text("rename", lint.Values{"attribute": e.Attribute, "name": name}), Edits: []Edit{{from, from + len(e.Attribute), name}},
		})
	}
	return append(fixes, s.remove(a))
}

// missing are the attributes that an element may have and has not.
func (s Source) missing(n xmltree.Node) []string {
	var names []string
	for _, a := range s.Schema.Admits(s.Doc, n).Attributes {
		if a.Namespace == "" && s.Doc.Attr(n, s.Doc.Lookup("", a.Local)) == xmltree.NoAttr {
			names = append(names, a.Local)
		}
	}
	return names
}

// missingAttribute adds an attribute that has only one value.
func (s Source) missingAttribute(e *xsd.Error, n xmltree.Node) []Fix {
	var fixes []Fix
	for _, a := range s.Schema.Admits(s.Doc, n).Attributes {
		if a.Local != e.Attribute || a.Namespace != "" {
			continue
		}
		values := a.Values
		if a.Fixed != "" {
			values = []string{a.Fixed}
		}
		for _, v := range values[:min(len(values), most)] {
			fixes = append(fixes, s.insert(n, a.Local, v))
		}
	}
	return fixes
}

// most is how many values are offered where there are several.
const most = 5

// oneOf writes a value that is admitted and near to what stands there.
func (s Source) oneOf(e *xsd.Error, n xmltree.Node) []Fix {
	a := s.named(n, e.Attribute)
	if a == xmltree.NoAttr {
		return nil
	}
	values := like(e.Value, e.Expected)
	for _, v := range e.Expected {
		if len(e.Expected) <= most && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	var fixes []Fix
	for _, v := range values {
		fixes = append(fixes, s.write(a, v))
	}
	return fixes
}

// unexpected moves an element to where it belongs, renames one that is misspelt, or takes out one that can stand nowhere around.
func (s Source) unexpected(e *xsd.Error, n xmltree.Node) []Fix {
	var fixes []Fix
	for c := s.Doc.FirstChild(s.Doc.Parent(n)); e.Misplaced && c != xmltree.None && len(fixes) < most; c = s.Doc.NextSibling(c) {
		if s.Doc.Kind(c) != xmltree.Element {
			continue
		}
		switch local := s.Doc.Local(s.Doc.Name(c)); {
		case c < n && local == e.Belongs.Before:
			fixes = append(fixes, s.move(n, c))
		case c > n && local == e.Belongs.Later: // what is expected first comes later
			fixes = append(fixes, s.move(c, n))
		}
	}
	if !e.Misplaced {
		for _, name := range like(s.Doc.QName(n), e.Expected) {
			fixes = append(fixes, s.rename(n, name))
		}
	}
	if e.Belongs.Again || !e.Misplaced && len(e.Belongs.Inside) == 0 {
		fixes = append(fixes, s.removeElement(n))
	}
	return fixes
}

// move puts an element before another one.
func (s Source) move(n, before xmltree.Node) Fix {
	from, to := s.span(n)
	at, _ := s.span(before)
	edits := []Edit{{at, at, string(s.Doc.Source()[from:to])}, {from, to, ""}}
	return Fix{Title: texts.Text("move", lint.Values{"element": s.Doc.QName(n), "before": s.Doc.QName(before)}), Edits: edits}
}

func (s Source) rename(n xmltree.Node, name string) Fix {
	old := s.Doc.QName(n)
	start, end := s.Doc.Offset(n)+1, s.Doc.EndOffset(n)
	edits := []Edit{{start, start + len(old), name}}
	if source := s.Doc.Source(); source[end-2] != '/' {
		close := end - 1
		for source[close] != '/' {
			close--
		}
		edits = append(edits, Edit{close + 1, close + 1 + len(old), name})
	}
	return Fix{Title: texts.Text("rename", lint.Values{"attribute": old, "name": name}), Edits: edits}
}

func (s Source) removeElement(n xmltree.Node) Fix {
	from, to := s.span(n)
	return Fix{Title: texts.Text("remove-element", lint.Values{"element": s.Doc.QName(n)}), Edits: []Edit{{from, to, ""}}}
}

// content takes out text, or an element, where there may be none.
func (s Source) content(e *xsd.Error, n xmltree.Node) []Fix {
	for c := s.Doc.FirstChild(n); c != xmltree.None; c = s.Doc.NextSibling(c) {
		from, to := s.Doc.Offset(c), s.Doc.EndOffset(c)
		if e.Offset < from || e.Offset >= to {
			continue
		}
		if s.Doc.Kind(c) == xmltree.Element {
			return []Fix{s.removeElement(c)}
		}
		if s.Doc.Kind(c) == xmltree.Text {
			return []Fix{{Title: texts.Text("remove-text", nil), Edits: []Edit{{from, to, ""}}}}
		}
	}
	return nil
}

// like returns the values of a list that a value was probably meant to be, the likeliest first.
func like(value string, list []string) []string {
	search := near.New(value, 3)
	for _, known := range list {
		search.Consider([]byte(known))
	}
	var values []string
	for _, m := range search.Best() {
		values = append(values, m.Value)
	}
	return values
}
