package soup

import (
	"bytes"
	"strings"

	"github.com/fselint/fselint/internal/jdk"
)

// Element returns the first element of a name (in lower case; any case is found) as jsoup writes it that has read the text in XML
// mode, false when there is none. The XML declaration and what stands around the element is lost, and so are namespace declarations
// on elements around it; character references are replaced; text that is not well-formed becomes so.
func Element(text []byte, name string) ([]byte, bool) {
	w := &writer{wanted: name, selfClosed: selfClosedNames(text)}
	s := XML(text)
	for !w.done {
		t := s.Next()
		if t.Kind == EOF {
			break
		}
		w.token(t)
	}
	if w.root == 0 {
		return nil, false
	}
	w.close(w.root)
	return w.out.Bytes(), true
}

// selfClosedNames lists the elements that are closed in their start tag somewhere in the text. jsoup writes those without
// content in that form everywhere, the HTML elements excepted.
func selfClosedNames(text []byte) map[string]bool {
	names := map[string]bool{}
	s := XML(text)
	for t := s.Next(); t.Kind != EOF; t = s.Next() {
		if t.Kind == Start && t.SelfClosing && !htmlElements[t.Name] {
			names[t.Name] = true
		}
	}
	return names
}

// writer builds the element tree of jsoup's XML mode and writes the wanted element at once.
type writer struct {
	out   bytes.Buffer
	open  []string // names of the open elements
	root  int      // depth of the wanted element, 0 before it is met
	done  bool
	short bool // the last start tag is not finished: without content it becomes an empty-element tag

	wanted     string // name of the element
	selfClosed map[string]bool
}

func (w *writer) token(t Token) {
	switch t.Kind {
	case Start:
		w.start(t)
	case End:
		w.end(t.Name)
	default:
		if w.root > 0 && (len(t.Data) > 0 || t.Kind != Text) {
			w.finishStart()
			w.content(t)
		}
	}
}

func (w *writer) content(t Token) {
	switch t.Kind {
	case Text:
		escape(&w.out, t.Data, false)
	case CDATA:
		w.wrap("<![CDATA[", t.Data, "]]>")
	case Comment:
		w.wrap("<!--", t.Data, "-->")
	case Doctype:
		// an error for every XML parser, whatever its identifiers
		name, _, _ := bytes.Cut(bytes.TrimLeft(t.Data[len("DOCTYPE"):], spaces), []byte(" "))
		w.wrap("<!DOCTYPE ", name, ">")
	case Bogus:
		if !w.instruction(t.Data) {
			w.wrap("<!--", t.Data, "-->")
		}
	}
}

func (w *writer) wrap(before string, data []byte, after string) {
	w.out.WriteString(before)
	w.out.Write(data)
	w.out.WriteString(after)
}

// instruction writes a processing instruction, which jsoup takes for a tag with attributes; false when it has not that form.
func (w *writer) instruction(data []byte) bool {
	if len(data) < 2 || data[0] != '?' && data[0] != '!' {
		return false
	}
	mark := data[0]
	body := data[1 : len(data)-1]
	if len(body) > 1 && (body[0] == '?' || body[0] == '!') {
		return false
	}
	s := XML(append(append([]byte("<"), body...), '>'))
	t := s.Next()
	for t.Kind != Start {
		if t.Kind == EOF {
			return false
		}
		t = s.Next()
	}
	if htmlTableParts[strings.ToLower(t.Name)] {
		return false
	}
	w.out.WriteByte('<')
	w.out.WriteByte(mark)
	w.out.WriteString(t.Name)
	for _, a := range uniqueAttrs(t.Attrs) {
		if a.Name == t.Name {
			continue
		}
		w.out.WriteByte(' ')
		w.out.WriteString(a.Name)
		if len(a.Value) > 0 {
			w.out.WriteString(`="`)
			escape(&w.out, a.Value, true)
			w.out.WriteByte('"')
		}
	}
	w.out.WriteByte(mark)
	w.out.WriteByte('>')
	return true
}

