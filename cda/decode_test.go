package cda_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/internal/testkit/shared"
)

// utf16le encodes text without a mark.
func utf16le(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

func decl(encoding string) string { return `<?xml version="1.0" encoding="` + encoding + `"?>` }

func TestDecode(t *testing.T) {
	cases := []struct {
		name, raw string
		encoding  string
		text      string // "": as raw
		xml       string // "": as text
		fatal     string
	}{
		{"plain", "<a>è</a>", "UTF-8", "", "", ""},
		{"declared", decl("UTF-8") + "<a>è</a>", "UTF-8", "", "", ""},
		{"lower case", decl("utf-8") + "<a>è</a>", "utf-8", "", "", ""},
		{"mark", "\xEF\xBB\xBF" + decl("UTF-8") + "<a>è</a>", "UTF-8", "", "", ""},
		{"empty", "", "UTF-8", "", "", ""},
		{"blank before the declaration", " " + decl("ISO-8859-1") + "<a>è</a>", "UTF-8", "", "", ""},
		{"instruction", "<?xml-x encoding='FOO'?><a/>", "UTF-8", "", "", ""},
		{"version 1.1", `<?xml version="1.1" encoding="UTF-8"?><a>è</a>`, "UTF-8", "", "", ""},
		{"standalone", `<?xml version='1.0' standalone='yes' ?><a/>`, "UTF-8", "", "", ""},
		{"ill-formed", "<abcde>\xE8</abcde>", "UTF-8", "<abcde>\uFFFD</abcde>", "", ""},
		{"Latin-1", decl("ISO-8859-1") + "<a>\xE8</a>", "ISO-8859-1", decl("ISO-8859-1") + "<a>è</a>", decl("ISO-8859-1") + "<a>Ã¨</a>", ""},
		{"Latin-1 in ASCII", decl("iso-8859-1") + "<a>e</a>", "iso-8859-1", "", "", ""},
		{"Windows-1252", decl("windows-1252") + "<a>\x80</a>", "windows-1252", decl("windows-1252") + "<a>€</a>", decl("windows-1252") + "<a>â‚¬</a>", ""},
		{"ASCII", decl("US-ASCII") + "<a/>", "US-ASCII", "", "", ""},
		{"ASCII with other bytes", decl("US-ASCII") + "<a>\xE8</a>", "US-ASCII", decl("US-ASCII") + "<a>\uFFFD</a>", "", "a character outside of US-ASCII"},
		{"mark and another encoding", "\xEF\xBB\xBF" + decl("ISO-8859-1") + "<a/>", "ISO-8859-1", "ï»¿" + decl("ISO-8859-1") + "<a/>", "", ""},
		{"UTF-16 with mark", "\xFF\xFE" + utf16le("<a>è</a>"), "UTF-16LE", "\uFEFF<a>è</a>", "", ""},
		{"UTF-16 declared", "\xFF\xFE" + utf16le(decl("UTF-16")+"<a/>"), "UTF-16LE", "\uFEFF" + decl("UTF-16") + "<a/>", "",
			"the text after the XML declaration is UTF-8, not UTF-16"},
		{"UTF-16 without mark", utf16le(`<?xml version="1.0"?><a>è</a>`), "UTF-16LE", `<?xml version="1.0"?><a>è</a>`, "", ""},
		{"UTF-16 declared as UTF-8", utf16le(decl("UTF-8") + "<a/>"), "UTF-8", "", "", "the text contains NUL characters"},
		{"UTF-8 declared as UTF-16LE", decl("UTF-16LE") + "<a/>.", "UTF-16LE", "\xE3\xBC\xBC", "", ""},
		{"EBCDIC", "\x4C\x6F\xA7\x94\x93\x40\xA5\x85\x99\xA2\x89\x96\x95\x7E\x7F\xF1\x4B\xF0\x7F\x6F\x6E\x4C\x81\x61\x6E", "CP037",
			`<?xml version="1.0"?><a/>`, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := cda.Decode([]byte(c.raw))
			require.NoError(t, err)
			if c.text == "" {
				c.text = c.raw
			}
			if c.xml == "" {
				c.xml = string(got.String)
			}
			assert.Equal(t, c.encoding, got.Encoding)
			assert.True(t, strings.HasPrefix(string(got.String), c.text), "%q", got.String)
			assert.Equal(t, c.xml, string(got.XML))
			if c.fatal == "" {
				assert.Nil(t, got.FatalXML)
			} else if assert.NotNil(t, got.FatalXML) {
				assert.Equal(t, c.fatal, got.FatalXML.Reason.In("en"))
			}
		})
	}
}

func TestDecodeCountsIllFormedBytes(t *testing.T) {
	cases := map[string]int{
		"\xE8": 1, "\xE8\xE8": 2, "\xE2\x82": 1, "\xC0\xAF": 2, "\xED\xA0\x80": 1, "\xF0\x9F\x98": 1, "\xF4\x90\x80\x80": 4,
		"\xE0\x80\x80": 3, "\xF0\x80\x80\x80": 4, "\xF5\x80": 2, "\xE2\x28\xA1": 2, "\xEF\xBF\xBD": 0, "\xFF": 1,
	}
	for in, want := range cases {
		got, err := cda.Decode([]byte("<abcdef>" + in + "</abcdef>"))
		require.NoError(t, err)
		assert.Equal(t, want, got.InvalidBytes, "%q", in)
		assert.Equal(t, want > 0, got.FirstInvalid == len("<abcdef>"), "%q", in)
	}
}

