package cda

import "github.com/fselint/fselint/cda/xmltree"

// DocumentID returns root and extension of ClinicalDocument/id, the first if there are several; a missing extension counts as
// the empty text (04-pdf-cda §5). ok is false when there is no id.
func DocumentID(doc *xmltree.Doc) (root, extension string, ok bool) {
	top := doc.DocumentElement()
	if top == xmltree.None {
		return "", "", false
	}
	for n := doc.FirstChild(top); n != xmltree.None; n = doc.NextSibling(n) {
		if doc.Kind(n) == xmltree.Element && doc.Local(doc.Name(n)) == "id" {
			root, _ = doc.AttrValue(n, "root")
			extension, _ = doc.AttrValue(n, "extension")
			return root, extension, true
		}
	}
	return "", "", false
}
