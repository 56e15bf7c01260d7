package schematron_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/xmltree"
)

// wrap puts the content of a schema into a schema element with the usual declarations.
func wrap(content string) string {
	return `<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
		xmlns:own="urn:x" queryBinding="xslt2"><ns prefix="x" uri="urn:x"/>` + content + `</schema>`
}

func compile(t *testing.T, content string) *schematron.Schema {
	t.Helper()
	s, err := schematron.Compile([]byte(wrap(content)), schematron.ReadOptions{Name: "test.sch"})
	require.NoError(t, err)
	return s
}

func parse(t testing.TB, src string) *xmltree.Doc {
	t.Helper()
	doc, err := xmltree.Parse([]byte(src), xmltree.DefaultLimits())
	require.NoError(t, err)
	return doc
}

// lines runs a schema and writes every hit as "path text", failures first, then reports after "~".
func lines(t *testing.T, s *schematron.Schema, doc *xmltree.Doc) []string {
	t.Helper()
	res, err := s.Run(context.Background(), doc)
	require.NoError(t, err)
	if res.Err != nil {
		return []string{"error " + res.Err.Code}
	}
	list := []string{}
	for _, h := range res.Failures {
		list = append(list, h.Path(doc)+" "+h.Text)
	}
	for _, h := range res.Reports {
		list = append(list, "~"+h.Path(doc)+" "+h.Text)
	}
	return append(list, fmt.Sprint("fired ", res.Fired))
}

const sample = `<?a b?><!--c--><x:r xmlns:x="urn:x" i="1"><x:a k="v">one</x:a><x:a>two</x:a><x:b><x:a>three</x:a></x:b></x:r><!--d-->`

