package revision_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/work"
	"github.com/fselint/fselint/pades/revision"
)

func TestRanges(t *testing.T) {
	for text, want := range map[string]revision.FlawKind{
		"[]":                                   revision.RangeNumbers,
		"[0 1]":                                revision.RangeNumbers,
		"[0 1 2 3 4 5]":                        revision.RangeNumbers,
		"[0 1.5 2 3]":                          revision.RangeNumbers,
		"[(0) 1 2 3]":                          revision.RangeNumbers,
		"[0 -1 2 3]":                           revision.RangeValues,
		"[0 9223372036854775807 1 1]":          revision.RangeValues,
		"[9223372036854775807 9 9 9]":          revision.RangeValues,
		"[2147483647 2147483647 2147483647 1]": revision.RangeValues,
		"[0 99999999999999999999999999 1 1]":   revision.RangeValues,
		"[0 500 400 10]":                       revision.RangeValues,
		"[0 10 20 2147483647]":                 revision.RangeBeyond,
		"[0 0 0 0]":                            revision.RangeEmpty,
		"[0 10 20 30]":                         revision.GapNotContents,
		"null":                                 revision.NoByteRange,
		"17":                                   revision.NoByteRange,
		"[0 0 0 " + strings.Repeat("0", 20) + "]": revision.RangeEmpty,
	} {
		t.Run(text, func(t *testing.T) {
			data := sign(t, padestest.NewPDF(), func(o *padestest.Options) {
				o.Layout.Ranges = func(open, closed, size int) ([]int, string) { return []int{0, open, closed, size - closed}, " " + text }
			})
			c := analyze(t, data).Signatures[0]
			require.NotEmpty(t, c.Flaws)
			kinds := []revision.FlawKind{}
			for _, f := range c.Flaws {
				kinds = append(kinds, f.Kind)
			}
			assert.Contains(t, kinds, want)
		})
	}
}

// TestThousandsOfRevisions appends updates until there are many, each with its own signature field.
func TestThousandsOfRevisions(t *testing.T) {
	data := sign(t, padestest.NewPDF(), nil)
	prev := bytes.LastIndex(data, []byte("xref\n1 1"))
	for range 3000 {
		at := len(data)
		data = fmt.Appendf(data, "40 0 obj\n(x)\nendobj\n")
		xref := len(data)
		data = fmt.Appendf(data, "xref\n40 1\n%010d 00000 n \ntrailer\n<</Size 41/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", at, prev, xref)
		prev = xref
	}
	f, err := pdffile.Open(data, pdffile.Limits{})
	require.NoError(t, err)
	var signatures []revision.Signed
	for range 3000 {
		signatures = append(signatures, revision.Signed{Field: "Signature1", Value: 4})
	}
	work.Within(t, 256<<20, func() {
		r := revision.Analyze(f, signatures)
		assert.Len(t, r.Revisions, 3002)
		c := r.Signatures[0]
		assert.Equal(t, revision.Covered, c.State)
		assert.Equal(t, 1, c.Revision)
		assert.Equal(t, revision.TailUpdates, c.Tail)
		assert.Empty(t, c.Changes, "the object is of no use")
		assert.Equal(t, revision.TooMuch, r.Signatures[2999].State)
	})
}

// TestLoops has references in circles everywhere.
func TestLoops(t *testing.T) {
	loops := padestest.Assemble(
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 4 0 R 5 0 R]>>/Names<</EmbeddedFiles 6 0 R>>/Outlines 7 0 R/Loop 1 0 R>>",
		"<</Type/Pages/Kids[3 0 R 2 0 R 3 0 R]/Count 1/Parent 2 0 R>>",
		"<</Type/Page/Parent 2 0 R/Annots[3 0 R 4 0 R]/Resources 3 0 R/Contents[3 0 R]>>",
		"<</T(a)/FT/Tx/Kids[4 0 R 5 0 R]/V 4 0 R>>",
		"<</T(b)/Kids[4 0 R]/Parent 4 0 R>>",
		"<</Kids[6 0 R]/Names[(a)6 0 R]>>",
		"<</Next 7 0 R/First 7 0 R/X[7 0 R[7 0 R]]>>",
	)
	signed := sign(t, loops, nil)
	work.Within(t, 64<<20, func() {
		r := analyze(t, update(t, signed, map[int]string{7: "<</Next 7 0 R/First 7 0 R/X[7 0 R[1 0 R]]>>"}))
		for _, c := range r.Signatures {
			if c.Field == "Signature1" {
				assert.NotEmpty(t, c.Refused())
			}
		}
	})
}

