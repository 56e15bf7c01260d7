package schematron

import "strings"

// Normalise trims a text and joins its words by single blanks, for display. White space is what XML calls so. The
// reference's own messages keep the white space of the schema.
func Normalise(text string) string { return strings.Join(strings.FieldsFunc(text, isSpace), " ") }

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' }

// maxID bounds the length of what may stand before the bar: a bar further on belongs to the prose.
const maxID = 24

// NationalID returns the identifier that a rule's text begins with, as written: what stands before the first "|"
// ("ERRORE-46a| …", "W005 | …", "ERRORE b52| …"), or, where no bar follows soon, the first word.
func NationalID(text string) string {
	text = strings.TrimFunc(text, isSpace)
	if bar := strings.IndexByte(text, '|'); bar > 0 && bar <= maxID {
		return Normalise(text[:bar])
	}
	if end := strings.IndexFunc(text, isSpace); end >= 0 {
		text = text[:end]
	}
	return text
}
