package eval

import (
	"errors"
	"fmt"

	"github.com/fselint/fselint/cda/xpath/xsdregex"
)

type regexKey struct{ pattern, flags string }

// literalRegex compiles a literal regular expression once and for all. A defect is, as in Saxon, an error of evaluation,
// unless it is a construct that is valid but not supported.
func (b *Builder) literalRegex(f *CallOp) {
	if !f.fn.Regex || len(f.Args) == 1 {
		return
	}
	pattern, ok := stringLiteral(f.Args[1])
	flags := ""
	if at := flagsAt(f.Name); at < len(f.Args) {
		var literal bool
		flags, literal = stringLiteral(f.Args[at])
		ok = ok && literal
	}
	if !ok {
		return
	}
	re, err := xsdregex.Compile(pattern, flags)
	var e *xsdregex.Error
	if errors.As(err, &e) {
		if e.Unsupported {
			b.Fail("XPST0017", f.Offset, "%s", e.Msg)
		}
		return
	}
	f.Re = re
	if f.Name != "matches" {
		return
	}
	f.Fallible = false
	for i, a := range f.Args {
		f.Fallible = f.Fallible || a.meta().Fallible || !f.param(i).accepts(a.meta())
	}
}

func flagsAt(name string) int {
	if name == "replace" {
		return 3
	}
	return 2
}

// Regex returns the compiled expression of a call.
func (c *Context) Regex(f *CallOp, pattern, flags string) *xsdregex.Regexp {
	if f.Re != nil {
		return f.Re
	}
	key := regexKey{pattern, flags}
	if re, ok := c.regexes[key]; ok {
		return re
	}
	c.Work(10_000 + 10*len(pattern))
	re, err := xsdregex.Compile(pattern, flags)
	if err != nil {
		RaiseRegex(c, f, err)
	}
	if c.regexes == nil || len(c.regexes) >= maxRegexes {
		c.regexes = map[regexKey]*xsdregex.Regexp{}
	}
	c.regexes[key] = re
	return re
}

func RaiseRegex(c *Context, f *CallOp, err error) {
	var e *xsdregex.Error
	if errors.As(err, &e) && !e.Unsupported {
		f.Fail(c, e.Code, "%s", e.Msg)
	}
	panic(abort{fmt.Errorf("xpath: %w: %w", err, ErrBudget)})
}
