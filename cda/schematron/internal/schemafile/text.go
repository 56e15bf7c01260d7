package schemafile

import "strings"

// Normalise trims a text and joins its words by single blanks, for display. White space is what XML calls so. The
// reference's own messages keep the white space of the schema.
func Normalise(text string) string { return strings.Join(strings.FieldsFunc(text, isSpace), " ") }

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' }
