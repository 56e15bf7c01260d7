package xsd

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/schemas/xsd/datatype"
)

func (v *validator) report(e Error) {
	if len(v.errors) >= v.opt.MaxErrors {
		v.over = true
		return
	}
	v.errors = append(v.errors, e)
}

// elementError is an error that the reference finds at a start tag.
func (v *validator) elementError(n xmltree.Node, code string, kind Kind) Error {
	name, at := v.doc.Name(n), v.doc.Offset(n)
	return Error{
		Code: code, Codes: []string{code}, Kind: kind, Offset: at, ElementOffset: at, Element: v.doc.Local(name), Namespace: v.doc.Space(name),
		Raw: code, event: 2*at + 1,
	}
}

// attributeError is about an attribute.
func (v *validator) attributeError(n xmltree.Node, a xmltree.Attr, code string, kind Kind) Error {
	e := v.elementError(n, code, kind)
	e.Offset, e.Attribute = v.doc.AttrPos(a).Offset, v.doc.AttrQName(a)
	if kind != AttributeNotAllowed {
		e.Value = bounded(v.doc.Value(a))
	}
	return e
}

// endError is an error that the reference finds at an end tag, where something is missing before it.
func (v *validator) endError(f *frame, code string, kind Kind) Error {
	e := v.elementError(f.node, code, kind)
	e.event = 2 * v.doc.EndOffset(f.node)
	if kind == MissingElement {
		if end := bytes.LastIndexByte(v.doc.Source()[:v.doc.EndOffset(f.node)], '<'); end > e.Offset {
			e.Offset = end
		}
	}
	return e
}

// contentError is about text, or elements, where they may not be.
func (v *validator) contentError(f *frame, code string, kind Kind) Error {
	e := v.endError(f, code, kind)
	for n := v.doc.FirstChild(f.node); n != xmltree.None; n = v.doc.NextSibling(n) {
		switch v.doc.Kind(n) {
		case xmltree.Element:
			if kind == ContentNotAllowed {
				e.Kind, e.Offset, e.Value = ElementNotAllowed, v.doc.Offset(n), v.doc.Local(v.doc.Name(n))
				return e
			}
		case xmltree.Text:
			text := v.doc.Content(n)
			if kind == ContentNotAllowed || !isBlank(text) {
				e.Offset = v.doc.Offset(n) + len(text) - len(strings.TrimLeft(text, " \t\r\n"))
				if isBlank(text) {
					e.Offset = v.doc.Offset(n)
				}
				e.Value = excerpt(text)
				return e
			}
		}
	}
	return e
}

// excerpt is one line of a text, shortened.
func excerpt(text string) string {
	const most = 80
	s := strings.Join(strings.Fields(bounded(text)), " ")
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return s
}

// maxShown is the length in bytes up to which values are kept.
const maxShown = 2048

func bounded(s string) string {
	if len(s) <= maxShown {
		return strings.Clone(s)
	}
	for i := maxShown; ; i-- {
		if utf8.RuneStart(s[i]) {
			return strings.Clone(s[:i])
		}
	}
}

// kindOf sorts what is wrong with a value.
func kindOf(f *datatype.Fault) Kind {
	switch f.Facet {
	case datatype.Pattern:
		return BadPattern
	case datatype.Enumeration:
		return BadChoice
	case datatype.Length, datatype.MinLength, datatype.MaxLength:
		return BadLength
	case datatype.NoFacet:
		if f.Code == "cvc-id.2" {
			return DuplicateID
		}
		return BadDatatype
	}
	return BadRange
}

// describe says what is wrong with a value. typ is the type that it ought to have, the fault's that which refused it.
func (v *validator) describe(e *Error, f *datatype.Fault, typ *datatype.Type) {
	e.Value, e.Type, e.Limit = bounded(f.Value), f.Type.Name, f.Limit
	if typ.Name != "" && !strings.HasPrefix(typ.Name, "xs:") && f.Facet == datatype.NoFacet && f.Code != "cvc-id.2" {
		e.Type = typ.Name
	}
	if f.Facet != datatype.NoFacet {
		e.Facet = f.Facet.String()
	}
	if f.Facet == datatype.Enumeration || f.Code == "cvc-datatype-valid.1.2.3" {
		e.Expected = f.Type.Enumeration()
		if e.Expected != nil && f.Facet == datatype.NoFacet {
			e.Kind = BadChoice
		}
	}
}

// short writes a name for people: bare in the namespace of the set, else with the prefix that the set binds.
func (s *Schema) short(symbol int32) string {
	q := s.name(symbol)
	if q.space == "" || len(s.info) > 0 && q.space == s.str(s.info[0].target) {
		return q.local
	}
	if q.space == schemaNamespace {
		return "xs:" + q.local
	}
	if prefix := s.prefix(q.space); prefix != "" {
		return prefix + ":" + q.local
	}
	return q.String()
}

func (s *Schema) prefix(space string) string {
	l := s.info[0].prefixes
	for i := l.from; i+3 < l.from+l.n; i += 4 {
		if s.str(ref{s.pool[i], s.pool[i+1]}) == space {
			return s.str(ref{s.pool[i+2], s.pool[i+3]})
		}
	}
	return ""
}

// leafNames lists the names of elements; * stands for what a wildcard admits.
func (s *Schema) leafNames(leaves []int32) []string {
	var names []string
	for _, l := range leaves {
		name := "*"
		if rec := &s.leaves[l]; rec.symbol >= 0 {
			name = s.short(rec.symbol)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
