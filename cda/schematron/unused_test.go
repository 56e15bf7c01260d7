package schematron_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/schematron"
)

func TestUnusedLets(t *testing.T) {
	for _, test := range []struct {
		name, body string
		want       []string
	}{
		{"none", `<pattern><rule context="a"><assert test="b">x</assert></rule></pattern>`, nil},
		{"global", `<let name="g" value="1"/><let name="h" value="2"/><pattern><rule context="a"><assert test="$h = b">x</assert></rule></pattern>`, []string{"g"}},
		{"used by another", `<let name="g" value="1"/><let name="h" value="$g"/><pattern><rule context="a"><assert test="$h = b">x</assert></rule></pattern>`, nil},
		{"used in a context", `<let name="g" value="1"/><pattern><rule context="a[b = $g]"><assert test="b">x</assert></rule></pattern>`, nil},
		{"used in a message", `<let name="g" value="1"/><pattern><rule context="a"><assert test="b">x <value-of select="$g"/></assert></rule></pattern>`, nil},
		{
			"slots of one rule are not those of the next",
			`<pattern><rule context="a"><let name="p" value="1"/><assert test="$p = b">x</assert></rule>
			<rule context="c"><let name="q" value="1"/><assert test="b">x</assert></rule></pattern>`, []string{"q"},
		},
		{"hidden by a later one", `<pattern><rule context="a"><let name="p" value="1"/><let name="p" value="2"/><assert test="$p = b">x</assert></rule></pattern>`, []string{"p"}},
		{
			"of an abstract rule, used in one of two",
			`<pattern><rule abstract="true" id="r"><let name="p" value="1"/></rule>
			<rule context="a"><extends rule="r"/><assert test="$p = b">x</assert></rule>
			<rule context="c"><extends rule="r"/><assert test="b">x</assert></rule></pattern>`, nil,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := schematron.Compile([]byte(`<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">`+test.body+`</schema>`), schematron.ReadOptions{})
			require.NoError(t, err)
			var names []string
			for _, let := range s.UnusedLets() {
				names = append(names, let.Name)
			}
			assert.Equal(t, test.want, names)
		})
	}
}

func TestLetBody(t *testing.T) {
	s, err := schematron.Compile([]byte(`<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" queryBinding="xslt2">
		<pattern><rule context="a"><let name="p"><xsl:for-each select="b">x<xsl:value-of select="."/></xsl:for-each></let><let name="q" value="1"/>
		<assert test="$p = c and $q">x</assert></rule></pattern></schema>`), schematron.ReadOptions{})
	require.NoError(t, err)
	lets := s.Model.Rules()[0].Lets()
	assert.Equal(t, `<for-each select="b">x<value-of select="."></value-of></for-each>`, lets[0].Body())
	assert.Empty(t, lets[1].Body())
}
