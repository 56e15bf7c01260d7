package token_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/token"
)

const nonconforming = "Received request is not conform to the required interoperability profile"

// TestHeader changes one member of the header of a token that is then signed rightly.
func TestHeader(t *testing.T) {
	s, a := pair(t)
	authority := certtest.Authority(t)
	der := s.Cert.Raw
	text := element(s.Cert)
	body := pemBody(string(s.PEM()))
	store, err := pkcs12.Modern.Encode(s.Key, s.Cert, nil, "x")
	require.NoError(t, err)
	key := x509.MarshalPKCS1PrivateKey(certtest.Key(t, 0))
	public, err := x509.MarshalPKIXPublicKey(s.Cert.PublicKey)
	require.NoError(t, err)
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, s.Key)
	require.NoError(t, err)
	b64 := base64.StdEncoding.EncodeToString
	x5c := func(v any) claims { return claims{"x5c": v} }
	one := func(v string) claims { return x5c([]string{v}) }
	for _, c := range []struct {
		name   string
		change claims
		code   string
		err    string
	}{
		{"no alg", claims{"alg": drop}, "JWT-HEADER-MISSING", "FE-02"},
		{"Alg", claims{"alg": drop, "Alg": "RS256"}, "JWT-HEADER-MISSING/JWT-OTHER-NAME", "FE-02"},
		{"alg a number", claims{"alg": 256}, "JWT-HEADER-TYPE", "FE-02"},
		{"none", claims{"alg": "none"}, "JWT-ALG-NONE", "FE-02"},
		{"HS256", claims{"alg": "HS256"}, "JWT-ALG-HMAC", "FE-02"},
		{"ES256", claims{"alg": "ES256"}, "JWT-ALG", "FE-02"},
		{"PS256", claims{"alg": "PS256"}, "JWT-ALG", "FE-02"},
		{"rs256", claims{"alg": "rs256"}, "JWT-ALG-SPELLING", "FE-02"},
		{"no typ", claims{"typ": drop}, "JWT-HEADER-MISSING", "FE-02"},
		{"typ in small letters", claims{"typ": "jwt"}, "JWT-TYP", "FE-02"},
		{"kid", claims{"kid": "1"}, "", ""},
		{"kid a number", claims{"kid": 1}, "JWT-HEADER-TYPE", ""},
		{"crit", claims{"crit": []string{"b64"}, "b64": true}, "JWT-CRIT", "FE-02"},

		{"no x5c", claims{"x5c": drop}, "JWT-HEADER-MISSING", "FE-02"},
		{"XC5", claims{"x5c": drop, "XC5": []string{text}}, "JWT-HEADER-MISSING/JWT-OTHER-NAME", "FE-02"},
		{"x5c with a blank", claims{"x5c": drop, "x5c ": []string{text}}, "JWT-HEADER-MISSING/JWT-NAME-BLANK", "FE-02"},
		{"x5c null", x5c(nil), "JWT-HEADER-MISSING", "FE-02"},
		{"x5c a string", x5c(text), "JWT-X5C-NOT-ARRAY", "FE-02"},
		{"x5c an object", x5c(claims{}), "JWT-X5C-NOT-ARRAY", "FE-02"},
		{"x5c empty", x5c([]string{}), "JWT-X5C-EMPTY", "FE-02"},
		{"x5c a number in it", x5c([]int{1}), "JWT-X5C-ELEMENT", "FE-02"},
		{"empty element", one(""), "JWT-X5C-NOTHING", "FE-02"},
		{"PEM", one(string(s.PEM())), "JWT-X5C-PEM", "FE-02"},
		{"PEM on one line", one(strings.ReplaceAll(string(s.PEM()), "\n", "")), "JWT-X5C-PEM", "FE-02"},
		{"PEM with written line feeds", one(strings.ReplaceAll(string(s.PEM()), "\n", `\n`)), "JWT-X5C-PEM", "FE-02"},
		{"line feeds", one(body), "JWT-X5C-BREAKS", "FE-02"},
		{"written line feeds", one(strings.ReplaceAll(body, "\n", `\n`)), "JWT-X5C-BREAKS", "FE-02"},
		{"blank", one(text[:64] + " " + text[64:]), "JWT-X5C-BREAKS", "FE-02"},
		{"base64url", one(base64.RawURLEncoding.EncodeToString(der)), "JWT-X5C-ALPHABET", "FE-02"},
		{"padding", one(strings.TrimRight(padded(t, der), "=")), "JWT-X5C-PADDING", ""},
		{"not base64", one("CN=S1#090"), "JWT-X5C-NOT-BASE64", "FE-02"},
		{"base64 of PEM", one(b64(s.PEM())), "JWT-X5C-BASE64-PEM", "FE-02"},
		{"base64 twice", one(b64([]byte(text))), "JWT-X5C-TWICE", "FE-02"},
		{"cut", one(b64(der[:len(der)-9])), "JWT-X5C-MALFORMED", "FE-02"},
		{"PKCS#12", one(b64(store)), "JWT-X5C-PKCS12", "FE-02"},
		{"private key", one(b64(key)), "JWT-X5C-PRIVATE-KEY", "FE-02"},
		{"private key in PEM", one(string(s.KeyPEM(t))), "JWT-X5C-PRIVATE-KEY", "FE-02"},
		{"public key", one(b64(public)), "JWT-X5C-PUBLIC-KEY", "FE-02"},
		{"request", one(b64(request)), "JWT-X5C-CSR", "FE-02"},
		{"text", one(b64([]byte("il certificato di firma"))), "JWT-X5C-OTHER", "FE-02"},
		{"chain", x5c([]string{text, element(authority.Cert)}), "JWT-X5C-SEVERAL", ""},
		{"chain the wrong way round", x5c([]string{element(authority.Cert), text}), "JWT-X5C-ORDER", "FE-02"},
		{"authentication certificate", one(element(a.Cert)), "JWT-SIGNATURE", "FE-02"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := marshal(t, header(t).with(c.change))
			problems := token.Parse([]byte(sign(t, h, marshal(t, good(token.Signature, fse.Create))))).Judge(options(token.Signature, fse.Create))
			if c.code == "" {
				assert.Empty(t, problems)
				return
			}
			require.NotEmpty(t, problems)
			codes := summary(problems)
			if c.name != "authentication certificate" && c.name != "chain the wrong way round" { // more than one mistake
				require.Len(t, codes, 1, codes)
			}
			found := false
			for _, p := range problems {
				if code(p) == c.code {
					found = true
					assert.Equal(t, c.err, p.Error)
					assert.Contains(t, []string{"alg", "typ", "x5c", "kid", "crit", string(token.InHeader), string(token.SignaturePart)}, p.Location.Path)
					assert.NotContains(t, p.Text("it")+p.Text("en"), "{")
					if c.err != "" {
						assert.Equal(t, invalidToken, p.Detail)
					}
				}
			}
			assert.True(t, found, codes)
		})
	}
}

