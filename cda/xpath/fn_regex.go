package xpath

import (
	"strings"

	"github.com/fselint/fselint/cda/xpath/internal/eval"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

func regexFunctions() map[string]*eval.Function {
	return map[string]*eval.Function{
		"matches":  {Regex: true, Min: 2, Max: 3, Params: []eval.Param{eval.PString, eval.PString1, eval.PString1}, Kinds: eval.KBool, AtLeast: 1, Most: 1, Call: fnMatches},
		"replace":  {Regex: true, Min: 3, Max: 4, Params: []eval.Param{eval.PString, eval.PString1, eval.PString1, eval.PString1}, Kinds: eval.KString, AtLeast: 1, Most: 1, Call: fnReplace},
		"tokenize": {Regex: true, Min: 1, Max: 3, Params: []eval.Param{eval.PString, eval.PString1, eval.PString1}, Kinds: eval.KString, Most: eval.Many, Push: fnTokenize},
	}
}

func flagsOf(a []eval.Item, n int) string {
	if n < len(a) {
		return textOf(a[n])
	}
	return ""
}

func fnMatches(c *eval.Context, f *eval.CallOp, a []eval.Item) eval.Item {
	re := f.Re
	if re == nil {
		re = c.Regex(f, textOf(a[1]), flagsOf(a, 2))
	}
	s := textOf(a[0])
	c.Work(1 + len(s)>>1)
	return eval.Item{V: atomic.Bool(re.Match(s))}
}

func fnReplace(c *eval.Context, f *eval.CallOp, a []eval.Item) eval.Item {
	s := textOf(a[0])
	c.Work(1 + len(s))
	out, err := c.Regex(f, textOf(a[1]), flagsOf(a, 3)).Replace(s, textOf(a[2]), int(c.Bytes))
	if err != nil {
		eval.RaiseRegex(c, f, err)
	}
	return newString(c, out)
}

func fnTokenize(c *eval.Context, f *eval.CallOp) {
	s := textOf(f.Argument(c, 0))
	if len(f.Args) == 1 { // of later versions, which the reference accepts
		for _, token := range strings.FieldsFunc(s, isBlank) {
			c.Add(eval.StringItem(token))
		}
		return
	}
	pattern, flags := textOf(f.Argument(c, 1)), ""
	if len(f.Args) > 2 {
		flags = textOf(f.Argument(c, 2))
	}
	c.Work(1 + len(s))
	if s == "" {
		return
	}
	err := c.Regex(f, pattern, flags).Tokenize(s, func(token string) { c.Add(eval.StringItem(token)) })
	if err != nil {
		eval.RaiseRegex(c, f, err)
	}
}