// TestLongChain has a chain of objects, each with a reference to the next: recursion would be as deep.
func TestLongChain(t *testing.T) {
	objects := []string{"<</Type/Catalog/Pages 2 0 R/Chain 4 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R>>"}
	for i := range 50_000 {
		objects = append(objects, fmt.Sprintf("<</Next %d 0 R>>", i+5))
	}
	objects = append(objects, "(end)")
	signed := sign(t, padestest.Assemble(objects...), nil)
	work.Within(t, 1<<30, func() {
		c := analyze(t, update(t, signed, map[int]string{len(objects): "(other)"})).Signatures[0]
		require.Len(t, c.Refused(), 1)
		assert.Equal(t, len(objects), c.Refused()[0].Object)
	})
}

// TestManyChanges reports as many changes as the bound says, and knows that there are more.
func TestManyChanges(t *testing.T) {
	objects := []string{"<</Type/Catalog/Pages 2 0 R/List[", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R>>"}
	for i := range 50 {
		objects[0] += fmt.Sprintf("%d 0 R ", i+4)
		objects = append(objects, "(a)")
	}
	objects[0] += "]>>"
	signed := sign(t, padestest.Assemble(objects...), nil)
	changed := map[int]string{}
	for i := range 50 {
		changed[i+4] = "(b)"
	}
	f, err := pdffile.Open(update(t, signed, changed), pdffile.Limits{})
	require.NoError(t, err)
	signature := []revision.Signed{{Field: "Signature1", Value: 54}}
	assert.Len(t, revision.Analyze(f, signature).Signatures[0].Refused(), 50)
	assert.Len(t, revision.Limits{Changes: 10}.Analyze(f, signature).Signatures[0].Refused(), 10)
	assert.Equal(t, revision.TooMuch, revision.Limits{Steps: 20}.Analyze(f, signature).Signatures[0].State)
	assert.Equal(t, revision.TooMuch, revision.Limits{SnapshotBytes: 20}.Analyze(f, signature).Signatures[0].State)
}

// TestTails appends this and that to a signed document.
func TestTails(t *testing.T) {
	signed := sign(t, padestest.NewPDF(), nil)
	for appended, want := range map[string]revision.Tail{
		"": revision.TailNone, "\r\n \x00": revision.TailBlank, "% a comment\n": revision.TailHarmless, "%%EOF\n": revision.TailHarmless,
		strings.Repeat("x", 5000): revision.TailHarmless, "9 0 obj\n(x)\nendobj\n": revision.TailUnlisted, "trailer\n<<>>\n": revision.TailUnlisted,
		"9 0 %x\nobj\n(x)\nendobj\n": revision.TailUnlisted,
	} {
		c := analyze(t, append(signed[:len(signed):len(signed)], appended...)).Signatures[0]
		assert.Equal(t, want, c.Tail, "%.20q", appended)
		assert.Equal(t, want == revision.TailUnlisted && strings.Contains(appended, "obj"), len(c.Refused()) > 0, "%.20q: %+v", appended, c.Changes)
	}
	// a signed document that is not closed by a line end
	c := analyze(t, signed[:len(signed)-1]).Signatures[0]
	assert.Equal(t, revision.RangeBeyond, c.Flaws[0].Kind)
}

// TestSharedArrays has many pages, fields and names that share one large array each.
func TestSharedArrays(t *testing.T) {
	const n = 3000
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields 6 0 R>>/Names<</EmbeddedFiles<</Kids 6 0 R>>>>>>", "<</Type/Pages/Kids 7 0 R/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1 1]>>", "null", "(x)", "", "[3 0 R ",
	}
	var list strings.Builder
	for i := range n {
		fmt.Fprintf(&list, "%d 0 R ", i+8)
		objects = append(objects, fmt.Sprintf("<</T(f%d)/FT/Sig/Kids 6 0 R/Names 6 0 R/Annots 6 0 R/Contents 6 0 R/Parent 2 0 R>>", i))
	}
	objects[5] = "[" + list.String() + "]"
	objects[6] += list.String() + "]"
	signed := sign(t, padestest.Assemble(objects...), nil)
	f, err := pdffile.Open(update(t, signed, map[int]string{5: "(y)"}), pdffile.Limits{})
	require.NoError(t, err)
	work.Within(t, 2<<30, func() {
		c := revision.Analyze(f, []revision.Signed{{Field: "Signature1", Value: n + 8}}).Signatures[0]
		assert.NotEqual(t, revision.BadRange, c.State)
	})
}
