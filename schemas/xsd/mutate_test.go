package xsd

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
)

// mutator damages documents. The same seed makes the same mutations.
type mutator struct {
	rnd   *rand.Rand
	names []string // element names of the corpus
	types []string // type names that the sets define
	attrs []string // names of attributes that the sets declare
	elems []string // names of elements that the sets declare
}

// element is one element of a text: offsets of its start tag, its content and its end.
type element struct {
	open, content, close, end int // open..content start tag, close..end end tag (both equal for an empty tag)
	name                      string
}

// elements reads a well-formed text.
func elements(text []byte) []element {
	var all []element
	var stack []int
	for i := 0; i < len(text); {
		next := bytes.IndexByte(text[i:], '<')
		if next < 0 {
			break
		}
		i += next
		rest := text[i:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			i = behind(text, i+4, "-->")
		case bytes.HasPrefix(rest, []byte("<?")):
			i = behind(text, i, "?>")
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			i = behind(text, i, "]]>")
		case rest[1] == '/':
			end := tagEnd(text, i)
			if len(stack) > 0 {
				e := &all[stack[len(stack)-1]]
				e.close, e.end = i, end
				stack = stack[:len(stack)-1]
			}
			i = end
		default:
			end := tagEnd(text, i)
			e := element{open: i, content: end, close: end, end: end, name: nameAt(text, i+1)}
			all = append(all, e)
			if text[end-2] != '/' {
				stack = append(stack, len(all)-1)
			}
			i = end
		}
	}
	return all
}

func (m *mutator) pick(list []string) string { return list[m.rnd.IntN(len(list))] }

func splice(text []byte, from, to int, with string) []byte {
	out := make([]byte, 0, len(text)+len(with))
	out = append(out, text[:from]...)
	out = append(out, with...)
	return append(out, text[to:]...)
}

// attributeSpans returns name and value spans of the attributes of a start tag.
type attributeSpan struct{ from, valueFrom, valueTo int }

func attributeSpans(text []byte, e element) []attributeSpan {
	var spans []attributeSpan
	for at, name := range attributesAt(text, e.open) {
		_, raw := valueAt(text, at+len(name))
		valueFrom := at + bytes.Index(text[at:], raw)
		spans = append(spans, attributeSpan{at, valueFrom + 1, valueFrom + len(raw) - 1})
	}
	return spans
}

var nastyValues = []string{
	"", " ", "  x  ", "x y", "1.2.3", "1..2", "3.1", "2.999.1", "1.02", "0", "-1", "+5", "1e5", "1E", ".5", "5.", "INF", "-INF",
	"+INF", "NaN", "nan", "0x10", "1,5", "99999999999999999999999999999999", "-00000000000000000000000000000000001.50", "1.7976931348623157e400",
	"true", "false", "1", "TRUE", " true ", "20240101", "2024", "20241301250000", "202401011200+0100", "20240101120000.123+0100",
	"123456789", "12345678+0100", "12345678901234.5", "12345678901234.5-01", "1234567890123456", "999999999", "20240101120000.+0100",
	"tel:", "tel: ", "tel:+39", "mailto:", "mailto:a@b", "http://", "http:", "HTTP:", "HTTP://x", "ftp://", "http://x:ab", "http://[::1]/",
	"http://[::1", "http://a b", "a:b:c", "://x", "#x", "?q", "%", "%zz", "%41", "http://x/%", "è:x", "urn:", "//", "///", "//a@", "1:x",
	"\u00e0", "a\u0300", "\u4e00", "\u0131", "\U0001F600", "\u200b", "\u00a0x\u00a0", "a:b", "-a", "_a", ".a", "9a", "a&#10;b", "&#9;a&#13;",
	"&amp;", "&lt;x&gt;", "&amp;#38;", "&#38;#38;", "'", "HP WP", "HP  HP", "HP,WP", "EVN", "INSTANCE", "UNK", "NI", "it-IT", "it", "aGVsbG8=",
	"aGVsbG8", "====", "text/plain", "550e8400-e29b-41d4-a716-446655440000", "550E8400e29b41d4a716446655440000", "II", "CD", "v3:CD", "xsi:CD",
	"2.16.840.1.113883.1.3", "POCD_HD000040", "COMP", "OP", "ASSIGNED", "PSN", "x\ty", "\n", "1 2 3", "1 a", "&#160;", "&#x1F600;",
}