// padded makes sure that the base64 of a certificate has padding, by the length of its common name.
func padded(t *testing.T, der []byte) string {
	t.Helper()
	text := base64.StdEncoding.EncodeToString(der)
	for n := 0; !strings.HasSuffix(text, "="); n++ {
		text = element(certtest.System(t, certtest.SignatureCN, 0, func(c *x509.Certificate) {
			c.Subject.OrganizationalUnit = []string{strings.Repeat("x", n+1)}
		}).Cert)
	}
	return text
}

func pemBody(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[1:len(lines)-1], "\n")
}

func TestSignature(t *testing.T) {
	s, a := pair(t)
	h, p := header(t), marshal(t, good(token.Signature, fse.Create))
	right := sign(t, marshal(t, h), p)
	for _, alg := range []struct {
		name string
		hash crypto.Hash
		code string
	}{{"RS384", crypto.SHA384, ""}, {"RS512", crypto.SHA512, ""}, {"RS383", crypto.SHA384, "JWT-ALG-RS383"}} {
		tok := token.Parse([]byte(signBy(t, certtest.Key(t, 0), alg.hash, marshal(t, h.with(claims{"alg": alg.name})), p)))
		problems := tok.Judge(options(token.Signature, fse.Create))
		if alg.code == "" {
			assert.Empty(t, problems, alg.name)
			continue
		}
		require.Len(t, problems, 1)
		assert.Equal(t, alg.code, code(problems[0]))
		assert.Equal(t, lint.Warning, problems[0].Severity)
		assert.Equal(t, []string{"the national document prints RS383, an algorithm that does not exist"}, notes(problems[0]))
	}
	pss := func() string {
		text := right[:strings.LastIndexByte(right, '.')]
		digest := sha256.Sum256([]byte(text))
		signature, err := rsa.SignPSS(rand.Reader, certtest.Key(t, 0), crypto.SHA256, digest[:], nil)
		require.NoError(t, err)
		return text + "." + base64.RawURLEncoding.EncodeToString(signature)
	}
	tampered := strings.Split(right, ".")
	tampered[1] = base64.RawURLEncoding.EncodeToString(marshal(t, good(token.Signature, fse.Create).with(claims{"subject_role": "INF"})))
	for _, c := range []struct {
		name, text, code string
		known            []*x509.Certificate
	}{
		{"tampered", strings.Join(tampered, "."), "JWT-SIGNATURE", nil},
		{"other hash", signBy(t, certtest.Key(t, 0), crypto.SHA512, marshal(t, h), p), "JWT-SIGNATURE/JWT-OTHER-HASH", nil},
		{"PSS", pss(), "JWT-SIGNATURE/JWT-PSS", nil},
		{"other key", signBy(t, certtest.Key(t, 1), crypto.SHA256, marshal(t, h), p), "JWT-SIGNATURE/JWT-OTHER-KEY", []*x509.Certificate{a.Cert}},
		{"unknown key", signBy(t, certtest.Key(t, 1), crypto.SHA256, marshal(t, h), p), "JWT-SIGNATURE", nil},
		{"short", right[:len(right)-42], "JWT-SIGNATURE/JWT-SIGNATURE-LENGTH", nil},
	} {
		o := options(token.Signature, fse.Create)
		o.Known = c.known
		problems := token.Parse([]byte(c.text)).Judge(o)
		require.Equal(t, []brief{{"FE-02", c.code, ""}}, summary(problems), c.name)
		assert.NotContains(t, problems[0].Text("it")+problems[0].Text("en"), "{")
		o.SkipSignature = true
		assert.Empty(t, token.Parse([]byte(c.text)).Judge(o), c.name)
	}
	// The whole token signed with the authentication certificate: everything fits, but it is the wrong one.
	byA := signBy(t, certtest.Key(t, 1), crypto.SHA256, marshal(t, h.with(claims{"x5c": []string{element(a.Cert)}})), marshal(t, good(token.Signature, fse.Create).with(claims{"iss": "integrity:" + certtest.AuthenticationCN})))
	o := options(token.Signature, fse.Create)
	assert.Equal(t, []brief{{"FE-02", "CRT-A-SIGNS", "x5c"}}, summary(token.Parse([]byte(byA)).Judge(o)))
	o.Single = true
	assert.Empty(t, token.Parse([]byte(byA)).Judge(o))
	o.Certificate = s.Cert
	assert.Equal(t, []brief{{"", "CRT-OTHER", "x5c"}}, summary(token.Parse([]byte(byA)).Judge(o)))
}

