package checks

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"fselint/gateway"
	"fselint/internal/shared"
	"fselint/metadata/certificate/certtest"
	"fselint/metadata/token"
	"fselint/pades/padestest"
	"fselint/schemas"
	"fselint/validate"
)

// submission is a whole call of the gateway, made of its parts when it is judged.
type submission struct {
	op      gateway.Operation
	cda     string
	pdf     func(cda string) []byte // nil: signed, with the CDA as attachment
	claims  map[string]any          // of the signature token; attachment_hash is computed where it is "right"
	body    map[string]any
	pathID  *string
	raw     map[string][]byte // parts in place of the computed ones; nil values leave a part out
	noFile  bool
	at      string              // when the tokens were made, relative to the clock
	payload func(string) string // changes the signature token's payload before it is signed

	environment token.Environment
	ledger      sentBefore // nil for none
}

const patient = "PRVPNT80A41H501Y^^^&2.16.840.1.113883.2.9.4.3.2&ISO"

func newSubmission(t *testing.T, op gateway.Operation) *submission {
	action := map[gateway.Operation]string{gateway.Replace: "UPDATE", gateway.ValidateAndReplace: "UPDATE", gateway.Update: "UPDATE", gateway.Delete: "DELETE"}[op]
	purpose := "UPDATE"
	if action == "" {
		action, purpose = "CREATE", "TREATMENT"
	}
	s := &submission{
		op: op, cda: string(sample(t, "cda/LAB-valid.xml")), raw: map[string][]byte{},
		claims: map[string]any{
			"aud": token.BaseURLs(token.National, token.Stage)[0], "sub": patient, "person_id": patient,
			"subject_organization_id": "120", "subject_organization": "Regione Lazio", "subject_role": "AAS", "patient_consent": true,
			"locality":       "Ospedale di Esempio^^^^^&2.16.840.1.113883.2.9.4.1.2&ISO^^^^120001",
			"purpose_of_use": purpose, "action_id": action, "resource_hl7_type": "('11502-2^^2.16.840.1.113883.6.1')",
			"subject_application_id": "APP", "subject_application_vendor": "Prova", "subject_application_version": "1",
		},
		body: map[string]any{
			"tipoDocumentoLivAlto": "REF", "assettoOrganizzativo": "AD_PSC101", "tipoAttivitaClinica": "ERP", "tipologiaStruttura": "Ospedale",
			"identificativoSottomissione": "2.16.840.1.113883.2.9.2.120.4.3.489593",
		},
	}
	switch {
	case op == gateway.Validation:
		s.body = map[string]any{"healthDataFormat": "CDA", "mode": "ATTACHMENT", "activity": "VALIDATION"}
	case op.Publishes():
		s.claims["attachment_hash"] = "right"
		s.body["healthDataFormat"], s.body["mode"] = "CDA", "ATTACHMENT"
		s.body["identificativoDoc"] = "2.16.840.1.113883.2.9.2.120.4.4^FSELINT-LAB-0001"
		s.body["identificativoRep"] = "2.16.840.1.113883.2.9.2.120.4.5.1"
	}
	if op == gateway.Replace || op == gateway.Update || op == gateway.Delete {
		id := "2.16.840.1.113883.2.9.2.120.4.4^FSELINT-LAB-0000"
		s.pathID = &id
	}
	return s
}

func signedPDF(t *testing.T, pdf []byte) []byte {
	key, cert := padestest.Identity()
	signed, err := padestest.Sign(pdf, padestest.Options{CMS: padestest.CMS{Key: key, Certificate: cert}, Time: certtest.Now})
	require.NoError(t, err)
	return signed
}

