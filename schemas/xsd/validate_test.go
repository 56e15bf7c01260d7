package xsd

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
)

func letterSchema(tb testing.TB) *Schema {
	return compileTestdata(tb, "letter.xsd", "address.xsd", "stamp.xsd")
}

const (
	letterHead = `<letter xmlns="urn:example:letter" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" number="1"`
	goodFrom   = `<from><name>Topolino</name></from>`
	goodTo     = `<to><name>Paperino</name></to>`
)

// judge parses and validates; what is not well-formed is fatal.
func judge(tb testing.TB, s *Schema, text string) *Result {
	tb.Helper()
	doc, err := xmltree.Parse([]byte(text), xmltree.Limits{Depth: 100_000, Attributes: 20_000})
	if err != nil {
		var e *xmltree.SyntaxError
		require.ErrorAs(tb, err, &e)
		return &Result{Fatal: &ParseError{e.Position.Line, e.Position.Column, e.Position.Offset, e.Text.In("en")}}
	}
	r, err := s.Validate(doc, Options{})
	require.NoError(tb, err)
	return r
}

func letter(content string) string { return letterHead + ">\n" + content + "\n</letter>" }

func TestErrors(t *testing.T) {
	s := letterSchema(t)
	for name, test := range map[string]struct {
		text string
		want []Error
	}{
		"valid": {letter(goodFrom + goodTo + `<body ID="b">hi <bold>you</bold><see IDREF="b" all="b b"/></body><st:stamp xmlns:st="urn:example:stamp">x</st:stamp>`), nil},
		"unknown root": {`<note xmlns="urn:example:letter"/>`, []Error{
			{Code: "cvc-elt.1.a", Kind: UnknownRoot, Element: "note", Line: 1, Column: 1}}},
		"unexpected element": {letter(goodFrom + `<body/>`), []Error{
			{Code: "cvc-complex-type.2.4.a", Kind: UnexpectedElement, Element: "body", Parent: "letter", Misplaced: true, Expected: []string{"to"}, Line: 2, Column: 35}}},
		"order": {letter(goodTo + goodFrom + `<body/>`), []Error{
			{Code: "cvc-complex-type.2.4.a", Kind: UnexpectedElement, Element: "to", Parent: "letter", Misplaced: true, Expected: []string{"from"}, Belongs: Belongs{Later: "from"}, Line: 2, Column: 1}}},
		"too late": {letter(goodFrom + goodTo + `<body/><st:stamp xmlns:st="urn:example:stamp">x</st:stamp><to><name>x</name></to>`), []Error{
			{Code: "cvc-complex-type.2.4.d", Kind: UnexpectedElement, Element: "to", Parent: "letter", Misplaced: true, Belongs: Belongs{Before: "body", After: "to"}, Line: 2, Column: 123}}},
		"below": {letter(goodFrom + goodTo + `<bold/><body/>`), []Error{
			{Code: "cvc-complex-type.2.4.a", Kind: UnexpectedElement, Element: "bold", Parent: "letter", Expected: []string{"to", "body"}, Belongs: Belongs{Inside: []string{"letter", "body"}}, Line: 2, Column: 65}}},
		"around": {letter(`<from><name>x</name><body/></from>` + goodTo + `<body/>`), []Error{
			{Code: "cvc-complex-type.2.4.a", Kind: UnexpectedElement, Element: "body", Parent: "from", Expected: []string{"phone", "age"}, Belongs: Belongs{Inside: []string{"letter"}, Outside: true}, Line: 2, Column: 21}}},
		"one too many": {letter(goodFrom + goodTo + `<body/><body/>`), []Error{
			{Code: "cvc-complex-type.2.4.a", Kind: UnexpectedElement, Element: "body", Parent: "letter", Misplaced: true, Expected: []string{"st:stamp"}, Belongs: Belongs{Again: true}, Line: 2, Column: 72}}},
		"one too many, before what may follow": {letter(goodFrom + goodTo + `<body/><body/><st:stamp xmlns:st="urn:example:stamp">x</st:stamp>`), []Error{
			{Code: "cvc-complex-type.2.4.a", Kind: UnexpectedElement, Element: "body", Parent: "letter", Misplaced: true, Expected: []string{"st:stamp"}, Belongs: Belongs{Again: true}, Line: 2, Column: 72}}},
		"element that occurs zero times": {letter(goodFrom + goodTo + `<body/><never/>`), []Error{
			{Code: "cvc-complex-type.2.4.a", Kind: UnexpectedElement, Element: "never", Parent: "letter", Expected: []string{"st:stamp"}, Line: 2, Column: 72}}},
		"missing element": {letter(goodFrom), []Error{
			{Code: "cvc-complex-type.2.4.b", Kind: MissingElement, Element: "letter", Parent: "letter", Expected: []string{"to"}, Line: 3, Column: 1}}},
		"element in an empty one": {letter(goodFrom + goodTo + `<body><see><bold/></see></body>`), []Error{
			{Code: "cvc-complex-type.2.1", Kind: ElementNotAllowed, Element: "see", Value: "bold", Line: 2, Column: 76}}},
		"text among elements": {letter("  <!-- c --> text" + goodFrom + goodTo + `<body/>`), []Error{
			{Code: "cvc-complex-type.2.3", Kind: TextNotAllowed, Element: "letter", Value: "text", Line: 2, Column: 14}}},
		"text in an empty one": {letter(goodFrom + goodTo + `<body><see> </see></body>`), []Error{
			{Code: "cvc-complex-type.2.1", Kind: ContentNotAllowed, Element: "see", Line: 2, Column: 76}}},
		"unknown attribute": {letter(goodFrom + goodTo + "<body\n  style='a'\n  color='red'/>"), []Error{
			{Code: "cvc-complex-type.3.2.2", Kind: AttributeNotAllowed, Element: "body", Attribute: "color", Line: 4, Column: 3}}},
		"missing attribute": {`<letter xmlns="urn:example:letter">` + goodFrom + goodTo + `<body/></letter>`, []Error{
			{Code: "cvc-complex-type.4", Kind: MissingAttribute, Element: "letter", Attribute: "number", Line: 1, Column: 1}}},
		"enumeration": {letterHead + ` kind="Plain">` + goodFrom + goodTo + `<body/></letter>`, []Error{
			{Code: "cvc-enumeration-valid", Kind: BadChoice, Element: "letter", Attribute: "kind", Value: "Plain", Facet: "enumeration", Expected: []string{"plain", "registered"}, Line: 1, Column: 101}}},
		"fixed": {letterHead + ` version="2">` + goodFrom + goodTo + `<body/></letter>`, []Error{
			{Code: "cvc-complex-type.3.1", Kind: BadFixed, Element: "letter", Attribute: "version", Value: "2", Expected: []string{"1"}, Line: 1, Column: 101}}},
		"pattern": {letter(`<from><name>x</name><phone short="12345"/></from>` + goodTo + `<body/>`), []Error{
			{Code: "cvc-pattern-valid", Kind: BadPattern, Element: "phone", Attribute: "short", Value: "12345", Facet: "pattern", Limit: "[0-9]{3,4}", Line: 2, Column: 28}}},
		"length of content": {letter(`<from><name/></from>` + goodTo + `<body/>`), []Error{
			{Code: "cvc-minLength-valid", Kind: BadLength, Element: "name", Facet: "minLength", Limit: "1", Type: "Name", Line: 2, Column: 7}}},
		"range": {letter(`<from><name>x</name><age>121</age></from>` + goodTo + `<body/>`), []Error{
			{Code: "cvc-maxInclusive-valid", Kind: BadRange, Element: "age", Value: "121", Facet: "maxInclusive", Limit: "120", Line: 2, Column: 26}}},
		"number": {`<letter xmlns="urn:example:letter" number="one">` + goodFrom + goodTo + `<body/></letter>`, []Error{
			{Code: "cvc-datatype-valid.1.2.1", Kind: BadDatatype, Element: "letter", Attribute: "number", Value: "one", Type: "xs:integer", Line: 1, Column: 36}}},
		"address": {letter(`<from><name>x</name><phone uri="tel: "/></from>` + goodTo + `<body/>`), []Error{
			{Code: "cvc-datatype-valid.1.2.1", Kind: BadDatatype, Element: "phone", Attribute: "uri", Value: "tel:", Type: "xs:anyURI", Line: 2, Column: 28}}},
		"no token": {letter(goodFrom + goodTo + `<body style=""/>`), []Error{
			{Code: "cvc-minLength-valid", Kind: BadLength, Element: "body", Attribute: "style", Facet: "minLength", Limit: "1", Type: "xs:NMTOKENS", Line: 2, Column: 71}}},
		"ID twice": {letter(goodFrom + goodTo + `<body ID="a"><see ID="a"/></body>`), []Error{
			{Code: "cvc-id.2", Kind: DuplicateID, Element: "see", Attribute: "ID", Value: "a", Type: "xs:ID", Line: 2, Column: 83}}},
		"bad ID": {letter(goodFrom + goodTo + `<body ID="1"/>`), []Error{
			{Code: "cvc-datatype-valid.1.2.1", Kind: BadDatatype, Element: "body", Attribute: "ID", Value: "1", Type: "xs:ID", Line: 2, Column: 71}}},
		"references to nothing": {letter(goodFrom + goodTo + `<body ID="a"><see IDREF="b" all="a c"/></body>`), []Error{
			{Code: "cvc-id.1", Kind: UnresolvedReference, Element: "see", Attribute: "IDREF", Value: "b", Type: "xs:IDREF", Line: 2, Column: 83},
			{Code: "cvc-id.1", Kind: UnresolvedReference, Element: "see", Attribute: "all", Value: "c", Type: "xs:IDREF", Line: 2, Column: 93}}},
		"abstract type": {letter(goodFrom + goodTo + `<body><value/></body>`), []Error{
			{Code: "cvc-type.2", Kind: AbstractType, Element: "value", Line: 2, Column: 71}}},
		"type": {letter(goodFrom + goodTo + `<body><value xsi:type=" Amount " value="123456789012345678901234567890.5"/></body>`), nil},
		"unknown type": {letter(goodFrom + goodTo + `<body><value xsi:type="Money" value="1"/></body>`), []Error{
			{Code: "cvc-elt.4.2", Kind: UnknownType, Element: "value", Attribute: "xsi:type", Value: "Money", Line: 2, Column: 78},
			{Code: "cvc-type.2", Kind: AbstractType, Element: "value", Line: 2, Column: 71},
			{Code: "cvc-complex-type.3.2.2", Kind: AttributeNotAllowed, Element: "value", Attribute: "value", Line: 2, Column: 95}}},
		"unrelated type": {letter(goodFrom + goodTo + `<body><value xsi:type="Body"/></body>`), []Error{
			{Code: "cvc-elt.4.3", Kind: UnrelatedType, Element: "value", Attribute: "xsi:type", Value: "Body", Type: "Value", Line: 2, Column: 78}}},
		"nil": {letter(goodFrom + goodTo + `<body xsi:nil="true"/>`), []Error{
			{Code: "cvc-elt.3.1", Kind: BadNil, Element: "body", Attribute: "xsi:nil", Value: "true", Line: 2, Column: 71}}},
		"location": {letterHead + ` xsi:schemaLocation="urn:a http:">` + goodFrom + goodTo + `<body/></letter>`, []Error{
			{Code: "cvc-datatype-valid.1.2.1", Kind: BadDatatype, Element: "letter", Attribute: "xsi:schemaLocation", Value: "http:", Type: "xs:anyURI", Line: 1, Column: 101}}},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge(t, s, test.text)
			require.Nil(t, r.Fatal)
			require.Len(t, r.Errors, len(test.want), "%+v", r.Errors)
			for i, got := range r.Errors {
				want := test.want[i]
				assert.Contains(t, got.Codes, got.Code)
				got.Codes, got.Raw, got.Namespace, got.Offset, got.ElementOffset, got.event = nil, "", "", 0, 0, 0
				assert.Equal(t, want, got)
			}
		})
	}
}

