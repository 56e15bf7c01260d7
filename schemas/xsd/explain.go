package xsd

import (
	"strings"
	"unicode/utf8"
)

// Explain puts an error into plain words, in Italian for "it" and in English for any other language: what is wrong, what
// the schema wants there, what was found, and what to do. expected and actual may be empty when the message says it all.
func (e Error) Explain(lang string) (message, expected, actual, fix string) {
	w := english
	if lang == "it" {
		w = italian
	}
	s := w.explain(e)
	if s.expected == "" {
		s.expected = e.expectation(w)
	}
	if s.actual == "" {
		s.actual = e.finding(w)
	}
	return s.message, s.expected, s.actual, s.fix
}

// explanation is one error in words.
type explanation struct{ message, expected, actual, fix string }

// wording is one language: its small words, what it calls the forms of values, and a sentence for each kind of error.
type wording struct {
	or, more, empty, blank, without string
	types                           map[string]string // what a data type admits
	patterns                        map[string]string // what a pattern admits
	explain                         func(Error) explanation
}

// expectation is the default answer to "what is wanted": the allowed elements or values, or the form of the value.
func (e Error) expectation(w *wording) string {
	switch {
	case len(e.Expected) > 0:
		return w.list(e.Expected, e.ExpectedMore)
	case e.Kind == BadPattern && w.patterns[e.Limit] != "":
		return w.patterns[e.Limit]
	case e.Kind == BadPattern:
		return e.Limit
	case e.Kind == BadDatatype:
		return w.types[strings.TrimPrefix(e.Type, "xs:")]
	}
	return ""
}

// finding is the default answer to "what was found".
func (e Error) finding(w *wording) string {
	switch e.Kind {
	case BadPattern, BadChoice, BadLength, BadRange, BadDatatype, BadFixed, UnknownType, UnrelatedType, DuplicateID,
		UnresolvedReference:
		return w.show(e.Value)
	case UnexpectedElement, UnknownRoot:
		return e.Element
	case ElementNotAllowed:
		return e.Value
	case AttributeNotAllowed:
		return e.Attribute
	case TextNotAllowed, ContentNotAllowed:
		return w.show(e.Value)
	}
	return w.without
}

// list joins names or values, not too many.
func (w *wording) list(values []string, more bool) string {
	const most = 15
	if len(values) > most {
		values, more = values[:most], true
	}
	switch {
	case more:
		return strings.Join(values, ", ") + ", " + w.more
	case len(values) == 1:
		return values[0]
	default:
		return strings.Join(values[:len(values)-1], ", ") + " " + w.or + " " + values[len(values)-1]
	}
}

// show makes a value visible: nothing and mere blanks are named, long values cut.
func (w *wording) show(value string) string {
	const most = 120
	switch {
	case value == "":
		return w.empty
	case strings.TrimSpace(value) == "":
		return w.blank
	case utf8.RuneCountInString(value) > most:
		value = string([]rune(value)[:most]) + "…"
	}
	return `"` + value + `"`
}

// where names the attribute and its element, or the element alone.
func (e Error) where(attributeOf, contentOf string) string {
	if e.Attribute != "" {
		return strings.NewReplacer("{a}", e.Attribute, "{e}", e.Element).Replace(attributeOf)
	}
	return strings.ReplaceAll(contentOf, "{e}", e.Element)
}

// qualified names an element together with its namespace where that is not HL7's.
func qualified(e Error, none string) string {
	switch e.Namespace {
	case "urn:hl7-org:v3":
		return e.Element
	case "":
		return e.Element + " (" + none + ")"
	}
	return e.Element + " {" + e.Namespace + "}"
}

// sameButForCase is the expected element or value that differs from what was found in case only.
func (e Error) sameButForCase() string {
	found := e.Element
	if e.Kind != UnexpectedElement {
		found = e.Value
	}
	for _, name := range e.Expected {
		if name != found && strings.EqualFold(name, found) {
			return name
		}
	}
	return ""
}

// hasOuterBlanks tells whether a value begins or ends with white space, which is easy to overlook.
func hasOuterBlanks(value string) bool {
	return value != "" && strings.TrimSpace(value) != value
}

// Patterns of the national sets that are put into words.
const (
	timeStampPattern = `[0-9]{1,8}|([0-9]{9,14}|[0-9]{14,14}\.[0-9]+)([+\-][0-9]{1,4})?`
	noBlanksPattern  = `[^\s]+`
	booleanPattern   = `true|false`
	oidPattern       = `[0-2](\.(0|[1-9][0-9]*))*`
)
