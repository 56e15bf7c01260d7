package certificate

import (
	"bytes"
	"crypto/x509"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Parse reads one certificate in DER. Beyond x509.ParseCertificate it takes names with characters outside their declared string
// type, because "#" has no place in a PrintableString and yet stands in every common name of the FSE. Raw and RawTBSCertificate
// are the bytes as given.
func Parse(der []byte) (*x509.Certificate, error) {
	cert, err := x509.ParseCertificate(der)
	if err == nil {
		return cert, nil
	}
	wider := bytes.Clone(der)
	if !widenNames(wider) {
		return nil, fmt.Errorf("parse certificate: %w", err)
	}
	cert, errWider := x509.ParseCertificate(wider)
	if errWider != nil {
		return nil, fmt.Errorf("parse certificate: %w", err)
	}
	// Only tags were changed, so that everything lies where it lay: signatures are verified over the bytes as given.
	at := bytes.Index(wider, cert.RawTBSCertificate)
	cert.RawTBSCertificate = der[at : at+len(cert.RawTBSCertificate)]
	cert.Raw = der[:len(cert.Raw):len(cert.Raw)]
	return cert, nil
}

// widenNames turns each PrintableString and IA5String in issuer and subject into a UTF8String, in place. It tells whether there
// was one.
func widenNames(der []byte) bool {
	outer := cryptobyte.String(der)
	var cert, tbs cryptobyte.String
	if !outer.ReadASN1(&cert, cbasn1.SEQUENCE) || !cert.ReadASN1(&tbs, cbasn1.SEQUENCE) {
		return false
	}
	if !tbs.SkipOptionalASN1(cbasn1.Tag(0).Constructed().ContextSpecific()) || !tbs.SkipASN1(cbasn1.INTEGER) || !tbs.SkipASN1(cbasn1.SEQUENCE) {
		return false
	}
	var issuer, subject cryptobyte.String
	if !tbs.ReadASN1(&issuer, cbasn1.SEQUENCE) || !tbs.SkipASN1(cbasn1.SEQUENCE) || !tbs.ReadASN1(&subject, cbasn1.SEQUENCE) {
		return false
	}
	first, second := widenName(issuer), widenName(subject)
	return first || second
}

func widenName(name cryptobyte.String) bool {
	changed := false
	for !name.Empty() {
		var rdn, attribute cryptobyte.String
		if !name.ReadASN1(&rdn, cbasn1.SET) {
			return changed
		}
		for !rdn.Empty() {
			if !rdn.ReadASN1(&attribute, cbasn1.SEQUENCE) || !attribute.SkipASN1(cbasn1.OBJECT_IDENTIFIER) || attribute.Empty() {
				return changed
			}
			// The views share their memory with the certificate, so that the tag can be changed here.
			if tag := cbasn1.Tag(attribute[0]); tag == cbasn1.PrintableString || tag == cbasn1.IA5String {
				attribute[0], changed = byte(cbasn1.UTF8String), true
			}
		}
	}
	return changed
}

// Name returns the common name of the subject as written, "" when there is none. Of several the last counts, as for OpenSSL and
// the JDK.
func Name(c *x509.Certificate) string { return c.Subject.CommonName }