func TestCodesAreMerged(t *testing.T) {
	r := judge(t, letterSchema(t), letterHead+` kind="no">`+goodFrom+goodTo+`<body/></letter>`)
	require.Len(t, r.Errors, 1)
	assert.Equal(t, []string{"cvc-enumeration-valid", "cvc-attribute.3"}, r.Errors[0].Codes)
	assert.Equal(t, strings.Index(letterHead+` kind`, "kind"), r.Errors[0].Offset)
	assert.Equal(t, 0, r.Errors[0].ElementOffset)
}

func TestFatal(t *testing.T) {
	s := letterSchema(t)
	for name, test := range map[string]struct {
		text         string
		line, column int
	}{
		"doctype":       {"<?xml version='1.0'?>\n<!DOCTYPE letter [<!ENTITY a \"b\">]><letter/>", 2, 1},
		"declaration":   {"<?xml version='3.0'?><letter/>", 1, 1},
		"encoding":      {"<letter>\n\xff</letter>", 2, 1},
		"end tag":       {"<letter>\n</body>", 2, 1},
		"entity":        {"<letter>&nbsp;</letter>", 1, 9},
		"prefix":        {"<letter><x:y/></letter>", 1, 10},
		"long name":     {"<letter><" + strings.Repeat("x", 1001) + "/></letter>", 1, 9},
		"null":          {"<letter>\x00</letter>", 1, 9},
		"empty":         {"", 1, 1},
		"second letter": {"<letter/><letter/>", 1, 10},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge(t, s, test.text)
			require.NotNil(t, r.Fatal)
			assert.Equal(t, []int{test.line, test.column}, []int{r.Fatal.Line, r.Fatal.Column}, "%v", r.Fatal)
		})
	}
}

