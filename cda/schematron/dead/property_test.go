package dead_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/cda/schematron/dead"
	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/schemas/outline"
)

// maker makes random schemas and documents over a few names.
type maker struct{ *rand.Rand }

func (m maker) pick(list ...string) string { return list[m.IntN(len(list))] }

func (m maker) context() string {
	path := m.pick("x:a", "x:b", "x:c", "*", "x:*", "x:a/x:c", "x:a//x:c", "/x:r/x:a", "//x:a", "x:r//x:b", "x:a/@k", "@k", "/x:r", "x:r/*/x:c")
	for range m.IntN(3) {
		path += "[" + m.pick("@k", "@free", "x:c", "1", "last()", "position() = 1", "@k and x:c", "not(x:c)", "@k = 'v'", "count(x:c) = 1", "x:c[1]") + "]"
	}
	if m.IntN(4) == 0 {
		return path + " | " + m.context()
	}
	return path
}

func (m maker) test(depth int) string {
	if depth > 0 {
		switch m.IntN(4) {
		case 0:
			return "(" + m.test(depth-1) + " and " + m.test(depth-1) + ")"
		case 1:
			return "(" + m.test(depth-1) + " or " + m.test(depth-1) + ")"
		case 2:
			return "not(" + m.test(depth-1) + ")"
		}
	}
	return m.pick("x:c", "@k", "exists(x:c)", "empty(x:c)", "count(x:c) = 1", "count(x:c) &gt; 1", "count(x:c) != 0", "count(x:c) &gt;= 0", "1 &gt; count(x:c)",
		"@k = 'v'", "@k != 'v'", "string(@k)", "normalize-space(@k)", "string-length(@k) = 1", "x:c/string()", "string(x:c[1])", "contains(@k, 'v')", "$n", "$n = 1", "$b",
		"true()", "x:c | x:b", "(x:c)[1]", "../x:b", "ancestor::x:a", ".//x:c", "//x:c", "x:c/@k", "@k = x:c/@k", "position() = 1", ".", "x:z", "x:c/x:b", "@z", "x:b/x:c", "@k = 'w'")
}

func (m maker) schema() string {
	var b strings.Builder
	b.WriteString(`<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><ns prefix="x" uri="urn:x"/><pattern>`)
	for range 1 + m.IntN(4) {
		fmt.Fprintf(&b, `<rule context="%s"><let name="n" value="count(x:c)"/><let name="b" value="count(x:c) = 1"/>`, m.context())
		for range 1 + m.IntN(2) {
			element := m.pick("assert", "report")
			fmt.Fprintf(&b, `<%s test="%s">x</%s>`, element, m.test(2), element)
		}
		b.WriteString("</rule>")
	}
	b.WriteString("</pattern></schema>")
	return b.String()
}

// propertySchema is the grammar of the documents: what a document has is allowed, and some names nowhere are.
const propertySchema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:x" targetNamespace="urn:x" elementFormDefault="qualified">
<xs:element name="r" type="R"/>
<xs:complexType name="R"><xs:choice><xs:element name="a" type="A"/><xs:element name="b" type="B"/></xs:choice><xs:attribute name="k"/></xs:complexType>
<xs:complexType name="A"><xs:choice><xs:element name="a" type="A"/><xs:element name="b" type="B"/><xs:element name="c" type="C"/></xs:choice><xs:attribute name="k"/><xs:attribute name="free"/></xs:complexType>
<xs:complexType name="B"><xs:attribute name="k" fixed="v"/></xs:complexType>
<xs:complexType name="C"><xs:choice><xs:element name="c" type="C"/></xs:choice><xs:attribute name="free"/></xs:complexType>
</xs:schema>`

func (m maker) attributes(names ...string) string {
	s := ""
	for _, n := range names {
		if m.IntN(2) == 0 {
			s += " " + n + `="` + m.pick("v", "v", "w", "", " ") + `"`
		}
	}
	return s
}

func (m maker) element(name string, depth int) string {
	attrs := map[string]string{"r": m.attributes("k"), "a": m.attributes("k", "free"), "b": m.pick("", ` k="v"`), "c": m.attributes("free")}[name]
	var b strings.Builder
	for range m.IntN(4) {
		if children := map[string][]string{"r": {"a", "b"}, "a": {"a", "b", "c"}, "c": {"c"}}[name]; children != nil && depth > 0 {
			b.WriteString(m.element(m.pick(children...), depth-1))
		}
	}
	return "<" + name + attrs + ">" + b.String() + m.pick("", "t", " ") + "</" + name + ">"
}

func (m maker) document(t *testing.T) *xmltree.Doc {
	src := strings.Replace(m.element("r", 4), "<r", `<r xmlns="urn:x"`, 1)
	doc, err := xmltree.Parse([]byte(src), xmltree.Limits{})
	require.NoError(t, err)
	return doc
}

// TestProofs holds what is said to be dead against what schemas do on documents.
func TestProofs(t *testing.T) {
	m := maker{rand.New(rand.NewPCG(1, 2))}
	g, err := outline.NewGrammar(map[string][]byte{"x.xsd": []byte(propertySchema)}, "x.xsd")
	require.NoError(t, err)
	said := map[dead.Reason]int{}
	for range 1500 {
		src := m.schema()
		s, err := schematron.Compile([]byte(src), schematron.ReadOptions{})
		require.NoError(t, err, src)
		findings := dead.Find(s, []dead.Grammar{g})
		if len(findings) == 0 {
			continue
		}
		for range 30 {
			doc := m.document(t)
			fired := map[*schematron.Rule]int{}
			firings, err := s.Firings(context.Background(), doc)
			require.NoError(t, err)
			for _, f := range firings {
				fired[f.Rule]++
			}
			reported := map[*schematron.Assert]int{}
			result, err := s.Run(context.Background(), doc)
			require.NoError(t, err)
			for _, list := range [][]schematron.Hit{result.Failures, result.Reports} {
				for _, h := range list {
					reported[h.Assert]++
				}
			}
			for _, f := range findings {
				ok := true
				switch f.Reason {
				case dead.Shadowed, dead.Impossible, dead.Contrary:
					ok = fired[f.Rule] == 0
				case dead.Holds:
					ok = reported[f.Assert] == 0
				case dead.Fails:
					ok = result.Err != nil || reported[f.Assert] == fired[f.Rule]
				}
				if !assert.True(t, ok, "%s: rule %q of %s on %s", f.Reason, f.Rule.Context, src, doc.Source()) {
					return
				}
			}
		}
		for _, f := range findings {
			said[f.Reason]++
		}
	}
	for _, reason := range []dead.Reason{dead.Shadowed, dead.Impossible, dead.Contrary, dead.Holds, dead.Fails} {
		assert.Greater(t, said[reason], 20, "%s was tried", reason)
	}
}
