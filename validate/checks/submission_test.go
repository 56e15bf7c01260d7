package checks

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/internal/testkit/checktest"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
)

// submission is what package checktest makes.
type submission = checktest.Submission

var (
	newSubmission = checktest.New
	signedPDF     = checktest.SignedPDF
	setClaim      = checktest.SetClaim
	setField      = checktest.SetField
	setPart       = checktest.SetPart
	editCDA       = checktest.EditCDA
)

const patient = checktest.Patient

// errorCases are those of checktest, and what the ledger tells.
func errorCases() []checktest.Case {
	return append(checktest.Cases(), checktest.Case{Input: checktest.Input{ID: "PB-02", Op: fse.Create, Edit: func(t testing.TB, s *submission) {
		sentEarlier(fse.Validation, 6*24*time.Hour, 201, "")(t, s)
		setField("workflowInstanceId", earlierWorkflow)(t, s)
	}}})
}

func judge(t *testing.T, s *submission) *validate.Document {
	catalog, err := schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	defer catalog.Close()
	c := Config{Catalog: catalog, Call: Call{Operation: s.Op, At: certtest.Now, Environment: s.Environment}}
	if s.Ledger != nil {
		c.Ledger = sentBefore(s.Ledger)
	}
	runner, err := NewRunner(c)
	require.NoError(t, err)
	return runner.Document(context.Background(), s.Bundle(t)).Document
}

func TestValidSubmissionsAreAccepted(t *testing.T) {
	for _, op := range fse.Operations() {
		s := newSubmission(t, op)
		d := judge(t, s)
		for i := range d.Findings {
			f := &d.Findings[i]
			assert.False(t, f.Severity == lint.Error, "%s: %s %s", op, f.ID, f.Message.In("en"))
		}
		if op == fse.Create || op == fse.Replace {
			assert.Equal(t, []string{validate.Recorded}, d.Gateway.Unchecked, "%s depends on a validation on record", op)
		}
		if assert.NotNil(t, d.Gateway, op) {
			assert.True(t, d.Gateway.Accepted, op)
		}
	}
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
	table := shared.ErrorTable(t)
	covered := map[string]bool{}
	for _, c := range errorCases() {
		t.Run(c.ID, func(t *testing.T) {
			covered[c.ID] = true
			s := newSubmission(t, c.Op)
			c.Edit(t, s)
			compareAnswer(t, &c, judge(t, s), table[c.ID])
		})
	}
	for id, r := range table {
		if r["detectable_offline"] == "no" || covered[id] {
			continue
		}
		assert.NotEmpty(t, uncovered[id], "no input for %s", id)
	}
}

func compareAnswer(t *testing.T, c *checktest.Case, d *validate.Document, row map[string]string) {
	var got *lint.Answer
	for i := range d.Findings {
		if a := d.Findings[i].Answer; a != nil && a.ID == c.ID {
			got = a
		}
	}
	require.NotNil(t, got, "not found among %v", ids(d))
	if !c.Later && assert.NotNil(t, d.Gateway) {
		require.Equal(t, c.ID, d.Gateway.Answer.ID, "the gateway's first answer; %v", ids(d))
		got = &d.Gateway.Answer
	}
	reported := strings.NewReplacer("(framework default)", "", "not published", "", " (as reported)", "")
	want := func(name string) string { return reported.Replace(strings.TrimPrefix(row[name], "-")) }
	assert.Equal(t, want("type"), got.Type)
	assert.Equal(t, want("title"), got.Title)
	assert.Equal(t, want("instance"), got.Instance)
	name := map[gateway.Family]string{
		gateway.FamilyValidation: "http_status_validation_family", gateway.FamilyPublication: "http_status_publication_family",
		gateway.FamilyPlain: "http_status_plain_family",
	}[gateway.FamilyOf(c.Op, c.ID)]
	if status, err := strconv.Atoi(strings.SplitN(want(name), " ", 2)[0]); err == nil {
		assert.Equal(t, status, got.Status)
	}
	if detail := want("detail"); got.Detail != detail {
		// Where the table describes the detail in words, or leaves blanks in it, its fixed beginning must stand.
		fixed := strings.FieldsFunc(detail+"{", func(r rune) bool { return strings.ContainsRune("{<[(", r) })[0]
		described := strings.Contains(row["detail"], "list of") || strings.Contains(row["detail"], "comma-joined") || strings.Contains(row["detail"], "framework text") ||
			strings.Contains(row["detail"], "or an infrastructure error") || strings.Contains(row["detail"], "downstream text") || detail == "dynamic" || detail == "" || detail == "not recorded"
		assert.True(t, described || strings.HasPrefix(got.Detail, strings.TrimSpace(fixed)), "detail %q, the table has %q", got.Detail, detail)
	}
}

