package pdffile_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/internal/testkit/pdftest"
	"github.com/fselint/fselint/internal/testkit/work"
)

// marked returns a PDF whose catalog has /Mark with the content of object 10.
func marked() *pdftest.Builder {
	b := pdftest.Page("/Mark 10 0 R")
	b.Object(10, "(first)")
	return b
}

func mark(t *testing.T, f *pdffile.File) string {
	t.Helper()
	s, ok := f.Text(f.Catalog()["Mark"])
	require.True(t, ok, "no mark")
	return s
}

func TestOpenTolerates(t *testing.T) {
	sound := marked().Finish("/Root 1 0 R")
	replace := func(old, new string) []byte {
		require.Contains(t, string(sound), old)
		return bytes.Replace(bytes.Clone(sound), []byte(old), []byte(new), 1)
	}
	cases := map[string][]byte{
		"sound":                         sound,
		"bytes before the header":       append([]byte("junk\n"), sound...),
		"bytes after the end":           append(bytes.Clone(sound), bytes.Repeat([]byte("x"), 5000)...),
		"no startxref":                  replace("startxref", "startxxxx"),
		"startxref elsewhere":           replace("startxref\n", "startxref\n9"),
		"no end-of-file mark":           replace("%%EOF", ""),
		"table shifted":                 replace("%PDF-1.7\n", "%PDF-1.7\n%a comment of some length\n"),
		"entry wrong":                   replace("00000 n", "00007 n"),
		"no trailer":                    replace("trailer", "trialer"),
		"no xref":                       replace("xref\n0 1", "xrof\n0 1"),
		"line ends missing":             replace("trailer\n<<", "trailer<<"),
		"garbage in a dictionary":       replace("/Mark 10 0 R>>", "/Mark 10 0 R garbage >>"),
		"object without endobj":         replace("(first)\nendobj", "(first)"),
		"object of a higher generation": bytes.Replace(replace("10 0 obj", "10 1 obj"), []byte("/Mark 10 0 R"), []byte("/Mark 10 1 R"), 1),
	}
	for name, data := range cases {
		t.Run(name, func(t *testing.T) {
			f, err := pdffile.Open(data, pdffile.Limits{})
			require.NoError(t, err)
			assert.Equal(t, "first", mark(t, f))
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	sound := string(marked().Finish("/Root 1 0 R"))
	cases := []struct {
		name, data string
		want       error
	}{
		{"nothing", "", pdffile.ErrNotPDF},
		{"text", "hello\nworld\n", pdffile.ErrNotPDF},
		{"header after an object", "x\n1 0 obj\n" + sound, pdffile.ErrNotPDF},
		{"header only", "%PDF-1.7\n", pdffile.ErrDamaged},
		{"no catalog", strings.ReplaceAll(strings.ReplaceAll(sound, "/Catalog", "/Cotalog"), "/Root", "/Ruut"), pdffile.ErrDamaged},
		{"no page tree", strings.ReplaceAll(sound, "/Pages 2 0 R", "/Pages 99 0 R"), pdffile.ErrDamaged},
		{"key without value", strings.Replace(sound, "/Mark 10 0 R>>", "/Mark >>", 1), pdffile.ErrDamaged},
		{"damaged object that is used", strings.Replace(sound, "(first)", "<</A )>>", 1), pdffile.ErrDamaged},
		{"stream without end", strings.Replace(sound, "(first)\nendobj", "<<>>\nstream\nabc\n", 1), pdffile.ErrDamaged},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := pdffile.Open([]byte(c.data), pdffile.Limits{})
			require.ErrorIs(t, err, c.want)
		})
	}
}

func TestDamageThatNothingRefersTo(t *testing.T) {
	b := marked()
	b.Object(50, "<</A [ 1 2 <<")
	f, err := pdffile.Open(b.Finish("/Root 1 0 R"), pdffile.Limits{})
	require.NoError(t, err)
	assert.Equal(t, "first", mark(t, f))
}

func TestRepaired(t *testing.T) {
	sound := marked().Finish("/Root 1 0 R")
	f, err := pdffile.Open(sound, pdffile.Limits{})
	require.NoError(t, err)
	assert.False(t, f.Repaired())
	f, err = pdffile.Open(bytes.Replace(sound, []byte("startxref"), []byte("startxxxx"), 1), pdffile.Limits{})
	require.NoError(t, err)
	assert.True(t, f.Repaired())
}

func TestIncrementalUpdate(t *testing.T) {
	b := marked()
	b.Finish("/Root 1 0 R")
	b.Object(10, "(second)")
	f, err := pdffile.Open(b.Finish("/Root 1 0 R"), pdffile.Limits{})
	require.NoError(t, err)
	assert.Equal(t, "second", mark(t, f))
	assert.False(t, f.Repaired())
}

func TestObjectStreams(t *testing.T) {
	b := pdftest.New()
	b.Object(3, "<</Type/Page/Parent 2 0 R>>")
	data := b.FinishStream(20, []pdftest.Compressed{
		{Num: 1, Body: "<</Type/Catalog/Pages 2 0 R/Mark 10 0 R>>"},
		{Num: 2, Body: "<</Type/Pages/Kids[3 0 R]/Count 1>>"},
		{Num: 10, Body: "(first)"},
	}, "/Root 1 0 R")
	f, err := pdffile.Open(data, pdffile.Limits{})
	require.NoError(t, err)
	assert.Equal(t, "first", mark(t, f))
	l, ok := f.ObjectLocation(10)
	require.True(t, ok)
	assert.Equal(t, 20, l.Container)
	assert.True(t, bytes.HasPrefix(data[l.Offset:], []byte("20 0 obj")))

	t.Run("cross-reference lost", func(t *testing.T) {
		f, err := pdffile.Open(bytes.Replace(data, []byte("startxref"), []byte("startxxxx"), 1), pdffile.Limits{})
		require.NoError(t, err)
		assert.Equal(t, "first", mark(t, f))
		assert.True(t, f.Repaired())
	})
	t.Run("updated by a table", func(t *testing.T) {
		b.Object(10, "(second)")
		f, err := pdffile.Open(b.Finish("/Root 1 0 R"), pdffile.Limits{})
		require.NoError(t, err)
		assert.Equal(t, "second", mark(t, f))
		l, ok := f.ObjectLocation(10)
		require.True(t, ok)
		assert.Equal(t, pdffile.Location{Offset: int64(len(data))}, l)
	})
}

func TestHybridFile(t *testing.T) {
	b := pdftest.Page("/Mark 10 0 R")
	hidden := pdftest.Deflate([]byte("10 0 (hidden)"))
	b.Stream(20, "/Type/ObjStm/N 1/First 5/Filter/FlateDecode", hidden)
	at := b.Len()
	b.Raw("21 0 obj\n<</Type/XRef/W[1 1 1]/Index[10 1]/Size 30/Length 3>>\nstream\n\x02\x14\x00\nendstream\nendobj\n")
	f, err := pdffile.Open(b.Finish(fmt.Sprintf("/Root 1 0 R/XRefStm %d", at)), pdffile.Limits{})
	require.NoError(t, err)
	assert.Equal(t, "hidden", mark(t, f))
}

func TestStreamLengths(t *testing.T) {
	stream := func(length string) []byte {
		b := pdftest.Page("/Mark 10 0 R")
		b.Raw("")
		b.Object(11, "7")
		b.Object(10, "<</Length "+length+">>\nstream\nab\x00defg\nendstream")
		return b.Finish("/Root 1 0 R")
	}
	for _, length := range []string{"7", "11 0 R", "3", "900000", "-5", "99 0 R"} {
		t.Run(length, func(t *testing.T) {
			f, err := pdffile.Open(stream(length), pdffile.Limits{})
			require.NoError(t, err)
			data, err := f.Stream(f.Catalog()["Mark"])
			require.NoError(t, err)
			assert.Equal(t, "ab\x00defg", string(data))
		})
	}
}

func TestFilters(t *testing.T) {
	want := strings.Repeat("some text ", 100)
	cases := []struct{ name, dict, data string }{
		{"none", "", want},
		{"Flate", "/Filter/FlateDecode", string(pdftest.Deflate([]byte(want)))},
		{"short name in array", "/Filter[/Fl]", string(pdftest.Deflate([]byte(want)))},
		{"two", "/Filter[/ASCIIHexDecode/FlateDecode]", fmt.Sprintf("%x>", pdftest.Deflate([]byte(want)))},
		{"no predictor", "/Filter/FlateDecode/DecodeParms<</Predictor 1>>", string(pdftest.Deflate([]byte(want)))},
		{"PNG none", "/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 10>>",
			string(pdftest.Deflate([]byte(strings.Repeat("\x00some text ", 100))))},
		{"PNG up", "/Filter/FlateDecode/DecodeParms[<</Predictor 12/Columns 10>>]/Filter[/FlateDecode]",
			string(pdftest.Deflate([]byte("\x02some text " + strings.Repeat("\x02"+strings.Repeat("\x00", 10), 99))))},
		{"checksum wrong", "/Filter/FlateDecode", string(pdftest.Deflate([]byte(want))[:len(pdftest.Deflate([]byte(want)))-4]) + "xxxx"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := pdftest.Page("/Mark 10 0 R")
			b.Stream(10, c.dict, []byte(c.data))
			f, err := pdffile.Open(b.Finish("/Root 1 0 R"), pdffile.Limits{})
			require.NoError(t, err)
			data, err := f.Stream(f.Catalog()["Mark"])
			require.NoError(t, err)
			assert.Equal(t, want, string(data))
		})
	}
	for _, dict := range []string{"/Filter/Unknown", "/Filter[(x)]", "/Filter/DCTDecode", "/Filter[/FlateDecode/FlateDecode]", "/Filter/FlateDecode"} {
		b := pdftest.Page("/Mark 10 0 R")
		b.Stream(10, dict, []byte("\xFF\xFF\xFF\xFF not compressed"))
		f, err := pdffile.Open(b.Finish("/Root 1 0 R"), pdffile.Limits{})
		require.NoError(t, err)
		_, err = f.Stream(f.Catalog()["Mark"])
		assert.ErrorIs(t, err, pdffile.ErrDamaged, dict)
	}
}