func TestManyErrors(t *testing.T) {
	s := letterSchema(t)
	text := letter(goodFrom + goodTo + "<body>" + strings.Repeat("\n<bold x='1'/>", 70_000) + "</body>")
	r, err := s.Validate(parse(t, []byte(text)), Options{MaxErrors: 100_000})
	require.NoError(t, err)
	require.Len(t, r.Errors, 70_000)
	assert.False(t, r.Truncated)
	assert.Equal(t, 70_002, r.Errors[69_999].Line, "lines beyond 65535 count on")
	r, err = s.Validate(parse(t, []byte(text)), Options{})
	require.NoError(t, err)
	assert.Len(t, r.Errors, 1000)
	assert.True(t, r.Truncated)
}

func TestColumnsCountCharacters(t *testing.T) {
	r := judge(t, letterSchema(t), "\uFEFF"+letter(goodFrom+goodTo+`<body><bold>èè😀</bold><x/></body>`))
	require.Len(t, r.Errors, 1)
	assert.Equal(t, []int{2, 87}, []int{r.Errors[0].Line, r.Errors[0].Column})
}

// TestTooMuch: identity constraints over many elements and paths end with an error, not with the day.
func TestTooMuch(t *testing.T) {
	schema := `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="r"><xs:complexType><xs:sequence>
		<xs:element name="a" maxOccurs="unbounded"><xs:complexType><xs:attribute name="k"/></xs:complexType></xs:element></xs:sequence></xs:complexType>
		<xs:unique name="u"><xs:selector xpath=".//*"/><xs:field xpath="@k"/></xs:unique></xs:element>
		<xs:element name="s"><xs:complexType><xs:sequence><xs:any maxOccurs="unbounded" processContents="lax"/></xs:sequence></xs:complexType>
		<xs:unique name="v"><xs:selector xpath=".//*"/><xs:field xpath=".//@k"/></xs:unique></xs:element></xs:schema>`
	s, err := Compile(map[string][]byte{"a.xsd": []byte(schema)}, "a.xsd")
	require.NoError(t, err)
	few := parse(t, []byte(`<r><a k="1"/><a k="2"/><a k="1"/></r>`))
	r, err := s.Validate(few, Options{})
	require.NoError(t, err)
	require.Len(t, r.Errors, 1)
	assert.Equal(t, "cvc-identity-constraint.4.1", r.Errors[0].Code)
	deep := parse(t, []byte("<s>"+strings.Repeat("<x>", 1900)+strings.Repeat("<y/>", 60_000)+strings.Repeat("</x>", 1900)+"</s>"))
	_, err = s.Validate(deep, Options{})
	assert.ErrorIs(t, err, ErrTooMuch)
}
