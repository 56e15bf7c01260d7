package pdffile

import (
	"bytes"
	"compress/flate"
	"image"
	"image/jpeg"
	"math/rand"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func parserOf(s string) *parser {
	return &parser{lexer: lexer{data: []byte(s)}, maxDepth: 50, budget: &budget{nodes: 1000, bytes: 1 << 20}}
}

func TestParseObject(t *testing.T) {
	ref := types.IndirectRef{ObjectNumber: 5, GenerationNumber: 0}
	cases := []struct {
		in   string
		want types.Object
	}{
		{"12", types.Integer(12)}, {"-7", types.Integer(-7)}, {"+7", types.Integer(7)}, {"-", types.Integer(0)},
		{"1.5", types.Float(1.5)}, {".5", types.Float(.5)}, {"--1.5", types.Float(-1.5)}, {"0.00-12", types.Float(-0.0012)},
		{"1e2", types.Float(100)},
		{"/A#20b%c", types.Name("A b")}, {"/A#zz", types.Name("A#zz")}, {"/ca\xE8", types.Name("caè")}, {"/", types.Name("")},
		{"(a(b)c)", types.StringLiteral(`a\(b\)c`)}, {"(open", types.StringLiteral("open")}, {`(\053\5a\
b)`, types.StringLiteral("+\x05ab")},
		{"(bad(\r\n/Next", types.StringLiteral("bad\\(\\r\n/Next")}, {"(bad\\)\r\n/Next", types.StringLiteral(`bad\\`)},
		{"<41 4\n2>", types.HexLiteral("4142")}, {"<414>", types.HexLiteral("4140")}, {"<4142x43>", types.HexLiteral("4142")},
		{"[1 5 0 R]", types.Array{types.Integer(1), ref}}, {"[1 R 2]", types.Array{types.Integer(2)}}, {"[1 2", types.Array{types.Integer(1), types.Integer(2)}},
		{"<</A 5 0 R/B null>>", types.Dict{"A": ref, "B": nil}}, {"<</A 1 junk /B 2>>", types.Dict{"A": types.Integer(1), "B": types.Integer(2)}},
		{"<</A 1 endobj", types.Dict{"A": types.Integer(1)}}, {"<</A 0 0 R>>", types.Dict{"A": nil}},
		{"true", types.Boolean(true)}, {"null", nil},
	}
	for _, c := range cases {
		o, ok, err := parserOf(c.in).object()
		require.NoError(t, err, c.in)
		assert.True(t, ok, c.in)
		assert.Equal(t, c.want, o, c.in)
	}
	for _, bad := range []string{"1.2.3", "1-2", "tru", "nul", "<41", ")", "<</A 1 2 3>>", "E", "[)", strings.Repeat("[", 60)} {
		_, ok, err := parserOf(bad).object()
		assert.True(t, err != nil || !ok, bad)
	}
}

func TestLiteralsRoundTrip(t *testing.T) {
	for _, s := range []string{"", "plain", "a(b)c\\d\re\nf\x00\xFF", `\r`} {
		assert.Equal(t, s, string(literalBytes(literalOf([]byte(s)))))
	}
}

// TestDecodable compares the slow decoder with package flate.
func TestDecodable(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	words := strings.Fields(strings.Repeat("uno due tre quattro cinque ", 50))
	for _, level := range []int{flate.NoCompression, flate.BestSpeed, flate.BestCompression, flate.HuffmanOnly} {
		var text bytes.Buffer
		for range 5000 {
			text.WriteString(words[rng.Intn(len(words))])
			text.WriteByte(byte(rng.Intn(256)))
		}
		var packed bytes.Buffer
		w, err := flate.NewWriter(&packed, level)
		require.NoError(t, err)
		_, _ = w.Write(text.Bytes())
		require.NoError(t, w.Close())
		total, _ := decodable(packed.Bytes(), text.Len())
		assert.Equal(t, text.Len(), total)
		for range 20 {
			cut := packed.Bytes()[:rng.Intn(packed.Len())]
			out, _ := inflateRaw(cut, 1<<20)
			total, _ := decodable(cut, len(out))
			assert.GreaterOrEqual(t, total, len(out))
			assert.LessOrEqual(t, total-len(out), maxSymbol)
		}
	}
}

func TestCorruptDataKeepWhatCameBefore(t *testing.T) {
	want := []byte(strings.Repeat("0123456789", 2000))
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.HuffmanOnly)
	_, _ = w.Write(want)
	_ = w.Close()
	data := append([]byte("\x78\x9c"), packed.Bytes()...)
	cut, err := inflate(data[:len(data)/2], 1<<20)
	require.NoError(t, err)
	assert.True(t, bytes.HasPrefix(want, cut))
	assert.Greater(t, len(cut), len(want)/3)
	_, err = inflate([]byte("\x78\x9c\xff\xff\xff\xff"), 1<<20)
	require.ErrorIs(t, err, errSyntax)
	_, err = inflate(data, 100)
	require.ErrorIs(t, err, ErrTooLarge)
}

