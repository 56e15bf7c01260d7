package revision_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/pdfwrite"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/revision"
)

// analyze opens a document and judges all of its signatures.
func analyze(tb testing.TB, data []byte) revision.Report {
	tb.Helper()
	f, err := pdffile.Open(data, pdffile.Limits{})
	require.NoError(tb, err)
	return revision.Analyze(f, revision.Of(pades.Decide(f, fse.May2026).Signatures))
}

func sign(tb testing.TB, pdf []byte, change func(o *padestest.Options)) []byte {
	tb.Helper()
	key, cert := padestest.Identity()
	opts := padestest.Options{CMS: padestest.CMS{Key: key, Certificate: cert}, Time: time.Unix(1_770_000_000, 0).UTC(), ContentsSize: 2048}
	if change != nil {
		change(&opts)
	}
	out, err := padestest.Sign(pdf, opts)
	require.NoError(tb, err)
	return out
}

// update appends an incremental update with the text of objects.
func update(tb testing.TB, pdf []byte, objects map[int]string) []byte {
	tb.Helper()
	f, err := pdffile.Open(pdf, pdffile.Limits{})
	require.NoError(tb, err)
	u, err := pdfwrite.New(f)
	require.NoError(tb, err)
	for _, num := range slices.Sorted(maps.Keys(objects)) {
		u.Raw(num, []byte(objects[num]))
	}
	return u.Bytes()
}

// rich is a document with a bit of everything: 1 catalog, 2 pages, 3 and 4 pages, 5 content, 6 font, 7 and 8 fields, 9 an
// annotation, 10 layers, 11 metadata, 12 an attachment's specification, 13 its stream, 14 outlines, 15 a structure tree.
func rich() []byte {
	return padestest.Assemble(
		catalog,
		"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 100 200]/Resources<</Font<</F 6 0 R>>>>>>",
		"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Annots[7 0 R 8 0 R 9 0 R]>>",
		"<</Type/Page/Parent 2 0 R/Contents[5 0 R 5 0 R]/Rotate 90>>",
		"<</Length 14>>\nstream\nq 0 0 1 1 re Q\nendstream",
		"<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
		"<</Subtype/Widget/FT/Tx/T(uno)/V(1)/P 3 0 R/Rect[0 0 9 9]>>",
		"<</Subtype/Widget/FT/Btn/T(due)/AS/Off/P 3 0 R/Rect[9 0 18 9]>>",
		"<</Subtype/Link/Rect[0 0 5 5]/Dest[4 0 R/Fit]>>",
		"<</OCGs[]/D<<>>>>",
		"<</Type/Metadata/Subtype/XML/Length 4>>\nstream\n<a/>\nendstream",
		"<</Type/Filespec/F(nota.txt)/EF<</F 13 0 R>>>>",
		"<</Length 4>>\nstream\nnota\nendstream",
		"<</Type/Outlines/First 16 0 R>>",
		"<</Type/StructTreeRoot/K[]/ParentTreeNextKey 0>>",
		"<</Title(uno)/Dest[3 0 R/Fit]/Parent 14 0 R>>",
	)
}

const catalog = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R 8 0 R]>>/OCProperties 10 0 R/Metadata 11 0 R" +
	"/Names<</EmbeddedFiles<</Names[(nota.txt)12 0 R]>>>>/Outlines 14 0 R/StructTreeRoot 15 0 R>>"

