package schematron

import "strings"

// Body returns the instructions that build the value of a let without @value, written out with their attributes and texts;
// "" for any other let. It tells whether two bodies are the same, and is for people.
func (l *Let) Body() string {
	if l.src == nil {
		return ""
	}
	var b strings.Builder
	l.src.writeNodes(&b)
	return b.String()
}

func (e *element) writeNodes(b *strings.Builder) {
	for _, n := range e.nodes {
		if n.elem == nil {
			b.WriteString(n.text)
			continue
		}
		b.WriteString("<" + n.elem.local)
		for _, a := range n.elem.attrs {
			b.WriteString(" " + a.local + `="` + a.value + `"`)
		}
		b.WriteByte('>')
		n.elem.writeNodes(b)
		b.WriteString("</" + n.elem.local + ">")
	}
}
