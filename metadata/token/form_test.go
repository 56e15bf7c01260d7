package token_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/internal/testkit/work"
	"github.com/fselint/fselint/metadata/token"
)

const invalidToken = "Invalid token"

// TestForm gives tokens whose text is damaged. The dispatcher's answer to the same damage is marked as a repetition.
func TestForm(t *testing.T) {
	tok := made(t, good(token.Signature, fse.Create))
	parts := strings.Split(tok, ".")
	standard := func(s string) string {
		data, err := base64.RawURLEncoding.DecodeString(s)
		require.NoError(t, err)
		return base64.StdEncoding.EncodeToString(data)
	}
	// A payload whose base64url has both characters that ordinary base64 writes otherwise.
	special := sign(t, marshal(t, header(t)), marshal(t, good(token.Signature, fse.Create).with(claims{"subject_application_vendor": "ÿ?ÿ>ÿ~ÿ?ÿ>ÿ~"})))
	specialParts := strings.Split(special, ".")
	require.True(t, strings.ContainsAny(specialParts[1], "-_"))
	var utf16Text bytes.Buffer
	utf16Text.Write([]byte{0xFF, 0xFE})
	for _, u := range utf16.Encode([]rune(tok)) {
		utf16Text.Write([]byte{byte(u), byte(u >> 8)})
	}
	for _, c := range []struct {
		name  string
		raw   string
		codes []string // of the first finding of the front end, and of the dispatcher when it has one
		again string
	}{
		{"line end", tok + "\n", nil, ""},
		{"CRLF and blanks around", "  " + tok + " \r\n\r\n", nil, ""},
		{"header line", "FSE-JWT-Signature: " + tok + "\r\n", nil, ""},
		{"header line in small letters", "fse-jwt-signature:" + tok, nil, ""},
		{"Bearer", "Bearer " + tok, []string{"JWT-BEARER-EXTRA"}, ""},
		{"Bearer twice", "Bearer Bearer " + tok, []string{"JWT-BEARER-TWICE", "JWT-BEARER-EXTRA"}, ""},
		{"Bearer with a colon", "Bearer:" + tok, []string{"JWT-BEARER-FORM", "JWT-BEARER-EXTRA"}, ""},
		{"Bearer without a blank", "Bearer" + tok, []string{"JWT-BEARER-FORM", "JWT-BEARER-EXTRA"}, ""},
		{"wrong header line", "Authorization: Bearer " + tok, []string{"JWT-WRONG-FIELD", "JWT-BEARER-EXTRA"}, ""},
		{"quoted", `"` + tok + `"`, []string{"JWT-QUOTED"}, ""},
		{"byte order mark", "\uFEFF" + tok, []string{"JWT-FILE-BOM"}, ""},
		{"UTF-16", utf16Text.String(), []string{"JWT-FILE-UTF16"}, ""},
		{"wrapped", tok[:76] + "\n" + tok[76:152] + "\n" + tok[152:], []string{"JWT-LINE-BREAK"}, ""},
		{"wrapped by Windows", tok[:76] + "\r\n" + tok[76:], []string{"JWT-LINE-BREAK"}, ""},
		{"blank inside", tok[:50] + " " + tok[50:], []string{"JWT-BLANK"}, ""},
		{"zero-width space", tok + "\u200b", []string{"JWT-BLANK"}, ""},
		{"two parts", parts[0] + "." + parts[1], []string{"JWT-UNSIGNED"}, ""},
		{"no signature", parts[0] + "." + parts[1] + ".", []string{"JWT-EMPTY-SEGMENT"}, ""},
		{"no header", "." + parts[1] + "." + parts[2], []string{"JWT-EMPTY-SEGMENT"}, ""},
		{"no payload", parts[0] + ".." + parts[2], []string{"JWT-EMPTY-SEGMENT"}, "TK-03 JWT-UNREADABLE"},
		{"header only", parts[0] + ".", []string{"JWT-UNSIGNED", "JWT-EMPTY-SEGMENT"}, "TK-02 JWT-UNDECODABLE"},
		{"five parts", tok + ".eA.eA", []string{"JWT-ENCRYPTED"}, ""},
		{"four parts", tok + ".eA", []string{"JWT-SEGMENTS"}, ""},
		{"no full stops", strings.ReplaceAll(tok, ".", ""), []string{"JWT-NO-TOKEN"}, "TK-02 JWT-UNDECODABLE"},
		{"bare claims", `{"sub": "x"}`, []string{"JWT-NO-TOKEN/JWT-IS-JSON"}, "TK-02 JWT-UNDECODABLE"},
		{"a certificate", string(system["S"].PEM()), []string{"JWT-NO-TOKEN/JWT-IS-CERTIFICATE"}, "TK-02 JWT-UNDECODABLE"},
		{"padding", parts[0] + "." + parts[1] + "." + parts[2] + "==", []string{"JWT-PADDING"}, ""},
		{"ordinary base64", specialParts[0] + "." + strings.TrimRight(standard(specialParts[1]), "=") + "." + specialParts[2], []string{"JWT-SIGNATURE", "JWT-ALPHABET"}, ""},
		{"percent encoding", parts[0] + "." + parts[1] + "." + parts[2] + "%3D%3D", []string{"JWT-PERCENT", "JWT-PADDING"}, ""},
		{"payload no base64", parts[0] + "." + parts[1][:20] + "!" + parts[1][21:] + "." + parts[2], []string{"JWT-CHARACTER"}, "TK-02 JWT-UNDECODABLE"},
		{"payload one character short", parts[0] + "." + cut(parts[1]) + "." + parts[2], []string{"JWT-CUT"}, "TK-02 JWT-UNDECODABLE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			problems := token.Parse([]byte(c.raw)).Judge(options(token.Signature, fse.Create))
			var codes []string
			again := ""
			for _, p := range problems {
				if repeated(p) {
					again = p.Error + " " + code(p)
					continue
				}
				codes = append(codes, code(p))
				if p.Error != "" {
					assert.Equal(t, "FE-02", p.Error)
					assert.Equal(t, invalidToken, p.Detail)
				}
				assert.NotContains(t, p.Text("it")+p.Text("en"), "{part}")
			}
			assert.ElementsMatch(t, c.codes, codes)
			assert.Equal(t, c.again, again)
		})
	}
}

