package lint

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hostile are texts that mean something to who reads logs.
var hostile = []string{
	"##[error]x", "a ##vso[task.setvariable variable=PATH]/tmp", "##teamcity[buildStop]", "##VSO[x]", "  ::error::x", "::add-mask::x", "####[x]",
	"\x1b[2J", "\u009b31m", "a\u202eb", "a\u200bb", "\U000e0041", "a\u2028b", "\ufeff", "\u0085", "tab\there", "è 漢 😀", `\##[x]`, "\u0600", "\ufff9",
}

func TestQuiet(t *testing.T) {
	for _, s := range hostile {
		quiet := Quiet("line\n" + Visible(s) + "\n \x1b[1m" + Visible(s))
		assert.NotRegexp(t, anywhere, quiet)
		assert.NotRegexp(t, beginning, quiet)
		for _, r := range Visible(s) {
			assert.False(t, Disturbs(r), "%q", s)
		}
	}
	assert.Equal(t, "è 漢 😀 a:b", Visible("è 漢 😀\ta:b"))
}

func TestQuietKeepsValues(t *testing.T) {
	for _, s := range hostile {
		encoded, err := json.Marshal(map[string]string{s: s})
		require.NoError(t, err)
		quiet := QuietJSON(encoded)
		assert.NotRegexp(t, anywhere, string(quiet))
		for _, r := range string(quiet) {
			assert.False(t, Disturbs(r), "%q", quiet)
		}
		var back map[string]string
		require.NoError(t, json.Unmarshal(quiet, &back))
		assert.Equal(t, s, back[s])

		var b strings.Builder
		require.NoError(t, xml.EscapeText(&b, []byte("x\n"+s)))
		markup := QuietMarkup([]byte("<a b=\"" + b.String() + "\">" + b.String() + "</a>"))
		assert.NotRegexp(t, anywhere, string(markup))
		assert.NotRegexp(t, beginning, string(markup))
		var a struct {
			Text string `xml:",chardata"`
		}
		require.NoError(t, xml.Unmarshal(markup, &a))
		assert.Equal(t, "x\n"+strings.ToValidUTF8(strings.Map(xmlRune, s), "�"), a.Text)
	}
}

// xmlRune is what encoding/xml makes of a character that XML has not.
func xmlRune(r rune) rune {
	if r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 {
		return r
	}
	return utf8.RuneError
}

func TestCell(t *testing.T) {
	for _, s := range []string{"=1+1", "+1", "-1", "@x", "\t=1", "\r=1"} {
		assert.Equal(t, "'"+s, Cell(s))
	}
	assert.Equal(t, "a=1", Cell("a=1"))
	assert.Empty(t, Cell(""))
}
