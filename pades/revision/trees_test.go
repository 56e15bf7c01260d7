package revision

import (
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/internal/testkit/padestest"
)

func open(tb testing.TB, objects ...string) *pdffile.File {
	tb.Helper()
	f, err := pdffile.Open(padestest.Assemble(objects...), pdffile.Limits{})
	require.NoError(tb, err)
	return f
}

// compared is a comparison of two documents that are not signed.
func compared(old, now *pdffile.File) *comparison {
	c := &comparison{old: old, now: now, cover: &Coverage{}, limits: Limits{}.withDefaults(1 << 20)}
	c.compare()
	return c
}

func TestPages(t *testing.T) {
	f := open(t, "<</Type/Catalog/Pages 2 0 R>>", "<</Kids[3 0 R 4 0 R 2 0 R]/MediaBox[0 0 100 100]/Rotate 90>>",
		"<</Type/Page/MediaBox[0 0 10 20]>>", "<</Kids[5 0 R 99 0 R]/Rotate 0>>", "<</Type/Page>>")
	c := compared(f, f)
	assert.False(t, c.exceeded)
	assert.Empty(t, c.cover.Changes)
	assert.Equal(t, map[int]int{3: 1, 5: 2}, c.pageOf)
	rect := func(v ...float64) types.Dict {
		var a types.Array
		for _, x := range v {
			a = append(a, types.Float(x))
		}
		return types.Dict{"Rect": a}
	}
	assert.InDelta(t, 0.5, c.covered(rect(0, 0, 10, 10), 1), 1e-9)
	assert.InDelta(t, 0.01, c.covered(rect(10, 0, 0, 10), 2), 1e-9)
	assert.Zero(t, c.covered(nil, 2))
	// what pages inherit is compared where it stands
	turned := open(t, "<</Type/Catalog/Pages 2 0 R>>", "<</Kids[3 0 R 4 0 R 2 0 R]/MediaBox[0 0 100 100]/Rotate 90>>",
		"<</Type/Page/MediaBox[0 0 10 20]>>", "<</Kids[5 0 R 99 0 R]/Rotate 180>>", "<</Type/Page>>")
	changes := compared(f, turned).cover.Refused()
	require.Len(t, changes, 1)
	assert.Equal(t, 2, changes[0].Page)
	assert.Equal(t, "Root/Pages/Kids[1]/Rotate", changes[0].Path)
}

func TestForm(t *testing.T) {
	f := open(t, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 4 0 R<</T(direct)/FT/Ch>>]>>>>", "<</Kids[3 0 R]>>", "<</Type/Page>>",
		"<</T(a)/FT/Sig/V(inherited)/Kids[5 0 R 6 0 R 4 0 R]>>", "<</T(b)/Kids[7 0 R]>>", "<</T(c)/FT/Tx/V<<>>>>", "<</Subtype/Widget>>")
	form := readForm(f)
	require.Len(t, form.top, 2)
	require.Len(t, form.all, 4)
	b, c := form.byKey["#5"], form.byKey["#6"]
	assert.Equal(t, "a.b", b.name)
	assert.Equal(t, "Sig", b.kind)
	assert.Equal(t, types.StringLiteral("inherited"), b.value)
	assert.False(t, b.signed(f), "the value is no dictionary")
	assert.Len(t, b.widgets, 1)
	assert.Same(t, b, form.widget[7])
	assert.Same(t, c, form.widget[6])
	assert.Equal(t, "Tx", c.kind)
	direct := form.top[1]
	assert.Equal(t, "direct", direct.key())
	assert.Same(t, direct, form.find(direct))
}

// TestNames changes a name tree with nested nodes and doubled keys.
func TestNames(t *testing.T) {
	names := func(first, nested string) *pdffile.File {
		return open(t, "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names["+first+"(a)2(z)3 4 5(odd)]/Kids[4 0 R 4 0 R]>>>>>>",
			"<</Kids[3 0 R]>>", "<</Type/Page>>", "<</Names[(a)6("+nested+")7]/Kids[4 0 R]>>")
	}
	assert.Empty(t, compared(names("(z)1", "k"), names("(z)1", "k")).cover.Changes)
	assert.NotEmpty(t, compared(names("(z)1", "k"), names("(y)1", "k")).cover.Refused())
	assert.NotEmpty(t, compared(names("(z)1", "k"), names("(z)9", "k")).cover.Refused())
	changes := compared(names("(z)1", "k"), names("(z)1", "cda.xml")).cover.Refused()
	require.Len(t, changes, 1)
	assert.Equal(t, PartCDA, changes[0].What)
}
