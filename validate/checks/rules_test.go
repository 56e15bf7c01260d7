package checks

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/pdftest"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
)

func TestTexts(t *testing.T) { assert.Empty(t, texts.Check()) }

// TestRulesAreComplete checks what every rule must have.
func TestRulesAreComplete(t *testing.T) {
	for _, r := range Rules() {
		assert.True(t, strings.HasPrefix(r.ID, r.Family), r.ID)
		assert.NotEmpty(t, r.Title.In("it"), r.ID)
		assert.NotEmpty(t, r.Title.In("en"), r.ID)
		if r.Family == "INP" {
			continue
		}
		switch r.Family {
		case "JWT", "REQ", "CRT", "ID", "OID", "CF", "JSON", "HTTP":
			assert.NotEmpty(t, r.References(), r.ID)
			continue // the gateway's answer depends on the claim or field
		}
		assert.NotEmpty(t, r.Why.In("it"), r.ID)
		assert.NotEmpty(t, r.Why.In("en"), r.ID)
		assert.NotEmpty(t, r.References(), r.ID)
		if r.Group == lint.Gateway && r.Severity == lint.Error {
			known := false
			for _, op := range fse.Operations() {
				_, ok := gateway.Lookup(op, r.Error)
				known = known || ok
			}
			assert.True(t, known, "%s predicts %s, which no operation answers", r.ID, r.Error)
		}
	}
}

// edit returns the valid LAB sample with one replacement.
func edit(t *testing.T, old, replacement string) *validate.Bundle {
	src := string(sample(t, "cda/LAB-valid.xml"))
	require.True(t, strings.Contains(src, old), "the sample has no %s", old)
	return validate.Bytes("a.xml", []byte(strings.Replace(src, old, replacement, 1)))
}

func sampleBundle(t *testing.T, name string) *validate.Bundle {
	return validate.Bytes(name, sample(t, name))
}

func software(vendor, id, version string) *validate.Application {
	return &validate.Application{Vendor: vendor, ID: id, Version: version}
}

// nestedSignature is a PDF with a signature field below one that has the type, but no value.
func nestedSignature() []byte {
	b := pdftest.New()
	b.Object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[10 0 R]>>>>")
	b.Object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>")
	b.Object(3, "<</Type/Page/Parent 2 0 R>>")
	b.Object(10, "<</T(page)/FT/Sig/Kids[11 0 R]>>")
	b.Object(11, "<</T(firma)/Parent 10 0 R/V<</ByteRange[0 1 2 3]>>>>")
	return b.Finish("/Root 1 0 R")
}

