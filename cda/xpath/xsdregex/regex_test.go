package xsdregex_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xpath/xsdregex"
	"github.com/fselint/fselint/internal/testkit/work"
)

func TestMatch(t *testing.T) {
	for _, r := range []struct {
		pattern, flags, yes, no string // inputs separated by "|"
	}{
		{"abc", "", "abc|xabcx", "ab|ABC|"},
		{"^a$", "", "a", "a\n|b\na|ba"},
		{"^a$", "m", "a|b\na\nc|a\n", "ba"},
		{".", "", "a|é|\u2028", "\n|\r|"},
		{"^.$", "s", "\n|😀", "ab"},
		{"a.c", "x", "abc", "abbc"},
		{" a b ", "x", "ab", "a b"},
		{"[ a]b", "x", " b|ab", "b"},
		{`\s`, "", " |\t|\n|\r", "\u00a0|a|\f"},
		{`\d`, "", "1|٣", "a|½"},
		{`^\w+$`, "", "abc|é9|€|+", "a b|a-b|.|_a"},
		{`^\i\c*$`, "", "a1|_x|:a|é-", "1a|-"},
		{`^\S\D\W\I\C$`, "", "ab 1 |aa.. ", "aa11a"},
		{`\p{Lu}`, "", "A|È", "a|1"},
		{`\p{Lu}`, "i", "A", "a"}, // a category has no case variants
		{`\P{L}`, "", "1", "a"},
		{`^\p{IsBasicLatin}+$`, "", "abc", "é"},
		{`^\p{IsLatin-1Supplement}$`, "", "é", "e"},
		{`\p{Cn}`, "", "\u0378", "a"},
		{"[a-c]", "", "b", "d"},
		{"[^a-c]", "", "d", "b"},
		{"[a-z-[aeiou]]", "", "b", "e"},
		{"[^a-z-[0-9]]", "", "A", "a|5"},
		{"[a-z-[b-y-[m]]]", "", "a|m|z", "b|y"},
		{`[\d-]`, "", "5|-", "a"},
		{"[-a]", "", "-|a", "b"},
		{"[a-]", "", "-|a", "b"},
		{`[\^\]\\]`, "", `^|]|\`, "a"},
		{"[a^]", "", "a|^", "b"},
		{"[a-c-e]", "", "b|-|e", "d"}, // this and the next as Saxon, not as XML Schema
		{"[A-Z-0-9]", "", "B|-|5", "a"},
		{`[\w-.]`, "", "a|-|.", ","},
		{"[a-c-e-g]", "", "b|-|f", "d"},
		{"[a-c--[b]]", "", "a|-", "b"},
		{"^}a}$", "", "}a}", "a"},
		{`^\ p {L u} { 2 }$`, "x", "AB", "A"},
		{"hello", "i", "HELLO|HeLLo", "hallo"},
		{"[a-c]", "i", "B", "D"},
		{"[^a-c]", "i", "d", "B"},
		{"ß", "i", "ß|ẞ", "s"},
		{"k", "i", "K|K", "x"},
		{"a{2}", "", "aa|aaa", "a"},
		{"^a{2,}$", "", "aa|aaaa", "a"},
		{"^a{1,2}$", "", "a|aa", "aaa|"},
		{"^a{0}$", "", "", "a"},
		{"^(ab|c)+?d$", "", "abcd|cd", "d"},
		{"^(?:ab)+$", "", "abab", "aba"},
		{"^(a|)$", "", "a|", "b"},
		{"()", "", "|a", ""},
		{"a||b", "", "a|b|", ""},
		{`\.\$\(\)\{\}\[\]\|\?\*\+\-\^\n\r\t`, "", ".$(){}[]\x7c?*+-^\n\r\t", "x"},
		{"^[A-Z0-9]{16}$", "", "RSSMRA80A01H501U", "RSSMRA80A01H501|rssmra80a01h501u"},
		{"a?", "q", "xa?y", "a"},
		{"A?", "qi", "a?", "a"},
	} {
		re, err := xsdregex.Compile(r.pattern, r.flags)
		require.NoError(t, err, r.pattern)
		for _, s := range strings.Split(r.yes, "|") {
			s = strings.ReplaceAll(s, "\x7c", "|")
			if !strings.Contains(r.pattern, `\|`) {
				assert.True(t, re.Match(s), "%q matches %q", r.pattern, s)
			}
		}
		for _, s := range strings.Split(r.no, "|") {
			if s != "" || r.no == "" && strings.HasPrefix(r.pattern, "abc") {
				assert.False(t, re.Match(s), "%q does not match %q", r.pattern, s)
			}
		}
	}
	re, err := xsdregex.Compile(`^\.\$\(\)\{\}\[\]\|\?\*\+\-\^\n\r\t$`, "")
	require.NoError(t, err)
	assert.True(t, re.Match(".$(){}[]|?*+-^\n\r\t"))
}

func TestErrors(t *testing.T) {
	for _, p := range []string{"[", "]", "a]", "(", ")", "*", "+a", "a**", "a{", "{1}", "a{x}", "a{2,1}", "a{,2}", "[a", "[]", "[b-a]", `\`, `\y`, `\p{Zz9}`, `\p{IsNowhere}`, `\pL`,
		"a|*", "(?i)a", "(?=a)", "[[a]", "[--a]", "[--]", "[+--]", "^*?a", "a$??", `[a-\d]`, "[a-[b]x]", "a{2}{3}", `\u0041`, `[\p{X}]`} {
		_, err := xsdregex.Compile(p, "")
		var e *xsdregex.Error
		require.ErrorAs(t, err, &e, p)
		assert.Equal(t, "FORX0002", e.Code, p)
		assert.False(t, e.Unsupported, p)
	}
	for _, p := range []string{`(a)\1`, "(ab){1,2000}", strings.Repeat("(", 1000) + strings.Repeat(")", 1000), "a{30000}"} {
		_, err := xsdregex.Compile(p, "")
		var e *xsdregex.Error
		require.ErrorAs(t, err, &e)
		assert.True(t, e.Unsupported, p)
	}
	_, err := xsdregex.Compile("a", "g")
	var e *xsdregex.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "FORX0001", e.Code)
}

func TestLongQuantifiers(t *testing.T) {
	re, err := xsdregex.Compile("^[a-z]{1500,4000}$", "")
	require.NoError(t, err)
	for n, want := range map[int]bool{1499: false, 1500: true, 2700: true, 4000: true, 4001: false} {
		assert.Equal(t, want, re.Match(strings.Repeat("a", n)), n)
	}
	re, err = xsdregex.Compile("^.{2000,}$", "")
	require.NoError(t, err)
	assert.False(t, re.Match(strings.Repeat("a", 1999)))
	assert.True(t, re.Match(strings.Repeat("a", 5000)))
}

func TestTokenizeAndReplace(t *testing.T) {
	re, err := xsdregex.Compile("(a)(b)?", "")
	require.NoError(t, err)
	for replacement, want := range map[string]string{"[$1|$2]": "[a|b]c[a|]", "$0$0": "ababcaa", "$12": "a2ca2", `\$\\`: `$\c$\`, "$3": "c"} {
		got, err := re.Replace("abca", replacement, 100)
		require.NoError(t, err)
		assert.Equal(t, want, got, replacement)
	}
	_, err = re.Replace(strings.Repeat("a", 100), "xxxxxxxxxx", 50)
	require.ErrorIs(t, err, xsdregex.ErrTooLong)
	start, err := xsdregex.Compile("^a", "")
	require.NoError(t, err)
	var got []string
	require.NoError(t, start.Tokenize("aab", func(s string) { got = append(got, s) }))
	assert.Equal(t, []string{"", "ab"}, got, "an anchor holds at the start of the input only")
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{"[a-z-[aeiou]]{2,3}?", `(\p{Lu}|\i)+\.`, "a{1,2000}", "^[^\\d]*$", "(?:a|b)*?", `[\^\-]`} {
		f.Add(s, "ix", "aB1")
	}
	f.Fuzz(func(t *testing.T, pattern, flags, input string) {
		work.Within(t, 1<<30, func() {
			re, err := xsdregex.Compile(pattern, flags)
			if err == nil {
				re.Match(input)
				_, _ = re.Replace(input, "$1x", 1000)
				_ = re.Tokenize(input, func(string) {})
			}
		})
	})
}
