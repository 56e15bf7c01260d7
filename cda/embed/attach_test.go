package embed_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/embed"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/pades"
)

const doc = `<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Prova</title></ClinicalDocument>`

func open(tb testing.TB, data []byte) *pdffile.File {
	tb.Helper()
	f, err := pdffile.Open(data, pdffile.Limits{})
	require.NoError(tb, err)
	return f
}

func TestAttach(t *testing.T) {
	with := func(names ...string) []byte {
		var files []padestest.File
		for _, n := range names {
			files = append(files, padestest.File{Name: n, Data: []byte("allegato")})
		}
		return padestest.NewPDF(files...)
	}
	nested := padestest.Assemble(
		"<</Type/Catalog/Pages 2 0 R/Names 4 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 10.5 20]>>",
		"<</EmbeddedFiles<</Kids[5 0 R]>>/Dests<</Names[]>>>>", "<</Limits[(a)(z)]/Kids[6 0 R]>>", "<</Limits[(a)(z)]/Names[(a\\(\\)) 7 0 R(z) 7 0 R]>>",
		"<</Type/Filespec/F(a)/EF<</F 8 0 R>>>>", "<</Length 3>>\nstream\nabc\nendstream")
	damaged := bytes.Replace(padestest.NewPDF(), []byte("startxref\n"), []byte("startxref\n9"), 1)
	for name, pdf := range map[string][]byte{
		"blank": embed.Blank(), "plain": with(), "before": with("a.txt"), "after": with("z.txt", "Z.TXT"), "nested": nested, "damaged": damaged,
		"no end": bytes.TrimSpace(with()), "stream": streamed(t),
	} {
		for _, mode := range []cda.Mode{cda.Attachment, cda.Resource} {
			t.Run(name+" "+mode.String(), func(t *testing.T) {
				r, err := embed.Attach(open(t, pdf), []byte(doc), embed.Options{Mode: mode})
				require.NoError(t, err)
				assert.Equal(t, name == "damaged", r.Rewritten)
				if !r.Rewritten {
					assert.True(t, bytes.HasPrefix(r.Data, pdf))
				}
				f := open(t, r.Data)
				assert.False(t, f.Repaired())
				x, err := cda.Extract(f, mode, fse.May2026)
				require.NoError(t, err)
				assert.Equal(t, doc, string(x.Original))
				_, err = embed.Attach(f, []byte(doc), embed.Options{Mode: mode})
				require.ErrorIs(t, err, embed.ErrPresent)
				again, err := embed.Attach(f, []byte(doc+"\n"), embed.Options{Mode: mode, Replace: true})
				require.NoError(t, err)
				assert.Equal(t, doc+"\n", string(again.Extracted.Original))
				assert.Empty(t, again.Extracted.Others)
			})
		}
	}
}

// streamed is a document whose cross-reference is a stream.
func streamed(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var offsets []int
	for _, o := range []string{"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n", "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n", "3 0 obj<</Type/Page/Parent 2 0 R>>endobj\n"} {
		offsets = append(offsets, b.Len())
		b.WriteString(o)
	}
	at := b.Len()
	rows := []byte{0, 0, 0, 255}
	for _, o := range append(offsets, at) {
		rows = append(rows, 1, byte(o>>8), byte(o), 0)
	}
	b.WriteString("4 0 obj<</Type/XRef/Size 5/Root 1 0 R/W[1 2 1]/Length 20>>stream\n")
	b.Write(rows)
	b.WriteString("\nendstream endobj\nstartxref\n")
	b.WriteString(strconv.Itoa(at) + "\n%%EOF")
	return b.Bytes()
}

func TestAttachRefuses(t *testing.T) {
	f := open(t, embed.Blank())
	_, err := embed.Attach(f, []byte("no XML"), embed.Options{})
	require.ErrorIs(t, err, embed.ErrNotXML)
	_, err = embed.Attach(f, []byte("<a>\xE8</a>"), embed.Options{Mode: cda.Resource})
	require.ErrorIs(t, err, embed.ErrEncoding)
	_, err = embed.Attach(f, []byte("<a>\xE8</a>"), embed.Options{Mode: cda.Attachment})
	require.NoError(t, err)
}

// TestCorpus embeds a CDA in real documents, in place of their own.
func TestCorpus(t *testing.T) {
	dir := shared.Dir(t, "corpus", "pdf")
	files, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, path := range files {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		f, err := pdffile.Open(data, pdffile.Limits{})
		if err != nil || f.Encrypted() {
			continue
		}
		mode := cda.Attachment
		if x, err := cda.Extract(f, cda.Auto, fse.May2026); err == nil {
			mode = x.Mode
		}
		r, err := embed.Attach(f, []byte(doc), embed.Options{Mode: mode, Replace: true})
		if !assert.NoError(t, err, filepath.Base(path)) {
			continue
		}
		after := open(t, r.Data)
		assert.False(t, after.Repaired(), filepath.Base(path))
		if !r.Rewritten {
			assert.Equal(t, pades.Decide(f, fse.May2026).Decision, pades.Decide(after, fse.May2026).Decision, filepath.Base(path))
		}
	}
}
