package pdffile_test

import (
	"bytes"
	"encoding/json"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/internal/testkit/work"
)

// expectedPDF is a line of the corpus's list of PDFs.
type expectedPDF struct {
	File      string
	Opens     bool
	Encrypted *bool
}

func corpusList(tb testing.TB) []expectedPDF {
	tb.Helper()
	data, err := os.ReadFile(shared.Dir(tb, "corpus", "pdf-expected.jsonl"))
	require.NoError(tb, err)
	var list []expectedPDF
	for line := range bytes.Lines(data) {
		var e expectedPDF
		require.NoError(tb, json.Unmarshal(line, &e))
		list = append(list, e)
	}
	return list
}

func corpusFile(tb testing.TB, elem ...string) []byte {
	tb.Helper()
	data, err := os.ReadFile(shared.Dir(tb, append([]string{"corpus"}, elem...)...))
	require.NoError(tb, err)
	return data
}

func TestCorpusOpens(t *testing.T) {
	list := corpusList(t)
	require.Len(t, list, 91)
	for _, want := range list {
		t.Run(want.File, func(t *testing.T) {
			f, err := pdffile.Open(corpusFile(t, "pdf", want.File), pdffile.Limits{})
			require.Equal(t, want.Opens, err == nil, "%v", err)
			if err == nil && want.Encrypted != nil {
				assert.Equal(t, *want.Encrypted, f.Encrypted())
			}
		})
	}
}

func TestCorpusOfSignaturesOpens(t *testing.T) {
	files, err := filepath.Glob(shared.Dir(t, "corpus", "signature", "*.pdf"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, path := range files {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			f, err := pdffile.Open(corpusFile(t, "signature", name), pdffile.Limits{})
			if name == "enc-aes-256-userpw.pdf" {
				require.ErrorIs(t, err, pdffile.ErrPassword)
				return
			}
			require.NoError(t, err)
			names, _ := f.Dict(f.Catalog()["Names"])
			assert.NotNil(t, f.Get(names, "EmbeddedFiles"), "strings of an encrypted file are decrypted, structure is kept")
		})
	}
}

// mutate changes a copy of data in one to three places.
func mutate(rng *rand.Rand, data []byte) []byte {
	out := bytes.Clone(data)
	for range 1 + rng.Intn(3) {
		if len(out) == 0 {
			return out
		}
		at := rng.Intn(len(out))
		switch rng.Intn(6) {
		case 0:
			out[at] = byte(rng.Intn(256))
		case 1:
			out = append(out[:at:at], out[min(len(out), at+1+rng.Intn(64)):]...)
		case 2:
			junk := make([]byte, 1+rng.Intn(64))
			rng.Read(junk)
			out = append(out[:at:at], append(junk, out[at:]...)...)
		case 3:
			out = out[:at]
		case 4:
			from := rng.Intn(len(out))
			piece := bytes.Clone(out[from:min(len(out), from+rng.Intn(2000))])
			out = append(out[:at:at], append(piece, out[at:]...)...)
		case 5:
			tail := max(0, len(out)-600)
			at = tail + rng.Intn(len(out)-tail)
			out[at] = "0123456789 <>/[]()R\n"[rng.Intn(20)]
		}
	}
	return out
}

// visit touches everything that can be reached from the catalog, streams decoded.
func visit(f *pdffile.File) {
	names, _ := f.Dict(f.Catalog()["Names"])
	tree, _ := f.Dict(names["EmbeddedFiles"])
	list, _ := f.Array(tree["Names"])
	for _, o := range list {
		spec, _ := f.Dict(o)
		embedded, _ := f.Dict(spec["EF"])
		_, _ = f.Stream(embedded["F"])
		_, _ = f.Text(o)
	}
	_ = f.Encrypted()
	_, _ = f.ObjectLocation(1)
}

func TestMutations(t *testing.T) {
	count := 400
	if n, err := strconv.Atoi(os.Getenv("FSELINT_MUTATIONS")); err == nil {
		count = n
	}
	var sources [][]byte
	for _, e := range corpusList(t) {
		sources = append(sources, corpusFile(t, "pdf", e.File))
	}
	rng := rand.New(rand.NewSource(1))
	for i := range count {
		data := mutate(rng, sources[i%len(sources)])
		work.Within(t, 1<<30, func() {
			if f, err := pdffile.Open(data, pdffile.Limits{}); err == nil {
				visit(f)
			}
		})
	}
}

func TestTruncatedAndAppended(t *testing.T) {
	data := corpusFile(t, "pdf", corpusList(t)[1].File)
	for i := range 50 {
		if f, err := pdffile.Open(data[:len(data)*i/50], pdffile.Limits{}); err == nil {
			visit(f)
		}
	}
	for _, tail := range [][]byte{[]byte("\n"), bytes.Repeat([]byte{0}, 3000), []byte("startxref\n1\n%%EOF"), data[:500]} {
		if f, err := pdffile.Open(append(bytes.Clone(data), tail...), pdffile.Limits{}); err == nil {
			visit(f)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	var files [][]byte
	size := 0
	for _, e := range corpusList(b) {
		if e.Opens {
			files = append(files, corpusFile(b, "pdf", e.File))
			size += len(files[len(files)-1])
		}
	}
	b.SetBytes(int64(size / len(files)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := pdffile.Open(files[i%len(files)], pdffile.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
