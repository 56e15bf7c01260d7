//go:build unix

package main

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/fselint/fselint/internal/testkit/shared"
)

func build(b testing.TB) string {
	program := filepath.Join(b.TempDir(), "fselint")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return program
}

// BenchmarkFolder runs the built program over the corpus, once and ten times over, with one and two workers: documents per
// second, and the memory that must not grow with their number.
func BenchmarkFolder(b *testing.B) {
	program, catalog, corpus := build(b), shared.Dir(b, "catalog"), shared.Dir(b, "corpus", "cda")
	files, err := filepath.Glob(filepath.Join(corpus, "*.xml"))
	if err != nil {
		b.Fatal(err)
	}
	for _, times := range []int{1, 10} {
		for _, workers := range []string{"1", "2"} {
			b.Run(fmt.Sprintf("documents=%d/workers=%s", times*len(files), workers), func(b *testing.B) {
				args := []string{"check", "--catalog", catalog, "--format", "jsonl", "-j", workers}
				for range times {
					args = append(args, corpus)
				}
				var peak int64
				for b.Loop() {
					cmd := exec.Command(program, args...)
					var ee *exec.ExitError
					if err := cmd.Run(); err != nil && !errors.As(err, &ee) { // the corpus has invalid documents
						b.Fatal(err)
					}
					peak = max(peak, peakMemory(cmd))
				}
				b.ReportMetric(float64(b.N*times*len(files))/b.Elapsed().Seconds(), "docs/s")
				b.ReportMetric(float64(peak)/(1<<20), "MB-peak")
			})
		}
	}
}

// BenchmarkColdCheck runs the built program on one signed PDF with the national catalog as a directory and as imported: all that
// a single check costs, the start of the process included.
func BenchmarkColdCheck(b *testing.B) {
	program := build(b)
	cache := b.TempDir()
	catalog := shared.Dir(b, "catalog")
	importing := exec.Command(program, "catalog", "import", catalog)
	importing.Env = append(importing.Environ(), "XDG_CACHE_HOME="+cache)
	if out, err := importing.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for name, env := range map[string][]string{
		"directory": {"FSELINT_CATALOG=" + catalog, "XDG_CACHE_HOME=" + b.TempDir()},
		"imported":  {"FSELINT_CATALOG=", "XDG_CACHE_HOME=" + cache},
	} {
		b.Run(name, func(b *testing.B) {
			var peak int64
			for b.Loop() {
				cmd := exec.Command(program, "check", "../../testdata/pdf/RSA-attachment.pdf")
				cmd.Env = append(cmd.Environ(), env...)
				if out, err := cmd.CombinedOutput(); err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
				peak = max(peak, peakMemory(cmd))
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/check")
			b.ReportMetric(float64(peak)/(1<<20), "MB-peak")
		})
	}
}

// peakMemory is the largest resident size of a finished process in bytes, 0 where the system does not tell.
func peakMemory(cmd *exec.Cmd) int64 {
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok || runtime.GOOS != "linux" {
		return 0
	}
	return usage.Maxrss * 1024
}
