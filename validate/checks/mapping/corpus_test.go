package mappingcheck_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/structuremap"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

// accepted are the documents of the corpus that the reference accepts and that are UTF-8.
func accepted(tb testing.TB) map[string][]byte {
	tb.Helper()
	list, err := os.Open(shared.Dir(tb, "corpus", "expected.jsonl"))
	require.NoError(tb, err)
	defer list.Close()
	docs := map[string][]byte{}
	lines := bufio.NewScanner(list)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var r struct{ File, Verdict, TemplateID string }
		require.NoError(tb, json.Unmarshal(lines.Bytes(), &r))
		if r.Verdict != "OK" && r.Verdict != "SEMANTIC_WARNING" {
			continue
		}
		docs[r.File], err = os.ReadFile(filepath.Join(shared.Dir(tb, "corpus", "cda"), r.File))
		require.NoError(tb, err)
	}
	return docs
}

func national(tb testing.TB) *schemas.Catalog {
	tb.Helper()
	catalog, err := schemas.Open(shared.Dir(tb, "catalog"))
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = catalog.Close() })
	return catalog
}

// TestWithoutIdentifier reproduces what was measured by hand: a quarter of the accepted documents has a place or an organisation
// without the id that the maps need.
func TestWithoutIdentifier(t *testing.T) {
	catalog := national(t)
	documents, places, organisations, parsed := 0, 0, 0, 0
	for _, src := range accepted(t) {
		doc, err := xmltree.Parse(src, xmltree.Limits{})
		if err != nil {
			continue // in another encoding
		}
		parsed++
		program, err := catalog.Mapping(template(doc))
		require.NoError(t, err)
		require.NotNil(t, program)
		facts, complete := program.Run(doc)
		require.True(t, complete)
		found := map[string]bool{}
		for _, f := range facts {
			if f.Kind == structuremap.NoIdentifier {
				found[f.Resource] = true
				found[doc.Local(doc.Name(f.Node))] = true
			}
		}
		count := func(n *int, yes bool) {
			if yes {
				*n++
			}
		}
		count(&documents, found["Location"] || found["Organization"])
		count(&places, found["healthCareFacility"])
		count(&organisations, found["serviceProviderOrganization"])
	}
	assert.Equal(t, 216, parsed)
	assert.Equal(t, 51, documents)
	assert.Equal(t, 39, places)
	assert.Equal(t, 10, organisations)
}

func template(doc *xmltree.Doc) string {
	for n := doc.FirstChild(doc.DocumentElement()); n != xmltree.None; n = doc.NextSibling(n) {
		if doc.Kind(n) == xmltree.Element && doc.Local(doc.Name(n)) == "templateId" {
			root, _ := doc.AttrValue(n, "root")
			return root
		}
	}
	return ""
}

func runner(tb testing.TB) *validate.Runner {
	tb.Helper()
	r, err := checks.NewRunner(checks.Config{Catalog: national(tb)})
	require.NoError(tb, err)
	return r
}

// edit is one replacement in a sample document; the text replaced must be there.
type edit struct{ old, replacement string }

// TestHints changes sample documents: each change brings its hint, names the version of the map, and changes no verdict.
func TestHints(t *testing.T) {
	r := runner(t)
	for name, c := range map[string]struct {
		sample string
		edits  []edit
		id     string
		words  []string
	}{
		"a copied code in LDO":         {"LDO", nil, "MAP-CODE", []string{"MedicationAdministration.status", "active", "completed"}},
		"observation suspended in RSA": {"RSA", []edit{{`<statusCode code="completed"/>`, `<statusCode code="suspended"/>`}}, "MAP-CODE", nil},
		"therapy aborted in PSS": {
			"PSS", []edit{{`<statusCode code="active"/>
              <effectiveTime xsi:type="IVL_TS">`, `<statusCode code="aborted"/>
              <effectiveTime xsi:type="IVL_TS">`}, {`<low value="20200301"/>
              </effectiveTime>
              <routeCode`, `<low value="20200301"/>
                <high value="20210301"/>
              </effectiveTime>
              <routeCode`}}, "MAP-CODE-MENDED", []string{"aborted", "later rule"},
		},
		"a ward without an id": {
			"LAB", []edit{{`<id root="2.16.840.1.113883.2.9.4.1.6" extension="12000001" assigningAuthorityName="Ministero della Salute"/>
          <location>`, `<location>`}}, "MAP-NO-ID", []string{"healthCareFacility", "Location", "2.16.840.1.113883.2.9.4.1.6"},
		},
		"a ward whose id has no extension": {
			"LAB", []edit{{`<id root="2.16.840.1.113883.2.9.4.1.6" extension="12000001" `, `<id root="2.16.840.1.113883.2.9.4.1.6" `}}, "MAP-NO-ID", []string{`root "2.16.840.1.113883.2.9.4.1.6"`},
		},
		"a performer without an id": {
			"LAB", []edit{{`displayName="Metodo"/>`, `displayName="Metodo"/><performer><assignedEntity><id nullFlavor="UNK"/></assignedEntity></performer>`}},
			"MAP-PART-NO-ID", []string{"assignedEntity", "Practitioner"},
		},
		"a blank in an id":               {"LAB", []edit{{`extension="12000001"`, `extension="120 00001"`}}, "MAP-ID-FORM", []string{"120 00001"}},
		"no translation":                 {"RSA", nil, "MAP-NO-CODE", []string{"MedicationAdministration.status"}},
		"environment allergy":            {"PSS", []edit{{`code="DALG"`, `code="EALG"`}}, "MAP-CODE", []string{"enviroment", "ALG"}},
		"REAL in LAB":                    {"LAB", []edit{{`<value xsi:type="PQ" value="95" unit="mg/dL"/>`, `<value xsi:type="REAL" value="95"/>`}}, "MAP-VALUE-TYPE", []string{"REAL", "PQ"}},
		"milliseconds since 1970":        {"RSA", []edit{{`<low value="20200301"/>`, `<low value="1768470600000"/>`}}, "MAP-TIME", nil},
		"a time without a zone":          {"LAB", []edit{{`<effectiveTime value="20260115090000+0100"/>`, `<effectiveTime value="202601150900"/>`}}, "MAP-TIME-ZONE", nil},
		"a telephone without its scheme": {"LAB", []edit{{`value="tel:`, `value="`}}, "MAP-TELECOM", nil},
	} {
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", "cda", c.sample+"-valid.xml"))
			require.NoError(t, err)
			text := string(src)
			for _, e := range c.edits {
				require.Contains(t, text, e.old)
				text = strings.Replace(text, e.old, e.replacement, 1)
			}
			before := r.Document(context.Background(), validate.Bytes("a.xml", src)).Document
			after := r.Document(context.Background(), validate.Bytes("a.xml", []byte(text))).Document
			said := ""
			for _, f := range after.Findings {
				if f.ID == c.id {
					said += f.Message.In("en") + " " + f.Fix.In("en") + " " + f.Actual.In("en")
					assert.Contains(t, f.Notes[len(f.Notes)-1].In("en"), "mapping of catalog version 2026-08-22")
				}
			}
			assert.NotEmpty(t, said, "no %s", c.id)
			for _, w := range c.words {
				assert.Contains(t, said, w)
			}
			assert.Equal(t, before.Validator.Result, after.Validator.Result)
		})
	}
}
