package cda_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/pdftest"
	"github.com/fselint/fselint/internal/testkit/shared"
)

const document = `<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3"><typeId extension="X"/></ClinicalDocument>`

// expectedPDF is a line of the corpus's list of PDFs.
type expectedPDF struct {
	File        string
	Kind        string
	Opens       bool
	Resource    bool
	CDASha256   *string `json:"cdaSha256"`
	Attachments []struct {
		Name, FileName string
		Match          bool
		Size           int
	}
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

func corpusPDF(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(shared.Dir(tb, "corpus", "pdf", name))
	require.NoError(tb, err)
	return data
}

func TestCorpusExtract(t *testing.T) {
	for _, want := range corpusList(t) {
		t.Run(want.File, func(t *testing.T) {
			f, err := pdffile.Open(corpusPDF(t, want.File), pdffile.Limits{})
			if !want.Opens {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			got, err := cda.Extract(f, cda.Auto, fse.July2025)
			switch {
			case want.CDASha256 != nil:
				require.NoError(t, err)
				sum := sha256.Sum256(got.Data)
				assert.Equal(t, *want.CDASha256, hex.EncodeToString(sum[:]))
				assert.Equal(t, cda.Attachment, got.Mode)
				assert.True(t, got.First)
			case want.Resource:
				require.NoError(t, err)
				assert.Equal(t, cda.Resource, got.Mode)
				assert.True(t, got.Reserialized)
			default:
				var missing *cda.NotFoundError
				require.ErrorAs(t, err, &missing)
				assert.NotEmpty(t, missing.Error())
			}
			checkSurvey(t, f, want)
		})
	}
}

func checkSurvey(t *testing.T, f *pdffile.File, want expectedPDF) {
	t.Helper()
	survey := cda.NewSurvey(f)
	var tree []cda.Attached
	for _, a := range survey.Files {
		if a.Place == cda.InNameTree {
			tree = append(tree, a)
		}
	}
	require.Len(t, tree, len(want.Attachments))
	for i, a := range want.Attachments {
		assert.Equal(t, a.Name, tree[i].Key)
		assert.Equal(t, a.FileName, tree[i].FileName)
		assert.Equal(t, a.Size, tree[i].Size)
		assert.Equal(t, a.Match, tree[i].Match() == cda.NameEqual)
	}
}

func open(t *testing.T, data []byte) *pdffile.File {
	t.Helper()
	f, err := pdffile.Open(data, pdffile.Limits{MaxDecodeBytes: 1 << 20})
	require.NoError(t, err)
	return f
}

func TestExtractAttachment(t *testing.T) {
	file := func(key, name string) pdftest.Attachment {
		return pdftest.Attachment{Key: key, FileName: name, Data: []byte(document + "<!--" + key + "-->")}
	}
	cases := []struct {
		name  string
		files []pdftest.Attachment
		key   string // "": nothing is found
		first bool
		other int
	}{
		{"key", []pdftest.Attachment{file("cda.xml", "x.xml")}, "cda.xml", true, 0},
		{"file name", []pdftest.Attachment{file("001", "cda.xml")}, "001", true, 0},
		{"not first", []pdftest.Attachment{file("a", "a"), file("cda.xml", "cda.xml")}, "cda.xml", false, 0},
		{"case", []pdftest.Attachment{file("CDA.xml", "Cda.XML")}, "", false, 0},
		{"folder", []pdftest.Attachment{file("001", `c:\cda.xml`)}, "", false, 0},
		{"blank", []pdftest.Attachment{file("cda.xml ", "")}, "", false, 0},
		// Java's map lists "a" before "cda.xml" whatever the order in the file.
		{"two", []pdftest.Attachment{file("cda.xml", ""), file("a", "cda.xml")}, "a", false, 1},
		{"two in the order of the file", []pdftest.Attachment{file("cda.xml", ""), file("b", "cda.xml")}, "cda.xml", true, 1},
		{"keys that differ only in case", []pdftest.Attachment{file("cda.xml", ""), file("CDA.XML", "y")}, "", false, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := open(t, pdftest.WithAttachments(c.files...))
			got, err := cda.Extract(f, cda.Attachment, fse.July2025)
			if c.key == "" {
				var missing *cda.NotFoundError
				require.ErrorAs(t, err, &missing)
				assert.Equal(t, cda.NoSuchName, missing.Attachment)
				assert.Len(t, missing.Survey.Documents(), len(c.files))
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.key, got.Name)
			assert.Equal(t, c.first, got.First)
			assert.Len(t, got.Others, c.other)
			assert.Equal(t, document+"<!--"+c.key+"-->", string(got.Data))
			assert.NotZero(t, got.Object)
		})
	}
}

// withNames returns a PDF with the name dictionary given; 20 is a file specification of stream 21, a CDA.
func withNames(names string, more func(b *pdftest.Builder)) []byte {
	b := pdftest.Page("/Names " + names)
	b.Object(20, "<</Type/Filespec/UF(cda.xml)/EF<</F 21 0 R>>>>")
	b.Stream(21, "/Type/EmbeddedFile", []byte(document))
	if more != nil {
		more(b)
	}
	return b.Finish("/Root 1 0 R")
}

func TestExtractShapes(t *testing.T) {
	const tree = "<</EmbeddedFiles<<%s>>>>"
	cases := []struct {
		name, names string
		more        func(b *pdftest.Builder)
		want        cda.Reason // 0: found
	}{
		{"names", fmt.Sprintf(tree, "/Names[(a)20 0 R]"), nil, 0},
		{"kids", fmt.Sprintf(tree, "/Kids[<</Names[(a)20 0 R]>>]"), nil, 0},
		{"kids of kids", fmt.Sprintf(tree, "/Kids[<</Kids[<</Names[(a)20 0 R]>>]>>]"), nil, cda.TreeTooDeep},
		{"kids besides names", fmt.Sprintf(tree, "/Names[]/Kids[<</Names[(a)20 0 R]>>]"), nil, cda.TreeEmpty},
		{"nothing", "<<>>", nil, cda.NoEmbeddedFiles},
		{"no names at all", "null", nil, cda.NoNames},
		{"empty tree", fmt.Sprintf(tree, ""), nil, cda.TreeEmpty},
		{"name that is no string", fmt.Sprintf(tree, "/Names[/a 20 0 R]"), nil, cda.TreeDamaged},
		{"odd array", fmt.Sprintf(tree, "/Names[(a)20 0 R(b)]"), nil, 0},
		{"tree that is no dictionary", "<</EmbeddedFiles[1]>>", nil, cda.TreeDamaged},
		{"another file without content", fmt.Sprintf(tree, "/Names[(a)20 0 R(b)<</UF(b)>>]"), nil, cda.AttachmentNoStream},
		{"another file that cannot be decoded", fmt.Sprintf(tree, "/Names[(a)20 0 R(b)<</EF<</F 30 0 R>>>>]"),
			func(b *pdftest.Builder) { b.Stream(30, "/Filter/FlateDecode", []byte("\xFF\xFF\xFF\xFF")) }, cda.StreamDamaged},
		{"another file that is a bomb", fmt.Sprintf(tree, "/Names[(a)20 0 R(b)<</EF<</F 30 0 R>>>>]"),
			func(b *pdftest.Builder) { b.Stream(30, "/Filter/FlateDecode", pdftest.Zeros(50<<20)) }, cda.StreamTooLarge},
		{"empty file", fmt.Sprintf(tree, "/Names[(cda.xml)<</EF<</F 30 0 R>>>>]"),
			func(b *pdftest.Builder) { b.Stream(30, "", nil) }, cda.EmptyStream},
		{"only under UF", fmt.Sprintf(tree, "/Names[(cda.xml)<</EF<</UF 21 0 R>>>>]"), nil, cda.AttachmentNoStream},
		{"tree that contains itself", fmt.Sprintf(tree, "/Kids[30 0 R]"),
			func(b *pdftest.Builder) { b.Object(30, "<</Kids[30 0 R]>>") }, cda.TreeTooDeep},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := open(t, withNames(c.names, c.more))
			got, err := cda.Extract(f, cda.Attachment, fse.July2025)
			if c.want == 0 {
				require.NoError(t, err)
				assert.Equal(t, document, string(got.Data))
				return
			}
			var missing *cda.NotFoundError
			require.ErrorAs(t, err, &missing)
			assert.Equal(t, c.want, missing.Attachment, missing.Attachment.String())
			assert.Contains(t, err.Error(), c.want.String())
			assert.Equal(t, c.want == cda.StreamTooLarge, errors.Is(err, pdffile.ErrTooLarge))
		})
	}
}