func (w *writer) start(t Token) {
	if w.root > 0 {
		w.finishStart()
	}
	if w.root == 0 && strings.ToLower(t.Name) == w.wanted {
		w.root = len(w.open) + 1
		if t.SelfClosing {
			w.done = true
		}
	}
	if w.root > 0 {
		w.writeStart(t)
	}
	if !t.SelfClosing {
		w.open = append(w.open, t.Name)
	}
}

func (w *writer) writeStart(t Token) {
	w.out.WriteByte('<')
	w.out.WriteString(t.Name)
	for _, a := range uniqueAttrs(t.Attrs) {
		key, ok := validAttrName(a.Name)
		if !ok {
			continue
		}
		w.out.WriteByte(' ')
		w.out.WriteString(key)
		w.out.WriteString(`="`)
		escape(&w.out, a.Value, true)
		w.out.WriteByte('"')
	}
	short := w.selfClosed[t.Name] || htmlEmpty[strings.ToLower(t.Name)]
	switch {
	case !t.SelfClosing && short:
		w.short = true
	case !t.SelfClosing:
		w.out.WriteByte('>')
	case short:
		w.out.WriteString(" />")
	default:
		w.out.WriteString("></" + t.Name + ">")
	}
}

// finishStart ends the start tag of an element that turned out to have content.
func (w *writer) finishStart() {
	if w.short {
		w.out.WriteByte('>')
		w.short = false
	}
}

// maxDepth is how far up jsoup looks for the element that an end tag closes.
const maxDepth = 256

func (w *writer) end(name string) {
	name = jdk.Trim(name)
	for i := len(w.open) - 1; i >= 0 && i >= len(w.open)-1-maxDepth; i-- {
		if w.open[i] == name {
			if w.root > 0 && i+1 <= w.root {
				w.close(w.root)
				w.done = true
			} else {
				w.close(i + 1)
			}
			return
		}
	}
}

// close ends the open elements down to depth.
func (w *writer) close(depth int) {
	for len(w.open) >= depth {
		last := len(w.open) - 1
		if w.root > 0 {
			if w.short {
				w.out.WriteString(" />")
				w.short = false
			} else {
				w.out.WriteString("</" + w.open[last] + ">")
			}
		}
		w.open = w.open[:last]
	}
}

// uniqueAttrs drops repeated attributes; the first of each name stays.
func uniqueAttrs(attrs []Attr) []Attr {
	out := attrs[:0:0]
	for _, a := range attrs {
		seen := false
		for _, b := range out {
			seen = seen || a.Name == b.Name
		}
		if !seen {
			out = append(out, a)
		}
	}
	return out
}

// validAttrName drops the characters that jsoup does not write in an attribute name; false when no name remains.
func validAttrName(name string) (string, bool) {
	key := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == ':', r == '-', r == '.':
			return r
		}
		return -1
	}, name)
	if key == "" {
		return "", false
	}
	c := key[0]
	return key, isASCIILetter(c) || c == '_' || c == ':'
}

// escape writes text as jsoup does in XML.
func escape(out *bytes.Buffer, text []byte, inAttr bool) {
	start := 0
	for i := 0; i < len(text); i++ {
		var escaped string
		width := 1
		switch c := text[i]; {
		case c == '&':
			escaped = "&amp;"
		case c == '<':
			escaped = "&lt;"
		case c == '>' && !inAttr:
			escaped = "&gt;"
		case c == '"' && inAttr:
			escaped = "&quot;"
		case c == 0xC2 && i+1 < len(text) && text[i+1] == 0xA0:
			escaped, width = "&#xa0;", 2
		case c < 0x20 && c != '\t' && c != '\n' && c != '\r':
			const digits = "0123456789abcdef"
			escaped = "&#x" + strings.TrimPrefix(string([]byte{digits[c>>4], digits[c&15]}), "0") + ";"
		default:
			continue
		}
		out.Write(text[start:i])
		out.WriteString(escaped)
		i += width - 1
		start = i + 1
	}
	out.Write(text[start:])
}

// nameSet makes a set of blank separated names.
func nameSet(names string) map[string]bool {
	set := map[string]bool{}
	for _, n := range strings.Fields(names) {
		set[n] = true
	}
	return set
}
