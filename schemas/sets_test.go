package schemas_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/xsd"
)

const rootSchema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="xs:int"/></xs:schema>`

// TestSchema: a schema set comes from the compiled file, from the files where there is none, and judges the same.
func TestSchema(t *testing.T) {
	src := sampleFiles().with(files{"schema/TYPE_A/CDA.xsd": rootSchema}).write(t)
	im, err := schemas.Import(src, t.TempDir())
	require.NoError(t, err)
	for _, dir := range []string{im.Dir, src} {
		c := open(t, dir)
		s, ok, err := c.Schema("TYPE_A")
		require.NoError(t, err)
		require.True(t, ok)
		for text, valid := range map[string]bool{"<a>1</a>": true, "<a>x</a>": false} {
			doc, err := xmltree.Parse([]byte(text), xmltree.Limits{})
			require.NoError(t, err)
			r, err := s.Validate(doc, xsd.Options{})
			require.NoError(t, err)
			assert.Equal(t, valid, r.Valid(), text)
		}
		_, ok, err = c.Schema("TYPE_Z")
		require.NoError(t, err)
		assert.False(t, ok)
	}
}

// TestImportUnusableSchema: what is wrong with a schema set is said when it is imported, with file and line, unless the
// caller tests the catalog itself.
func TestImportUnusableSchema(t *testing.T) {
	src := sampleFiles().with(files{"schema/TYPE_A/CDA.xsd": rootSchema[:len(rootSchema)-12] + "\n<xs:override/></xs:schema>"}).write(t)
	_, err := schemas.Import(src, t.TempDir())
	require.ErrorContains(t, err, "TYPE_A: schema set of CDA.xsd: CDA.xsd:2: s4s-elt-must-match.1: override")
	_, err = schemas.ImportWith(t.Context(), src, t.TempDir(), schemas.ImportOptions{Test: func(c *schemas.Catalog) error {
		_, _, err := c.Schema("TYPE_A")
		assert.ErrorContains(t, err, "CDA.xsd:2:")
		return nil
	}})
	require.NoError(t, err)
}
