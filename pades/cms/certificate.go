package cms

import (
	"bytes"
	"crypto/sha1"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/fselint/fselint/pades/internal/ber"
)

// Certificate is an X.509 certificate, read as far as the gateway needs it.
type Certificate struct {
	// Raw is its encoding as found.
	Raw             []byte
	Version         int
	Serial          *big.Int
	Issuer, Subject *Name
	// NotBefore and NotAfter are zero when the text is no time; Problem then says so.
	NotBefore, NotAfter time.Time
	// KeyAlgorithm is that of the subject's public key.
	KeyAlgorithm AlgorithmIdentifier
	// SubjectKeyID is the content of that extension, nil when it is absent.
	SubjectKeyID []byte

	// problem says why the reference cannot use the certificate though it can read it.
	problem    error
	keyInfo    *ber.Node // SubjectPublicKeyInfo
	key        publicKey
	keyErr     error
	keyIDErr   error
	extensions map[string]extension // nil when the field is absent
	walksOn    bool                 // there is more than unique identifiers after the key
	oddVersion bool                 // the version has a wrong tag
	looseOID   bool                 // an extension has a type that is no strict encoding
}

type extension struct {
	critical bool
	value    []byte
}

// Usable says why the reference refuses the certificate as a signer's, nil when it takes it.
func (c *Certificate) Usable() error { return c.problem }

// KeyBits is the size of the public key in bits, 0 when it is unknown.
func (c *Certificate) KeyBits() int {
	if c.key == nil {
		return 0
	}
	return c.key.bits()
}

var errCertificate = errors.New("malformed certificate")

func badCertificate(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errCertificate, fmt.Sprintf(format, args...))
}

// EmbeddedCertificates returns the certificates of the message in its order. One that BouncyCastle cannot read makes the
// whole fail, as there.
func (sd *SignedData) EmbeddedCertificates() ([]*Certificate, error) {
	if sd.certificates == nil {
		return nil, nil
	}
	var certs []*Certificate
	for i, n := range sd.certificates.Children {
		if !n.Is(ber.TagSequence) {
			continue // attribute certificates and other formats are passed over
		}
		c, err := readCertificate(n)
		if err != nil {
			return nil, fmt.Errorf("certificate %d: %w", i+1, err)
		}
		certs = append(certs, c)
	}
	return certs, nil
}

// Find returns the certificate that s names, nil when it is not among certs.
func (s *Signer) Find(certs []*Certificate) (*Certificate, error) {
	var found *Certificate
	for _, c := range certs {
		match, err := s.names(c)
		if err != nil {
			return nil, err
		}
		if match && found == nil {
			found = c
		}
	}
	return found, nil
}

func (s *Signer) names(c *Certificate) (bool, error) {
	if s.Serial != nil {
		same, err := s.Issuer.equal(c.Issuer)
		return same && s.Serial.Cmp(c.Serial) == 0, err
	}
	if c.keyIDErr != nil {
		return false, c.keyIDErr
	}
	if c.SubjectKeyID != nil {
		return bytes.Equal(s.KeyID, c.SubjectKeyID), nil
	}
	sum := sha1.Sum(c.keyInfo.DER()) // MSOutlookKeyIdCalculator
	return bytes.Equal(s.KeyID, sum[:]), nil
}

// readCertificate is BouncyCastle's Certificate.getInstance.
func readCertificate(n *ber.Node) (*Certificate, error) {
	if len(n.Children) != 3 || !n.Children[0].Is(ber.TagSequence) || !n.Children[2].Is(ber.TagBitString) {
		return nil, badCertificate("not a sequence of three")
	}
	outer, err := readAlgorithm(n.Children[1])
	if err != nil {
		return nil, err
	}
	c := &Certificate{Raw: n.Raw}
	fields, err := c.readVersion(n.Children[0].Children)
	if err != nil {
		return nil, err
	}
	if len(fields) < 6 || !fields[0].Is(ber.TagInteger) {
		return nil, badCertificate("fields are missing")
	}
	c.Serial = integer(fields[0])
	inner, err := readAlgorithm(fields[1])
	if err != nil {
		return nil, err
	}
	if c.Issuer, err = readName(fields[2]); err != nil {
		return nil, err
	}
	if c.Subject, err = readName(fields[4]); err != nil {
		return nil, err
	}
	validity := fields[3]
	if !validity.Is(ber.TagSequence) || !isTime(validity.Child(0)) || !isTime(validity.Child(1)) {
		return nil, badCertificate("no validity")
	}
	if err := c.readKey(fields[5]); err != nil {
		return nil, err
	}
	if err := c.readExtras(fields[6:]); err != nil {
		return nil, err
	}
	c.problem = c.examine(outer, inner, validity)
	return c, nil
}

