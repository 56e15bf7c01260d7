package xsd

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
)

// BenchmarkCorpus validates every document of the corpus and reports the median time of one.
func BenchmarkCorpus(b *testing.B) {
	documents := corpus(b)
	schemas := map[string]*Schema{}
	for _, set := range nationalSets {
		schemas[set] = national(b, set)
	}
	var types []string
	docs := make([]*xmltree.Doc, 0, len(documents))
	for _, d := range documents {
		if doc, err := xmltree.Parse(d.text, xmltree.Limits{}); err == nil {
			docs, types = append(docs, doc), append(types, d.TypeID)
		}
	}
	times := make([]time.Duration, len(docs))
	bytes := 0
	for _, d := range documents {
		bytes += len(d.text)
	}
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	for b.Loop() {
		for i, doc := range docs {
			start := time.Now()
			if _, err := schemas[types[i]].Validate(doc, Options{}); err != nil {
				b.Fatal(err)
			}
			times[i] = time.Since(start)
		}
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Nanoseconds())/1000, "µs/median-document")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(docs)), "µs/mean-document")
}

// BenchmarkCompile compiles a national set.
func BenchmarkCompile(b *testing.B) {
	for _, set := range nationalSets {
		b.Run(set, func(b *testing.B) {
			files, err := readSet(filepath.Join(shared.Dir(b, "catalog", "schema"), set))
			require.NoError(b, err)
			for b.Loop() {
				_, err := Compile(files, "CDA.xsd")
				require.NoError(b, err)
			}
		})
	}
}

// BenchmarkLoad loads a stored national set.
func BenchmarkLoad(b *testing.B) {
	for _, set := range nationalSets {
		b.Run(set, func(b *testing.B) {
			stored := national(b, set).Store()
			b.SetBytes(int64(len(stored)))
			for b.Loop() {
				_, err := Load(stored)
				require.NoError(b, err)
			}
		})
	}
}
