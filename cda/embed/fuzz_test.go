package embed_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/embed"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/padestest"
)

// FuzzAttach embeds a CDA in whatever can be opened: what Attach returns must hold it.
func FuzzAttach(f *testing.F) {
	f.Add(embed.Blank(), true)
	f.Add(padestest.NewPDF(padestest.File{Name: "a.txt", Data: []byte("uno")}), false)
	f.Add(streamed(f), false)
	f.Fuzz(func(t *testing.T, data []byte, resource bool) {
		file, err := pdffile.Open(data, pdffile.Limits{MaxDecodeBytes: 1 << 20, MaxObjects: 10_000})
		if err != nil {
			return
		}
		mode := cda.Attachment
		if resource {
			mode = cda.Resource
		}
		r, err := embed.Attach(file, []byte(doc), embed.Options{Mode: mode, Replace: true})
		if err != nil {
			return
		}
		again, err := pdffile.Open(r.Data, pdffile.Limits{})
		require.NoError(t, err)
		x, err := cda.Extract(again, cda.Auto, fse.May2026)
		require.NoError(t, err)
		assert.Equal(t, doc, string(x.Original))
		assert.Equal(t, mode, x.Mode)
	})
}

func BenchmarkAttach(b *testing.B) {
	file := open(b, padestest.NewPDF(padestest.File{Name: "a.txt", Data: make([]byte, 100_000)}))
	b.ReportAllocs()
	for b.Loop() {
		_, err := embed.Attach(file, []byte(doc), embed.Options{})
		require.NoError(b, err)
	}
}
