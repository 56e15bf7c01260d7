package checks

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// reference is what the reference says of a document, as far as this test compares.
type reference struct {
	File       string
	Verdict    string
	XSD        *struct{ OK bool }
	Schematron *struct {
		Error           *string
		Failed, Reports []struct{ ID, Location, Text string }
	}
	Terminology *struct {
		OK      bool
		Message string
	}
}

func readReference(t *testing.T, name string) []reference {
	f, err := os.Open(shared.Dir(t, "corpus", name))
	require.NoError(t, err)
	defer f.Close()
	var all []reference
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var r reference
		require.NoError(t, json.Unmarshal(lines.Bytes(), &r))
		all = append(all, r)
	}
	require.NoError(t, lines.Err())
	require.NotEmpty(t, all)
	return all
}

// TestParity judges every document on which the reference ran and compares the validator's result, the validity by the
// schema, every national rule that fires with its place and text, and the vocabulary's decision and message.
func TestParity(t *testing.T) {
	runner := nationalRunner(t)
	for set, expected := range map[string]string{"cda": "expected.jsonl", "probes": "probes-expected.jsonl"} {
		t.Run(set, func(t *testing.T) {
			for _, want := range readReference(t, expected) {
				d := runner.Document(context.Background(), validate.File(filepath.Join(shared.Dir(t, "corpus", set), want.File)))
				sameAsReference(t, &want, d.Document)
			}
		})
	}
}

func sameAsReference(t *testing.T, want *reference, d *validate.Document) {
	verdict := want.Verdict
	if verdict == "INFO_EXCEPTION" || verdict == "EXTRACT_EXCEPTION" {
		verdict = "EXCEPTION"
	}
	require.NotNil(t, d.Validator, want.File)
	assert.Equal(t, verdict, d.Validator.Result, want.File)
	ran := func(stage string) bool { return d.Stage(stage).State == validate.Ran }
	if want.XSD != nil && ran("schema") {
		assert.Equal(t, want.XSD.OK, !hasError(d, "schema"), "%s: schema", want.File)
	}
	if s := want.Schematron; s != nil && s.Error == nil && ran("schematron") {
		type hit struct{ id, path, text string }
		expected, got := []hit{}, []hit{}
		for _, x := range append(s.Failed, s.Reports...) {
			expected = append(expected, hit{x.ID, x.Location, x.Text})
		}
		for i := range d.Findings {
			if f := &d.Findings[i]; f.Stage == "schematron" && f.NationalID != "" {
				got = append(got, hit{f.NationalID, f.Location.Path, f.Message.In("en")})
			}
		}
		assert.ElementsMatch(t, expected, got, "%s: schematron", want.File)
	}
	if v := want.Terminology; v != nil && ran("vocabulary") {
		assert.Equal(t, v.OK, !hasError(d, "vocabulary"), "%s: vocabulary", want.File)
		if d.Validator.Result == "VOCABULARY_ERROR" {
			assert.Equal(t, []string{v.Message}, d.Validator.Messages, want.File)
		}
	}
}

func hasError(d *validate.Document, stage string) bool {
	for i := range d.Findings {
		if d.Findings[i].Stage == stage && d.Findings[i].Severity == lint.Error {
			return true
		}
	}
	return false
}

// TestExtractionParity compares what is pulled out of every PDF of the corpus with the reference.
func TestExtractionParity(t *testing.T) {
	runner := nationalRunner(t)
	f, err := os.Open(shared.Dir(t, "corpus", "pdf-expected.jsonl"))
	require.NoError(t, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	n := 0
	for lines.Scan() {
		var want struct {
			File      string
			Opens     bool
			Resource  bool
			CDASha256 *string
		}
		require.NoError(t, json.Unmarshal(lines.Bytes(), &want))
		d := runner.Document(context.Background(), validate.File(shared.Dir(t, "corpus", "pdf", want.File)))
		n++
		switch {
		case want.Resource:
			if assert.NotNil(t, d.CDA, want.File) {
				assert.Equal(t, "RESOURCE", d.CDA.Mode, want.File)
			}
		case want.CDASha256 != nil:
			if assert.NotNil(t, d.CDA, want.File) {
				assert.Equal(t, *want.CDASha256, d.CDA.SHA256, want.File)
			}
		default:
			assert.Nil(t, d.CDA, want.File)
		}
	}
	require.NoError(t, lines.Err())
	assert.Equal(t, 91, n)
}

// TestSamples judges the samples of the repository with the national catalog: they are what their list says they are.
func TestSamples(t *testing.T) {
	runner := nationalRunner(t)
	f, err := os.Open("../../testdata/expected.jsonl")
	require.NoError(t, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var want struct{ File, Result, Signature string }
		require.NoError(t, json.Unmarshal(lines.Bytes(), &want))
		d := runner.Document(context.Background(), validate.File(filepath.Join("../../testdata", want.File)))
		assert.Nil(t, d.Fault, want.File)
		if want.Result != "" && assert.NotNil(t, d.Validator, want.File) {
			assert.Equal(t, want.Result, d.Validator.Result, "%s: %v", want.File, d.Validator.Messages)
		}
		if want.Signature != "" && assert.NotNil(t, d.Signature, want.File) {
			assert.Equal(t, want.Signature, d.Signature.Decision, want.File)
		}
	}
	require.NoError(t, lines.Err())
}
