package revision_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/revision"
)

// threeTimes is a document of about 100 KB with a CDA of the given size and three signatures.
func threeTimes(tb testing.TB, size int) []byte {
	tb.Helper()
	key, cert := padestest.Identity()
	data := padestest.NewPDF(padestest.File{Name: "cda.xml", Data: bytes.Repeat([]byte("<a>esempio</a>\n"), size/15)})
	for i := range 3 {
		var err error
		data, err = padestest.Sign(data, padestest.Options{
			CMS: padestest.CMS{Key: key, Certificate: cert}, Field: fmt.Sprintf("Firma%d", i+1), Time: time.Unix(1_770_000_000, 0).UTC(),
		})
		require.NoError(tb, err)
	}
	return data
}

func BenchmarkAnalyze(b *testing.B) {
	data := threeTimes(b, 50_000)
	f, err := pdffile.Open(data, pdffile.Limits{})
	require.NoError(b, err)
	signatures := revision.Of(pades.Decide(f, fse.May2026).Signatures)
	require.Len(b, signatures, 3)
	b.ReportMetric(float64(len(data)), "bytes/doc")
	b.ReportAllocs()
	for b.Loop() {
		revision.Analyze(f, signatures)
	}
}
