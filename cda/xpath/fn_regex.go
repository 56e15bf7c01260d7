package xpath

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fselint/fselint/cda/xpath/atomic"
	"github.com/fselint/fselint/cda/xpath/xsdregex"
)

var regexFunctions map[string]*function

func init() {
	regexFunctions = map[string]*function{
		"matches":  {min: 2, max: 3, params: []param{pString, pString1, pString1}, kinds: kBool, atLeast: 1, most: 1, call: fnMatches},
		"replace":  {min: 3, max: 4, params: []param{pString, pString1, pString1, pString1}, kinds: kString, atLeast: 1, most: 1, call: fnReplace},
		"tokenize": {min: 1, max: 3, params: []param{pString, pString1, pString1}, kinds: kString, most: many, push: fnTokenize},
	}
}

type regexKey struct{ pattern, flags string }

// literalRegex compiles a literal regular expression once and for all. A defect is, as in Saxon, an error of evaluation,
// unless it is a construct that is valid but not supported.
func (b *builder) literalRegex(f *callOp) {
	if _, ok := regexFunctions[f.name]; !ok || len(f.args) == 1 {
		return
	}
	pattern, ok := stringLiteral(f.args[1])
	flags := ""
	if at := flagsAt(f.name); at < len(f.args) {
		var literal bool
		flags, literal = stringLiteral(f.args[at])
		ok = ok && literal
	}
	if !ok {
		return
	}
	re, err := xsdregex.Compile(pattern, flags)
	var e *xsdregex.Error
	if errors.As(err, &e) {
		if e.Unsupported {
			b.fail("XPST0017", f.offset, "%s", e.Msg)
		}
		return
	}
	f.re = re
	if f.name != "matches" {
		return
	}
	f.fallible = false
	for i, a := range f.args {
		f.fallible = f.fallible || a.meta().fallible || !f.param(i).accepts(a.meta())
	}
}

func flagsAt(name string) int {
	if name == "replace" {
		return 3
	}
	return 2
}

// regex returns the compiled expression of a call.
func (c *Context) regex(f *callOp, pattern, flags string) *xsdregex.Regexp {
	if f.re != nil {
		return f.re
	}
	key := regexKey{pattern, flags}
	if re, ok := c.regexes[key]; ok {
		return re
	}
	c.work(10_000 + 10*len(pattern))
	re, err := xsdregex.Compile(pattern, flags)
	if err != nil {
		c.raiseRegex(f, err)
	}
	if c.regexes == nil || len(c.regexes) >= maxRegexes {
		c.regexes = map[regexKey]*xsdregex.Regexp{}
	}
	c.regexes[key] = re
	return re
}

func (c *Context) raiseRegex(f *callOp, err error) {
	var e *xsdregex.Error
	if errors.As(err, &e) {
		f.fail(c, e.Code, "%s", e.Msg)
	}
	panic(abort{fmt.Errorf("xpath: %w: %w", err, ErrBudget)})
}

func flagsOf(a []Item, n int) string {
	if n < len(a) {
		return textOf(a[n])
	}
	return ""
}

func fnMatches(c *Context, f *callOp, a []Item) Item {
	re := f.re
	if re == nil {
		re = c.regex(f, textOf(a[1]), flagsOf(a, 2))
	}
	s := textOf(a[0])
	c.work(1 + len(s)>>1)
	return Item{atomic.Bool(re.Match(s))}
}

func fnReplace(c *Context, f *callOp, a []Item) Item {
	s := textOf(a[0])
	c.work(1 + len(s))
	out, err := c.regex(f, textOf(a[1]), flagsOf(a, 3)).Replace(s, textOf(a[2]), int(c.bytes))
	if err != nil {
		c.raiseRegex(f, err)
	}
	return c.newString(out)
}

func fnTokenize(c *Context, f *callOp) {
	s := textOf(f.argument(c, 0))
	if len(f.args) == 1 { // of later versions, which the reference accepts
		for _, token := range strings.FieldsFunc(s, isBlank) {
			c.add(StringItem(token))
		}
		return
	}
	pattern, flags := textOf(f.argument(c, 1)), ""
	if len(f.args) > 2 {
		flags = textOf(f.argument(c, 2))
	}
	c.work(1 + len(s))
	if s == "" {
		return
	}
	err := c.regex(f, pattern, flags).Tokenize(s, func(token string) { c.add(StringItem(token)) })
	if err != nil {
		c.raiseRegex(f, err)
	}
}
