package token

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/rawjson"
)

// Recipe says what a token is made of.
type Recipe struct {
	Kind Kind
	// Claims is a JSON object with the claims of both tokens. The authentication token takes the registered ones, the signature token
	// all. iss, iat, exp and jti are made anew.
	Claims      []byte
	Key         crypto.Signer     // RSA
	Certificate *x509.Certificate // signature certificate, of that key
	Audience    string            // aud where Claims has none
	At          time.Time         // iat; the zero time is a few seconds before now, because clocks differ
	Life        time.Duration     // 0: five minutes
	ID          string            // jti; "" for a random one
}

const (
	defaultLife = 5 * time.Minute
	// back is how far before the present iat is set: a gateway whose clock is behind refuses a token from the future.
	back = 10 * time.Second
)

// New makes a token: it signs the claims with RS256 and puts the certificate into x5c. It fails when the claims are no JSON
// object or the key is not that of the certificate. Whether the claims are right is not its business: Judge the result.
func New(r Recipe) (string, error) {
	key, ok := r.Key.(*rsa.PrivateKey)
	switch {
	case r.Kind != Authentication && r.Kind != Signature:
		return "", errors.New("make token: neither an authentication nor a signature token")
	case r.Key == nil || r.Certificate == nil:
		return "", errors.New("make token: key and certificate are needed")
	case !ok:
		return "", fmt.Errorf("make token: a key of type %T, RSA is needed", r.Key)
	case !certificate.Matches(r.Certificate, key.Public()):
		return "", fmt.Errorf("make token: the key is not that of the certificate %s", certificate.Name(r.Certificate))
	}
	payload, err := r.payload()
	if err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	options := (&jose.SignerOptions{}).WithType("JWT").WithHeader("x5c", []string{base64.StdEncoding.EncodeToString(r.Certificate.Raw)})
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, options)
	if err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("make token: sign: %w", err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	return text, nil
}

// payload writes the claims: the registered ones first, then the others as they stand in the recipe.
func (r *Recipe) payload() ([]byte, error) {
	claims := r.Claims
	if len(bytes.TrimSpace(claims)) == 0 {
		claims = []byte("{}")
	}
	d := rawjson.Parse(claims)
	if stop := d.Stop(true); stop != nil {
		line, column := d.Position(stop.Offset)
		return nil, fmt.Errorf("claims, line %d column %d: %s", line, column, stop.Text("en"))
	}
	if d.Root.Kind != rawjson.Object {
		return nil, errors.New("claims: not a JSON object")
	}
	id := r.ID
	if id == "" {
		var err error
		if id, err = uuid(); err != nil {
			return nil, err
		}
	}
	at, life, prefix := r.At, r.Life, prefixSignature
	if at.IsZero() {
		at = time.Now().Add(-back)
	}
	if life <= 0 {
		life = defaultLife
	}
	if r.Kind == Authentication {
		prefix = prefixAuthentication
	}
	var b bytes.Buffer
	write := func(name string, value []byte) {
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.Write(quote(name))
		b.WriteByte(':')
		b.Write(value)
	}
	write("iss", quote(prefix+certificate.Name(r.Certificate)))
	write("iat", strconv.AppendInt(nil, at.Unix(), 10))
	write("exp", strconv.AppendInt(nil, at.Add(life).Unix(), 10))
	write("jti", quote(id))
	if _, ok := d.Root.Get("aud"); !ok && r.Audience != "" {
		write("aud", quote(r.Audience))
	}
	for i := range d.Root.Members {
		m := &d.Root.Members[i]
		made := m.Name == "iss" || m.Name == "iat" || m.Name == "exp" || m.Name == "jti"
		if made || r.Kind == Authentication && !slices.Contains(registeredClaims, m.Name) {
			continue
		}
		write(m.Name, d.Data[m.Value.Start:m.Value.End])
	}
	return append(append([]byte("{"), b.Bytes()...), '}'), nil
}

// quote writes a JSON string; ampersands stay as they are, for those who read the decoded token.
func quote(s string) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		return []byte(`""`) // strings can always be encoded
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// uuid returns a random UUID (version 4).
func uuid() (string, error) {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", fmt.Errorf("random identifier: %w", err)
	}
	b[6], b[8] = b[6]&0x0F|0x40, b[8]&0x3F|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}
