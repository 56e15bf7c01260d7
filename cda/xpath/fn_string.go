package xpath

import (
	"math"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/cda/xpath/internal/eval"
	"github.com/fselint/fselint/cda/xpath/syntax"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

// stringFunction describes a function that returns exactly one string.
func stringFunction(lo, hi int, params []eval.Param, call func(*eval.Context, *eval.CallOp, []eval.Item) eval.Item) *eval.Function {
	return &eval.Function{Min: lo, Max: hi, Params: params, Kinds: eval.KString, AtLeast: 1, Most: 1, Safe: true, Call: call}
}

// onText describes a function from one string to one string.
func onText(f func(string) string) *eval.Function {
	return stringFunction(1, 1, []eval.Param{eval.PString}, func(c *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
		return newString(c, f(textOf(a[0])))
	})
}

// textTest describes a function that compares two strings; a third argument names the collation.
func textTest(test func(s, t string) bool) *eval.Function {
	return &eval.Function{Min: 2, Max: 3, Params: []eval.Param{eval.PString, eval.PString, eval.PString1}, Kinds: eval.KBool, AtLeast: 1, Most: 1, Safe: true,
		Call: func(c *eval.Context, f *eval.CallOp, a []eval.Item) eval.Item {
			checkCollation(c, f, a, 2)
			s := textOf(a[0])
			c.Work(len(s) >> 6)
			return eval.Item{V: atomic.Bool(test(s, textOf(a[1])))}
		}}
}

// textPart describes a function that returns a part of its first string, found with the second.
func textPart(part func(s, t string) string) *eval.Function {
	return stringFunction(2, 3, []eval.Param{eval.PString, eval.PString, eval.PString1}, func(c *eval.Context, f *eval.CallOp, a []eval.Item) eval.Item {
		checkCollation(c, f, a, 2)
		c.Work(len(textOf(a[0])) >> 6)
		return eval.StringItem(part(textOf(a[0]), textOf(a[1])))
	})
}

func stringFunctions() map[string]*eval.Function {
	return map[string]*eval.Function{
		"string": {Min: 0, Max: 1, Params: []eval.Param{eval.PItem}, Focus: true, Kinds: eval.KString, AtLeast: 1, Most: 1, Safe: true,
			Call: func(c *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item { return newString(c, c.Text(a[0])) }},
		"concat": stringFunction(2, -1, []eval.Param{eval.PAtomic}, fnConcat),
		"string-length": {Min: 0, Max: 1, Params: []eval.Param{eval.PString}, Focus: true, Kinds: eval.KNumber, AtLeast: 1, Most: 1, Safe: true,
			Call: fnStringLength},
		"normalize-space": {Min: 0, Max: 1, Params: []eval.Param{eval.PString}, Focus: true, Kinds: eval.KString, AtLeast: 1, Most: 1, Safe: true,
			Call: func(c *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
				return newString(c, normalizeSpace(textOf(a[0])))
			}},
		"substring":        stringFunction(2, 3, []eval.Param{eval.PString, eval.PDouble1, eval.PDouble1}, fnSubstring),
		"translate":        stringFunction(3, 3, []eval.Param{eval.PString, eval.PString1, eval.PString1}, fnTranslate),
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
		"normalize-unicode": {Min: 1, Max: 2, Params: []eval.Param{eval.PString, eval.PString1}, Kinds: eval.KString, AtLeast: 1, Most: 1,
			Call: fnNormalizeUnicode},
		"compare":         {Min: 2, Max: 3, Params: []eval.Param{eval.PString, eval.PString, eval.PString1}, Kinds: eval.KNumber, Most: 1, Call: fnCompare},
		"codepoint-equal": {Min: 2, Max: 2, Params: []eval.Param{eval.PString, eval.PString}, Kinds: eval.KBool, Most: 1, Safe: true, Call: fnCodepointEqual},
		"codepoints-to-string": {Min: 1, Max: 1, Params: []eval.Param{eval.PSequence}, Kinds: eval.KString, AtLeast: 1, Most: 1,
			Push: fnCodepointsToString},
		"string-to-codepoints": {Min: 1, Max: 1, Params: []eval.Param{eval.PString}, Kinds: eval.KNumber, Most: eval.Many, Safe: true,
			Push: fnStringToCodepoints},
		"string-join": {Min: 1, Max: 2, Params: []eval.Param{eval.PSequence, eval.PString1}, Kinds: eval.KString, AtLeast: 1, Most: 1, Push: fnStringJoin},
	}
}

// textOf returns the characters of a string argument, "" for the empty sequence.
func textOf(i eval.Item) string {
	if i.Absent() {
		return ""
	}
	return i.V.Text()
}

// newString is the item of a string that was put together.
func newString(c *eval.Context, s string) eval.Item { return eval.StringItem(c.Made(s)) }

const codepointCollation = "http://www.w3.org/2005/xpath-functions/collation/codepoint"

// checkCollation accepts no other collation than that of code points, named by argument n if there is one.
func checkCollation(c *eval.Context, f *eval.CallOp, a []eval.Item, n int) {
	if n < len(a) && textOf(a[n]) != codepointCollation {
		f.Fail(c, "FOCH0002", "Unknown collation %s", textOf(a[n]))
	}
}

func fnConcat(c *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
	size := 0
	for _, i := range a {
		if !i.Absent() && i.V.Type().Textual() {
			size += len(i.V.Text())
		} else {
			size += 8
		}
	}
	b := make([]byte, 0, size)
	for _, i := range a {
		if !i.Absent() {
			b = append(b, i.V.String()...)
		}
	}
	return newString(c, string(b))
}

func fnStringLength(c *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
	s := textOf(a[0])
	c.Work(len(s) >> 6)
	return eval.Item{V: atomic.FromInt(int64(utf8.RuneCountInString(s)))}
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

func fnSubstring(c *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
	s := textOf(a[0])
	c.Work(len(s) >> 5)
	first := atomic.Round(a[1].V).Float()
	end := math.Inf(1)
	if len(a) > 2 {
		end = first + atomic.Round(a[2].V).Float()
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
		return eval.StringItem("")
	}
	return eval.StringItem(s[from:to])
}

func fnTranslate(c *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
	s, from, to := textOf(a[0]), textOf(a[1]), []rune(textOf(a[2]))
	c.Work((len(s) + len(from)) >> 2)
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
	return newString(c, strings.Map(func(r rune) rune {
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

func fnNormalizeUnicode(c *eval.Context, f *eval.CallOp, a []eval.Item) eval.Item {
	form := "NFC"
	if len(a) > 1 {
		form = strings.ToUpper(syntax.TrimBlanks(textOf(a[1])))
	}
	forms := map[string]norm.Form{"NFC": norm.NFC, "NFD": norm.NFD, "NFKC": norm.NFKC, "NFKD": norm.NFKD}
	n, ok := forms[form]
	switch {
	case form == "":
		return a[0]
	case !ok:
		f.Fail(c, "FOCH0003", "Normalization form %s is not supported", form)
	}
	return newString(c, n.String(textOf(a[0])))
}

func fnCompare(c *eval.Context, f *eval.CallOp, a []eval.Item) eval.Item {
	checkCollation(c, f, a, 2)
	if a[0].Absent() || a[1].Absent() {
		return eval.Item{}
	}
	return eval.Item{V: atomic.FromInt(int64(strings.Compare(textOf(a[0]), textOf(a[1]))))}
}

func fnCodepointEqual(_ *eval.Context, _ *eval.CallOp, a []eval.Item) eval.Item {
	if a[0].Absent() || a[1].Absent() {
		return eval.Item{}
	}
	return eval.Item{V: atomic.Bool(textOf(a[0]) == textOf(a[1]))}
}

func fnCodepointsToString(c *eval.Context, f *eval.CallOp) {
	base := len(c.Stack)
	f.Args[0].Push(c)
	c.Atomize(base)
	b := make([]byte, 0, len(c.Stack)-base)
	for _, i := range c.Stack[base:] {
		i = f.Convert(c, i, 0, eval.PInteger1)
		n := i.Integer()
		valid := n == '\t' || n == '\n' || n == '\r' || n >= 0x20 && n <= 0xD7FF || n >= 0xE000 && n <= 0xFFFD || n >= 0x10000 && n <= 0x10FFFF
		if !valid {
			f.Fail(c, "FOCH0001", "Invalid XML character [x %x]", n)
		}
		b = utf8.AppendRune(b, rune(n))
	}
	c.Drop(base)
	c.Add(newString(c, string(b)))
}

func fnStringToCodepoints(c *eval.Context, f *eval.CallOp) {
	for _, r := range textOf(f.Argument(c, 0)) {
		c.AddValue(atomic.FromInt(int64(r)))
	}
}

// fnStringJoin also takes the single argument and the values of any atomic type of later versions, as the reference does.
func fnStringJoin(c *eval.Context, f *eval.CallOp) {
	base := len(c.Stack)
	f.Args[0].Push(c)
	c.Atomize(base)
	separator := ""
	if len(f.Args) > 1 {
		separator = textOf(f.Argument(c, 1))
	}
	var b []byte
	for n, i := range c.Stack[base:] {
		if n > 0 {
			b = append(b, separator...)
		}
		b = append(b, c.Text(i)...)
		c.Work(1 + len(b)>>14)
	}
	c.Drop(base)
	c.Add(newString(c, string(b)))
}
