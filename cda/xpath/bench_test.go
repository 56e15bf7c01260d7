package xpath_test

import (
	"sort"
	"testing"
	"time"

	"fselint/cda/xmltree"
	"fselint/cda/xpath"
)

func BenchmarkCompileCatalog(b *testing.B) {
	files := catalogFiles(b)
	b.ResetTimer()
	for range b.N {
		for i := range files {
			compileFile(b, &files[i])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(files)), "µs/file")
}

// BenchmarkCorpus evaluates, for every document of the corpus, the rules of its Schematron, and reports the median.
func BenchmarkCorpus(b *testing.B) {
	files := catalogFiles(b)
	compiled := map[string]*compiledFile{}
	for i := range files {
		compiled[files[i].name] = compileFile(b, &files[i])
	}
	type job struct {
		f *compiledFile
		c *xpath.Context
		d *xmltree.Doc
	}
	contexts := map[*compiledFile]*xpath.Context{}
	var jobs []job
	for _, e := range corpus(b) {
		f, d := compiled[e.Schematron.File], corpusDoc(b, e)
		if f == nil || d == nil {
			continue
		}
		if contexts[f] == nil {
			contexts[f] = xpath.NewContext(f.names)
		}
		jobs = append(jobs, job{f, contexts[f], d})
	}
	times := make([]time.Duration, len(jobs)) // the best of all runs, as other processes disturb
	tests := 0
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		for i, j := range jobs {
			start := time.Now()
			j.f.run(b, j.c, j.d, func(*compiledRule, int, xmltree.Node, bool, error) { tests++ })
			if took := time.Since(start); times[i] == 0 || took < times[i] {
				times[i] = took
			}
		}
	}
	b.StopTimer()
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	b.ReportMetric(float64(times[len(times)/2].Nanoseconds())/1000, "µs/median")
	b.ReportMetric(float64(times[len(times)*99/100].Nanoseconds())/1000, "µs/p99")
	b.ReportMetric(float64(tests)/float64(b.N*len(jobs)), "tests/doc")
}