func TestExtractResource(t *testing.T) {
	stream := func(data string) func(b *pdftest.Builder) {
		return func(b *pdftest.Builder) { b.Stream(31, "", []byte(data)) }
	}
	reference := func(body string) func(b *pdftest.Builder) {
		return func(b *pdftest.Builder) { b.Object(30, body) }
	}
	both := func(fs ...func(b *pdftest.Builder)) func(b *pdftest.Builder) {
		return func(b *pdftest.Builder) {
			for _, f := range fs {
				f(b)
			}
		}
	}
	sound := reference("<</Names[(datasets)31 0 R]>>")
	cases := []struct {
		name, names string
		more        func(b *pdftest.Builder)
		want        string
		reason      cda.Reason
	}{
		{"sound", "<</XFAResources 30 0 R>>", both(sound, stream("<x><ClinicalDocument a='1'><id/></ClinicalDocument></x>")),
			`<ClinicalDocument a="1"><id /></ClinicalDocument>`, 0},
		{"no document in it", "<</XFAResources 30 0 R>>", both(sound, stream("<form/>")), "<form/>", 0},
		{"empty", "<</XFAResources 30 0 R>>", both(sound, stream("")), "", cda.EmptyStream},
		{"direct", "<</XFAResources<</Names[(datasets)31 0 R]>>>>", stream(document), "", cda.ResourceDirect},
		{"none", "<<>>", nil, "", cda.NoResource},
		{"indirect array", "<</XFAResources 30 0 R>>", both(reference("<</Names 32 0 R>>"), stream(document),
			func(b *pdftest.Builder) { b.Object(32, "[(datasets)31 0 R]") }), "", cda.ResourceNoNames},
		{"one element", "<</XFAResources 30 0 R>>", reference("<</Names[(datasets)]>>"), "", cda.ResourceNoNames},
		{"other key", "<</XFAResources 30 0 R>>", both(reference("<</Names[(cda.xml)31 0 R]>>"), stream(document)), "", cda.ResourceNoDatasets},
		{"second entry", "<</XFAResources 30 0 R>>",
			both(reference("<</Names[(config)31 0 R(datasets)31 0 R]>>"), stream(document)), "", cda.ResourceNoDatasets},
		{"no stream", "<</XFAResources 30 0 R>>", reference("<</Names[(datasets)30 0 R]>>"), "", cda.ResourceNoStream},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := open(t, withNames(c.names, c.more))
			got, err := cda.Extract(f, cda.Resource, fse.July2025)
			if c.reason == 0 {
				require.NoError(t, err)
				assert.Equal(t, c.want, string(got.Data))
				assert.Equal(t, "RESOURCE", got.Mode.String())
				return
			}
			var missing *cda.NotFoundError
			require.ErrorAs(t, err, &missing)
			assert.Equal(t, c.reason, missing.Resource, missing.Resource.String())
		})
	}
}

