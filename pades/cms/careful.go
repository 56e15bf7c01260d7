package cms

import (
	"crypto/subtle"

	"github.com/fselint/fselint/pades/internal/ber"
)

// CheckAsSent verifies the signer's signature of content, given in parts, as readers do that take the message as it is: the
// message-digest attribute must be the digest of content, and the value is verified over the signed attributes in the order
// and encoding in which they were sent (RFC 5652 5.4 asks for DER, so a message in DER gives what Verify gives). Content
// type, signing time and other attributes are left to the caller.
//
// It is true when the signature value is right and false when only that is wrong. ErrDigestMismatch says that the content
// is not what was signed, an *Error that the verification cannot come to a result.
func (sd *SignedData) CheckAsSent(s *Signer, cert *Certificate, content ...[]byte) (bool, error) {
	check, err := newVerifier(s.DigestAlgorithm, s.SignatureAlgorithm, cert)
	if err != nil {
		return false, err
	}
	used := digestOf(s.DigestAlgorithm)
	if used == nil {
		return false, problem(WhatAlgorithm, "digest %s", s.DigestAlgorithm.OID)
	}
	digest := sum(used.make(), content)
	if s.signed == nil {
		return check.content(s.DigestAlgorithm, digest, content, s.Signature)
	}
	if err := s.compareDigest(digest); err != nil {
		return false, err
	}
	return check.message(s.signed.SetAsRead(), s.Signature)
}

func (s *Signer) compareDigest(digest []byte) error {
	table, err := readAttributes(s.signed)
	if err != nil {
		return err
	}
	found := all(table, OIDMessageDigest)
	switch {
	case len(found) != 1 || len(found[0].values) != 1:
		return problem(WhatMessageDigest, "%d message-digest attributes", len(found))
	case !found[0].values[0].Is(ber.TagOctetString):
		return problem(WhatMessageDigest, "it is no octet string")
	case subtle.ConstantTimeCompare(digest, found[0].values[0].Octets()) != 1:
		return ErrDigestMismatch
	}
	return nil
}

// HasSignedAttributes tells whether the signer has signed attributes: without them the value signs the content itself.
func (s *Signer) HasSignedAttributes() bool { return s.signed != nil }

// Content returns the encapsulated content, nil when there is none.
func (sd *SignedData) Content() []byte {
	if sd.content == nil {
		return nil
	}
	return sd.content.Octets()
}

// ReadableCertificates returns the certificates of the message in its order, without those that cannot be read.
func (sd *SignedData) ReadableCertificates() []*Certificate {
	if sd.certificates == nil {
		return nil
	}
	var certs []*Certificate
	for _, n := range sd.certificates.Children {
		if !n.Is(ber.TagSequence) {
			continue
		}
		if c, err := readCertificate(n); err == nil {
			certs = append(certs, c)
		}
	}
	return certs
}

// RevocationLists returns the certificate revocation lists in the message (RFC 5652 10.2.1), each as it was read.
func (sd *SignedData) RevocationLists() [][]byte {
	if sd.lists == nil {
		return nil
	}
	var out [][]byte
	for _, n := range sd.lists.Children {
		if n.Is(ber.TagSequence) {
			out = append(out, n.Raw)
		}
	}
	return out
}

// DigestName returns the name of the hash function that a digest algorithm names, such as SHA256, "" when it is unknown.
func DigestName(a AlgorithmIdentifier) string {
	if d := digestOf(a); d != nil {
		return d.name
	}
	return ""
}

// SignatureHash returns the name of the hash function over which the signer made the value, "" for EdDSA or when it cannot
// be told. It differs from the digest algorithm of the SignerInfo only in odd messages.
func (s *Signer) SignatureHash() string {
	if s.SignatureAlgorithm.OID == oidPSS {
		p, err := readPSS(s.SignatureAlgorithm)
		if err != nil {
			return ""
		}
		return p.hash.name
	}
	known, ok := schemes[s.SignatureAlgorithm.OID]
	switch {
	case !ok || known.family == familyEdDSA:
		return ""
	case known.digest != "":
		return known.digest
	}
	return DigestName(s.DigestAlgorithm)
}

// Bits of a key usage (RFC 5280 4.2.1.3).
const (
	UsageDigitalSignature  = 1 << 0
	UsageContentCommitment = 1 << 1 // formerly nonRepudiation
	UsageKeyEncipherment   = 1 << 2
	UsageCertSign          = 1 << 5
	UsageCRLSign           = 1 << 6
)

// KeyUsage returns the bits of the key usage extension, false when it is absent or malformed: then nothing is excluded.
func (c *Certificate) KeyUsage() (usage int, ok bool) {
	e, ok := c.extensions[oidKeyUsage]
	if !ok {
		return 0, false
	}
	n, err := ber.ReadAll(e.value)
	if err != nil || !n.Is(ber.TagBitString) {
		return 0, false
	}
	octets, _, ok := n.Bits()
	if !ok {
		return 0, false
	}
	for i := range min(9, 8*len(octets)) {
		if octets[i/8]&(0x80>>(i%8)) != 0 {
			usage |= 1 << i
		}
	}
	return usage, true
}

// KeyName names the kind of key: RSA, DSA, Ed25519, Ed448 or a curve such as P-256 and brainpoolP256r1, the object
// identifier of the algorithm when it is unknown.
func (c *Certificate) KeyName() string {
	switch k := c.key.(type) {
	case *rsaKey:
		return "RSA"
	case *dsaKey:
		return "DSA"
	case *ecKey:
		return k.curve.name
	case *edKey:
		if k.oid == oidEd448 {
			return "Ed448"
		}
		return "Ed25519"
	}
	return c.KeyAlgorithm.OID
}

// IssuedBy tells whether the name of the issuer of c is the subject of other. It verifies nothing.
func (c *Certificate) IssuedBy(other *Certificate) bool { return c.Issuer.Equal(other.Subject) }

// IsOID tells whether the attribute has one value and that is the object identifier.
func (a Attribute) IsOID(oid string) bool {
	if len(a.Values) != 1 {
		return false
	}
	n, err := ber.ReadAll(a.Values[0])
	return err == nil && n.Is(ber.TagOID) && dotted(n.Content) == oid
}

// OIDRevocationArchive is the attribute in which older signing software puts revocation data (ISO 32000-1 12.8.3.3.2).
const OIDRevocationArchive = "1.2.840.113583.1.1.8"

// RevocationArchive returns the lists and OCSP responses that such an attribute holds, each as it was read.
func (a Attribute) RevocationArchive() (crls, ocsps [][]byte) {
	for _, value := range a.Values {
		root, err := ber.Read(value)
		if err != nil {
			continue
		}
		for _, field := range root.Children {
			list := field.Child(0)
			if !field.IsContext() || !list.Is(ber.TagSequence) || field.Tag > 1 {
				continue
			}
			for _, n := range list.Children {
				if field.Tag == 0 {
					crls = append(crls, n.Raw)
				} else {
					ocsps = append(ocsps, n.Raw)
				}
			}
		}
	}
	return crls, ocsps
}
