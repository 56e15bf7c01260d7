package xpath

import (
	"math"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

// stringFunction describes a function that returns exactly one string.
func stringFunction(lo, hi int, params []param, call func(*Context, *callOp, []Item) Item) *function {
	return &function{min: lo, max: hi, params: params, kinds: kString, atLeast: 1, most: 1, safe: true, call: call}
}

// onText describes a function from one string to one string.
func onText(f func(string) string) *function {
	return stringFunction(1, 1, []param{pString}, func(c *Context, _ *callOp, a []Item) Item {
		return c.newString(f(textOf(a[0])))
	})
}

// textTest describes a function that compares two strings; a third argument names the collation.
func textTest(test func(s, t string) bool) *function {
	return &function{min: 2, max: 3, params: []param{pString, pString, pString1}, kinds: kBool, atLeast: 1, most: 1, safe: true,
		call: func(c *Context, f *callOp, a []Item) Item {
			c.checkCollation(f, a, 2)
			s := textOf(a[0])
			c.work(len(s) >> 6)
			return Item{atomic.Bool(test(s, textOf(a[1])))}
		}}
}

// textPart describes a function that returns a part of its first string, found with the second.
func textPart(part func(s, t string) string) *function {
	return stringFunction(2, 3, []param{pString, pString, pString1}, func(c *Context, f *callOp, a []Item) Item {
		c.checkCollation(f, a, 2)
		c.work(len(textOf(a[0])) >> 6)
		return StringItem(part(textOf(a[0]), textOf(a[1])))
	})
}

var stringFunctions map[string]*function

func init() {
	stringFunctions = map[string]*function{
		"string": {min: 0, max: 1, params: []param{pItem}, focus: true, kinds: kString, atLeast: 1, most: 1, safe: true,
			call: func(c *Context, _ *callOp, a []Item) Item { return c.newString(c.text(a[0])) }},
		"concat": stringFunction(2, -1, []param{pAtomic}, fnConcat),
		"string-length": {min: 0, max: 1, params: []param{pString}, focus: true, kinds: kNumber, atLeast: 1, most: 1, safe: true,
			call: fnStringLength},
		"normalize-space": {min: 0, max: 1, params: []param{pString}, focus: true, kinds: kString, atLeast: 1, most: 1, safe: true,
			call: func(c *Context, _ *callOp, a []Item) Item { return c.newString(normalizeSpace(textOf(a[0]))) }},
		"substring":        stringFunction(2, 3, []param{pString, pDouble1, pDouble1}, fnSubstring),
		"translate":        stringFunction(3, 3, []param{pString, pString1, pString1}, fnTranslate),
		"contains":         textTest(strings.Contains),
		"starts-with":      textTest(strings.HasPrefix),
		"ends-with":        textTest(strings.HasSuffix),
		"substring-before": textPart(substringBefore),
		"substring-after":  textPart(substringAfter),
		"upper-case":       onText(upperCase),
		"lower-case":       onText(lowerCase),
		"encode-for-uri":   onText(encodeForURI),
		"iri-to-uri":       onText(func(s string) string { return escapeURI(s, "!#$%&'()*+,-./:;=?@[]_~") }),
		"escape-html-uri":  onText(escapeHTMLURI),
		"normalize-unicode": {min: 1, max: 2, params: []param{pString, pString1}, kinds: kString, atLeast: 1, most: 1,
			call: fnNormalizeUnicode},
		"compare":         {min: 2, max: 3, params: []param{pString, pString, pString1}, kinds: kNumber, most: 1, call: fnCompare},
		"codepoint-equal": {min: 2, max: 2, params: []param{pString, pString}, kinds: kBool, most: 1, safe: true, call: fnCodepointEqual},
		"codepoints-to-string": {min: 1, max: 1, params: []param{pSequence}, kinds: kString, atLeast: 1, most: 1,
			push: fnCodepointsToString},
		"string-to-codepoints": {min: 1, max: 1, params: []param{pString}, kinds: kNumber, most: many, safe: true,
			push: fnStringToCodepoints},
		"string-join": {min: 1, max: 2, params: []param{pSequence, pString1}, kinds: kString, atLeast: 1, most: 1, push: fnStringJoin},
	}
}

// textOf returns the characters of a string argument, "" for the empty sequence.
func textOf(i Item) string {
	if i.Absent() {
		return ""
	}
	return i.v.Text()
}

// newString is the item of a string that was put together.
func (c *Context) newString(s string) Item { return StringItem(c.made(s)) }

const codepointCollation = "http://www.w3.org/2005/xpath-functions/collation/codepoint"

// checkCollation accepts no other collation than that of code points, named by argument n if there is one.
func (c *Context) checkCollation(f *callOp, a []Item, n int) {
	if n < len(a) && textOf(a[n]) != codepointCollation {
		f.fail(c, "FOCH0002", "Unknown collation %s", textOf(a[n]))
	}
}

func fnConcat(c *Context, _ *callOp, a []Item) Item {
	size := 0
	for _, i := range a {
		if !i.Absent() && i.v.Type().Textual() {
			size += len(i.v.Text())
		} else {
			size += 8
		}
	}
	b := make([]byte, 0, size)
	for _, i := range a {
		if !i.Absent() {
			b = append(b, i.v.String()...)
		}
	}
	return c.newString(string(b))
}

func fnStringLength(c *Context, _ *callOp, a []Item) Item {
	s := textOf(a[0])
	c.work(len(s) >> 6)
	return Item{atomic.FromInt(int64(utf8.RuneCountInString(s)))}
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

func normalizeSpace(s string) string {
	clean := true
	for i := 0; i < len(s) && clean; i++ {
		switch s[i] {
		case '\t', '\n', '\r':
			clean = false
		case ' ':
			clean = i > 0 && i < len(s)-1 && s[i+1] != ' '
		}
	}
	if clean {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, isBlank), " ")
}

func fnSubstring(c *Context, _ *callOp, a []Item) Item {
	s := textOf(a[0])
	c.work(len(s) >> 5)
	first := atomic.Round(a[1].v).Float()
	end := math.Inf(1)
	if len(a) > 2 {
		end = first + atomic.Round(a[2].v).Float()
	}
	from, to, pos := -1, len(s), 0.0
	for i := range s {
		pos++
		inside := pos >= first && pos < end // false if any is NaN
		if inside && from < 0 {
			from = i
		} else if !inside && from >= 0 {
			to = i
			break
		}
	}
	if from < 0 {
		return StringItem("")
	}
	return StringItem(s[from:to])
}

func fnTranslate(c *Context, _ *callOp, a []Item) Item {
	s, from, to := textOf(a[0]), textOf(a[1]), []rune(textOf(a[2]))
	c.work((len(s) + len(from)) >> 2)
	table := make(map[rune]rune, len(from))
	n := 0
	for _, r := range from {
		if _, seen := table[r]; !seen {
			table[r] = -1
			if n < len(to) {
				table[r] = to[n]
			}
		}
		n++
	}
	return c.newString(strings.Map(func(r rune) rune {
		if t, ok := table[r]; ok {
			return t
		}
		return r
	}, s))
}

func substringBefore(s, t string) string {
	if i := strings.Index(s, t); i >= 0 {
		return s[:i]
	}
	return ""
}

func substringAfter(s, t string) string {
	if i := strings.Index(s, t); i >= 0 {
		return s[i+len(t):]
	}
	return ""
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// upperCase and lowerCase use the full case mappings of Unicode, which may change the number of characters.
func upperCase(s string) string {
	if isASCII(s) {
		return strings.ToUpper(s)
	}
	return cases.Upper(language.Und).String(s)
}

func lowerCase(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return cases.Lower(language.Und).String(s)
}

func encodeForURI(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

// escapeURI percent-encodes every character that is no ASCII letter, no digit and not in keep.
func escapeURI(s, keep string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		ch := s[i]
		letter := ch|0x20 >= 'a' && ch|0x20 <= 'z'
		if letter || ch >= '0' && ch <= '9' || ch < utf8.RuneSelf && strings.IndexByte(keep, ch) >= 0 {
			b.WriteByte(ch)
			continue
		}
		b.Write([]byte{'%', hex[ch>>4], hex[ch&15]})
	}
	return b.String()
}

func escapeHTMLURI(s string) string {
	printable := make([]byte, 0, 95)
	for ch := byte(' '); ch <= '~'; ch++ {
		printable = append(printable, ch)
	}
	return escapeURI(s, string(printable))
}

func fnNormalizeUnicode(c *Context, f *callOp, a []Item) Item {
	form := "NFC"
	if len(a) > 1 {
		form = strings.ToUpper(trimBlanks(textOf(a[1])))
	}
	forms := map[string]norm.Form{"NFC": norm.NFC, "NFD": norm.NFD, "NFKC": norm.NFKC, "NFKD": norm.NFKD}
	n, ok := forms[form]
	switch {
	case form == "":
		return a[0]
	case !ok:
		f.fail(c, "FOCH0003", "Normalization form %s is not supported", form)
	}
	return c.newString(n.String(textOf(a[0])))
}

func fnCompare(c *Context, f *callOp, a []Item) Item {
	c.checkCollation(f, a, 2)
	if a[0].Absent() || a[1].Absent() {
		return Item{}
	}
	return Item{atomic.FromInt(int64(strings.Compare(textOf(a[0]), textOf(a[1]))))}
}

func fnCodepointEqual(_ *Context, _ *callOp, a []Item) Item {
	if a[0].Absent() || a[1].Absent() {
		return Item{}
	}
	return Item{atomic.Bool(textOf(a[0]) == textOf(a[1]))}
}

func fnCodepointsToString(c *Context, f *callOp) {
	base := len(c.stack)
	f.args[0].push(c)
	c.atomize(base)
	b := make([]byte, 0, len(c.stack)-base)
	for _, i := range c.stack[base:] {
		i = f.convert(c, i, 0, pInteger1)
		n := i.integer()
		valid := n == '\t' || n == '\n' || n == '\r' || n >= 0x20 && n <= 0xD7FF || n >= 0xE000 && n <= 0xFFFD || n >= 0x10000 && n <= 0x10FFFF
		if !valid {
			f.fail(c, "FOCH0001", "Invalid XML character [x %x]", n)
		}
		b = utf8.AppendRune(b, rune(n))
	}
	c.drop(base)
	c.add(c.newString(string(b)))
}

func fnStringToCodepoints(c *Context, f *callOp) {
	for _, r := range textOf(f.argument(c, 0)) {
		c.addValue(atomic.FromInt(int64(r)))
	}
}

// fnStringJoin also takes the single argument and the values of any atomic type of later versions, as the reference does.
func fnStringJoin(c *Context, f *callOp) {
	base := len(c.stack)
	f.args[0].push(c)
	c.atomize(base)
	separator := ""
	if len(f.args) > 1 {
		separator = textOf(f.argument(c, 1))
	}
	var b []byte
	for n, i := range c.stack[base:] {
		if n > 0 {
			b = append(b, separator...)
		}
		b = append(b, c.text(i)...)
		c.work(1 + len(b)>>14)
	}
	c.drop(base)
	c.add(c.newString(string(b)))
}
