package fix_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/lsp/fix"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	schemacheck "github.com/fselint/fselint/validate/checks/schema"
	schematroncheck "github.com/fselint/fselint/validate/checks/schematron"
)

type judge struct {
	runner  *validate.Runner
	catalog *schemas.Catalog
}

func national(t testing.TB) judge {
	t.Helper()
	catalog, err := schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, catalog.Close()) })
	runner, err := checks.NewRunner(checks.Config{Catalog: catalog})
	require.NoError(t, err)
	return judge{runner, catalog}
}

// of judges a text.
func (j judge) of(t testing.TB, text []byte) ([]lint.Finding, fix.Source) {
	t.Helper()
	r := j.runner.Document(context.Background(), validate.Bytes("a.xml", text))
	set, err := j.catalog.Vocabulary()
	require.NoError(t, err)
	s := fix.Source{Vocabulary: set}
	s.Doc, _ = documentcheck.Tree.Lookup(r)
	s.Schema, _ = schemacheck.Set.Lookup(r)
	if o, ok := schematroncheck.Judgement.Lookup(r); ok {
		s.Schematron = o.Schema
	}
	return r.Findings, s
}

// counts says how often each rule has something to say that matters. What becomes of the document as FHIR is only judged once the
// validator is content.
func counts(fs []lint.Finding) map[string]int {
	m := map[string]int{}
	for _, f := range fs {
		if f.Severity > lint.Info && f.Rule.Family != "MAP" {
			m[f.ID]++
		}
	}
	return m
}

// proven repairs the finding and judges again: it is gone, and nothing came.
func (j judge) proven(t testing.TB, text []byte, before []lint.Finding, f *lint.Finding, repair fix.Fix) {
	t.Helper()
	found, _ := j.of(t, repair.Apply(text))
	after, then := counts(found), counts(before)
	assert.Less(t, after[f.ID], then[f.ID], "%s: %s: still there", f.Message.In("en"), repair.Title.In("en"))
	for id, n := range after {
		assert.LessOrEqual(t, n, then[id], "%s: %s: %s came", f.Message.In("en"), repair.Title.In("en"), id)
	}
}

// TestKinds breaks a sound sample in one place for each kind of repair.
func TestKinds(t *testing.T) {
	j := national(t)
	for _, c := range []struct{ name, sample, old, broken, id, title string }{
		{"attribute misspelt", "RSA", `<realmCode code=`, `<realmCode cod=`, "XSD-ATTRIBUTE-NOT-ALLOWED", "Rename cod to code"},
		{"attribute too many", "RSA", `<realmCode code=`, `<realmCode colour="red" code=`, "XSD-ATTRIBUTE-NOT-ALLOWED", "Remove the attribute colour"},
		{"element misspelt", "RSA", `<custodian`, `<custodiam`, "XSD-UNEXPECTED-ELEMENT", "Rename custodiam to custodian"},
		{"element too many", "RSA", `<custodian`, `<colour/><custodian`, "XSD-UNEXPECTED-ELEMENT", "Remove the element colour"},
		{"value of a list", "RSA", `moodCode="EVN"`, `moodCode="EVM"`, "XSD-BAD-CHOICE", `Write moodCode="EVN"`},
		{"text between elements", "RSA", `<custodian typeCode="CST">`, `<custodian typeCode="CST">Azienda `, "XSD-TEXT-NOT-ALLOWED", "Remove the text"},
		{"code of a dictionary", "RSA", `code="250.00"`, `code="250.0O"`, "VOC-CODE", ""},
		{"elements in the wrong order", "RSA", "<title>Referto di specialistica ambulatoriale</title>\n  <effectiveTime value=\"20260115103000+0100\"/>",
			"<effectiveTime value=\"20260115103000+0100\"/>\n  <title>Referto di specialistica ambulatoriale</title>", "XSD-UNEXPECTED-ELEMENT", "Move title before effectiveTime"},
		{"element twice", "RSA", `<languageCode code="it-IT"/>`, `<languageCode code="it-IT"/><languageCode code="it-IT"/>`, "XSD-UNEXPECTED-ELEMENT", "Remove the element languageCode"},
		{"attribute that is missing", "RSA", `<typeId root="2.16.840.1.113883.1.3" `, `<typeId `, "XSD-MISSING-ATTRIBUTE", `Add root="2.16.840.1.113883.1.3"`},
		{"value of a rule", "RSA", `<confidentialityCode code="N"`, `<confidentialityCode code="n"`, "SCH-RSA-ERRORE-6", `Write code="N"`},
		{"code system of a rule", "RSA", `codeSystem="2.16.840.1.113883.5.25"`, `codeSystem="2.16.840.1.113883.5.26"`, "SCH-RSA-ERRORE-6", `Write codeSystem="2.16.840.1.113883.5.25"`},
		{"only value", "RSA", `root="2.16.840.1.113883.1.3"`, `root="2.16.840.1.113883.1.4"`, "XSD-BAD-FIXED", `Write root="2.16.840.1.113883.1.3"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "cda", c.sample+"-valid.xml"))
			require.NoError(t, err)
			require.Contains(t, string(text), c.old)
			text = bytes.Replace(text, []byte(c.old), []byte(c.broken), 1)
			if c.name == "element misspelt" {
				text = bytes.Replace(text, []byte("</custodian>"), []byte("</custodiam>"), 1)
			}
			found, source := j.of(t, text)
			repaired := false
			for i := range found {
				if found[i].ID != c.id {
					continue
				}
				for _, f := range source.For(&found[i]) {
					if f.Title.In("en") == c.title || c.title == "" {
						repaired = true
						j.proven(t, text, found, &found[i], f)
						break
					}
				}
			}
			assert.True(t, repaired, "%v", counts(found))
		})
	}
}

// TestCorpus repairs what was found in real documents: every repair that is offered is proven.
func TestCorpus(t *testing.T) {
	j := national(t)
	dir := shared.Dir(t, "corpus", "cda")
	offered, findings := map[string]int{}, map[string]int{}
	var n int
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".xml" {
			return err
		}
		if n++; n%10 != 0 && os.Getenv("FSELINT_HEAVY") == "" {
			return nil
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		found, source := j.of(t, text)
		if source.Doc == nil {
			return nil
		}
		for i := range found {
			if found[i].Severity == lint.Info {
				continue
			}
			findings[found[i].Rule.Family]++
			for _, f := range source.For(&found[i]) {
				offered[found[i].Rule.Family]++
				j.proven(t, text, found, &found[i], f)
			}
		}
		return nil
	}))
	t.Log(findings, offered)
	assert.Positive(t, offered["SCH"])
	assert.Positive(t, offered["VOC"])
}