func (c *Certificate) readVersion(fields []*ber.Node) ([]*ber.Node, error) {
	c.Version = 1
	if len(fields) == 0 || fields[0].Class == ber.Universal {
		return fields, nil
	}
	v := fields[0]
	if !v.IsContext() || len(v.Children) != 1 || !v.Children[0].Is(ber.TagInteger) {
		return nil, badCertificate("no version")
	}
	number := integer(v.Children[0])
	if number.Sign() < 0 || number.Cmp(big.NewInt(2)) > 0 {
		return nil, badCertificate("version number not recognised")
	}
	c.Version = int(number.Int64()) + 1
	c.oddVersion = v.Tag != 0 // BouncyCastle takes any tag
	return fields[1:], nil
}

func (c *Certificate) readKey(n *ber.Node) error {
	if !n.Is(ber.TagSequence) || len(n.Children) != 2 || !n.Children[1].Is(ber.TagBitString) {
		return badCertificate("no public key")
	}
	var err error
	if c.KeyAlgorithm, err = readAlgorithm(n.Children[0]); err != nil {
		return err
	}
	c.keyInfo = n
	c.key, c.keyErr = readPublicKey(c.KeyAlgorithm, n.Children[1])
	return nil
}

// readExtras reads what follows the public key: unique identifiers and extensions.
func (c *Certificate) readExtras(extras []*ber.Node) error {
	if len(extras) > 0 && c.Version == 1 {
		return badCertificate("a version 1 certificate with extra data")
	}
	c.walksOn = walksOn(extras)
	for _, n := range extras {
		if n.Class == ber.Universal || n.Tag < 1 || n.Tag > 3 {
			return badCertificate("an unknown field after the public key")
		}
		if n.Tag != 3 {
			if !wellFormedUniqueID(n) {
				return badCertificate("a malformed unique identifier")
			}
			continue
		}
		if c.Version == 2 {
			return badCertificate("a version 2 certificate with extensions")
		}
		if !n.IsContext() || len(n.Children) != 1 || !n.Children[0].Is(ber.TagSequence) {
			return badCertificate("extensions are no sequence")
		}
		if err := c.readExtensions(n.Children[0].Children); err != nil {
			return err
		}
	}
	return nil
}

// wellFormedUniqueID tells whether BouncyCastle reads an implicitly tagged bit string.
func wellFormedUniqueID(n *ber.Node) bool {
	if !n.Constructed {
		return len(n.Content) > 0
	}
	c := n.Child(0)
	return len(n.Children) == 1 && (c.Is(ber.TagBitString) || c.Is(ber.TagOctetString) && len(c.Octets()) > 0)
}

// walksOn tells whether the JDK, which expects the unique identifiers and the extensions in their order, has anything
// left to read after the former.
func walksOn(extras []*ber.Node) bool {
	for tag := 1; tag <= 2; tag++ {
		if len(extras) > 0 && extras[0].IsContext() && extras[0].Tag == tag {
			extras = extras[1:]
		}
	}
	return len(extras) > 0
}

func (c *Certificate) readExtensions(nodes []*ber.Node) error {
	c.extensions = make(map[string]extension, len(nodes))
	for _, n := range nodes {
		last := len(n.Children) - 1
		if !n.Is(ber.TagSequence) || last < 1 || last > 2 || !n.Children[0].Is(ber.TagOID) ||
			!n.Children[last].Is(ber.TagOctetString) || last == 2 && !n.Children[1].Is(ber.TagBoolean) {
			return badCertificate("a malformed extension")
		}
		oid := dotted(n.Children[0].Content)
		c.looseOID = c.looseOID || !strictOID(n.Children[0].Content)
		if _, twice := c.extensions[oid]; twice {
			return badCertificate("a repeated extension, %s", oid)
		}
		c.extensions[oid] = extension{
			critical: last == 2 && n.Children[1].Content[0] != 0,
			value:    n.Children[last].Octets(),
		}
	}
	if ski, ok := c.extensions["2.5.29.14"]; ok {
		id, err := ber.ReadAll(ski.value)
		if err != nil || !id.Is(ber.TagOctetString) {
			c.keyIDErr = badCertificate("a subject key identifier that is no octet string")
		} else {
			c.SubjectKeyID = id.Octets()
		}
	}
	return nil
}

func isTime(n *ber.Node) bool { return n.Is(ber.TagUTCTime) || n.Is(ber.TagGeneralizedTime) }
