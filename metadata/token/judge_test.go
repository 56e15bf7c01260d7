package token_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/lint"
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
		{"TK-04", fse.Create, claims{"patient_consent": drop}, "TK-04", "JWT-CLAIM-MISSING", "patient_consent", "Il campo patient_consent non è valorizzato"},
		{"TK-04 null", fse.Create, claims{"patient_consent": nil}, "TK-04", "JWT-CLAIM-MISSING/JWT-NULL", "patient_consent", "Il campo patient_consent non è valorizzato"},
		{"TK-05", fse.Update, claims{"action_id": drop}, "TK-05", "JWT-CLAIM-MISSING", "action_id", "Il campo action_id non è valorizzato"},
		{"TK-05 empty", fse.Update, claims{"action_id": ""}, "TK-05", "JWT-CLAIM-MISSING/JWT-EMPTY", "action_id", "Il campo action_id non è valorizzato"},
		{"TK-06", fse.Validation, claims{"locality": drop}, "TK-06", "JWT-CLAIM-MISSING", "locality", "Il campo locality non è valorizzato"},
		{"TK-07", fse.Delete, claims{"person_id": ""}, "TK-07", "JWT-CLAIM-MISSING/JWT-EMPTY", "person_id", "Il campo person_id non è valorizzato"},
		{"TK-08 blank in name", fse.Create, claims{"purpose_of_use": drop, "purpose_of_use ": "TREATMENT"}, "TK-08", "JWT-CLAIM-MISSING/JWT-NAME-BLANK", "purpose_of_use", "Il campo purpose_of_use non è valorizzato"},
		{"TK-08 no-break space in name", fse.Create, claims{"purpose_of_use": drop, nbsp + "purpose_of_use": "TREATMENT"}, "TK-08", "JWT-CLAIM-MISSING/JWT-NAME-BLANK", "purpose_of_use", "Il campo purpose_of_use non è valorizzato"},
		{"TK-09 other spelling", fse.Create, claims{"subject_organization": drop, "subjectOrganization": "x"}, "TK-09", "JWT-CLAIM-MISSING/JWT-OTHER-NAME", "subject_organization", "Il campo subject_organization non è valorizzato"},
		{"TK-10", fse.Create, claims{"subject_organization_id": drop}, "TK-10", "JWT-CLAIM-MISSING", "subject_organization_id", "Il campo subject_organization_id non è valorizzato"},
		{"TK-11", fse.Create, claims{"subject_role": drop}, "TK-11", "JWT-CLAIM-MISSING", "subject_role", "Il campo subject_role non è valorizzato"},
		{"TK-12", fse.Create, claims{"subject_application_id": ""}, "TK-12", "JWT-CLAIM-MISSING/JWT-EMPTY", "subject_application_id", "Il campo subject_application_id non è valorizzato"},
		{"TK-13", fse.Create, claims{"subject_application_vendor": drop}, "TK-13", "JWT-CLAIM-MISSING", "subject_application_vendor", "Il campo subject_application_vendor non è valorizzato"},
		{"TK-14", fse.Create, claims{"subject_application_version": nil}, "TK-14", "JWT-CLAIM-MISSING/JWT-NULL", "subject_application_version", "Il campo subject_application_version non è valorizzato"},

		{"TK-15 absent", fse.Create, claims{"sub": drop}, "TK-15", "JWT-CLAIM-MISSING", "sub", "Il codice fiscale nel campo sub non è corretto"},
		{"TK-15 check character", fse.Create, claims{"sub": strings.Replace(goodCX, "501U", "501V", 1)}, "TK-15", "JWT-SUB/CF-CHECK", "sub", "Il codice fiscale nel campo sub non è corretto"},
		{"TK-15 sample of the document", fse.Create, claims{"sub": strings.Replace(goodCX, "RSSMRA80A01H501U", "VRDMRC67T20I257E", 1)}, "TK-15", "JWT-SUB/CF-CHECK", "sub", "Il codice fiscale nel campo sub non è corretto"},
		{"sub with escaped ampersand", fse.Create, claims{"sub": strings.ReplaceAll(goodCX, "&", "&amp;")}, "", "ID-ESCAPED", "sub", ""},
		{"sub with another OID", fse.Create, claims{"sub": "X^^^&2.16.840.1.113883.2.9.4.3.7&ISO"}, "", "", "", ""},
		{"sub with a VAT number", fse.Create, claims{"sub": strings.Replace(goodCX, "RSSMRA80A01H501U", "01386030488", 1)}, "", "JWT-SPECIAL-CODE", "sub", ""},

		{"TK-16", fse.Create, claims{"action_id": "WRITE"}, "TK-16", "JWT-VALUE", "action_id", "Il campo action_id non è corretto"},
		{"TK-16 case", fse.Create, claims{"action_id": "create"}, "TK-16", "JWT-VALUE/JWT-CASE", "action_id", "Il campo action_id non è corretto"},
		{"TK-16 blank", fse.Create, claims{"action_id": "CREATE "}, "TK-16", "JWT-VALUE/JWT-VALUE-BLANK", "action_id", "Il campo action_id non è corretto"},
		{"TK-17", fse.Create, claims{"purpose_of_use": "CURE"}, "TK-17", "JWT-VALUE", "purpose_of_use", "Il campo purpose_of_use non è corretto"},
		{"TK-17 underscore", fse.Update, claims{"purpose_of_use": "ACCESS_UPDATE"}, "TK-17", "JWT-VALUE/JWT-SIGN", "purpose_of_use", "Il campo purpose_of_use non è corretto"},
		{"purpose in small letters", fse.Create, claims{"purpose_of_use": "treatment"}, "", "", "", ""},
		{"TK-18", fse.Create, claims{"subject_role": "aas"}, "TK-18", "JWT-VALUE/JWT-CASE", "subject_role", "Il campo subject_role non è corretto"},
		{"TK-19", fse.Create, claims{"subject_organization_id": "091"}, "TK-19", "JWT-ORGANIZATION-ID", "subject_organization_id", "Il campo subject_organization_id non è corretto"},
		{"TK-19 leading zero", fse.Create, claims{"subject_organization_id": "90"}, "TK-19", "JWT-ORGANIZATION-ID/JWT-LEADING-ZERO", "subject_organization_id", "Il campo subject_organization_id non è corretto"},
		{"TK-19 number", fse.Create, claims{"subject_organization_id": 90}, "TK-19", "JWT-ORGANIZATION-ID/JWT-LEADING-ZERO", "subject_organization_id", "Il campo subject_organization_id non è corretto"},
		{"TK-19 description", fse.Create, claims{"subject_organization_id": "Regione Toscana"}, "TK-19", "JWT-ORGANIZATION-ID/JWT-NAME-FOR-CODE", "subject_organization_id", "Il campo subject_organization_id non è corretto"},
		{"TK-20", fse.Create, claims{"subject_organization": "Etruria"}, "TK-20", "JWT-ORGANIZATION", "subject_organization", "Il campo subject_organization non è corretto"},
		{"TK-20 short", fse.Create, claims{"subject_organization": "Toscana"}, "TK-20", "JWT-ORGANIZATION/JWT-SHORT", "subject_organization", "Il campo subject_organization non è corretto"},
		{"TK-20 code", fse.Create, claims{"subject_organization": "090"}, "TK-20", "JWT-ORGANIZATION/JWT-CODE-FOR-NAME", "subject_organization", "Il campo subject_organization non è corretto"},
		{"TK-20 blank", fse.Create, claims{"subject_organization": "Regione Toscana "}, "TK-20", "JWT-ORGANIZATION/JWT-VALUE-BLANK", "subject_organization", "Il campo subject_organization non è corretto"},
		{"organisation in capitals", fse.Create, claims{"subject_organization": "REGIONE TOSCANA"}, "", "", "", ""},
		{"TK-21", fse.Create, claims{"subject_organization": "Regione Umbria"}, "TK-21", "JWT-ORGANIZATION-PAIR", "subject_organization", "I campi subject_organization_id e subject_organization non sono coerenti"},
		{"organisation disputed", fse.Update, claims{"subject_organization_id": "999", "subject_organization": "MDS", "locality": strings.Replace(goodXON, "^090", "^999", 1)}, "", "JWT-ORGANIZATION-DISPUTED", "subject_organization", ""},

		{"TK-22 validation", fse.Validation, claims{"action_id": "DELETE"}, "TK-22", "JWT-ACTION-OPERATION", "action_id", "Il campo action_id non è coerente con le operazioni richieste"},
		{"update in validation", fse.Validation, claims{"action_id": "UPDATE"}, "", "", "", ""},
		{"TK-22 create", fse.Create, claims{"action_id": "UPDATE"}, "TK-22", "JWT-ACTION-OPERATION", "action_id", "Il campo action_id non è coerente con le operazioni richieste"},
		{"TK-22 read", fse.ValidateAndCreate, claims{"action_id": "READ"}, "TK-22", "JWT-ACTION-OPERATION", "action_id", "Il campo action_id non è coerente con le operazioni richieste"},
		{"TK-22 replace", fse.Replace, claims{"action_id": "CREATE"}, "TK-22", "JWT-ACTION-OPERATION", "action_id", "Il campo action_id non è coerente con le operazioni richieste"},
		{"TK-22 delete", fse.Delete, claims{"action_id": "UPDATE"}, "TK-22", "JWT-ACTION-OPERATION", "action_id", "Il campo action_id non è coerente con le operazioni richieste"},
		{"TK-23 create", fse.Create, claims{"purpose_of_use": "UPDATE"}, "TK-23", "JWT-PURPOSE-OPERATION", "purpose_of_use", "Il campo purpose_of_use non coerente con operazione richiesta"},
		{"TK-23 replace", fse.Replace, claims{"purpose_of_use": "ACCESS UPDATE"}, "TK-23", "JWT-PURPOSE-OPERATION", "purpose_of_use", "Il campo purpose_of_use non coerente con operazione richiesta"},
		{"treatment in replace", fse.Replace, claims{"purpose_of_use": "TREATMENT"}, "", "JWT-PURPOSE-OPERATION", "purpose_of_use", ""},
		{"access update", fse.Update, claims{"purpose_of_use": "ACCESS UPDATE"}, "", "", "", ""},
		{"TK-23 update", fse.Update, claims{"purpose_of_use": "TREATMENT"}, "TK-23", "JWT-PURPOSE-OPERATION", "purpose_of_use", "Il campo purpose_of_use non coerente con operazione richiesta"},
		{"TK-23 delete", fse.Delete, claims{"purpose_of_use": "EMERGENCY"}, "TK-23", "JWT-PURPOSE-OPERATION", "purpose_of_use", "Il campo purpose_of_use non coerente con operazione richiesta"},

		{"TK-24", fse.Create, claims{"locality": "201123456"}, "TK-24", "JWT-LOCALITY/ID-SHAPE", "locality", "Il campo Locality non è valorizzato correttamente"},
		{"TK-24 carets", fse.Delete, claims{"locality": strings.Replace(goodXON, "^^^^^&", "^^^^&", 1)}, "TK-24", "JWT-LOCALITY/ID-CARETS", "locality", "Il campo Locality non è valorizzato correttamente"},
		{"XON in validation", fse.Validation, claims{"locality": "201123456"}, "", "JWT-LOCALITY-LATER/ID-SHAPE", "locality", ""},
		{"XON without name", fse.Create, claims{"locality": goodXON[len("Studio Alfa"):]}, "", "ID-EMPTY-PART", "locality", ""},
		{"XON of another catalog", fse.Create, claims{"locality": "X^^^^^&2.16.840.1.113883.2.9.4.1.1&ISO^^^^12"}, "", "ID-XON-CATALOG", "locality", ""},
		{"XON of another region", fse.Create, claims{"locality": strings.Replace(goodXON, "^090", "^100", 1)}, "", "JWT-LOCALITY-REGION", "locality", ""},
		{"TK-25", fse.Update, claims{"resource_hl7_type": drop}, "TK-25", "JWT-CLAIM-MISSING", "resource_hl7_type", "Il campo resource_hl7_type non è valorizzato"},
		{"no type in delete", fse.Delete, claims{"resource_hl7_type": drop}, "", "", "", ""},
		{"dollar in type", fse.Create, claims{"resource_hl7_type": "('11502-2$$2.16.840.1.113883.6.1')"}, "", "ID-DOLLAR", "resource_hl7_type", ""},
		{"bare type", fse.Create, claims{"resource_hl7_type": "('11502-2^^2.16.840.1.113883.6.1'"}, "", "ID-TYPE-PARENTHESES", "resource_hl7_type", ""},

		{"PB-03", fse.Create, claims{"attachment_hash": drop}, "PB-03", "JWT-CLAIM-MISSING", "attachment_hash", "Verifica hash fallita."},
		{"PB-03 base64", fse.Replace, claims{"attachment_hash": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="}, "PB-03", "JWT-HASH-BASE64", "attachment_hash", "Verifica hash fallita."},
		{"PB-03 SHA-1", fse.ValidateAndCreate, claims{"attachment_hash": "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"}, "PB-03", "JWT-HASH-SHA1", "attachment_hash", "Verifica hash fallita."},
		{"PB-03 blank", fse.ValidateAndReplace, claims{"attachment_hash": goodHash + "\n"}, "PB-03", "JWT-HASH-BLANK", "attachment_hash", "Verifica hash fallita."},
		{"PB-03 short", fse.Create, claims{"attachment_hash": goodHash[1:]}, "PB-03", "JWT-HASH-LENGTH", "attachment_hash", "Verifica hash fallita."},
		{"PB-03 path", fse.Create, claims{"attachment_hash": "C:\\referto.pdf"}, "PB-03", "JWT-HASH-FORM", "attachment_hash", "Verifica hash fallita."},
		{"hash in capitals", fse.Create, claims{"attachment_hash": strings.ToUpper(goodHash)}, "", "", "", ""},
		{"hash in validation", fse.Validation, claims{"attachment_hash": goodHash}, "", "JWT-HASH-VALIDATION", "attachment_hash", ""},

		{"TK-03 object", fse.Create, claims{"locality": claims{}}, "TK-03", "JWT-TYPE", "locality", "Il campo jwt payload non è valorizzato"},
		{"TK-03 consent number", fse.Create, claims{"patient_consent": 1}, "TK-03", "JWT-TYPE", "patient_consent", "Il campo jwt payload non è valorizzato"},
		{"TK-03 aud array", fse.Create, claims{"aud": []string{audience}}, "TK-03", "JWT-TYPE", "aud", "Il campo jwt payload non è valorizzato"},

		{"consent false", fse.Create, claims{"patient_consent": false}, "", "JWT-CONSENT-FALSE", "patient_consent", ""},
		{"consent string", fse.Create, claims{"patient_consent": "true"}, "", "JWT-CONSENT-STRING", "patient_consent", ""},
		{"consent empty string", fse.Create, claims{"patient_consent": ""}, "", "JWT-CONSENT-FALSE-STRING", "patient_consent", ""},
		{"consent yes", fse.Create, claims{"patient_consent": "si"}, "", "JWT-CONSENT-FALSE-STRING", "patient_consent", ""},
		{"author", fse.Create, claims{"use_subject_as_author": "true"}, "", "JWT-NOT-BOOLEAN", "use_subject_as_author", ""},
		{"version as a number", fse.Create, claims{"subject_application_version": raw("5.0")}, "", "JWT-CLAIM-TYPE", "subject_application_version", ""},
		{"blank behind vendor", fse.Create, claims{"subject_application_vendor": "Alfa Software srl "}, "", "JWT-CLAIM-BLANK", "subject_application_vendor", ""},
		{"no-break space in vendor", fse.Create, claims{"subject_application_vendor": "Alfa" + nbsp + "Software srl"}, "", "JWT-CLAIM-INVISIBLE", "subject_application_vendor", ""},
		{"escaped vendor", fse.Create, claims{"subject_application_vendor": "Alfa &amp; Beta"}, "", "JWT-CLAIM-ESCAPED", "subject_application_vendor", ""},
		{"person", fse.Create, claims{"person_id": strings.Replace(goodCX, "501U", "501A", 1)}, "", "CF-CHECK", "person_id", ""},
		{"person of another country", fse.Create, claims{"person_id": "80380001^^^&2.16.840.1.113883.2.9.4.3.7&ISO"}, "", "", "", ""},
		{"unknown claim", fse.Create, claims{"colour": "red"}, "", "JWT-UNKNOWN-CLAIM", "colour", ""},
		{"claim of another service", fse.Create, claims{"vector_id": "x"}, "", "JWT-FOREIGN-CLAIM", "vector_id", ""},
		{"claim twice in other spelling", fse.Create, claims{"Action_ID": "CREATE"}, "", "JWT-NAME", "Action_ID", ""},
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
			assert.Equal(t, c.err != "", problems[0].Group == lint.Gateway)
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
	assert.Equal(t, []brief{{"", "JWT-NOT-TUSCANY", "subject_organization_id"}}, judge(umbria.with(home), toscana))
	assert.Empty(t, judge(claims{"purpose_of_use": "TREATMENT"}, func(o *token.Options) { o.TreatmentInReplace = true }))
	vat := claims{"sub": strings.Replace(goodCX, "RSSMRA80A01H501U", "01386030488", 1)}
	assert.Equal(t, []brief{{"TK-15", "JWT-SUB/JWT-SPECIAL-OFF", "sub"}}, judge(vat, func(o *token.Options) { o.NoSpecialFiscalCodes = true }))
	assert.Equal(t, []brief{{"", "JWT-REPLAYED", "jti"}}, judge(nil, func(o *token.Options) { o.Seen = func(string) bool { return true } }))
}

func TestWrongToken(t *testing.T) {
	auth := token.Parse([]byte(made(t, good(token.Authentication, fse.Create).with(claims{"subject_role": "AAS"}))))
	assert.Equal(t, []brief{{"", "JWT-WRONG-TOKEN", "subject_role"}}, summary(auth.Judge(options(token.Authentication, fse.Create))))
	o := options(token.Signature, fse.Create)
	o.Other = auth
	sig := token.Parse([]byte(made(t, good(token.Signature, fse.Create).with(claims{"subject_role": drop}))))
	assert.Equal(t, []brief{{"TK-11", "JWT-CLAIM-MISSING/JWT-IN-OTHER-TOKEN", "subject_role"}}, summary(sig.Judge(o)))
	h := header(t).with(claims{"subject_role": "AAS"})
	sig = token.Parse([]byte(sign(t, marshal(t, h), marshal(t, good(token.Signature, fse.Create).with(claims{"subject_role": drop})))))
	assert.Equal(t, []brief{{"TK-11", "JWT-CLAIM-MISSING/JWT-IN-HEADER", "subject_role"}}, summary(sig.Judge(options(token.Signature, fse.Create))))
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
		{claims{"sub": "X^^^&2.16.840.1.113883.2.9.4.3.7&ISO"}, "JWT-PAIR-SUB", "sub"},
		{claims{"jti": good(token.Authentication, fse.Create)["jti"]}, "JWT-PAIR-JTI", "jti"},
		{claims{"iss": "integrity:S2#X"}, "JWT-PAIR", "iss"},
		{claims{"aud": "https://x"}, "", ""}, // said of the token itself
	} {
		got := summary(token.JudgePair(a, parse(token.Signature, c.change), o))
		if c.code == "" {
			assert.Empty(t, got)
			continue
		}
		assert.Equal(t, []brief{{"", c.code, c.claim}}, got)
	}
	assert.Equal(t, []brief{{"", "JWT-SAME-TOKEN", ""}}, summary(token.JudgePair(a, a, o)))
	assert.Empty(t, token.JudgePair(token.Parse(nil), a, o))
	o.Environment = fse.AnyEnvironment
	other := parse(token.Signature, claims{"aud": token.BaseURLs(fse.National, fse.Production)[0]})
	assert.Equal(t, []brief{{"", "JWT-PAIR", "aud"}}, summary(token.JudgePair(a, other, o)))
	s, second := pair(t)
	h := marshal(t, header(t).with(claims{"x5c": []string{element(second.Cert)}}))
	assert.NotEqual(t, s.Cert.Raw, second.Cert.Raw)
	assert.Equal(t, []brief{{"", "JWT-PAIR", "x5c"}}, summary(token.JudgePair(a, token.Parse([]byte(sign(t, h, marshal(t, good(token.Signature, fse.Create))))), o)))
}

// TestCures: a cure names the right value where the call, the other claims or the file tell it.
func TestCures(t *testing.T) {
	for claim, want := range map[string]string{
		"purpose_of_use":       "add purpose_of_use to the payload: UPDATE",
		"action_id":            "add action_id to the payload: UPDATE",
		"subject_organization": "add subject_organization to the payload: Regione Toscana",
		"aud":                  "add aud to the payload: " + audience,
		"iss":                  "add iss to the payload: integrity:" + certtest.SignatureCN,
		"attachment_hash":      "add attachment_hash to the payload: " + goodHash,
		"subject_role":         "add subject_role to the payload with its value",
	} {
		o := options(token.Signature, fse.Replace)
		o.Hash = goodHash
		findings := token.Parse([]byte(made(t, good(token.Signature, fse.Replace).with(claims{claim: drop})))).Judge(o)
		require.Len(t, findings, 1, claim)
		findings[0].Complete()
		assert.Equal(t, want, findings[0].Fix.In("en"))
	}
}