var insertedText = []string{
	"x", " ", "\n\t", "&amp;", "&#32;", "<![CDATA[ ]]>", "<![CDATA[]]>", "<![CDATA[x]]>", "<!-- c -->", "<?p i?>", "&#160;", "\u200b", "]]",
	"&#13;", "<!-- a --> <!-- b -->", "<?xml-stylesheet href='x'?>", "<![CDATA[ ]]> <![CDATA[\n]]>", "\u00e8",
}

var insertedAttributes = []string{
	`nullFlavor="UNK"`, `nullFlavor="XX"`, `ID="r1"`, `ID="r2"`, `IDREF="r1"`, `xml:lang="it"`, `xml:space="preserve"`, `xml:id="a"`,
	`xmlns:q="urn:q"`, `xmlns:q="urn:q" q:a="1"`, `xmlns=""`, `xmlns="urn:hl7-org:v3"`, `xmlns="urn:other"`, `z:a="1"`,
	`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"`,
	`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil=" false "`,
	`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="maybe"`,
	`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:a b c"`,
	`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:a tel: "`,
	`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="x.xsd"`,
	`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http:"`,
	`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:other="x"`,
	`xmlns:sdtc="urn:hl7-org:sdtc" sdtc:valueSet="1.2"`, `classCode="ACT"`, `typeCode="COMP"`, `moodCode="EVN"`, `value="1"`, `unit="mg"`,
	`code="x y"`, `root="1.2.3"`, `extension=""`, `mediaType="text/plain"`, `representation="B64"`, `inversionInd="true"`, `use="HP XX"`,
	`xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xsd:string"`,
	`xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xsd:anyType"`,
	`xmlns:xmlns="urn:x"`, `xmlns:xml="urn:x"`, `xmlns:a=""`, `a:b:c="1"`, `revised="delete"`, `language="it"`, `styleCode="a b"`,
}

var insertedElements = []string{
	`<x/>`, `<id root="1.2.3"/>`, `<x xmlns="urn:x"/>`, `<sdtc:statusCode xmlns:sdtc="urn:hl7-org:sdtc" code="active"/>`,
	`<sdtc:statusCode xmlns:sdtc="urn:hl7-org:sdtc" code="other"/>`, `<templateId root="2.16.840.1"/>`, `<text>t</text>`, `<text><br/></text>`,
	`<paragraph ID="p1">x</paragraph>`, `<content IDREF="p1 p2"/>`, `<linkHtml href="tel:">x</linkHtml>`, `<linkHtml href="a b" IDREF="r1"/>`,
	`<telecom value="tel:"/>`, `<telecom value="tel:+390"/>`, `<telecom use="HP WP" value="mailto:a@b.it"/>`, `<realmCode code="IT"/>`,
	`<statusCode code="completed"/>`, `<effectiveTime value="20240101"/>`, `<effectiveTime><low value="2024"/><high value="2023"/></effectiveTime>`,
	`<name>n</name>`, `<name><given>a</given><family>b</family></name>`, `<addr><city>Roma</city></addr>`, `<low value="1"/>`,
	`<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type=" CD " code="a"/>`,
	`<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="PQ" value="1e2" unit="mg/dL"/>`,
	`<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="IVL_PQ"><low value="1"/></value>`,
	`<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ED" mediaType="text/plain" representation="B64">aGk=</value>`,
	`<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="INT" value="99999999999999999999999999999"/>`,
	`<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="REAL" value="+1.5E-3"/>`,
	`<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="BL" value="1"/>`,
	`<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="SLIST_PQ"><origin value="0"/><scale value="1"/><digits>1 2 3</digits></value>`,
	`<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="GLIST_PQ"><head/><increment/></value>`,
	`<value/>`, `<participant typeCode="IND"/>`, `<section/>`, `<section><text/></section>`,
}

// mutate makes one to three changes.
func (m *mutator) mutate(text []byte) []byte {
	for n := 1 + m.rnd.IntN(8)/6; n > 0; n-- {
		all := elements(text)
		if len(all) == 0 {
			return text
		}
		text = m.change(text, all)
	}
	return text
}

