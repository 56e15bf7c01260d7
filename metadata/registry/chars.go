package registry

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Lang is the language of a text made for people.
type Lang string

// The languages that the package writes.
const (
	English Lang = "en"
	Italian Lang = "it"
)

// charNames names the characters that are confused or overlooked: English, then Italian.
var charNames = map[rune][2]string{
	' ': {"space", "spazio"}, '\t': {"tab", "tabulazione"}, '\n': {"line feed", "a capo"}, '\r': {"carriage return", "ritorno carrello"},
	'_': {"underscore", "trattino basso"}, '-': {"hyphen", "trattino"}, '.': {"full stop", "punto"}, ',': {"comma", "virgola"},
	':': {"colon", "due punti"}, ';': {"semicolon", "punto e virgola"}, '/': {"slash", "barra"}, '\\': {"backslash", "barra inversa"},
	'|': {"vertical bar", "barra verticale"}, '*': {"asterisk", "asterisco"}, '@': {"at sign", "chiocciola"}, '#': {"number sign", "cancelletto"},
	'&': {"ampersand", "e commerciale"}, '\'': {"apostrophe", "apostrofo"}, '"': {"quotation mark", "virgolette"}, '`': {"backtick", "accento grave isolato"},
	'(': {"left parenthesis", "parentesi aperta"}, ')': {"right parenthesis", "parentesi chiusa"}, '+': {"plus sign", "segno più"},
	'=': {"equals sign", "segno uguale"}, '!': {"exclamation mark", "punto esclamativo"}, '?': {"question mark", "punto interrogativo"},
	'%': {"percent sign", "segno percentuale"}, '$': {"dollar sign", "segno del dollaro"}, '~': {"tilde", "tilde"}, '^': {"caret", "accento circonflesso isolato"},
	0xA0: {"no-break space", "spazio unificatore"}, 0x2007: {"figure space", "spazio tabulare"}, 0x202F: {"narrow no-break space", "spazio unificatore stretto"},
	0x2002: {"en space", "mezzo quadratone"}, 0x2003: {"em space", "quadratone"}, 0x2009: {"thin space", "spazio sottile"}, 0x3000: {"ideographic space", "spazio ideografico"},
	0x200B: {"zero-width space", "spazio di larghezza zero"}, 0x200C: {"zero-width non-joiner", "non legatore di larghezza zero"},
	0x200D: {"zero-width joiner", "legatore di larghezza zero"}, 0x2060: {"word joiner", "legatore di parole"}, 0xFEFF: {"byte order mark", "indicatore dell'ordine dei byte"},
	0xAD: {"soft hyphen", "trattino facoltativo"}, 0x2010: {"Unicode hyphen", "trattino Unicode"}, 0x2011: {"no-break hyphen", "trattino unificatore"},
	0x2012: {"figure dash", "lineetta tabulare"}, 0x2013: {"en dash", "lineetta media"}, 0x2014: {"em dash", "lineetta lunga"}, 0x2212: {"minus sign", "segno meno"},
	0x2018: {"left single quotation mark", "virgoletta singola aperta"}, 0x2019: {"right single quotation mark", "virgoletta singola chiusa"},
	0x201C: {"left double quotation mark", "virgolette doppie aperte"}, 0x201D: {"right double quotation mark", "virgolette doppie chiuse"},
	0xB7: {"middle dot", "punto mediano"}, 0x2024: {"one dot leader", "punto guida"}, 0x2026: {"ellipsis", "puntini di sospensione"},
	0xB0: {"degree sign", "segno di grado"}, 0xBA: {"masculine ordinal indicator", "indicatore ordinale maschile"},
	0x300: {"combining grave accent", "accento grave combinante"}, 0x301: {"combining acute accent", "accento acuto combinante"},
	0x302: {"combining circumflex accent", "accento circonflesso combinante"}, 0x303: {"combining tilde", "tilde combinante"}, 0x308: {"combining diaeresis", "dieresi combinante"},
	unicode.ReplacementChar: {"replacement character", "carattere di sostituzione"},
}

// scripts names the scripts whose letters pass for Latin ones: English, then Italian.
var scripts = []struct {
	table *unicode.RangeTable
	name  [2]string
}{
	{unicode.Cyrillic, [2]string{"Cyrillic", "cirillica"}}, {unicode.Greek, [2]string{"Greek", "greca"}}, {unicode.Armenian, [2]string{"Armenian", "armena"}},
	{unicode.Cherokee, [2]string{"Cherokee", "cherokee"}}, {unicode.Hebrew, [2]string{"Hebrew", "ebraica"}}, {unicode.Arabic, [2]string{"Arabic", "araba"}},
}

// CharName names one character for people: "space", "underscore", "no-break space (U+00A0)", `uppercase "A"`,
// `Cyrillic letter "а" (U+0430)`. What is not ASCII carries its code point, because it may look like something else.
func CharName(c rune, lang Lang) string {
	l := 0
	if lang == Italian {
		l = 1
	}
	if n, ok := charNames[c]; ok {
		if c <= unicode.MaxASCII {
			return n[l]
		}
		return fmt.Sprintf("%s (U+%04X)", n[l], c)
	}
	switch {
	case c <= unicode.MaxASCII && unicode.IsUpper(c):
		return [2]string{"uppercase", "maiuscola"}[l] + fmt.Sprintf(" %q", string(c))
	case c <= unicode.MaxASCII && unicode.IsLower(c):
		return [2]string{"lowercase", "minuscola"}[l] + fmt.Sprintf(" %q", string(c))
	case c <= unicode.MaxASCII && unicode.IsDigit(c):
		return [2]string{"digit", "cifra"}[l] + fmt.Sprintf(" %q", string(c))
	case c <= unicode.MaxASCII && unicode.IsPrint(c):
		return fmt.Sprintf("%q", string(c))
	}
	if unicode.IsLetter(c) {
		for _, s := range scripts {
			if unicode.Is(s.table, c) {
				return fmt.Sprintf([2]string{"%s letter %q (U+%04X)", "lettera %s %q (U+%04X)"}[l], s.name[l], string(c), c)
			}
		}
	}
	if unicode.IsPrint(c) && !unicode.Is(unicode.M, c) {
		return fmt.Sprintf("%q (U+%04X)", string(c), c)
	}
	return fmt.Sprintf([2]string{"character U+%04X", "carattere U+%04X"}[l], c)
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
