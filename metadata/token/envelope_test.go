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
	"github.com/fselint/fselint/metadata/flaw"
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
		{"no alg", claims{"alg": drop}, "jwt-header-missing", "FE-02"},
		{"Alg", claims{"alg": drop, "Alg": "RS256"}, "jwt-header-missing/other-name", "FE-02"},
		{"alg a number", claims{"alg": 256}, "jwt-header-type", "FE-02"},
		{"none", claims{"alg": "none"}, "jwt-alg-none", "FE-02"},
		{"HS256", claims{"alg": "HS256"}, "jwt-alg-hmac", "FE-02"},
		{"ES256", claims{"alg": "ES256"}, "jwt-alg", "FE-02"},
		{"PS256", claims{"alg": "PS256"}, "jwt-alg", "FE-02"},
		{"rs256", claims{"alg": "rs256"}, "jwt-alg-spelling", "FE-02"},
		{"no typ", claims{"typ": drop}, "jwt-header-missing", "FE-02"},
		{"typ in small letters", claims{"typ": "jwt"}, "jwt-typ", "FE-02"},
		{"kid", claims{"kid": "1"}, "", ""},
		{"kid a number", claims{"kid": 1}, "jwt-header-type", ""},
		{"crit", claims{"crit": []string{"b64"}, "b64": true}, "jwt-crit", "FE-02"},

		{"no x5c", claims{"x5c": drop}, "jwt-header-missing", "FE-02"},
		{"XC5", claims{"x5c": drop, "XC5": []string{text}}, "jwt-header-missing/other-name", "FE-02"},
		{"x5c with a blank", claims{"x5c": drop, "x5c ": []string{text}}, "jwt-header-missing/name-blank", "FE-02"},
		{"x5c null", x5c(nil), "jwt-header-missing", "FE-02"},
		{"x5c a string", x5c(text), "x5c-not-array", "FE-02"},
		{"x5c an object", x5c(claims{}), "x5c-not-array", "FE-02"},
		{"x5c empty", x5c([]string{}), "x5c-empty", "FE-02"},
		{"x5c a number in it", x5c([]int{1}), "x5c-element", "FE-02"},
		{"empty element", one(""), "x5c-nothing", "FE-02"},
		{"PEM", one(string(s.PEM())), "x5c-pem", "FE-02"},
		{"PEM on one line", one(strings.ReplaceAll(string(s.PEM()), "\n", "")), "x5c-pem", "FE-02"},
		{"PEM with written line feeds", one(strings.ReplaceAll(string(s.PEM()), "\n", `\n`)), "x5c-pem", "FE-02"},
		{"line feeds", one(body), "x5c-breaks", "FE-02"},
		{"written line feeds", one(strings.ReplaceAll(body, "\n", `\n`)), "x5c-breaks", "FE-02"},
		{"blank", one(text[:64] + " " + text[64:]), "x5c-breaks", "FE-02"},
		{"base64url", one(base64.RawURLEncoding.EncodeToString(der)), "x5c-alphabet", "FE-02"},
		{"padding", one(strings.TrimRight(padded(t, der), "=")), "x5c-padding", ""},
		{"not base64", one("CN=S1#090"), "x5c-not-base64", "FE-02"},
		{"base64 of PEM", one(b64(s.PEM())), "x5c-base64-pem", "FE-02"},
		{"base64 twice", one(b64([]byte(text))), "x5c-twice", "FE-02"},
		{"cut", one(b64(der[:len(der)-9])), "x5c-malformed", "FE-02"},
		{"PKCS#12", one(b64(store)), "x5c-pkcs12", "FE-02"},
		{"private key", one(b64(key)), "x5c-private-key", "FE-02"},
		{"private key in PEM", one(string(s.KeyPEM(t))), "x5c-private-key", "FE-02"},
		{"public key", one(b64(public)), "x5c-public-key", "FE-02"},
		{"request", one(b64(request)), "x5c-csr", "FE-02"},
		{"text", one(b64([]byte("il certificato di firma"))), "x5c-other", "FE-02"},
		{"chain", x5c([]string{text, element(authority.Cert)}), "x5c-several", ""},
		{"chain the wrong way round", x5c([]string{element(authority.Cert), text}), "x5c-order", "FE-02"},
		{"authentication certificate", one(element(a.Cert)), "jwt-signature", "FE-02"},
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
				if p.Code() == c.code {
					found = true
					assert.Equal(t, c.err, p.Error)
					assert.Equal(t, token.InHeader == p.Place || token.SignaturePart == p.Place, true)
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
	}{{"RS384", crypto.SHA384, ""}, {"RS512", crypto.SHA512, ""}, {"RS383", crypto.SHA384, "jwt-alg-rs383"}} {
		tok := token.Parse([]byte(signBy(t, certtest.Key(t, 0), alg.hash, marshal(t, h.with(claims{"alg": alg.name})), p)))
		problems := tok.Judge(options(token.Signature, fse.Create))
		if alg.code == "" {
			assert.Empty(t, problems, alg.name)
			continue
		}
		require.Len(t, problems, 1)
		assert.Equal(t, alg.code, problems[0].Code())
		assert.Equal(t, flaw.Warning, problems[0].Severity)
		assert.Equal(t, "OQ-11", problems[0].Question)
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
		{"tampered", strings.Join(tampered, "."), "jwt-signature", nil},
		{"other hash", signBy(t, certtest.Key(t, 0), crypto.SHA512, marshal(t, h), p), "jwt-signature/other-hash", nil},
		{"PSS", pss(), "jwt-signature/pss", nil},
		{"other key", signBy(t, certtest.Key(t, 1), crypto.SHA256, marshal(t, h), p), "jwt-signature/other-key", []*x509.Certificate{a.Cert}},
		{"unknown key", signBy(t, certtest.Key(t, 1), crypto.SHA256, marshal(t, h), p), "jwt-signature", nil},
		{"short", right[:len(right)-42], "jwt-signature/signature-length", nil},
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
	assert.Equal(t, []brief{{"FE-02", "cert-a-signs", "x5c"}}, summary(token.Parse([]byte(byA)).Judge(o)))
	o.Single = true
	assert.Empty(t, token.Parse([]byte(byA)).Judge(o))
	o.Certificate = s.Cert
	assert.Equal(t, []brief{{"", "cert-other", "x5c"}}, summary(token.Parse([]byte(byA)).Judge(o)))
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
	assert.Equal(t, []brief{{"FE-02", "cert-expired", "x5c"}}, tok(expired))
	own := certtest.Sign(t, certtest.Template(certtest.SignatureCN, nil), certtest.Key(t, 0), nil)
	assert.Equal(t, []brief{{"FE-02", "cert-self-signed", "x5c"}}, tok(own))
	soon := certtest.System(t, certtest.SignatureCN, 0, func(c *x509.Certificate) { c.NotAfter = certtest.Now.Add(48 * time.Hour) })
	assert.Equal(t, []brief{{"", "cert-expires-soon", "x5c"}}, tok(soon))
	ca := certtest.Authority(t)
	assert.Equal(t, []brief{{"FE-02", "jwt-signature", ""}, {"FE-02", "cert-ca", "x5c"}, {"FE-03", "jwt-iss", "iss"}}, tok(ca))
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
		{"six seconds ahead", claims{"iat": seconds(6)}, "FE-04", "jwt-iat-future/clock", "iat", "'iat' token claim is in the future"},
		{"winter time", claims{"iat": seconds(3590), "exp": seconds(3890)}, "FE-04", "jwt-iat-future/local-time", "iat", "'iat' token claim is in the future"},
		{"summer time", claims{"iat": seconds(7195), "exp": seconds(7500)}, "FE-04", "jwt-iat-future/local-time", "iat", "'iat' token claim is in the future"},
		{"a day ahead", claims{"iat": seconds(86400), "exp": seconds(87000)}, "FE-04", "jwt-iat-future", "iat", "'iat' token claim is in the future"},
		{"expired", claims{"iat": seconds(-600), "exp": seconds(-1)}, "FE-02", "jwt-expired", "exp", invalidToken},
		{"expires now", claims{"iat": seconds(-600), "exp": seconds(0)}, "FE-02", "jwt-expired", "exp", invalidToken},
		{"ends before it begins", claims{"exp": seconds(-11)}, "FE-02", "jwt-exp-before-iat", "exp", invalidToken},
		{"ends when it begins", claims{"exp": seconds(-10)}, "FE-02", "jwt-exp-before-iat", "exp", invalidToken},
		{"iat in milliseconds", claims{"iat": certtest.Now.UnixMilli()}, "FE-03", "jwt-millis", "iat", nonconforming},
		{"exp in milliseconds", claims{"exp": certtest.Now.UnixMilli()}, "FE-03", "jwt-millis", "exp", nonconforming},
		{"iat in microseconds", claims{"iat": certtest.Now.UnixMicro()}, "FE-03", "jwt-micros", "iat", nonconforming},
		{"no iat", claims{"iat": drop}, "FE-03", "jwt-claim-missing", "iat", nonconforming},
		{"exp null", claims{"exp": nil}, "FE-03", "jwt-claim-missing/null", "exp", nonconforming},
		{"exp the life", claims{"exp": 3600}, "FE-02", "jwt-no-moment", "exp", invalidToken},
		{"iat a string", claims{"iat": raw(`"` + string(seconds(-10)) + `"`)}, "", "jwt-time-string", "iat", ""},
		{"iat a date", claims{"iat": "2026-06-15T10:00:00Z"}, "FE-02", "jwt-time-text", "iat", invalidToken},
		{"exp a boolean", claims{"exp": true}, "FE-02", "jwt-time-type", "exp", invalidToken},
		{"iat with a point", claims{"iat": seconds(-10) + ".0"}, "", "jwt-time-notation", "iat", ""},
		{"25 hours", claims{"exp": seconds(25 * 3600)}, "", "jwt-long-life", "exp", ""},
		{"24 hours", claims{"exp": seconds(24*3600 - 10)}, "", "", "", ""},
		{"59 seconds", claims{"exp": seconds(49)}, "", "jwt-short-life", "exp", ""},
		{"not before", claims{"nbf": seconds(60)}, "", "jwt-not-before", "nbf", ""},
	} {
		for _, kind := range []token.Kind{token.Authentication, token.Signature} {
			t.Run(c.name+" "+kind.String(), func(t *testing.T) {
				problems := token.Parse([]byte(made(t, good(kind, fse.Create).with(c.change)))).Judge(options(kind, fse.Create))
				var kept []token.Problem
				for _, p := range problems {
					if p.Code() != "jwt-foreign-claim" {
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
	assert.Equal(t, []brief{{"TK-03", "jwt-type", "iat"}, {"", "jwt-time-notation", "iat"}}, summary(problems))
	o := options(token.Signature, fse.Create)
	o.Skew = 10 * time.Second
	assert.Empty(t, token.Parse([]byte(made(t, good(token.Signature, fse.Create).with(claims{"iat": seconds(6)})))).Judge(o))
}

func TestAudience(t *testing.T) {
	national, production := token.BaseURLs(fse.National, fse.Stage)[0], token.BaseURLs(fse.National, fse.Production)[0]
	toscana := token.BaseURLs(fse.Toscana, fse.Stage)[0]
	for _, c := range []struct {
		profile  fse.Profile
		aud      any
		code     string
		err      string
		question string
	}{
		{fse.National, national, "", "", ""},
		{fse.National, national + "/", "jwt-aud-slash", "FE-03", ""},
		{fse.National, strings.TrimSuffix(national, "/v1"), "jwt-aud-version", "FE-03", ""},
		{fse.National, strings.TrimSuffix(national, "v1"), "jwt-aud-version", "FE-03", ""},
		{fse.National, strings.TrimSuffix(national, "1") + "2", "jwt-aud-other-version", "FE-03", ""},
		{fse.National, national + "/documents/validation", "jwt-aud-operation", "FE-03", ""},
		{fse.National, strings.ToLower(national), "jwt-aud-case", "FE-03", ""},
		{fse.National, strings.Replace(national, "https", "http", 1), "jwt-aud-scheme", "FE-03", ""},
		{fse.National, strings.TrimPrefix(national, "https://"), "jwt-aud-scheme", "FE-03", ""},
		{fse.National, national + " ", "jwt-aud-blank", "FE-03", ""},
		{fse.National, production, "jwt-aud-environment", "FE-03", ""},
		{fse.National, toscana, "jwt-aud-profile", "FE-03", ""},
		{fse.National, "https://example.org", "jwt-aud", "FE-03", ""},
		{fse.National, drop, "jwt-claim-missing", "FE-03", ""},
		{fse.National, "", "jwt-claim-missing/empty", "FE-03", ""},
		{fse.National, 1, "jwt-claim-type", "FE-03", ""},
		{fse.Toscana, toscana, "", "", ""},
		{fse.Toscana, toscana + "/", "jwt-aud-slash", "", "OQ-07"},
		{fse.Toscana, national, "jwt-aud-national", "", "OQ-06"},
		{fse.Toscana, production, "jwt-aud-profile", "FE-03", ""},
		{fse.Toscana, strings.TrimSuffix(toscana, "2") + "1", "jwt-aud-other-version", "FE-03", ""},
		{fse.Toscana, token.BaseURLs(fse.Toscana, fse.Production)[0], "jwt-aud-environment", "FE-03", ""},
	} {
		o := options(token.Authentication, fse.Create)
		o.Profile = c.profile
		problems := token.Parse([]byte(made(t, good(token.Authentication, fse.Create).with(claims{"aud": c.aud})))).Judge(o)
		if c.code == "" {
			assert.Empty(t, problems, c.aud)
			continue
		}
		require.Equal(t, []brief{{c.err, c.code, "aud"}}, summary(problems), c.aud)
		assert.Equal(t, c.question, problems[0].Question)
		if c.err != "" {
			assert.Equal(t, nonconforming, problems[0].Detail)
		} else {
			assert.Equal(t, flaw.Warning, problems[0].Severity)
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
		{token.Signature, "auth:" + cn, "jwt-iss-other-token", "FE-03"},
		{token.Authentication, "integrity:" + cn, "jwt-iss-other-token", "FE-03"},
		{token.Signature, cn, "jwt-iss-no-prefix", "FE-03"},
		{token.Signature, "Integrity:" + cn, "jwt-iss-prefix", "FE-03"},
		{token.Signature, "integrity: " + cn, "jwt-iss-prefix", "FE-03"},
		{token.Signature, "integrity" + cn, "jwt-iss-prefix", "FE-03"},
		{token.Signature, "integrity:" + strings.ToLower(cn), "jwt-iss-case", "FE-03"},
		{token.Signature, "integrity:" + cn[3:], "jwt-iss-number", "FE-03"},
		{token.Signature, "integrity:" + strings.Replace(cn, "#", "%23", 1), "jwt-iss-escaped", "FE-03"},
		{token.Signature, "integrity:CN=" + cn + ",O=Ministero della Salute,C=IT", "jwt-iss-dn", "FE-03"},
		{token.Signature, "integrity:" + certtest.AuthenticationCN, "jwt-iss-role", "FE-03"},
		{token.Signature, "integrity:S2#111X", "jwt-iss", "FE-03"},
		{token.Signature, `integrity:S1\#` + cn[3:], "jwt-iss-backslash", "FE-05"},
		{token.Signature, drop, "jwt-claim-missing", "FE-03"},
		{token.Signature, 5, "jwt-claim-type", "FE-03"},
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
		assert.Equal(t, "iss", problems[0].Claim)
	}
	for i := range audience {
		changed := audience[:i] + "Z" + audience[i+1:]
		problems := token.Parse([]byte(made(t, good(token.Signature, fse.Create).with(claims{"aud": changed})))).Judge(options(token.Signature, fse.Create))
		require.Len(t, problems, 1, changed)
		assert.Equal(t, "FE-03", problems[0].Error)
		assert.Equal(t, "aud", problems[0].Claim)
	}
}