func TestRun(t *testing.T) {
	for _, tc := range []struct {
		name, schema string
		want         []string
	}{
		{"the first matching rule of a pattern wins, each pattern anew",
			`<pattern><rule context="x:a[@k]"><assert test="false()">A</assert></rule>
			<rule context="x:a"><assert test="false()">B</assert></rule></pattern>
			<pattern><rule context="x:a"><report test="@k">R</report></rule></pattern>`,
			[]string{"/r[1]/a[1] A", "/r[1]/a[2] B", "/r[1]/b[1]/a[1] B", "~/r[1]/a[1] R", "fired 6"}},
		{"document order inside a pattern, assert order inside a rule",
			`<pattern><rule context="x:b"><assert test="false()">1</assert><assert test="false()">2</assert></rule>
			<rule context="x:r"><assert test="false()">0</assert></rule></pattern>`,
			[]string{"/r[1] 0", "/r[1]/b[1] 1", "/r[1]/b[1] 2", "fired 2"}},
		{"root rule",
			`<pattern><rule context="/"><assert test="false()">[<name/>]<value-of select="count(//x:a)"/></assert></rule></pattern>`,
			[]string{"/ []3", "fired 1"}},
		{"attributes are visited after their element",
			`<pattern><rule context="@k"><assert test="false()"><name/></assert></rule>
			<rule context="x:a"><assert test="false()">a</assert></rule></pattern>`,
			[]string{"/r[1]/a[1] a", "/r[1]/a[1]/@k k", "/r[1]/a[2] a", "/r[1]/b[1]/a[1] a", "fired 4"}},
		{"comments and processing instructions only outside the document element",
			`<pattern><rule context="comment() | processing-instruction()"><assert test="false()"><value-of select="."/></assert></rule></pattern>`,
			[]string{"/ b", "/ c", "/ d", "fired 3"}},
		{"a rule for the document node hides them",
			`<pattern><rule context="comment()"><assert test="false()">c</assert></rule><rule context="/"><assert test="true()"/></rule></pattern>`,
			[]string{"fired 1"}},
		{"text is never visited",
			`<pattern><rule context="text()"><assert test="false()">t</assert></rule></pattern>`, []string{"fired 0"}},
		{"a let is visible after itself only; a global shows before and elsewhere",
			`<let name="v" value="'g'"/><pattern><rule context="x:r"><report test="true()"><value-of select="$v"/></report>
			<let name="v" value="concat($v, 'l')"/><report test="true()"><value-of select="$v"/></report>
			<let name="v" value="concat($v, 'm')"/><report test="true()"><value-of select="$v"/></report></rule>
			<rule context="x:b"><report test="true()"><value-of select="$v"/></report></rule></pattern>`,
			[]string{"~/r[1] g", "~/r[1] gl", "~/r[1] glm", "~/r[1]/b[1] g", "fired 2"}},
		{"a let of a pattern is global, wherever it stands, and evaluated at the document node",
			`<pattern><rule context="x:b"><report test="$n = 3"><value-of select="$n"/></report></rule>
			<let name="n" value="count(x:r//x:a)"/></pattern>
			<pattern><rule context="x:r"><report test="true()"><value-of select="$n + 1"/></report></rule></pattern>`,
			[]string{"~/r[1]/b[1] 3", "~/r[1] 4", "fired 2"}},
		{"globals may refer to later globals", `<let name="a" value="$b + 1"/><let name="b" value="1"/>
			<pattern><rule context="x:r"><report test="true()"><value-of select="$a"/></report></rule></pattern>`,
			[]string{"~/r[1] 2", "fired 1"}},
		{"an unused let that fails does no harm", `<pattern><rule context="x:r"><let name="a" value="string(x:a)"/><assert test="true()"><value-of select="$a"/></assert></rule></pattern>`,
			[]string{"fired 1"}},
		{"a used one ends the run", `<pattern><rule context="x:r"><assert test="false()">first</assert><let name="a" value="string(x:a)"/><assert test="$a"/></rule></pattern>`,
			[]string{"error XPTY0004"}},
		{"an error in a text ends the run", `<pattern><rule context="x:r"><assert test="false()"><value-of select="string(x:a)"/></assert></rule></pattern>`,
			[]string{"error XPTY0004"}},
		{"an error in a pattern is no match", `<pattern><rule context="x:r[string(x:a) = 'one']"><assert test="false()"/></rule><rule context="x:r"><report test="true()">next</report></rule></pattern>`,
			[]string{"~/r[1] next", "fired 1"}},
		{"a variable defined by itself", `<let name="a" value="$b"/><let name="b" value="$a"/><pattern><rule context="x:r"><assert test="$a"/></rule></pattern>`,
			[]string{"error XTDE0640"}},
		{"value-of joins items by blanks, name takes a path",
			`<pattern><rule context="x:r"><assert test="false()"><value-of select="x:a"/>,<name path="x:b/x:a"/></assert></rule></pattern>`,
			[]string{"/r[1] one two,x:a", "fired 1"}},
		{"white space between computed parts is lost, other white space kept, comments do not separate",
			"<pattern><rule context='x:r'><assert test='false()'>\n\t<name/> <name/>a<!-- c --> <name/> .<value-of select='1'/>\n</assert></rule></pattern>",
			[]string{"/r[1] x:rx:ra x:r .1", "fired 1"}},
		{"leading white space that has text is kept",
			"<pattern><rule context='x:r'><assert test='false()'>\n\tE-1|  two  <name/>\n\t </assert></rule></pattern>",
			[]string{"/r[1] \n\tE-1|  two  x:r", "fired 1"}},
		{"emph, dir and span give their text alone; other elements nothing",
			`<pattern><rule context="x:r"><assert test="false()">a <emph>b <name/>c</emph> <span>d</span><dir value="ltr"> e</dir><p>f</p><own:y>g</own:y>h</assert></rule></pattern>`,
			[]string{"/r[1] a b cd eh", "fired 1"}},
		{"abstract patterns",
			`<pattern abstract="true" id="p"><rule context="$node"><let name="v" value="count($kid)"/><assert test="$kid and not($v)">$node: <value-of select="$v"/></assert></rule></pattern>
			<pattern id="q" is-a="p"><param name="node" value="x:r"/><param name="kid" value="x:a"/></pattern>
			<pattern is-a="p"><param name="node" value="x:b"/><param name="kid" value="x:a"/></pattern>`,
			[]string{"/r[1] x:r: 2", "/r[1]/b[1] x:b: 1", "fired 2"}},
		{"abstract rules, the one of the own pattern first",
			`<pattern><rule abstract="true" id="k"><let name="n" value="name()"/><assert test="false()">own <value-of select="$n"/></assert></rule>
			<rule context="x:b"><extends rule="k"/><assert test="$n = ''">then</assert></rule></pattern>
			<pattern><rule context="x:b"><extends rule="k"/></rule></pattern>`,
			[]string{"/r[1]/b[1] own x:b", "/r[1]/b[1] then", "/r[1]/b[1] own x:b", "fired 2"}},
		{"prefixes that the stylesheet declares", `<pattern><rule context="x:r"><report test="xs:integer(@i) instance of xsd:integer">i</report></rule></pattern>`,
			[]string{"~/r[1] i", "fired 1"}},
		{"conditions on names, alone and together",
			`<pattern><rule context="*[contains(local-name(), 'q')]"><assert test="false()">q</assert></rule>
			<rule context="*[contains(local-name(), 'r')][@i]"><assert test="false()">r</assert></rule>
			<rule context="//*[contains(local-name(), 'b')]/x:a"><assert test="false()">ba</assert></rule>
			<rule context="*[contains(local-name(), 'a')] | x:b"><assert test="false()">a|b</assert></rule></pattern>`,
			[]string{"/r[1] r", "/r[1]/a[1] a|b", "/r[1]/a[2] a|b", "/r[1]/b[1] a|b", "/r[1]/b[1]/a[1] ba", "fired 5"}},
		{"contexts that share steps",
			`<pattern><rule context="x:r[@i='2']/x:b/x:a"><assert test="false()">1</assert></rule>
			<rule context="x:r[@i='1']/x:b/x:a[@k]"><assert test="false()">2</assert></rule>
			<rule context="x:r[@i='1']/x:b/x:a[. = current()/../../x:a]"><assert test="false()">3</assert></rule>
			<rule context="/x:r/x:a[2]"><assert test="false()">4</assert></rule>
			<rule context="x:r[@i='1']/x:b/x:a"><assert test="false()">5</assert></rule>
			<rule context="x:r[@i='1']/x:a"><assert test="false()">6</assert></rule></pattern>`,
			[]string{"/r[1]/a[1] 6", "/r[1]/a[2] 4", "/r[1]/b[1]/a[1] 5", "fired 3"}},
		{"current", `<pattern><rule context="x:r"><report test="x:a[. = current()/x:b/x:a] or x:a[not(@k = current()/@k)]">c</report></rule></pattern>`,
			[]string{"~/r[1] c", "fired 1"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			assert.Equal(t, tc.want, lines(t, compile(t, tc.schema), parse(t, sample)))
		})
	}
}

