package checks

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/vocabulary"
	"github.com/fselint/fselint/schemas/xsd"
)

// BenchmarkValidator does what the gateway's validator does with each document of the corpus, and no more: decode and parse,
// schema, Schematron, vocabulary, one after the other on one core. It reports the median of each step and of the whole.
func BenchmarkValidator(b *testing.B) {
	catalog, err := schemas.Open(shared.Dir(b, "catalog"))
	require.NoError(b, err)
	defer catalog.Close()
	set, err := catalog.Vocabulary()
	require.NoError(b, err)
	sets, rules := map[string]*xsd.Schema{}, map[string]*schematron.Schema{}
	steps := []string{"parse", "schema", "schematron", "vocabulary", "whole"}
	times := make([][]time.Duration, len(steps))
	files := corpusFiles(b, "cda/*.xml")
	round := func(record bool) {
		for _, f := range files {
			mark := []time.Time{time.Now()}
			step := func() { mark = append(mark, time.Now()) }
			text, err := cda.Decode(f.data)
			require.NoError(b, err)
			doc, err := xmltree.Parse(text.XML, xmltree.Limits{})
			if err != nil {
				continue
			}
			step()
			template, typeID, _, _ := cda.HeaderIDs(text.String)
			if sets[typeID] == nil {
				files, found, err := catalog.SchemaSet(typeID)
				require.True(b, found && err == nil)
				sets[typeID], err = xsd.Compile(files.Files, files.Root)
				require.NoError(b, err)
			}
			if rules[template] == nil {
				s, _, err := catalog.Schematron(template)
				require.NoError(b, err)
				rules[template], err = schematron.Compile(s.Content, schematron.ReadOptions{})
				require.NoError(b, err)
			}
			_, err = sets[typeID].Validate(doc, xsd.Options{})
			require.NoError(b, err)
			step()
			_, err = rules[template].Run(context.Background(), doc)
			require.NoError(b, err)
			step()
			set.Judge(vocabulary.Extract(doc, nil))
			step()
			if record {
				for i := 1; i < len(mark); i++ {
					times[i-1] = append(times[i-1], mark[i].Sub(mark[i-1]))
				}
				times[len(steps)-1] = append(times[len(steps)-1], mark[len(mark)-1].Sub(mark[0]))
			}
		}
	}
	round(false) // compile what the documents need
	b.ResetTimer()
	for range b.N {
		round(true)
	}
	for i, name := range steps {
		slices.Sort(times[i])
		b.ReportMetric(float64(times[i][len(times[i])/2].Microseconds()), "µs-"+name)
	}
}
