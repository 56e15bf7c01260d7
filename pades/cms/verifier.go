package cms

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/subtle"
	"math/big"

	"github.com/cloudflare/circl/sign/ed448"

	"github.com/fselint/fselint/pades/internal/ber"
)

// verifier checks signature values of one algorithm with one key.
type verifier struct {
	scheme
	hash *digestAlgorithm // of the signature algorithm; nil for EdDSA
	key  publicKey
	pss  pssParameters
}

// newVerifier is SignerInformationVerifier.getContentVerifier: it finds the algorithm and looks whether the key suits it.
func newVerifier(digest, signature AlgorithmIdentifier, cert *Certificate) (*verifier, error) {
	s, ok := schemes[signature.OID]
	if !ok {
		return nil, problem(WhatAlgorithm, "signature %s", signature.OID)
	}
	v := &verifier{scheme: s, key: cert.key}
	if s.family != familyEdDSA {
		if err := v.findHash(digest); err != nil {
			return nil, err
		}
	}
	if s.family == familyPSS {
		var err error
		if v.pss, err = readPSS(signature); err != nil {
			return nil, err
		}
	}
	return v, v.suits(signature)
}

func (v *verifier) findHash(digest AlgorithmIdentifier) error {
	if v.digest == "" {
		d := digestOf(digest)
		if d == nil {
			return problem(WhatAlgorithm, "digest %s", digest.OID)
		}
		v.digest = d.name
	}
	if list, ok := allowed[v.family]; ok && !list[v.digest] {
		return problem(WhatAlgorithm, "no signatures with %s", v.digest)
	}
	v.hash = digestsByName[v.digest]
	return nil
}

// suits tells whether the key is of the kind that the algorithm needs.
func (v *verifier) suits(signature AlgorithmIdentifier) error {
	switch k := v.key.(type) {
	case *rsaKey:
		if v.family == familyRSA || v.family == familyPSS {
			return k.usable()
		}
	case *dsaKey:
		if v.family == familyDSA {
			return nil
		}
	case *ecKey:
		if v.family == familyECDSA || v.family == familyPlainECDSA {
			return k.usable()
		}
	case *edKey:
		if v.family == familyEdDSA && k.oid == signature.OID {
			return nil
		}
	}
	return problem(WhatKey, "the certificate's key is not for %s", AlgorithmName(signature))
}

// message verifies a signature of a message.
func (v *verifier) message(message, signature []byte) (bool, error) {
	if v.family == familyEdDSA {
		return v.key.(*edKey).verify(message, signature), nil
	}
	h := v.messageHash()
	return v.digested(encodeOID(h.oid), sum(h.make(), [][]byte{message}), signature)
}

// messageHash is the function that the message is hashed with.
func (v *verifier) messageHash() *digestAlgorithm {
	if v.family == familyPSS {
		return v.pss.hash
	}
	return v.hash
}

// content verifies a signature without signed attributes. digest is that of the content, made with the digest algorithm
// of the SignerInfo, used.
func (v *verifier) content(used AlgorithmIdentifier, digest []byte, content [][]byte, signature []byte) (bool, error) {
	h := v.messageHash()
	switch {
	case v.family == familyEdDSA:
		return v.message(bytes.Join(content, nil), signature)
	case v.family == familyPSS && v.pss.explicit:
		if len(digest) > v.pss.hash.make().Size()+v.pss.saltLength {
			return false, problem(WhatAlgorithm, "a digest with %s does not fit PSS with %s", used.OID, v.pss.hash.name)
		}
		return v.digested(nil, digest, signature)
	case overDigest[v.family][v.digest]:
		return v.digested(used.oid.DER(), digest, signature)
	}
	return v.digested(encodeOID(h.oid), sum(h.make(), content), signature)
}

// digested verifies a signature of a digest. oid is the DER of the identifier of its hash function.
func (v *verifier) digested(oid, digest, signature []byte) (bool, error) {
	switch k := v.key.(type) {
	case *rsaKey:
		if v.family == familyPSS {
			return k.verifyPSS(v.pss, digest, signature), nil
		}
		return k.verifyPKCS1(oid, digest, signature), nil
	case *dsaKey:
		r, s, err := readPair(signature, k.q)
		return err == nil && k.verify(digest, r, s), err
	case *ecKey:
		if v.family == familyPlainECDSA {
			r, s, err := splitPair(signature, k.curve.n)
			return err == nil && k.verify(digest, r, s), err
		}
		r, s, err := readPair(signature, k.curve.n)
		return err == nil && k.verify(digest, r, s), err
	}
	return false, problem(WhatKey, "no verification with this key")
}

