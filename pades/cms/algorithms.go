package cms

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"hash"
	"math/big"

	//lint:ignore SA1019 the reference still reads it
	"golang.org/x/crypto/md4"
	//lint:ignore SA1019 the reference still reads it
	"golang.org/x/crypto/ripemd160"

	"github.com/fselint/fselint/pades/internal/ber"
)

// digestAlgorithm is a hash function that the reference knows.
type digestAlgorithm struct {
	name string // as in BouncyCastle's names of signatures
	oid  string
	make func() hash.Hash
}

// digests are the hash functions by object identifier. BouncyCastle knows more, which no signer uses: MD2, RIPEMD-128 and
// -256, SM3, GOST R 34.11, Whirlpool, Tiger. They count as unknown here.
var digests = map[string]*digestAlgorithm{
	"1.2.840.113549.2.4":      {name: "MD4", make: md4.New},
	"1.2.840.113549.2.5":      {name: "MD5", make: md5.New},
	"1.3.14.3.2.26":           {name: "SHA1", make: sha1.New},
	"2.16.840.1.101.3.4.2.4":  {name: "SHA224", make: sha256.New224},
	"2.16.840.1.101.3.4.2.1":  {name: "SHA256", make: sha256.New},
	"2.16.840.1.101.3.4.2.2":  {name: "SHA384", make: sha512.New384},
	"2.16.840.1.101.3.4.2.3":  {name: "SHA512", make: sha512.New},
	"2.16.840.1.101.3.4.2.5":  {name: "SHA512(224)", make: sha512.New512_224},
	"2.16.840.1.101.3.4.2.6":  {name: "SHA512(256)", make: sha512.New512_256},
	"2.16.840.1.101.3.4.2.7":  {name: "SHA3-224", make: func() hash.Hash { return sha3.New224() }},
	"2.16.840.1.101.3.4.2.8":  {name: "SHA3-256", make: func() hash.Hash { return sha3.New256() }},
	"2.16.840.1.101.3.4.2.9":  {name: "SHA3-384", make: func() hash.Hash { return sha3.New384() }},
	"2.16.840.1.101.3.4.2.10": {name: "SHA3-512", make: func() hash.Hash { return sha3.New512() }},
	"1.3.36.3.2.1":            {name: "RIPEMD160", make: ripemd160.New},
	"2.16.840.1.101.3.4.2.11": {name: "SHAKE128", make: func() hash.Hash { return &fixedShake{sha3.NewSHAKE128(), 32} }},
	"2.16.840.1.101.3.4.2.12": {name: "SHAKE256", make: func() hash.Hash { return &fixedShake{sha3.NewSHAKE256(), 64} }},
}

// fixedShake is a SHAKE function with the output length that CMS gives it (RFC 8702).
type fixedShake struct {
	*sha3.SHAKE
	size int
}

func (s *fixedShake) Size() int { return s.size }

// Sum appends the digest; the function is finished then.
func (s *fixedShake) Sum(b []byte) []byte {
	out := make([]byte, s.size)
	s.Read(out) // never fails
	return append(b, out...)
}

// digestOf returns the hash function that a digest algorithm names, nil when it is not known. The forms with a length as
// parameter exist for the standard lengths only.
func digestOf(a AlgorithmIdentifier) *digestAlgorithm {
	for _, s := range []struct {
		oid, plain string
		bits       int64
	}{{"2.16.840.1.101.3.4.2.17", "2.16.840.1.101.3.4.2.11", 256}, {"2.16.840.1.101.3.4.2.18", "2.16.840.1.101.3.4.2.12", 512}} {
		if a.OID != s.oid {
			continue
		}
		if a.params.Is(ber.TagInteger) && integer(a.params).Cmp(big.NewInt(s.bits)) == 0 {
			return digests[s.plain]
		}
		return nil
	}
	return digests[a.OID]
}

var digestsByName = func() map[string]*digestAlgorithm {
	m := make(map[string]*digestAlgorithm, len(digests))
	for oid, d := range digests {
		d.oid = oid
		m[d.name] = d
	}
	return m
}()

// Families of signature algorithms.
const (
	familyRSA = iota + 1
	familyPSS
	familyDSA
	familyECDSA
	familyPlainECDSA // r and s one after the other (BSI TR-03111, CVC)
	familyEdDSA
)

// scheme is what an object identifier of a signature algorithm says. An empty digest means that the digest algorithm of the
// SignerInfo counts.
type scheme struct {
	family int
	digest string
}