func (s *submission) bundle(t *testing.T) *validate.Bundle {
	system := certtest.System(t, certtest.SignatureCN, 1, nil)
	b := &validate.Bundle{Path: "submission", Parts: map[string][]byte{}, PathID: s.pathID}
	var document []byte
	if s.op.SendsDocument() && !s.noFile {
		if s.pdf != nil {
			document = s.pdf(s.cda)
		} else {
			document = signedPDF(t, padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(s.cda)}))
		}
		b = validate.Bytes("submission.pdf", document)
		b.Parts, b.PathID = map[string][]byte{}, s.pathID
	}
	claims := maps.Clone(s.claims)
	if claims["attachment_hash"] == "right" {
		sum := sha256.Sum256(document)
		claims["attachment_hash"] = hex.EncodeToString(sum[:])
	}
	at := certtest.Now.Add(-5 * time.Second)
	if s.at != "" {
		d, err := time.ParseDuration(s.at)
		require.NoError(t, err)
		at = certtest.Now.Add(d)
	}
	for source, kind := range map[string]token.Kind{validate.SourceSignatureToken: token.Signature, validate.SourceAuthenticationToken: token.Authentication} {
		encoded, err := json.Marshal(claims)
		require.NoError(t, err)
		text, err := token.New(token.Recipe{Kind: kind, Claims: encoded, Key: system.Key, Certificate: system.Cert, At: at})
		require.NoError(t, err)
		if s.payload != nil && kind == token.Signature {
			text = signedAnew(t, system, text, s.payload)
		}
		b.Parts[source] = []byte(text)
	}
	if s.op.SendsRequest() {
		encoded, err := json.Marshal(s.body)
		require.NoError(t, err)
		b.Parts[validate.SourceRequest] = encoded
	}
	for source, data := range s.raw {
		if data == nil {
			delete(b.Parts, source)
		} else {
			b.Parts[source] = data
		}
	}
	return b
}

