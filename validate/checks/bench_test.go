package checks

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
)

type file struct {
	path string
	data []byte
}

func corpusFiles(tb testing.TB, pattern string) []file {
	paths, err := filepath.Glob(shared.Dir(tb, "corpus", pattern))
	require.NoError(tb, err)
	require.NotEmpty(tb, paths)
	files := make([]file, len(paths))
	for i, p := range paths {
		data, err := os.ReadFile(p)
		require.NoError(tb, err)
		files[i] = file{p, data}
	}
	return files
}

func nationalRunner(tb testing.TB) *validate.Runner {
	catalog, err := schemas.Open(shared.Dir(tb, "catalog"))
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = catalog.Close() })
	runner, err := NewRunner(Config{Catalog: catalog})
	require.NoError(tb, err)
	return runner
}

// BenchmarkDocument judges every document of the corpus in turn and reports the median time of one.
func BenchmarkDocument(b *testing.B) {
	for _, pattern := range []string{"cda/*.xml", "pdf/*.pdf"} {
		b.Run(filepath.Dir(pattern), func(b *testing.B) {
			runner, files := nationalRunner(b), corpusFiles(b, pattern)
			all(b, runner, files, 1) // compile what they need
			times := make([]time.Duration, 0, len(files))
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				for _, f := range files {
					start := time.Now()
					runner.Document(context.Background(), validate.Bytes(f.path, f.data))
					times = append(times, time.Since(start))
				}
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2].Microseconds()), "µs/doc(median)")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(len(times)), "µs/doc(mean)")
		})
	}
}

// BenchmarkRun judges the corpus with one and with two workers.
func BenchmarkRun(b *testing.B) {
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			runner, files := nationalRunner(b), corpusFiles(b, "cda/*.xml")
			all(b, runner, files, workers)
			b.ResetTimer()
			for range b.N {
				all(b, runner, files, workers)
			}
			b.ReportMetric(float64(b.N*len(files))/b.Elapsed().Seconds(), "docs/s")
		})
	}
}

func all(tb testing.TB, runner *validate.Runner, files []file, workers int) {
	bundles := iter.Seq[*validate.Bundle](func(yield func(*validate.Bundle) bool) {
		for _, f := range files {
			if !yield(validate.Bytes(f.path, f.data)) {
				return
			}
		}
	})
	require.NoError(tb, runner.Run(context.Background(), bundles, workers, func(*validate.Result) error { return nil }))
}