// triggers gives for each rule a document that makes it report.
func triggers(t *testing.T) map[string]*validate.Bundle {
	signed := "pdf/RSA-attachment.pdf"
	mode := sampleBundle(t, signed)
	mode.Mode = "RESOURCE"
	withSoftware := func(vendor, id, version string) *validate.Bundle {
		b := sampleBundle(t, signed)
		b.Application = software(vendor, id, version)
		return b
	}
	reference := func(elem ...string) *validate.Bundle {
		return validate.File(shared.Dir(t, append([]string{"corpus"}, elem...)...))
	}
	const (
		value   = `codeSystem="2.16.840.1.113883.6.1"`
		typeID  = `extension="POCD_MT000040UV02"`
		effTime = `<effectiveTime value="`
	)
	lab := string(sample(t, "cda/LAB-valid.xml"))
	at := strings.Index(lab, effTime) + len(effTime)
	full := lab[at : at+strings.IndexByte(lab[at:], '"')]
	return map[string]*validate.Bundle{
		"PDF-EMPTY":                 validate.Bytes("a.pdf", nil),
		"PDF-NOT-PDF":               validate.Bytes("a.pdf", []byte("no pdf at all")),
		"PDF-DAMAGED":               validate.Bytes("a.pdf", []byte("%PDF-1.7 and nothing more")),
		"PDF-PASSWORD":              reference("signature", "enc-aes-256-userpw.pdf"),
		"PDF-ENCRYPTED":             reference("signature", "enc-aes-128.pdf"),
		"PDF-GENERATION":            reference("..", "cases-gateway", "tree-kids.pdf"),
		"PDF-CYCLE":                 reference("..", "cases-gateway", "x-page-cycle.pdf"),
		"SIG-GENERATION":            reference("..", "cases-gateway", "s-empty.pdf"),
		"PDF-REPAIRED":              validate.Bytes("a.pdf", append(sample(t, signed), strings.Repeat("junk\n", 2000)...)),
		"PDF-NO-CDA":                mode,
		"PDF-CDA-NOT-FIRST":         sampleBundle(t, "pdf/broken/LAB-two-attachments.pdf"),
		"PDF-CDA-NAME":              attachmentNames(t),
		"PDF-CDA-SEVERAL":           twoCDAs(t),
		"SIG-UNSIGNED":              sampleBundle(t, "pdf/broken/LAB-unsigned.pdf"),
		"SIG-INVALID":               sampleBundle(t, "pdf/broken/LAB-tampered.pdf"),
		"SIG-UNREADABLE":            reference("..", "cases-gateway", "q-aes-256.pdf"),
		"SIG-UNVERIFIED":            validate.Bytes("a.pdf", nestedSignature()),
		"CDA-ENCODING":              sampleBundle(t, "cda/broken/LAB-encoding-unknown.xml"),
		"CDA-REENCODED":             validate.Bytes("a.xml", latin1(strings.Replace(lab, `encoding="UTF-8"`, `encoding="ISO-8859-1"`, 1))),
		"CDA-BYTES":                 sampleBundle(t, "cda/broken/LAB-encoding-wrong.xml"),
		"CDA-NO-TEMPLATE":           sampleBundle(t, "cda/broken/LAB-no-templateid.xml"),
		"CDA-NO-TYPEID":             sampleBundle(t, "cda/broken/LAB-no-typeid.xml"),
		"CDA-DOCTYPE":               sampleBundle(t, "cda/broken/LAB-doctype.xml"),
		"CDA-MALFORMED":             sampleBundle(t, "cda/broken/LAB-not-well-formed.xml"),
		"CDA-LIMIT":                 validate.Bytes("a.xml", []byte(strings.Repeat("<a>", 5000))),
		"CDA-NO-ID":                 validate.Bytes("a.xml", []byte(`<ClinicalDocument xmlns="urn:hl7-org:v3"><typeId `+typeID+`/><templateId root="2.16.840.1.113883.2.9.10.1.1"/></ClinicalDocument>`)),
		"CDA-TIME":                  edit(t, effTime+full, effTime+full[:12]+"+0100"),
		"CDA-ORDER-FORM":            edit(t, `extension="1200A4000000001"`, `extension="[NRE]"`),
		"CDA-ORDER-ROOT":            edit(t, `root="2.16.840.1.113883.2.9.4.3.9" extension="1200A`, `root="2.16.840.1.113883.2.9.4.3.8" extension="1200A`),
		"CDA-ORDER-SEVERAL":         edit(t, `extension="1200A4000000001"`, `extension="1200A4000000001,1200A4000000002"`),
		"CDA-TIME-PRECISION":        edit(t, effTime+full, effTime+full[:8]+"T103000"),
		"XSD-NO-SCHEMA":             edit(t, typeID, `extension="POCD_X"`),
		"XSD-UNKNOWN-ROOT":          validate.Bytes("a.xml", []byte(strings.ReplaceAll(lab, "ClinicalDocument", "Clinical"))),
		"XSD-UNEXPECTED-ELEMENT":    sampleBundle(t, "cda/broken/LAB-xsd-order.xml"),
		"XSD-MISSING-ELEMENT":       edit(t, `<custodian typeCode="CST">`, `<custodian typeCode="CST"/><custodian typeCode="CST">`),
		"XSD-TEXT-NOT-ALLOWED":      edit(t, "<guardianPerson>", "<guardianPerson>text"),
		"XSD-BAD-PATTERN":           sampleBundle(t, "cda/broken/LAB-xsd-value.xml"),
		"XSD-ATTRIBUTE-NOT-ALLOWED": edit(t, "<guardianPerson>", `<guardianPerson colour="red">`),
		"XSD-UNKNOWN-TYPE":          edit(t, `xsi:type="`, `xsi:type="X`),
		"SCH":                       sampleBundle(t, "cda/broken/LAB-schematron.xml"),
		"SCH-REPORT":                sampleBundle(t, "cda/broken/LAB-warning.xml"),
		"SCH-EXECUTION":             reference("probes", "5-prf-2entries.xml"),
		"SCH-NO-SCHEMATRON":         sampleBundle(t, "cda/broken/LAB-template-unknown.xml"),
		"VOC-BLOCKED":               sampleBundle(t, "cda/broken/LAB-vocabulary-blocked.xml"),
		"VOC-VERSION":               sampleBundle(t, "cda/broken/LAB-vocabulary-version.xml"),
		"VOC-CODE":                  sampleBundle(t, "cda/broken/LAB-vocabulary-code.xml"),
		"VOC-NO-CODE":               sampleBundle(t, "cda/broken/RSA-vocabulary-null.xml"),
		"VOC-UNKNOWN":               edit(t, value, `codeSystem="1.2.3.4.5"`),
		"ENG-NO-MAP":                sampleBundle(t, "cda/TELEVISITA-valid.xml"),
		"REG-UNKNOWN":               withSoftware("2B Informatica", "IT-2B-GSM", "1.0"),
		"REG-EQUIVALENT":            withSoftware("2B Informatica srl", "IT-2B-GSM", "1.0"),
		"REG-TYPE":                  withSoftware("Abintrax-x", "x", "1"),
		"INP-UNREADABLE":            validate.File("does-not-exist.pdf"),
		"INP-LIMIT":                 validate.Bytes("a.pdf", []byte("%PDF-1.7\n1 0 obj\n<</Deep "+strings.Repeat("[", 501)+strings.Repeat("]", 501)+">>\nendobj\n")),
	}
}