// signedAnew changes the payload of a token and signs it again.
func signedAnew(t *testing.T, system certtest.Issued, text string, edit func(string) string) string {
	segments := strings.Split(text, ".")
	payload, err := base64.RawURLEncoding.DecodeString(segments[1])
	require.NoError(t, err)
	signed := segments[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(edit(string(payload))))
	sum := sha256.Sum256([]byte(signed))
	signature, err := system.Key.Sign(rand.Reader, sum[:], crypto.SHA256)
	require.NoError(t, err)
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func (s *submission) judge(t *testing.T) *validate.Document {
	catalog, err := schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	defer catalog.Close()
	c := Config{Catalog: catalog, Call: Call{Operation: s.op, At: certtest.Now, Environment: s.environment}}
	if s.ledger != nil {
		c.Ledger = s.ledger
	}
	runner, err := NewRunner(c)
	require.NoError(t, err)
	return runner.Document(context.Background(), s.bundle(t))
}

func TestValidSubmissionsAreAccepted(t *testing.T) {
	for _, op := range gateway.Operations() {
		s := newSubmission(t, op)
		d := s.judge(t)
		for i := range d.Findings {
			f := &d.Findings[i]
			assert.False(t, f.Severity == validate.Error, "%s: %s %s", op, f.ID, f.Message.EN)
		}
		if op == gateway.Create || op == gateway.Replace {
			assert.Nil(t, d.Gateway, "%s depends on a validation on record", op)
			continue
		}
		if assert.NotNil(t, d.Gateway, op) {
			assert.True(t, d.Gateway.Accepted, op)
		}
	}
}

// errorCase makes a submission that meets one error of the specification's table.
type errorCase struct {
	id    string
	op    gateway.Operation
	later bool // the gateway answers with another error, which comes before it
	edit  func(t *testing.T, s *submission)
}

func setClaim(name string, value any) func(*testing.T, *submission) {
	return func(_ *testing.T, s *submission) { s.claims[name] = value }
}

func dropClaim(name string) func(*testing.T, *submission) {
	return func(_ *testing.T, s *submission) { delete(s.claims, name) }
}

func setField(name string, value any) func(*testing.T, *submission) {
	return func(_ *testing.T, s *submission) { s.body[name] = value }
}

func dropField(name string) func(*testing.T, *submission) {
	return func(_ *testing.T, s *submission) { delete(s.body, name) }
}

func setPart(source string, data string) func(*testing.T, *submission) {
	return func(_ *testing.T, s *submission) { s.raw[source] = []byte(data) }
}

func setPDF(make func(t *testing.T, cda string) []byte) func(*testing.T, *submission) {
	return func(t *testing.T, s *submission) { s.pdf = func(cda string) []byte { return make(t, cda) } }
}

func editCDA(old, replacement string) func(*testing.T, *submission) {
	return func(t *testing.T, s *submission) {
		require.True(t, strings.Contains(s.cda, old), "the sample has no %s", old)
		s.cda = strings.Replace(s.cda, old, replacement, 1)
	}
}

func errorCases() []errorCase {
	const vc = gateway.ValidateAndCreate
	bare := func(t *testing.T, s *submission) {
		s.cda = `<ClinicalDocument xmlns="urn:hl7-org:v3"><typeId extension="POCD_MT000040UV02"/><templateId root="2.16.840.1.113883.2.9.10.1.1"/><code code="11502-2" codeSystem="2.16.840.1.113883.6.1"/></ClinicalDocument>`
	}
	path := func(id string) func(*testing.T, *submission) {
		return func(_ *testing.T, s *submission) { s.pathID = &id }
	}
	cases := []errorCase{
		{"FE-01", vc, false, func(t *testing.T, s *submission) {
			expired := certtest.Template(certtest.AuthenticationCN, nil)
			expired.NotBefore, expired.NotAfter = certtest.Now.AddDate(-3, 0, 0), certtest.Now.AddDate(-1, 0, 0)
			authority := certtest.Authority(t)
			s.raw[validate.SourceCertificate] = certtest.Sign(t, expired, certtest.Key(t, 2), &authority).PEM()
		}},
		{"FE-02", vc, false, setPart(validate.SourceAuthenticationToken, "eyJhbGciOiJSUzI1NiJ9.e30.AAAA")},
		{"FE-03", vc, false, setClaim("aud", "https://example.org/gateway")},
		{"FE-04", vc, false, func(_ *testing.T, s *submission) { s.at = "60s" }},
		{"FE-05", vc, false, func(_ *testing.T, s *submission) {
			s.payload = func(p string) string {
				return strings.Replace(p, `"iss":"integrity:S1#`, `"iss":"integrity:S1\\\\#`, 1)
			}
		}},
		{"FE-11", vc, false, func(_ *testing.T, s *submission) { s.noFile = true; delete(s.claims, "attachment_hash") }},
		{"TK-01", vc, true, setPart(validate.SourceSignatureToken, "")},
		{"TK-02", vc, true, setPart(validate.SourceSignatureToken, "no token at all")},
		{"TK-03", vc, true, setPart(validate.SourceSignatureToken, "eyJhbGciOiJSUzI1NiJ9.W10.AAAA")},
		{"TK-15", vc, false, setClaim("sub", "PRVPNT80A41H501X^^^&2.16.840.1.113883.2.9.4.3.2&ISO")},
		{"TK-16", vc, false, setClaim("action_id", "create")},
		{"TK-17", vc, false, setClaim("purpose_of_use", "CURE")},
		{"TK-18", vc, false, setClaim("subject_role", "XXX")},
		{"TK-19", vc, false, setClaim("subject_organization_id", "90")},
		{"TK-20", vc, false, setClaim("subject_organization", "Lazio")},
		{"TK-21", vc, false, setClaim("subject_organization", "Regione Toscana")},
		{"TK-22", vc, false, setClaim("action_id", "UPDATE")},
		{"TK-23", vc, false, setClaim("purpose_of_use", "UPDATE")},
		{"TK-24", vc, false, setClaim("locality", "202-0909")},
		{"TK-25", vc, false, dropClaim("resource_hl7_type")},
		{"TK-26", vc, false, func(_ *testing.T, s *submission) { s.cda = `<ClinicalDocument xmlns="urn:hl7-org:v3"/>` }},
		{"TK-27", vc, false, setClaim("resource_hl7_type", "('11502-2^^2.16.840.1.113883.6.1)")},
		{"TK-28", vc, false, bare},
		{"TK-29", vc, false, setClaim("person_id", strings.ToLower(patient[:16])+patient[16:])},
		{"TK-30", vc, false, func(t *testing.T, s *submission) {
			s.cda = strings.ReplaceAll(s.cda, "PRVPNT80A41H501Y", "PRVPNT80A41H501X")
			s.claims["person_id"] = "PRVPNT80A41H501X" + patient[16:]
		}},
		{"RB-01", vc, false, setPart(validate.SourceRequest, `{"mode":"ATTACHMENT",}`)},
		{"RB-02", vc, false, setField("colore", "rosso")},
		{"RB-03", gateway.Update, false, setField("administrativeRequest", "INPATIENT")},
		{"RB-04", gateway.Validation, false, dropField("activity")},
		{"RB-05", vc, false, dropField("identificativoDoc")},
		{"RB-06", vc, false, dropField("identificativoRep")},
		{"RB-07", vc, false, dropField("tipoDocumentoLivAlto")},
		{"RB-08", vc, false, dropField("assettoOrganizzativo")},
		{"RB-09", vc, false, dropField("tipoAttivitaClinica")},
		{"RB-10", vc, false, dropField("identificativoSottomissione")},
		{"RB-11", vc, false, dropField("tipologiaStruttura")},
		{"RB-12", vc, false, setField("descriptions", []string{"A^B"})},
		{"RB-13", vc, false, setField("descriptions", []string{"A^B^1.2.3"})},
		{"RB-14", vc, false, setField("attiCliniciRegoleAccesso", []string{"aaa"})},
		{"RB-15", vc, false, setField("dataInizioPrestazione", "20260131")},
		{"RB-16", vc, false, setField("dataFinePrestazione", "oggi")},
		{"RB-17", gateway.Update, false, setField("dataInizioPrestazione", "20260131")},
		{"RB-18", vc, false, setField("identificativoDoc", "2.16.840.1.113883.2.9.2.120.4.4")},
		{"RB-19", gateway.Replace, false, path("507f1f77bcf86cd799439011")},
		{"RB-20", gateway.Delete, false, path("507f1f77bcf86cd799439011")},
		{"RB-21", vc, false, setField("identificativoRep", "1.2.3")},
		{"RB-22", vc, false, setField("workflowInstanceId", "2.16.840.1.113883.2.9.2.120.4.4."+strings.Repeat("a", 64)+".0123456789^^^^urn:ihe:iti:xdw:2013:workflowInstanceId")},
		{"RB-23", gateway.Create, false, setField("tipoDocumentoLivAlto", "WOR")},
		{"PF-01", vc, false, setPDF(func(*testing.T, string) []byte { return nil })},
		{"PF-02", vc, false, setPDF(func(*testing.T, string) []byte { return []byte("no pdf at all") })},
		{"PF-03", vc, false, setPDF(func(*testing.T, string) []byte { return []byte("%PDF-1.7 and nothing more") })},
		{"PF-04", vc, false, setPDF(func(t *testing.T, cda string) []byte {
			return signedPDF(t, padestest.NewPDF(padestest.File{Name: "CDA.XML", Data: []byte(cda)}))
		})},
		{"PF-05", vc, false, editCDA(`encoding="UTF-8"`, `encoding="UTF8-ITA"`)},
		{"PF-06", vc, false, setPDF(func(_ *testing.T, cda string) []byte {
			return padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(cda)})
		})},
		{"PF-07", vc, false, setPDF(func(t *testing.T, cda string) []byte {
			signed := signedPDF(t, padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(cda)}))
			return bytes.Replace(signed, []byte("Glucosio"), []byte("Glucasio"), 1)
		})},
		{"WI-01", vc, true, bare},
		{"VA-01", vc, false, editCDA("<templateId ", "<template ")},
		{"VA-02", vc, false, editCDA("POCD_MT000040UV02", "POCD_X")},
		{"VA-03", vc, false, editCDA("<title>", "<title>&nbsp;")},
		{"VA-04", vc, false, editCDA("<guardianPerson>", `<guardianPerson colour="red">`)},
		{"VA-05", vc, false, editCDA(`templateId root="2.16.840.1.113883.2.9.10.1.1"`, `templateId root="1.2.3"`)},
		{"VA-07", vc, false, func(t *testing.T, s *submission) {
			data, err := os.ReadFile(shared.Dir(t, "corpus", "probes", "5-prf-2entries.xml"))
			require.NoError(t, err)
			s.cda = string(data)
			code := s.cda[strings.Index(s.cda, "<code "):]
			code = code[strings.Index(code, `code="`)+len(`code="`):]
			s.claims["resource_hl7_type"] = "('" + code[:strings.IndexByte(code, '"')] + "^^2.16.840.1.113883.6.1')"
			s.matchPatient()
		}},
		{"VA-08", vc, false, func(t *testing.T, s *submission) {
			s.cda = string(sample(t, "cda/broken/LAB-schematron.xml"))
			s.matchPatient()
		}},
		{"VA-10", vc, false, func(t *testing.T, s *submission) { s.cda = string(sample(t, "cda/broken/LAB-vocabulary-blocked.xml")) }},
		{"VA-11", vc, false, func(t *testing.T, s *submission) { s.cda = string(sample(t, "cda/broken/LAB-vocabulary-version.xml")) }},
		{"VA-12", vc, false, func(t *testing.T, s *submission) { s.cda = string(sample(t, "cda/broken/LAB-vocabulary-code.xml")) }},
		{"VA-15", vc, false, func(t *testing.T, s *submission) {
			s.cda = string(sample(t, "cda/TELEVISITA-valid.xml"))
			s.claims["resource_hl7_type"] = "('75496-0^^2.16.840.1.113883.6.1')"
			s.matchPatient()
		}},
		{"PB-01", gateway.Create, false, setField("workflowInstanceId", "something else")},
		{"PB-02", gateway.Create, false, func(t *testing.T, s *submission) {
			sentEarlier(gateway.Validation, 6*24*time.Hour, 201, "")(t, s)
			setField("workflowInstanceId", earlierWorkflow)(t, s)
		}},
		{"PB-03", vc, false, setClaim("attachment_hash", strings.Repeat("0", 64))},
		{"PB-05", vc, false, editCDA(`<effectiveTime value="20260115103000+0100"/>`, `<effectiveTime value="2026"/>`)},
		{"PB-10", gateway.ValidateAndReplace, false, func(t *testing.T, s *submission) {
			path("SKIP_VALIDATION")(t, s)
			s.environment = token.Stage
		}},
	}
	for i, claim := range []string{
		"patient_consent", "action_id", "locality", "person_id", "purpose_of_use", "subject_organization", "subject_organization_id",
		"subject_role", "subject_application_id", "subject_application_vendor", "subject_application_version",
	} {
		id := "TK-" + string('0'+rune((i+4)/10)) + string('0'+rune((i+4)%10))
		cases = append(cases, errorCase{id, vc, false, dropClaim(claim)})
	}
	return cases
}