func TestDecodeDoesNotCopy(t *testing.T) {
	raw := []byte(decl("UTF-8") + "<a>è</a>")
	got, err := cda.Decode(raw)
	require.NoError(t, err)
	assert.Same(t, &raw[0], &got.String[0])
	assert.Same(t, &raw[0], &got.XML[0])
}

func TestDecodeRefuses(t *testing.T) {
	cases := []struct {
		raw  string
		kind cda.EncodingErrorKind
	}{
		{decl("FOO-8") + "<a/>", cda.UnknownEncoding},
		{decl("UTF8") + "<a/>", cda.UnknownEncoding},
		{decl("cp1252") + "<a/>", cda.UnknownEncoding},
		{decl("UTF-32") + "<a/>", cda.UnknownEncoding},
		{decl("ISO-10646-UCS-4") + "<a/>", cda.UnknownEncoding},
		{decl("") + "<a/>", cda.UnknownEncoding},
		{decl("ebcdic-cp-it") + "<a/>", cda.UnknownEncoding},
		{"\x00\x00\x00<\x00\x00\x00a", cda.UnknownEncoding},
		{"<?xml encoding='UTF-8'?><a/>", cda.MalformedDeclaration},
		{"<?xml version='2.0'?><a/>", cda.MalformedDeclaration},
		{"<?xml version='1.0'encoding='UTF-8'?><a/>", cda.MalformedDeclaration},
		{"<?xml version='1.0' standalone='maybe'?><a/>", cda.MalformedDeclaration},
		{"<?xml version='1.0' standalone='no' encoding='UTF-8'?><a/>", cda.MalformedDeclaration},
		{"<?xml version='1.0' foo='x'?><a/>", cda.MalformedDeclaration},
		{"<?xml version='1.0'><a/>", cda.MalformedDeclaration},
		{"<?xml version=1.0?><a/>", cda.MalformedDeclaration},
		{"<?xml version='1.0", cda.MalformedDeclaration},
		{"<?xml", cda.MalformedDeclaration},
		{"\xE8<a/>", cda.IllFormedStart},
		{"<?xml version='1.0' \xE8?><a/>", cda.IllFormedStart},
		{decl("ISO-2022-CN") + "<a/>", cda.UnsupportedEncoding},
	}
	for _, c := range cases {
		_, err := cda.Decode([]byte(c.raw))
		var e *cda.EncodingError
		require.ErrorAs(t, err, &e, "%q", c.raw)
		assert.Equal(t, c.kind, e.Kind, "%q: %v", c.raw, err)
		assert.NotEmpty(t, err.Error())
	}
}

func TestProbes(t *testing.T) {
	data, err := os.ReadFile(shared.Dir(t, "corpus", "probes-expected.jsonl"))
	require.NoError(t, err)
	for line := range bytes.Lines(data) {
		var want struct {
			File, TemplateID, TypeID string
			Encoding                 *string
			Verdict                  string
			Schematron               *struct{ Error *string }
		}
		require.NoError(t, json.Unmarshal(line, &want))
		t.Run(want.File, func(t *testing.T) {
			raw, err := os.ReadFile(shared.Dir(t, "corpus", "probes", want.File))
			require.NoError(t, err)
			got, err := cda.Decode(raw)
			if want.Encoding == nil {
				require.Error(t, err)
				assert.Equal(t, "EXTRACT_EXCEPTION", want.Verdict)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, *want.Encoding, got.Encoding)
			parserFailed := want.Schematron != nil && want.Schematron.Error != nil && strings.HasPrefix(*want.Schematron.Error, "SAXParseException")
			assert.Equal(t, parserFailed, got.FatalXML != nil)
			root, extension, _, _ := cda.HeaderIDs(got.String)
			assert.Equal(t, want.TemplateID, root)
			assert.Equal(t, want.TypeID, extension)
		})
	}
}

func TestCorpusHeaders(t *testing.T) {
	data, err := os.ReadFile(shared.Dir(t, "corpus", "expected.jsonl"))
	require.NoError(t, err)
	for line := range bytes.Lines(data) {
		var want struct {
			File, TemplateID, TypeID, Encoding string
		}
		require.NoError(t, json.Unmarshal(line, &want))
		raw, err := os.ReadFile(shared.Dir(t, "corpus", "cda", want.File))
		require.NoError(t, err)
		got, err := cda.Decode(raw)
		require.NoError(t, err, want.File)
		assert.Equal(t, want.Encoding, got.Encoding, want.File)
		root, extension, _, _ := cda.HeaderIDs(got.String)
		assert.Equal(t, want.TemplateID, root, want.File)
		assert.Equal(t, want.TypeID, extension, want.File)
	}
}

func BenchmarkDecode(b *testing.B) {
	raw := []byte(decl("UTF-8") + "<a>" + strings.Repeat("perché no? ", 5000) + "</a>")
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := cda.Decode(raw); err != nil {
			b.Fatal(err)
		}
	}
}
