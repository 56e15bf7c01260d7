package token_test

import (
	"crypto"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/metadata/token"
)

func TestNew(t *testing.T) {
	s, a := pair(t)
	all := good(token.Signature, fse.Create)
	recipe := token.Recipe{Claims: marshal(t, all), Key: s.Key, Certificate: s.Cert, At: certtest.Now}
	for _, kind := range []token.Kind{token.Authentication, token.Signature} {
		recipe.Kind = kind
		text, err := token.New(recipe)
		require.NoError(t, err)
		tok := token.Parse([]byte(text))
		assert.Empty(t, tok.Judge(options(kind, fse.Create)))
		assert.Equal(t, kind, tok.Guess())
		assert.NotEqual(t, all["jti"], tok.String("jti"))
		assert.Len(t, tok.String("jti"), 36)
		assert.Equal(t, goodCX, tok.String("sub"))
		if kind == token.Authentication {
			assert.Len(t, tok.Claims(), 6)
			continue
		}
		assert.Len(t, tok.Claims(), 20)
		assert.Equal(t, "Alfa Software srl", tok.String("subject_application_vendor"))
	}
	first, err := token.New(recipe)
	require.NoError(t, err)
	second, err := token.New(recipe)
	require.NoError(t, err)
	assert.NotEqual(t, first, second)

	// Without claims, by the clock of the machine: the ampersand in a name stays as it is.
	recipe = token.Recipe{Kind: token.Authentication, Key: s.Key, Certificate: s.Cert, Audience: "https://a.example/?x&y", Life: time.Hour, ID: "uno"}
	text, err := token.New(recipe)
	require.NoError(t, err)
	tok := token.Parse([]byte(text))
	assert.Equal(t, "uno", tok.String("jti"))
	assert.Contains(t, string(tok.Payload.Data), "?x&y")
	c, _ := tok.Claim("iat")
	assert.Equal(t, 1, c.Line)

	for _, c := range []struct {
		edit func(*token.Recipe)
		text string
	}{
		{func(r *token.Recipe) { r.Kind = token.Unknown }, "neither"},
		{func(r *token.Recipe) { r.Key = nil }, "needed"},
		{func(r *token.Recipe) { r.Certificate = nil }, "needed"},
		{func(r *token.Recipe) { r.Key = certtest.ECKey(t) }, "RSA is needed"},
		{func(r *token.Recipe) { r.Certificate = a.Cert }, "not that of the certificate"},
		{func(r *token.Recipe) { r.Claims = []byte("{\n\"sub\": \"x\",\n}") }, "line 2 column 11"},
		{func(r *token.Recipe) { r.Claims = []byte("[]") }, "not a JSON object"},
	} {
		bad := recipe
		c.edit(&bad)
		_, err := token.New(bad)
		require.Error(t, err)
		assert.Contains(t, err.Error(), c.text)
	}
}

func FuzzParse(f *testing.F) {
	tok := made(f, good(token.Signature, fse.Create))
	parts := strings.Split(tok, ".")
	f.Add([]byte(tok), uint8(0))
	f.Add([]byte("Authorization: Bearer "+made(f, good(token.Authentication, fse.Create))), uint8(1))
	f.Add([]byte(`"`+parts[0]+".."+parts[2]), uint8(2))
	f.Add([]byte(signBy(f, certtest.Key(f, 0), crypto.SHA256, []byte(`{"alg":"none","x5c":"-----BEGIN CERTIFICATE-----"}`), []byte(`{"iat":1e99,"exp":"x","iss":[],"sub":"^^^","locality":"^^^^^&&ISO^^^^"}`))), uint8(3))
	f.Add([]byte("{}"), uint8(4))
	f.Add([]byte("\xff\xfe."), uint8(5))
	f.Fuzz(func(t *testing.T, data []byte, n uint8) {
		tok := token.Parse(data)
		o := options(token.Kind(n%3), operations[int(n/3)%len(operations)])
		o.Profile, o.Direct = fse.Profile(n>>7), n>>6&1 == 1
		problems := tok.Judge(o)
		last := 0
		for _, p := range problems {
			if step(t, p.Error) < last {
				t.Errorf("out of order: %+v", p)
			}
			last = step(t, p.Error)
			if p.Text("it") == "" || p.Text("en") == "" || code(p) == "" || p.Severity == 0 || p.Group == "" {
				t.Errorf("incomplete: %+v", p)
			}
		}
		if len(problems) == 0 && !o.Direct {
			if ok, err := tok.Verify(); !ok || err != nil {
				t.Errorf("a token without problems whose signature does not verify: %v", err)
			}
		}
		tok.Claims()
		tok.PersonOID()
	})
}

// FuzzPayload signs whatever payload comes, so that the claims are reached.
func FuzzPayload(f *testing.F) {
	f.Add(marshal(f, good(token.Signature, fse.Create)), uint8(0))
	f.Add([]byte(`{"iat":"99999999999999999999999","exp":-1,"aud":[null],"patient_consent":{},"person_id":"^","sub":1}`), uint8(1))
	f.Add([]byte(`{'a'=1;b=>[,,]}`), uint8(2))
	h := marshal(f, header(f))
	f.Fuzz(func(t *testing.T, payload []byte, n uint8) {
		if len(payload) > 10_000 {
			return
		}
		tok := token.Parse([]byte(sign(t, h, payload)))
		for _, p := range tok.Judge(options(token.Signature, operations[int(n)%len(operations)])) {
			if p.Text("it") == "" {
				t.Errorf("without words: %+v", p)
			}
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	data := []byte(made(b, good(token.Signature, fse.Create)))
	for _, skip := range []bool{true, false} {
		name := "verified"
		if skip {
			name = "unverified"
		}
		b.Run(name, func(b *testing.B) {
			o := options(token.Signature, fse.Create)
			o.SkipSignature = skip
			b.ReportAllocs()
			for b.Loop() {
				if len(token.Parse(data).Judge(o)) != 0 {
					b.Fatal("a right token is wrong")
				}
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	s, _ := pair(b)
	recipe := token.Recipe{Kind: token.Signature, Claims: marshal(b, good(token.Signature, fse.Create)), Key: s.Key, Certificate: s.Cert}
	for b.Loop() {
		if _, err := token.New(recipe); err != nil {
			b.Fatal(err)
		}
	}
}