// schemes are the signature algorithms by object identifier (DefaultCMSSignatureAlgorithmNameGenerator).
var schemes = map[string]scheme{
	oidRSA: {familyRSA, ""}, oidX500RSA: {familyRSA, ""}, "1.3.36.3.3.1": {familyRSA, ""},
	"1.2.840.113549.1.1.4": {familyRSA, "MD5"}, "1.3.14.3.2.3": {familyRSA, "MD5"},
	"1.2.840.113549.1.1.5": {familyRSA, "SHA1"}, "1.3.14.3.2.29": {familyRSA, "SHA1"},
	"1.2.840.113549.1.1.14": {familyRSA, "SHA224"}, "1.2.840.113549.1.1.11": {familyRSA, "SHA256"},
	"1.2.840.113549.1.1.12": {familyRSA, "SHA384"}, "1.2.840.113549.1.1.13": {familyRSA, "SHA512"},
	"1.2.840.113549.1.1.15": {familyRSA, "SHA512(224)"}, "1.2.840.113549.1.1.16": {familyRSA, "SHA512(256)"},
	"2.16.840.1.101.3.4.3.13": {familyRSA, "SHA3-224"}, "2.16.840.1.101.3.4.3.14": {familyRSA, "SHA3-256"},
	"2.16.840.1.101.3.4.3.15": {familyRSA, "SHA3-384"}, "2.16.840.1.101.3.4.3.16": {familyRSA, "SHA3-512"},
	"1.3.36.3.3.1.2":          {familyRSA, "RIPEMD160"},
	"0.4.0.127.0.7.2.2.2.1.1": {familyRSA, "SHA1"}, "0.4.0.127.0.7.2.2.2.1.2": {familyRSA, "SHA256"},

	oidPSS: {familyPSS, ""},

	oidDSA: {familyDSA, ""}, "1.2.840.10040.4.3": {familyDSA, "SHA1"}, "1.3.14.3.2.27": {familyDSA, "SHA1"},
	"2.16.840.1.101.3.4.3.1": {familyDSA, "SHA224"}, "2.16.840.1.101.3.4.3.2": {familyDSA, "SHA256"},
	"2.16.840.1.101.3.4.3.3": {familyDSA, "SHA384"}, "2.16.840.1.101.3.4.3.4": {familyDSA, "SHA512"},
	"2.16.840.1.101.3.4.3.5": {familyDSA, "SHA3-224"}, "2.16.840.1.101.3.4.3.6": {familyDSA, "SHA3-256"},
	"2.16.840.1.101.3.4.3.7": {familyDSA, "SHA3-384"}, "2.16.840.1.101.3.4.3.8": {familyDSA, "SHA3-512"},

	"1.2.840.10045.4.1": {familyECDSA, "SHA1"}, "1.2.840.10045.4.3.1": {familyECDSA, "SHA224"},
	"1.2.840.10045.4.3.2": {familyECDSA, "SHA256"}, "1.2.840.10045.4.3.3": {familyECDSA, "SHA384"},
	"1.2.840.10045.4.3.4":    {familyECDSA, "SHA512"},
	"2.16.840.1.101.3.4.3.9": {familyECDSA, "SHA3-224"}, "2.16.840.1.101.3.4.3.10": {familyECDSA, "SHA3-256"},
	"1.3.6.1.5.5.7.6.32": {familyECDSA, "SHAKE128"}, "1.3.6.1.5.5.7.6.33": {familyECDSA, "SHAKE256"},
	"2.16.840.1.101.3.4.3.11": {familyECDSA, "SHA3-384"}, "2.16.840.1.101.3.4.3.12": {familyECDSA, "SHA3-512"},

	"0.4.0.127.0.7.1.1.4.1.1": {familyPlainECDSA, "SHA1"}, "0.4.0.127.0.7.1.1.4.1.2": {familyPlainECDSA, "SHA224"},
	"0.4.0.127.0.7.1.1.4.1.3": {familyPlainECDSA, "SHA256"}, "0.4.0.127.0.7.1.1.4.1.4": {familyPlainECDSA, "SHA384"},
	"0.4.0.127.0.7.1.1.4.1.5": {familyPlainECDSA, "SHA512"}, "0.4.0.127.0.7.1.1.4.1.6": {familyPlainECDSA, "RIPEMD160"},
	"0.4.0.127.0.7.1.1.4.1.8": {familyPlainECDSA, "SHA3-224"}, "0.4.0.127.0.7.1.1.4.1.9": {familyPlainECDSA, "SHA3-256"},
	"0.4.0.127.0.7.1.1.4.1.10": {familyPlainECDSA, "SHA3-384"}, "0.4.0.127.0.7.1.1.4.1.11": {familyPlainECDSA, "SHA3-512"},

	oidEd25519: {familyEdDSA, ""}, oidEd448: {familyEdDSA, ""},
}

// allowed lists the digests with which a family exists (DefaultSignatureAlgorithmIdentifierFinder); plain ECDSA and EdDSA
// need no list.
var allowed = map[int]map[string]bool{
	familyRSA: names("MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA512(224)", "SHA512(256)", "SHA3-224",
		"SHA3-256", "SHA3-384", "SHA3-512", "RIPEMD160"),
	familyPSS: names("SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512"),
	familyDSA: names("SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512"),
}

// overDigest lists the digests of the families for which BouncyCastle, without signed attributes, verifies the value over
// the digest that it has made with the digest algorithm of the SignerInfo; otherwise it hashes the content with the
// digest of the signature algorithm.
var overDigest = map[int]map[string]bool{
	familyRSA:   names("MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "RIPEMD160"),
	familyDSA:   names("SHA1", "SHA224", "SHA256"),
	familyECDSA: names("SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHAKE128", "SHAKE256"),
}

func names(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, n := range list {
		m[n] = true
	}
	return m
}

// AlgorithmName returns a readable name of a digest or signature algorithm, its object identifier when there is none.
func AlgorithmName(a AlgorithmIdentifier) string {
	if d := digestOf(a); d != nil {
		return d.name
	}
	s, ok := schemes[a.OID]
	if !ok {
		return a.OID
	}
	switch {
	case a.OID == oidEd25519:
		return "Ed25519"
	case a.OID == oidEd448:
		return "Ed448"
	case s.family == familyPSS:
		return "RSASSA-PSS"
	}
	family := map[int]string{familyRSA: "RSA", familyDSA: "DSA", familyECDSA: "ECDSA", familyPlainECDSA: "plain ECDSA"}[s.family]
	if s.digest == "" {
		return family
	}
	return s.digest + "with" + family
}
