package revision_test

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/pades/revision"
)

var lastXref = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)

// TestHiddenSection has a cross-reference within the signed bytes that nothing uses until a later startxref leads there: it sets an
// object free, which PDFBox ignores and other readers do not.
func TestHiddenSection(t *testing.T) {
	fam := newFamily()
	hidden := func(previous string) []byte {
		return fam.sign(t, func(base map[int]string) {
			base[57] = content("xref\n8 1\n0000000000 00001 f \ntrailer\n<</Size 64/Root 1 0 R/Prev " + previous + ">>\n")
		})
	}
	signed := hidden("000000")
	signed = hidden(fmt.Sprintf("%06s", lastXref.FindSubmatch(signed)[1]))
	at := bytes.Index(signed, []byte("xref\n8 1\n"))
	shown := fmt.Appendf(bytes.Clone(signed), "startxref\n%d\n%%%%EOF\n", at)
	c := analyze(t, shown).Signatures[0]
	require.NotEmpty(t, c.Refused())
	assert.Equal(t, revision.PartFreed, c.Refused()[0].What)
}

// TestDoubledEntry has a later cross-reference with two places for one object.
func TestDoubledEntry(t *testing.T) {
	signed := newFamily().sign(t, nil)
	later := update(t, signed, map[int]string{51: content("<x/>")})
	at := bytes.Index(signed, []byte("\n8 0 obj")) + 1
	entry := fmt.Sprintf("%010d 00000 n \n", at)
	other := fmt.Sprintf("%010d 00000 n \n", bytes.Index(signed, []byte("\n9 0 obj"))+1)
	doubled := strings.Replace(string(later[len(signed):]), "xref\n", "xref\n8 1\n"+entry+"8 1\n"+other, 1)
	c := analyze(t, append(bytes.Clone(signed), doubled...)).Signatures[0]
	require.NotEmpty(t, c.Refused())
	assert.Equal(t, revision.PartCrossRef, c.Refused()[0].What)
}

// TestDrawnAnew signs again and takes away that readers draw the fields themselves: what they show is another value.
func TestDrawnAnew(t *testing.T) {
	base := maps.Clone(newFamily().base)
	fam := &family{base}
	base[10] = "<</Fields[25 0 R 27 0 R]/DA(/F1 0 Tf 0 g)/DR 6 0 R/NeedAppearances true>>"
	again := sign(t, fam.sign(t, nil), func(o *padestest.Options) {
		o.Field = "Seconda"
		o.Layout.Form = func(f padestest.Form) padestest.Form {
			f.AcroForm = strings.Replace(f.AcroForm, "/NeedAppearances true", "", 1)
			return f
		}
	})
	assert.NotEmpty(t, analyze(t, again).Signatures[0].Refused())
}

// TestPrintedOverlay has a second signature whose appearance is for paper only.
func TestPrintedOverlay(t *testing.T) {
	certified := sign(t, newFamily().sign(t, nil), func(o *padestest.Options) { o.Field, o.Certify = "Certificazione", 2 })
	printed := sign(t, certified, func(o *padestest.Options) {
		o.Field = "Seconda"
		o.Layout.Form = func(f padestest.Form) padestest.Form {
			f.Field = regexp.MustCompile(`/F \d+`).ReplaceAllString(f.Field, "/F 36")
			f.Field = strings.Replace(f.Field, "/Rect[0 0 0 0]", "/Rect[0 0 200 200]", 1)
			return f
		}
	})
	var attacks []revision.AttackKind
	for _, s := range analyze(t, printed).Signatures {
		for _, a := range s.Attacks {
			attacks = append(attacks, a.Kind)
		}
	}
	assert.Contains(t, attacks, revision.SneakySignature)
}

// TestPositions has objects of an update in an object stream, with their right positions in the cross-reference and with wrong ones, by
// which some readers take another object.
func TestPositions(t *testing.T) {
	signed := newFamily().sign(t, nil)
	previous := lastXref.FindSubmatch(signed)[1]
	for name, positions := range map[string][2]byte{"right": {0, 1}, "wrong": {1, 0}} {
		data := bytes.Clone(signed)
		container := len(data)
		objects := "54 0 52 22 " + "<</Nums[0<</S/D>>]>> " + " <</uno[3 0 R/Fit]/due[4 0 R/Fit]>>"
		data = fmt.Appendf(data, "70 0 obj\n<</Type/ObjStm/N 2/First 11/Length %d>>\nstream\n%s\nendstream\nendobj\n", len(objects), objects)
		xref := len(data)
		row := func(kind byte, where int, last byte) []byte {
			return []byte{kind, byte(where >> 16), byte(where >> 8), byte(where), last}
		}
		rows := slices.Concat(row(2, 70, positions[1]), row(2, 70, positions[0]), row(1, container, 0), row(1, xref, 0))
		data = fmt.Appendf(data, "71 0 obj\n<</Type/XRef/W[1 3 1]/Index[52 1 54 1 70 2]/Size 72/Root 1 0 R/Prev %s/Length %d>>\nstream\n%s\nendstream\nendobj\n"+
			"startxref\n%d\n%%%%EOF\n", previous, len(rows), rows, xref)
		c := analyze(t, data).Signatures[0]
		require.Equal(t, revision.Covered, c.State, name)
		assert.Equal(t, name == "wrong", len(c.Refused()) > 0, "%s: %+v", name, c.Refused())
	}
}