// cut takes characters off until the length is impossible in base64.
func cut(s string) string {
	for len(s)%4 != 1 {
		s = s[:len(s)-1]
	}
	return s
}

func TestAbsent(t *testing.T) {
	for _, raw := range []string{"", " \r\n", "FSE-JWT-Signature:", "FSE-JWT-Signature: \n", "Bearer ", "Bearer"} {
		tok := token.Parse([]byte(raw))
		assert.True(t, tok.Empty())
		problems := tok.Judge(options(token.Signature, fse.Create))
		require.Len(t, problems, 1, raw)
		assert.Equal(t, "TK-01", problems[0].Error)
		assert.Equal(t, "Attenzione il jwt fornito risulta essere vuoto", problems[0].Detail)
		problems = tok.Judge(options(token.Authentication, fse.Create))
		assert.Equal(t, []brief{{"FE-02", "JWT-ABSENT", ""}}, summary(problems))
	}
}

// TestJSON gives payloads that are no strict JSON. The dispatcher reads some of them all the same.
func TestJSON(t *testing.T) {
	right := string(marshal(t, good(token.Signature, fse.Create)))
	open, shut := right[:len(right)-1], "}"
	for _, c := range []struct {
		name, payload string
		code          string
		err           string
		again         string
	}{
		{"trailing comma", open + "," + shut, "JSON-TRAILING-COMMA", "FE-02", "TK-03"},
		{"comment", open + "/* ok */" + shut, "JSON-COMMENT", "FE-02", ""},
		{"apostrophes", strings.Replace(right, `"AAS"`, `'AAS'`, 1), "JSON-QUOTES", "FE-02", ""},
		{"single quote", strings.Replace(right, `"`, ``, 1), "", "FE-02", ""},
		{"byte order mark", "\uFEFF" + right, "JSON-BOM", "FE-02", ""},
		{"python", strings.Replace(right, "true", "True", 1), "JSON-LITERAL", "FE-02", ""},
		{"line feed in a text", strings.Replace(right, "AAS", "AA\nS", 1), "JSON-CONTROL", "FE-02", ""},
		{"duplicate", `{"subject_role":"XXX",` + right[1:], "JSON-DUPLICATE", "", ""},
		{"array", "[" + right + "]", "JWT-NOT-OBJECT", "FE-02", "TK-03"},
		{"null", "null", "JWT-NOT-OBJECT", "FE-02", "TK-03"},
		{"text", `"x"`, "JWT-NOT-OBJECT", "FE-02", "TK-03"},
		{"cut", open, "JSON-UNCLOSED", "FE-02", "TK-03"},
		{"two objects", right + "{}", "JWT-AFTER-JSON", "FE-02", "TK-03"},
		{"no JSON", "sub=x", "", "FE-02", "TK-03"},
	} {
		t.Run(c.name, func(t *testing.T) {
			problems := token.Parse([]byte(sign(t, marshal(t, header(t)), []byte(c.payload)))).Judge(options(token.Signature, fse.Create))
			require.NotEmpty(t, problems)
			var again string
			for _, p := range problems {
				if repeated(p) && p.Error == "TK-03" {
					again = p.Error
					assert.Equal(t, "Il campo jwt payload non è valorizzato", p.Detail)
				}
			}
			assert.Equal(t, c.again, again)
			assert.Equal(t, c.err, problems[0].Error)
			if c.code != "" {
				assert.Equal(t, c.code, code(problems[0]))
				assert.NotEmpty(t, problems[0].Text("it"))
			}
		})
	}
	bad := token.Parse([]byte(sign(t, []byte(`{"alg":"RS256",}`), []byte(right)))).Judge(options(token.Signature, fse.Create))
	first, ok := token.First(bad)
	require.True(t, ok)
	assert.Equal(t, "JSON-TRAILING-COMMA", code(first))
	assert.Equal(t, string(token.InHeader), first.Location.Path)
	assert.Equal(t, 1, first.Location.Line)
}

