package pades

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
)

func FuzzDate(f *testing.F) {
	for _, s := range []string{"D:20250601120000+02'00'", "2025-06-01T12:00:00Z", "Sun Jun 01 12:00:00 CEST 2025",
		"Sunday, June 1, 2025 12:00:00 PM", "26 May 2000 11:25:00", "200712172:2:3", "9:47 5/12/2008", "1/6/25", "D:2025 Europe/Rome",
		"Sunday, Jun 01, 25 at 11:00pm", "D:15821010", "D:2025\tGMT+1:00", ""} {
		f.Add(s)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		when, ok := ParseDate(s, now)
		again, okAgain := ParseDate(" "+s, now)
		if ok && okAgain && !when.Equal(again) {
			t.Fatalf("%q: a blank before it changes %v to %v", s, when, again)
		}
	})
}

func FuzzDecide(f *testing.F) {
	for _, v := range append(fieldVariants()[:4], rangeVariants()[:3]...) {
		f.Add(v.build(f))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := pdffile.Open(data, pdffile.Limits{MaxDecodeBytes: 1 << 20, MaxObjects: 10_000})
		if err != nil {
			return
		}
		if j := Decide(file, fse.July2025); j.Decision == "" || j.Reason == "" || j.Detail.IsZero() {
			t.Fatalf("an empty judgement: %+v", j)
		}
	})
}

// BenchmarkDecide measures the decision alone over the reference files that can be opened.
func BenchmarkDecide(b *testing.B) {
	var files []*pdffile.File
	signatures := 0
	for _, r := range references(b) {
		if f, err := pdffile.Open(r.data, pdffile.Limits{}); err == nil {
			files = append(files, f)
			signatures += len(Decide(f, fse.July2025).Signatures)
		}
	}
	require.NotEmpty(b, files)
	b.ReportAllocs()
	for b.Loop() {
		for _, f := range files {
			Decide(f, fse.July2025)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*signatures), "µs/signature")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(files)), "µs/file")
}

func BenchmarkParseDate(b *testing.B) {
	now := time.Now()
	for b.Loop() {
		ParseDate("D:20250601120000+02'00'", now)
	}
}