// gigabyte is a gigabyte of zeros, compressed.
var gigabyte = sync.OnceValue(func() []byte { return pdftest.Zeros(1 << 30) })

func TestHostileFiles(t *testing.T) {
	bomb := gigabyte()
	nested := strings.Repeat("[", 100_000)
	cases := []struct {
		name string
		data func() []byte
		want error // nil: may open or not
	}{
		{"object stream of a gigabyte", func() []byte {
			b := marked()
			b.Stream(20, "/Type/ObjStm/N 1/First 4/Filter/FlateDecode", bomb)
			b.Raw("")
			at := b.Len()
			b.Raw("21 0 obj\n<</Type/XRef/W[1 1 1]/Index[10 1]/Size 30/Length 3>>\nstream\n\x02\x14\x00\nendstream\nendobj\n")
			return b.Finish(fmt.Sprintf("/Root 1 0 R/Other 40 0 R/XRefStm %d", at))
		}, nil},
		{"cross-reference stream of a gigabyte", func() []byte {
			b := marked()
			at := b.Len()
			b.Raw(fmt.Sprintf("21 0 obj\n<</Type/XRef/W[1 1 1]/Size 900000000/Root 1 0 R/Filter/FlateDecode/Length %d>>\nstream\n", len(bomb)))
			b.Raw(string(bomb))
			b.Raw(fmt.Sprintf("\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", at))
			return b.Bytes()
		}, nil},
		{"deep arrays", func() []byte {
			b := pdftest.Page("/Mark 10 0 R")
			b.Object(10, nested)
			return b.Finish("/Root 1 0 R")
		}, pdffile.ErrTooLarge},
		{"deep dictionaries", func() []byte {
			b := pdftest.Page("/Mark 10 0 R")
			b.Object(10, strings.Repeat("<</A", 100_000))
			return b.Finish("/Root 1 0 R")
		}, pdffile.ErrTooLarge},
		{"loop of /Prev", func() []byte {
			b := marked()
			return b.Finish(fmt.Sprintf("/Root 1 0 R/Prev %d", b.Len()))
		}, nil},
		{"length that refers to its own stream", func() []byte {
			b := pdftest.Page("/Mark 10 0 R")
			b.Object(10, "<</Length 10 0 R>>\nstream\nx\nendstream")
			return b.Finish("/Root 1 0 R")
		}, pdffile.ErrDamaged},
		{"table that announces two thousand million entries", func() []byte {
			return bytes.Replace(marked().Finish("/Root 1 0 R"), []byte("xref\n0 1"), []byte("xref\n0 2000000000"), 1)
		}, nil},
		{"entries of no width", func() []byte {
			b := marked()
			at := b.Len()
			b.Raw("21 0 obj\n<</Type/XRef/W[0 0 0]/Size 2000000000/Root 1 0 R/Length 3>>\nstream\nabc\nendstream\nendobj\n")
			b.Raw(fmt.Sprintf("startxref\n%d\n%%%%EOF\n", at))
			return b.Bytes()
		}, nil},
		{"trailers without end", func() []byte {
			return []byte("%PDF-1.4\n" + strings.Repeat("trailer<</A(", 300_000))
		}, nil},
		{"headers without content", func() []byte {
			return []byte("%PDF-1.4\n" + strings.Repeat("1 0 obj ", 300_000))
		}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			data := c.data()
			var err error
			work.Within(t, 256<<20, func() { _, err = pdffile.Open(data, pdffile.Limits{MaxDecodeBytes: 8 << 20}) })
			if c.want != nil {
				require.ErrorIs(t, err, c.want)
			}
		})
	}
}