func (m *mutator) change(text []byte, all []element) []byte {
	e := all[m.rnd.IntN(len(all))]
	other := all[m.rnd.IntN(len(all))]
	spans := attributeSpans(text, e)
	tagTail := e.content - 1
	if text[tagTail-1] == '/' {
		tagTail--
	}
	switch kind := m.rnd.IntN(30); {
	case kind == 0:
		return splice(text, e.open, e.end, "")
	case kind == 1:
		return splice(text, e.end, e.end, string(text[e.open:e.end]))
	case kind == 2: // move
		piece := string(text[e.open:e.end])
		if other.open >= e.end {
			return splice(splice(text, other.open, other.open, piece), e.open, e.end, "")
		}
		if other.open < e.open {
			return splice(splice(text, e.open, e.end, ""), other.open, other.open, piece)
		}
		return text
	case kind == 3:
		return m.rename(text, e, m.pick(m.names))
	case kind == 4: // unwrap
		return splice(text, e.open, e.end, string(text[e.content:e.close]))
	case kind == 5: // copy from elsewhere
		if other.end-other.open > 4000 {
			return text
		}
		return splice(text, e.open, e.open, string(text[other.open:other.end]))
	case kind <= 8 && len(spans) > 0:
		s := spans[m.rnd.IntN(len(spans))]
		return splice(text, s.valueFrom, s.valueTo, m.value())
	case kind == 9 && len(spans) > 0:
		s := spans[m.rnd.IntN(len(spans))]
		return splice(text, s.from, s.valueTo+1, "")
	case kind == 10 && len(spans) > 0: // rename an attribute
		s := spans[m.rnd.IntN(len(spans))]
		return splice(text, s.from, s.valueFrom-2, m.pick([]string{"value", "code", "root", "extension", "unit", "x", "xsi:type", "ID", "nullFlavor"}))
	case kind == 11 && len(spans) > 0: // value of another place
		if theirs := attributeSpans(text, other); len(theirs) > 0 {
			s, o := spans[m.rnd.IntN(len(spans))], theirs[m.rnd.IntN(len(theirs))]
			return splice(text, s.valueFrom, s.valueTo, string(bytes.ReplaceAll(text[o.valueFrom:o.valueTo], []byte("\""), nil)))
		}
	case kind == 12 && len(spans) > 0: // blanks around a value
		s := spans[m.rnd.IntN(len(spans))]
		return splice(splice(text, s.valueTo, s.valueTo, m.pick([]string{" ", "\n", "&#10;", "\t "})), s.valueFrom, s.valueFrom, m.pick([]string{"", " "}))
	case kind <= 14:
		return splice(text, tagTail, tagTail, " "+m.pick(insertedAttributes))
	case kind <= 16:
		return m.insert(text, e, m.pick(insertedText))
	case kind <= 18:
		return m.insert(text, e, m.pick(insertedElements))
	case kind == 19:
		return m.retype(text, e, spans)
	case kind == 20: // text as CDATA
		if e.close > e.content && bytes.IndexByte(text[e.content:e.close], '<') < 0 && bytes.IndexByte(text[e.content:e.close], '&') < 0 {
			return splice(text, e.content, e.close, "<![CDATA["+string(text[e.content:e.close])+"]]>")
		}
	case kind == 21: // empty the element
		return splice(text, e.content, e.close, "")
	case kind == 22: // another namespace for one element
		if !strings.Contains(e.name, ":") {
			renamed := m.rename(text, e, "w:"+e.name)
			at := e.open + 1 + len("w:"+e.name)
			return splice(renamed, at, at, fmt.Sprintf(" xmlns:w=%q", m.pick([]string{"urn:hl7-org:v3", "urn:hl7-org:sdtc", "urn:ihe:pharm:medication", "urn:x"})))
		}
	case kind <= 25: // an attribute of the sets
		return splice(text, tagTail, tagTail, " "+m.pick(m.attrs)+`="`+m.value()+`"`)
	case kind <= 28: // an element of the sets
		return m.insert(text, e, m.declared(2))
	case e.close > e.content: // only blanks
		return splice(text, e.content, e.close, m.pick([]string{" ", "\n", "<!-- x -->", "<![CDATA[ ]]>"}))
	}
	return text
}