func TestLetBodies(t *testing.T) {
	for _, tc := range []struct{ name, body, use, want string }{
		{"for-each and value-of", `<xsl:for-each select="ancestor-or-self::*"> <xsl:value-of select="concat('/', name())"/> </xsl:for-each>`, `$v`, "/x:r/x:b"},
		{"literal text", " a <xsl:text> </xsl:text> ", `concat('[', $v, ']')`, "[ a  ]"},
		{"xml:space", `<xsl:if test="1" xml:space="preserve"> </xsl:if>`, `string-length($v)`, "1"},
		{"position in for-each", `<xsl:for-each select="/x:r/x:a"><xsl:if test="position() != 1">,</xsl:if><xsl:value-of select="position(), last()" separator="/"/></xsl:for-each>`, `$v`, "1/2,2/2"},
		{"choose", `<xsl:choose><xsl:when test="x:z">z</xsl:when><xsl:when test="x:a">a</xsl:when><xsl:otherwise>o</xsl:otherwise></xsl:choose>`, `$v`, "a"},
		{"otherwise", `<xsl:choose><xsl:when test="x:z">z</xsl:when><xsl:otherwise>o</xsl:otherwise></xsl:choose>`, `$v`, "o"},
		{"variables", `<xsl:variable name="q" select="x:a"/><xsl:variable name="w">w<xsl:value-of select="$q"/></xsl:variable><xsl:value-of select="$w"/>`, `$v`, "wthree"},
		{"variables in a loop", `<xsl:for-each select="/x:r/x:a"><xsl:variable name="q" select="position()"/><xsl:value-of select="$q"/></xsl:for-each>`, `$v`, "12"},
		{"value-of with content", `<xsl:value-of>a<xsl:sequence select="1, 2"/></xsl:value-of>`, `$v`, "a12"},
		{"adjacent atomic values", `<xsl:for-each select="1 to 3"><xsl:sequence select="."/></xsl:for-each>`, `$v`, "1 2 3"},
		{"copy-of", `<xsl:copy-of select="x:a, //comment()"/>`, `$v`, "three"},
		{"prefixes of the file", `<xsl:value-of select="count(own:a)"/>`, `$v`, "1"},
		{"an empty tree is true", ``, `if ($v) then 'tree' else 'none'`, "tree"},
		{"and not false", ``, `not($v), string-length($v), count($v), $v = ''`, "false 0 1 true"},
		{"a second name", `x`, `for $i in 1 return concat($v, $v)`, "xx"},
		{"untyped", `7`, `$v + 1, $v = 7, $v = '7'`, "8 true true"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := compile(t, `<pattern><rule context="x:b"><let name="v">`+tc.body+`</let><let name="u" value="$v"/>
				<report test="true()"><value-of select="`+tc.use+`"/></report><report test="true()"><value-of select="`+strings.ReplaceAll(tc.use, "$v", "$u")+`"/></report></rule></pattern>`)
			assert.Equal(t, []string{"~/r[1]/b[1] " + tc.want, "~/r[1]/b[1] " + tc.want, "fired 1"}, lines(t, s, parse(t, sample)))
		})
	}
}

