package cda

import (
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
)

// DocumentID returns root and extension of what the gateway takes for the document's id: the first element of that name, which is
// ClinicalDocument/id where there is one; a missing extension counts as the empty text. ok is false when there is no id at all.
func DocumentID(doc *xmltree.Doc) (root, extension string, ok bool) {
	for n := doc.DocumentElement(); n != xmltree.None && int(n) < doc.Len(); n++ {
		if doc.Kind(n) == xmltree.Element && strings.EqualFold(doc.Local(doc.Name(n)), "id") {
			root, _ = doc.AttrValue(n, "root")
			extension, _ = doc.AttrValue(n, "extension")
			return root, extension, true
		}
	}
	return "", "", false
}
