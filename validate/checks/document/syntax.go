package documentcheck

import (
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
)

// syntaxMessage says in both languages what the XML parser found; the parser itself speaks English.
func syntaxMessage(e *xmltree.SyntaxError) lint.Text {
	t := texts.Text("xml-"+string(e.Code), nil)
	if e.Name != "" {
		t = texts.Text("xml-named", lint.Values{"what": t, "name": e.Name})
	}
	return lint.Text{EN: e.Message, IT: t.In("it")}
}

// syntaxFixes are the remedies that the kind of error suggests.
var syntaxFixes = map[xmltree.Code]string{
	xmltree.CodeEntity: "mend-entity", xmltree.CodeReference: "mend-reference", xmltree.CodeEncoding: "mend-encoding",
	xmltree.CodeChar: "mend-char", xmltree.CodeProlog: "mend-prolog", xmltree.CodeEnd: "mend-end",
}
