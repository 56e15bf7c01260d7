package xsd

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files")

// explained are one error of each kind, as documents of the national sets have them.
var explained = []Error{
	{Kind: UnknownRoot, Element: "clinicalDocument", Namespace: "urn:hl7-org:v3"},
	{Kind: UnexpectedElement, Element: "languageCode", Namespace: "urn:hl7-org:v3", Expected: []string{"confidentialityCode"}},
	{Kind: UnexpectedElement, Element: "section", Namespace: "urn:hl7-org:v3", Expected: []string{"id", "code", "sdtc:statusCode"}, ExpectedMore: true},
	{Kind: UnexpectedElement, Element: "x", Namespace: "urn:example:x"},
	{Kind: UnexpectedElement, Element: "languageCode", Namespace: "urn:hl7-org:v3", Parent: "ClinicalDocument", Misplaced: true, Expected: []string{"confidentialityCode"}},
	{Kind: UnexpectedElement, Element: "title", Namespace: "urn:hl7-org:v3", Parent: "section", Misplaced: true},
	{Kind: UnexpectedElement, Element: "Title", Namespace: "urn:hl7-org:v3", Parent: "section", Expected: []string{"id", "code", "title"}},
	{Kind: UnexpectedElement, Element: "tr", Namespace: "urn:hl7-org:v3", Parent: "td", Expected: []string{"content", "linkHtml"}},
	{Kind: UnexpectedElement, Element: "addr", Namespace: "urn:hl7-org:v3", Parent: "patientRole", Misplaced: true, Expected: []string{"providerOrganization"}, Belongs: Belongs{After: "id", Before: "telecom"}},
	{Kind: UnexpectedElement, Element: "realmCode", Namespace: "urn:hl7-org:v3", Parent: "participant", Misplaced: true, Expected: []string{"id"}, Belongs: Belongs{Before: "typeId"}},
	{Kind: UnexpectedElement, Element: "effectiveTime", Namespace: "urn:hl7-org:v3", Parent: "act", Misplaced: true, Expected: []string{"id", "code"}, Belongs: Belongs{Later: "code"}},
	{Kind: UnexpectedElement, Element: "content", Namespace: "urn:hl7-org:v3", Parent: "tbody", Expected: []string{"tr"}, Belongs: Belongs{Inside: []string{"tbody", "tr", "td"}}},
	{Kind: UnexpectedElement, Element: "recordTarget", Namespace: "urn:hl7-org:v3", Parent: "custodian", Belongs: Belongs{Inside: []string{"ClinicalDocument"}, Outside: true}},
	{Kind: UnexpectedElement, Element: "patient", Namespace: "urn:hl7-org:v3", Parent: "subject", Misplaced: true, Expected: []string{"x"}, Belongs: Belongs{Again: true}},
	{Kind: UnexpectedElement, Element: "id", Namespace: "", Expected: []string{"templateId", "id"}},
	{Kind: MissingElement, Element: "component", Namespace: "urn:hl7-org:v3", Expected: []string{"section"}},
	{Kind: ElementNotAllowed, Element: "id", Namespace: "urn:hl7-org:v3", Value: "name"},
	{Kind: TextNotAllowed, Element: "patient", Namespace: "urn:hl7-org:v3", Value: "Mario"},
	{Kind: ContentNotAllowed, Element: "id", Namespace: "urn:hl7-org:v3", Value: ""},
	{Kind: AttributeNotAllowed, Element: "id", Namespace: "urn:hl7-org:v3", Attribute: "Root"},
	{Kind: MissingAttribute, Element: "entryRelationship", Namespace: "urn:hl7-org:v3", Attribute: "typeCode"},
	{Kind: BadPattern, Element: "effectiveTime", Attribute: "value", Value: "2024-01-31", Facet: "pattern", Limit: timeStampPattern},
	{Kind: BadPattern, Element: "code", Attribute: "code", Value: " 34105-7", Facet: "pattern", Limit: noBlanksPattern},
	{Kind: BadPattern, Element: "thing", Attribute: "form", Value: "b", Facet: "pattern", Limit: "a+"},
	{Kind: BadChoice, Element: "name", Attribute: "use", Value: "l", Facet: "enumeration", Expected: []string{"L", "A"}},
	{Kind: BadLength, Element: "id", Attribute: "extension", Value: "", Facet: "minLength", Limit: "1"},
	{Kind: BadRange, Element: "probability", Attribute: "value", Value: "1.5", Facet: "maxInclusive", Limit: "1.0"},
	{Kind: BadDatatype, Element: "id", Attribute: "root", Value: "2.16.840.1.113883.2.9.02", Type: "uid"},
	{Kind: BadDatatype, Element: "telecom", Attribute: "value", Value: "tel:", Type: "xs:anyURI"},
	{Kind: BadDatatype, Element: "age", Value: "eighty", Type: "xs:integer"},
	{Kind: BadFixed, Element: "typeId", Attribute: "root", Value: "2.16", Expected: []string{"2.16.840.1.113883.1.3"}},
	{Kind: UnknownType, Element: "value", Attribute: "xsi:type", Value: "Cd"},
	{Kind: UnrelatedType, Element: "effectiveTime", Attribute: "xsi:type", Value: "CD"},
	{Kind: AbstractType, Element: "value"},
	{Kind: BadNil, Element: "id", Attribute: "xsi:nil"},
	{Kind: DuplicateID, Element: "content", Attribute: "ID", Value: "a1", Type: "xs:ID"},
	{Kind: UnresolvedReference, Element: "linkHtml", Attribute: "IDREF", Value: "a2", Type: "xs:IDREF"},
	{Kind: Other, Element: "id", Raw: "something else"},
}

func TestExplain(t *testing.T) {
	for _, lang := range []string{"it", "en"} {
		t.Run(lang, func(t *testing.T) {
			var b strings.Builder
			seen := map[string]bool{}
			for _, e := range explained {
				message, expected, actual, fix := e.Explain(lang)
				require.NotEmpty(t, message, e.Kind)
				require.NotEmpty(t, fix, e.Kind)
				require.False(t, seen[message], "%s says the same as another: %s", e.Kind, message)
				seen[message] = true
				fmt.Fprintf(&b, "%s\n  %s\n  expected: %s\n  actual:   %s\n  fix:      %s\n\n", e.Kind, message, expected, actual, fix)
			}
			golden := "testdata/explain." + lang + ".golden"
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o600))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			assert.Equal(t, string(want), b.String())
		})
	}
}
