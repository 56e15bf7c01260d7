package pdffile_test

import (
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/internal/testkit/pdftest"
)

// twoPages begins a file with pages whose dictionaries are given.
func twoPages(pages, first, second string) *pdftest.Builder {
	b := pdftest.New()
	b.Object(1, "<</Type/Catalog/Pages 2 0 R/Marker(m)>>")
	b.Object(2, pages)
	b.Object(3, first)
	b.Object(4, second)
	return b
}

const (
	pageTree = "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>"
	root     = "/Root 1 0 R"
)

// TestOpenPDFOpens has files that the two libraries treat differently. What OpenPDF does was found by running its ancestor, iText 2.1.7, and
// by the reference for 1.3.29.
func TestOpenPDFOpens(t *testing.T) {
	sound := func() *pdftest.Builder { return twoPages(pageTree, "<</Type/Page>>", "<</Type/Page>>") }
	late := sound()
	late.Raw("junk\n")
	for name, c := range map[string]struct {
		data  []byte
		opens bool
	}{
		"sound":                     {sound().Finish(root), true},
		"text behind the end":       {append(sound().Finish(root), "\nmore and more"...), true},
		"startxref too far":         {replaced(sound().Finish(root), "startxref\n", "startxref\n9"), true},
		"no startxref":              {replaced(sound().Finish(root), "startxref", "startxxxx"), true},
		"one wrong offset":          {replaced(sound().Finish(root), "\n4 1\n0000000", "\n4 1\n0000009"), true},
		"no root":                   {sound().Finish("/Info 1 0 R"), false},
		"object streams":            {sound().FinishStream(20, []pdftest.Compressed{{Num: 11, Body: "<</Title(x)>>"}}, root), true},
		"object streams, lost":      {replaced(sound().FinishStream(20, []pdftest.Compressed{{Num: 11, Body: "<</Title(x)>>"}}, root), "startxref\n", "startxref\n9"), false},
		"page tree in itself":       {twoPages("<</Kids[3 0 R 2 0 R]>>", "<<>>", "<<>>").Finish(root), false},
		"page tree in a node below": {twoPages("<</Kids[3 0 R]>>", "<</Kids[4 0 R]>>", "<</Kids[3 0 R]>>").Finish(root), false},
		"a page twice":              {twoPages("<</Kids[3 0 R 3 0 R]>>", "<<>>", "<<>>").Finish(root), true},
		"page in place of the tree": {twoPages("<</Type/Page>>", "<<>>", "<<>>").Finish(root), false},
		"missing page":              {twoPages("<</Kids[3 0 R 9 0 R]>>", "<<>>", "<<>>").Finish(root), true},
		"page that is a number":     {twoPages(pageTree, "7", "<<>>").Finish(root), false},
		"direct page":               {twoPages("<</Kids[3 0 R<<>>]>>", "<<>>", "<<>>").Finish(root), true},
		"contents without streams":  {twoPages(pageTree, "<</Contents[null]>>", "<<>>").Finish(root), false},
		"the same, one page":        {twoPages("<</Kids[3 0 R]>>", "<</Contents[null]>>", "<<>>").Finish(root), true},
		"damaged page":              {twoPages(pageTree, "<</A", "<<>>").Finish(root), true},
		"no PDF":                    {[]byte("%PDX-1.7"), false},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := pdffile.OpenAs(pdffile.OpenPDF, c.data, pdffile.Limits{})
			require.Equal(t, c.opens, err == nil, "%v", err)
			if c.opens {
				assert.NotNil(t, f.Catalog()["Pages"])
			}
		})
	}
}

// TestOpenPDFReadsObjects has the odd sides of its syntax.
func TestOpenPDFReadsObjects(t *testing.T) {
	b := twoPages(pageTree, "<<>>", "<<>>")
	b.Object(10, `<</A(a\(b\)\101\
c)/B<4 1 4>/C#20D 1/E null/F[1 2 R 3 0 R null -5 .5]/E2/x/E2/y>>`)
	f, err := pdffile.OpenAs(pdffile.OpenPDF, b.Finish(root), pdffile.Limits{})
	require.NoError(t, err)
	d, ok := f.Dict(types.IndirectRef{ObjectNumber: 10, GenerationNumber: 7}) // generations are not looked at
	require.True(t, ok)
	text, _ := f.Bytes(d["A"])
	assert.Equal(t, "a(b)Ac", string(text))
	text, _ = f.Bytes(d["B"])
	assert.Equal(t, "A@", string(text))
	assert.Equal(t, types.Integer(1), d["C D"])
	assert.NotContains(t, d, "E")
	assert.Equal(t, types.Name("y"), d["E2"])
	list, _ := f.Array(d["F"])
	assert.Len(t, list, 5)
}

// TestBothViews are those of one document.
func TestBothViews(t *testing.T) {
	box, err := pdffile.Open(marked().Finish("/Root 1 0 R"), pdffile.Limits{})
	require.NoError(t, err)
	open, err := box.As(pdffile.OpenPDF)
	require.NoError(t, err)
	back, err := open.As(pdffile.PDFBox)
	require.NoError(t, err)
	assert.Same(t, box, back)
	same, err := open.As(pdffile.OpenPDF)
	require.NoError(t, err)
	assert.Same(t, open, same)
}

func replaced(data []byte, old, replacement string) []byte {
	return []byte(strings.Replace(string(data), old, replacement, 1))
}
