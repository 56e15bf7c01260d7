package xsd

import "strings"

// What follows reads libxml2's sentences, of which it gives these parts in no other way: the element and attribute
// concerned, the name of a type, the expected elements. Nothing here decides whether a document is valid or what code an
// error gets; a sentence of another form only leaves a field empty.

// subject reads "Element 'E'[, attribute 'A']: ...".
func subject(message string) (element, attribute string) {
	rest, ok := strings.CutPrefix(message, "Element '")
	if !ok {
		return "", ""
	}
	element, rest, ok = strings.Cut(rest, "'")
	if !ok {
		return "", ""
	}
	if rest, ok = strings.CutPrefix(rest, ", attribute '"); ok {
		attribute, _, _ = strings.Cut(rest, "'")
	}
	return element, attribute
}

// isSchemaInstance tells whether a sentence is about the attribute of that name of the schema instance namespace.
func isSchemaInstance(message, local string) bool {
	_, attribute := subject(message)
	return attribute == "{"+schemaInstance+"}"+local
}

// lastQuoted reads the name in quotes at the end of a sentence.
func lastQuoted(message string) string {
	message = strings.TrimSuffix(strings.TrimSpace(message), ".")
	message, ok := strings.CutSuffix(message, "'")
	if !ok {
		return ""
	}
	return message[strings.LastIndexByte(message, '\'')+1:]
}

// expectedElements is the number of expected elements that libxml2 names at most.
const expectedElements = 10

// expected reads "... Expected is one of ( a, b )." and tells whether there may be more.
func (in *interpreter) expected(message string) ([]string, bool) {
	i := strings.LastIndex(message, " Expected is ")
	if i < 0 {
		return nil, false
	}
	_, list, ok := strings.Cut(message[i:], "( ")
	if !ok {
		return nil, false
	}
	list, _, _ = strings.Cut(list, " ).")
	var expected []string
	all := strings.Split(list, ", ")
	for _, name := range all {
		name = in.names.short(strings.TrimSpace(name))
		if !contains(expected, name) {
			expected = append(expected, name)
		}
	}
	return expected, len(all) >= expectedElements
}

// quotedList reads "'a', 'b'".
func quotedList(list string) []string {
	list = strings.TrimSpace(list)
	list, ok := strings.CutPrefix(list, "'")
	if !ok {
		return nil
	}
	return strings.Split(strings.TrimSuffix(list, "'"), "', '")
}

func contains(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}