// disagreements gives for each rule about the agreement of parts a submission that breaks it.
func disagreements(t *testing.T) map[string]*validate.Bundle {
	made := map[string]*validate.Bundle{}
	make := func(id string, edits ...func(testing.TB, *submission)) {
		s := newSubmission(t, fse.ValidateAndCreate)
		for _, edit := range edits {
			edit(t, s)
		}
		made[id] = s.Bundle(t)
	}
	errors := map[string]string{"TK-26": "XCK-NO-TYPE", "TK-27": "XCK-TYPE", "TK-28": "XCK-NO-PATIENT", "TK-29": "XCK-PATIENT", "TK-30": "XCK-PERSON", "PB-03": "XCK-HASH", "FE-11": "PDF-MISSING"}
	for _, c := range errorCases() {
		if id := errors[c.ID]; id != "" {
			make(id, c.Edit)
		}
	}
	make("XCK-PERSON-OID", setClaim("person_id", "PRVPNT80A41H501Y^^^&2.16.840.1.113883.2.9.4.3.7&ISO"))
	make("XCK-REGION", setClaim("subject_organization_id", "090"))
	make("XCK-PERSON-CARETS", setClaim("person_id", "^^^"))
	make("XCK-ACCESS", editCDA(`<confidentialityCode code="N"`, `<confidentialityCode code="V"`))
	make("XCK-DOCUMENT-ID", setField("identificativoDoc", "2.16.840.1.113883.2.9.2.120.4.4^other"))
	make("XCK-DOCUMENT-TYPE", setField("identificativoDoc", "2.16.840.1.113883.2.9.2.90.4.4^01386030488.RAD.201.1"))
	make("XCK-VAT", setField("identificativoDoc", "2.16.840.1.113883.2.9.2.90.4.4^00743110157.LAB.201.1"))
	return made
}

// atValidation are submissions for rules of validations alone.
func atValidation(t *testing.T) map[string]*submission {
	made := map[string]*submission{"SIG-EARLY": newSubmission(t, fse.Validation)}
	made["SIG-NOT-YET"] = newSubmission(t, fse.Validation)
	made["SIG-NOT-YET"].PDF = func(cda string) []byte {
		return padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(cda)})
	}
	for _, c := range errorCases() {
		if c.ID == "GE-01" && c.Op == fse.Validation { // the last is the one without code
			made["CDA-NO-CODE"] = newSubmission(t, c.Op)
			c.Edit(t, made["CDA-NO-CODE"])
		}
	}
	return made
}

// notTriggered are the rules that no document of this test makes report, with the reason.
var notTriggered = map[string]string{
	"CAT-ANSWER-DIFFERS":  "needs another catalog: TestAgainst",
	"SIG-REVOCATION":      "needs a certificate that is not self-signed and what it was revoked with: package sig tests it",
	"SIG-TRUST":           "needs trust data: package sig tests it",
	"VOC-NO-DICTIONARIES": "needs a catalog without dictionaries: TestEmptyCatalog",
	"VOC-UNCHECKED":       "is a note of the run: TestUnchecked",
	"INP-TIME":            "needs a document that takes too long: TestTimeout",
	"INP-FAULT":           "needs a bug: package validate tests how failures become faults",
}

