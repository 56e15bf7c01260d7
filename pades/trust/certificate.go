package trust

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/fselint/fselint/pades/cms"
)

// Object identifiers of extensions (RFC 5280 4.2, RFC 6960 4.2.2.2.1, RFC 9608, ETSI EN 319 412-1 5.2.2).
var (
	oidNameConstraints = asn1.ObjectIdentifier{2, 5, 29, 30}
	oidExtendedUsage   = asn1.ObjectIdentifier{2, 5, 29, 37}
	oidStatements      = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 3}
	oidNoCheck         = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 5}
	oidNoRevocation    = asn1.ObjectIdentifier{2, 5, 29, 56}
	oidShortTerm       = asn1.ObjectIdentifier{0, 4, 0, 194121, 2, 1}
)

// understood are critical extensions that crypto/x509 does not know and that are looked at here, or that mean nothing for signatures.
var understood = []asn1.ObjectIdentifier{
	oidStatements, oidNoCheck, oidNoRevocation, oidShortTerm,
	{2, 5, 29, 16}, {2, 5, 29, 18}, // private key usage period, issuer alternative name
}

// certificate is one with where it came from.
type certificate struct {
	*x509.Certificate
	origin string
	anchor bool // the user named it and nothing in the store stands above it; set by Store.seal
}

// maxCertificate bounds one certificate in bytes, real ones have one to three thousand; maxKeyBits its RSA key.
const (
	maxCertificate = 1 << 18
	maxKeyBits     = 16384
)

var errCertificate = errors.New("not a certificate that can be used")

func readCertificate(der []byte, origin string) (*certificate, error) {
	if len(der) > maxCertificate {
		return nil, fmt.Errorf("%w: %d bytes", errCertificate, len(der))
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errCertificate, err)
	}
	return newCertificate(parsed, origin)
}

func newCertificate(parsed *x509.Certificate, origin string) (*certificate, error) {
	c := &certificate{Certificate: parsed, origin: origin}
	if bits := keyBits(c); bits == 0 || bits > maxKeyBits {
		return nil, fmt.Errorf("%w: a %s key of %d bits", errCertificate, parsed.PublicKeyAlgorithm, bits)
	}
	c.UnhandledCriticalExtensions = slices.DeleteFunc(c.UnhandledCriticalExtensions, func(oid asn1.ObjectIdentifier) bool {
		return slices.ContainsFunc(understood, oid.Equal) || oid.Equal(oidNameConstraints) && directoryConstraints(c) != nil
	})
	return c, nil
}

// keyBits is the size of the public key, 0 for one with which no signature is verified.
func keyBits(c *certificate) int {
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return key.N.BitLen()
	case *ecdsa.PublicKey:
		return key.Params().BitSize
	case ed25519.PublicKey:
		return 8 * len(key)
	}
	return 0
}

// weakKey: less than 2048 bits for RSA (SOG-IS legacy is 1900), less than 224 for curves.
func weakKey(c *certificate) bool {
	if c.PublicKeyAlgorithm == x509.RSA {
		return keyBits(c) < 2048
	}
	return keyBits(c) < 224
}

// extension returns the content of an extension, nil without it.
func (c *certificate) extension(oid asn1.ObjectIdentifier) []byte {
	for _, e := range c.Extensions {
		if e.Id.Equal(oid) {
			return e.Value
		}
	}
	return nil
}

// serves tells whether the extended key usage is there and names that use.
func (c *certificate) serves(use x509.ExtKeyUsage) bool { return slices.Contains(c.ExtKeyUsage, use) }

func (c *certificate) selfIssued() bool { return bytes.Equal(c.RawSubject, c.RawIssuer) }

// sameEntity tells whether two certificates are of the same name and key.
func (c *certificate) sameEntity(o *certificate) bool {
	return bytes.Equal(c.RawSubject, o.RawSubject) && bytes.Equal(c.RawSubjectPublicKeyInfo, o.RawSubjectPublicKeyInfo)
}

// signedBy tells whether issuer's key has signed c. What x509 refuses to verify because it can be forged passes: weak says so.
func (c *certificate) signedBy(issuer *certificate) error {
	err := issuer.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature)
	var forgeable x509.InsecureAlgorithmError
	if errors.As(err, &forgeable) || issuer.PublicKeyAlgorithm == x509.RSA && keyBits(issuer) < 1024 {
		return nil
	}
	return err
}

func (c *certificate) selfSigned() bool { return c.selfIssued() && c.signedBy(c) == nil }

func (c *certificate) validAt(t time.Time) Finding {
	switch {
	case t.Before(c.NotBefore):
		return finding(NotTrusted, NotYetValid, c.name(), stamp(c.NotBefore), "valid only from "+stamp(c.NotBefore))
	case t.After(c.NotAfter):
		return finding(NotTrusted, Expired, c.name(), stamp(c.NotAfter), "expired on "+stamp(c.NotAfter))
	}
	return Finding{Word: Trusted}
}

func (c *certificate) name() string { return NameOf(c.RawSubject) }

// NameOf writes a distinguished name in DER as it stands there, first part first: "C=IT, O=Prova, CN=Rossi Maria".
func NameOf(der []byte) string {
	n, err := cms.ParseName(der)
	if err != nil {
		return ""
	}
	return n.String()
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