// declared makes an element of the sets, with attributes and children now and then.
func (m *mutator) declared(depth int) string {
	var b strings.Builder
	name := m.pick(m.elems)
	b.WriteString("<" + name)
	if m.rnd.IntN(4) == 0 {
		b.WriteString(` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="` + m.pick(m.types) + `"`)
	}
	if m.rnd.IntN(4) == 0 {
		b.WriteString(` ` + m.pick(m.attrs) + `="` + m.value() + `"`)
	}
	b.WriteString(">")
	for depth > 0 && m.rnd.IntN(3) == 0 {
		depth--
		b.WriteString(m.declared(depth))
	}
	if m.rnd.IntN(8) == 0 {
		b.WriteString(m.pick(insertedText))
	}
	return b.String() + "</" + name + ">"
}

// value is a nasty one, or something like a time stamp or an OID.
func (m *mutator) value() string {
	switch m.rnd.IntN(6) {
	case 0:
		digits := "01234567890123456789"[:m.rnd.IntN(21)]
		return digits + m.pick([]string{"", ".", ".1", ".123456", "+1", "-0100", "+00000", ".5+01", "Z"})
	case 1:
		parts := []string{m.pick([]string{"0", "1", "2", "3", "02", "x"})}
		for range m.rnd.IntN(8) {
			parts = append(parts, m.pick([]string{"0", "1", "16", "840", "01", "", "99999999999999999999", "a"}))
		}
		return strings.Join(parts, ".")
	}
	return strings.ReplaceAll(m.pick(nastyValues), "\"", "'")
}

func (m *mutator) rename(text []byte, e element, name string) []byte {
	if e.end > e.close {
		text = splice(text, e.close, e.end, "</"+name+">")
	}
	return splice(text, e.open+1, e.open+1+len(e.name), name)
}

// insert puts something at the start or end of the content, or behind the element.
func (m *mutator) insert(text []byte, e element, what string) []byte {
	switch {
	case e.close == e.end: // an empty tag: open it
		slash := e.content - 2
		return splice(text, slash, e.content, ">"+what+"</"+e.name+">")
	case m.rnd.IntN(3) == 0:
		return splice(text, e.content, e.content, what)
	case m.rnd.IntN(2) == 0:
		return splice(text, e.close, e.close, what)
	case e.open > 100:
		return splice(text, e.end, e.end, what)
	}
	return text
}

func (m *mutator) retype(text []byte, e element, spans []attributeSpan) []byte {
	for _, s := range spans {
		if strings.HasPrefix(string(text[s.from:s.valueFrom]), "xsi:type") {
			return splice(text, s.valueFrom, s.valueTo, m.pick(m.types))
		}
	}
	at := e.open + 1 + len(e.name)
	return splice(text, at, at, ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="`+m.pick(m.types)+`"`)
}

// attributesAt yields the offsets and names of the attributes of a start tag.
func attributesAt(xml []byte, tag int) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		at := tag + 1 + len(nameAt(xml, tag+1))
		for {
			for at < len(xml) && isBlank(string(xml[at:at+1])) {
				at++
			}
			name := nameAt(xml, at)
			if name == "" || !yield(at, name) {
				return
			}
			_, raw := valueAt(xml, at+len(name))
			from := bytes.Index(xml[at+len(name):], raw)
			if from < 0 {
				return
			}
			at += len(name) + from + len(raw)
		}
	}
}

func nameAt(xml []byte, at int) string {
	end := at
	for end < len(xml) && !bytes.ContainsRune([]byte(" \t\r\n=/>"), rune(xml[end])) {
		end++
	}
	return string(xml[min(at, end):end])
}

// valueAt reads a value behind a name: without and with its quotes.
func valueAt(tag []byte, at int) (string, []byte) {
	for at < len(tag) && (isBlank(string(tag[at:at+1])) || tag[at] == '=') {
		at++
	}
	if at >= len(tag) {
		return "", []byte(`""`)
	}
	end := bytes.IndexByte(tag[at+1:], tag[at])
	if end < 0 {
		return "", []byte(`""`)
	}
	raw := tag[at : at+1+end+1]
	return string(raw[1 : len(raw)-1]), raw
}

func behind(xml []byte, from int, mark string) int {
	if i := bytes.Index(xml[min(from, len(xml)):], []byte(mark)); i >= 0 {
		return from + i + len(mark)
	}
	return len(xml)
}
