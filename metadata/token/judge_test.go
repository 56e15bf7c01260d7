package token_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/metadata/flaw"
	"github.com/fselint/fselint/metadata/token"
)

var operations = []fse.Operation{fse.Validation, fse.Create, fse.Replace, fse.ValidateAndCreate, fse.ValidateAndReplace, fse.Update, fse.Delete}

func TestRightTokens(t *testing.T) {
	for _, op := range operations {
		assert.Empty(t, summary(token.Parse([]byte(made(t, good(token.Authentication, op)))).Judge(options(token.Authentication, op))), op)
		assert.Empty(t, summary(token.Parse([]byte(made(t, good(token.Signature, op)))).Judge(options(token.Signature, op))), op)
	}
	a := token.Parse([]byte("Authorization: Bearer " + made(t, good(token.Authentication, fse.Create)) + "\r\n"))
	s := token.Parse([]byte("FSE-JWT-Signature: " + made(t, good(token.Signature, fse.Create)) + "\n"))
	o := options(token.Authentication, fse.Create)
	assert.Empty(t, a.Judge(o))
	o.Kind, o.Other = token.Signature, a
	assert.Empty(t, s.Judge(o))
	assert.Empty(t, token.JudgePair(a, s, o))
	assert.Equal(t, token.Authentication, a.Guess())
	assert.Equal(t, token.Signature, s.Guess())
}

