package checktest

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
)

// Case is an input, and what the gateway of July 2025 answers to it: another error, "-" where it takes the call, "" for the same.
type Case struct {
	Input
	Older string
}

// Input makes a submission that meets one error of the specification's table.
type Input struct {
	ID    string
	Op    fse.Operation
	Later bool // the gateway answers with another error, which comes before it
	Edit  func(t testing.TB, s *Submission)
}

// SetClaim sets a claim of both tokens.
func SetClaim(name string, value any) func(testing.TB, *Submission) {
	return func(_ testing.TB, s *Submission) { s.Claims[name] = value }
}

// DropClaim leaves a claim out.
func DropClaim(name string) func(testing.TB, *Submission) {
	return func(_ testing.TB, s *Submission) { delete(s.Claims, name) }
}

// SetField sets a field of the request body.
func SetField(name string, value any) func(testing.TB, *Submission) {
	return func(_ testing.TB, s *Submission) { s.Body[name] = value }
}

// DropField leaves a field out.
func DropField(name string) func(testing.TB, *Submission) {
	return func(_ testing.TB, s *Submission) { delete(s.Body, name) }
}

// SetPart puts bytes in place of a part.
func SetPart(source string, data string) func(testing.TB, *Submission) {
	return func(_ testing.TB, s *Submission) { s.Raw[source] = []byte(data) }
}

// SetPDF makes the PDF in another way.
func SetPDF(make func(t testing.TB, cda string) []byte) func(testing.TB, *Submission) {
	return func(t testing.TB, s *Submission) { s.PDF = func(cda string) []byte { return make(t, cda) } }
}

// EditCDA replaces the first occurrence of a text in the CDA.
func EditCDA(old, replacement string) func(testing.TB, *Submission) {
	return func(t testing.TB, s *Submission) {
		require.True(t, strings.Contains(s.CDA, old), "the sample has no %s", old)
		s.CDA = strings.Replace(s.CDA, old, replacement, 1)
	}
}

// codes are the elements of that name, with their prefix.
var codes = regexp.MustCompile(`<(/?(?:\w+:)?)code\b`)

// effectiveTime writes another one into the CDA.
func effectiveTime(value string) func(testing.TB, *Submission) {
	return EditCDA(`<effectiveTime value="20260115103000+0100"/>`, `<effectiveTime value="`+value+`"/>`)
}

