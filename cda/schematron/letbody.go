package schematron

import (
	"strings"

	"github.com/fselint/fselint/cda/schematron/internal/schemafile"
)

// Body returns the instructions that build the value of a let without @value, written out with their attributes and texts;
// "" for any other let. It tells whether two bodies are the same, and is for people.
func (l *Let) Body() string {
	if l.src == nil {
		return ""
	}
	var b strings.Builder
	writeNodes(l.src, &b)
	return b.String()
}

func writeNodes(e *schemafile.Element, b *strings.Builder) {
	for _, n := range e.Nodes {
		if n.Elem == nil {
			b.WriteString(n.Text)
			continue
		}
		b.WriteString("<" + n.Elem.Local)
		for _, a := range n.Elem.Attrs {
			b.WriteString(" " + a.Local + `="` + a.Value + `"`)
		}
		b.WriteByte('>')
		writeNodes(n.Elem, b)
		b.WriteString("</" + n.Elem.Local + ">")
	}
}