func TestCertificate(t *testing.T) {
	tok := func(cert certtest.Issued) []brief {
		h := header(t).with(claims{"x5c": []string{element(cert.Cert)}})
		o := options(token.Signature, fse.Create)
		o.Roots = []*x509.Certificate{certtest.Authority(t).Cert}
		return summary(token.Parse([]byte(sign(t, marshal(t, h), marshal(t, good(token.Signature, fse.Create))))).Judge(o))
	}
	s, _ := pair(t)
	assert.Empty(t, tok(s))
	expired := certtest.System(t, certtest.SignatureCN, 0, func(c *x509.Certificate) { c.NotAfter = certtest.Now.Add(-time.Hour) })
	assert.Equal(t, []brief{{"FE-02", "CRT-EXPIRED", "x5c"}}, tok(expired))
	own := certtest.Sign(t, certtest.Template(certtest.SignatureCN, nil), certtest.Key(t, 0), nil)
	assert.Equal(t, []brief{{"FE-02", "CRT-SELF-SIGNED", "x5c"}}, tok(own))
	soon := certtest.System(t, certtest.SignatureCN, 0, func(c *x509.Certificate) { c.NotAfter = certtest.Now.Add(48 * time.Hour) })
	assert.Equal(t, []brief{{"", "CRT-EXPIRES-SOON", "x5c"}}, tok(soon))
	ca := certtest.Authority(t)
	assert.Equal(t, []brief{{"FE-02", "JWT-SIGNATURE", ""}, {"FE-02", "CRT-CA", "x5c"}, {"FE-03", "JWT-ISS", "iss"}}, tok(ca))
}

