package xsd

import (
	"cmp"
	"slices"
	"strings"
)

// interpreter turns the records of one document into errors.
type interpreter struct {
	xml     []byte
	start   int // what the records' offsets count from
	most    int // errors
	over    bool
	names   names
	lines   *lines
	values  values
	found   []finding
	judged  record // the last value that Go judged
	fatal   *ParseError
	skipped bool // libxml2 has passed over content, so that IDs may have been missed
}

// interpret makes the result of a document from its records, with at most so many errors. m is asked for when elements
// were not as expected.
func interpret(xml []byte, doc prolog, records []record, most int, n names, m func() *model) *Result {
	start := doc.start
	in := &interpreter{xml: xml, start: start, most: most, names: n, lines: newLines(xml)}
	for _, r := range records {
		r.tag += start
		r.element += start
		r.cursor += start
		in.add(r)
	}
	if in.fatal == nil && !in.skipped {
		for _, u := range in.values.unresolved() {
			in.keep(in.value(u.record, "cvc-id.1", UnresolvedReference, u.id), u.record)
		}
	}
	if in.skipped {
		in.consult(m(), doc.body)
	}
	return &Result{Fatal: in.fatal, Errors: in.errors(), Truncated: in.over}
}

// finding is an error and its place in the order of the reference.
type finding struct {
	Error
	tag, turn int
}

// The turns within one tag: the reference looks at the element itself, then at its attributes, then at those missing.
const (
	elementTurn = iota
	attributeTurn
	missingTurn
)

func (in *interpreter) keep(e Error, r record) {
	if len(in.found) == in.most {
		in.over = true
		return
	}
	f := finding{Error: e, tag: r.tag}
	switch {
	case e.Kind == MissingAttribute:
		f.turn = missingTurn
	case e.Attribute != "" && e.Kind != UnknownType && e.Kind != UnrelatedType && e.Kind != BadNil:
		f.turn = attributeTurn
	}
	in.found = append(in.found, f)
}

// errors returns what was found in the order of the document and of the reference. libxml2 reports values before
// forbidden attributes.
func (in *interpreter) errors() []Error {
	slices.SortStableFunc(in.found, func(a, b finding) int {
		attributes := 0
		if a.turn == attributeTurn && b.turn == attributeTurn {
			attributes = cmp.Compare(a.Offset, b.Offset)
		}
		return cmp.Or(cmp.Compare(a.tag, b.tag), cmp.Compare(a.turn, b.turn), attributes)
	})
	var all []Error
	for _, f := range in.found {
		f.Line, f.Column = in.lines.at(f.Offset)
		all = append(all, f.Error)
	}
	return all
}

func (in *interpreter) add(r record) {
	switch r.kind {
	case schemaRecord:
		if !in.echo(r) {
			in.schemaError(r)
		}
	case typedRecord:
		in.judge(r)
		in.judged = r
	case parserRecord:
		in.fail(r.cursor, NotWellFormed, strings.TrimSpace(r.message))
	case doctypeRecord:
		in.fail(doctypeBefore(in.xml, r.cursor), Doctype, "a document type declaration is not allowed")
	case limitRecord:
		in.fail(r.tag, ParserLimit, "more than the reference's parser reads: "+r.s1)
	}
}

// echo recognises what libxml2 adds about the list or union around a value that Go judged.
func (in *interpreter) echo(r record) bool {
	if r.code != 1825 && r.code != 1826 || in.judged.kind == 0 || r.tag != in.judged.tag {
		return false
	}
	element, attribute := subject(r.message)
	e, a := subject(in.judged.message)
	return element == e && attribute == a
}

func (in *interpreter) fail(offset int, reason Reason, raw string) {
	if in.fatal == nil {
		in.fatal = parseError(in.xml, offset, reason, raw)
	}
}

func (in *interpreter) schemaError(r record) {
	c, known := codes[r.code]
	if !known {
		c = code{"", Other, ""}
	}
	e := in.place(r)
	e.Code, e.Kind, e.Facet = c.cvc, c.kind, c.facet
	in.describe(&e, r)
	switch e.Kind {
	case UnexpectedElement, MissingElement, ElementNotAllowed, UnknownRoot, AbstractType, UnknownType, Other:
		in.skipped = true
	}
	if e.Kind != BadNil && e.Attribute != "" && isSchemaInstance(r.message, "nil") {
		e.Code, e.Kind, e.Type = "cvc-elt.3.1", BadNil, "" // the reference does not look at the value
	}
	switch {
	case isValueError(e.Code):
		in.addValueError(e, r)
	case e.Kind == AbstractType && in.followsType(r):
		last := &in.found[len(in.found)-1]
		last.Codes = append(last.Codes, e.Code)
	default:
		e.Codes = []string{e.Code}
		in.keep(e, r)
	}
}

// followsType tells whether the last error was a bad xsi:type of the same element, of which an abstract declared type is
// only a consequence.
func (in *interpreter) followsType(r record) bool {
	if len(in.found) == 0 {
		return false
	}
	last := in.found[len(in.found)-1]
	return last.tag == r.tag && (last.Kind == UnknownType || last.Kind == UnrelatedType || isSchemaInstance(last.Raw, "type"))
}

