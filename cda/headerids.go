package cda

import "strings"

// HeaderIDs returns what the gateway takes for the template and the type of a CDA: the root of the first templateId and
// the extension of the first typeId, in document order, wherever they stand. text is the document as UTF-8; it need not be
// well-formed.
//
// The gateway's validator reads them with an HTML parser (spec 05 §2): names of elements and attributes are compared
// without regard to case and with their prefix, comments are skipped, the content of title and a few others is text, and an
// element without the attribute yields the empty string. haveTemplate and haveType say whether there is such an element;
// without one the gateway ends in a server error.
func HeaderIDs(text []byte) (templateRoot, typeExtension string, haveTemplate, haveType bool) {
	s := soup{src: text}
	for !haveTemplate || !haveType {
		t := s.next()
		if t.kind == soupEOF {
			break
		}
		if t.kind != soupStart {
			continue
		}
		name := strings.ToLower(t.name)
		switch {
		case name == "templateid" && !haveTemplate:
			templateRoot, haveTemplate = t.attr("root"), true
		case name == "typeid" && !haveType:
			typeExtension, haveType = t.attr("extension"), true
		case rawElements[name] && !t.selfClosing:
			s.raw = name
		}
	}
	return templateRoot, typeExtension, haveTemplate, haveType
}

// attr returns the value of the first attribute of that name, in any case.
func (t *soupToken) attr(name string) string {
	for _, a := range t.attrs {
		if strings.ToLower(a.name) == name {
			return string(a.value)
		}
	}
	return ""
}

// rawElements are the HTML elements whose content is text up to their end tag.
var rawElements = nameSet("title textarea script style xmp iframe noembed noframes plaintext")
