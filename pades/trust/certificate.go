package trust

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/internal/ber"
)

// Object identifiers of extensions (RFC 5280 4.2, RFC 6960 4.2.2.2.1, RFC 9608, ETSI EN 319 412-1 5.2.2).
const (
	oidKeyIdentifier     = "2.5.29.14"
	oidKeyUsage          = "2.5.29.15"
	oidAlternativeName   = "2.5.29.17"
	oidBasicConstraints  = "2.5.29.19"
	oidNameConstraints   = "2.5.29.30"
	oidCRLPoints         = "2.5.29.31"
	oidPolicies          = "2.5.29.32"
	oidAuthorityKey      = "2.5.29.35"
	oidPolicyConstraints = "2.5.29.36"
	oidExtendedUsage     = "2.5.29.37"
	oidInformationAccess = "1.3.6.1.5.5.7.1.1"
	oidStatements        = "1.3.6.1.5.5.7.1.3"
	oidNoCheck           = "1.3.6.1.5.5.7.48.1.5"
	oidNoRevocation      = "2.5.29.56"
	oidShortTerm         = "0.4.0.194121.2.1"
	oidCaIssuers         = "1.3.6.1.5.5.7.48.2"
	oidOCSP              = "1.3.6.1.5.5.7.48.1"
	oidUsageTimeStamping = "1.3.6.1.5.5.7.3.8"
	oidUsageOCSPSigning  = "1.3.6.1.5.5.7.3.9"
)

// Bits of the key usage (RFC 5280 4.2.1.3) that are asked for.
const (
	usageCertSign = 5
	usageCRLSign  = 6
)

// certificate is one with what the path needs.
type certificate struct {
	*cms.Certificate
	signed    []byte // TBSCertificate as it stands there
	algorithm cms.AlgorithmIdentifier
	signature []byte
	origin    string
	subject   string // as key of names
	issuer    string

	constrained bool // there are basic constraints
	ca          bool
	pathLength  int // -1: any

	anchor bool // the user named it and nothing in the store stands above it; set by Store.seal
}

var errCertificate = errors.New("not a certificate that can be used")

// maxCertificate bounds one certificate in bytes; real ones have one to three thousand.
const maxCertificate = 1 << 18

const maxKeyBits = 16384

func readCertificate(der []byte, origin string) (*certificate, error) {
	if len(der) > maxCertificate {
		return nil, fmt.Errorf("%w: %d bytes", errCertificate, len(der))
	}
	n, err := ber.ReadAll(der)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errCertificate, err)
	}
	parsed, err := cms.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errCertificate, err)
	}
	if err := parsed.Usable(); err != nil {
		return nil, fmt.Errorf("%w: %w", errCertificate, err)
	}
	if err := affordable(parsed); err != nil {
		return nil, fmt.Errorf("%w: %w", errCertificate, err)
	}
	c := &certificate{Certificate: parsed, signed: n.Children[0].Raw, origin: origin, pathLength: -1}
	if c.algorithm, err = cms.ParseAlgorithm(n.Children[1].Raw); err != nil {
		return nil, fmt.Errorf("%w: %w", errCertificate, err)
	}
	octets, _, ok := n.Children[2].Bits()
	if !ok {
		return nil, fmt.Errorf("%w: no signature value", errCertificate)
	}
	c.signature = octets
	c.subject, c.issuer = parsed.Subject.Key(), parsed.Issuer.Key()
	c.readConstraints()
	return c, nil
}

// affordable refuses keys that are costly to verify with. DSA has no bound on its parameters, and no authority of signatures uses it.
func affordable(c *cms.Certificate) error {
	switch c.KeyAlgorithm.OID {
	case "1.2.840.10040.4.1", "1.3.14.3.2.12":
		return errors.New("DSA keys are not judged")
	}
	if c.KeyBits() > maxKeyBits {
		return fmt.Errorf("a key of %d bits", c.KeyBits())
	}
	return nil
}

func (c *certificate) readConstraints() {
	value, _, ok := c.Extension(oidBasicConstraints)
	if !ok {
		return
	}
	c.constrained = true
	n, err := ber.ReadAll(value)
	if err != nil {
		return
	}
	for _, child := range n.Children {
		switch {
		case child.Is(ber.TagBoolean):
			c.ca = child.Content[0] != 0
		case child.Is(ber.TagInteger):
			c.pathLength = child.Small() // what is not small comes out as 0, the strictest
		}
	}
}

// allows tells whether a bit of the key usage is set; a certificate without that extension allows everything.
func (c *certificate) allows(bit int) bool {
	value, _, ok := c.Extension(oidKeyUsage)
	if !ok {
		return true
	}
	n, err := ber.ReadAll(value)
	if err != nil {
		return false
	}
	octets, _, ok := n.Bits()
	return ok && bit/8 < len(octets) && octets[bit/8]&(0x80>>(bit%8)) != 0
}

// serves tells whether the extended key usage is there and names oid.
func (c *certificate) serves(oid string) bool {
	value, _, ok := c.Extension(oidExtendedUsage)
	if !ok {
		return false
	}
	n, err := ber.ReadAll(value)
	if err != nil {
		return false
	}
	for _, child := range n.Children {
		if child.Is(ber.TagOID) && cms.OID(child.Content) == oid {
			return true
		}
	}
	return false
}

func (c *certificate) has(oid string) bool {
	_, _, ok := c.Extension(oid)
	return ok
}

// selfIssued tells whether subject and issuer are the same name, which proves nothing.
func (c *certificate) selfIssued() bool { return c.subject == c.issuer }

// sameEntity tells whether two certificates are of the same name and key.
func (c *certificate) sameEntity(o *certificate) bool {
	return c.subject == o.subject && bytes.Equal(c.PublicKeyInfo(), o.PublicKeyInfo())
}

func (c *certificate) validAt(t time.Time) Finding {
	switch {
	case t.Before(c.NotBefore):
		return finding(NotTrusted, NotYetValid, c.name(), stamp(c.NotBefore), "valid only from "+stamp(c.NotBefore))
	case t.After(c.NotAfter):
		return finding(NotTrusted, Expired, c.name(), stamp(c.NotAfter), "expired on "+stamp(c.NotAfter))
	}
	return Finding{Word: Trusted}
}

// authorityKey returns the key identifier that the certificate gives for its issuer, nil when it gives none.
func (c *certificate) authorityKey() []byte {
	value, _, ok := c.Extension(oidAuthorityKey)
	if !ok {
		return nil
	}
	n, err := ber.ReadAll(value)
	if err != nil {
		return nil
	}
	for _, child := range n.Children {
		if child.IsContext() && child.Tag == 0 {
			return child.Octets()
		}
	}
	return nil
}

func (c *certificate) name() string { return c.Subject.String() }

func (c *certificate) serial() string { return c.Serial.Text(16) }

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