// matchPatient makes the token name the patient of the CDA.
func (s *submission) matchPatient() {
	after := s.cda[strings.Index(s.cda, "<patientRole"):]
	after = after[strings.Index(after, `extension="`)+len(`extension="`):]
	s.claims["person_id"] = after[:strings.IndexByte(after, '"')] + patient[16:]
}

// uncovered are the rows of the table that can be known beforehand and are not answered by a check, with the reason.
var uncovered = map[string]string{
	"TK-31": "the FHIR operation is not available in production (00-open-questions OQ-44)",
	"PF-08": "a warning: TestAcceptanceWarnings",
	"PF-09": "a warning: TestAcceptanceWarnings",
	"PF-10": "a warning: TestAcceptanceWarnings",
	"VA-09": "a warning: TestAcceptanceWarnings",
	"ST-01": "the status service: fselint id check judges its identifier",
	"ST-02": "the status service has no document (00-open-questions OQ-12)",
}

// TestErrorTable has an input for every row of the specification's table that can be known before sending, and compares the
// answer with the table.
func TestErrorTable(t *testing.T) {
	f, err := os.Open(shared.Dir(t, "spec", "tables", "errors.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	table := map[string]map[string]string{}
	for _, row := range rows[1:] {
		r := map[string]string{}
		for i, name := range rows[0] {
			r[name] = row[i]
		}
		table[r["id"]] = r
	}
	covered := map[string]bool{}
	for _, c := range errorCases() {
		t.Run(c.id, func(t *testing.T) {
			covered[c.id] = true
			s := newSubmission(t, c.op)
			c.edit(t, s)
			compareAnswer(t, &c, s.judge(t), table[c.id])
		})
	}
	for id, r := range table {
		if r["detectable_offline"] == "no" || covered[id] {
			continue
		}
		assert.NotEmpty(t, uncovered[id], "no input for %s", id)
	}
}

func compareAnswer(t *testing.T, c *errorCase, d *validate.Document, row map[string]string) {
	var got *validate.Answer
	for i := range d.Findings {
		if a := d.Findings[i].Answer; a != nil && a.ID == c.id {
			got = a
		}
	}
	require.NotNil(t, got, "not found among %v", ids(d))
	if !c.later && assert.NotNil(t, d.Gateway) {
		require.Equal(t, c.id, d.Gateway.Answer.ID, "the gateway's first answer; %v", ids(d))
		got = &d.Gateway.Answer
	}
	reported := strings.NewReplacer("(framework default)", "", "not published", "", " (as reported)", "")
	want := func(name string) string { return reported.Replace(strings.TrimPrefix(row[name], "-")) }
	assert.Equal(t, want("type"), got.Type)
	assert.Equal(t, want("title"), got.Title)
	assert.Equal(t, want("instance"), got.Instance)
	column := map[bool]string{true: "http_status_publication_family", false: "http_status_validation_family"}
	publication := c.op == gateway.Create || c.op == gateway.Replace || strings.HasPrefix(c.id, "PB-") || c.id == "RB-21" || c.id == "RB-22"
	name := column[publication]
	if c.op == gateway.Delete || c.id == "RB-20" {
		name = "http_status_plain_family"
	}
	if status, err := strconv.Atoi(strings.SplitN(want(name), " ", 2)[0]); err == nil {
		assert.Equal(t, status, got.Status)
	}
	if detail := want("detail"); got.Detail != detail {
		// Where the table describes the detail in words, or leaves blanks in it, its fixed beginning must stand.
		fixed := strings.FieldsFunc(detail, func(r rune) bool { return strings.ContainsRune("{<[(", r) })[0]
		described := strings.Contains(row["detail"], "list of") || strings.Contains(row["detail"], "comma-joined") || strings.Contains(row["detail"], "framework text") ||
			strings.Contains(row["detail"], "or an infrastructure error") || strings.Contains(row["detail"], "downstream text") || detail == "" || detail == "not recorded"
		assert.True(t, described || strings.HasPrefix(got.Detail, strings.TrimSpace(fixed)), "detail %q, the table has %q", got.Detail, detail)
	}
}

func TestAcceptanceWarnings(t *testing.T) {
	s := newSubmission(t, gateway.Validation)
	delete(s.body, "mode")
	d := s.judge(t)
	require.NotNil(t, d.Gateway)
	assert.True(t, d.Gateway.Accepted)
	assert.Equal(t, "[[SIGN_WARN - Attenzione il documento risulta firmato in validazione][WARNING_EXTRACT]Attenzione, non è stata selezionata la modalità di estrazione del CDA]", d.Gateway.Warning)

	s = newSubmission(t, gateway.ValidateAndCreate)
	s.cda = string(sample(t, "cda/broken/LAB-warning.xml"))
	d = s.judge(t)
	require.NotNil(t, d.Gateway)
	assert.True(t, d.Gateway.Accepted)
	assert.True(t, strings.HasPrefix(d.Gateway.Warning, "[W001"), d.Gateway.Warning)

	s = newSubmission(t, gateway.Create)
	delete(s.body, "mode")
	found := false
	for _, f := range s.judge(t).Findings {
		found = found || strings.Contains(f.Detail, "Attenzione, non è stata selezionata la modalità di estrazione del CDA")
	}
	assert.True(t, found)
}

// TestAttachmentHashOfSomethingElse names what a wrong attachment_hash was computed from.
func TestAttachmentHashOfSomethingElse(t *testing.T) {
	s := newSubmission(t, gateway.ValidateAndCreate)
	unsigned := padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(s.cda)})
	signed := signedPDF(t, unsigned)
	hash := func(b []byte) string {
		sum := sha256.Sum256(b)
		return hex.EncodeToString(sum[:])
	}
	for value, want := range map[string]string{
		hash([]byte(s.cda)):            "the digest of the CDA",
		hash(unsigned):                 "an earlier revision",
		hash([]byte("submission.pdf")): "the file's name",
		hash(nil):                      "no bytes",
		hash([]byte(hash(signed))):     "the digest of the digest",
		" " + hash(signed):             "blanks around",
	} {
		s.claims["attachment_hash"] = value
		found := ""
		for _, f := range s.judge(t).Findings {
			if f.ID == "XCK-HASH" {
				found = f.Message.EN
			}
		}
		assert.Contains(t, found, want)
	}
}

