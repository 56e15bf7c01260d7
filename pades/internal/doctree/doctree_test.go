package doctree_test

import (
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/pades/internal/doctree"
)

func open(tb testing.TB, objects ...string) *pdffile.File {
	tb.Helper()
	f, err := pdffile.Open(padestest.Assemble(objects...), pdffile.Limits{})
	require.NoError(tb, err)
	return f
}

func TestPages(t *testing.T) {
	f := open(t, "<</Type/Catalog/Pages 2 0 R>>", "<</Kids[3 0 R 4 0 R 2 0 R]/MediaBox[0 0 100 100]/Rotate 90>>",
		"<</Type/Page/MediaBox[0 0 10 20]>>", "<</Kids[5 0 R 3 0 R 99 0 R]/Rotate 0>>", "<</Type/Page>>")
	p := doctree.ReadPages(f)
	require.Len(t, p.List, 2)
	assert.Equal(t, map[int]int{3: 0, 5: 1}, p.Index)
	assert.Equal(t, types.Integer(90), p.List[0].Inherited["Rotate"])
	assert.Equal(t, types.Integer(0), p.List[1].Inherited["Rotate"])
	assert.InDelta(t, 0.5, p.List[0].Covered(f, types.Array{types.Integer(0), types.Integer(0), types.Integer(10), types.Float(10)}), 1e-9)
	assert.InDelta(t, 0.01, p.List[1].Covered(f, types.Array{types.Integer(10), types.Integer(0), types.Integer(0), types.Integer(10)}), 1e-9)
	assert.Zero(t, p.List[1].Covered(f, nil))
}

func TestForm(t *testing.T) {
	f := open(t, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 4 0 R<</T(direct)/FT/Ch>>]>>>>", "<</Kids[3 0 R]>>", "<</Type/Page>>",
		"<</T(a)/FT/Sig/V(inherited)/Kids[5 0 R 6 0 R 4 0 R]>>", "<</T(b)/Kids[7 0 R]>>", "<</T(c)/FT/Tx/V<<>>>>", "<</Subtype/Widget>>")
	form := doctree.ReadForm(f)
	require.Len(t, form.Top, 2)
	require.Len(t, form.All, 4)
	b, c := form.Nums[5], form.Nums[6]
	assert.Equal(t, "a.b", b.Name)
	assert.Equal(t, "Sig", b.Kind)
	assert.Equal(t, types.StringLiteral("inherited"), b.Value)
	assert.False(t, b.Signed(f), "the value is no dictionary")
	assert.Len(t, b.Widgets, 1)
	assert.Same(t, b, form.Widgets[7])
	assert.Same(t, c, form.Widgets[6])
	assert.Equal(t, "Tx", c.Kind)
	direct := form.Top[1]
	assert.Equal(t, "direct", direct.Key())
	assert.Same(t, direct, form.Find(direct))
}

func TestNames(t *testing.T) {
	f := open(t, "<</Type/Catalog/Pages 2 0 R/Names<</Names[(z)1(a)2(z)3 4 5(odd)]/Kids[4 0 R 4 0 R]>>>>", "<</Kids[3 0 R]>>", "<</Type/Page>>",
		"<</Names[(a)6(k)7]/Kids[4 0 R]>>")
	n := doctree.ReadNames(f, f.Catalog()["Names"])
	assert.Equal(t, []string{"z", "a", "k"}, n.Keys)
	assert.Equal(t, types.Integer(1), n.Values["z"])
	assert.Equal(t, types.Integer(7), n.Values["k"])
}
