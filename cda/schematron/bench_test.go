//go:build unix

package schematron_test

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/internal/testkit/shared"
)

// cpuTime returns the processor time that the process has used so far, garbage collection included: on a busy machine it
// tells more than the clock.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u unix.Rusage
	require.NoError(b, unix.Getrusage(unix.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkRun reports the median time per document of the corpus.
func BenchmarkRun(b *testing.B) {
	list := corpus(b, "cda", "expected.jsonl")
	for _, d := range list {
		national(b, d.Schematron.File)
	}
	var times []time.Duration
	b.ReportAllocs()
	used := cpuTime(b)
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
	b.ReportMetric(float64((cpuTime(b)-used).Microseconds())/float64(len(times)), "cpu-µs/doc")
}

// BenchmarkCompile reports the time per schema of the national catalog.
func BenchmarkCompile(b *testing.B) {
	for _, name := range catalog(b) {
		src, err := os.ReadFile(shared.Dir(b, "catalog", "schematron", name))
		require.NoError(b, err)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			used, n := cpuTime(b), 0
			for ; b.Loop(); n++ {
				if _, err := schematron.Compile(src, schematron.ReadOptions{Name: name}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((cpuTime(b)-used).Microseconds())/1000/float64(n), "cpu-ms/op")
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
