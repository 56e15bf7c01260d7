package schematron

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRefusals(t *testing.T) {
	rule := func(context, test string) string {
		return `<pattern><rule context="` + context + `"><let name="v" value="1"/><assert test="` + test + `">E-1| x</assert></rule></pattern>`
	}
	abstract := func(head, body string) string {
		return `<pattern is-a="a"` + head + `><param name="p" value="x:b"/></pattern><pattern abstract="true" id="a"><rule context="x:a">` + body + `</rule></pattern>`
	}
	for name, c := range map[string]struct {
		body string
		want []string // one for each refusal
	}{
		"nothing":                         {rule("x:a", "x:b"), nil},
		"a number in braces":              {rule("x:a[matches(., '[0-9]{16}')]", "matches(., 'a{2}') and matches(., '[0-9]{2,3}')"), nil},
		"a variable in braces":            {rule("x:a", "matches(., 'a{$v}')"), nil},
		"doubled braces":                  {rule("x:a", ". = '{{' or . = '}}'"), nil},
		"braces the wrong way round":      {rule("x:a", ". != '}foo{'"), []string{"XTSE0370"}},
		"a brace that is not closed":      {rule("x:a", "starts-with(., '{')"), []string{"XTSE0350"}},
		"an open upper bound":             {rule("x:a", "matches(., 'a{2,}')"), []string{"XPST0003"}},
		"nothing between":                 {rule("x:a", "contains(., '{}')"), []string{"XPST0003"}},
		"a variable that is not there":    {rule("x:a", "contains(., '{$w}')"), []string{"XPST0008"}},
		"a brace in a context":            {rule("x:a[. = '}']", "x:b"), []string{"XTSE0370"}},
		"a local variable in a context":   {rule("x:a[. = '{$v}']", "x:b"), []string{"XPST0008"}},
		"both":                            {rule("x:a[. = '}']", ". = '{'"), []string{"XTSE0370", "XTSE0350"}},
		"an instance":                     {abstract(` id="i"`, `<assert test="$p">E-1| x</assert>`), nil},
		"an instance without id":          {abstract("", `<assert test="$p">E-1| x</assert>`), []string{"needs an id"}},
		"a parameter in a let":            {abstract(` id="i"`, `<let name="q" value="$p"/><assert test="$q">E-1| x</assert>`), []string{"value of a let"}},
		"a parameter in the test, braces": {abstract(` id="i"`, `<assert test="matches(., '[$p]{1,}')">E-1| x</assert>`), []string{"XPST0003"}},
	} {
		t.Run(name, func(t *testing.T) {
			src := `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><ns prefix="x" uri="u"/>` + c.body + `</schema>`
			s, err := Compile([]byte(src), ReadOptions{Name: "a.sch"})
			require.NoError(t, err)
			got := s.Refusals()
			require.Len(t, got, len(c.want))
			for i, e := range got {
				assert.Contains(t, e.Error(), c.want[i])
				assert.Equal(t, 1, e.Pos.Line)
			}
		})
	}
}

// TestParametersOutside: parameters reach no diagnostic, which stands outside the pattern, so that it does not even compile here.
func TestParametersOutside(t *testing.T) {
	for name, body := range map[string]string{
		"diagnostic": `<pattern id="i" is-a="a"><param name="p" value="x:b"/></pattern><pattern abstract="true" id="a"><rule context="x:a">` +
			`<assert test="$p" diagnostics="d">E-1| x</assert></rule></pattern><diagnostics><diagnostic id="d"><value-of select="$p"/></diagnostic></diagnostics>`,
		"test without parameter": `<pattern id="i" is-a="a"/><pattern abstract="true" id="a"><rule context="x:a"><assert test="$p">E-1| x</assert></rule></pattern>`,
	} {
		src := `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><ns prefix="x" uri="u"/>` + body + `</schema>`
		_, err := Compile([]byte(src), ReadOptions{Name: "a.sch"})
		assert.ErrorContains(t, err, "XPST0008", name)
	}
}
