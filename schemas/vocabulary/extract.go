package vocabulary

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/cda/xmltree"
)

// answerLists are the questions whose answers belong to a list of their own, in the order in which the gateway applies
// the substitutions: a later one overrides an earlier one on the same element.
var answerLists = [...]struct{ question, system string }{
	{"89261-2", "2.16.840.1.113883.2.9.10.1.4.3.4.5"}, // chronicity of the problem
	{"33999-4", "2.16.840.1.113883.2.9.77.22.11.7"},   // clinical status of the problem
	{"75246-9", "2.16.840.1.113883.2.9.77.22.11.15"},  // motor ability
	{"72166-2", "1.3.6.1.4.1.12009.10.1.1356"},        // smoking
	{"74204-9", "1.3.6.1.4.1.12009.10.1.1694"},        // drug use
	{"45404-1", "1.3.6.1.4.1.12009.10.1.3342"},        // marital status
}

// role is what a name means to the extraction: a bit set, since code is both an element and an attribute.
type role uint8

const (
	roleObservation role = 1 << iota
	roleValue
	roleCode
	roleSystem
	roleVersion
	roleSystemName
	roleDisplayName
)

var roles = [...]struct {
	name string
	role role
}{
	{"observation", roleObservation}, {"value", roleValue}, {"code", roleCode}, {"codesystem", roleSystem},
	{"codesystemversion", roleVersion}, {"codesystemname", roleSystemName}, {"displayname", roleDisplayName},
}

// Extract appends to codes every element of the document that has an attribute codeSystem, in document order, after
// the substitutions: where an observation has a child code with one of six @code values, all value elements below it
// get the code system of the answer list, whether they had one or not; of several such observations around a value the
// last in the order of the list counts, however they are nested. The texts are views of the document.
//
// The gateway reads the document with an HTML parser. Hence names of elements and attributes match whatever their case,
// an element with a prefix is none of those meant, of two attributes that differ in case only the first counts, and
// white space in a value stays as it is written. Where that parser finds other tags or other characters than an XML parser, its
// reading is taken (html.go).
func Extract(doc *xmltree.Doc, codes []Code) []Code {
	x := extractor{doc: doc, codes: codes}
	x.classify()
	if htmlDiffers(doc.Source()) {
		x.html()
		return x.codes
	}
	if x.asks() {
		for n := xmltree.Root + 1; int(n) < doc.Len(); n++ {
			if doc.Kind(n) == xmltree.Element {
				x.element(n)
			}
		}
		return x.codes
	}
	// Most documents ask none of the questions: the elements that have the attribute are all there is.
	done := xmltree.None
	for a := xmltree.Attr(0); int(a) < doc.AttrLen(); a++ {
		if n := doc.Owner(a); x.attrRole(a) == roleSystem && n != done {
			first, last := doc.Attrs(n)
			x.attributes(n, first, last, -1)
			done = n
		}
	}
	return x.codes
}

// asks reports whether any code in the document is one of the questions.
func (x *extractor) asks() bool {
	for a := xmltree.Attr(0); int(a) < x.doc.AttrLen(); a++ {
		if x.attrRole(a) == roleCode && questionOf(x.doc.Value(a)) >= 0 {
			return true
		}
	}
	return false
}

// questionOf returns the number of the answer list that a code asks for, -1 for none.
func questionOf(code string) int {
	const length = len("89261-2")
	if len(code) < length {
		return -1
	}
	if len(code) > length {
		code = strings.Trim(code, " \t\r\n")
	}
	for i := range answerLists {
		if code == answerLists[i].question {
			return i
		}
	}
	return -1
}

type extractor struct {
	doc   *xmltree.Doc
	codes []Code
	roles []role // by name
	plain []bool // by name: in no namespace, as attributes without a prefix are
	open  []region
}

// region is the subtree of an observation whose values belong to answerLists[list]: it ends before the element numbered end.
type region struct{ end, list int }

func (x *extractor) classify() {
	n := x.doc.Names()
	x.roles, x.plain = make([]role, n), make([]bool, n)
	for i := range n {
		name := xmltree.Name(i)
		local := x.doc.Local(name)
		for _, r := range roles {
			if equalFoldASCII(local, r.name) {
				x.roles[i], x.plain[i] = r.role, x.doc.Space(name) == ""
			}
		}
	}
}