// describe fills in what is particular to a code. libxml2 gives what it inserts into its sentences beside them.
func (in *interpreter) describe(e *Error, r record) {
	switch {
	case r.code == elementContent:
		e.Expected, e.ExpectedMore = in.expected(r.message)
		switch {
		case r.event == endEvent:
			e.Code, e.Kind = "cvc-complex-type.2.4.b", MissingElement
		case len(e.Expected) == 0:
			e.Code, e.Kind = "cvc-complex-type.2.4.d", UnexpectedElement
		default:
			e.Code, e.Kind = "cvc-complex-type.2.4.a", UnexpectedElement
		}
	case e.Kind == BadChoice:
		e.Value, e.Expected = r.s1, quotedList(r.s2)
	case e.Kind == BadPattern && typeOfForm(r.s2) != "":
		e.Code, e.Kind, e.Facet = "cvc-datatype-valid.1.2.1", BadDatatype, ""
		e.Value, e.Type = r.s1, typeOfForm(r.s2)
	case e.Kind == BadPattern:
		e.Value, e.Limit = r.s1, in.names.written(r.s2)
	case e.Kind == BadRange:
		e.Value, e.Limit = r.s1, r.s2
	case e.Kind == BadLength && e.Attribute != "":
		e.Value, e.Limit = r.s1, r.s3
	case e.Kind == BadLength:
		e.Limit = r.s2
	case e.Kind == BadFixed:
		e.Value, e.Expected = r.s1, []string{r.s2}
	case e.Kind == BadDatatype:
		e.Value, e.Type = r.s1, in.names.short(lastQuoted(r.message))
		if form := in.names.formOf[e.Type]; form != "" && r.code == 1824 { // the reference tries the pattern first
			e.Code, e.Kind, e.Facet, e.Limit = "cvc-pattern-valid", BadPattern, "pattern", form
		}
	case e.Kind == MissingAttribute:
		e.Attribute = in.names.short(r.s1)
	case e.Kind == UnknownType || e.Kind == UnrelatedType:
		e.Value = in.names.short(r.s1)
		if in.names.dropped[e.Value] { // a simple type that no element can have
			e.Code, e.Kind = "cvc-elt.4.3", UnrelatedType
		}
	case r.event == startEvent && (e.Kind == ElementNotAllowed || e.Kind == ContentNotAllowed):
		e.Kind, e.Value = ElementNotAllowed, nameAt(in.xml, r.tag+1)
	case e.Kind == TextNotAllowed || e.Kind == ContentNotAllowed:
		e.Offset = textAfter(in.xml, r.tag)
		e.Value = excerpt(in.xml, e.Offset)
	}
}

// place makes an Error with its offsets and names.
func (in *interpreter) place(r record) Error {
	e := Error{Offset: r.tag, ElementOffset: r.element, Raw: strings.TrimSpace(r.message)}
	element, attribute := subject(r.message)
	if element != "" {
		e.Namespace, e.Element = split(element)
	} else {
		e.Element = nameAt(in.xml, r.tag+1)
	}
	if attribute == "" {
		return e
	}
	namespace, local := split(attribute)
	if at, name := attributeIn(in.xml, r.tag, local, namespace != ""); at >= 0 {
		e.Offset, e.Attribute = at, name
	} else {
		e.Attribute = in.names.short(attribute)
	}
	return e
}

// addValueError makes one Error of all that is said about one value. The reference stops at the first fault, tries
// patterns first, and adds a second code that says whose value it is.
func (in *interpreter) addValueError(e Error, r record) {
	owner := attributeValue
	if e.Attribute == "" {
		owner = simpleContent
	}
	e.Codes = []string{e.Code, owner}
	if n := len(in.found); n > 0 {
		last := &in.found[n-1]
		if last.Offset == e.Offset && last.Attribute == e.Attribute && isValueError(last.Code) {
			if e.Kind == BadPattern && last.Kind != BadPattern {
				e.Raw = last.Raw + "\n" + e.Raw
				e.Type = last.Type
				last.Error = e
			} else {
				last.Raw += "\n" + e.Raw
				last.Type = cmp.Or(last.Type, e.Type)
			}
			return
		}
	}
	in.keep(e, r)
}

// value makes the error of a value that Go judged.
func (in *interpreter) value(r record, cvc string, kind Kind, value string) Error {
	e := in.place(r)
	e.Code, e.Kind, e.Value = cvc, kind, bounded(value)
	e.Type = "xs:" + strings.TrimSuffix(r.s2, "s")
	e.Raw = ""
	e.Codes = []string{cvc}
	if cvc != "cvc-id.1" {
		owner := attributeValue
		if e.Attribute == "" {
			owner = simpleContent
		}
		e.Codes = append(e.Codes, owner)
	}
	return e
}

func (in *interpreter) judge(r record) {
	if subjectElement, _ := subject(r.message); subjectElement == "" {
		r.message = "Element '" + nameAt(in.xml, r.tag+1) + "', attribute '{" + schemaInstance + "}" + r.message + "': "
		r.s1 = strings.ReplaceAll(r.s1, "&#38;", "&") // as the parser delivers it
	}
	switch r.s2 {
	case "anyURI":
		if !isAnyURI(collapse(r.s1)) {
			in.keep(in.value(r, "cvc-datatype-valid.1.2.1", BadDatatype, r.s1), r)
		}
	case "anyURIs":
		for _, item := range strings.Fields(r.s1) {
			if !isAnyURI(item) {
				in.keep(in.value(r, "cvc-datatype-valid.1.2.1", BadDatatype, item), r)
				return
			}
		}
	case "ID":
		if !in.values.declare(r.s1) {
			in.keep(in.value(r, "cvc-id.2", DuplicateID, r.s1), r)
		}
	case "IDREF", "IDREFS":
		for _, id := range strings.Fields(r.s1) {
			in.values.refer(id, r)
		}
	}
}