// Cases are inputs for the rows of the table that can be known before sending.
func Cases() []Case {
	const vc = fse.ValidateAndCreate
	bare := func(t testing.TB, s *Submission) {
		s.CDA = `<ClinicalDocument xmlns="urn:hl7-org:v3"><typeId extension="POCD_MT000040UV02"/><templateId root="2.16.840.1.113883.2.9.10.1.1"/><code code="11502-2" codeSystem="2.16.840.1.113883.6.1"/></ClinicalDocument>`
	}
	path := func(id string) func(testing.TB, *Submission) {
		return func(_ testing.TB, s *Submission) { s.PathID = &id }
	}
	noCode := func(_ testing.TB, s *Submission) { s.CDA = codes.ReplaceAllString(s.CDA, "<${1}kode") }
	both := func(edits ...func(testing.TB, *Submission)) func(testing.TB, *Submission) {
		return func(t testing.TB, s *Submission) {
			for _, edit := range edits {
				edit(t, s)
			}
		}
	}
	inputs := []Input{
		{"FE-01", vc, false, func(t testing.TB, s *Submission) {
			expired := certtest.Template(certtest.AuthenticationCN, nil)
			expired.NotBefore, expired.NotAfter = certtest.Now.AddDate(-3, 0, 0), certtest.Now.AddDate(-1, 0, 0)
			authority := certtest.Authority(t)
			s.Raw[lint.SourceCertificate] = certtest.Sign(t, expired, certtest.Key(t, 2), &authority).PEM()
		}},
		{"FE-02", vc, false, SetPart(lint.SourceAuthenticationToken, "eyJhbGciOiJSUzI1NiJ9.e30.AAAA")},
		{"FE-03", vc, false, SetClaim("aud", "https://example.org/gateway")},
		{"FE-04", vc, false, func(_ testing.TB, s *Submission) { s.At = "60s" }},
		{"FE-05", vc, false, func(_ testing.TB, s *Submission) {
			s.Payload = func(p string) string {
				return strings.Replace(p, `"iss":"integrity:S1#`, `"iss":"integrity:S1\\\\#`, 1)
			}
		}},
		{"FE-11", vc, false, func(_ testing.TB, s *Submission) { s.NoFile = true; delete(s.Claims, "attachment_hash") }},
		{"TK-01", vc, true, SetPart(lint.SourceSignatureToken, "")},
		{"TK-02", vc, true, SetPart(lint.SourceSignatureToken, "no token at all")},
		{"TK-03", vc, true, SetPart(lint.SourceSignatureToken, "eyJhbGciOiJSUzI1NiJ9.W10.AAAA")},
		{"TK-15", vc, false, SetClaim("sub", "PRVPNT80A41H501X^^^&2.16.840.1.113883.2.9.4.3.2&ISO")},
		{"TK-16", vc, false, SetClaim("action_id", "create")},
		{"TK-17", vc, false, SetClaim("purpose_of_use", "CURE")},
		{"TK-18", vc, false, SetClaim("subject_role", "XXX")},
		{"TK-19", vc, false, SetClaim("subject_organization_id", "90")},
		{"TK-20", vc, false, SetClaim("subject_organization", "Lazio")},
		{"TK-21", vc, false, SetClaim("subject_organization", "Regione Toscana")},
		{"TK-22", vc, false, SetClaim("action_id", "UPDATE")},
		{"TK-23", vc, false, SetClaim("purpose_of_use", "UPDATE")},
		{"TK-24", vc, false, SetClaim("locality", "202-0909")},
		{"TK-25", vc, false, DropClaim("resource_hl7_type")},
		{"TK-26", vc, false, func(_ testing.TB, s *Submission) { s.CDA = `<ClinicalDocument xmlns="urn:hl7-org:v3"/>` }},
		{"TK-27", vc, false, SetClaim("resource_hl7_type", "('11502-2^^2.16.840.1.113883.6.1)")},
		{"TK-28", vc, false, bare},
		{"TK-29", vc, false, SetClaim("person_id", strings.ToLower(Patient[:16])+Patient[16:])},
		{"TK-30", vc, false, func(t testing.TB, s *Submission) {
			s.CDA = strings.ReplaceAll(s.CDA, "PRVPNT80A41H501Y", "PRVPNT80A41H501X")
			s.Claims["person_id"] = "PRVPNT80A41H501X" + Patient[16:]
		}},
		{"RB-01", vc, false, SetPart(lint.SourceRequest, `{"mode":"ATTACHMENT",}`)},
		{"RB-02", vc, false, SetField("colore", "rosso")},
		{"RB-03", fse.Update, false, SetField("administrativeRequest", "INPATIENT")},
		{"RB-04", fse.Validation, false, DropField("activity")},
		{"RB-05", vc, false, DropField("identificativoDoc")},
		{"RB-06", vc, false, DropField("identificativoRep")},
		{"RB-07", vc, false, DropField("tipoDocumentoLivAlto")},
		{"RB-08", vc, false, DropField("assettoOrganizzativo")},
		{"RB-09", vc, false, DropField("tipoAttivitaClinica")},
		{"RB-10", vc, false, DropField("identificativoSottomissione")},
		{"RB-11", vc, false, DropField("tipologiaStruttura")},
		{"RB-12", vc, false, SetField("descriptions", []string{"A^B"})},
		{"RB-13", vc, false, SetField("descriptions", []string{"A^B^1.2.3"})},
		{"RB-14", vc, false, SetField("attiCliniciRegoleAccesso", []string{"aaa"})},
		{"RB-15", vc, false, SetField("dataInizioPrestazione", "20260131")},
		{"RB-16", vc, false, SetField("dataFinePrestazione", "oggi")},
		{"RB-17", fse.Update, false, SetField("dataInizioPrestazione", "20260131")},
		{"RB-18", vc, false, SetField("identificativoDoc", "2.16.840.1.113883.2.9.2.120.4.4")},
		{"RB-19", fse.Replace, false, path("507f1f77bcf86cd799439011")},
		{"RB-20", fse.Delete, false, path("507f1f77bcf86cd799439011")},
		{"RB-21", vc, false, SetField("identificativoRep", "1.2.3")},
		{"RB-22", vc, false, SetField("workflowInstanceId", "2.16.840.1.113883.2.9.2.120.4.4."+strings.Repeat("a", 64)+".0123456789^^^^urn:ihe:iti:xdw:2013:workflowInstanceId")},
		{"RB-14", fse.Update, false, SetField("attiCliniciRegoleAccesso", []any{"aaa"})},
		{"RB-14", fse.Update, false, both(SetField("attiCliniciRegoleAccesso", []any{"aaa"}), SetField("descriptions", []any{nil}))},
		{"RB-12", vc, false, SetField("descriptions", []any{"A^B", nil})},
		{"RB-06", vc, false, both(DropField("identificativoRep"), SetField("descriptions", []any{nil}))},
		{"GE-01", vc, false, SetPart(lint.SourceRequest, "null")},
		{"GE-01", fse.Validation, false, SetPart(lint.SourceRequest, " null ")},
		{"RB-03", fse.Update, false, SetPart(lint.SourceRequest, "null")},
		{"GE-01", vc, false, SetField("descriptions", []any{nil})},
		{"GE-01", fse.Create, false, SetField("descriptions", []any{nil, "A^B"})},
		{"GE-01", fse.Update, false, SetField("descriptions", []any{nil})},
		{"GE-01", fse.Update, false, both(SetField("descriptions", []any{nil}), SetField("tipoDocumentoLivAlto", "LDO"))},
		{"GE-01", vc, false, SetClaim("person_id", "^^^")},
		{"GE-01", fse.Validation, false, SetClaim("person_id", "^")},
		{"GE-01", fse.Validation, false, noCode},
		{"TK-26", vc, false, noCode},
		{"TK-27", fse.Validation, false, SetClaim("resource_hl7_type", "('11502-2^^2.16.840.1.113883.6.1)")},
		{"TK-29", fse.Validation, false, SetClaim("person_id", strings.ToLower(Patient[:16])+Patient[16:])},
		{"WI-01", fse.Validation, false, bare},
		{"PF-01", vc, false, SetPDF(func(testing.TB, string) []byte { return nil })},
		{"PF-02", vc, false, SetPDF(func(testing.TB, string) []byte { return []byte("no pdf at all") })},
		{"PF-03", vc, false, SetPDF(func(testing.TB, string) []byte { return []byte("%PDF-1.7 and nothing more") })},
		{"PF-04", vc, false, SetPDF(func(t testing.TB, cda string) []byte {
			return SignedPDF(t, padestest.NewPDF(padestest.File{Name: "CDA.XML", Data: []byte(cda)}))
		})},
		{"PF-05", vc, false, EditCDA(`encoding="UTF-8"`, `encoding="UTF8-ITA"`)},
		{"PF-06", vc, false, SetPDF(func(_ testing.TB, cda string) []byte {
			return padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(cda)})
		})},
		{"PF-07", vc, false, SetPDF(func(t testing.TB, cda string) []byte {
			signed := SignedPDF(t, padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(cda)}))
			return bytes.Replace(signed, []byte("Glucosio"), []byte("Glucasio"), 1)
		})},
		{"WI-01", vc, true, bare},
		{"VA-01", vc, false, EditCDA("<templateId ", "<template ")},
		{"VA-02", vc, false, EditCDA("POCD_MT000040UV02", "POCD_X")},
		{"VA-03", vc, false, EditCDA("<title>", "<title>&nbsp;")},
		{"VA-04", vc, false, EditCDA("<guardianPerson>", `<guardianPerson colour="red">`)},
		{"VA-05", vc, false, EditCDA(`templateId root="2.16.840.1.113883.2.9.10.1.1"`, `templateId root="1.2.3"`)},
		{"VA-07", vc, false, func(t testing.TB, s *Submission) {
			data, err := os.ReadFile(shared.Dir(t, "corpus", "probes", "5-prf-2entries.xml"))
			require.NoError(t, err)
			s.CDA = string(data)
			code := s.CDA[strings.Index(s.CDA, "<code "):]
			code = code[strings.Index(code, `code="`)+len(`code="`):]
			s.Claims["resource_hl7_type"] = "('" + code[:strings.IndexByte(code, '"')] + "^^2.16.840.1.113883.6.1')"
			s.matchPatient()
		}},
		{"VA-08", vc, false, func(t testing.TB, s *Submission) {
			s.CDA = string(Sample(t, "cda/broken/LAB-schematron.xml"))
			s.matchPatient()
		}},
		{"VA-10", vc, false, func(t testing.TB, s *Submission) { s.CDA = string(Sample(t, "cda/broken/LAB-vocabulary-blocked.xml")) }},
		{"VA-11", vc, false, func(t testing.TB, s *Submission) { s.CDA = string(Sample(t, "cda/broken/LAB-vocabulary-version.xml")) }},
		{"VA-12", vc, false, func(t testing.TB, s *Submission) { s.CDA = string(Sample(t, "cda/broken/LAB-vocabulary-code.xml")) }},
		{"VA-15", vc, false, func(t testing.TB, s *Submission) {
			s.CDA = string(Sample(t, "cda/TELEVISITA-valid.xml"))
			s.Claims["resource_hl7_type"] = "('75496-0^^2.16.840.1.113883.6.1')"
			s.matchPatient()
		}},
		{"PB-01", fse.Create, false, SetField("workflowInstanceId", "something else")},
		{"PB-03", vc, false, SetClaim("attachment_hash", strings.Repeat("0", 64))},
		{"PB-05", vc, false, effectiveTime("2026")},
		{"PB-05", vc, false, effectiveTime("202601151030")},
		{"PB-05", fse.ValidateAndReplace, false, effectiveTime("2026011510+0100")},
		{"PB-05", vc, false, effectiveTime("20260231")},
		{"PB-10", fse.ValidateAndReplace, false, func(t testing.TB, s *Submission) {
			path("SKIP_VALIDATION")(t, s)
			s.Environment = fse.Stage
		}},
	}
	for i, claim := range []string{
		"patient_consent", "action_id", "locality", "person_id", "purpose_of_use", "subject_organization", "subject_organization_id",
		"subject_role", "subject_application_id", "subject_application_vendor", "subject_application_version",
	} {
		id := "TK-" + string('0'+rune((i+4)/10)) + string('0'+rune((i+4)%10))
		inputs = append(inputs, Input{id, vc, false, DropClaim(claim)})
	}
	cases := []Case{
		{Input{"RB-23", vc, false, SetField("tipoDocumentoLivAlto", "WOR")}, "-"},
		{Input{"RB-23", fse.ValidateAndReplace, false, SetField("tipoDocumentoLivAlto", "LET")}, "RB-01"},
		{Input{"RB-23", fse.Create, false, SetField("tipoDocumentoLivAlto", "LDO")}, "PB-01"},
		{Input{"RB-23", fse.Replace, false, SetField("tipoDocumentoLivAlto", "RIC")}, "PB-01"},
		{Input{"RB-23", fse.Update, false, SetField("tipoDocumentoLivAlto", "SUM")}, "-"},
		{Input{"RB-23", fse.Update, false, DropField("tipoDocumentoLivAlto")}, "RB-07"},
		{Input{"RB-23", fse.Update, false, SetClaim("resource_hl7_type", "('60593-1^^2.16.840.1.113883.6.1')")}, "-"},
		{Input{"RB-23", fse.Update, false, SetClaim("resource_hl7_type", "('102033-8^^2.16.840.1.113883.6.1')")}, "-"},
		{Input{"RB-23", fse.Update, false, both(SetField("tipoDocumentoLivAlto", "LDO"), SetField("attiCliniciRegoleAccesso", []string{"aaa"}))}, "RB-14"},
	}
	for _, input := range inputs {
		cases = append(cases, Case{Input: input})
	}
	return cases
}

// matchPatient makes the token name the patient of the CDA.
func (s *Submission) matchPatient() {
	after := s.CDA[strings.Index(s.CDA, "<patientRole"):]
	after = after[strings.Index(after, `extension="`)+len(`extension="`):]
	s.Claims["person_id"] = after[:strings.IndexByte(after, '"')] + Patient[16:]
}