func TestBombInStream(t *testing.T) {
	b := pdftest.Page("/Mark 10 0 R")
	b.Stream(10, "/Filter/FlateDecode", gigabyte())
	f, err := pdffile.Open(b.Finish("/Root 1 0 R"), pdffile.Limits{MaxDecodeBytes: 1 << 20})
	require.NoError(t, err)
	_, err = f.Stream(f.Catalog()["Mark"])
	require.ErrorIs(t, err, pdffile.ErrTooLarge)
	assert.False(t, errors.Is(err, pdffile.ErrDamaged))
}

func TestTypedAccess(t *testing.T) {
	b := pdftest.Page("/Mark 10 0 R")
	b.Object(10, `<</Name /A#42c /Text (a\(b\)\\\r\101\n) /Hex <FEFF00E8> /Odd <4> /Int 7 /Real 7.9 /Neg -3
		/Array [1 11 0 R null] /Ref 11 0 R /Missing 99 0 R /True true /Big 99999999999999999999 /Dup 1 /Dup 2>>`)
	b.Object(11, "(there)")
	f, err := pdffile.Open(b.Finish("/Root 1 0 R"), pdffile.Limits{})
	require.NoError(t, err)
	d, ok := f.Dict(f.Catalog()["Mark"])
	require.True(t, ok)
	name, _ := f.Name(d["Name"])
	assert.Equal(t, "ABc", name)
	raw, _ := f.Bytes(d["Text"])
	assert.Equal(t, "a(b)\\\rA\n", string(raw))
	text, _ := f.Text(d["Hex"])
	assert.Equal(t, "è", text)
	raw, _ = f.Bytes(d["Odd"])
	assert.Equal(t, "@", string(raw))
	for key, want := range map[string]int64{"Int": 7, "Real": 7, "Neg": -3, "Dup": 2} {
		n, ok := f.Int(d[key])
		assert.True(t, ok, key)
		assert.Equal(t, want, n, key)
	}
	a, ok := f.Array(d["Array"])
	require.True(t, ok)
	require.Len(t, a, 3)
	text, _ = f.Text(a[1])
	assert.Equal(t, "there", text)
	assert.Nil(t, a[2])
	assert.Nil(t, f.Get(d, "Missing"))
	assert.NotContains(t, d, "Big")
	assert.Equal(t, types.Boolean(true), d["True"])
	num, gen, ok := pdffile.Reference(d["Ref"])
	assert.Equal(t, []any{11, 0, true}, []any{num, gen, ok})
	for _, key := range []string{"Int", "Missing"} {
		_, ok = f.Dict(d[key])
		assert.False(t, ok)
		_, ok = f.Text(d[key])
		assert.False(t, ok)
		assert.False(t, f.IsStream(d[key]))
	}
}

func TestDecodeText(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "",
		"cda.xml":                      "cda.xml",
		"\xFE\xFF\x00c\x20\xAC":        "c€",
		"\xFF\xFEc\x00\xAC\x20":        "c€",
		"\xFE\xFF\x00c\x00":            "c\uFFFD",
		"\xEF\xBB\xBFc":                "ï»¿c",
		"\x80\x8D\x90\xA0\xE8\x18\x1F": "•“’€è˘˜",
		"\x7F\xAD":                     "\uFFFD\uFFFD",
	} {
		assert.Equal(t, want, pdffile.DecodeText([]byte(in)), "%q", in)
	}
}
