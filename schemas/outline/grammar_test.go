package outline_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/schemas/outline"
)

const mainSchema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:a" xmlns:b="urn:b" targetNamespace="urn:a" elementFormDefault="qualified">
<xs:include schemaLocation="./parts/types.xsd"/><xs:import namespace="urn:b" schemaLocation="b.xsd"/>
<xs:element name="r"><xs:complexType><xs:sequence><xs:group ref="G"/><xs:element ref="b:e"/><xs:element name="bare" type="Base" form="unqualified"/>
<xs:element name="text" type="xs:string"/></xs:sequence><xs:attributeGroup ref="As"/></xs:complexType></xs:element>
<xs:group name="G"><xs:choice><xs:element name="g" type="Narrow"/><xs:group ref="G"/></xs:choice></xs:group>
<xs:attributeGroup name="As"><xs:attribute name="one" fixed="1"/><xs:attribute ref="b:two"/></xs:attributeGroup>
</xs:schema>`

const typesSchema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:complexType name="Base"><xs:sequence><xs:element name="x" type="Base"/><xs:element name="y" type="Base"/></xs:sequence><xs:attribute name="p"/><xs:attribute name="q"/></xs:complexType>
<xs:complexType name="Narrow"><xs:complexContent><xs:restriction base="Base"><xs:sequence><xs:element name="x" type="Base"/></xs:sequence>
<xs:attribute name="p" use="prohibited"/><xs:attribute name="q" fixed="Q"/></xs:restriction></xs:complexContent></xs:complexType>
<xs:complexType name="Wide"><xs:complexContent><xs:extension base="Base"><xs:sequence><xs:any/></xs:sequence><xs:anyAttribute/></xs:extension></xs:complexContent></xs:complexType>
</xs:schema>`

const otherSchema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:b"><xs:element name="e"/><xs:attribute name="two" fixed="2"/></xs:schema>`

func grammar(t *testing.T, main string) (*outline.Grammar, error) {
	t.Helper()
	return outline.NewGrammar(map[string][]byte{"a.xsd": []byte(main), "types.xsd": []byte(typesSchema), "b.xsd": []byte(otherSchema)}, "a.xsd")
}

// at finds the place of a name among some.
func at(t *testing.T, g *outline.Grammar, places []int, space, local string) int {
	t.Helper()
	i := slices.IndexFunc(places, func(p int) bool {
		s, l := g.Name(p)
		return s == space && l == local
	})
	require.GreaterOrEqual(t, i, 0, "%s", local)
	return places[i]
}

func TestGrammar(t *testing.T) {
	g, err := grammar(t, mainSchema)
	require.NoError(t, err)
	require.Len(t, g.Roots(), 2)
	r := at(t, g, g.Roots(), "urn:a", "r")
	children, open := g.Children(r)
	assert.False(t, open)
	assert.Len(t, children, 4)

	e := at(t, g, children, "urn:b", "e")
	_, open = g.Children(e)
	assert.True(t, open, "an element without a type may hold anything")
	text := at(t, g, children, "urn:a", "text")
	_, open = g.Children(text)
	assert.False(t, open)

	narrow := at(t, g, children, "urn:a", "g")
	below, open := g.Children(narrow)
	assert.False(t, open, "what extends the base does not extend its restriction")
	require.Len(t, below, 1)
	assert.Contains(t, g.Parents(below[0]), narrow)
	bare := at(t, g, children, "", "bare")
	_, open = g.Children(bare)
	assert.True(t, open, "by xsi:type it may be of the type that holds anything")
	assert.Equal(t, []int{r}, g.Parents(bare))

	for _, test := range []struct {
		place        int
		space, local string
		possible     bool
		fixed        string
		isFixed      bool
	}{
		{r, "", "one", true, "1", true},
		{r, "urn:b", "two", true, "2", true},
		{r, "", "two", false, "", false},
		{narrow, "", "p", false, "", false},
		{narrow, "", "q", true, "Q", true},
		{bare, "", "q", true, "", false},
		{bare, "", "anything", true, "", false},
		{text, "", "anything", true, "", false},
	} {
		possible, fixed, isFixed := g.Attribute(test.place, test.space, test.local)
		assert.Equal(t, test.possible, possible, test.local)
		assert.Equal(t, test.fixed, fixed, test.local)
		assert.Equal(t, test.isFixed, isFixed, test.local)
	}
}

func TestGrammarRefuses(t *testing.T) {
	const head = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">`
	for _, main := range []string{
		"", head, head + `<xs:include schemaLocation="gone.xsd"/></xs:schema>`,
		head + `<xs:element name="a" substitutionGroup="b"/></xs:schema>`, head + `<xs:redefine schemaLocation="types.xsd"/></xs:schema>`,
	} {
		_, err := grammar(t, main)
		assert.Error(t, err, "%s", main)
	}
	_, err := outline.NewGrammar(nil, "a.xsd")
	assert.Error(t, err)
}

func FuzzGrammar(f *testing.F) {
	f.Add(mainSchema, typesSchema)
	f.Add(typesSchema, mainSchema)
	f.Fuzz(func(t *testing.T, a, b string) {
		g, err := outline.NewGrammar(map[string][]byte{"a.xsd": []byte(a), "types.xsd": []byte(b), "b.xsd": []byte(otherSchema)}, "a.xsd")
		if err != nil {
			return
		}
		for _, r := range g.Roots() {
			children, _ := g.Children(r)
			for _, c := range children {
				assert.Contains(t, g.Parents(c), r)
			}
		}
	})
}
