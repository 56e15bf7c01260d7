package report

import (
	"encoding/xml"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/schemas/xsd"
	"github.com/fselint/fselint/validate"
)

func TestJUnitIsValid(t *testing.T) {
	source, err := os.ReadFile("testdata/junit.xsd")
	require.NoError(t, err)
	schema, err := xsd.Compile(map[string][]byte{"junit.xsd": source}, "junit.xsd")
	require.NoError(t, err)
	for _, lang := range []string{"it", "en"} {
		for _, docs := range [][]*validate.Document{nil, {{Path: "a"}}, fixture()} {
			r, err := schema.Validate(parsed(t, write(t, "junit", Options{Run: always(fixtureRun), Lang: lang, Notes: true}, docs)), xsd.Options{})
			require.NoError(t, err)
			assert.True(t, r.Valid(), "%+v %+v", r.Fatal, r.Errors)
		}
	}
	bad := strings.Replace(write(t, "junit", Options{Run: always(fixtureRun)}, fixture()), `tests="`, `test="`, 1)
	r, err := schema.Validate(parsed(t, bad), xsd.Options{})
	require.NoError(t, err)
	assert.False(t, r.Valid(), "the schema does refuse")
}

func parsed(t *testing.T, text string) *xmltree.Doc {
	t.Helper()
	doc, err := xmltree.Parse([]byte(text), xmltree.Limits{})
	require.NoError(t, err)
	return doc
}

func TestJUnitCounts(t *testing.T) {
	var report struct {
		Suites []junitSuite `xml:"testsuite"`
	}
	text := write(t, "junit", Options{Run: always(fixtureRun), Lang: "en"}, fixture())
	require.NoError(t, xml.Unmarshal([]byte(text), &report))
	require.Len(t, report.Suites, 5, "one for each document")
	names := map[string]bool{}
	for _, s := range report.Suites {
		var failures, errors, skipped int
		for _, c := range s.Cases {
			assert.False(t, names[c.ClassName+" "+c.Name], "a test case of its own")
			names[c.ClassName+" "+c.Name] = true
			failures += len1(c.Failure)
			errors += len1(c.Error)
			skipped += len1(c.Skipped)
		}
		assert.Equal(t, []int{len(s.Cases), failures, errors, skipped}, []int{s.Tests, s.Failures, s.Errors, s.Skipped}, s.Name)
	}
	pdf, fault := report.Suites[0], report.Suites[2]
	assert.Equal(t, []int{4, 1, 0, 2}, []int{pdf.Tests, pdf.Failures, pdf.Errors, pdf.Skipped})
	assert.Equal(t, "no catalog", pdf.Cases[2].Skipped.Message)
	assert.Equal(t, "unreadable", fault.Cases[0].Error.Type)
	assert.Contains(t, pdf.Properties, junitProperty{"catalog.digest", "sha256:00"})
}

func len1(p *junitProblem) int {
	if p == nil {
		return 0
	}
	return 1
}

func TestClassName(t *testing.T) {
	for in, want := range map[string]string{
		"referto.pdf":         "fselint.referto_pdf",
		"out/2026.01/a.b.xml": "fselint.out.2026_01.a_b_xml",
		"/srv/x.xml":          "fselint.srv.x_xml",
		"../x.xml":            "fselint.x_xml",
		"-":                   "fselint.-",
		"metadata-update":     "fselint.metadata-update",
	} {
		assert.Equal(t, want, className(in))
	}
}
