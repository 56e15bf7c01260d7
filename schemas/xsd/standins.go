package xsd

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
)

const (
	typedNamespace = "urn:fselint:typed"
	typedPrefix    = "fselint-typed"
	typedDocument  = "fselint-typed.xsd"
)

// Some built-in types are replaced before libxml2 compiles a set, because its judgement of their values is not the
// reference's. Each has its stand-in, a type of the same name in a namespace of our own.
//
// Of these, Go judges the values: the pattern matches none (values are collapsed, so none begins with a blank), libxml2
// reports every value together with the pattern, and the shim hands it on. anyURI is another matter to libxml2 than to
// Xerces; of ID it does not see in a stream that it occurs twice, of IDREF not that it refers to nothing.
//
// The others are only narrowed: libxml2 takes a double without digits in its exponent, base64Binary with any other
// characters between, and an empty NMTOKENS.
var standIns = map[string]string{
	"anyURI":       asked("anyURI", `<xs:restriction base="xs:string"><xs:whiteSpace value="collapse"/>`),
	"ID":           asked("ID", `<xs:restriction base="xs:NCName">`),
	"IDREF":        asked("IDREF", `<xs:restriction base="xs:NCName">`),
	"IDREFS":       asked("IDREFS", listOf("xs:NCName")),
	"NMTOKENS":     `<xs:simpleType name="NMTOKENS">` + listOf("xs:NMTOKEN") + `</xs:restriction></xs:simpleType>`,
	"double":       narrowed("double", "xs:double"),
	"float":        narrowed("float", "xs:float"),
	"base64Binary": narrowed("base64Binary", "xs:base64Binary"),
}

// bareStandIns take the place of types where no facets are added to them. libxml2 knows numbers of up to 24 digits only,
// Xerces any; without facets a number's form is all that counts.
var bareStandIns = map[string]string{
	"decimal":            form("decimal"),
	"integer":            form("integer"),
	"nonNegativeInteger": form("nonNegativeInteger"),
	"positiveInteger":    form("positiveInteger"),
}

// forms are the lexical spaces that stand-ins are narrowed to.
var forms = map[string]string{
	"double":             floatForm,
	"float":              floatForm,
	"base64Binary":       base64Form,
	"decimal":            `[+\-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)`,
	"integer":            `[+\-]?[0-9]+`,
	"nonNegativeInteger": `\+?[0-9]+|-0+`,
	"positiveInteger":    `\+?0*[1-9][0-9]*`,
}

const (
	floatForm  = `NaN|-?INF|[+\-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+\-]?[0-9]+)?`
	base64Char = `[A-Za-z0-9+/] ?`
	base64Form = `(` + base64Char + base64Char + base64Char + base64Char + `)*(` +
		base64Char + base64Char + base64Char + `[A-Za-z0-9+/]|` +
		base64Char + base64Char + `[AEIMQUYcgkosw048] ?=|` + base64Char + `[AQgw] ?= ?=)?`
)

func asked(name, restriction string) string {
	return `<xs:simpleType name="` + name + `">` + restriction + `<xs:pattern value="  fselint:` + name +
		`"/></xs:restriction></xs:simpleType>`
}

func listOf(item string) string {
	return `<xs:restriction><xs:simpleType><xs:list itemType="` + item + `"/></xs:simpleType><xs:minLength value="1"/>`
}

func narrowed(name, base string) string {
	return `<xs:simpleType name="` + name + `"><xs:restriction base="` + base + `"><xs:pattern value="` + forms[name] +
		`"/></xs:restriction></xs:simpleType>`
}

func form(name string) string {
	return `<xs:simpleType name="` + name + `"><xs:restriction base="xs:string"><xs:whiteSpace value="collapse"/>` +
		`<xs:pattern value="` + forms[name] + `"/></xs:restriction></xs:simpleType>`
}

// typeOfForm names the built-in type whose form a value was held against, if it was one.
func typeOfForm(pattern string) string {
	for name, f := range forms {
		if f == pattern && name != "float" {
			return "xs:" + name
		}
	}
	return ""
}

func typedSchema() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<xs:schema xmlns:xs="%s" targetNamespace="%s">`, schemaNamespace, typedNamespace)
	for _, definitions := range []map[string]string{standIns, bareStandIns} {
		for _, name := range slices.Sorted(maps.Keys(definitions)) {
			b.WriteString(definitions[name])
		}
	}
	b.WriteString(`</xs:schema>`)
	return b.Bytes()
}
