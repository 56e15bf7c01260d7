package cda_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/pdftest"
)

const utf16Name = `<FEFF006300640061002E0078006D006C>` // cda.xml

// attachments is a PDF whose dictionary of embedded files is given; 20 is a file specification with these entries, 21 its stream.
func attachments(tree, spec string, more ...func(*pdftest.Builder)) *pdftest.Builder {
	b := pdftest.Page("/Names<</EmbeddedFiles " + tree + ">>")
	b.Object(20, "<</Type/Filespec "+spec+"/EF<</F 21 0 R>>>>")
	b.Stream(21, "/Type/EmbeddedFile", []byte(document))
	for _, add := range more {
		add(b)
	}
	return b
}

func finished(b *pdftest.Builder) []byte { return b.Finish("/Root 1 0 R") }

func object(num int, body string) func(*pdftest.Builder) {
	return func(b *pdftest.Builder) { b.Object(num, body) }
}

const (
	list  = "<</Names[(cda.xml)20 0 R]>>"
	plain = "/F(cda.xml)/UF(cda.xml)"
)

// TestGenerationsDiffer has several files of each kind that tells the generations apart, and some that do not although they look so.
func TestGenerationsDiffer(t *testing.T) {
	unknown := func(num int) func(*pdftest.Builder) {
		return func(b *pdftest.Builder) {
			b.Object(num, fmt.Sprintf("<</Type/Filespec/F(x)/EF<</F %d 0 R>>>>", num+1))
			b.Stream(num+1, "/Filter/JBIG3Decode", []byte("x"))
		}
	}
	type taken string // by the older and by the newer: "yes" or "no"
	for name, c := range map[string]struct {
		data  []byte
		taken taken
		cause cda.Cause
	}{
		"flat":                   {finished(attachments(list, plain)), "yes yes", cda.CauseNone},
		"two names, one right":   {finished(attachments("<</Names[(a)20 0 R]>>", "/F(cda.xml)")), "yes yes", cda.CauseNone},
		"other case":             {finished(attachments("<</Names[(CDA.XML)20 0 R]>>", "/F(Cda.xml)")), "no no", cda.CauseNone},
		"kids":                   {finished(attachments("<</Kids[30 0 R]>>", plain, object(30, list))), "yes no", cda.CauseKids},
		"kids, directly":         {finished(attachments("<</Kids[<</Names[(cda.xml)20 0 R]/Limits[(cda.xml)(cda.xml)]>>]>>", plain)), "yes no", cda.CauseKids},
		"kids, the second one":   {finished(attachments("<</Kids[<</Names[]>>30 0 R]>>", plain, object(30, list))), "yes no", cda.CauseKids},
		"kids beside names":      {finished(attachments("<</Names[(cda.xml)20 0 R]/Kids[30 0 R]>>", plain, object(30, list))), "yes yes", cda.CauseNone},
		"kids of kids":           {finished(attachments("<</Kids[<</Kids[30 0 R]>>]>>", plain, object(30, list))), "no no", cda.CauseNone},
		"key in UTF-16":          {finished(attachments("<</Names["+utf16Name+"20 0 R]>>", "/F(x)")), "yes no", cda.CauseUnicode},
		"all in UTF-16":          {finished(attachments("<</Names["+utf16Name+"20 0 R]>>", "/F"+utf16Name+"/UF"+utf16Name)), "yes no", cda.CauseUnicode},
		"/F in UTF-16":           {finished(attachments("<</Names[(a)20 0 R]>>", "/F"+utf16Name)), "yes no", cda.CauseUnicode},
		"key little-endian":      {finished(attachments("<</Names[<FFFE6300640061002E0078006D006C00>20 0 R]>>", "/F(x)")), "yes no", cda.CauseUnicode},
		"UTF-16 key, plain /F":   {finished(attachments("<</Names["+utf16Name+"20 0 R]>>", plain)), "yes yes", cda.CauseNone},
		"/UF alone":              {finished(attachments("<</Names[(a)20 0 R]>>", "/UF(cda.xml)")), "yes no", cda.CauseOtherName},
		"/UF, /F another":        {finished(attachments("<</Names[(a)20 0 R]>>", "/F(a.xml)/UF(cda.xml)")), "yes no", cda.CauseOtherName},
		"/Unix alone":            {finished(attachments("<</Names[(a)20 0 R]>>", "/Unix(cda.xml)")), "yes no", cda.CauseOtherName},
		"/DOS before /F":         {finished(attachments("<</Names[(a)20 0 R]>>", "/DOS(cda.xml)/F(b)")), "yes no", cda.CauseOtherName},
		"/UF in UTF-16 alone":    {finished(attachments("<</Names[(a)20 0 R]>>", "/UF"+utf16Name)), "yes no", cda.CauseOtherName},
		"/F hidden by /UF":       {finished(attachments("<</Names[(a)20 0 R]>>", "/F(cda.xml)/UF(referto.xml)")), "no yes", cda.CauseHiddenName},
		"/F hidden by /DOS":      {finished(attachments("<</Names[(a)20 0 R]>>", "/F(cda.xml)/DOS(REFERTO.XML)")), "no yes", cda.CauseHiddenName},
		"/F by reference":        {finished(attachments("<</Names[(a)20 0 R]>>", "/F 30 0 R", object(30, "(cda.xml)"))), "yes yes", cda.CauseNone},
		"key by reference":       {finished(attachments("<</Names[30 0 R 20 0 R]>>", "/F(x)", object(30, "(cda.xml)"))), "yes no", cda.CauseReference},
		"null beside it":         {finished(attachments("<</Names[(a)null(cda.xml)20 0 R]>>", plain)), "no yes", cda.CauseEntry},
		"missing object":         {finished(attachments("<</Names[(a)99 0 R(cda.xml)20 0 R]>>", plain)), "no yes", cda.CauseEntry},
		"text behind it":         {finished(attachments("<</Names[(cda.xml)20 0 R(z)(z.txt)]>>", plain)), "no yes", cda.CauseEntry},
		"no /EF behind it":       {finished(attachments("<</Names[(cda.xml)20 0 R(z)30 0 R]>>", plain, object(30, "<</F(z)>>"))), "no yes", cda.CauseEntry},
		"unknown filter behind":  {finished(attachments("<</Names[(cda.xml)20 0 R(z)30 0 R]>>", plain, unknown(30))), "no yes", cda.CauseEntry},
		"unknown filter before":  {finished(attachments("<</Names[(a)30 0 R(cda.xml)20 0 R]>>", plain, unknown(30))), "no no", cda.CauseNone},
		"odd list":               {finished(attachments("<</Names[(cda.xml)20 0 R(z)]>>", plain)), "yes yes", cda.CauseNone},
		"run lengths":            {finished(filtered("/RunLengthDecode", runs(document))), "yes no", cda.CauseFilter},
		"run lengths in a list":  {finished(filtered("[/ASCIIHexDecode/RL]", []byte(fmt.Sprintf("%x>", runs(document))))), "yes no", cda.CauseFilter},
		"short name of LZW":      {finished(filtered("/LZW", lzwOf())), "yes no", cda.CauseFilter},
		"hexadecimal":            {finished(filtered("/AHx", []byte(fmt.Sprintf("%x>", document)))), "yes yes", cda.CauseNone},
		"page tree in itself":    {cyclic("[2 0 R]"), "yes no", cda.CauseEndless},
		"page tree, further up":  {cyclic("[4 0 R]"), "yes no", cda.CauseEndless},
		"page for a tree":        {replacedIn(finished(attachments(list, plain)), "/Kids[3 0 R]/Count 1", "/Count 1            "), "yes no", cda.CauseStructure},
		"lost object streams":    {lostStreams(), "yes no", cda.CauseStructure},
		"trailer without a root": {replacedIn(finished(attachments(list, plain)), "/Root", "/Ruut"), "yes no", cda.CauseStructure},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := pdffile.Open(c.data, pdffile.Limits{})
			require.NoError(t, err)
			both := cda.ExtractBoth(f, cda.Attachment)
			assert.Equal(t, c.cause, both.Cause())
			got := ""
			for _, g := range []fse.Generation{fse.July2025, fse.May2026} {
				word := "no"
				if x, err := both.Of(g); err == nil {
					assert.Equal(t, document, string(x.Data))
					word = "yes"
				}
				got += word + " "
			}
			assert.Equal(t, string(c.taken), strings.TrimSpace(got))
		})
	}
}

