package documentcheck

import (
	"fmt"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
)

// syntaxMessage says in both languages what the XML parser found; the parser itself speaks English.
func syntaxMessage(e *xmltree.SyntaxError) lint.Text {
	t := lint.Text{EN: e.Message, IT: e.Message}
	if it, ok := syntaxItalian[e.Code]; ok {
		t.IT = it
		if e.Name != "" {
			t.IT = fmt.Sprintf("%s (%s)", it, e.Name)
		}
	}
	return t
}

var syntaxItalian = map[xmltree.Code]string{
	xmltree.CodeEmpty:      "il documento non contiene alcun elemento",
	xmltree.CodeEncoding:   "qui ci sono byte che non sono UTF-8",
	xmltree.CodeChar:       "carattere non ammesso in XML",
	xmltree.CodeDoctype:    "la dichiarazione DOCTYPE non è ammessa",
	xmltree.CodeEntity:     "entità non dichiarata",
	xmltree.CodeReference:  "riferimento malformato: il carattere & si scrive &amp;",
	xmltree.CodeName:       "nome non valido",
	xmltree.CodeTag:        "il tag di chiusura non corrisponde a quello di apertura",
	xmltree.CodeAttribute:  "attributo malformato",
	xmltree.CodeDuplicate:  "attributo ripetuto",
	xmltree.CodeNamespace:  "prefisso o namespace non valido",
	xmltree.CodeComment:    "commento malformato: -- non è ammesso all'interno",
	xmltree.CodeProlog:     "testo o dichiarazione fuori posto prima dell'elemento radice",
	xmltree.CodeTrailing:   "c'è altro contenuto dopo la fine del documento",
	xmltree.CodeMarkup:     "marcatura non valida in questo punto",
	xmltree.CodeEnd:        "il documento finisce troppo presto",
	xmltree.CodeTooDeep:    "elementi annidati troppo in profondità",
	xmltree.CodeAttributes: "troppi attributi su un elemento",
	xmltree.CodeNodes:      "troppi nodi",
	xmltree.CodeBytes:      "documento troppo grande",
}

// syntaxFixes are the remedies that the kind of error suggests.
var syntaxFixes = map[xmltree.Code]lint.Text{
	xmltree.CodeEntity:    {IT: "scrivete il carattere stesso in UTF-8 oppure un riferimento numerico: XML conosce solo &amp; &lt; &gt; &quot; &apos;", EN: "write the character itself in UTF-8 or a numeric reference: XML knows only &amp; &lt; &gt; &quot; &apos;"},
	xmltree.CodeReference: {IT: "scrivete &amp; al posto di & nei testi e nei valori", EN: "write &amp; for & in text and values"},
	xmltree.CodeEncoding:  {IT: "salvate il file in UTF-8", EN: "save the file in UTF-8"},
	xmltree.CodeChar:      {IT: "togliete i caratteri di controllo prima di scrivere il CDA", EN: "remove control characters before writing the CDA"},
	xmltree.CodeProlog:    {IT: "nessun carattere, nemmeno uno spazio o una riga vuota, può precedere <?xml", EN: "no character, not even a blank or an empty line, may precede <?xml"},
	xmltree.CodeEnd:       {IT: "il file è stato troncato: controllate come viene scritto e incorporato", EN: "the file was cut off: look at how it is written and embedded"},
}