func TestAcceptanceWarnings(t *testing.T) {
	s := newSubmission(t, fse.Validation)
	delete(s.Body, "mode")
	d := judge(t, s)
	require.NotNil(t, d.Gateway)
	assert.True(t, d.Gateway.Accepted)
	assert.Equal(t, "[[SIGN_WARN - Attenzione il documento risulta firmato in validazione][WARNING_EXTRACT]Attenzione, non è stata selezionata la modalità di estrazione del CDA]", d.Gateway.Warning)

	s = newSubmission(t, fse.ValidateAndCreate)
	s.CDA = string(sample(t, "cda/broken/LAB-warning.xml"))
	d = judge(t, s)
	require.NotNil(t, d.Gateway)
	assert.True(t, d.Gateway.Accepted)
	assert.True(t, strings.HasPrefix(d.Gateway.Warning, "[W001"), d.Gateway.Warning)

	s = newSubmission(t, fse.Create)
	delete(s.Body, "mode")
	found := false
	for _, f := range judge(t, s).Findings {
		found = found || strings.Contains(f.Detail, "Attenzione, non è stata selezionata la modalità di estrazione del CDA")
	}
	assert.True(t, found)
}

// TestAttachmentHashOfSomethingElse names what a wrong attachment_hash was computed from.
func TestAttachmentHashOfSomethingElse(t *testing.T) {
	s := newSubmission(t, fse.ValidateAndCreate)
	unsigned := padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(s.CDA)})
	signed := signedPDF(t, unsigned)
	hash := func(b []byte) string {
		sum := sha256.Sum256(b)
		return hex.EncodeToString(sum[:])
	}
	for value, want := range map[string]string{
		hash([]byte(s.CDA)):            "the digest of the CDA",
		hash(unsigned):                 "an earlier revision",
		hash([]byte("submission.pdf")): "the file's name",
		hash(nil):                      "no bytes",
		hash([]byte(hash(signed))):     "the digest of the digest",
		" " + hash(signed):             "blanks around",
	} {
		s.Claims["attachment_hash"] = value
		found := ""
		for _, f := range judge(t, s).Findings {
			if f.ID == "XCK-HASH" {
				found = f.Message.In("en")
			}
		}
		assert.Contains(t, found, want)
	}
}

