package profile

import (
	"fmt"
	"slices"

	"github.com/fselint/fselint/pades/cms"
)

// WeaknessKind says what is weak about a signature.
type WeaknessKind string

// Kinds of weaknesses, by ETSI TS 119 312 (cryptographic suites) and the usual practice of readers.
const (
	BrokenDigest WeaknessKind = "broken-digest" // collisions can be made: MD4, MD5, SHA-1, RIPEMD-160 at 160 bits
	ShortDigest  WeaknessKind = "short-digest"  // less than 256 bits
	ShortKey     WeaknessKind = "short-key"     // RSA or DSA below 2048 bits, EC below 224
	BrokenKey    WeaknessKind = "broken-key"    // RSA or DSA below 1024 bits, EC below 160: such keys have been broken
	OtherDigest  WeaknessKind = "other-digest"  // Ed25519 with another digest than SHA-512, Ed448 without SHAKE256 (RFC 8419 3.1)
)

// Weakness is one weak algorithm or key.
type Weakness struct {
	Kind WeaknessKind
	// Name says which, such as SHA1 or RSA-1024.
	Name string
}

const (
	minRSABits, brokenRSABits = 2048, 1024
	minECBits, brokenECBits   = 224, 160
)

var (
	brokenDigests = []string{"MD4", "MD5", "SHA1", "RIPEMD160"}
	shortDigests  = []string{"SHA224", "SHA512(224)", "SHA3-224"}
)

// weaknesses judges the digest of the content, that of the signature value, and the key.
func weaknesses(info *cms.Signer, cert *cms.Certificate) []Weakness {
	var out []Weakness
	add := func(w Weakness) {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	for _, name := range []string{cms.DigestName(info.DigestAlgorithm), info.SignatureHash()} {
		switch {
		case slices.Contains(brokenDigests, name):
			add(Weakness{BrokenDigest, name})
		case slices.Contains(shortDigests, name):
			add(Weakness{ShortDigest, name})
		}
	}
	if cert == nil || cert.KeyBits() == 0 {
		return out
	}
	name, bits := cert.KeyName(), cert.KeyBits()
	least, brokenBelow := minECBits, brokenECBits
	switch name {
	case "Ed25519", "Ed448":
		want := map[string]string{"Ed25519": "SHA512", "Ed448": "SHAKE256"}[name]
		if digest := cms.DigestName(info.DigestAlgorithm); info.HasSignedAttributes() && digest != want {
			add(Weakness{OtherDigest, name + " with " + digest})
		}
		return out
	case "RSA", "DSA":
		least, brokenBelow = minRSABits, brokenRSABits
		name = fmt.Sprintf("%s-%d", name, bits)
	}
	switch {
	case bits < brokenBelow:
		add(Weakness{BrokenKey, name})
	case bits < least:
		add(Weakness{ShortKey, name})
	}
	return out
}
