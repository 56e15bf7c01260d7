package cda

import (
	"strings"

	"github.com/fselint/fselint/internal/jdk/soup"
)

// HeaderIDs returns what the gateway takes for the template and the type of a CDA: the root of the first templateId and
// the extension of the first typeId, in document order, wherever they stand. text is the document as UTF-8; it need not be
// well-formed.
//
// The gateway's validator reads them with an HTML parser (spec 05 §2): names of elements and attributes are compared
// without regard to case and with their prefix, comments are skipped, the content of title and a few others is text, and an
// element without the attribute yields the empty string. haveTemplate and haveType say whether there is such an element;
// without one the gateway ends in a server error.
func HeaderIDs(text []byte) (templateRoot, typeExtension string, haveTemplate, haveType bool) {
	s := soup.HTML(text)
	for !haveTemplate || !haveType {
		t := s.Next()
		if t.Kind == soup.EOF {
			break
		}
		if t.Kind != soup.Start {
			continue
		}
		switch strings.ToLower(t.Name) {
		case "templateid":
			if !haveTemplate {
				templateRoot, haveTemplate = t.Attr("root"), true
			}
		case "typeid":
			if !haveType {
				typeExtension, haveType = t.Attr("extension"), true
			}
		}
	}
	return templateRoot, typeExtension, haveTemplate, haveType
}

// HasElement reports whether the gateway finds an element of that name anywhere in a CDA, which need not be well-formed. It looks for
// the document's id and type in the same way as for the two values of HeaderIDs.
func HasElement(text []byte, name string) bool {
	s := soup.HTML(text)
	for {
		switch t := s.Next(); {
		case t.Kind == soup.EOF:
			return false
		case t.Kind == soup.Start && strings.EqualFold(t.Name, name):
			return true
		}
	}
}