// TestTroubles reproduces what users stumble over most with the parts beside the document, and wants the cause in the message.
func TestTroubles(t *testing.T) {
	system := certtest.System(t, certtest.SignatureCN, 1, nil)
	valid := func(t *testing.T) (string, string) {
		s := newSubmission(t, gateway.ValidateAndCreate).bundle(t)
		return string(s.Parts[validate.SourceSignatureToken]), string(system.PEM())
	}
	reencode := func(part int, edit func(string) string) func(*testing.T, *submission) {
		return func(t *testing.T, s *submission) {
			text, _ := valid(t)
			segments := strings.Split(text, ".")
			decoded, err := base64.RawURLEncoding.DecodeString(segments[part])
			require.NoError(t, err)
			segments[part] = base64.RawURLEncoding.EncodeToString([]byte(edit(string(decoded))))
			s.raw[validate.SourceSignatureToken] = []byte(strings.Join(segments, "."))
		}
	}
	for name, c := range map[string]struct {
		edit func(*testing.T, *submission)
		want string // in some message
	}{
		"x5c with PEM armour": {reencode(0, func(h string) string {
			return strings.Replace(h, `"x5c":["`, `"x5c":["-----BEGIN CERTIFICATE-----\n`, 1)
		}), "PEM"},
		"times in milliseconds":   {reencode(1, func(p string) string { return strings.Replace(p, `"iat":`, `"iat":1`, 1) + "" }), "iat"},
		"token from the future":   {func(_ *testing.T, s *submission) { s.at = "1h" }, "future"},
		"claim in the wrong case": {reencode(1, func(p string) string { return strings.Replace(p, `"locality"`, `"locality "`, 1) }), "blank"},
		"organisation pair":       {setClaim("subject_organization", "Regione Toscana"), "Regione"},
		"locality that is no XON": {setClaim("locality", "202-0909"), "locality"},
		"dollar for caret":        {setClaim("resource_hl7_type", "('11502-2$$2.16.840.1.113883.6.1')"), "$"},
		"missing apostrophe":      {setClaim("resource_hl7_type", "('11502-2^^2.16.840.1.113883.6.1)"), "apostrophe"},
		"person in lower case":    {setClaim("person_id", strings.ToLower(patient[:16])+patient[16:]), "only the case differs"},
		"hash of the CDA":         {func(t *testing.T, s *submission) { setClaim("attachment_hash", sha(s.cda))(t, s) }, "digest of the CDA"},
		"one token sent twice": {func(t *testing.T, s *submission) {
			text, _ := valid(t)
			s.raw[validate.SourceSignatureToken], s.raw[validate.SourceAuthenticationToken] = []byte(text), []byte(text)
		}, "the two tokens are the same"},
		"trailing comma":              {setPart(validate.SourceRequest, `{"mode":"ATTACHMENT",}`), "comma"},
		"confidentiality without P99": {editCDA(`<confidentialityCode code="N"`, `<confidentialityCode code="V"`), "P99"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSubmission(t, gateway.ValidateAndCreate)
			c.edit(t, s)
			var words []string
			for _, f := range s.judge(t).Findings {
				if f.Severity == validate.Error {
					words = append(words, f.Message.EN)
					for _, n := range f.Notes {
						words = append(words, n.EN)
					}
				}
			}
			assert.Contains(t, strings.Join(words, "\n"), c.want)
		})
	}
}

func sha(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
