package cms

import (
	"errors"
	"slices"
	"strings"

	"github.com/fselint/fselint/pades/internal/ber"
)

var errWrongValue = errors.New("the signature value is wrong")

// ParseCertificate reads one certificate that stands alone, in DER or BER, as leniently as those of a message. What the JDK
// would refuse is said by Usable. Data after the certificate is refused.
func ParseCertificate(der []byte) (*Certificate, error) {
	n, err := ber.ReadAll(der)
	if err != nil {
		return nil, err
	}
	return readCertificate(n)
}

// ParseAlgorithm reads an AlgorithmIdentifier (RFC 5280 4.1.1.2) that stands alone.
func ParseAlgorithm(der []byte) (AlgorithmIdentifier, error) {
	n, err := ber.ReadAll(der)
	if err != nil {
		return AlgorithmIdentifier{}, err
	}
	return readAlgorithm(n)
}

// ParseName reads a distinguished name that stands alone.
func ParseName(der []byte) (*Name, error) {
	n, err := ber.ReadAll(der)
	if err != nil {
		return nil, err
	}
	return readName(n)
}

// Raw is the encoding of the name as it was read.
func (n *Name) Raw() []byte { return n.node.Raw }

// Equal compares names apart from letter case, kinds of strings and blanks that do not count; malformed names are equal to
// nothing but themselves.
func (n *Name) Equal(other *Name) bool {
	same, err := n.equal(other)
	return err == nil && same
}

// Extension returns the content of the extension with that object identifier, and whether it is marked critical.
func (c *Certificate) Extension(oid string) (value []byte, critical, ok bool) {
	e, ok := c.extensions[oid]
	return e.value, e.critical, ok
}

// CriticalExtensions lists the object identifiers of the extensions that are marked critical, sorted.
func (c *Certificate) CriticalExtensions() []string {
	var oids []string
	for oid, e := range c.extensions {
		if e.critical {
			oids = append(oids, oid)
		}
	}
	slices.Sort(oids)
	return oids
}

// PublicKeyInfo is the SubjectPublicKeyInfo as it was read.
func (c *Certificate) PublicKeyInfo() []byte { return c.keyInfo.Raw }

// PublicKeyBits is the content of the public key's bit string, over which key identifiers are computed (RFC 5280 4.2.1.2).
func (c *Certificate) PublicKeyBits() []byte {
	octets, _, _ := c.keyInfo.Children[1].Bits()
	return octets
}

// Digest returns the name of the hash function that a signature algorithm uses, "" where it has none of its own.
func (a AlgorithmIdentifier) Digest() string {
	s := schemes[a.OID]
	if s.family != familyPSS {
		return s.digest
	}
	if p, err := readPSS(a); err == nil {
		return p.hash.name
	}
	return ""
}

// VerifySigned checks with the certificate's key the signature of something that stands alone: another certificate, a list of
// revoked ones, an OCSP response. The algorithm must name its digest. The error is nil when the signature is right.
func (c *Certificate) VerifySigned(a AlgorithmIdentifier, message, signature []byte) error {
	s, ok := schemes[a.OID]
	if !ok {
		return problem(WhatAlgorithm, "signature %s", a.OID)
	}
	if c.keyErr != nil {
		return c.keyErr
	}
	v := &verifier{scheme: s, key: c.key}
	switch {
	case s.family == familyPSS:
		var err error
		if v.pss, err = readPSS(a); err != nil {
			return err
		}
	case s.family == familyEdDSA:
	case s.digest == "":
		return problem(WhatAlgorithm, "%s names no digest", AlgorithmName(a))
	default:
		v.hash = digestsByName[s.digest]
	}
	if err := v.suits(a); err != nil {
		return err
	}
	right, err := v.message(message, signature)
	if err == nil && !right {
		err = errWrongValue
	}
	return err
}

// VerifyPlain checks a signature in which the two numbers of ECDSA stand one after the other, as XML signatures have them
// (RFC 4051 3.4.1), over the digest named as in AlgorithmName: "SHA256". It serves EC keys only.
func (c *Certificate) VerifyPlain(digest string, message, signature []byte) error {
	d, ok := digestsByName[digest]
	if !ok {
		return problem(WhatAlgorithm, "digest %s", digest)
	}
	k, ok := c.key.(*ecKey)
	if !ok {
		return problem(WhatKey, "the certificate's key is no EC key")
	}
	if err := k.usable(); err != nil {
		return err
	}
	r, s, err := splitPair(signature, k.curve.n)
	if err != nil {
		return err
	}
	if !k.verify(sum(d.make(), [][]byte{message}), r, s) {
		return errWrongValue
	}
	return nil
}

// OID writes the contents octets of an object identifier with dots.
func OID(content []byte) string { return dotted(content) }

// Types lists the object identifiers of the name's attributes in its order.
func (n *Name) Types() []string {
	var oids []string
	for _, rdn := range n.rdns {
		for _, a := range rdn {
			oids = append(oids, a.oid)
		}
	}
	return oids
}

// Key is equal for names that are equal apart from letter case and blanks (RFC 5280 7.1), with their parts in the same order.
func (n *Name) Key() string {
	return strings.ToLower(strings.Join(strings.Fields(n.String()), " "))
}
