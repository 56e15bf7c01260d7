package pades

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/pdftest"
)

// formed is a PDF whose form has these fields; a field 10 and one below it, 11, and a value, 12, are given.
func formed(fields, ten, eleven string) []byte {
	b := pdftest.Page("/AcroForm<</Fields" + fields + ">>")
	b.Object(10, ten)
	b.Object(11, eleven)
	b.Object(12, "<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 1 2 3]/Contents<00>>>")
	b.Object(13, "/Sig")
	return b.Finish("/Root 1 0 R")
}

// TestSignedByGeneration has forms that one generation calls signed and the other does not. None of the signatures is valid.
func TestSignedByGeneration(t *testing.T) {
	const below = "<</T(b)/V 12 0 R/Parent 10 0 R>>"
	for name, c := range map[string]struct {
		data         []byte
		older, newer Decision
	}{
		"signed":                       {formed("[10 0 R]", "<</T(a)/FT/Sig/V 12 0 R>>", "null"), Invalid, Invalid},
		"no field":                     {formed("[]", "null", "null"), NotSigned, NotSigned},
		"a text field":                 {formed("[10 0 R]", "<</T(a)/FT/Tx/V(x)>>", "null"), NotSigned, NotSigned},
		"empty":                        {formed("[10 0 R]", "<</T(a)/FT/Sig>>", "null"), NotSigned, Invalid},
		"empty, value null":            {formed("[10 0 R]", "<</T(a)/FT/Sig/V null>>", "null"), NotSigned, Invalid},
		"empty, value missing":         {formed("[10 0 R]", "<</T(a)/FT/Sig/V 99 0 R>>", "null"), NotSigned, Invalid},
		"empty, written in the list":   {formed("[<</T(a)/FT/Sig>>]", "null", "null"), NotSigned, Invalid},
		"value that is text":           {formed("[10 0 R]", "<</T(a)/FT/Sig/V(x)>>", "null"), ServerError, Invalid},
		"value that is a number":       {formed("[10 0 R]", "<</T(a)/FT/Sig/V 7>>", "null"), ServerError, Invalid},
		"type by reference":            {formed("[10 0 R]", "<</T(a)/FT 13 0 R/V 12 0 R>>", "null"), Invalid, Invalid},
		"type that is text":            {formed("[10 0 R]", "<</T(a)/FT(Sig)/V 12 0 R>>", "null"), Invalid, NotSigned},
		"type in hexadecimal":          {formed("[10 0 R]", "<</T(a)/FT<536967>/V 12 0 R>>", "null"), Invalid, NotSigned},
		"nested, type below":           {formed("[10 0 R]", "<</T(a)/Kids[11 0 R]>>", "<</T(b)/FT/Sig/V 12 0 R/Parent 10 0 R>>"), OK, NotSigned},
		"nested beside a text field":   {formed("[10 0 R<</T(t)/FT/Tx>>]", "<</T(a)/Kids[11 0 R]>>", "<</T(b)/FT/Sig/V 12 0 R/Parent 10 0 R>>"), OK, NotSigned},
		"nested, type above":           {formed("[10 0 R]", "<</T(a)/FT/Sig/Kids[11 0 R]>>", below), OK, OK},
		"nested, and one empty on top": {formed("[10 0 R<</T(e)/FT/Sig>>]", "<</T(a)/Kids[11 0 R]>>", "<</T(b)/FT/Sig/V 12 0 R/Parent 10 0 R>>"), Invalid, Invalid},
		"type of the page above":       {formed("[10 0 R]", "<</T(a)/V 12 0 R/Parent 11 0 R>>", "<</FT/Sig>>"), Invalid, NotSigned},
		"a widget below":               {formed("[10 0 R]", "<</T(a)/FT/Sig/V 12 0 R/Kids[11 0 R]>>", "<</Subtype/Widget/Parent 10 0 R>>"), Invalid, Invalid},
		"kids that are no list":        {formed("[10 0 R]", "<</T(a)/FT/Sig/V 12 0 R/Kids 7>>", "null"), ServerError, Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := pdffile.Open(c.data, pdffile.Limits{})
			require.NoError(t, err)
			assert.Equal(t, c.older, Decide(f, fse.July2025).Decision, "2025-07")
			assert.Equal(t, c.newer, Decide(f, fse.May2026).Decision, "2026-05")
		})
	}
}
