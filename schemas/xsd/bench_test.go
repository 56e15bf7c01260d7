package xsd

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/fselint/fselint/internal/testkit/shared"

	"github.com/stretchr/testify/require"
)

// BenchmarkCorpus validates every document of the corpus and reports the median time of one.
func BenchmarkCorpus(b *testing.B) {
	documents := corpus(b)
	schemas := map[string]*Schema{}
	for _, set := range nationalSets {
		schemas[set] = national(b, set)
	}
	times := make([]time.Duration, len(documents))
	bytes := 0
	for _, d := range documents {
		bytes += len(d.text)
	}
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	for b.Loop() {
		for i, d := range documents {
			start := time.Now()
			if _, err := schemas[d.TypeID].Validate(d.text, Options{}); err != nil {
				b.Fatal(err)
			}
			times[i] = time.Since(start)
		}
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds()), "µs/median-document")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(documents)), "µs/mean-document")
}

// BenchmarkCompile compiles a national set.
func BenchmarkCompile(b *testing.B) {
	needEngine(b)
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