func TestPredictors(t *testing.T) {
	parms := func(predictor, columns int) types.Dict {
		return types.Dict{"Predictor": types.Integer(predictor), "Columns": types.Integer(columns)}
	}
	assert.Equal(t, []byte{1, 3, 6, 5, 5, 5}, unpredict([]byte{1, 2, 3, 5, 0, 0}, parms(2, 3)), "TIFF")
	assert.Equal(t, []byte{1, 3, 6}, unpredict([]byte{1, 1, 2, 3}, parms(15, 3)), "PNG sub")
	assert.Equal(t, []byte{1, 2, 3, 2, 4, 6}, unpredict([]byte{0, 1, 2, 3, 2, 1, 2, 3}, parms(15, 3)), "PNG up")
	assert.Equal(t, []byte{4, 4, 5, 8}, unpredict([]byte{3, 4, 2, 3, 3, 4}, parms(15, 2)), "PNG average")
	assert.Equal(t, []byte{4, 6, 8, 12}, unpredict([]byte{4, 4, 2, 4, 4, 4}, parms(15, 2)), "PNG Paeth")
	assert.Equal(t, []byte{1, 2, 0}, unpredict([]byte{0, 1, 2}, parms(15, 3)), "incomplete row")
	assert.Nil(t, unpredict([]byte{0, 1, 2}, parms(15, -1)))
	bits := parms(2, 4)
	bits["BitsPerComponent"] = types.Integer(4)
	assert.Equal(t, []byte{0x13, 0x60}, unpredict([]byte{0x12, 0x3A}, bits), "TIFF with four bits")
}

func TestScanFindsNearest(t *testing.T) {
	assert.Equal(t, -1, nearest(nil, 5))
	assert.Equal(t, 1, nearest([]int64{10, 52, 60}, 55))
	assert.Equal(t, []int64{10, 60}, without([]int64{10, 52, 60}, 52))
}

// TestASCII85 reads data with and without end mark, as the reference does.
func TestASCII85(t *testing.T) {
	for in, want := range map[string]string{
		"87cURD]i,\"Ebo80~>": "Hello World!", "87cURD]i,\"Ebo80": "Hello World!", "87cUR D]i,\"\nEbo80~": "Hello World!",
		"87cURDZ~>": "Hello", "87cURDZ": "Hell", "z~>": "\x00\x00\x00\x00", "z": "\x00\x00\x00\x00", "": "", "~>": "", "87cUR8~>": "Hell",
	} {
		out, err := fromASCII85([]byte(in), 1<<20)
		require.NoError(t, err, in)
		assert.Equal(t, want, string(out), in)
	}
	_, err := fromASCII85([]byte("87cU\xFF~>"), 1<<20)
	require.Error(t, err)
	_, err = fromASCII85(bytes.Repeat([]byte("z"), 100), 200)
	require.ErrorIs(t, err, ErrTooLarge)
}

// TestJPEG decodes an image, and refuses what is none and what is too large.
func TestJPEG(t *testing.T) {
	var picture bytes.Buffer
	require.NoError(t, jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 2)), nil))
	out, err := fromJPEG(picture.Bytes(), 1<<20)
	require.NoError(t, err)
	assert.Len(t, out, 18)
	_, err = fromJPEG(picture.Bytes(), 10)
	require.ErrorIs(t, err, ErrTooLarge)
	_, err = fromJPEG([]byte("no image"), 1<<20)
	require.Error(t, err)
}

// TestBrokenOff opens a file whose trailer breaks off within a string.
func TestBrokenOff(t *testing.T) {
	f, err := Open([]byte("%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"+
		"trailer\n<</Root 1 0 R/ID[<904e5a162f03815bfbf836e313c7e"), Limits{})
	require.NoError(t, err)
	assert.NotNil(t, f.Catalog()["Pages"])
}