func TestCompileRefuses(t *testing.T) {
	rule := func(s string) string { return `<pattern><rule context="x:r">` + s + `</rule></pattern>` }
	for _, tc := range []struct{ name, schema, want string }{
		{"static error", rule(`<assert test="nonsense("/>`), `test.sch:2:113: rule "x:r": expression "nonsense(": XPST0003`},
		{"unknown function", rule(`<assert test="nonsense()"/>`), "XPST0017"},
		{"unknown prefix", rule(`<assert test="own:a"/>`), "XPST0081"},
		{"variable before its let", rule(`<assert test="$v"/><let name="v" value="1"/>`), "XPST0008"},
		{"variable of another rule", rule(`<let name="v" value="1"/>`) + rule(`<assert test="$v"/>`), "XPST0008"},
		{"bad context", `<pattern><rule context="1 + 1"/></pattern>`, `expression "1 + 1"`},
		{"empty let", rule(`<let name="v" value=""/>`), "XPST0003"},
		{"name path that closes its bracket", rule(`<assert test="1"><name path="x:a) or (1"/></assert>`), "XPST0003"},
		{"two globals of one name", `<let name="v" value="1"/><pattern><let name="v" value="2"/></pattern>`, "XTSE0630"},
		{"assert without test", rule(`<assert/>`), "assert without test"},
		{"rule without context", `<pattern><rule/></pattern>`, "rule without context"},
		{"let without name", rule(`<let value="1"/>`), "let without name"},
		{"unknown diagnostic", rule(`<assert test="1" diagnostics="d"/>`), `no diagnostic "d"`},
		{"unknown abstract rule", rule(`<extends rule="a"/>`), `no abstract rule "a"`},
		{"abstract rule that extends itself", `<pattern><rule abstract="true" id="a"><extends rule="a"/></rule><rule context="x:r"><extends rule="a"/></rule></pattern>`, "deeper than"},
		{"unknown abstract pattern", `<pattern is-a="a"/>`, `no abstract pattern`},
		{"include without resolver", `<include href="a.sch"/>`, "no other files"},
		{"include of itself", `<pattern id="a"><include href="#a"/></pattern>`, "deeper than"},
		{"include without href", `<include/>`, "without href"},
		{"function", `<xsl:function name="x:f"/>`, "xsl:function is not supported"},
		{"key", rule(`<xsl:key name="k"/>`), "xsl:key is not supported"},
		{"other documents", `<pattern documents="'a.xml'"/>`, "other documents"},
		{"sort", rule(`<let name="v"><xsl:for-each select="*"><xsl:sort/></xsl:for-each></let>`), "xsl:sort in the body of a let is not supported"},
		{"element in a let", rule(`<let name="v"><b xmlns="">x</b></let>`), "would build an element"},
		{"unknown attribute", rule(`<let name="v"><xsl:value-of select="1" as="x"/></let>`), "attribute as"},
		{"path over a tree", rule(`<let name="v">x</let><assert test="$v/x"/>`), "only be used for its text"},
		{"name of a tree", rule(`<let name="v">x</let><assert test="name($v)"/>`), "only be used for its text"},
		{"variable out of scope in a body", rule(`<let name="v"><xsl:if test="1"><xsl:variable name="q" select="1"/></xsl:if><xsl:value-of select="$q"/></let>`), "XPST0008"},
		{"unknown phase", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			opt := schematron.ReadOptions{Name: "test.sch"}
			if tc.want == "" {
				opt.Phase, tc.want = "p", `no phase "p"`
			}
			_, err := schematron.Compile([]byte(wrap(tc.schema)), opt)
			var e *schematron.Error
			require.True(t, errors.As(err, &e), "%v", err)
			assert.ErrorContains(t, err, tc.want)
			assert.Equal(t, "test.sch", e.Pos.File)
			assert.Positive(t, e.Pos.Line)
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for _, tc := range []struct{ name, src, want string }{
		{"not well-formed", `<schema>`, "not well-formed"},
		{"not a schema", `<schema/>`, "not the schema of ISO Schematron"},
		{"other binding", `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt3"/>`, `"xslt3" is not supported`},
		{"other encoding", `<?xml version="1.0" encoding="EBCDIC-IT"?><schema/>`, "unsupported encoding"},
		{"not UTF-8", "<?xml version='1.0'?><schema>\xe9</schema>", "not well-formed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := schematron.Read([]byte(tc.src), schematron.ReadOptions{})
			assert.ErrorContains(t, err, tc.want)
		})
	}
}

func TestEncodings(t *testing.T) {
	const src = `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><title>è</title></schema>`
	utf16 := []byte("\xff\xfe")
	for _, r := range src {
		utf16 = append(utf16, byte(r), 0)
	}
	for _, in := range []string{
		"\xef\xbb\xbf" + src,
		`<?xml version="1.0" encoding="ISO-8859-1"?>` + strings.ReplaceAll(src, "è", "\xe8"),
		string(utf16),
	} {
		m, err := schematron.Read([]byte(in), schematron.ReadOptions{})
		require.NoError(t, err)
		assert.Equal(t, "è", m.Title)
	}
}

func TestPhases(t *testing.T) {
	content := `<phase id="one"><active pattern="p1"/><let name="ph" value="7"/></phase>
		<pattern id="p1"><rule context="x:r"><assert test="false()">1 <value-of select="$ph"/></assert></rule></pattern>
		<pattern id="p2"><rule context="x:r"><assert test="false()">2</assert></rule></pattern>`
	src := wrap(content)
	for _, tc := range []struct {
		src, phase string
		want       []string
	}{
		{src, "", []string{"/r[1] 1 7", "/r[1] 2", "fired 2"}},
		{src, "one", []string{"/r[1] 1 7", "fired 1"}},
		{strings.Replace(src, "<schema ", `<schema defaultPhase="one" `, 1), "", []string{"/r[1] 1 7", "fired 1"}},
		{strings.Replace(src, "<schema ", `<schema defaultPhase="one" `, 1), "#ALL", []string{"/r[1] 1 7", "/r[1] 2", "fired 2"}},
	} {
		s, err := schematron.Compile([]byte(tc.src), schematron.ReadOptions{Phase: tc.phase})
		require.NoError(t, err)
		assert.Equal(t, tc.want, lines(t, s, parse(t, sample)))
	}
}

func TestInclude(t *testing.T) {
	files := map[string]string{
		"p.sch": `<s:pattern xmlns:s="http://purl.oclc.org/dsdl/schematron" id="in"><s:include href="sub/r.sch#r2"/><s:rule context="x:b"><s:extends href="r.sch#r1"/></s:rule></s:pattern>`,
		"r.sch": `<s:pattern xmlns:s="http://purl.oclc.org/dsdl/schematron"><s:rule id="r1" context="x:a"><s:assert test="false()">r1</s:assert></s:rule><s:rule id="r2" context="x:r"><s:assert test="false()">r2</s:assert></s:rule></s:pattern>`,
	}
	src := wrap(`<include href="dir/p.sch"/>`)
	s, err := schematron.Compile([]byte(src), schematron.ReadOptions{Include: func(name string) ([]byte, error) {
		text, ok := files[name]
		if !ok {
			return nil, errors.New("no such file")
		}
		return []byte(text), nil
	}})
	require.NoError(t, err)
	assert.Equal(t, []string{"/r[1] r2", "/r[1]/b[1] r1", "fired 2"}, lines(t, s, parse(t, sample)))
	assert.Equal(t, "r.sch", s.Model.Asserts()[0].Pos.File)
}

func TestDiagnostics(t *testing.T) {
	s := compile(t, `<pattern><rule context="x:b"><let name="n" value="count(*)"/><assert test="false()" diagnostics="d e">t</assert></rule></pattern>
		<diagnostics><diagnostic id="d">has <value-of select="$n"/></diagnostic><diagnostic id="e">e</diagnostic></diagnostics>`)
	res, err := s.Run(context.Background(), parse(t, sample))
	require.NoError(t, err)
	require.Len(t, res.Failures, 1)
	assert.Equal(t, []string{"has 1", "e"}, res.Failures[0].Diagnostics)
}

func TestDynamicError(t *testing.T) {
	s := compile(t, `<pattern><rule context="x:a"><assert test="false()">lost</assert></rule><rule context="x:b"><let name="v" value="string((., .))"/><assert test="$v">E-1| t</assert></rule></pattern>`)
	doc := parse(t, "<x:r xmlns:x='urn:x'><x:a/>\n  <x:b/></x:r>")
	res, err := s.Run(context.Background(), doc)
	require.NoError(t, err)
	assert.Empty(t, res.Failures)
	require.NotNil(t, res.Err)
	assert.Equal(t, "XPTY0004", res.Err.Code)
	assert.Equal(t, "E-1", res.Err.Assert.NationalID())
	assert.Equal(t, "string((., .))", res.Err.Expr)
	assert.Equal(t, "/r[1]/b[1]", res.Err.Path)
	assert.Equal(t, 2, res.Err.Position.Line)
	assert.ErrorContains(t, res.Err, `XPTY0004`)
}

func TestCancelled(t *testing.T) {
	s := compile(t, `<pattern><rule context="x:a"><assert test="count(for $i in 1 to 100000, $j in 1 to 100000 return $i) = 0"/></rule></pattern>`)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := s.Run(ctx, parse(t, sample))
	assert.ErrorIs(t, err, context.Canceled)
}

func TestNationalID(t *testing.T) {
	for text, want := range map[string]string{
		"ERRORE-46a| L'elemento":                 "ERRORE-46a",
		"\n\t\t\t  WA001| Sezione":               "WA001",
		"W005 | Si raccomanda":                   "W005",
		"ERRORE b52| Ciascuno":                   "ERRORE b52",
		"ERRORE-b1.1| Sezione":                   "ERRORE-b1.1",
		"ERRORE-b42 Sezione Prescrizioni: a | b": "ERRORE-b42",
		"ERRORE-b42 a":                           "ERRORE-b42",
		"":                                       "", "| x": "|",
	} {
		assert.Equal(t, want, schematron.NationalID(text), text)
	}
}

func TestModel(t *testing.T) {
	s := compile(t, `<title> A  title </title><pattern id="p"><title>P</title><rule context="x:a" id="r"><let name="n" value="1"/>
		<assert test="$n" role="error" flag="f" id="i">E-1| <name/> has <value-of select="$n"/> and <name path="x:b"/></assert><report test="@k">W</report></rule></pattern>`)
	m := s.Model
	assert.Equal(t, "A title", m.Title)
	assert.Equal(t, "xslt2", m.QueryBinding)
	assert.Equal(t, []schematron.Namespace{{Prefix: "x", URI: "urn:x"}}, m.Namespaces)
	require.Len(t, m.Asserts(), 2)
	a := m.Find("E-1")[0]
	assert.Equal(t, "E-1| {name()} has {$n} and {name(x:b)}", a.Template())
	assert.Equal(t, "E-1| … has … and …", a.Public())
	assert.Equal(t, "$n", a.Expr().Source())
	assert.Equal(t, []string{"error", "f", "i"}, []string{a.Role, a.Flag, a.ID})
	assert.Equal(t, "P", a.Rule.Pattern.Title)
	assert.Equal(t, "x:a", a.Rule.Matcher().Source())
	assert.Len(t, a.Rule.Lets(), 1)
	assert.True(t, m.Asserts()[1].Report)
}