// TestWrongLengths are cut in different places.
func TestWrongLengths(t *testing.T) {
	for name, c := range map[string]struct {
		length  string
		differs bool
	}{
		"right":          {"000", false},
		"missing object": {"99 0 R", true},
		"far too long":   {"99999999", true},
		"a little short": {"5", true},
	} {
		t.Run(name, func(t *testing.T) {
			b := pdftest.Page("/Names<</EmbeddedFiles<</Names[(cda.xml)20 0 R]>>>>")
			b.Object(20, "<</EF<</F 21 0 R>>>>")
			text := document + "\n  "
			if c.length == "000" {
				c.length = fmt.Sprint(len(text))
			}
			b.Object(21, "<</Length "+c.length+">>\nstream\n"+text+"\nendstream")
			f, err := pdffile.Open(finished(b), pdffile.Limits{})
			require.NoError(t, err)
			want := cda.CauseNone
			if c.differs {
				want = cda.CauseLength
			}
			assert.Equal(t, want, cda.ExtractBoth(f, cda.Auto).Cause())
		})
	}
}

func filtered(filter string, data []byte) *pdftest.Builder {
	b := pdftest.Page("/Names<</EmbeddedFiles " + list + ">>")
	b.Object(20, "<</Type/Filespec"+plain+"/EF<</F 21 0 R>>>>")
	b.Stream(21, "/Filter"+filter, data)
	return b
}

