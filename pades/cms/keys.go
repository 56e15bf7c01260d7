package cms

import (
	"math/big"
	"sync"

	"github.com/fselint/fselint/pades/internal/ber"
)

// publicKey is a subject's public key of a kind that signatures are verified with.
type publicKey interface {
	// acceptable says why JDK 17 refuses a certificate with such a key.
	acceptable() error
	bits() int
}

const (
	oidRSA       = "1.2.840.113549.1.1.1"
	oidX500RSA   = "2.5.8.1.1"
	oidPSS       = "1.2.840.113549.1.1.10"
	oidOAEP      = "1.2.840.113549.1.1.7"
	oidDSA       = "1.2.840.10040.4.1"
	oidOIWDSA    = "1.3.14.3.2.12"
	oidEC        = "1.2.840.10045.2.1"
	oidEd25519   = "1.3.101.112"
	oidEd448     = "1.3.101.113"
	minRSABits   = 512
	maxRSABits   = 15360 // BouncyCastle's org.bouncycastle.rsa.max_size
	maxShortExp  = 64    // bits of the exponent of a long modulus
	longModulus  = 3072
	ed25519Size  = 32
	ed448KeySize = 57
)

// readPublicKey reads a key. It returns nil for kinds with which no signature can be verified: certificates with them are
// readable all the same. An error says that the JDK refuses the certificate.
func readPublicKey(alg AlgorithmIdentifier, bits *ber.Node) (publicKey, error) {
	octets, _, ok := bits.Bits()
	if !ok {
		return nil, badCertificate("the public key is no bit string")
	}
	switch alg.OID {
	case oidRSA, oidX500RSA, oidPSS, oidOAEP:
		return readRSA(octets)
	case oidDSA, oidOIWDSA:
		return readDSA(alg, octets)
	case oidEC:
		return readEC(alg, octets)
	case oidEd25519, oidEd448:
		return readEd(alg, octets)
	}
	return nil, nil
}

type rsaKey struct{ n, e *big.Int }

func readRSA(octets []byte) (publicKey, error) {
	seq, err := ber.ReadAll(octets)
	if err != nil || !seq.Is(ber.TagSequence) || len(seq.Children) != 2 ||
		!seq.Children[0].Is(ber.TagInteger) || !seq.Children[1].Is(ber.TagInteger) {
		return nil, badCertificate("malformed RSA key")
	}
	// a modulus written as negative is meant positive: both libraries read it so
	return &rsaKey{
		n: new(big.Int).SetBytes(seq.Children[0].Content),
		e: new(big.Int).SetBytes(seq.Children[1].Content),
	}, nil
}

func (k *rsaKey) bits() int { return k.n.BitLen() }

func (k *rsaKey) acceptable() error {
	rounded := (k.n.BitLen() + 7) &^ 7
	switch {
	case rounded < minRSABits:
		return badCertificate("an RSA key of %d bits; %d are the least", k.n.BitLen(), minRSABits)
	case rounded > 16384:
		return badCertificate("an RSA key of %d bits", k.n.BitLen())
	case rounded > longModulus && k.e.BitLen() > maxShortExp:
		return badCertificate("an RSA exponent of %d bits", k.e.BitLen())
	case k.e.Cmp(k.n) >= 0 || k.e.Cmp(big.NewInt(3)) < 0:
		return badCertificate("an RSA exponent out of range")
	}
	return nil
}

// smallPrimes is the product of the 131 odd primes from 3 on, made for the first key.
var smallPrimes = sync.OnceValue(func() *big.Int {
	product, count := big.NewInt(1), 0
	for p := int64(3); count < 131; p += 2 {
		if big.NewInt(p).ProbablyPrime(0) { // exact for numbers of this size
			product.Mul(product, big.NewInt(p))
			count++
		}
	}
	return product
})

// usable is BouncyCastle's examination of a key. Its last part, that the modulus is no prime, is left out: it would cost
// more than all the rest, and nobody signs with such a key.
func (k *rsaKey) usable() error {
	switch {
	case k.n.Bit(0) == 0:
		return problem(WhatKey, "an even RSA modulus")
	case k.e.Bit(0) == 0:
		return problem(WhatKey, "an even RSA exponent")
	case k.n.BitLen() > maxRSABits:
		return problem(WhatKey, "an RSA modulus of %d bits", k.n.BitLen())
	case new(big.Int).GCD(nil, nil, k.n, smallPrimes()).Cmp(big.NewInt(1)) != 0:
		return problem(WhatKey, "an RSA modulus with a small prime factor")
	}
	return nil
}

type dsaKey struct{ p, q, g, y *big.Int }

func readDSA(alg AlgorithmIdentifier, octets []byte) (publicKey, error) {
	y, err := ber.Read(octets)
	if err != nil || !y.Is(ber.TagInteger) {
		return nil, badCertificate("malformed DSA key")
	}
	if alg.withoutParameters() || len(y.Raw) != len(octets) {
		return nil, nil // the JDK reads inherited parameters and trailing data, BouncyCastle verifies nothing with them
	}
	p := alg.params
	if !p.Is(ber.TagSequence) || len(p.Children) != 3 || !p.Children[0].Is(ber.TagInteger) ||
		!p.Children[1].Is(ber.TagInteger) || !p.Children[2].Is(ber.TagInteger) {
		return nil, badCertificate("malformed DSA parameters")
	}
	return &dsaKey{p: integer(p.Children[0]), q: integer(p.Children[1]), g: integer(p.Children[2]), y: integer(y)}, nil
}

func (k *dsaKey) bits() int         { return k.p.BitLen() }
func (k *dsaKey) acceptable() error { return nil }

type ecKey struct {
	curve   *curve
	oid     string
	encoded []byte // the uncompressed point
	x, y    *big.Int
}

func readEC(alg AlgorithmIdentifier, octets []byte) (publicKey, error) {
	if !alg.params.Is(ber.TagOID) || !strictOID(alg.params.Content) {
		return nil, badCertificate("an EC key without the name of its curve")
	}
	oid := dotted(alg.params.Content)
	c := namedCurve(oid)
	if c == nil {
		return nil, badCertificate("an EC key on the unknown curve %s", oid)
	}
	if len(octets) != 1+2*c.primeSize || octets[0] != 4 {
		return nil, badCertificate("an EC key that is no uncompressed point of %s", c.name)
	}
	return &ecKey{
		curve: c,
		oid:   oid, encoded: octets,
		x: new(big.Int).SetBytes(octets[1 : 1+c.primeSize]),
		y: new(big.Int).SetBytes(octets[1+c.primeSize:]),
	}, nil
}

func (k *ecKey) bits() int         { return k.curve.p.BitLen() }
func (k *ecKey) acceptable() error { return nil }

func (k *ecKey) usable() error {
	if !k.curve.contains(k.x, k.y) {
		return problem(WhatKey, "the point is not on the curve %s", k.curve.name)
	}
	return nil
}

type edKey struct {
	oid string
	key []byte
}

func readEd(alg AlgorithmIdentifier, octets []byte) (publicKey, error) {
	size := ed25519Size
	if alg.OID == oidEd448 {
		size = ed448KeySize
	}
	if len(octets) != size {
		return nil, badCertificate("an EdDSA key of %d octets", len(octets))
	}
	return &edKey{alg.OID, octets}, nil
}

func (k *edKey) bits() int         { return 8 * len(k.key) }
func (k *edKey) acceptable() error { return nil }
