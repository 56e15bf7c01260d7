package cda

import (
	"bytes"
	"strings"
)

// reserialize returns the first ClinicalDocument element of an XML text as the gateway writes it anew, false when there is
// none. The gateway reads the text with jsoup in XML mode and writes the element alone: the XML declaration and what
// stands around the element is lost, and so are namespace declarations on elements around it; character references are
// replaced; text that is not well-formed becomes so.
func reserialize(text []byte) ([]byte, bool) {
	w := &soupWriter{selfClosed: selfClosedNames(text)}
	s := soup{src: text}
	for !w.done {
		t := s.next()
		if t.kind == soupEOF {
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
	s := soup{src: text}
	for t := s.next(); t.kind != soupEOF; t = s.next() {
		if t.kind == soupStart && t.selfClosing && !htmlElements[t.name] {
			names[t.name] = true
		}
	}
	return names
}

// soupWriter builds the element tree of jsoup's XML mode and writes the wanted element at once.
type soupWriter struct {
	out   bytes.Buffer
	open  []string // names of the open elements
	root  int      // depth of the wanted element, 0 before it is met
	done  bool
	short bool // the last start tag is not finished: without content it becomes an empty-element tag

	selfClosed map[string]bool
}

func (w *soupWriter) token(t soupToken) {
	switch t.kind {
	case soupStart:
		w.start(t)
	case soupEnd:
		w.end(t.name)
	default:
		if w.root > 0 && (len(t.data) > 0 || t.kind != soupText) {
			w.finishStart()
			w.content(t)
		}
	}
}

func (w *soupWriter) content(t soupToken) {
	switch t.kind {
	case soupText:
		escapeSoup(&w.out, t.data, false)
	case soupCDATA:
		w.wrap("<![CDATA[", t.data, "]]>")
	case soupComment:
		w.wrap("<!--", t.data, "-->")
	case soupDoctype:
		// an error for every XML parser, whatever its identifiers
		name, _, _ := bytes.Cut(bytes.TrimLeft(t.data[len("DOCTYPE"):], soupSpace), []byte(" "))
		w.wrap("<!DOCTYPE ", name, ">")
	case soupBogus:
		if !w.instruction(t.data) {
			w.wrap("<!--", t.data, "-->")
		}
	}
}

func (w *soupWriter) wrap(before string, data []byte, after string) {
	w.out.WriteString(before)
	w.out.Write(data)
	w.out.WriteString(after)
}

// instruction writes a processing instruction, which jsoup takes for a tag with attributes; false when it has not that form.
func (w *soupWriter) instruction(data []byte) bool {
	if len(data) < 2 || data[0] != '?' && data[0] != '!' {
		return false
	}
	mark := data[0]
	body := data[1 : len(data)-1]
	if len(body) > 1 && (body[0] == '?' || body[0] == '!') {
		return false
	}
	s := soup{src: append(append([]byte("<"), body...), '>')}
	t := s.next()
	for t.kind != soupStart {
		if t.kind == soupEOF {
			return false
		}
		t = s.next()
	}
	if htmlTableParts[strings.ToLower(t.name)] {
		return false
	}
	w.out.WriteByte('<')
	w.out.WriteByte(mark)
	w.out.WriteString(t.name)
	for _, a := range uniqueAttrs(t.attrs) {
		if a.name == t.name {
			continue
		}
		w.out.WriteByte(' ')
		w.out.WriteString(a.name)
		if len(a.value) > 0 {
			w.out.WriteString(`="`)
			escapeSoup(&w.out, a.value, true)
			w.out.WriteByte('"')
		}
	}
	w.out.WriteByte(mark)
	w.out.WriteByte('>')
	return true
}

func (w *soupWriter) start(t soupToken) {
	if w.root > 0 {
		w.finishStart()
	}
	if w.root == 0 && strings.ToLower(t.name) == "clinicaldocument" {
		w.root = len(w.open) + 1
		if t.selfClosing {
			w.done = true
		}
	}
	if w.root > 0 {
		w.writeStart(t)
	}
	if !t.selfClosing {
		w.open = append(w.open, t.name)
	}
}

func (w *soupWriter) writeStart(t soupToken) {
	w.out.WriteByte('<')
	w.out.WriteString(t.name)
	for _, a := range uniqueAttrs(t.attrs) {
		key, ok := validAttrName(a.name)
		if !ok {
			continue
		}
		w.out.WriteByte(' ')
		w.out.WriteString(key)
		w.out.WriteString(`="`)
		escapeSoup(&w.out, a.value, true)
		w.out.WriteByte('"')
	}
	short := w.selfClosed[t.name] || htmlEmpty[strings.ToLower(t.name)]
	switch {
	case !t.selfClosing && short:
		w.short = true
	case !t.selfClosing:
		w.out.WriteByte('>')
	case short:
		w.out.WriteString(" />")
	default:
		w.out.WriteString("></" + t.name + ">")
	}
}

// finishStart ends the start tag of an element that turned out to have content.
func (w *soupWriter) finishStart() {
	if w.short {
		w.out.WriteByte('>')
		w.short = false
	}
}

// maxSoupDepth is how far up jsoup looks for the element that an end tag closes.
const maxSoupDepth = 256

func (w *soupWriter) end(name string) {
	name = strings.Trim(name, javaBlanks)
	for i := len(w.open) - 1; i >= 0 && i >= len(w.open)-1-maxSoupDepth; i-- {
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
func (w *soupWriter) close(depth int) {
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
func uniqueAttrs(attrs []soupAttr) []soupAttr {
	out := attrs[:0:0]
	for _, a := range attrs {
		seen := false
		for _, b := range out {
			seen = seen || a.name == b.name
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

// escapeSoup writes text as jsoup does in XML.
func escapeSoup(out *bytes.Buffer, text []byte, inAttr bool) {
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