func TestTimes(t *testing.T) {
	for _, c := range []struct {
		name   string
		change claims
		err    string
		code   string
		claim  string
		detail string
	}{
		{"now", claims{"iat": seconds(0)}, "", "", "", ""},
		{"six seconds ahead", claims{"iat": seconds(6)}, "FE-04", "JWT-IAT-FUTURE/JWT-CLOCK", "iat", "'iat' token claim is in the future"},
		{"winter time", claims{"iat": seconds(3590), "exp": seconds(3890)}, "FE-04", "JWT-IAT-FUTURE/JWT-LOCAL-TIME", "iat", "'iat' token claim is in the future"},
		{"summer time", claims{"iat": seconds(7195), "exp": seconds(7500)}, "FE-04", "JWT-IAT-FUTURE/JWT-LOCAL-TIME", "iat", "'iat' token claim is in the future"},
		{"a day ahead", claims{"iat": seconds(86400), "exp": seconds(87000)}, "FE-04", "JWT-IAT-FUTURE", "iat", "'iat' token claim is in the future"},
		{"expired", claims{"iat": seconds(-600), "exp": seconds(-1)}, "FE-02", "JWT-EXPIRED", "exp", invalidToken},
		{"expires now", claims{"iat": seconds(-600), "exp": seconds(0)}, "FE-02", "JWT-EXPIRED", "exp", invalidToken},
		{"ends before it begins", claims{"exp": seconds(-11)}, "FE-02", "JWT-EXP-BEFORE-IAT", "exp", invalidToken},
		{"ends when it begins", claims{"exp": seconds(-10)}, "FE-02", "JWT-EXP-BEFORE-IAT", "exp", invalidToken},
		{"iat in milliseconds", claims{"iat": certtest.Now.UnixMilli()}, "FE-03", "JWT-MILLIS", "iat", nonconforming},
		{"exp in milliseconds", claims{"exp": certtest.Now.UnixMilli()}, "FE-03", "JWT-MILLIS", "exp", nonconforming},
		{"iat in microseconds", claims{"iat": certtest.Now.UnixMicro()}, "FE-03", "JWT-MICROS", "iat", nonconforming},
		{"no iat", claims{"iat": drop}, "FE-03", "JWT-CLAIM-MISSING", "iat", nonconforming},
		{"exp null", claims{"exp": nil}, "FE-03", "JWT-CLAIM-MISSING/JWT-NULL", "exp", nonconforming},
		{"exp the life", claims{"exp": 3600}, "FE-02", "JWT-NO-MOMENT", "exp", invalidToken},
		{"iat a string", claims{"iat": raw(`"` + string(seconds(-10)) + `"`)}, "", "JWT-TIME-STRING", "iat", ""},
		{"iat a date", claims{"iat": "2026-06-15T10:00:00Z"}, "FE-02", "JWT-TIME-TEXT", "iat", invalidToken},
		{"exp a boolean", claims{"exp": true}, "FE-02", "JWT-TIME-TYPE", "exp", invalidToken},
		{"iat with a point", claims{"iat": seconds(-10) + ".0"}, "", "JWT-TIME-NOTATION", "iat", ""},
		{"25 hours", claims{"exp": seconds(25 * 3600)}, "", "JWT-LONG-LIFE", "exp", ""},
		{"24 hours", claims{"exp": seconds(24*3600 - 10)}, "", "", "", ""},
		{"59 seconds", claims{"exp": seconds(49)}, "", "JWT-SHORT-LIFE", "exp", ""},
		{"not before", claims{"nbf": seconds(60)}, "FE-03", "JWT-NOT-BEFORE", "nbf", nonconforming},
		{"not before, in the past", claims{"nbf": seconds(-60)}, "", "JWT-NBF", "nbf", ""},
	} {
		for _, kind := range []token.Kind{token.Authentication, token.Signature} {
			t.Run(c.name+" "+kind.String(), func(t *testing.T) {
				problems := token.Parse([]byte(made(t, good(kind, fse.Create).with(c.change)))).Judge(options(kind, fse.Create))
				var kept []lint.Finding
				for _, p := range problems {
					if code(p) != "JWT-FOREIGN-CLAIM" {
						kept = append(kept, p)
					}
				}
				if c.code == "" {
					assert.Empty(t, kept)
					return
				}
				require.Equal(t, []brief{{c.err, c.code, c.claim}}, summary(kept))
				assert.Equal(t, c.detail, kept[0].Detail)
				assert.NotContains(t, kept[0].Text("it")+kept[0].Text("en"), "{")
			})
		}
	}
	fraction := claims{"iat": seconds(-10) + ".5"}
	problems := token.Parse([]byte(made(t, good(token.Signature, fse.Create).with(fraction)))).Judge(options(token.Signature, fse.Create))
	assert.Equal(t, []brief{{"TK-03", "JWT-TYPE", "iat"}, {"", "JWT-TIME-NOTATION", "iat"}}, summary(problems))
	o := options(token.Signature, fse.Create)
	o.Skew = 10 * time.Second
	assert.Empty(t, token.Parse([]byte(made(t, good(token.Signature, fse.Create).with(claims{"iat": seconds(6)})))).Judge(o))
}

