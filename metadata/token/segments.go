package token

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/rawjson"
)

// Parse takes a token apart. raw is the token, or the line of the request header it stands in, or a file with either; line ends
// around it do not matter. Parse never fails: what is wrong with the form is kept and comes out of Judge.
func Parse(raw []byte) *Token {
	t := &Token{}
	if what := certificate.Recognise(raw); insteadOfToken[what] != nil {
		t.Text = string(raw[:min(len(raw), MaxSize)])
		t.instead(what)
		return t
	}
	if len(raw) > MaxSize {
		t.form(TooLarge, strconv.Itoa(len(raw)), strconv.Itoa(MaxSize))
		raw = raw[:MaxSize]
	}
	t.Text = t.unwrap(decodeText(t, raw))
	if t.Text == "" {
		t.empty = true
		return t
	}
	t.Text = t.compact(t.Text)
	t.split()
	t.readCertificates()
	return t
}

func (t *Token) report(p item) { t.items = append(t.items, p) }

// form reports something wrong with the token as a whole, which the front end cannot read then.
func (t *Token) form(k *lint.Rule, what, expected string) *item {
	t.report(found(Whole, "", k.Found(what, expected)).invalid(orderForm))
	return &t.items[len(t.items)-1]
}

// decodeText undoes what editors and shells do to a text file: UTF-16, byte order marks.
func decodeText(t *Token, raw []byte) string {
	if len(raw) >= 2 && (raw[0] == 0xFF && raw[1] == 0xFE || raw[0] == 0xFE && raw[1] == 0xFF) {
		units := make([]uint16, 0, len(raw)/2)
		for i := 2; i+1 < len(raw); i += 2 {
			if raw[0] == 0xFF {
				units = append(units, uint16(raw[i])|uint16(raw[i+1])<<8)
			} else {
				units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
			}
		}
		t.report(found(Whole, "", UTF16.Found("", "")))
		return string(utf16.Decode(units))
	}
	if rest, ok := bytes.CutPrefix(raw, []byte("\xEF\xBB\xBF")); ok {
		t.report(found(Whole, "", BOM.Found("", "")))
		raw = rest
	}
	return string(raw)
}

// unwrap removes what stands around a token: line ends, the name of the header field, "Bearer ", quotation marks.
func (t *Token) unwrap(s string) string {
	s = strings.Trim(s, "\r\n\t ")
	for _, field := range [...]string{"Authorization", "FSE-JWT-Signature"} {
		if len(s) > len(field) && strings.EqualFold(s[:len(field)], field) {
			if rest := strings.TrimLeft(s[len(field):], " \t"); strings.HasPrefix(rest, ":") {
				t.Field = field
				s = strings.TrimLeft(rest[1:], " \t")
				break
			}
		}
	}
	s = t.unquote(s)
	const bearer = "Bearer"
	for len(s) >= len(bearer) && strings.EqualFold(s[:len(bearer)], bearer) && !strings.HasPrefix(s[len(bearer):], ".") {
		rest := s[len(bearer):]
		token := strings.TrimLeft(rest, " \t:")
		switch sep := rest[:len(rest)-len(token)]; {
		case t.Bearer:
			t.form(BearerTwice, "", "")
		case sep == "" && token == "" || sep == " ":
		case sep == "" && !strings.HasPrefix(token, "eyJ"):
			return s
		default:
			t.form(BearerForm, bearer+sep, bearer+" ")
		}
		t.Bearer, s = true, t.unquote(token)
	}
	return s
}

func (t *Token) unquote(s string) string {
	for _, q := range [...]string{`"`, "'", "“”", "<>"} {
		open, size := utf8.DecodeRuneInString(q)
		shut := q[size:]
		if shut == "" {
			shut = q
		}
		inner, ok := strings.CutPrefix(s, string(open))
		if !ok || inner == "" {
			continue
		}
		t.form(Quoted, string(open), "")
		return strings.Trim(strings.TrimSuffix(inner, shut), "\r\n\t ")
	}
	return s
}

// compact removes blanks and line ends from the inside of a token, which has none.
func (t *Token) compact(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] > ' ' && s[i] < 0x7F
	}
	if plain || !looksLikeToken(s) {
		return s
	}
	var b strings.Builder
	reported := map[*lint.Rule]bool{}
	pos := 0
	for _, r := range s {
		k := (*lint.Rule)(nil)
		switch {
		case r == '\n' || r == '\r':
			k = LineBreak
		case lint.Invisible(r):
			k = Blank
		}
		switch {
		case k == nil:
			b.WriteRune(r)
		case !reported[k]:
			reported[k] = true
			t.form(k, string(r), "").Location.Pos = pos + 1
		}
		pos++
	}
	return b.String()
}

// looksLikeToken tells whether a text is meant to be a token, so that its blanks are slips.
func looksLikeToken(s string) bool {
	return strings.Contains(s, ".") && !strings.HasPrefix(s, "{") && !strings.HasPrefix(s, "<") && !strings.HasPrefix(s, "-----")
}

