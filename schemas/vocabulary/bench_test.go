package vocabulary_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas/vocabulary"
)

func corpus(tb testing.TB) []*xmltree.Doc {
	tb.Helper()
	var docs []*xmltree.Doc
	for _, r := range references(tb, "expected.jsonl") {
		if doc := document(tb, "cda", r); doc != nil {
			docs = append(docs, doc)
		}
	}
	return docs
}

// BenchmarkDocument is the whole vocabulary step of one document, over the corpus in turn.
func BenchmarkDocument(b *testing.B) {
	set, docs := national(b), corpus(b)
	codes := vocabulary.Extract(docs[0], nil)
	for _, doc := range docs { // open every dictionary before the clock starts
		set.Judge(vocabulary.Extract(doc, codes[:0]))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		codes = vocabulary.Extract(docs[i%len(docs)], codes[:0])
		set.Judge(codes)
	}
}

func BenchmarkExtract(b *testing.B) {
	docs := corpus(b)
	var codes []vocabulary.Code
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		codes = vocabulary.Extract(docs[i%len(docs)], codes[:0])
	}
}

// BenchmarkReadCSV is what a large dictionary costs once per process without an import.
func BenchmarkReadCSV(b *testing.B) {
	src, err := os.ReadFile(shared.Dir(b, "catalog", "terminology", "2.16.840.1.113883.6.103.csv"))
	require.NoError(b, err)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		_, err := vocabulary.ReadCSV(src)
		require.NoError(b, err)
	}
}

func BenchmarkNear(b *testing.B) {
	src, err := os.ReadFile(shared.Dir(b, "catalog", "terminology", "2.16.840.1.113883.6.103.csv"))
	require.NoError(b, err)
	table, err := vocabulary.ReadCSV(src)
	require.NoError(b, err)
	set := vocabulary.NewSet([]vocabulary.Dictionary{{System: "1.2"}}, func(string, bool) (*vocabulary.Table, error) { return table, nil })
	for i := 0; b.Loop(); i++ {
		set.Near("1.2", "", fmt.Sprintf("%d.QQ", i)) // never the same, so that no answer is remembered
	}
}

// synthetic writes an index of a dictionary of n codes in the manner of LOINC and returns its path.
func synthetic(tb testing.TB, n int) string {
	tb.Helper()
	var csv strings.Builder
	csv.WriteString("version,code,description,release_date\n")
	for i := range n {
		fmt.Fprintf(&csv, "2.82,%d-%d,\"Substance %d [Mass/volume] in serum or plasma, by method %d\",2026-04-16\n", i, i%10, i, i%7)
	}
	table, err := vocabulary.ReadCSV([]byte(csv.String()))
	require.NoError(tb, err)
	path := filepath.Join(tb.TempDir(), "vocabulary.idx")
	writeIndex(tb, path, map[string]*vocabulary.Table{"1.2": table})
	return path
}

// BenchmarkColdIndex is opening an index of 120,000 codes and looking up ten of them, nothing verified before.
func BenchmarkColdIndex(b *testing.B) {
	path := synthetic(b, 120_000)
	info, err := os.Stat(path)
	require.NoError(b, err)
	b.ReportMetric(float64(info.Size())/1e6, "MB")
	b.ReportAllocs()
	for b.Loop() {
		ix, err := openIndex(path)
		require.NoError(b, err)
		for i := range 10 {
			n := i * 11_987
			found, err := ix.Table("1.2").Has("2.82", fmt.Sprintf("%d-%d", n, n%10))
			require.NoError(b, err)
			require.True(b, found)
		}
		require.NoError(b, ix.Close())
	}
}

// TestNoAllocationGrowth judges the corpus over and over: what is live must not grow.
func TestNoAllocationGrowth(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	set, docs := national(t), corpus(t)
	round := func() uint64 {
		var codes []vocabulary.Code
		for range 5 {
			for _, doc := range docs {
				codes = vocabulary.Extract(doc, codes[:0])
				for _, p := range set.Judge(codes).Problems {
					set.Near(codes[p.Code].System, p.Version, codes[p.Code].Code)
				}
			}
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := round()
	after := round()
	require.Less(t, float64(after), float64(before)+1<<20)
}

// BenchmarkNearLarge looks for neighbours in a dictionary of 120,000 codes, all of which look alike.
func BenchmarkNearLarge(b *testing.B) {
	ix, err := openIndex(synthetic(b, 120_000))
	require.NoError(b, err)
	defer ix.Close()
	set := vocabulary.NewSet([]vocabulary.Dictionary{{System: "1.2", Version: "2.82"}}, func(string, bool) (*vocabulary.Table, error) { return ix.Table("1.2"), nil })
	for i := 0; b.Loop(); i++ {
		set.Near("1.2", "", fmt.Sprintf("%d-%d", 11488+i*7, (i+3)%10))
	}
}