func TestAudience(t *testing.T) {
	national, production := token.BaseURLs(fse.National, fse.Stage)[0], token.BaseURLs(fse.National, fse.Production)[0]
	toscana := token.BaseURLs(fse.Toscana, fse.Stage)[0]
	for _, c := range []struct {
		profile fse.Profile
		aud     any
		code    string
		err     string
		notes   []string
	}{
		{fse.National, national, "", "", nil},
		{fse.National, national + "/", "JWT-AUD-SLASH", "FE-03", nil},
		{fse.National, strings.TrimSuffix(national, "/v1"), "JWT-AUD-VERSION", "FE-03", nil},
		{fse.National, strings.TrimSuffix(national, "v1"), "JWT-AUD-VERSION", "FE-03", nil},
		{fse.National, strings.TrimSuffix(national, "1") + "2", "JWT-AUD-OTHER-VERSION", "FE-03", nil},
		{fse.National, national + "/documents/validation", "JWT-AUD-OPERATION", "FE-03", nil},
		{fse.National, strings.ToLower(national), "JWT-AUD-CASE", "FE-03", nil},
		{fse.National, strings.Replace(national, "https", "http", 1), "JWT-AUD-SCHEME", "FE-03", nil},
		{fse.National, strings.TrimPrefix(national, "https://"), "JWT-AUD-SCHEME", "FE-03", nil},
		{fse.National, national + " ", "JWT-AUD-BLANK", "FE-03", nil},
		{fse.National, production, "JWT-AUD-ENVIRONMENT", "FE-03", nil},
		{fse.National, toscana, "JWT-AUD-PROFILE", "FE-03", nil},
		{fse.National, "https://example.org", "JWT-AUD", "FE-03", nil},
		{fse.National, drop, "JWT-CLAIM-MISSING", "FE-03", nil},
		{fse.National, "", "JWT-CLAIM-MISSING/JWT-EMPTY", "FE-03", nil},
		{fse.National, 1, "JWT-CLAIM-TYPE", "FE-03", nil},
		{fse.Toscana, toscana, "", "", nil},
		{fse.Toscana, toscana + "/", "JWT-AUD-SLASH", "", []string{"the regional specification prints addresses with and without a slash at the end"}},
		{fse.Toscana, national, "JWT-AUD-NATIONAL", "", []string{"the samples of the regional specification have the national address in aud"}},
		{fse.Toscana, production, "JWT-AUD-PROFILE", "FE-03", nil},
		{fse.Toscana, strings.TrimSuffix(toscana, "2") + "1", "JWT-AUD-OTHER-VERSION", "FE-03", nil},
		{fse.Toscana, token.BaseURLs(fse.Toscana, fse.Production)[0], "JWT-AUD-ENVIRONMENT", "FE-03", nil},
	} {
		o := options(token.Authentication, fse.Create)
		o.Profile = c.profile
		problems := token.Parse([]byte(made(t, good(token.Authentication, fse.Create).with(claims{"aud": c.aud})))).Judge(o)
		if c.code == "" {
			assert.Empty(t, problems, c.aud)
			continue
		}
		require.Equal(t, []brief{{c.err, c.code, "aud"}}, summary(problems), c.aud)
		assert.Equal(t, c.notes, notes(problems[0]))
		if c.err != "" {
			assert.Equal(t, nonconforming, problems[0].Detail)
		} else {
			assert.Equal(t, lint.Warning, problems[0].Severity)
		}
		assert.NotContains(t, problems[0].Text("it")+problems[0].Text("en"), "{")
	}
	o := options(token.Authentication, fse.Create)
	o.Audience = []string{"https://test.example/gw/v1"}
	mine := good(token.Authentication, fse.Create).with(claims{"aud": "https://test.example/gw/v1"})
	assert.Empty(t, token.Parse([]byte(made(t, mine))).Judge(o))
	assert.Len(t, token.BaseURLs(fse.Toscana, fse.AnyEnvironment), 2)
}