// equalFoldASCII compares with a lower-case ASCII name. Unlike strings.EqualFold it knows no other letters.
func equalFoldASCII(s, lower string) bool {
	if len(s) != len(lower) {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// role returns what an element is, 0 for one with a prefix.
func (x *extractor) role(n xmltree.Node) role {
	r := x.roles[x.doc.Name(n)]
	if r != 0 && strings.IndexByte(x.doc.QName(n), ':') >= 0 {
		return 0
	}
	return r
}

func (x *extractor) element(n xmltree.Node) {
	x.leave(int(n))
	list := -1
	switch r := x.role(n); {
	case r == roleObservation:
		x.enter(int(x.doc.End(n)), x.question(n))
	case r == roleValue:
		list = x.answers()
	}
	first, last := x.doc.Attrs(n)
	if first < last || list >= 0 {
		x.attributes(n, first, last, list)
	}
}

// enter notes that the values up to the element numbered end belong to a list, -1 for none.
func (x *extractor) enter(end, list int) {
	if list >= 0 {
		x.open = append(x.open, region{end: end, list: max(list, x.answers())})
	}
}

// leave drops the regions that end before an element.
func (x *extractor) leave(element int) {
	for len(x.open) > 0 && element >= x.open[len(x.open)-1].end {
		x.open = x.open[:len(x.open)-1]
	}
}

// answers returns the list that values belong to here, -1 for none.
func (x *extractor) answers() int {
	if len(x.open) == 0 {
		return -1
	}
	return x.open[len(x.open)-1].list
}

// question returns which answer list an observation's own code asks for, -1 for none.
func (x *extractor) question(observation xmltree.Node) int {
	list := -1
	for c := x.doc.FirstChild(observation); c != xmltree.None; c = x.doc.NextSibling(c) {
		if x.doc.Kind(c) != xmltree.Element || x.role(c) != roleCode {
			continue
		}
		first, last := x.doc.Attrs(c)
		for a := first; a < last; a++ {
			if x.attrRole(a) != roleCode {
				continue
			}
			list = max(list, questionOf(x.doc.Value(a)))
			break
		}
	}
	return list
}

func (x *extractor) attrRole(a xmltree.Attr) role {
	name := x.doc.AttrName(a)
	if x.plain[name] {
		return x.roles[name]
	}
	return 0
}

func (x *extractor) attributes(n xmltree.Node, first, last xmltree.Attr, list int) {
	code, system, version, systemName, display := xmltree.NoAttr, xmltree.NoAttr, xmltree.NoAttr, xmltree.NoAttr, xmltree.NoAttr
	for a := first; a < last; a++ {
		var slot *xmltree.Attr
		switch x.attrRole(a) {
		case roleCode:
			slot = &code
		case roleSystem:
			slot = &system
		case roleVersion:
			slot = &version
		case roleSystemName:
			slot = &systemName
		case roleDisplayName:
			slot = &display
		default:
			continue
		}
		if *slot == xmltree.NoAttr {
			*slot = a
		}
	}
	if system == xmltree.NoAttr && list < 0 {
		return
	}
	x.add(Code{
		Code: x.written(code), System: x.written(system), Version: x.written(version), // the names are only shown
		SystemName: x.value(systemName), DisplayName: x.value(display),
		Element: n, CodeAttr: code, SystemAttr: system, VersionAttr: version,
	}, list)
}

// add appends a code, whose system is that of an answer list unless list is -1.
func (x *extractor) add(c Code, list int) {
	if list >= 0 {
		c.Substituted, c.Original, c.System = true, c.System, answerLists[list].system
	}
	x.codes = append(x.codes, c)
}

func (x *extractor) value(a xmltree.Attr) string {
	if a == xmltree.NoAttr {
		return ""
	}
	return x.doc.Value(a)
}

// written is the value of an attribute with its white space as the source has it; "" for an absent one.
func (x *extractor) written(a xmltree.Attr) string {
	value := x.value(a)
	if strings.IndexByte(value, ' ') < 0 {
		return value
	}
	return unnormalised(x.doc, a, value)
}

// unnormalised undoes the attribute value normalisation of XML, which turns tabs and line ends into blanks.
func unnormalised(doc *xmltree.Doc, a xmltree.Attr, value string) string {
	start := doc.AttrValuePos(a).Offset
	raw := doc.Source()[start:]
	raw = raw[:max(bytes.IndexByte(raw, doc.Source()[start-1]), 0)]
	if !bytes.ContainsAny(raw, "\t\r\n") {
		return value
	}
	var b strings.Builder
	for len(raw) > 0 && len(value) > 0 {
		decoded, size := utf8.DecodeRuneInString(value)
		switch {
		case bytes.HasPrefix(raw, []byte("\r\n")):
			b.WriteString("\r\n")
			raw = raw[2:]
		case raw[0] == '&':
			b.WriteRune(decoded)
			raw = raw[bytes.IndexByte(raw, ';')+1:]
		default:
			written, n := utf8.DecodeRune(raw)
			b.WriteRune(written)
			raw = raw[n:]
		}
		value = value[size:]
	}
	return b.String()
}