// split takes the segments apart and decodes them.
func (t *Token) split() {
	t.Segments = strings.Split(t.Text, ".")
	switch n := len(t.Segments); {
	case n == 3:
	case n == 5:
		t.form(Encrypted, strconv.Itoa(n), "3")
	case n == 1:
		t.form(NoToken, "", "")
		return
	case n == 2:
		t.form(Unsigned, "", "3")
	default:
		t.form(Segments, strconv.Itoa(n), "3")
	}
	if header, ok := t.decode(InHeader, 0); ok {
		t.Header = t.parseJSON(InHeader, header)
	}
	if payload, ok := t.decode(InPayload, 1); ok {
		t.Payload = t.parseJSON(InPayload, payload)
	}
	if len(t.Segments) > 2 {
		t.Signature, _ = t.decode(SignaturePart, 2)
	}
}

// instead says what was given in place of a token.
func (t *Token) instead(what certificate.Content) {
	why := insteadOfToken[what].Found("", "")
	why.Actual = what.Text()
	t.form(NoToken, "", "").Cause = &why
}

var insteadOfToken = map[certificate.Content]*lint.Rule{
	certificate.JSON: IsJSON, certificate.Markup: IsMarkup, certificate.X509: IsCertificate, certificate.PKCS12: IsCertificate,
	certificate.PKCS7: IsCertificate, certificate.PrivateKey: IsCertificate, certificate.EncryptedKey: IsCertificate,
	certificate.PublicKey: IsCertificate, certificate.Keystore: IsCertificate, certificate.Request: IsCertificate,
	certificate.PDF: IsFile, certificate.Archive: IsFile, certificate.Picture: IsFile, certificate.Revocations: IsFile,
}

// decode decodes a segment from base64url, or from what it was written in instead. ok is false when it cannot.
func (t *Token) decode(place Place, n int) (data []byte, ok bool) {
	s := t.Segments[n]
	report := func(k *lint.Rule, what string, pos int) {
		t.report(found(place, "", k.Found(what, "").At(string(place), pos)).invalid(orderForm))
	}
	if s == "" {
		report(EmptySegment, "", -1)
		return nil, false
	}
	if data, err := base64.RawURLEncoding.Strict().DecodeString(s); err == nil && !strings.ContainsAny(s, "\r\n") {
		return data, true
	}
	if i := strings.Index(s, "%"); i >= 0 {
		report(PercentEncoded, s[i:min(i+3, len(s))], i)
		s = strings.NewReplacer("%3D", "=", "%3d", "=", "%2B", "+", "%2b", "+", "%2F", "/", "%2f", "/").Replace(s)
	}
	if trimmed := strings.TrimRight(s, "="); trimmed != s {
		report(Padded, s[len(trimmed):], len(trimmed))
		s = trimmed
	}
	if i := strings.IndexAny(s, "+/"); i >= 0 {
		report(StandardAlphabet, s[i:i+1], i)
		s = strings.NewReplacer("+", "-", "/", "_").Replace(s)
	}
	for i, r := range s {
		if r >= utf8.RuneSelf || !alphabet[r] {
			report(NotBase64, string(r), utf8.RuneCountInString(s[:i]))
			return nil, false
		}
	}
	if len(s)%4 == 1 {
		report(CutSegment, strconv.Itoa(len(s)), -1)
		return nil, false
	}
	data, err := base64.RawURLEncoding.DecodeString(s)
	if _, strict := base64.RawURLEncoding.Strict().DecodeString(s); err == nil && strict != nil {
		// Most readers do not mind the surplus bits; it is what remains when a character was cut off or changed by hand.
		t.report(found(place, "", SurplusBits.Found(s[len(s)-1:], "").At(string(place), len(s)-1)))
	}
	return data, err == nil
}

var alphabet = func() (set [utf8.RuneSelf]bool) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" {
		set[c] = true
	}
	return set
}()

// parseJSON reads the JSON of header or payload and reports what a strict reader of JSON refuses or may read otherwise.
func (t *Token) parseJSON(place Place, data []byte) *rawjson.Document {
	d := rawjson.Parse(data)
	stopped := false
	for i := range d.Defects {
		def := &d.Defects[i]
		f := def.Finding
		f.Location.Part = string(place)
		p := found(place, "", f).named()
		p.Location.Line, p.Location.Column = d.Position(def.Offset)
		switch {
		case def.Rule == rawjson.Trailing:
			p = p.is(AfterJSON).invalid(orderForm)
			p.Subject = ""
		case def.StopsText || def.StopsBytes:
			if stopped {
				continue // what follows the first one may be its consequence
			}
			stopped = true
			p = p.invalid(orderForm)
		case def.Rule == rawjson.Duplicate:
			p.claim = def.Actual.In("")
			p.Location.Path, p.Subject = p.claim, p.claim
		}
		t.report(p)
	}
	if d.Root.Kind != rawjson.Object && !stopped {
		t.report(found(place, "", NotObject.Found(d.Root.Kind.String(), "").At(string(place), -1)).invalid(orderForm))
	}
	return d
}