func TestEveryRuleIsReported(t *testing.T) {
	catalog, err := schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	defer catalog.Close()
	csv := "Fornitore,Nomi fornitori equivalenti,Applicativo,Versione,Versioni Equivalenti,Tipo Documento,Servizio,Data validazione,Versione Gateway\n" +
		"2B_Informatica,2B Informatica srl,IT-2B-GSM,1.0,,RSA,VALIDATION,2025-07-11,1.0\n" +
		"Prova,,APP,1,\"2, 3\",LAB,VALIDATION,2025-07-11,1.0\n"
	accredited, err := registry.Read(strings.NewReader(csv))
	require.NoError(t, err)
	runner, err := NewRunner(Config{Catalog: catalog, Registry: func() (*registry.Registry, error) { return accredited, nil }})
	require.NoError(t, err)

	inputs := triggers(t)
	maps.Copy(inputs, disagreements(t))
	maps.Copy(inputs, signatureTriggers(t))
	inputs["REG-TYPE"].Application = software("Prova", "APP", "1")
	other := sampleBundle(t, "pdf/LAB-attachment.pdf")
	other.Application = software("Prova", "APP", "3")
	inputs["REG-EQUIVALENT-VERSION"] = other
	inputs["REG-DIFFERS"] = newSubmission(t, fse.ValidateAndCreate).Bundle(t)
	inputs["REG-DIFFERS"].Application = software("Prova", "APP", "3")

	reported := map[string]bool{}
	for id, b := range inputs {
		d := runner.Document(context.Background(), b)
		found := map[string]bool{}
		for i := range d.Findings {
			found[d.Findings[i].Rule.ID] = true
			reported[d.Findings[i].Rule.ID] = true
		}
		assert.True(t, found[id], "%s is not reported: %v", id, ids(d.Document))
	}
	for id, s := range atValidation(t) {
		d := judge(t, s)
		assert.Contains(t, ids(d), id)
		reported[id] = true
	}
	for id, s := range afterEarlierCalls(t) {
		d := judge(t, s)
		assert.Contains(t, ids(d), id)
		reported[id] = true
	}
	tuscan, err := NewRunner(Config{Catalog: catalog, Call: Call{Operation: fse.Create, Profile: fse.Toscana}})
	require.NoError(t, err)
	s := newSubmission(t, fse.Create)
	editCDA(`root="2.16.840.1.113883.2.9.4.3.2"`, `root="2.16.840.1.113883.2.9.2.90.4.1.1"`)(t, s)
	for _, id := range []string{"RT-METHOD", "RT-PATIENT"} {
		assert.Contains(t, ids(tuscan.Document(context.Background(), s.Bundle(t)).Document), id)
		assert.NotContains(t, ids(runner.Document(context.Background(), s.Bundle(t)).Document), id, "the nation minds it not")
		reported[id] = true
	}
	for _, r := range Rules() {
		switch r.Family {
		case "XSD", "JWT", "REQ", "CRT", "ID", "OID", "CF", "JSON", "MAP", "HTTP":
			continue // the packages schemas/xsd, gateway/wire, metadata/… and mappingcheck have an example of every rule
		}
		_, excused := notTriggered[r.ID]
		assert.True(t, reported[r.ID] || excused, "no document of this test triggers %s", r.ID)
	}
}

func TestTimeout(t *testing.T) {
	catalog, err := schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	defer catalog.Close()
	runner, err := NewRunner(Config{Catalog: catalog, Limits: validate.Limits{Time: time.Nanosecond}})
	require.NoError(t, err)
	d := runner.Document(context.Background(), sampleBundle(t, "cda/LAB-valid.xml"))
	assert.Equal(t, validate.Fault, d.Verdict)
	assert.Contains(t, ids(d.Document), "INP-TIME")
}

// TestEmptyCatalog opens a catalog that has a list of dictionaries with nothing in it.
func TestEmptyCatalog(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "mongo-dump"), 0o755))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "schema"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "mongo-dump", "dictionary.json"), []byte("[]"), 0o644))
	catalog, err := schemas.Open(dir)
	require.NoError(t, err)
	defer catalog.Close()
	runner, err := NewRunner(Config{Catalog: catalog})
	require.NoError(t, err)
	d := runner.Document(context.Background(), sampleBundle(t, "cda/LAB-valid.xml"))
	assert.Contains(t, ids(d.Document), "VOC-NO-DICTIONARIES")
}

func latin1(s string) []byte {
	var b []byte
	for _, r := range s + "<!-- perché -->" {
		b = append(b, byte(min(r, 0xFF)))
	}
	return b
}

// attachmentNames is a PDF whose attachment has another key than file name.
func attachmentNames(t *testing.T) *validate.Bundle {
	return validate.Bytes("a.pdf", smallPDF(t, "(report) 3 0 R"))
}

// twoCDAs is a PDF with two attachments that the gateway could take.
func twoCDAs(t *testing.T) *validate.Bundle {
	return validate.Bytes("a.pdf", smallPDF(t, "(cda.xml) 3 0 R (other) 3 0 R"))
}