// TestTroubles reproduces what users stumble over most with the parts beside the document, and wants the cause in the message.
func TestTroubles(t *testing.T) {
	system := certtest.System(t, certtest.SignatureCN, 1, nil)
	valid := func(t testing.TB) (string, string) {
		s := newSubmission(t, fse.ValidateAndCreate).Bundle(t)
		return string(s.Parts[lint.SourceSignatureToken]), string(system.PEM())
	}
	reencode := func(part int, edit func(string) string) func(testing.TB, *submission) {
		return func(t testing.TB, s *submission) {
			text, _ := valid(t)
			segments := strings.Split(text, ".")
			decoded, err := base64.RawURLEncoding.DecodeString(segments[part])
			require.NoError(t, err)
			segments[part] = base64.RawURLEncoding.EncodeToString([]byte(edit(string(decoded))))
			s.Raw[lint.SourceSignatureToken] = []byte(strings.Join(segments, "."))
		}
	}
	for name, c := range map[string]struct {
		edit func(testing.TB, *submission)
		want string // in some message
	}{
		"x5c with PEM armour": {reencode(0, func(h string) string {
			return strings.Replace(h, `"x5c":["`, `"x5c":["-----BEGIN CERTIFICATE-----\n`, 1)
		}), "PEM"},
		"times in milliseconds":   {reencode(1, func(p string) string { return strings.Replace(p, `"iat":`, `"iat":1`, 1) + "" }), "iat"},
		"token from the future":   {func(_ testing.TB, s *submission) { s.At = "1h" }, "future"},
		"claim in the wrong case": {reencode(1, func(p string) string { return strings.Replace(p, `"locality"`, `"locality "`, 1) }), "blank"},
		"organisation pair":       {setClaim("subject_organization", "Regione Toscana"), "Regione"},
		"locality that is no XON": {setClaim("locality", "202-0909"), "locality"},
		"dollar for caret":        {setClaim("resource_hl7_type", "('11502-2$$2.16.840.1.113883.6.1')"), "$"},
		"missing apostrophe":      {setClaim("resource_hl7_type", "('11502-2^^2.16.840.1.113883.6.1)"), "apostrophe"},
		"person in lower case":    {setClaim("person_id", strings.ToLower(patient[:16])+patient[16:]), "only the case differs"},
		"hash of the CDA":         {func(t testing.TB, s *submission) { setClaim("attachment_hash", sha(s.CDA))(t, s) }, "digest of the CDA"},
		"one token sent twice": {func(t testing.TB, s *submission) {
			text, _ := valid(t)
			s.Raw[lint.SourceSignatureToken], s.Raw[lint.SourceAuthenticationToken] = []byte(text), []byte(text)
		}, "the two tokens are the same"},
		"trailing comma":              {setPart(lint.SourceRequest, `{"mode":"ATTACHMENT",}`), "comma"},
		"confidentiality without P99": {editCDA(`<confidentialityCode code="N"`, `<confidentialityCode code="V"`), "P99"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSubmission(t, fse.ValidateAndCreate)
			c.edit(t, s)
			var words []string
			for _, f := range judge(t, s).Findings {
				if f.Severity == lint.Error {
					words = append(words, f.Message.In("en"))
					for _, n := range f.Notes {
						words = append(words, n.In("en"))
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

// TestPersons compares the token's person with the patient of the CDA: the authority is that of the kind of code, whatever it is.
func TestPersons(t *testing.T) {
	const own = `<id root="2.16.840.1.113883.2.9.4.3.2" extension="PRVPNT80A41H501Y"`
	for name, c := range map[string]struct{ id, person, rule, expected string }{
		"STP":                      {`<id root="2.16.840.1.113883.2.9.4.3.17" extension="STP0909090123456"`, "STP0909090123456^^^&2.16.840.1.113883.2.9.4.3.17&ISO", "", ""},
		"STP as a fiscal code":     {`<id root="2.16.840.1.113883.2.9.4.3.17" extension="STP0909090123456"`, "STP0909090123456^^^&2.16.840.1.113883.2.9.4.3.2&ISO", "ID-OWN-AUTHORITY", "2.16.840.1.113883.2.9.4.3.17"},
		"ENI":                      {`<id root="2.16.840.1.113883.2.9.4.3.18" extension="ENI0909090123456"`, "ENI0909090123456^^^&2.16.840.1.113883.2.9.4.3.18&ISO", "", ""},
		"ENI as an STP":            {`<id root="2.16.840.1.113883.2.9.4.3.18" extension="ENI0909090123456"`, "ENI0909090123456^^^&2.16.840.1.113883.2.9.4.3.17&ISO", "ID-OWN-AUTHORITY", "2.16.840.1.113883.2.9.4.3.18"},
		"a TEAM card":              {`<id root="2.16.840.1.113883.2.9.4.3.7" extension="80380000900000000001"`, "80380000900000000001^^^&2.16.840.1.113883.2.9.4.3.7&ISO", "", ""},
		"STP in the CDA as fiscal": {`<id root="2.16.840.1.113883.2.9.4.3.2" extension="STP0909090123456"`, "STP0909090123456^^^&2.16.840.1.113883.2.9.4.3.17&ISO", "XCK-PERSON-OID", "2.16.840.1.113883.2.9.4.3.17"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSubmission(t, fse.ValidateAndCreate)
			editCDA(own, c.id)(t, s)
			setClaim("person_id", c.person)(t, s)
			d := judge(t, s)
			var found []string
			for i := range d.Findings {
				f := &d.Findings[i]
				if strings.HasPrefix(f.ID, "XCK-PERS") || f.ID == "ID-OWN-AUTHORITY" || strings.HasPrefix(f.ID, "XCK-PATIENT") {
					found = append(found, f.ID+" "+f.Expected.In("en"))
				}
			}
			if c.rule == "" {
				assert.Empty(t, found)
			} else {
				assert.Equal(t, []string{c.rule + " " + c.expected}, found)
			}
		})
	}
}

// TestTypeBesideAnotherError holds that a number of the wrong type is said even where something else in it is wrong as well.
func TestTypeBesideAnotherError(t *testing.T) {
	for _, number := range []string{"01386030488.RAD.201.1", "01386030488.RAD.CODREP.1", "0138603048X.RAD.201.1", "01386030488.RAD.201.1 "} {
		s := newSubmission(t, fse.ValidateAndCreate)
		setField("identificativoDoc", "2.16.840.1.113883.2.9.2.90.4.4^"+number)(t, s)
		assert.Contains(t, ids(judge(t, s)), "XCK-DOCUMENT-TYPE", number)
	}
	s := newSubmission(t, fse.ValidateAndCreate) // no type in numbers of other regions
	setField("identificativoDoc", "2.16.840.1.113883.2.9.2.120.4.4^a.RAD.c.d")(t, s)
	assert.NotContains(t, ids(judge(t, s)), "XCK-DOCUMENT-TYPE")
}
