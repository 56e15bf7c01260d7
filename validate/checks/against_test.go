package checks

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/validate"
)

func openCatalog(t *testing.T, path string) *schemas.Catalog {
	t.Helper()
	c, err := schemas.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// judgeAgainst judges a document with one catalog and compares it with another.
func judgeAgainst(t *testing.T, one, other *schemas.Catalog) func(*validate.Bundle) *validate.Document {
	t.Helper()
	r, err := NewRunner(Config{Catalog: one, Against: &Against{Name: "uat", Catalog: other}})
	require.NoError(t, err)
	return func(b *validate.Bundle) *validate.Document { return r.Document(t.Context(), b).Document }
}

func differing(d *validate.Document) *lint.Finding {
	for i := range d.Findings {
		if d.Findings[i].ID == ruleAgainst.ID {
			return &d.Findings[i]
		}
	}
	return nil
}

// TestBothLines: every document of the corpus gets the same answer with either line of the published catalog, and a document of
// a type that only one of them has a map for does not.
func TestBothLines(t *testing.T) {
	judge := judgeAgainst(t, openCatalog(t, shared.Dir(t, "catalog")), openCatalog(t, shared.Dir(t, "catalog-uat")))
	folder := shared.Dir(t, "corpus", "cda")
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	judged := 0
	for _, e := range entries {
		d := judge(validate.File(filepath.Join(folder, e.Name())))
		require.Nil(t, d.Fault, e.Name())
		if s := d.Stage("against"); assert.NotNil(t, s, e.Name()) {
			assert.Equal(t, validate.Ran, s.State, e.Name())
		}
		if f := differing(d); f != nil {
			t.Errorf("%s: %s", e.Name(), f.Message.In("en"))
		}
		judged++
	}
	assert.Equal(t, 880, judged)

	f := differing(judge(sampleBundle(t, "cda/TELEVISITA-valid.xml")))
	require.NotNil(t, f)
	assert.Equal(t, "with the line uat of the catalog: not refused; with the one in use: 400 /msg/validator (VA-15)", f.Message.In("en"))
	require.Len(t, f.Notes, 1)
	assert.Contains(t, f.Notes[0].In("it"), "solo con la linea in uso: ENG-NO-MAP")
}

// TestAgainst changes a catalog in ways that lines differ in.
func TestAgainst(t *testing.T) {
	one, err := schemas.OpenFS(starter.FS(), "one")
	require.NoError(t, err)
	const sample = "cda/LAB-valid.xml"
	for name, c := range map[string]struct {
		file     string // of the starter, "" to look for one
		old, new string
		want     []string // in the finding; nil for none
	}{
		"nothing": {},
		"comments only": {
			file: "schema/POCD_MT000040UV02/CDA.xsd", old: "</xs:schema>", new: "<!-- x --></xs:schema>",
		},
		"an element that one of them has": {
			file: "schema/POCD_MT000040UV02/CDA.xsd", old: `name="ClinicalDocument"`, new: `name="Other"`,
			want: []string{"uat of the catalog: 400 /msg/syntax (VA-04)", "only with the other line: XSD-"},
		},
		"a code that one of them lacks": {
			file: "terminology/2.16.840.1.113883.5.25.csv", old: "2.2.0,N,", new: "2.2.0,NN,",
			want: []string{"400 /msg/vocabulary (VA-12)", "only with the other line: VOC-CODE (1) 1"},
		},
		"another version": {
			file: "mongo-dump/dictionary.json", old: `"2.2.0"`, new: `"3.0.0"`,
			want: nil, // the document declares none, and what cannot be looked up is refused by nobody
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, os.CopyFS(dir, starter.FS()))
			if c.file != "" {
				file := filepath.Join(dir, filepath.FromSlash(c.file))
				b, err := fs.ReadFile(starter.FS(), c.file)
				require.NoError(t, err)
				require.Contains(t, string(b), c.old)
				require.NoError(t, os.Remove(file))
				require.NoError(t, os.WriteFile(file, []byte(strings.ReplaceAll(string(b), c.old, c.new)), 0o600))
			}
			d := judgeAgainst(t, one, openCatalog(t, dir))(sampleBundle(t, sample))
			require.Nil(t, d.Fault)
			f := differing(d)
			if c.want == nil {
				assert.Nil(t, f)
				return
			}
			require.NotNil(t, f)
			text := f.Message.In("en")
			for _, n := range f.Notes {
				text += "\n" + n.In("en")
			}
			for _, w := range c.want {
				assert.Contains(t, text, w)
			}
		})
	}
}
