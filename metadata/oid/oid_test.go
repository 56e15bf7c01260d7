package oid

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func codes(s string) []string {
	_, flaws := Parse(s)
	var out []string
	for _, f := range flaws {
		out = append(out, f.ID+"@"+strconv.Itoa(f.Location.Pos-1))
	}
	return out
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"2.16.840.1.113883.2.9.4.3.2", nil},
		{"0.0", nil}, {"1.39", nil}, {"2.999", nil},
		{"", []string{"OID-EMPTY@-1"}},
		{" ", []string{"OID-BLANK@0", "OID-EMPTY@-1"}},
		{" 2.16", []string{"OID-BLANK@0"}},
		{"2.16\u00A0", []string{"OID-BLANK@4"}},
		{"2. 16", []string{"OID-BLANK@2"}},
		{"urn:oid:2.16", []string{"OID-URN@0"}},
		{"URN:OID:2.16.01", []string{"OID-URN@0", "OID-LEADING-ZERO@13"}},
		{"2.16.840.1.113883.2.9.2.090.4.5.201", []string{"OID-LEADING-ZERO@24"}},
		{"2..16", []string{"OID-EMPTY-ARC@2"}},
		{".2.16", []string{"OID-EMPTY-ARC@0"}},
		{"2.16.", []string{"OID-EMPTY-ARC@5"}},
		{"2,16,840", []string{"OID-CHARACTER@1"}},
		{"2.16.84O.1", []string{"OID-CHARACTER@7"}},
		{"3.16", []string{"OID-FIRST-ARC@0"}},
		{"16.840", []string{"OID-FIRST-ARC@0"}},
		{"1.40", []string{"OID-SECOND-ARC@2"}},
		{"0.100", []string{"OID-SECOND-ARC@2"}},
		{"2", []string{"OID-SINGLE-ARC@-1"}},
		{"000", []string{"OID-LEADING-ZERO@0"}},
		{"90", []string{"OID-SINGLE-ARC@-1"}},
	} {
		assert.Equal(t, c.want, codes(c.in), c.in)
		assert.Equal(t, c.want == nil, Valid(c.in), c.in)
	}
}

func TestTexts(t *testing.T) {
	_, flaws := Parse("2.16.840.1.113883.2.9.2.090.4.5.1")
	require.Len(t, flaws, 1)
	assert.Equal(t, "arc 090 of the OID at character 25 has a leading zero: write 90", flaws[0].Text("en"))
	assert.Equal(t, "l'arco 090 dell'OID al carattere 25 ha uno zero iniziale: va scritto 90", flaws[0].Text("it"))
}

func TestTree(t *testing.T) {
	o := OID("2.16.840.1.113883.2.9.2.90.4.5.201")
	arc, ok := o.Region()
	assert.True(t, ok)
	assert.Equal(t, "90", arc)
	assert.Equal(t, "201", o.Last())
	assert.True(t, o.Under(Italy))
	assert.False(t, OID("2.16.840.1.113883.2.90").Under(Italy))
	assert.False(t, Italy.Under(Italy))
	_, ok = FiscalCode.Region()
	assert.False(t, ok)
	assert.Len(t, OID("1.2.3").Arcs(), 3)
	arc, ok = OID("2.16.9999.1").TestArc()
	assert.True(t, ok)
	assert.Equal(t, "9999", arc)
	_, ok = OID("2.16.19990.99").TestArc()
	assert.False(t, ok)
}

// Every generated OID is accepted, and every character put in the wrong place is named at its place.
func TestProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		s := "2." + strconv.Itoa(r.IntN(1000))
		for range r.IntN(10) {
			s += "." + strconv.Itoa(r.IntN(1e6))
		}
		require.Empty(t, codes(s), s)
		at := r.IntN(len(s))
		broken := s[:at] + "x" + s[at+1:]
		_, flaws := Parse(broken)
		require.NotEmpty(t, flaws, broken)
		if s[at] != '.' {
			require.Len(t, flaws, 1, broken)
			require.Equal(t, Character, flaws[0].Rule, broken)
			require.Equal(t, at, flaws[0].Location.Pos-1, broken)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2.16.840", "urn:oid:2.16", " 2..1\u200B", "1.40", "٣.١"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		o, flaws := Parse(s)
		require.Equal(t, Valid(s), len(flaws) == 0, s)
		if len(flaws) == 0 {
			require.Equal(t, s, string(o))
		}
		for _, fl := range flaws {
			require.NotEmpty(t, fl.Text("it"))
			require.LessOrEqual(t, fl.Location.Pos-1, len(s))
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		Parse("2.16.840.1.113883.2.9.2.90.4.5.201")
	}
}
