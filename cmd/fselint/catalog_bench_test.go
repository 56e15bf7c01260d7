//go:build unix

package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/fselint/fselint/internal/testkit/shared"
)

// The code systems whose files the copy of the catalog in the reference data lacks, because of their size.
const (
	loinc = "2.16.840.1.113883.6.1"
	drugs = "2.16.840.1.113883.2.9.6.1.5"
)

// BenchmarkFullCatalog is a cold process with the national catalog as the gateway has it, so with a LOINC of 120,000 and a drug
// list of 150,000 codes, both made up: an import, then checks of a document that is sound and of one with a wrong code.
func BenchmarkFullCatalog(b *testing.B) {
	program, cache := build(b), b.TempDir()
	catalog := fullCatalog(b)
	env := append(os.Environ(), "XDG_CACHE_HOME="+cache, "FSELINT_CATALOG=", "FSELINT_REGISTRY=")
	run := func(b *testing.B, code int, args ...string) *exec.Cmd {
		cmd := exec.Command(program, args...)
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != code {
			b.Fatalf("%v: %v\n%s", args, err, out)
		}
		return cmd
	}
	b.Run("import", func(b *testing.B) {
		var peak int64
		for b.Loop() {
			if err := os.RemoveAll(filepath.Join(cache, "fselint")); err != nil {
				b.Fatal(err)
			}
			peak = max(peak, peakMemory(run(b, int(exitOK), "catalog", "import", catalog)))
		}
		b.ReportMetric(float64(peak)/(1<<20), "MB-peak")
		compiled, err := filepath.Glob(filepath.Join(cache, "fselint", "catalog", "*", "catalog.fselint"))
		if err != nil || len(compiled) != 1 {
			b.Fatal(err, compiled)
		}
		info, err := os.Stat(compiled[0])
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(info.Size())/1e6, "MB-file")
	})
	run(b, int(exitOK), "catalog", "import", catalog)
	for name, c := range map[string]struct {
		file string
		code int
	}{"sound": {"pdf/RSA-attachment.pdf", int(exitOK)}, "wrong": {"cda/broken/LAB-vocabulary-code.xml", int(exitFindings)}} {
		b.Run("check/"+name, func(b *testing.B) {
			var peak int64
			start := time.Now()
			for b.Loop() {
				peak = max(peak, peakMemory(run(b, c.code, "check", filepath.Join("../../testdata", c.file))))
			}
			b.ReportMetric(float64(time.Since(start).Milliseconds())/float64(b.N), "ms/check")
			b.ReportMetric(float64(peak)/(1<<20), "MB-peak")
		})
	}
}

// fullCatalog is the national catalog with both missing dictionaries, which hold the codes of our samples and made-up ones.
func fullCatalog(b *testing.B) string {
	dir := b.TempDir()
	if err := os.CopyFS(dir, os.DirFS(shared.Dir(b, "catalog"))); err != nil {
		b.Fatal(err)
	}
	for system, d := range map[string]struct {
		version string
		n       int
	}{loinc: {"2.82", 120_000}, drugs: {"", 150_000}} {
		f, err := os.Create(filepath.Join(dir, "terminology", system+".csv"))
		if err != nil {
			b.Fatal(err)
		}
		w := bufio.NewWriter(f)
		fmt.Fprintln(w, "version,code,description,release_date")
		used := usedCodes(b, system)
		for _, code := range used {
			fmt.Fprintf(w, "%s,%s,used,2026-04-16\n", d.version, code)
		}
		for i := range d.n - len(used) {
			fmt.Fprintf(w, "%s,X%d-%d,\"Substance %d [Mass/volume] in serum or plasma, by method %d\",2026-04-16\n", d.version, i, i%10, i, i%7)
		}
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// usedCodes are the codes of a system in our sample documents.
func usedCodes(b *testing.B, system string) []string {
	files, err := filepath.Glob("../../testdata/cda/*.xml")
	if err != nil || len(files) == 0 {
		b.Fatal("no samples: ", err)
	}
	coded := regexp.MustCompile(`\bcode="([^",]+)"\s+codeSystem="` + regexp.QuoteMeta(system) + `"`)
	var codes []string
	seen := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		for _, m := range coded.FindAllSubmatch(text, -1) {
			if code := string(m[1]); !seen[code] {
				seen[code] = true
				codes = append(codes, code)
			}
		}
	}
	return codes
}
