package xsd

import (
	"encoding/xml"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func compileTestdata(tb testing.TB, root string, others ...string) *Schema {
	tb.Helper()
	files := map[string][]byte{}
	for _, name := range append(others, root) {
		content, err := os.ReadFile("testdata/" + name)
		require.NoError(tb, err)
		files[name] = content
	}
	s, err := Compile(files, root)
	require.NoError(tb, err)
	return s
}

func probe(attribute, value string) []byte {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(value))
	return fmt.Appendf(nil, `<probe xmlns="urn:example:letter" %s="%s"/>`, attribute, b.String())
}

var probedValues = append([]string{
	"x", "é", "ß", "Ⅷ", "٣", "１２", "A", "ÀÈ", "abc", "éàü", "😀😀😀", "ab\u0301", "a_b", "_", "a.b", "a-b", "·", "a·", "x\u0387", "x\u02BC", "\u212E", "\u3021",
	"\u30FC", "\u1100", "\uAC00", "a b", "\u2028", "\u0085", "\u00A0", "1 2", " 1  2 ", "1\t2", "2024-02-30", "2024-02-29", "2023-02-29", "2024-13-01",
	"0000-01-01", "-0001-01-01", "10000-01-01", "2024-1-1", "2024-01-01Z", "2024-01-01+14:00", "2024-01-01+14:01", "24:00:00", "24:00:01", "23:59:60", "12:00:00.123",
	"2024-01-01T24:00:00", "2024-01-01T00:00:00Z", "2024", "99999", "P1D", "P1Y2M", "PT", "P", "-P1D", "PT1.5S", "0", "-0", "+0", "00", "1.", ".", "-", "+", "--1",
	"1e", "1e+", "1e+5", "1E-400", "e5", "1 e5", "Infinity", "-NaN", "0x1p3", "1d", "1f", "9223372036854775808", "-9223372036854775809", "2147483648", "999999999999999999999999",
	"9999999999999999999999999", "0.000000000000000000000000001", "123456789012345678901234.5", "1234567890123456789012345.5", "0.9999999999999999999999", "1.0000000000000000000001", "AAAA", "AA==", "AA=", "A", "AAA=", "AAB=", "A A A A",
	"aGVs bG8=", "0F", "0f0", "g0", "true", "1", "True", "it", "it-IT", "i", "italianissimo", "it_IT", "x-klingon", "a:b", "xs:x", ":a", "a:", "xml:a",
	"9", "99999999", "999999999", "99999999+0100", "12345678901234", "123456789012345", "12345678901234.1", "1234567890123.1", "123456789+1", "123456789+12345", "12345678901234.5-0100", "20240101+", "1.2.3", "1.02.3", "3.1", "2", "2.", ".2", "0.0.0", "2.999999999999999999999999999999.1",
}, nastyValues...)

// attributesOf lists the attributes of the probe element.
func attributesOf(tb testing.TB) []string {
	content, err := os.ReadFile("testdata/types.xsd")
	require.NoError(tb, err)
	var names []string
	for _, m := range regexp.MustCompile(`<xs:attribute name="([^"]+)"`).FindAllSubmatch(content, -1) {
		names = append(names, string(m[1]))
	}
	return names
}

// typesSet is the index of testdata/types.xsd at the reference.
const typesSet = 2

// TestTypesAgainstReference compares every type with every value.
func TestTypesAgainstReference(t *testing.T) {
	ref := startOracle(t)
	s := compileTestdata(t, "types.xsd")
	different := map[string][]string{}
	for _, attribute := range attributesOf(t) {
		for _, value := range probedValues {
			doc := probe(attribute, value)
			want, err := ref.ask(typesSet, doc)
			require.NoError(t, err)
			got := judge(t, s, string(doc))
			if got.Valid() != want.OK {
				different[attribute] = append(different[attribute], fmt.Sprintf("%q:%v", value, want.OK))
			}
		}
	}
	for attribute, values := range different {
		t.Errorf("%s: reference %s", attribute, strings.Join(values, " "))
	}
}

// pieces are what random values of a type are made of.
var pieces = map[string][]string{
	"anyURI": {
		"http", "tel", "a", "1", "+", "-", ".", ":", ":", "/", "/", "//", "?", "#", "@", "[", "]", "%", "%41", "%4", " ", "::1", "::", "1.2.3.4", "255", "256",
		"FFFF", "12345", "65535", "65536", "è", "_", "~", "!", "$", "&", "=", ";", ",", "'", "(", "*", "\\", "|", "^", "\"", "<", "\U0001F600", "\u0080", "x.y", "x-", "\t",
	},
	"time-stamp":   {"0", "1", "12", "2024", "20240131", "101500", "+", "-", ".", "+0100", "00000", " "},
	"oid":          {"0", "1", "2", "3", ".", ".", "10", "01", "840", " "},
	"double":       {"0", "1", "9", ".", "+", "-", "e", "E", "INF", "NaN", " ", "10"},
	"number":       {"0", "1", "9", ".", "+", "-", "e", "E", "INF", "NaN", " ", "10"},
	"probability":  {"0", "1", "5", ".", "+", "-", "e", "E-", "INF", "NaN", " "},
	"decimal":      {"0", "1", "9", ".", "+", "-", " ", "1234567890"},
	"integer":      {"0", "1", "9", "+", "-", " ", "1234567890"},
	"base64Binary": {"A", "B", "Q", "w", "8", "=", "==", " ", "+", "/", "AAAA", "-", "\n"},
	"NMTOKENS":     {"a", "1", "-", ".", ":", "_", " ", "  ", "\t", "è", "/", "\u00b7"},
	"NCName":       {"a", "1", "-", ".", ":", "_", " ", "è", "\u00b7", "\u0300", "\u3021", "\uac00", "\u0e31", "\u2070", "\U00010000"},
	"solid":        {"a", " ", "\t", "\n", "\u00a0", "\u2003", "\u0085", "é"},
	"integers":     {"1", "22", " ", "  ", "-", "+", "a"},
}

// TestRandomValuesAgainstReference compares values put together at random.
func TestRandomValuesAgainstReference(t *testing.T) {
	ref := startOracle(t)
	s := compileTestdata(t, "types.xsd")
	rnd := rand.New(rand.NewPCG(3, 3))
	count := envInt("FSELINT_XSD_VALUES", 3000)
	for _, attribute := range slices.Sorted(maps.Keys(pieces)) {
		n, different := count, 0
		if attribute == "anyURI" {
			n *= 10
		}
		for range n {
			var b strings.Builder
			for range 1 + rnd.IntN(9) {
				b.WriteString(pieces[attribute][rnd.IntN(len(pieces[attribute]))])
			}
			doc := probe(attribute, b.String())
			want, err := ref.ask(typesSet, doc)
			require.NoError(t, err)
			got := judge(t, s, string(doc))
			if got.Valid() != want.OK {
				if different++; different < 10 {
					t.Errorf("%s %q: valid %v, reference %v", attribute, b.String(), got.Valid(), want.OK)
				}
			}
		}
		t.Logf("%s: %d values, %d different", attribute, n, different)
	}
}
