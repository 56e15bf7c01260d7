package pdfwrite_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/pdfwrite"
	"github.com/fselint/fselint/internal/testkit/padestest"
)

func open(tb testing.TB, data []byte) *pdffile.File {
	tb.Helper()
	f, err := pdffile.Open(data, pdffile.Limits{})
	require.NoError(tb, err)
	return f
}

func TestObject(t *testing.T) {
	for want, o := range map[string]types.Object{
		"null":                                 nil,
		"true":                                 types.Boolean(true),
		"-7":                                   types.Integer(-7),
		"595.276":                              types.Float(595.276),
		"0.000001":                             types.Float(0.000001),
		"/A#20B#23#2F#C3#A8":                   types.Name("A B#/è"),
		"(a\\(b\\)\\\\)":                       types.NewHexLiteral([]byte(`a(b)\`)),
		"<00FF>":                               types.NewHexLiteral([]byte{0, 255}),
		"<0D0A>":                               types.NewHexLiteral([]byte("\r\n")),
		"12 3 R":                               *types.NewIndirectRef(12, 3),
		"[1 2 0 R/N (s) (t)<<>> 3]":            types.Array{types.Integer(1), *types.NewIndirectRef(2, 0), types.Name("N"), types.StringLiteral("s"), types.StringLiteral("t"), types.Dict{}, types.Integer(3)},
		"<</A 1/B/C/D[]/E null>>":              types.Dict{"B": types.Name("C"), "A": types.Integer(1), "D": types.Array{}, "E": nil},
		"<</Length 2>>\nstream\nab\nendstream": types.StreamDict{Dict: types.Dict{"Length": types.Integer(9)}, Raw: []byte("ab")},
		"<FEFF00E8D83DDE00>":                   pdfwrite.Text("è😀"),
		"(prova)":                              pdfwrite.Text("prova"),
	} {
		assert.Equal(t, want, string(pdfwrite.Object(o)))
	}
}

// TestUpdate changes, adds and frees objects, in documents with a table and with a stream.
func TestUpdate(t *testing.T) {
	table := padestest.NewPDF(padestest.File{Name: "a.txt", Data: []byte("uno")})
	for name, pdf := range map[string][]byte{"table": table, "no line end": bytes.TrimSpace(table), "stream": asStream(t, table)} {
		t.Run(name, func(t *testing.T) {
			u, err := pdfwrite.New(open(t, pdf))
			require.NoError(t, err)
			assert.False(t, u.Rewritten())
			added := u.Add(types.StreamDict{Dict: types.Dict{}, Raw: []byte("nuovo")})
			root := types.Dict{"Extra": added}
			for k, v := range u.File().Catalog() {
				root[k] = v
			}
			u.Set(u.Root(), root)
			u.Free(5)
			out := u.Bytes()
			require.True(t, bytes.HasPrefix(out, pdf))
			f := open(t, out)
			assert.False(t, f.Repaired())
			data, err := f.Stream(f.Catalog()["Extra"])
			require.NoError(t, err)
			assert.Equal(t, "nuovo", string(data))
			sections := f.Sections()
			last := sections[len(sections)-1]
			assert.Contains(t, last.Freed, 5)
			assert.Contains(t, last.Objects, u.Root())
			// and once more
			u, err = pdfwrite.New(f)
			require.NoError(t, err)
			assert.Greater(t, u.Reserve(), added.ObjectNumber.Value())
		})
	}
}

// asStream writes a document anew whose cross-reference is a stream: an update of one that pretends to have such a stream.
func asStream(tb testing.TB, pdf []byte) []byte {
	tb.Helper()
	f := open(tb, pdf)
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	rows := []byte{0, 0, 0, 0, 255}
	num := 1
	for ; ; num++ {
		o := f.Deref(*types.NewIndirectRef(num, 0))
		if o == nil {
			break
		}
		rows = append(rows, 1, byte(b.Len()>>16), byte(b.Len()>>8), byte(b.Len()), 0)
		b.Write(append([]byte(itoa(num)+" 0 obj\n"), append(pdfwrite.Object(o), "\nendobj\n"...)...))
	}
	at := b.Len()
	rows = append(rows, 1, byte(at>>16), byte(at>>8), byte(at), 0)
	d := types.Dict{"Type": types.Name("XRef"), "Size": types.Integer(num + 1), "Root": *types.NewIndirectRef(1, 0),
		"W": types.Array{types.Integer(1), types.Integer(3), types.Integer(1)}}
	b.WriteString(itoa(num) + " 0 obj\n")
	b.Write(pdfwrite.Object(types.StreamDict{Dict: d, Raw: rows}))
	b.WriteString("\nendobj\nstartxref\n" + itoa(at) + "\n%%EOF\n")
	return b.Bytes()
}

func itoa(n int) string { return string(pdfwrite.Object(types.Integer(n))) }

// TestDamaged writes documents anew that cannot be continued.
func TestDamaged(t *testing.T) {
	sound := padestest.NewPDF(padestest.File{Name: "a.txt", Data: []byte("uno")})
	for name, data := range map[string][]byte{
		"wrong startxref": bytes.Replace(sound, []byte("startxref\n"), []byte("startxref\n1"), 1),
		"no xref":         sound[:bytes.Index(sound, []byte("xref\n"))],
		"wrong offsets":   bytes.Replace(sound, []byte("\n2 0 obj"), []byte("\n    2 0 obj"), 1),
		"generation":      []byte(strings.NewReplacer("/Root 1 0 R", "/Root 1 3 R", "\n1 0 obj", "\n1 3 obj", "0000000015 00000", "0000000015 00003").Replace(string(sound))),
	} {
		t.Run(name, func(t *testing.T) {
			u, err := pdfwrite.New(open(t, data))
			require.NoError(t, err)
			assert.True(t, u.Rewritten())
			f := open(t, u.Bytes())
			assert.False(t, f.Repaired())
			assert.Contains(t, string(f.Data), "uno")
		})
	}
}

// FuzzUpdate adds an object to whatever can be opened: the result must open too, without repair, and have it.
func FuzzUpdate(f *testing.F) {
	sound := padestest.NewPDF(padestest.File{Name: "a.txt", Data: []byte("uno")})
	f.Add(sound)
	f.Add(asStream(f, sound))
	f.Add(bytes.Replace(sound, []byte("startxref\n"), []byte("startxref\n1"), 1))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := pdffile.Open(data, pdffile.Limits{MaxDecodeBytes: 1 << 20, MaxObjects: 10_000})
		if err != nil {
			return
		}
		u, err := pdfwrite.New(file)
		if err != nil {
			return
		}
		root := types.Dict{}
		for k, v := range u.File().Catalog() {
			root[k] = v
		}
		root["FuzzExtra"] = u.Add(types.Integer(7))
		u.Set(u.Root(), root)
		out := u.Bytes()
		again, err := pdffile.Open(out, pdffile.Limits{})
		require.NoError(t, err)
		n, _ := again.Int(again.Catalog()["FuzzExtra"])
		assert.Equal(t, int64(7), n)
	})
}

func BenchmarkUpdate(b *testing.B) {
	data := padestest.NewPDF(padestest.File{Name: "a.txt", Data: bytes.Repeat([]byte("x"), 100_000)})
	f := open(b, data)
	b.ReportAllocs()
	for b.Loop() {
		u, err := pdfwrite.New(f)
		require.NoError(b, err)
		u.Add(types.Integer(7))
		u.Bytes()
	}
}

// TestWrongLength continues a document whose cross-reference is sound though a stream has a wrong length.
func TestWrongLength(t *testing.T) {
	data := bytes.Replace(padestest.NewPDF(padestest.File{Name: "a.txt", Data: []byte("uno")}), []byte("/Length 3"), []byte("/Length 2"), 1)
	f := open(t, data)
	require.True(t, f.Repaired())
	require.True(t, f.SoundXref())
	u, err := pdfwrite.New(f)
	require.NoError(t, err)
	u.Add(types.Integer(1))
	assert.False(t, u.Rewritten())
	assert.True(t, bytes.HasPrefix(u.Bytes(), data))
}
