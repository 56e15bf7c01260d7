package sample

import (
	"bytes"
	"fmt"
	"strings"
)

// defect is one change to a valid document and what comes of it.
type defect struct {
	of, name     string
	result, rule string
	note         string
	// old is replaced by new, once; it must occur exactly as often as times says (once when zero) and the first is taken.
	old, new string
	times    int
}

func (d defect) apply(doc []byte) ([]byte, error) {
	want := max(d.times, 1)
	if n := bytes.Count(doc, []byte(d.old)); n != want {
		return nil, fmt.Errorf("%q occurs %d times where %d were expected", d.old, n, want)
	}
	return bytes.Replace(doc, []byte(d.old), []byte(d.new), 1), nil
}

const (
	genderCode = `<administrativeGenderCode code="M" codeSystem="2.16.840.1.113883.5.1"`
	typeID     = `<typeId root="2.16.840.1.113883.1.3" extension="POCD_MT000040UV02"/>`
	labID      = `<templateId root="2.16.840.1.113883.2.9.10.1.1" extension="1.3"/>`
	rsaID      = `<templateId root="2.16.840.1.113883.2.9.10.1.9.1" extension="1.1"/>`
)

var defects = []defect{
	{of: "LAB", name: "xsd-value", result: "SYNTAX_ERROR", note: "the birth date is not a point in time of HL7",
		old: `<birthTime value="19800101"/>`, new: `<birthTime value="01/01/1980"/>`},
	{of: "LAB", name: "xsd-order", result: "SYNTAX_ERROR", note: "title after effectiveTime",
		old: "<title>Referto di laboratorio</title>\n  <effectiveTime value=\"20260115103000+0100\"/>",
		new: "<effectiveTime value=\"20260115103000+0100\"/>\n  <title>Referto di laboratorio</title>"},
	{of: "LAB", name: "schematron", result: "SEMANTIC_ERROR", rule: "ERRORE-46", note: "the patient's fiscal code in lower case",
		old: `extension="PRVPNT80A41H501`, new: `extension="prvpnt80a41h501`},
	{of: "LAB", name: "warning", result: "SEMANTIC_WARNING", rule: "W001", note: "the display name of the document's code is not the recommended one",
		old: `displayName="Referto di laboratorio"`, new: `displayName="Referto"`},
	{of: "LAB", name: "vocabulary-code", result: "VOCABULARY_ERROR", note: "a code that the dictionary does not have: m for M",
		old: genderCode, new: strings.Replace(genderCode, `"M"`, `"m"`, 1)},
	{of: "LAB", name: "vocabulary-version", result: "VOCABULARY_ERROR", note: "a version of a dictionary that is not managed",
		old: genderCode, new: genderCode + ` codeSystemVersion="1.0"`},
	{of: "LAB", name: "vocabulary-blocked", result: "VOCABULARY_ERROR", note: "a code system with an arc 999",
		old: `codeSystem="2.16.840.1.113883.2.9.5.1.111"`, new: `codeSystem="2.16.840.1.113883.2.9.999.111"`},
	{of: "LAB", name: "no-templateid", result: "EXCEPTION", note: "no templateId: the gateway finds no Schematron to choose",
		old: labID + "\n", new: ""},
	{of: "LAB", name: "no-typeid", result: "EXCEPTION", note: "no typeId: the gateway finds no schema to choose",
		old: typeID + "\n", new: ""},
	{of: "LAB", name: "template-unknown", result: "SEMANTIC_ERROR", note: "a templateId that no national Schematron has",
		old: labID, new: `<templateId root="2.16.840.1.113883.2.9.10.1.4242" extension="1.3"/>`},
	{of: "LAB", name: "doctype", result: "SYNTAX_ERROR", note: "a document type declaration, which the gateway forbids",
		old: "<ClinicalDocument ", new: "<!DOCTYPE ClinicalDocument>\n<ClinicalDocument "},
	{of: "LAB", name: "not-well-formed", result: "SYNTAX_ERROR", note: "an end tag is missing",
		old: "</recordTarget>\n", new: ""},
	{of: "LAB", name: "encoding-wrong", result: "OK", note: "declared as UTF-8, one letter in ISO 8859-1: the gateway reads a replacement character",
		old: "Regione Lazio", times: 2, new: "Regione Citt\xE0"},
	{of: "LAB", name: "encoding-unknown", result: "EXCEPTION", note: "an encoding that nobody knows is declared",
		old: `encoding="UTF-8"`, new: `encoding="X-INVENTATA"`},
	{of: "RSA", name: "xsd-missing", result: "SYNTAX_ERROR", note: "the custodian organization has no id",
		old: custodianID, new: custodianStart},
	{of: "RSA", name: "schematron", result: "SEMANTIC_ERROR", rule: "ERRORE-b5", note: "the section of the report itself has no text",
		old: "<text>\n            <paragraph>\n              <content ID=\"S47045-0\">Testo di esempio: Referto</content>\n            </paragraph>\n          </text>\n", new: ""},
	{of: "RSA", name: "warning", result: "SEMANTIC_WARNING", rule: "W001", note: "the display name of the document's code is not the recommended one",
		old: `displayName="Nota di consulto"`, new: `displayName="Consulto"`},
	{of: "RSA", name: "vocabulary-code", result: "VOCABULARY_ERROR", note: "a code that ICD-9-CM does not have",
		old: `code="250.00"`, times: 2, new: `code="250.000"`},
	{of: "RSA", name: "vocabulary-null", result: "VOCABULARY_ERROR", note: "a managed code system without a code",
		old: `<value xsi:type="CD" code="250.00"`, times: 2, new: `<value xsi:type="CD" nullFlavor="UNK"`},
	{of: "RSA", name: "template-local-first", result: "SEMANTIC_ERROR", note: "a local templateId before the national one: the gateway takes the first",
		old: rsaID, new: `<templateId root="2.16.840.1.113883.2.9.2.120.10.1" extension="1.0"/>` + "\n  " + rsaID},
}

const (
	custodianStart = "<representedCustodianOrganization>\n"
	custodianID    = custodianStart + "        <id root=\"2.16.840.1.113883.2.9.4.1.1\" extension=\"120000\" assigningAuthorityName=\"Ministero della Salute\"/>\n"
)