// readPair reads the two integers of a DSA or ECDSA signature. The reference refuses any encoding but the shortest and
// numbers out of range, which ends its verification with an exception.
func readPair(signature []byte, order *big.Int) (r, s *big.Int, err error) {
	n, readErr := ber.ReadAll(signature)
	if readErr != nil || !n.Is(ber.TagSequence) || len(n.Children) != 2 || !n.Children[0].Is(ber.TagInteger) ||
		!n.Children[1].Is(ber.TagInteger) || !bytes.Equal(n.DER(), signature) {
		return nil, nil, problem(WhatSignatureEncoding, "no DER sequence of two integers")
	}
	return inRange(integer(n.Children[0]), integer(n.Children[1]), order)
}

// splitPair reads a plain signature: two numbers of the length of the order.
func splitPair(signature []byte, order *big.Int) (r, s *big.Int, err error) {
	size := (order.BitLen() + 7) / 8
	if len(signature) != 2*size {
		return nil, nil, problem(WhatSignatureEncoding, "%d bytes where %d are needed", len(signature), 2*size)
	}
	return inRange(new(big.Int).SetBytes(signature[:size]), new(big.Int).SetBytes(signature[size:]), order)
}

func inRange(r, s, order *big.Int) (*big.Int, *big.Int, error) {
	if r.Sign() < 0 || s.Sign() < 0 || r.Cmp(order) >= 0 || s.Cmp(order) >= 0 {
		return nil, nil, problem(WhatSignatureEncoding, "a number out of range")
	}
	return r, s, nil
}

func (k *dsaKey) verify(digest []byte, r, s *big.Int) bool {
	if r.Sign() <= 0 || s.Sign() <= 0 || k.p.Sign() <= 0 || k.q.Sign() <= 0 {
		return false
	}
	w := new(big.Int).ModInverse(s, k.q)
	if w == nil {
		return false
	}
	// a digest longer than the order is cut to whole octets (RFC 6979 would cut to bits)
	m := new(big.Int).SetBytes(digest)
	if size := k.q.BitLen() / 8; k.q.BitLen() < 8*len(digest) {
		m.SetBytes(digest[:size])
	}
	u1 := m.Mul(m, w)
	u1.Mod(u1, k.q)
	u2 := w.Mul(w, r)
	u2.Mod(u2, k.q)
	v := new(big.Int).Exp(k.g, u1, k.p)
	v.Mul(v, new(big.Int).Exp(k.y, u2, k.p))
	v.Mod(v, k.p)
	v.Mod(v, k.q)
	return v.Cmp(r) == 0
}

// nist are the curves of crypto/ecdsa, which is much faster than this package's arithmetic.
var nist = map[string]elliptic.Curve{
	"1.3.132.0.33": elliptic.P224(), "1.2.840.10045.3.1.7": elliptic.P256(),
	"1.3.132.0.34": elliptic.P384(), "1.3.132.0.35": elliptic.P521(),
}

func (k *ecKey) verify(digest []byte, r, s *big.Int) bool {
	standard, ok := nist[k.oid]
	if !ok {
		return k.curve.verify(k.x, k.y, digest, r, s)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(standard, k.encoded)
	return err == nil && ecdsa.Verify(public, digest, r, s)
}

func (k *edKey) verify(message, signature []byte) bool {
	if k.oid == oidEd448 {
		return len(signature) == ed448.SignatureSize && ed448.Verify(k.key, message, signature, "")
	}
	return len(signature) == ed25519.SignatureSize && ed25519.Verify(k.key, message, signature)
}

// verifyPKCS1 checks an RSASSA-PKCS1-v1_5 signature (RFC 8017 8.2.2) of a digest. The NULL parameter of the digest algorithm may be
// left out.
func (k *rsaKey) verifyPKCS1(oid, digest, signature []byte) bool {
	block, ok := k.open(signature)
	if !ok || len(block) < 11 || block[0] != 0 || block[1] != 1 {
		return false
	}
	i := 2
	for i < len(block) && block[i] == 0xFF {
		i++
	}
	if i < 10 || i == len(block) || block[i] != 0 {
		return false
	}
	payload := block[i+1:]
	return subtle.ConstantTimeCompare(payload, digestInfo(oid, digest, true)) == 1 ||
		subtle.ConstantTimeCompare(payload, digestInfo(oid, digest, false)) == 1
}

// open raises the signature to the public exponent and returns the result in the length of the modulus.
func (k *rsaKey) open(signature []byte) ([]byte, bool) {
	size := (k.n.BitLen() + 7) / 8
	if len(signature) > size {
		return nil, false
	}
	s := new(big.Int).SetBytes(signature)
	if s.Cmp(k.n) >= 0 {
		return nil, false
	}
	return s.Exp(s, k.e, k.n).FillBytes(make([]byte, size)), true
}

// digestInfo is the DER of a DigestInfo, with or without the NULL parameter.
func digestInfo(oid, digest []byte, null bool) []byte {
	id := bytes.Clone(oid)
	if null {
		id = append(id, ber.TagNull, 0)
	}
	info := append([]byte{0x30, byte(len(id))}, id...)
	info = append(info, ber.TagOctetString, byte(len(digest)))
	info = append(info, digest...)
	return append([]byte{0x30, byte(len(info))}, info...)
}
