package checks

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
)

// outcome is what a generation makes of a PDF.
type outcome struct {
	CDASha256 *string
	Signature string
}

// generationCase is a PDF of the reference with the outcomes of both generations.
type generationCase struct {
	File          string
	IsPDF         bool
	Main, Release outcome
}

func generationCases(t *testing.T, elem ...string) []generationCase {
	f, err := os.Open(shared.Dir(t, elem...))
	require.NoError(t, err)
	defer f.Close()
	var cases []generationCase
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c generationCase
		require.NoError(t, json.Unmarshal(lines.Bytes(), &c))
		cases = append(cases, c)
	}
	require.NoError(t, lines.Err())
	return cases
}

// TestGenerations compares what is taken from PDFs, and what is decided about their signatures, with both generations; where they differ
// a finding must say so, and nowhere else.
func TestGenerations(t *testing.T) {
	catalog, err := schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	defer catalog.Close()
	compiled := Compile(catalog)
	n := 0
	for _, g := range fse.Generations() {
		runner, err := NewRunner(Config{Catalog: catalog, Compiled: compiled, Call: Call{Generation: g}})
		require.NoError(t, err)
		for _, folder := range [][]string{{"corpus", "release-expected.jsonl"}, {"cases-gateway", "expected.jsonl"}} {
			for _, c := range generationCases(t, folder...) {
				d := runner.Document(context.Background(), validate.File(shared.Dir(t, folder[0], c.File)))
				compareGeneration(t, d.Document, g, &c)
				n++
			}
		}
	}
	assert.Equal(t, 488, n)
}

func compareGeneration(t *testing.T, d *validate.Document, g fse.Generation, c *generationCase) {
	if !c.IsPDF {
		return
	}
	want := c.Release
	if g == fse.July2025 {
		want = c.Main
	}
	if want.CDASha256 == nil {
		assert.Nil(t, d.CDA, "%s %s", g, c.File)
	} else if assert.NotNil(t, d.CDA, "%s %s", g, c.File) {
		assert.Equal(t, *want.CDASha256, d.CDA.SHA256, "%s %s", g, c.File)
	}
	if assert.NotNil(t, d.Signature, "%s %s", g, c.File) {
		assert.Equal(t, want.Signature, d.Signature.Decision, "%s %s", g, c.File)
	}
	said := map[string]bool{}
	for _, id := range ids(d) {
		said[id] = true
	}
	sameCDA := c.Main.CDASha256 == nil && c.Release.CDASha256 == nil ||
		c.Main.CDASha256 != nil && c.Release.CDASha256 != nil && *c.Main.CDASha256 == *c.Release.CDASha256
	assert.Equal(t, !sameCDA, said["PDF-GENERATION"], "%s %s", g, c.File)
	assert.Equal(t, c.Main.Signature != c.Release.Signature, said["SIG-GENERATION"], "%s %s", g, c.File)
}