// TestChanges makes one change after another to a signed document.
func TestChanges(t *testing.T) {
	plain := sign(t, rich(), nil)
	signedCatalog := catalog[:len(catalog)-2] + "/AcroForm <</Fields[7 0 R 8 0 R 18 0 R]/SigFlags 3>>>>"
	certified := map[int][]byte{0: plain}
	for p := 1; p <= 3; p++ {
		certified[p] = sign(t, rich(), func(o *padestest.Options) { o.Certify = p })
	}
	page := "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Annots[7 0 R 8 0 R 9 0 R 18 0 R]"
	for _, c := range []struct {
		name    string
		objects map[int]string
		what    revision.What
		page    int
		allowed [4]bool // without certification, and with P 1, 2, 3
	}{
		{"content", map[int]string{5: "<</Length 4>>\nstream\nq Q \nendstream"}, revision.PartContent, 1, [4]bool{}},
		{"media box", map[int]string{2: "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 100 100]/Resources<</Font<</F 6 0 R>>>>>>"}, revision.PartPage, 1, [4]bool{}},
		{"rotation", map[int]string{4: "<</Type/Page/Parent 2 0 R/Contents[5 0 R 5 0 R]/Rotate 180>>"}, revision.PartPage, 2, [4]bool{}},
		{"font", map[int]string{6: "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"}, revision.PartFont, 1, [4]bool{}},
		{"order of pages", map[int]string{2: "<</Type/Pages/Kids[4 0 R 3 0 R]/Count 2/MediaBox[0 0 100 200]/Resources<</Font<</F 6 0 R>>>>>>"}, revision.PartCrossRef, 1, [4]bool{}},
		{"page removed", map[int]string{2: "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 100 200]/Resources<</Font<</F 6 0 R>>>>>>"}, revision.PartPages, 0, [4]bool{}},
		{"value", map[int]string{7: "<</Subtype/Widget/FT/Tx/T(uno)/V(2)/P 3 0 R/Rect[0 0 9 9]>>"}, revision.PartValue, 0, [4]bool{false, false, true, true}},
		{"check box", map[int]string{8: "<</Subtype/Widget/FT/Btn/T(due)/AS/On/P 3 0 R/Rect[9 0 18 9]>>"}, revision.PartValue, 0, [4]bool{false, false, true, true}},
		{"field moved", map[int]string{7: "<</Subtype/Widget/FT/Tx/T(uno)/V(1)/P 3 0 R/Rect[0 0 90 90]>>"}, revision.PartField, 0, [4]bool{}},
		{"action of a field", map[int]string{7: "<</Subtype/Widget/FT/Tx/T(uno)/V(1)/P 3 0 R/Rect[0 0 9 9]/AA<</K<</S/JavaScript/JS(1)>>>>>>"}, revision.PartAction, 0, [4]bool{}},
		{"annotation changed", map[int]string{9: "<</Subtype/Link/Rect[0 0 5 6]/Dest[4 0 R/Fit]>>"}, revision.PartAnnotation, 1, [4]bool{false, false, false, true}},
		{"link to another page", map[int]string{9: "<</Subtype/Link/Rect[0 0 5 5]/Dest[3 0 R/Fit]>>"}, revision.PartAnnotation, 1, [4]bool{false, false, false, true}},
		{"layers", map[int]string{10: "<</OCGs[]/D<</BaseState/OFF>>>>"}, revision.PartLayers, 0, [4]bool{}},
		{"metadata", map[int]string{11: "<</Type/Metadata/Subtype/XML/Length 4>>\nstream\n<b/>\nendstream"}, revision.PartMetadata, 0, [4]bool{true, true, true, true}},
		{"attachment", map[int]string{13: "<</Length 4>>\nstream\nNOTA\nendstream"}, revision.PartAttachment, 0, [4]bool{}},
		{"outline", map[int]string{16: "<</Title(due)/Dest[3 0 R/Fit]/Parent 14 0 R>>"}, revision.PartCatalog, 0, [4]bool{}},
		{"structure grows", map[int]string{15: "<</Type/StructTreeRoot/K[16 0 R]/ParentTreeNextKey 1>>"}, revision.PartStructure, 0, [4]bool{true, true, true, true}},
		{"page action", map[int]string{3: page + "/AA<</O<</S/JavaScript/JS(1)>>>>>>"}, revision.PartAction, 1, [4]bool{}},
		{"tab order", map[int]string{3: page + "/Tabs/S>>"}, revision.PartPage, 1, [4]bool{true, true, true, true}},
		{"open action", map[int]string{1: signedCatalog[:len(signedCatalog)-2] + "/OpenAction<</S/JavaScript/JS(1)>>>>"}, revision.PartAction, 0, [4]bool{}},
		{"script", map[int]string{1: replace(signedCatalog, "/Names<<", "/Names<</JavaScript<</Names[]>>")}, revision.PartAction, 0, [4]bool{}},
		{"extensions", map[int]string{1: signedCatalog[:len(signedCatalog)-2] + "/Extensions<</ESIC<<>>>>>>"}, revision.PartExtensions, 0, [4]bool{true, true, true, true}},
		{"text field added", map[int]string{
			1:  replace(signedCatalog, "8 0 R 18 0 R", "8 0 R 18 0 R 40 0 R"),
			40: "<</Subtype/Widget/FT/Tx/T(tre)/Rect[0 0 9 9]>>",
		}, revision.PartField, 0, [4]bool{}},
		{"signature field added", map[int]string{
			1:  replace(signedCatalog, "8 0 R 18 0 R", "8 0 R 18 0 R 40 0 R"),
			40: "<</Subtype/Widget/FT/Sig/T(tre)/Rect[0 0 0 0]>>",
		}, revision.PartSigField, 0, [4]bool{true, false, true, true}},
		{"signature removed", map[int]string{1: replace(signedCatalog, " 18 0 R]", "]")}, revision.PartSigField, 0, [4]bool{}},
	} {
		for p := range 4 {
			t.Run(fmt.Sprintf("%s P%d", c.name, p), func(t *testing.T) {
				objects := map[int]string{}
				for num, text := range c.objects {
					if num == 1 && p > 0 {
						text = text[:len(text)-2] + "/Perms<</DocMDP 17 0 R>>>>"
					}
					objects[num] = text
				}
				f, err := pdffile.Open(update(t, certified[p], objects), pdffile.Limits{})
				require.NoError(t, err)
				// the signature removed is still the one to judge
				got := revision.Analyze(f, []revision.Signed{{Field: "Signature1", Object: 18, Value: 17}}).Signatures[0]
				require.Equal(t, revision.Covered, got.State)
				assert.Equal(t, p, got.Policy.DocMDP)
				require.NotEmpty(t, got.Changes)
				assert.Equal(t, c.allowed[p], len(got.Refused()) == 0, "%+v", got.Changes)
				if c.what != revision.PartCrossRef {
					assert.Equal(t, c.what, got.Changes[0].What, "%+v", got.Changes)
					assert.Equal(t, c.page, got.Changes[0].Page, "%+v", got.Changes)
				}
			})
		}
	}
}

func replace(s, old, by string) string {

	for i := 0; i+len(old) <= len(s); i++ {
		if s[i:i+len(old)] == old {
			return s[:i] + by + s[i+len(old):]
		}
	}
	panic("not found: " + old)
}