func TestIssuer(t *testing.T) {
	const cn = certtest.SignatureCN
	for _, c := range []struct {
		kind token.Kind
		iss  any
		code string
		err  string
	}{
		{token.Signature, "integrity:" + cn, "", ""},
		{token.Authentication, "auth:" + cn, "", ""},
		{token.Signature, "auth:" + cn, "JWT-ISS-OTHER-TOKEN", "FE-03"},
		{token.Authentication, "integrity:" + cn, "JWT-ISS-OTHER-TOKEN", "FE-03"},
		{token.Signature, cn, "JWT-ISS-NO-PREFIX", "FE-03"},
		{token.Signature, "Integrity:" + cn, "JWT-ISS-PREFIX", "FE-03"},
		{token.Signature, "integrity: " + cn, "JWT-ISS-PREFIX", "FE-03"},
		{token.Signature, "integrity" + cn, "JWT-ISS-PREFIX", "FE-03"},
		{token.Signature, "integrity:" + strings.ToLower(cn), "JWT-ISS-CASE", "FE-03"},
		{token.Signature, "integrity:" + cn[3:], "JWT-ISS-NUMBER", "FE-03"},
		{token.Signature, "integrity:" + strings.Replace(cn, "#", "%23", 1), "JWT-ISS-ESCAPED", "FE-03"},
		{token.Signature, "integrity:CN=" + cn + ",O=Ministero della Salute,C=IT", "JWT-ISS-DN", "FE-03"},
		{token.Signature, "integrity:" + certtest.AuthenticationCN, "JWT-ISS-ROLE", "FE-03"},
		{token.Signature, "integrity:S2#111X", "JWT-ISS", "FE-03"},
		{token.Signature, `integrity:S1\#` + cn[3:], "JWT-ISS-BACKSLASH", "FE-05"},
		{token.Signature, drop, "JWT-CLAIM-MISSING", "FE-03"},
		{token.Signature, 5, "JWT-CLAIM-TYPE", "FE-03"},
	} {
		problems := token.Parse([]byte(made(t, good(c.kind, fse.Create).with(claims{"iss": c.iss})))).Judge(options(c.kind, fse.Create))
		if c.code == "" {
			assert.Empty(t, problems, c.iss)
			continue
		}
		require.Equal(t, []brief{{c.err, c.code, "iss"}}, summary(problems), c.iss)
		if c.err == "FE-03" {
			assert.Equal(t, nonconforming, problems[0].Detail)
		}
		assert.NotContains(t, problems[0].Text("it")+problems[0].Text("en"), "{")
	}
}

// TestIssuerEveryCharacter changes each character of iss: always one finding, on iss.
func TestIssuerEveryCharacter(t *testing.T) {
	right := "integrity:" + certtest.SignatureCN
	for i := range right {
		changed := right[:i] + "Z" + right[i+1:]
		problems := token.Parse([]byte(made(t, good(token.Signature, fse.Create).with(claims{"iss": changed})))).Judge(options(token.Signature, fse.Create))
		require.Len(t, problems, 1, changed)
		assert.Equal(t, "FE-03", problems[0].Error)
		assert.Equal(t, "iss", claimOf(problems[0]))
	}
	for i := range audience {
		changed := audience[:i] + "Z" + audience[i+1:]
		problems := token.Parse([]byte(made(t, good(token.Signature, fse.Create).with(claims{"aud": changed})))).Judge(options(token.Signature, fse.Create))
		require.Len(t, problems, 1, changed)
		assert.Equal(t, "FE-03", problems[0].Error)
		assert.Equal(t, "aud", claimOf(problems[0]))
	}
}
