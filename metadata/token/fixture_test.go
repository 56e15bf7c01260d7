package token_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/token"
)

// claims are those of a token under test; a nil value stands for null, the value drop removes a claim.
type claims map[string]any

type dropped struct{}

// drop in place of a value removes the claim.
var drop dropped

// raw is JSON written as it stands.
type raw string

func (r raw) MarshalJSON() ([]byte, error) { return []byte(r), nil }

const (
	goodHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	goodCX   = "RSSMRA80A01H501U^^^&2.16.840.1.113883.2.9.4.3.2&ISO"
	goodXON  = "Studio Alfa^^^^^&2.16.840.1.113883.2.9.4.1.3&ISO^^^^090203123456"
	goodType = "('11502-2^^2.16.840.1.113883.6.1')"
	audience = "https://modipa-val.fse.salute.gov.it/govway/rest/in/FSE/gateway/v1"
)

func registered(prefix, jti string) claims {
	now := certtest.Now.Unix()
	return claims{"iss": prefix + certtest.SignatureCN, "iat": now - 10, "exp": now + 290, "jti": jti, "aud": audience, "sub": goodCX}
}

// good returns the claims of a right token of the kind for the operation.
func good(kind token.Kind, op fse.Operation) claims {
	if kind == token.Authentication {
		return registered("auth:", "0d4d8c9e-1111-4111-8111-000000000001")
	}
	c := registered("integrity:", "0d4d8c9e-1111-4111-8111-000000000002")
	maps.Copy(c, claims{
		"patient_consent": true, "action_id": "CREATE", "purpose_of_use": "TREATMENT", "locality": goodXON, "person_id": goodCX,
		"subject_organization_id": "090", "subject_organization": "Regione Toscana", "subject_role": "AAS",
		"subject_application_id": "AlfaReferti", "subject_application_vendor": "Alfa Software srl", "subject_application_version": "5.0",
		"resource_hl7_type": goodType, "attachment_hash": goodHash, "use_subject_as_author": false,
	})
	switch op {
	case fse.Replace, fse.ValidateAndReplace, fse.Update:
		c["action_id"], c["purpose_of_use"] = "UPDATE", "UPDATE"
	case fse.Delete:
		c["action_id"], c["purpose_of_use"] = "DELETE", "UPDATE"
	}
	if op == fse.Validation || op == fse.Update || op == fse.Delete {
		delete(c, "attachment_hash")
	}
	return c
}

// with changes claims.
func (c claims) with(changes claims) claims {
	c = maps.Clone(c)
	for name, value := range changes {
		if value == drop {
			delete(c, name)
			continue
		}
		c[name] = value
	}
	return c
}

func marshal(tb testing.TB, v any) []byte {
	tb.Helper()
	data, err := json.Marshal(v)
	require.NoError(tb, err)
	return data
}

var system = map[string]certtest.Issued{}

// s is the signature certificate of the tests, a the authentication certificate.
func pair(tb testing.TB) (s, a certtest.Issued) {
	tb.Helper()
	if len(system) == 0 {
		system["S"] = certtest.System(tb, certtest.SignatureCN, 0, nil)
		system["A"] = certtest.System(tb, certtest.AuthenticationCN, 1, nil)
	}
	return system["S"], system["A"]
}

func element(c *x509.Certificate) string { return base64.StdEncoding.EncodeToString(c.Raw) }

// header returns the header of a right token.
func header(tb testing.TB) claims {
	tb.Helper()
	s, _ := pair(tb)
	return claims{"alg": "RS256", "typ": "JWT", "x5c": []string{element(s.Cert)}}
}

// sign signs any header and payload with the key number 0.
func sign(tb testing.TB, header, payload []byte) string {
	tb.Helper()
	return signBy(tb, certtest.Key(tb, 0), crypto.SHA256, header, payload)
}

func signBy(tb testing.TB, key *rsa.PrivateKey, hash crypto.Hash, header, payload []byte) string {
	tb.Helper()
	text := base64.RawURLEncoding.EncodeToString(header) + "." + base64.RawURLEncoding.EncodeToString(payload)
	h := hash.New()
	h.Write([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, hash, h.Sum(nil))
	require.NoError(tb, err)
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// made is a signed token with these claims.
func made(tb testing.TB, c claims) string {
	tb.Helper()
	return sign(tb, marshal(tb, header(tb)), marshal(tb, c))
}

// options are those of a right call.
func options(kind token.Kind, op fse.Operation) token.Options {
	return token.Options{Kind: kind, Operation: op, Environment: fse.Stage, At: certtest.Now}
}

// brief is a problem for comparison.
type brief struct {
	Error, Code, Claim string
}

func summary(problems []lint.Finding) []brief {
	var list []brief
	for _, p := range problems {
		if !repeated(p) {
			list = append(list, brief{p.Error, code(p), claimOf(p)})
		}
	}
	return list
}

func seconds(offset int64) raw { return raw(strconv.FormatInt(certtest.Now.Unix()+offset, 10)) }

// code is the id of a finding, and behind a slash that of its cause.
func code(f lint.Finding) string {
	if f.Cause == nil {
		return f.ID
	}
	return f.ID + "/" + f.Cause.ID
}

// claimOf is the claim or member that a finding is about.
func claimOf(f lint.Finding) string {
	switch token.Place(f.Location.Path) {
	case token.Whole, token.InHeader, token.InPayload, token.SignaturePart:
		return ""
	}
	return f.Location.Path
}

// repeated tells whether a finding follows from another one.
func repeated(f lint.Finding) bool { return f.Error != "" && f.Severity == lint.Info }

func notes(f lint.Finding) []string {
	var list []string
	for _, n := range f.Notes {
		list = append(list, n.In("en"))
	}
	return list
}

// step is the place of an error in the gateway's order: the front end, the dispatcher, the hash, and what it does not refuse.
func step(tb testing.TB, id string) int {
	tb.Helper()
	family, number, _ := strings.Cut(id, "-")
	switch family {
	case "FE":
		return 0
	case "TK":
		n, err := strconv.Atoi(number)
		require.NoError(tb, err)
		return n
	case "PB":
		return 100
	}
	return 200
}
