package formula_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/formula"
)

func compile(t *testing.T, kind, test string) (*schematron.Schema, *schematron.Assert) {
	t.Helper()
	escaped := strings.NewReplacer("<", "&lt;", `"`, "&quot;").Replace(test)
	s, err := schematron.Compile([]byte(`<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><ns prefix="x" uri="urn:x"/>
		<pattern><rule context="x:r"><let name="n" value="count(x:n)"/><let name="p" value="x:p[@k]/x:q"/><`+kind+` test="`+escaped+`">E</`+kind+`></rule></pattern></schema>`), schematron.ReadOptions{})
	require.NoError(t, err)
	return s, s.Model.Asserts()[0]
}

var names = [...]string{"and", "or", "if", "count", "exists", "text", "compare", "length", "matches", "nan", "const", "one-of", "opaque"}

// show writes a formula as (kind operand …).
func show(f *formula.Formula) string {
	s := names[f.Kind]
	if f.Negated {
		s = "not-" + s
	}
	if f.Op != "" {
		s += " " + f.Op
	}
	for _, t := range []*formula.Term{f.Left, f.Right} {
		if t != nil {
			s += " " + t.Text()
		}
	}
	for _, a := range f.Args {
		s += " " + show(a)
	}
	if f.Kind == formula.Const {
		s += fmt.Sprint(" ", f.Value)
	}
	if f.Values != nil {
		s += fmt.Sprint(" ", f.Values)
	}
	return "(" + s + ")"
}

func TestRequirement(t *testing.T) {
	for _, tc := range []struct{ kind, test, want string }{
		{"assert", "count(x:a) = 1", "(count = x:a 1)"},
		{"assert", "1 < count(x:a)", "(count > x:a 1)"},
		{"assert", "not(count(x:a) >= 1)", "(count < x:a 1)"},
		{"report", "count(x:a) = 1 or x:b", "(and (count != x:a 1) (not-exists x:b))"},
		{"assert", "not(x:a and not(x:b))", "(or (not-exists x:a) (exists x:b))"},
		{"assert", "x:a or (x:b or x:c)", "(or (exists x:a) (exists x:b) (exists x:c))"},
		{"assert", "$n >= 1", "(count >= x:n 1)"},
		{"assert", "'v' = @a", "(compare = @a 'v')"},
		{"assert", "not(@a != 'v')", "(not-compare != @a 'v')"},
		{"assert", "@a eq 'v'", "(compare = @a 'v')"},
		{"assert", "string-length(@a) = 16", "(length = @a 16)"},
		{"report", "matches(@a, 'x')", "(not-matches matches @a 'x')"},
		{"assert", "string(number(@a)) = 'NaN'", "(nan @a)"},
		{"assert", "string(@a)", "(text @a)"},
		{"assert", "exists(x:a) and empty(x:b)", "(and (exists x:a) (not-exists x:b))"},
		{"assert", "false()", "(const false)"},
		{"report", "false()", "(const true)"},
		{"report", "if (x:a) then x:b else x:c", "(if (exists x:a) (not-exists x:b) (not-exists x:c))"},
		{"assert", "@a is @b", "(opaque @a is @b)"},
	} {
		s, a := compile(t, tc.kind, tc.test)
		assert.Equal(t, tc.want, show(formula.Requirement(s.Model, a)), tc.test)
	}
}

func TestGrouped(t *testing.T) {
	for test, want := range map[string]string{
		"@a='1' or @a='2' or @a='3'":                                        "(one-of (compare = @a '1') (compare = @a '2') (compare = @a '3') [1 2 3])",
		"count(x:a[@k='1'])=1 or count(x:a[@k='2'])=1":                      "(one-of (count = x:a[@k='1'] 1) (count = x:a[@k='2'] 1) [1 2])",
		"@a='1' or @b='2'":                                                  "(or (compare = @a '1') (compare = @b '2'))",
		"count(x:a[@k='1'])=1 or count(x:a[@k='2'])=2":                      "(or (count = x:a[@k='1'] 1) (count = x:a[@k='2'] 2))",
		"x:a[@k='1'][@m='1'] or x:a[@k='2'][@m='2']":                        "(or (exists x:a[@k='1'][@m='1']) (exists x:a[@k='2'][@m='2']))",
		"x:a[@k='1'][@m='1'] or x:a[@k='2'][@m='1'] or x:a[@k='1'][@m='3']": "(or (one-of (exists x:a[@k='1'][@m='1']) (exists x:a[@k='2'][@m='1']) [1 2]) (exists x:a[@k='1'][@m='3']))",
	} {
		s, a := compile(t, "assert", test)
		assert.Equal(t, want, show(formula.Grouped(formula.Requirement(s.Model, a))))
	}
}

func TestCutsAndSamples(t *testing.T) {
	for _, tc := range []struct{ path, cuts, sample string }{
		{"x:a/x:b[@k='v'][x:c]/@d", "x:a|x:a/x:b|x:a/x:b[@k='v']|x:a/x:b[@k='v'][x:c]|x:a/x:b[@k='v'][x:c]/@d", `<a><b k="v" d="?"><c/></b></a>`},
		{"x:a[contains(., ']')]/x:b", "x:a|x:a[contains(., ']')]|x:a[contains(., ']')]/x:b", `<a><b/></a>`},
		{"//x:a/x:b[.='t']", "//x:a|//x:a/x:b|//x:a/x:b[.='t']", `<a><b/></a>`},
		{"x:a[@k='1' or @k='2'][x:b/x:c/@m='\"<']", "x:a|x:a[@k='1' or @k='2']|x:a[@k='1' or @k='2'][x:b/x:c/@m='\"<']", `<a k="1"><b><c m="&quot;&lt;"/></b></a>`},
		{"*[contains(local-name(), 'Org')]/x:n", "*|*[contains(local-name(), 'Org')]|*[contains(local-name(), 'Org')]/x:n", `<Org><n/></Org>`},
		{"x:a[x:b='t']", "x:a|x:a[x:b='t']", `<a><b>t</b></a>`},
		{"@k", "@k", `k="?"`},
		{"..", "..", ""},
		{"$p/x:a", "x:p|x:p[@k]|x:p[@k]/x:q|$p/x:a", `<p k="?"><q/></p>`},
		{"$p[@m]", "x:p|x:p[@k]|x:p[@k]/x:q|$p[@m]", `<p k="?"><q/></p>`},
	} {
		s, a := compile(t, "assert", tc.path)
		f := formula.Requirement(s.Model, a)
		cuts := formula.Cuts(s.Model, a, f.Left)
		var list []string
		for _, c := range cuts {
			list = append(list, c.Src)
		}
		assert.Equal(t, tc.cuts, strings.Join(list, "|"))
		text := ""
		if sample := (formula.Sampler{Filler: "?"}).Build(cuts[0].Rest, 0); sample != nil {
			text = sample.XML("")
		}
		assert.Equal(t, tc.sample, text, tc.path)
	}
}
