package profile

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/work"
	"github.com/fselint/fselint/pades"
)

// FuzzRead judges foreign documents and looks for contradictions in what is said of them.
func FuzzRead(f *testing.F) {
	w := newWorkshop(f)
	stamped := w.stamped(w.document(), w.options(), nil)
	f.Add(w.sign(w.document(), w.options()))
	f.Add(stamped)
	f.Add(w.archived(w.withDSS(stamped, [][]byte{w.root.DER()}, [][]byte{w.list()}, nil)))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := pdffile.Open(data, pdffile.Limits{MaxDecodeBytes: 1 << 20, MaxObjects: 10_000})
		if err != nil {
			return
		}
		r := Read(file, pades.Decide(file, fse.May2026).Signatures)
		for _, s := range r.Signatures {
			signed := s.Facts.Signed
			if signed != (s.Kind != Empty) || signed != (s.Integrity != "") || (s.Integrity == Intact) != (signed && s.Cause == NoCause) {
				t.Fatalf("a contradiction: signed %v, %q, %q, %q", signed, s.Kind, s.Integrity, s.Cause)
			}
			if s.Level != "" && (s.Integrity != Intact || len(s.MissingForBaseline) > 0) {
				t.Fatalf("level %s though %s, missing %v", s.Level, s.Integrity, s.MissingForBaseline)
			}
			if s.Geometry.End < 0 || s.Geometry.End > int64(len(data)) {
				t.Fatalf("the ranges end at %d of %d", s.Geometry.End, len(data))
			}
		}
		r.Integrity()
	})
}

// FuzzTimeStamp reads foreign tokens.
func FuzzTimeStamp(f *testing.F) {
	w := newWorkshop(f)
	f.Add(w.token([]byte("data")))
	f.Fuzz(func(t *testing.T, token []byte) {
		s := readTimeStamp(&budget{left: MaxBytes}, token, [][]byte{[]byte("data")})
		if s.Integrity == "" || s.Integrity == Intact != (s.Cause == NoCause) || s.Integrity == Intact && !s.ImprintMatches {
			t.Fatalf("%q %q, imprint %v", s.Integrity, s.Cause, s.ImprintMatches)
		}
		if s.Accuracy < 0 {
			t.Fatalf("accuracy %v", s.Accuracy)
		}
	})
}

// TestHostile gives the reader what could cost it time or memory.
func TestHostile(t *testing.T) {
	w := newWorkshop(t)
	many := "["
	for range 20_000 {
		many += "0 9 "
	}
	kids := func(n int) func(o *padestest.Options) {
		return func(o *padestest.Options) {
			o.Layout.Form = func(f padestest.Form) padestest.Form {
				for i := range n {
					f.Extra = append(f.Extra, "<</FT/Sig/T("+string(rune('a'+i%26))+")/V 4 0 R>>")
				}
				return f
			}
		}
	}
	for name, pdf := range map[string][]byte{
		"a byte range of 40,000 numbers": w.sign(w.document(), with(w, dictionary("/ByteRange"+padestest.ByteRangeMark, "/ByteRange"+many+"]"))),
		"a huge /Contents":               w.sign(w.document(), with(w, func(o *padestest.Options) { o.ContentsSize = 8 << 20 })),
		"indefinite lengths without end": w.sign(w.document(), with(w, func(o *padestest.Options) {
			o.ContentsSize = 1 << 20
			o.Layout.Hex = func(d []byte) []byte { return bytes.Repeat([]byte("3080"), len(d)/4) }
		})),
		"many fields": w.sign(w.document(), with(w, kids(5000))),
		"many signers": w.sign(w.document(), with(w, func(o *padestest.Options) {
			o.ContentsSize = 1 << 20
			o.CMS.SignerInfos = func(infos [][]byte) [][]byte {
				for range 2000 {
					infos = append(infos, infos[0])
				}
				return infos
			}
		})),
		"many time stamps": w.stampedOften(1500),
	} {
		t.Run(name, func(t *testing.T) {
			work.Within(t, 1<<30, func() { assert.NotEmpty(t, read(t, pdf).Signatures) })
		})
	}
}

// TestMessagesTogether has a few messages that would each do.
func TestMessagesTogether(t *testing.T) {
	w := newWorkshop(t)
	b := &budget{left: MaxBytes, messages: maxMessages - 3000}
	token := w.token([]byte("data"))
	assert.Equal(t, Intact, readTimeStamp(b, token, [][]byte{[]byte("data")}).Integrity)
	for range 3 {
		readTimeStamp(b, token, nil)
	}
	last := readTimeStamp(b, token, [][]byte{[]byte("data")})
	assert.Equal(t, Indeterminate, last.Integrity)
	assert.Equal(t, BoundExceeded, last.Cause)
}

// stampedOften has the same stamp again and again.
func (w *workshop) stampedOften(n int) []byte {
	o := w.options()
	o.ContentsSize = 4 << 20
	token := w.token([]byte("other"))
	values := make([][]byte, n)
	for i := range values {
		values[i] = token
	}
	o.CMS.Unsigned = [][]byte{padestest.Attribute("1.2.840.113549.1.9.16.2.14", values...)}
	return w.sign(w.document(), o)
}

// BenchmarkRead measures one signature in a document of 100 KB: what careful readers say of it without trust and changes.
func BenchmarkRead(b *testing.B) {
	f, facts := benchmarkFile(b)
	b.ReportAllocs()
	for b.Loop() {
		Read(f, facts)
	}
}

// BenchmarkJudge measures all of it, the gateway's decision included.
func BenchmarkJudge(b *testing.B) {
	f, _ := benchmarkFile(b)
	b.ReportAllocs()
	for b.Loop() {
		Judge(context.Background(), f, pades.Decide(f, fse.May2026).Signatures, nil)
	}
}

func benchmarkFile(b *testing.B) (*pdffile.File, []pades.Signature) {
	w := newWorkshop(b)
	key, cert := padestest.Identity() // RSA, as nearly all real documents have it
	o := padestest.Options{CMS: padestest.CMS{Key: key, Certificate: cert}, Time: day}
	cda := append([]byte(`<ClinicalDocument xmlns="urn:hl7-org:v3">`), bytes.Repeat([]byte("testo di prova "), 6500)...)
	pdf := w.stamped(padestest.NewPDF(padestest.File{Name: "cda.xml", Data: cda}), o, nil)
	f, err := pdffile.Open(pdf, pdffile.Limits{})
	require.NoError(b, err)
	return f, pades.Decide(f, fse.May2026).Signatures
}

// BenchmarkSamples measures the repository's samples, all judgements together.
func BenchmarkSamples(b *testing.B) {
	files, err := filepath.Glob("../../testdata/pdf/*.pdf")
	require.NoError(b, err)
	var open []*pdffile.File
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(b, err)
		f, err := pdffile.Open(data, pdffile.Limits{})
		require.NoError(b, err)
		open = append(open, f)
	}
	for b.Loop() {
		for _, f := range open {
			Judge(context.Background(), f, pades.Decide(f, fse.May2026).Signatures, nil)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(open)), "µs/file")
}
