package diff

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
)

const before = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x">
<xs:include schemaLocation="other.xsd"/>
<xs:simpleType name="cs"><xs:restriction base="xs:token"><xs:pattern value="[^\s]+"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Kind"><xs:restriction base="cs"><xs:enumeration value="A"/><xs:enumeration value="B"/></xs:restriction></xs:simpleType>
<xs:complexType name="CD">
 <xs:annotation><xs:documentation>words</xs:documentation></xs:annotation>
 <xs:sequence><xs:element name="first" type="cs"/><xs:element name="second" type="cs" minOccurs="0"/></xs:sequence>
 <xs:attribute name="code" type="cs" use="required"/>
</xs:complexType>
</xs:schema>`

func TestDeclarations(t *testing.T) {
	for _, test := range []struct {
		name, old, new string
		want           []string
	}{
		{"nothing", "x", "x", nil},
		{"words only", "words", "other words", nil},
		{"a facet", `[^\s]+`, `[^ ]+`, []string{`declaration-changed simpleType cs/pattern: value="[^\\s]+" -> value="[^ ]+"`}},
		{"a value comes", `<xs:enumeration value="B"/>`, `<xs:enumeration value="B"/><xs:enumeration value="C"/>`, []string{"declaration-added simpleType Kind/enumeration C:  -> "}},
		{"a value goes", `<xs:enumeration value="A"/>`, ``, []string{"declaration-removed simpleType Kind/enumeration A:  -> "}},
		{"order of values", `<xs:enumeration value="A"/><xs:enumeration value="B"/>`, `<xs:enumeration value="B"/><xs:enumeration value="A"/>`, nil},
		{"how often", `minOccurs="0"`, `minOccurs="1"`, []string{`declaration-changed complexType CD/element second: minOccurs="0" type="cs" -> minOccurs="1" type="cs"`}},
		{
			"order of elements", `<xs:element name="first" type="cs"/><xs:element name="second" type="cs" minOccurs="0"/>`,
			`<xs:element name="second" type="cs" minOccurs="0"/><xs:element name="first" type="cs"/>`,
			[]string{"declaration-order complexType CD/sequence: first, second -> second, first"},
		},
		{"an attribute", `use="required"`, ``, []string{`declaration-changed complexType CD/attribute code: type="cs" use="required" -> type="cs"`}},
		{"a type comes", `<xs:complexType name="CD">`, `<xs:complexType name="CE"><xs:sequence/></xs:complexType><xs:complexType name="CD">`, []string{"declaration-added complexType CE:  -> "}},
		{"an include goes", `<xs:include schemaLocation="other.xsd"/>`, ``, []string{"declaration-removed include other.xsd:  -> "}},
		{"the schema", `targetNamespace="urn:x"`, `targetNamespace="urn:y"`, []string{`declaration-changed schema: targetNamespace="urn:x" -> targetNamespace="urn:y"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed := strings.Replace(before, test.old, test.new, 1)
			old, err := readSchema([]byte(before))
			require.NoError(t, err)
			new, err := readSchema([]byte(changed))
			require.NoError(t, err)
			var got []string
			for _, c := range compareDeclarations(nil, "", old, new) {
				got = append(got, fmt.Sprintf("%s %s: %s -> %s", c.Kind, c.Item, c.Old, c.New))
			}
			assert.Equal(t, test.want, got)
		})
	}
}

func TestReadSchemaRefuses(t *testing.T) {
	for _, src := range []string{"", "<a/>", "<schema/>", "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>", "<!DOCTYPE a><a/>"} {
		_, err := readSchema([]byte(src))
		assert.Error(t, err, "%q", src)
	}
	_, err := readSchema([]byte("<a/>"))
	assert.ErrorIs(t, err, errNotSchema)
}

// TestNational reads every document of the national sets and finds each equal to itself.
func TestNationalDeclarations(t *testing.T) {
	c, err := schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	defer c.Close()
	files, err := c.Files()
	require.NoError(t, err)
	read := 0
	for _, name := range files {
		if !strings.HasSuffix(name, ".xsd") {
			continue
		}
		b, err := c.File(name)
		require.NoError(t, err)
		one, err := readSchema(b)
		require.NoError(t, err, name)
		two, err := readSchema(b)
		require.NoError(t, err)
		assert.Empty(t, compareDeclarations(nil, "", one, two), name)
		read++
	}
	assert.Positive(t, read)
}

func FuzzDeclarations(f *testing.F) {
	f.Add(before, strings.Replace(before, "CD", "CE", 1))
	f.Add("<a/>", "")
	f.Fuzz(func(t *testing.T, a, b string) {
		old, errOld := readSchema([]byte(a))
		new, errNew := readSchema([]byte(b))
		if errOld != nil || errNew != nil {
			return
		}
		if a == b {
			assert.Empty(t, compareDeclarations(nil, "", old, new))
		}
		forth, back := compareDeclarations(nil, "", old, new), compareDeclarations(nil, "", new, old)
		assert.Len(t, back, len(forth), "as much changes one way as the other")
	})
}
