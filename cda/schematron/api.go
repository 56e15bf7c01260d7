package schematron

import (
	"strings"

	"github.com/fselint/fselint/cda/schematron/internal/schemafile"
)

// Position is a place in a schema file.
type Position = schemafile.Position

// Error says why a schema cannot be used, and where.
type Error = schemafile.Error

// SchematronNamespace is the namespace of the elements that a schema is made of.
const SchematronNamespace = schemafile.SchematronNamespace

// Normalise joins the words of a text by single blanks.
func Normalise(s string) string { return schemafile.Normalise(s) }

// maxID bounds the length of what may stand before the bar: a bar further on belongs to the prose.
const maxID = 24

// NationalID returns the identifier that a rule's text begins with, as written: what stands before the first "|"
// ("ERRORE-46a| …", "W005 | …", "ERRORE b52| …"), or, where no bar follows soon, the first word.
func NationalID(text string) string {
	text = strings.Trim(text, " \t\r\n")
	if bar := strings.IndexByte(text, '|'); bar > 0 && bar <= maxID {
		return Normalise(text[:bar])
	}
	if end := strings.IndexAny(text, " \t\r\n"); end >= 0 {
		text = text[:end]
	}
	return text
}
