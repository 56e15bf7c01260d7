package jdk

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"", []string{""}}, {"a", []string{"a"}}, {"a^b", []string{"a", "b"}}, {"a^b^", []string{"a", "b"}}, {"^b", []string{"", "b"}},
		{"^", []string{}}, {"^^^", []string{}}, {"a^^b^^", []string{"a", "", "b"}},
	} {
		assert.Equal(t, c.want, Split(c.in, "^"), c.in)
	}
}

func TestEqualFold(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"P99", "p99", true}, {"pay", "PAY", true}, {"pay", "pay ", false}, {"", "", true}, {"ß", "SS", false},
		{"ı", "I", true}, {"ı", "i", true}, {"İ", "i", true}, {"ſ", "S", true}, {"K", "k", true},
	} {
		assert.Equal(t, c.want, EqualFold(c.a, c.b), "%s %s", c.a, c.b)
	}
}

func TestToUpperMayGrow(t *testing.T) {
	assert.Equal(t, "FISS", ToUpper("ﬁß"))
	assert.Equal(t, "ABC1", ToUpper("aBc1"))
	assert.Equal(t, 2, Len("𝟘"))
}

func TestBlanks(t *testing.T) {
	assert.True(t, IsBlank("  \t\n\u2003"))
	assert.False(t, IsBlank("\u00A0"))
	assert.True(t, IsBlank(""))
	assert.Equal(t, "\u00A0a", Trim(" \u00A0a\x00\n"))
}

func TestIsLong(t *testing.T) {
	for s, want := range map[string]bool{"1": true, "-1": true, "+12": true, "": false, "-": false, "+": false, "1a": false, "--1": false, "+-1": false, "٣٤": true, "１２": true, "1 ": false} {
		assert.Equal(t, want, IsLong(s), s)
	}
}

// The expectations were produced by OpenJDK 17.
func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		in              string
		lenient, strict bool
	}{
		{"20141020110012", true, true},
		{"20141020", false, false},
		{"201410201100", false, false},
		{"2014102011001", true, true},
		{"20141332256199", true, false},
		{"201410201100123456", true, false},
		{"20141020110012+0100", true, true},
		{"20141020110012 and more", true, true},
		{" 20141020110012", true, false},
		{"", false, false},
		{"20140229000000", true, false},
		{"20160229000000", true, true},
		{"19000229000000", true, false},
		{"15000229000000", true, true},
		{"2014-10-20 11:00", true, false},
		{"20141020 110012", true, true},
		{"2014102011001E1", true, true},
		{"201410201100NaN", true, true},
		{"201410201100∞", true, false},
		{"2014102011004294967301", true, true},
		{"00001020110012", true, false},
		{"20141020240000", true, false},
		{"20141020110060", true, false},
		{"abcdefghijklmn", false, false},
		{"2014102011:00:12", false, false},
		{"٢٠١٤١٠٢٠١١٠٠١٢", true, true},
	} {
		got := ParseDate(c.in)
		assert.Equal(t, c.lenient, got.Lenient, "%q lenient", c.in)
		assert.Equal(t, c.strict, got.Strict, "%q strict", c.in)
	}
}

func FuzzParseDate(f *testing.F) {
	f.Add("20141020110012")
	f.Add("2014 1E9NaN∞-1")
	f.Fuzz(func(t *testing.T, s string) {
		r := ParseDate(s)
		if r.Strict && !r.Lenient {
			t.Fatal("strict is a subset of lenient")
		}
		if r.End < 0 || r.End > len(s) {
			t.Fatal("end out of range")
		}
		_ = EqualFold(s, s)
		_ = Split(s, "^")
		_ = Len(ToUpper(s))
	})
}

func BenchmarkParseDate(b *testing.B) {
	for b.Loop() {
		ParseDate("20141020110012")
	}
}
