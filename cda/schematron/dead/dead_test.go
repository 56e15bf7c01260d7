package dead_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/dead"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/outline"
)

// grammarSource: r holds a and b; a holds c (of a type that a derived one gives an extra) and has @k, which is "K".
const grammarSource = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:x" targetNamespace="urn:x" elementFormDefault="qualified">
<xs:element name="r"><xs:complexType><xs:choice maxOccurs="unbounded"><xs:element name="a" type="A"/><xs:element name="b" type="xs:string"/>
 <xs:element name="never" type="A" maxOccurs="0"/></xs:choice></xs:complexType></xs:element>
<xs:complexType name="A"><xs:sequence><xs:element name="c" type="C"/></xs:sequence><xs:attribute name="k" type="xs:string" fixed="K"/><xs:attribute name="free" type="xs:string"/></xs:complexType>
<xs:complexType name="C"/>
<xs:complexType name="D"><xs:complexContent><xs:extension base="C"><xs:sequence><xs:element name="extra" type="xs:string"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
</xs:schema>`

func find(t *testing.T, pattern string, withGrammar bool) []string {
	t.Helper()
	if withGrammar {
		return findIn(t, pattern, grammarSource)
	}
	return findIn(t, pattern)
}

// findIn finds what is dead with grammars.
func findIn(t *testing.T, pattern string, sources ...string) []string {
	t.Helper()
	s, err := schematron.Compile([]byte(`<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><ns prefix="x" uri="urn:x"/><pattern>`+
		pattern+`</pattern></schema>`), schematron.ReadOptions{})
	require.NoError(t, err)
	var grammars []dead.Grammar
	for _, source := range sources {
		g, err := outline.NewGrammar(map[string][]byte{"x.xsd": []byte(source)}, "x.xsd")
		require.NoError(t, err)
		grammars = append(grammars, g)
	}
	var got []string
	for _, f := range dead.Find(s, grammars) {
		line := fmt.Sprintf("%s %d", f.Reason, f.Rule.Index)
		if f.Assert != nil {
			line += fmt.Sprintf(" %d", f.Assert.Index)
		}
		if f.ByGrammar {
			line += " grammar"
		}
		for _, by := range f.By {
			line += fmt.Sprintf(" by %d", by.Index)
		}
		got = append(got, line)
	}
	return got
}

// rule is a rule with one assert about which nothing can be said.
func rule(context string) string {
	return `<rule context="` + context + `"><assert test="@free = @other">x</assert></rule>`
}

func TestShadowed(t *testing.T) {
	for _, test := range []struct {
		earlier, later string
		dead           bool
	}{
		{"x:a", "x:a", true},
		{"x:a", "x:r/x:a", true},
		{"x:r/x:a", "x:a", false},
		{"//x:a", "/x:r/x:a", true},
		{"/x:r/x:a", "//x:a", false},
		{"/x:a", "x:a", false},
		{"x:a", "/x:a", true},
		{"*", "x:a", true},
		{"x:a", "*", false},
		{"x:*", "x:a", true},
		{"a", "x:a", false},
		{"x:r//x:a", "x:r/x:b/x:a", true},
		{"x:r/x:a", "x:r//x:a", false},
		{"x:a", "x:a[@k]", true},
		{"x:a[@k]", "x:a", false},
		{"x:a[@k]", "x:a[@k and @free]", true},
		{"x:a[ @k  = 'v' ]", "x:a[@k = 'v'][@free]", true},
		{"x:a[@k='v  w']", "x:a[@k='v w']", false},
		{"x:a[@k and @free]", "x:a[@k]", false},
		{"x:a[@k and @free]", "x:a[@free][@k]", true},
		{"x:r[@k]/x:a", "x:r/x:a[@k]", false},
		{"x:a[1]", "x:a[1][@k]", true},
		{"x:a[1]", "x:a[@k][1]", false},
		{"x:a[@k][1]", "x:a[@k and position() = 1]", false},
		{"x:a[@k and position() = 1]", "x:a[@k][position() = 1]", false},
		{"x:a[@k]", "x:a[@k][1]", true},
		{"x:a | x:b", "x:b", true},
		{"x:b", "x:a | x:b", false},
		{"x:b | x:a", "x:r/x:a | x:r/x:b", true},
		{"@k", "x:a/@k", true},
		{"@k", "x:k", false},
		{"x:a/@*", "x:a/@k", true},
		{"x:b" + strings.Repeat("//x:a", 60), strings.Repeat("x:a/", 60) + "x:a", false},
		{strings.Repeat("x:a//", 30) + "x:a", strings.Repeat("x:a/", 60) + "x:a", true},
	} {
		got := find(t, rule(test.earlier)+rule(test.later), false)
		if test.dead {
			assert.Equal(t, []string{"shadowed 1 by 0"}, got, "%s then %s", test.earlier, test.later)
		} else {
			assert.Empty(t, got, "%s then %s", test.earlier, test.later)
		}
	}
	assert.Equal(t, []string{"shadowed 2 by 0 by 1"}, find(t, rule("x:a")+rule("x:b")+rule("x:r/x:a | x:r/x:b"), false), "two rules between them")
}

func TestOutcomes(t *testing.T) {
	for _, test := range []struct {
		context, test string
		words         []string // by the words alone
		grammar       []string // with the grammar
	}{
		{"x:a", "x:c", nil, nil},
		{"x:a", "true()", []string{"holds 0 0"}, []string{"holds 0 0"}},
		{"x:a", "false()", nil, nil}, // on purpose
		{"x:a", "not(x:c) or x:c", []string{"holds 0 0"}, []string{"holds 0 0"}},
		{"x:a", "x:c and not(x:c)", []string{"fails 0 0"}, []string{"fails 0 0"}},
		{"x:a", "count(x:c) &gt;= 0", []string{"holds 0 0"}, []string{"holds 0 0"}},
		{"x:a", "count(x:c) &lt; 0", []string{"fails 0 0"}, []string{"fails 0 0"}},
		{"x:a", "count(x:c) = 1 or count(x:c) != 1", []string{"holds 0 0"}, []string{"holds 0 0"}},
		{"x:a", "count(x:c) = 1 or not(x:c)", nil, nil},
		{"x:a", "count(x:c) = 1 and count(x:c) = 2", []string{"fails 0 0"}, []string{"fails 0 0"}},
		{"x:a", "@k = '1' or @k != '1'", nil, nil}, // neither where @k is absent
		{"x:a", "string(@k) and not(normalize-space(@k))", nil, nil},
		{"x:a", "matches(@k, 'a') or not(matches(@k, 'a', 'i'))", nil, nil},
		{"x:a", "x:c/string() or not(x:c)", nil, nil},
		{"x:a[x:c]", "x:c", []string{"holds 0 0"}, []string{"holds 0 0"}},
		{"x:a[x:c]", "not(x:c)", []string{"fails 0 0"}, []string{"fails 0 0"}},
		{"x:a[x:c] | x:b", "x:c", nil, nil},
		{"x:a[x:c][not(x:c)]", "x:c", []string{"contrary 0"}, []string{"contrary 0"}},
		{"x:a[position() = 1]", "position() = 1", nil, nil},
		{"x:a", "x:b", nil, []string{"fails 0 0 grammar"}},
		{"x:a", "not(x:b)", nil, []string{"holds 0 0 grammar"}},
		{"x:a", "count(x:b) = 0", nil, []string{"holds 0 0 grammar"}},
		{"x:a", "count(x:b) &lt;= 1", nil, []string{"holds 0 0 grammar"}},
		{"x:a", "x:c/x:extra", nil, nil}, // by xsi:type
		{"x:a", "x:c/x:b", nil, []string{"fails 0 0 grammar"}},
		{"x:a", "../x:b", nil, nil},
		{"x:a", "../../x:b", nil, []string{"fails 0 0 grammar"}},
		{"x:a", "//x:b", nil, nil},
		{"x:a", "//x:z", nil, []string{"fails 0 0 grammar"}},
		{"x:a", "ancestor::x:r", nil, nil},
		{"x:a", "ancestor::x:b", nil, []string{"fails 0 0 grammar"}},
		{"x:a", "@nothing", nil, []string{"fails 0 0 grammar"}},
		{"x:a", "@free", nil, nil},
		{"x:a", "@k = 'L'", nil, []string{"fails 0 0 grammar"}},
		{"x:a", "@k = 'K'", nil, nil},
		{"x:a", "@k = 'L' or not(@k)", nil, nil},
		{"x:r", "x:a[@k = 'L']", nil, []string{"fails 0 0 grammar"}},
		{"x:r", "x:a[x:b] or x:b", nil, nil},
		{"x:a", "following-sibling::x:z", nil, nil}, // not understood
		{"x:extra", "x:c", nil, []string{"fails 0 0 grammar"}},
		{"x:z", "x:c", nil, []string{"impossible 0 grammar"}},
		{"x:never", "x:c", nil, []string{"impossible 0 grammar"}},
		{"x:b/x:a", "x:c", nil, []string{"impossible 0 grammar"}},
		{"/x:a", "x:c", nil, []string{"impossible 0 grammar"}},
		{"/x:r/x:a", "x:c", nil, nil},
		{"x:r//x:extra", ".", nil, nil},
		{"x:a[@k = 'L']", "x:c", nil, []string{"impossible 0 grammar"}},
		{"x:a[1]", "x:c", nil, nil},
		{"x:a/@k", "x:c", nil, nil}, // attributes are passed over
		{"x:z | x:a", "x:c", nil, nil},
	} {
		pattern := `<rule context="` + test.context + `"><assert test="` + test.test + `">x</assert></rule>`
		assert.Equal(t, test.words, find(t, pattern, false), "%s: %s", test.context, test.test)
		assert.Equal(t, test.grammar, find(t, pattern, true), "%s: %s by the grammar", test.context, test.test)
	}
	// What may hold anything makes nothing certain that is not at a known depth.
	open := strings.Replace(grammarSource, `name="extra" type="xs:string"`, `name="extra"`, 1)
	for pattern, want := range map[string][]string{
		rule("x:z"): nil, rule("/x:r/x:z"): {"impossible 0 grammar"}, rule("/x:r/x:a/x:c/x:extra/x:z"): nil,
		`<rule context="/x:r"><assert test="x:a/x:b">x</assert></rule>`: {"fails 0 0 grammar"},
		`<rule context="/x:r"><assert test=".//x:z">x</assert></rule>`:  nil,
	} {
		assert.Equal(t, want, findIn(t, pattern, open), "%s", pattern)
	}
	report := `<rule context="x:a"><report test="count(x:c) &gt;= 0">x</report></rule>`
	assert.Equal(t, []string{"fails 0 0"}, find(t, report, false), "a report that always fires")
	variable := `<rule context="x:a"><let name="v" value="count(x:c) = 1"/><assert test="$v or count($v) = 0">x</assert></rule>`
	assert.Empty(t, find(t, variable, true), "a variable may be false and yet be there")
}

// TestNational lists what is dead in the national catalog; a rule that a document breaks must not be among it.
func TestNational(t *testing.T) {
	c, err := schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	defer c.Close()
	var grammars []dead.Grammar
	names, err := c.SchemaSets()
	require.NoError(t, err)
	for _, name := range names {
		set, _, err := c.SchemaSet(name)
		require.NoError(t, err)
		g, err := outline.NewGrammar(set.Files, set.Root)
		require.NoError(t, err)
		grammars = append(grammars, g)
	}
	infos, err := c.Schematrons()
	require.NoError(t, err)
	var got []string
	for _, info := range infos {
		s, _, err := c.Schematron(info.TemplateRoot)
		require.NoError(t, err)
		schema, err := schematron.Compile(s.Content, schematron.ReadOptions{Name: s.Name})
		require.NoError(t, err)
		for _, f := range dead.Find(schema, grammars) {
			id := ""
			if f.Assert != nil {
				id = f.Assert.NationalID()
			}
			got = append(got, fmt.Sprintf("%s %s:%d %s", f.Reason, s.Name, f.Rule.Pos.Line, id))
		}
	}
	assert.Empty(t, got)
}