// TestSignatureClaims changes one claim of a right signature token: exactly one finding comes out of it.
func TestSignatureClaims(t *testing.T) {
	const nbsp = "\u00a0"
	for _, c := range []struct {
		name   string
		op     fse.Operation
		change claims
		err    string
		code   string
		claim  string
		detail string
	}{
		{"TK-04", fse.Create, claims{"patient_consent": drop}, "TK-04", "jwt-claim-missing", "patient_consent", "Il campo patient_consent non è valorizzato"},
		{"TK-04 null", fse.Create, claims{"patient_consent": nil}, "TK-04", "jwt-claim-missing/null", "patient_consent", "Il campo patient_consent non è valorizzato"},
		{"TK-05", fse.Update, claims{"action_id": drop}, "TK-05", "jwt-claim-missing", "action_id", "Il campo action_id non è valorizzato"},
		{"TK-05 empty", fse.Update, claims{"action_id": ""}, "TK-05", "jwt-claim-missing/empty", "action_id", "Il campo action_id non è valorizzato"},
		{"TK-06", fse.Validation, claims{"locality": drop}, "TK-06", "jwt-claim-missing", "locality", "Il campo locality non è valorizzato"},
		{"TK-07", fse.Delete, claims{"person_id": ""}, "TK-07", "jwt-claim-missing/empty", "person_id", "Il campo person_id non è valorizzato"},
		{"TK-08 blank in name", fse.Create, claims{"purpose_of_use": drop, "purpose_of_use ": "TREATMENT"}, "TK-08", "jwt-claim-missing/name-blank", "purpose_of_use", "Il campo purpose_of_use non è valorizzato"},
		{"TK-08 no-break space in name", fse.Create, claims{"purpose_of_use": drop, nbsp + "purpose_of_use": "TREATMENT"}, "TK-08", "jwt-claim-missing/name-blank", "purpose_of_use", "Il campo purpose_of_use non è valorizzato"},
		{"TK-09 other spelling", fse.Create, claims{"subject_organization": drop, "subjectOrganization": "x"}, "TK-09", "jwt-claim-missing/other-name", "subject_organization", "Il campo subject_organization non è valorizzato"},
		{"TK-10", fse.Create, claims{"subject_organization_id": drop}, "TK-10", "jwt-claim-missing", "subject_organization_id", "Il campo subject_organization_id non è valorizzato"},
		{"TK-11", fse.Create, claims{"subject_role": drop}, "TK-11", "jwt-claim-missing", "subject_role", "Il campo subject_role non è valorizzato"},
		{"TK-12", fse.Create, claims{"subject_application_id": ""}, "TK-12", "jwt-claim-missing/empty", "subject_application_id", "Il campo subject_application_id non è valorizzato"},
		{"TK-13", fse.Create, claims{"subject_application_vendor": drop}, "TK-13", "jwt-claim-missing", "subject_application_vendor", "Il campo subject_application_vendor non è valorizzato"},
		{"TK-14", fse.Create, claims{"subject_application_version": nil}, "TK-14", "jwt-claim-missing/null", "subject_application_version", "Il campo subject_application_version non è valorizzato"},

		{"TK-15 absent", fse.Create, claims{"sub": drop}, "TK-15", "jwt-claim-missing", "sub", "Il codice fiscale nel campo sub non è corretto"},
		{"TK-15 check character", fse.Create, claims{"sub": strings.Replace(goodCX, "501U", "501V", 1)}, "TK-15", "jwt-sub/cf-check", "sub", "Il codice fiscale nel campo sub non è corretto"},
		{"TK-15 sample of the document", fse.Create, claims{"sub": strings.Replace(goodCX, "RSSMRA80A01H501U", "VRDMRC67T20I257E", 1)}, "TK-15", "jwt-sub/cf-check", "sub", "Il codice fiscale nel campo sub non è corretto"},
		{"sub with escaped ampersand", fse.Create, claims{"sub": strings.ReplaceAll(goodCX, "&", "&amp;")}, "", "id-escaped", "sub", ""},
		{"sub with another OID", fse.Create, claims{"sub": "X^^^&2.16.840.1.113883.2.9.4.3.7&ISO"}, "", "", "", ""},
		{"sub with a VAT number", fse.Create, claims{"sub": strings.Replace(goodCX, "RSSMRA80A01H501U", "01386030488", 1)}, "", "jwt-special-code", "sub", ""},

		{"TK-16", fse.Create, claims{"action_id": "WRITE"}, "TK-16", "jwt-value", "action_id", "Il campo action_id non è corretto"},
		{"TK-16 case", fse.Create, claims{"action_id": "create"}, "TK-16", "jwt-value/case", "action_id", "Il campo action_id non è corretto"},
		{"TK-16 blank", fse.Create, claims{"action_id": "CREATE "}, "TK-16", "jwt-value/blank", "action_id", "Il campo action_id non è corretto"},
		{"TK-17", fse.Create, claims{"purpose_of_use": "CURE"}, "TK-17", "jwt-value", "purpose_of_use", "Il campo purpose_of_use non è corretto"},
		{"TK-17 underscore", fse.Update, claims{"purpose_of_use": "ACCESS_UPDATE"}, "TK-17", "jwt-value/sign", "purpose_of_use", "Il campo purpose_of_use non è corretto"},
		{"purpose in small letters", fse.Create, claims{"purpose_of_use": "treatment"}, "", "", "", ""},
		{"TK-18", fse.Create, claims{"subject_role": "aas"}, "TK-18", "jwt-value/case", "subject_role", "Il campo subject_role non è corretto"},
		{"TK-19", fse.Create, claims{"subject_organization_id": "091"}, "TK-19", "jwt-organization-id", "subject_organization_id", "Il campo subject_organization_id non è corretto"},
		{"TK-19 leading zero", fse.Create, claims{"subject_organization_id": "90"}, "TK-19", "jwt-organization-id/leading-zero", "subject_organization_id", "Il campo subject_organization_id non è corretto"},
		{"TK-19 number", fse.Create, claims{"subject_organization_id": 90}, "TK-19", "jwt-organization-id/leading-zero", "subject_organization_id", "Il campo subject_organization_id non è corretto"},
		{"TK-19 description", fse.Create, claims{"subject_organization_id": "Regione Toscana"}, "TK-19", "jwt-organization-id/name-for-code", "subject_organization_id", "Il campo subject_organization_id non è corretto"},
		{"TK-20", fse.Create, claims{"subject_organization": "Etruria"}, "TK-20", "jwt-organization", "subject_organization", "Il campo subject_organization non è corretto"},
		{"TK-20 short", fse.Create, claims{"subject_organization": "Toscana"}, "TK-20", "jwt-organization/short", "subject_organization", "Il campo subject_organization non è corretto"},
		{"TK-20 code", fse.Create, claims{"subject_organization": "090"}, "TK-20", "jwt-organization/code-for-name", "subject_organization", "Il campo subject_organization non è corretto"},
		{"TK-20 blank", fse.Create, claims{"subject_organization": "Regione Toscana "}, "TK-20", "jwt-organization/blank", "subject_organization", "Il campo subject_organization non è corretto"},
		{"organisation in capitals", fse.Create, claims{"subject_organization": "REGIONE TOSCANA"}, "", "", "", ""},
		{"TK-21", fse.Create, claims{"subject_organization": "Regione Umbria"}, "TK-21", "jwt-organization-pair", "subject_organization", "I campi subject_organization_id e subject_organization non sono coerenti"},
		{"organisation disputed", fse.Update, claims{"subject_organization_id": "999", "subject_organization": "MDS", "locality": strings.Replace(goodXON, "^090", "^999", 1)}, "", "jwt-organization-disputed", "subject_organization", ""},

		{"TK-22 validation", fse.Validation, claims{"action_id": "DELETE"}, "TK-22", "jwt-action-operation", "action_id", "Il campo action_id non è coerente con le operazioni richieste"},
		{"update in validation", fse.Validation, claims{"action_id": "UPDATE"}, "", "", "", ""},
		{"TK-22 create", fse.Create, claims{"action_id": "UPDATE"}, "TK-22", "jwt-action-operation", "action_id", "Il campo action_id non è coerente con le operazioni richieste"},
		{"TK-22 read", fse.ValidateAndCreate, claims{"action_id": "READ"}, "TK-22", "jwt-action-operation", "action_id", "Il campo action_id non è coerente con le operazioni richieste"},
		{"TK-22 replace", fse.Replace, claims{"action_id": "CREATE"}, "TK-22", "jwt-action-operation", "action_id", "Il campo action_id non è coerente con le operazioni richieste"},
		{"TK-22 delete", fse.Delete, claims{"action_id": "UPDATE"}, "TK-22", "jwt-action-operation", "action_id", "Il campo action_id non è coerente con le operazioni richieste"},
		{"TK-23 create", fse.Create, claims{"purpose_of_use": "UPDATE"}, "TK-23", "jwt-purpose-operation", "purpose_of_use", "Il campo purpose_of_use non coerente con operazione richiesta"},
		{"TK-23 replace", fse.Replace, claims{"purpose_of_use": "ACCESS UPDATE"}, "TK-23", "jwt-purpose-operation", "purpose_of_use", "Il campo purpose_of_use non coerente con operazione richiesta"},
		{"treatment in replace", fse.Replace, claims{"purpose_of_use": "TREATMENT"}, "", "jwt-purpose-operation", "purpose_of_use", ""},
		{"access update", fse.Update, claims{"purpose_of_use": "ACCESS UPDATE"}, "", "", "", ""},
		{"TK-23 update", fse.Update, claims{"purpose_of_use": "TREATMENT"}, "TK-23", "jwt-purpose-operation", "purpose_of_use", "Il campo purpose_of_use non coerente con operazione richiesta"},
		{"TK-23 delete", fse.Delete, claims{"purpose_of_use": "EMERGENCY"}, "TK-23", "jwt-purpose-operation", "purpose_of_use", "Il campo purpose_of_use non coerente con operazione richiesta"},

		{"TK-24", fse.Create, claims{"locality": "201123456"}, "TK-24", "jwt-locality/id-shape", "locality", "Il campo Locality non è valorizzato correttamente"},
		{"TK-24 carets", fse.Delete, claims{"locality": strings.Replace(goodXON, "^^^^^&", "^^^^&", 1)}, "TK-24", "jwt-locality/id-carets", "locality", "Il campo Locality non è valorizzato correttamente"},
		{"XON in validation", fse.Validation, claims{"locality": "201123456"}, "", "jwt-locality-later/id-shape", "locality", ""},
		{"XON without name", fse.Create, claims{"locality": goodXON[len("Studio Alfa"):]}, "", "id-empty-part", "locality", ""},
		{"XON of another catalog", fse.Create, claims{"locality": "X^^^^^&2.16.840.1.113883.2.9.4.1.1&ISO^^^^12"}, "", "xon-catalog", "locality", ""},
		{"XON of another region", fse.Create, claims{"locality": strings.Replace(goodXON, "^090", "^100", 1)}, "", "jwt-locality-region", "locality", ""},
		{"TK-25", fse.Update, claims{"resource_hl7_type": drop}, "TK-25", "jwt-claim-missing", "resource_hl7_type", "Il campo resource_hl7_type non è valorizzato"},
		{"no type in delete", fse.Delete, claims{"resource_hl7_type": drop}, "", "", "", ""},
		{"dollar in type", fse.Create, claims{"resource_hl7_type": "('11502-2$$2.16.840.1.113883.6.1')"}, "", "id-dollar", "resource_hl7_type", ""},
		{"bare type", fse.Create, claims{"resource_hl7_type": "('11502-2^^2.16.840.1.113883.6.1'"}, "", "type-parentheses", "resource_hl7_type", ""},

		{"PB-03", fse.Create, claims{"attachment_hash": drop}, "PB-03", "jwt-claim-missing", "attachment_hash", "Verifica hash fallita."},
		{"PB-03 base64", fse.Replace, claims{"attachment_hash": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="}, "PB-03", "jwt-hash-base64", "attachment_hash", "Verifica hash fallita."},
		{"PB-03 SHA-1", fse.ValidateAndCreate, claims{"attachment_hash": "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"}, "PB-03", "jwt-hash-sha1", "attachment_hash", "Verifica hash fallita."},
		{"PB-03 blank", fse.ValidateAndReplace, claims{"attachment_hash": goodHash + "\n"}, "PB-03", "jwt-hash-blank", "attachment_hash", "Verifica hash fallita."},
		{"PB-03 short", fse.Create, claims{"attachment_hash": goodHash[1:]}, "PB-03", "jwt-hash-length", "attachment_hash", "Verifica hash fallita."},
		{"PB-03 path", fse.Create, claims{"attachment_hash": "C:\\referto.pdf"}, "PB-03", "jwt-hash-form", "attachment_hash", "Verifica hash fallita."},
		{"hash in capitals", fse.Create, claims{"attachment_hash": strings.ToUpper(goodHash)}, "", "", "", ""},
		{"hash in validation", fse.Validation, claims{"attachment_hash": goodHash}, "", "jwt-hash-validation", "attachment_hash", ""},

		{"TK-03 object", fse.Create, claims{"locality": claims{}}, "TK-03", "jwt-type", "locality", "Il campo jwt payload non è valorizzato"},
		{"TK-03 consent number", fse.Create, claims{"patient_consent": 1}, "TK-03", "jwt-type", "patient_consent", "Il campo jwt payload non è valorizzato"},
		{"TK-03 aud array", fse.Create, claims{"aud": []string{audience}}, "TK-03", "jwt-type", "aud", "Il campo jwt payload non è valorizzato"},

		{"consent false", fse.Create, claims{"patient_consent": false}, "", "jwt-consent-false", "patient_consent", ""},
		{"consent string", fse.Create, claims{"patient_consent": "true"}, "", "jwt-consent-string", "patient_consent", ""},
		{"consent empty string", fse.Create, claims{"patient_consent": ""}, "", "jwt-consent-false-string", "patient_consent", ""},
		{"consent yes", fse.Create, claims{"patient_consent": "si"}, "", "jwt-consent-false-string", "patient_consent", ""},
		{"author", fse.Create, claims{"use_subject_as_author": "true"}, "", "jwt-not-boolean", "use_subject_as_author", ""},
		{"version as a number", fse.Create, claims{"subject_application_version": raw("5.0")}, "", "jwt-claim-type", "subject_application_version", ""},
		{"blank behind vendor", fse.Create, claims{"subject_application_vendor": "Alfa Software srl "}, "", "jwt-claim-blank", "subject_application_vendor", ""},
		{"no-break space in vendor", fse.Create, claims{"subject_application_vendor": "Alfa" + nbsp + "Software srl"}, "", "jwt-claim-invisible", "subject_application_vendor", ""},
		{"escaped vendor", fse.Create, claims{"subject_application_vendor": "Alfa &amp; Beta"}, "", "jwt-claim-escaped", "subject_application_vendor", ""},
		{"person", fse.Create, claims{"person_id": strings.Replace(goodCX, "501U", "501A", 1)}, "", "cf-check", "person_id", ""},
		{"person of another country", fse.Create, claims{"person_id": "80380001^^^&2.16.840.1.113883.2.9.4.3.7&ISO"}, "", "", "", ""},
		{"unknown claim", fse.Create, claims{"colour": "red"}, "", "jwt-unknown-claim", "colour", ""},
		{"claim of another service", fse.Create, claims{"vector_id": "x"}, "", "jwt-foreign-claim", "vector_id", ""},
		{"claim twice in other spelling", fse.Create, claims{"Action_ID": "CREATE"}, "", "jwt-name", "Action_ID", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			tok := token.Parse([]byte(made(t, good(token.Signature, c.op).with(c.change))))
			problems := tok.Judge(options(token.Signature, c.op))
			if c.code == "" {
				assert.Empty(t, summary(problems))
				return
			}
			require.Equal(t, []brief{{c.err, c.code, c.claim}}, summary(problems))
			assert.Equal(t, c.detail, problems[0].Detail)
			assert.Equal(t, c.err != "", problems[0].Group == flaw.Gateway)
			for _, lang := range []string{"it", "en"} {
				assert.NotContains(t, problems[0].Text(lang), "{", lang)
			}
		})
	}
}

// TestOrder gives a token without any custom claim and with a wrong sub: the answer is the first check of the dispatcher.
func TestOrder(t *testing.T) {
	c := registered("integrity:", "j").with(claims{"sub": "X"})
	problems := token.Parse([]byte(made(t, c))).Judge(options(token.Signature, fse.Create))
	var ids []string
	for _, p := range problems {
		ids = append(ids, p.Error)
	}
	assert.Equal(t, []string{"TK-04", "TK-05", "TK-06", "TK-07", "TK-08", "TK-09", "TK-10", "TK-11", "TK-12", "TK-13", "TK-14", "TK-15", "TK-25", "PB-03"}, ids)
	first, ok := token.First(problems)
	require.True(t, ok)
	assert.Equal(t, "TK-04", first.Error)
	_, ok = token.First(nil)
	assert.False(t, ok)
}

func TestProfileAndSettings(t *testing.T) {
	judge := func(change claims, edit func(*token.Options)) []brief {
		o := options(token.Signature, fse.Replace)
		edit(&o)
		return summary(token.Parse([]byte(made(t, good(token.Signature, fse.Replace).with(change)))).Judge(o))
	}
	toscana := func(o *token.Options) { o.Profile = fse.Toscana }
	home := claims{"aud": "https://fse20gwstage.regione.toscana.it/gateway/v2"}
	assert.Empty(t, judge(home, toscana))
	umbria := claims{"subject_organization_id": "100", "subject_organization": "Regione Umbria", "locality": strings.Replace(goodXON, "^090", "^100", 1)}
	assert.Empty(t, judge(umbria, func(*token.Options) {}))
	assert.Equal(t, []brief{{"", "jwt-not-tuscany", "subject_organization_id"}}, judge(umbria.with(home), toscana))
	assert.Empty(t, judge(claims{"purpose_of_use": "TREATMENT"}, func(o *token.Options) { o.TreatmentInReplace = true }))
	vat := claims{"sub": strings.Replace(goodCX, "RSSMRA80A01H501U", "01386030488", 1)}
	assert.Equal(t, []brief{{"TK-15", "jwt-sub/special-off", "sub"}}, judge(vat, func(o *token.Options) { o.NoSpecialFiscalCodes = true }))
	assert.Equal(t, []brief{{"", "jwt-replayed", "jti"}}, judge(nil, func(o *token.Options) { o.Seen = func(string) bool { return true } }))
}

func TestWrongToken(t *testing.T) {
	auth := token.Parse([]byte(made(t, good(token.Authentication, fse.Create).with(claims{"subject_role": "AAS"}))))
	assert.Equal(t, []brief{{"", "jwt-wrong-token", "subject_role"}}, summary(auth.Judge(options(token.Authentication, fse.Create))))
	o := options(token.Signature, fse.Create)
	o.Other = auth
	sig := token.Parse([]byte(made(t, good(token.Signature, fse.Create).with(claims{"subject_role": drop}))))
	assert.Equal(t, []brief{{"TK-11", "jwt-claim-missing/in-other-token", "subject_role"}}, summary(sig.Judge(o)))
	h := header(t).with(claims{"subject_role": "AAS"})
	sig = token.Parse([]byte(sign(t, marshal(t, h), marshal(t, good(token.Signature, fse.Create).with(claims{"subject_role": drop})))))
	assert.Equal(t, []brief{{"TK-11", "jwt-claim-missing/in-header", "subject_role"}}, summary(sig.Judge(options(token.Signature, fse.Create))))
}

func TestJudgePair(t *testing.T) {
	parse := func(kind token.Kind, change claims) *token.Token {
		return token.Parse([]byte(made(t, good(kind, fse.Create).with(change))))
	}
	o := options(token.Signature, fse.Create)
	a := parse(token.Authentication, nil)
	for _, c := range []struct {
		change claims
		code   string
		claim  string
	}{
		{nil, "", ""},
		{claims{"sub": "X^^^&2.16.840.1.113883.2.9.4.3.7&ISO"}, "jwt-pair-sub", "sub"},
		{claims{"jti": good(token.Authentication, fse.Create)["jti"]}, "jwt-pair-jti", "jti"},
		{claims{"iss": "integrity:S2#X"}, "jwt-pair", "iss"},
		{claims{"aud": "https://x"}, "", ""}, // said of the token itself
	} {
		got := summary(token.JudgePair(a, parse(token.Signature, c.change), o))
		if c.code == "" {
			assert.Empty(t, got)
			continue
		}
		assert.Equal(t, []brief{{"", c.code, c.claim}}, got)
	}
	assert.Equal(t, []brief{{"", "jwt-same-token", ""}}, summary(token.JudgePair(a, a, o)))
	assert.Empty(t, token.JudgePair(token.Parse(nil), a, o))
	o.Environment = fse.AnyEnvironment
	other := parse(token.Signature, claims{"aud": token.BaseURLs(fse.National, fse.Production)[0]})
	assert.Equal(t, []brief{{"", "jwt-pair", "aud"}}, summary(token.JudgePair(a, other, o)))
	s, second := pair(t)
	h := marshal(t, header(t).with(claims{"x5c": []string{element(second.Cert)}}))
	assert.NotEqual(t, s.Cert.Raw, second.Cert.Raw)
	assert.Equal(t, []brief{{"", "jwt-pair", "x5c"}}, summary(token.JudgePair(a, token.Parse([]byte(sign(t, h, marshal(t, good(token.Signature, fse.Create))))), o)))
}
