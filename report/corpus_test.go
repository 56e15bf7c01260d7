package report

import (
	"bytes"
	"encoding/xml"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

// TestCorpus writes judgements of real documents in the formats that have a schema or a reader.
func TestCorpus(t *testing.T) {
	catalog, err := schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	defer catalog.Close()
	runner, err := checks.NewRunner(checks.Config{Catalog: catalog})
	require.NoError(t, err)
	var docs []*validate.Document
	n := 0
	require.NoError(t, filepath.WalkDir(shared.Dir(t, "corpus"), func(path string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err == nil && (ext == ".xml" || ext == ".pdf") {
			if n++; n%16 == 0 {
				docs = append(docs, runner.Document(t.Context(), validate.File(path)).Document)
			}
		}
		return err
	}))
	require.Greater(t, len(docs), 50)
	findings := 0
	for _, d := range docs {
		findings += len(d.Findings)
	}
	o := Options{Run: always(fixtureRun), Lang: "it", Notes: true, Rules: runner.Rules()}

	log := write(t, "sarif", o, docs)
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(log))
	require.NoError(t, err)
	assert.NoError(t, officialSARIF(t).Validate(v))
	run := readSARIF(t, log).Runs[0]
	assert.Len(t, run.Results, findings)
	for _, r := range run.Results {
		for _, l := range r.Related {
			assert.NotNil(t, l.Physical.Region.Snippet, "%s: a place in a CDA has its text", r.RuleID)
		}
	}

	var suites struct {
		Suites []junitSuite `xml:"testsuite"`
	}
	require.NoError(t, xml.Unmarshal([]byte(write(t, "junit", o, docs)), &suites))
	assert.Len(t, suites.Suites, len(docs))

	book, err := excelize.OpenReader(bytes.NewReader([]byte(write(t, "xlsx", o, docs))))
	require.NoError(t, err)
	defer book.Close()
	for sheet, want := range map[string]int{"Documenti": len(docs), "Segnalazioni": findings} {
		rows, err := book.GetRows(sheet)
		require.NoError(t, err)
		assert.Len(t, rows, want+1, sheet)
	}
}
