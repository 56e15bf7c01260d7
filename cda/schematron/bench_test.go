package schematron_test

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"fselint/cda/schematron"
	"fselint/internal/shared"
)

// BenchmarkRun reports the median time per document of the corpus.
func BenchmarkRun(b *testing.B) {
	list := corpus(b, "cda", "expected.jsonl")
	for _, d := range list {
		national(b, d.Schematron.File)
	}
	times := make([]time.Duration, 0, len(list)*b.N)
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		d := &list[i%len(list)]
		start := time.Now()
		if _, err := schemas.compiled[d.Schematron.File].Run(context.Background(), d.doc); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Nanoseconds())/1000, "median-µs/doc")
}

// BenchmarkCompile reports the time per schema of the national catalog.
func BenchmarkCompile(b *testing.B) {
	for _, name := range catalog(b) {
		src, err := os.ReadFile(shared.Dir(b, "catalog", "schematron", name))
		require.NoError(b, err)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := schematron.Compile(src, schematron.ReadOptions{Name: name}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRead reports what reading takes of BenchmarkCompile.
func BenchmarkRead(b *testing.B) {
	src, err := os.ReadFile(shared.Dir(b, "catalog", "schematron", "schematron_VPS_v3.8.sch"))
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := schematron.Read(src, schematron.ReadOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
