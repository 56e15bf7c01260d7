package token

import (
	"crypto"
	"crypto/rsa"
	_ "crypto/sha256" // the hashes of RS256,
	_ "crypto/sha512" // RS384 and RS512
	"crypto/x509"
	"strconv"

	"github.com/go-jose/go-jose/v4"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/rawjson"
)

var admitted = []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512}

// hashes are the hash functions by the number in the name of the algorithm. RS383 is read as the RS384 it stands for.
var hashes = map[string]crypto.Hash{"RS256": crypto.SHA256, "RS384": crypto.SHA384, "RS512": crypto.SHA512, "RS383": crypto.SHA384}

// signature verifies the signature with the key of x5c[0].
func (j *judge) signature() {
	t := j.t
	if j.o.SkipSignature || t.signer == nil || t.Payload == nil || len(t.Segments) < 3 || len(t.Signature) == 0 {
		return
	}
	key, ok := t.signer.PublicKey.(*rsa.PublicKey)
	v, okAlg := member(t.Header, "alg")
	if !ok || !okAlg || v.Kind != rawjson.String {
		return // reported with the certificate and the header
	}
	hash, ok := hashes[v.Text]
	if !ok {
		return
	}
	if t.verify(key, hash) {
		return
	}
	p := found(SignaturePart, "", BadSignature.Found(certificate.Name(t.signer), "").At(v.Text, -1))
	j.add(p.invalid(orderSignature).because(j.whyNot(key, v.Text)))
}

// verify tells whether the signature is that of header and payload as they stand in the token.
func (t *Token) verify(key *rsa.PublicKey, hash crypto.Hash) bool {
	if jws, err := jose.ParseSignedCompact(t.Text, admitted); err == nil {
		_, err := jws.Verify(key)
		return err == nil
	}
	// The library refuses tokens whose form or header has a mistake; whether the signature is right is worth knowing all the same.
	return rsa.VerifyPKCS1v15(key, hash, t.digest(hash), t.Signature) == nil
}

// digest hashes what is signed: header and payload as written, with the full stop between them.
func (t *Token) digest(hash crypto.Hash) []byte {
	h := hash.New()
	h.Write([]byte(t.Segments[0] + "." + t.Segments[1]))
	return h.Sum(nil)
}

// whyNot looks for the reason why a signature does not verify.
func (j *judge) whyNot(key *rsa.PublicKey, alg string) *lint.Finding {
	t := j.t
	if len(t.Signature) != key.Size() && !j.fits() {
		f := SignatureLength.Found(strconv.Itoa(len(t.Signature)), strconv.Itoa(key.Size()))
		return &f
	}
	for _, name := range []string{"RS256", "RS384", "RS512"} {
		hash := hashes[name]
		digest := t.digest(hash)
		if rsa.VerifyPKCS1v15(key, hash, digest, t.Signature) == nil {
			f := OtherHash.Found(name, alg)
			return &f
		}
		if rsa.VerifyPSS(key, hash, digest, t.Signature, nil) == nil {
			f := PSS.Found("PS"+name[2:], alg)
			return &f
		}
	}
	for _, c := range j.candidates() {
		other, ok := c.PublicKey.(*rsa.PublicKey)
		if ok && !other.Equal(key) && t.verify(other, hashes[alg]) {
			f := OtherKey.Found(certificate.Name(c), certificate.Name(t.signer))
			return &f
		}
	}
	return nil
}

// candidates are the other certificates whose key may have signed.
func (j *judge) candidates() []*x509.Certificate {
	var list []*x509.Certificate
	list = append(list, j.t.Certificates...)
	if j.o.Certificate != nil {
		list = append(list, j.o.Certificate)
	}
	return append(list, j.o.Known...)
}

// fits tells whether the signature has the length of another key that is at hand.
func (j *judge) fits() bool {
	for _, c := range j.candidates() {
		if key, ok := c.PublicKey.(*rsa.PublicKey); ok && key.Size() == len(j.t.Signature) {
			return true
		}
	}
	return false
}

// Verify tells whether the signature verifies with the certificate in x5c[0], with an RSA algorithm that the gateway admits. It
// fails when there is no such certificate or algorithm.
func (t *Token) Verify() (bool, error) {
	if t.signer == nil {
		return false, errNoCertificate
	}
	key, ok := t.signer.PublicKey.(*rsa.PublicKey)
	if !ok {
		return false, errNotRSA
	}
	v, ok := member(t.Header, "alg")
	if !ok || hashes[v.Text] == 0 {
		return false, errAlgorithm
	}
	return len(t.Segments) > 2 && t.verify(key, hashes[v.Text]), nil
}
