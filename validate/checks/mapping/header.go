package mappingcheck

import (
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
)

// The roots by which the header map knows an author: a person's fiscal code, and the VAT number of who makes the software.
const (
	fiscalCodeRoot = "2.16.840.1.113883.2.9.4.3.2"
	vatRoot        = "2.16.840.1.113883.2.9.6.3.2"
)

// authors looks whether a composition with an author comes of the header.
func (h *hinter) authors() {
	root := h.doc.DocumentElement()
	first, known := xmltree.None, false
	for n := h.doc.FirstChild(root); n != xmltree.None; n = h.doc.NextSibling(n) {
		if !h.is(n, "author") {
			continue
		}
		if first == xmltree.None {
			first = n
		}
		fiscalCodes, vatNumbers := h.authorIDs(n)
		known = known || fiscalCodes+vatNumbers > 0
		if fiscalCodes > 1 {
			h.add("", n, lint.Finding{Rule: ruleTwice})
		}
	}
	if first != xmltree.None && !known {
		h.add("", first, lint.Finding{Rule: ruleAuthor, Expected: lint.Same(`<id root="` + fiscalCodeRoot + `" extension="…"/>`)})
	}
}

// authorIDs counts the ids of an author that the map looks at.
func (h *hinter) authorIDs(author xmltree.Node) (fiscalCodes, vatNumbers int) {
	for n := author; n < h.doc.End(author); n++ {
		if !h.is(n, "id") || !h.is(h.doc.Parent(n), "assignedAuthor") {
			continue
		}
		switch root, _ := h.doc.AttrValue(n, "root"); root {
		case fiscalCodeRoot:
			fiscalCodes++
		case vatRoot:
			vatNumbers++
		}
	}
	return fiscalCodes, vatNumbers
}

// walk looks at every element for what the data types of the maps do not take.
func (h *hinter) walk() {
	for n := h.doc.DocumentElement(); int(n) < h.doc.Len(); n++ {
		if h.doc.Kind(n) != xmltree.Element {
			continue
		}
		switch h.doc.Local(h.doc.Name(n)) {
		case "effectiveTime", "time", "birthTime", "low", "high", "center", "value":
			h.time(n)
		case "telecom":
			h.telecom(n)
		case "section", "act", "observation", "organizer", "substanceAdministration", "procedure", "supply", "encounter":
			h.templates(n)
		case "text":
			if h.is(h.doc.Parent(n), "section") {
				h.narrative(n)
			}
		}
	}
}

// telecom: the map takes a value by its scheme.
func (h *hinter) telecom(n xmltree.Node) {
	value, ok := h.doc.AttrValue(n, "value")
	if !ok || value == "" {
		return
	}
	for _, scheme := range []string{"tel:", "fax:", "mailto:", "http:"} {
		if strings.HasPrefix(value, scheme) {
			return
		}
	}
	h.add("", n, lint.Finding{Rule: ruleTelecom, Actual: lint.Same(strings.Clone(value))})
}

// templates: the maps choose by templateId, and do not expect two. The patient summary suffers most.
func (h *hinter) templates(n xmltree.Node) {
	count := 0
	for c := h.doc.FirstChild(n); c != xmltree.None; c = h.doc.NextSibling(c) {
		if h.is(c, "templateId") {
			count++
		}
	}
	if count < 2 {
		return
	}
	f := lint.Finding{Rule: ruleTemplates}
	if h.summary {
		f.Severity = lint.Warning
	}
	h.add("", n, f)
}

// narrative: text becomes XHTML.
func (h *hinter) narrative(text xmltree.Node) {
	for n := text + 1; n < h.doc.End(text); n++ {
		if h.doc.Kind(n) != xmltree.Element {
			continue
		}
		name := h.doc.Local(h.doc.Name(n))
		switch name {
		case "footnoteRef":
			h.add("", n, lint.Finding{Rule: ruleFootnote})
		case "footnote", "renderMultiMedia":
			h.add(name, n, lint.Finding{Rule: ruleNarrative, Values: lint.Values{"what": lint.Known("<" + name + ">")}})
		}
		if h.attr(n, "language") != xmltree.NoAttr {
			h.add("language", n, lint.Finding{Rule: ruleNarrative, Values: lint.Values{"what": lint.Known("language=")}})
		}
	}
}
