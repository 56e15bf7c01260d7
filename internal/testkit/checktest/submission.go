package checktest

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/validate"
)

// Submission is a whole call of the gateway, made of its parts when it is judged.
type Submission struct {
	Op      fse.Operation
	CDA     string
	PDF     func(cda string) []byte // nil: signed, with the CDA as attachment
	Claims  map[string]any          // of the signature token; attachment_hash is computed where it is "right"
	Body    map[string]any
	PathID  *string
	Raw     map[string][]byte // parts in place of the computed ones; nil values leave a part out
	NoFile  bool
	At      string              // when the tokens were made, relative to the clock
	Payload func(string) string // changes the signature token's payload before it is signed

	Environment fse.Environment
	Ledger      []*ledger.Entry  // calls before this one
	System      *certtest.Issued // signs the tokens; nil for one of certtest
}

// Patient is the fiscal code of the sample in CX form.
const Patient = "PRVPNT80A41H501Y^^^&2.16.840.1.113883.2.9.4.3.2&ISO"

// New makes a submission in which the gateway refuses nothing, for the clock of package certtest.
func New(t testing.TB, op fse.Operation) *Submission {
	action := map[fse.Operation]string{fse.Replace: "UPDATE", fse.ValidateAndReplace: "UPDATE", fse.Update: "UPDATE", fse.Delete: "DELETE"}[op]
	purpose := "UPDATE"
	if action == "" {
		action, purpose = "CREATE", "TREATMENT"
	}
	s := &Submission{
		Op: op, CDA: string(Sample(t, "cda/LAB-valid.xml")), Raw: map[string][]byte{},
		Claims: map[string]any{
			"aud": token.BaseURLs(fse.National, fse.Stage)[0], "sub": Patient, "person_id": Patient,
			"subject_organization_id": "120", "subject_organization": "Regione Lazio", "subject_role": "AAS", "patient_consent": true,
			"locality":       "Ospedale di Esempio^^^^^&2.16.840.1.113883.2.9.4.1.2&ISO^^^^120001",
			"purpose_of_use": purpose, "action_id": action, "resource_hl7_type": "('11502-2^^2.16.840.1.113883.6.1')",
			"subject_application_id": "APP", "subject_application_vendor": "Prova", "subject_application_version": "1",
		},
		Body: map[string]any{
			"tipoDocumentoLivAlto": "REF", "assettoOrganizzativo": "AD_PSC101", "tipoAttivitaClinica": "ERP", "tipologiaStruttura": "Ospedale",
			"identificativoSottomissione": "2.16.840.1.113883.2.9.2.120.4.3.489593",
		},
	}
	switch {
	case op == fse.Validation:
		s.Body = map[string]any{"healthDataFormat": "CDA", "mode": "ATTACHMENT", "activity": "VALIDATION"}
	case op.Publishes():
		s.Claims["attachment_hash"] = "right"
		s.Body["healthDataFormat"], s.Body["mode"] = "CDA", "ATTACHMENT"
		s.Body["identificativoDoc"] = "2.16.840.1.113883.2.9.2.120.4.4^FSELINT-LAB-0001"
		s.Body["identificativoRep"] = "2.16.840.1.113883.2.9.2.120.4.5.1"
	}
	if op == fse.Replace || op == fse.Update || op == fse.Delete {
		id := "2.16.840.1.113883.2.9.2.120.4.4^FSELINT-LAB-0000"
		s.PathID = &id
	}
	return s
}

// SignedPDF signs a PDF.
func SignedPDF(t testing.TB, pdf []byte) []byte {
	key, cert := padestest.Identity()
	signed, err := padestest.Sign(pdf, padestest.Options{CMS: padestest.CMS{Key: key, Certificate: cert}, Time: certtest.Now})
	require.NoError(t, err)
	return signed
}

func (s *Submission) Bundle(t testing.TB) *validate.Bundle {
	system := s.System
	if system == nil {
		made := certtest.System(t, certtest.SignatureCN, 1, nil)
		system = &made
	}
	b := &validate.Bundle{Path: "submission", Parts: map[string][]byte{}, PathID: s.PathID}
	var document []byte
	if s.Op.SendsDocument() && !s.NoFile {
		if s.PDF != nil {
			document = s.PDF(s.CDA)
		} else {
			document = SignedPDF(t, padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(s.CDA)}))
		}
		b = validate.Bytes("submission.pdf", document)
		b.Parts, b.PathID = map[string][]byte{}, s.PathID
	}
	claims := maps.Clone(s.Claims)
	if claims["attachment_hash"] == "right" {
		sum := sha256.Sum256(document)
		claims["attachment_hash"] = hex.EncodeToString(sum[:])
	}
	at := certtest.Now.Add(-5 * time.Second)
	if s.At != "" {
		d, err := time.ParseDuration(s.At)
		require.NoError(t, err)
		at = certtest.Now.Add(d)
	}
	for source, kind := range map[string]token.Kind{lint.SourceSignatureToken: token.Signature, lint.SourceAuthenticationToken: token.Authentication} {
		encoded, err := json.Marshal(claims)
		require.NoError(t, err)
		text, err := token.New(token.Recipe{Kind: kind, Claims: encoded, Key: system.Key, Certificate: system.Cert, At: at})
		require.NoError(t, err)
		if s.Payload != nil && kind == token.Signature {
			text = signedAnew(t, *system, text, s.Payload)
		}
		b.Parts[source] = []byte(text)
	}
	if s.Op.SendsRequest() {
		encoded, err := json.Marshal(s.Body)
		require.NoError(t, err)
		b.Parts[lint.SourceRequest] = encoded
	}
	for source, data := range s.Raw {
		if data == nil {
			delete(b.Parts, source)
		} else {
			b.Parts[source] = data
		}
	}
	return b
}

// signedAnew changes the payload of a token and signs it again.
func signedAnew(t testing.TB, system certtest.Issued, text string, edit func(string) string) string {
	segments := strings.Split(text, ".")
	payload, err := base64.RawURLEncoding.DecodeString(segments[1])
	require.NoError(t, err)
	signed := segments[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(edit(string(payload))))
	sum := sha256.Sum256([]byte(signed))
	signature, err := system.Key.Sign(rand.Reader, sum[:], crypto.SHA256)
	require.NoError(t, err)
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// Sample reads a file of the repository's testdata.
func Sample(tb testing.TB, name string) []byte {
	data, err := os.ReadFile(filepath.Join(shared.Root(), "testdata", name))
	require.NoError(tb, err)
	return data
}
