package cms

import (
	"bytes"
	"errors"

	"github.com/fselint/fselint/pades/internal/ber"
)

// CertificateReference is what a signing-certificate attribute says about the signer's certificate.
type CertificateReference struct {
	// Version is 1 for signing-certificate (RFC 2634 5.4, SHA-1) and 2 for signing-certificate-v2 (RFC 5035 3).
	Version int
	// Hash names the hash function.
	Hash string
	// HashMatches tells that the hash is that of the certificate.
	HashMatches bool
	// IssuerSerialMatches tells that issuer and serial number are those of the certificate, or that they are left out.
	IssuerSerialMatches bool
}

var errReference = errors.New("the signing-certificate attribute is malformed")

var defaultReferenceHash = map[int]string{1: "SHA1", 2: "SHA256"}

// Reference compares the first entry of a signing-certificate attribute, which names the signer's certificate, with cert.
func (a Attribute) Reference(cert *Certificate) (CertificateReference, error) {
	r := CertificateReference{Version: 2, IssuerSerialMatches: true}
	if a.OID == OIDSigningCertificate {
		r.Version = 1
	}
	r.Hash = defaultReferenceHash[r.Version]
	if len(a.Values) != 1 {
		return r, errReference
	}
	root, err := ber.Read(a.Values[0])
	if err != nil {
		return r, errReference
	}
	id := root.Child(0).Child(0)
	if id == nil || len(id.Children) == 0 {
		return r, errReference
	}
	rest, digest := id.Children, digestsByName[r.Hash]
	if r.Version == 2 && rest[0].Is(ber.TagSequence) { // a hash algorithm other than the default, or the default written out
		algorithm, err := readAlgorithm(rest[0])
		if err != nil {
			return r, errReference
		}
		digest, rest = digestOf(algorithm), rest[1:]
		r.Hash = AlgorithmName(algorithm)
	}
	if len(rest) == 0 || !rest[0].Is(ber.TagOctetString) {
		return r, errReference
	}
	if digest != nil {
		r.HashMatches = bytes.Equal(rest[0].Octets(), sum(digest.make(), [][]byte{cert.Raw}))
	}
	if len(rest) > 1 {
		r.IssuerSerialMatches = issuerSerialIs(rest[1], cert)
	}
	return r, nil
}

// issuerSerialIs compares an IssuerSerial (RFC 5035 5), whose issuer is a sequence of general names.
func issuerSerialIs(n *ber.Node, cert *Certificate) bool {
	serial := n.Child(1)
	if !n.Is(ber.TagSequence) || !n.Child(0).Is(ber.TagSequence) || !serial.Is(ber.TagInteger) || integer(serial).Cmp(cert.Serial) != 0 {
		return false
	}
	for _, general := range n.Children[0].Children {
		if general.IsContext() && general.Tag == 4 && len(general.Children) == 1 { // directoryName
			if name, err := readName(general.Children[0]); err == nil && name.Equal(cert.Issuer) {
				return true
			}
		}
	}
	return false
}