// TestDirect judges as a gateway without its front end: the payload is read with the ordinary alphabet, and what the front end
// refuses is only a breach of the specification.
func TestDirect(t *testing.T) {
	o := options(token.Signature, fse.Create)
	o.Direct = true
	c := good(token.Signature, fse.Create)
	for len(c) > 0 && strings.ContainsAny(strings.Split(made(t, c), ".")[1], "-_") {
		c["jti"] = c["jti"].(string) + "x"
	}
	assert.Empty(t, token.Parse([]byte(made(t, c))).Judge(o))
	expired := token.Parse([]byte(made(t, c.with(claims{"exp": seconds(-5), "iat": seconds(-300)})))).Judge(o)
	require.NotEmpty(t, expired)
	for _, p := range expired {
		if code(p) == "JWT-EXPIRED" {
			assert.Empty(t, p.Error)
		}
	}
	special := token.Parse([]byte(made(t, c.with(claims{"subject_application_vendor": "ÿ?ÿ>ÿ~ÿ?ÿ>ÿ~"})))).Judge(o)
	assert.Equal(t, []brief{{"TK-02", "JWT-DIRECT-ALPHABET", ""}}, summary(special))
	assert.Equal(t, "Token JWT non valido.", special[0].Detail)
	nothing := token.Parse([]byte("eyJhIjoxfQ")).Judge(o)
	first, _ := token.First(nothing)
	assert.Equal(t, "TK-02", first.Error)
}

func TestAccessors(t *testing.T) {
	tok := token.Parse([]byte(made(t, good(token.Signature, fse.Create).with(claims{"use_subject_as_author": nil}))))
	c, ok := tok.Claim("subject_role")
	require.True(t, ok)
	assert.Equal(t, "AAS", c.Text)
	assert.Equal(t, 1, c.Line)
	assert.Greater(t, c.Column, 1)
	_, ok = tok.Claim("colour")
	assert.False(t, ok)
	assert.Equal(t, "true", tok.String("patient_consent"))
	assert.Empty(t, tok.String("use_subject_as_author"))
	assert.Len(t, tok.Claims(), 20)
	assert.Equal(t, certtest.SignatureCN, tok.Certificate().Subject.CommonName)
	root, ok := tok.PersonOID()
	assert.True(t, ok)
	assert.Equal(t, "2.16.840.1.113883.2.9.4.3.2", string(root))
	verified, err := tok.Verify()
	assert.NoError(t, err)
	assert.True(t, verified)
	_, err = token.Parse([]byte("a.b.c")).Verify()
	assert.Error(t, err)
	assert.Empty(t, token.Parse(nil).Claims())
	assert.Equal(t, token.Unknown, token.Parse([]byte("x")).Guess())
}

// TestHostile gives tokens that would take long if anything were done for each claim in proportion to the others.
func TestHostile(t *testing.T) {
	many := func(member string) []byte {
		return []byte("{" + strings.TrimSuffix(strings.Repeat(member+",", 60_000), ",") + "}")
	}
	h := marshal(t, header(t))
	for _, c := range []struct{ header, payload []byte }{
		{h, many(`"a":1`)}, {h, many(`"sub":[]`)}, {h, many(`"Sub":1`)}, {h, many("\n\"\u00e8\":1")}, {many(`"ALG":1`), []byte("{}")},
		{h, []byte(`{"locality":"` + strings.Repeat("^&", 300_000) + `"}`)}, {h, []byte(`{"a":` + strings.Repeat("[", 500_000))},
		{[]byte(`{"alg":"RS256","x5c":["` + strings.Repeat("A\\n", 200_000) + `"]}`), []byte("{}")},
	} {
		signed := []byte(sign(t, c.header, c.payload))
		var tok *token.Token
		var claims []token.Claim
		work.Within(t, 256<<20, func() {
			tok = token.Parse(signed)
			problems := tok.Judge(options(token.Signature, fse.Create))
			claims = tok.Claims()
			assert.Less(t, len(problems), 300)
		})
		if len(claims) > 0 {
			last := claims[len(claims)-1]
			line, column := tok.Payload.Position(tok.Payload.Root.Members[len(claims)-1].Value.Start)
			assert.Equal(t, [2]int{line, column}, [2]int{last.Line, last.Column})
		}
	}
	tok := token.Parse(make([]byte, token.MaxSize+1))
	assert.NotEmpty(t, tok.Judge(options(token.Signature, fse.Create)))
}