// runs encodes in literal runs.
func runs(s string) []byte {
	var out []byte
	for len(s) > 0 {
		n := min(len(s), 128)
		out = append(append(out, byte(n-1)), s[:n]...)
		s = s[n:]
	}
	return append(out, 128)
}

func lzwOf() []byte { return packed(append([]int{256}, codesOf(document)...)) }

// codesOf are the codes of single bytes, with a clear code before the table grows beyond nine bits.
func codesOf(s string) []int {
	var codes []int
	for i := range len(s) {
		if i > 0 && i%200 == 0 {
			codes = append(codes, 256)
		}
		codes = append(codes, int(s[i]))
	}
	return append(codes, 257)
}

// packed writes codes of nine bits.
func packed(codes []int) []byte {
	var out []byte
	bits, n := 0, 0
	for _, c := range codes {
		bits, n = bits<<9|c, n+9
		for n >= 8 {
			out = append(out, byte(bits>>(n-8)))
			n -= 8
		}
	}
	return append(out, byte(bits<<(8-n)))
}

func cyclic(kids string) []byte {
	b := pdftest.New()
	b.Object(1, "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles "+list+">>>>")
	b.Object(2, "<</Type/Pages/Kids"+kids+"/Count 1>>")
	b.Object(4, "<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 1>>")
	b.Object(20, "<</Type/Filespec"+plain+"/EF<</F 21 0 R>>>>")
	b.Stream(21, "", []byte(document))
	return finished(b)
}

func lostStreams() []byte {
	b := pdftest.Page("/Names<</EmbeddedFiles 30 0 R>>")
	b.Object(20, "<</Type/Filespec"+plain+"/EF<</F 21 0 R>>>>")
	b.Stream(21, "", []byte(document))
	return replacedIn(b.FinishStream(40, []pdftest.Compressed{{Num: 30, Body: list}}, "/Root 1 0 R"), "startxref\n", "startxref\n7")
}

func replacedIn(data []byte, old, replacement string) []byte {
	return []byte(strings.Replace(string(data), old, replacement, 1))
}
