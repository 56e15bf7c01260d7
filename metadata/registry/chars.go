package registry

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/fselint/fselint/lint"
)

// withName are the characters with a name in the catalog: those that are confused or overlooked.
var withName = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, id := range texts.IDs() {
		m[id] = strings.HasPrefix(id, "U+")
	}
	return m
})

// scripts are those whose letters pass for Latin ones.
var scripts = []struct {
	table *unicode.RangeTable
	id    string
}{
	{unicode.Cyrillic, "script-cyrillic"}, {unicode.Greek, "script-greek"}, {unicode.Armenian, "script-armenian"},
	{unicode.Cherokee, "script-cherokee"}, {unicode.Hebrew, "script-hebrew"}, {unicode.Arabic, "script-arabic"},
}

// CharName names one character for people: "space", "underscore", "no-break space (U+00A0)", `uppercase "A"`,
// `Cyrillic letter "а" (U+0430)`. What is not ASCII carries its code point, because it may look like something else.
func CharName(c rune) lint.Text {
	code, quoted := fmt.Sprintf("%04X", c), fmt.Sprintf("%q", string(c))
	say := func(id string) lint.Text { return texts.Text(id, lint.Values{"char": quoted, "code": code}) }
	ascii := c <= unicode.MaxASCII
	switch {
	case withName()["U+"+code] && ascii:
		return texts.Text("U+"+code, nil)
	case withName()["U+"+code]:
		return texts.Text("named-char", lint.Values{"name": texts.Text("U+"+code, nil), "code": code})
	case ascii && unicode.IsUpper(c):
		return say("uppercase")
	case ascii && unicode.IsLower(c):
		return say("lowercase")
	case ascii && unicode.IsDigit(c):
		return say("digit")
	case ascii && unicode.IsPrint(c):
		return lint.Same(quoted)
	}
	for _, s := range scripts {
		if unicode.IsLetter(c) && unicode.Is(s.table, c) {
			return texts.Text("letter-of", lint.Values{"script": texts.Text(s.id, nil), "char": quoted, "code": code})
		}
	}
	if unicode.IsPrint(c) && !unicode.Is(unicode.M, c) {
		return lint.Same(quoted + " (U+" + code + ")")
	}
	return say("bare-char")
}

// lookalikes maps characters to the ASCII character for which they pass at a glance.
var lookalikes = func() map[rune]rune {
	m := map[rune]rune{}
	pairs := []struct{ from, to string }{
		{"АВЕЅІЈКМНОРСТХУԚԜ", "ABESIJKMHOPCTXYQW"},
		{"аеорсухѕіјԁһԛԝӏ", "aeopcyxsijdhqwl"},
		{"ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"},
		{"οανικρυχ", "oavikpux"},
	}
	for _, p := range pairs {
		to := []rune(p.to)
		for i, c := range []rune(p.from) {
			m[c] = to[i]
		}
	}
	return m
}()

// char is a character with what the comparison asks about it.
type char struct {
	c     rune
	lower rune // the lower-case form of c
	plain rune // the lower-case form of c's base letter or of the letter for which it passes

	blank, punct, separator bool
	mark                    bool // combines with the character before it
	accent                  bool // a Latin letter with an accent
}

func charsOf(runes []rune) []char {
	out := make([]char, len(runes))
	for i, c := range runes {
		out[i] = char{
			c: c, lower: unicode.ToLower(c), plain: unicode.ToLower(plain(c)),
			blank: isBlank(c), punct: isPunct(c), separator: isSeparator(c),
			mark: unicode.Is(unicode.Mn, c), accent: hasAccent(c),
		}
	}
	return out
}

func text(chars []char) string {
	var b strings.Builder
	for _, c := range chars {
		b.WriteRune(c.c)
	}
	return b.String()
}

func isBlank(c rune) bool { return unicode.IsSpace(c) || c == 0x200B || c == 0xFEFF || c == 0x2060 }

func isPunct(c rune) bool {
	return unicode.IsPunct(c) || unicode.IsSymbol(c) || c == 0xAD
}

// isSeparator says whether the character sets words apart or is invisible, so that it is easily lost or gained.
func isSeparator(c rune) bool { return isBlank(c) || isPunct(c) || unicode.Is(unicode.Cf, c) }

// plain reduces a character to its base letter: accents dropped, look-alikes and compatibility forms (full-width
// letters, for instance) replaced. It returns the character itself where there is nothing to reduce.
func plain(c rune) rune {
	if c < 0x80 {
		return c
	}
	if to, ok := lookalikes[c]; ok {
		return to
	}
	base, _ := utf8.DecodeRuneInString(norm.NFKD.String(string(c)))
	if to, ok := lookalikes[base]; ok {
		return to
	}
	return base
}

func hasAccent(c rune) bool {
	return c >= 0x80 && unicode.Is(unicode.Latin, c) && norm.NFD.String(string(c)) != string(c)
}

// alike reports whether two ASCII characters, lower case, are taken for each other when a value is copied by hand.
func alike(a, b rune) bool {
	for _, group := range [...]string{"0o", "1li|", "5s", "8b", "2z"} {
		if strings.ContainsRune(group, a) && strings.ContainsRune(group, b) {
			return true
		}
	}
	return false
}

// substitution says what relates two differing characters.
func substitution(a, b *char) Kind {
	switch {
	case a.c == '_' && b.separator, b.c == '_' && a.separator:
		return KindUnderscore
	case a.blank && b.separator, b.blank && a.separator:
		return KindSpace
	case a.punct && b.punct:
		return KindPunctuation
	case a.lower == b.lower:
		return KindCase
	case a.plain == b.plain && (a.accent || b.accent):
		return KindAccent
	case a.plain == b.plain, alike(a.plain, b.plain):
		return KindHomoglyph
	}
	return KindOther
}