func TestAutoTriesTheResourceFirst(t *testing.T) {
	names := "<</EmbeddedFiles<</Names[(cda.xml)20 0 R]>>/XFAResources 30 0 R>>"
	with := func(data string) *pdffile.File {
		return open(t, withNames(names, func(b *pdftest.Builder) {
			b.Object(30, "<</Names[(datasets)31 0 R]>>")
			b.Stream(31, "", []byte(data))
		}))
	}
	got, err := cda.Extract(with("<ClinicalDocument/>"), cda.Auto, fse.July2025)
	require.NoError(t, err)
	assert.Equal(t, cda.Resource, got.Mode)
	got, err = cda.Extract(with(""), cda.Auto, fse.July2025)
	require.NoError(t, err)
	assert.Equal(t, cda.Attachment, got.Mode)
	got, err = cda.Extract(with("<template/>"), cda.Auto, fse.July2025)
	require.NoError(t, err)
	assert.Equal(t, cda.Resource, got.Mode, "form data hide the attachment")
	assert.False(t, got.Reserialized)
}

func TestSurveyFindsEverything(t *testing.T) {
	b := pdftest.New()
	b.Object(1, `<</Type/Catalog/Pages 2 0 R/AF[20 0 R]/Names<</EmbeddedFiles<</Kids[<</Kids[<</Names[(deep.xml)20 0 R]>>]>>]>>>>>>`)
	b.Object(2, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>")
	b.Object(3, "<</Type/Page/Parent 2 0 R>>")
	b.Object(4, "<</Type/Page/Parent 2 0 R/Annots[<</Subtype/FileAttachment/FS 22 0 R>><</Subtype/Link>>]>>")
	b.Object(20, "<</UF(Cda.XML)/EF<</F 21 0 R>>>>")
	b.Stream(21, "", []byte(document))
	b.Object(22, "<</F(notes.txt)/EF<</F 23 0 R>>>>")
	b.Stream(23, "/Filter/Nothing", []byte("x"))
	f := open(t, b.Finish("/Root 1 0 R"))

	_, err := cda.Extract(f, cda.Auto, fse.July2025)
	var missing *cda.NotFoundError
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, cda.TreeTooDeep, missing.Attachment)
	s := missing.Survey
	require.Len(t, s.Files, 3)
	assert.Equal(t, 2, s.MaxDepth)
	assert.Equal(t, cda.InNameTree, s.Files[0].Place)
	assert.Equal(t, 2, s.Files[0].Depth)
	assert.True(t, s.Files[0].ClinicalDocument)
	assert.Equal(t, cda.NameCase, s.Files[0].Match())
	assert.Equal(t, cda.InAssociated, s.Files[1].Place)
	assert.Equal(t, cda.InAnnotation, s.Files[2].Place)
	assert.Equal(t, 2, s.Files[2].Page)
	assert.Error(t, s.Files[2].Err)
	assert.Equal(t, `Cda.XML (key "deep.xml") in name tree, 121 bytes`, s.Files[0].String())
	assert.Len(t, s.Documents(), 1, "one stream in two places")
}

func BenchmarkOpenAndExtract(b *testing.B) {
	var files [][]byte
	for _, e := range corpusList(b) {
		if e.CDASha256 != nil || e.Resource {
			files = append(files, corpusPDF(b, e.File))
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		f, err := pdffile.Open(files[i%len(files)], pdffile.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := cda.Extract(f, cda.Auto, fse.July2025); err != nil {
			b.Fatal(err)
		}
	}
}
