package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/fselint/fselint/pades/cms"
)

// CRL is a list of revoked certificates (RFC 5280 5). The entries stay as they are: a list can have half a million of them, of
// which one is asked for. x509.ParseRevocationList makes a value of each.
type CRL struct {
	Origin string
	// Issuer is the issuer's name as cms.Name.Key, IssuerName as it is shown.
	Issuer, IssuerName     string
	Signed, Signature      []byte
	Algorithm              cms.AlgorithmIdentifier
	ThisUpdate, NextUpdate time.Time
	// Delta, Indirect and AttributesOnly tell kinds of lists that say little or nothing about a certificate (5.2.4, 5.2.5).
	Delta, Indirect, AttributesOnly bool
	// KeepsExpired is the time since when expired certificates stay on the list (X.509 9.5.2.8), zero when they need not.
	KeepsExpired time.Time

	entries                                 cryptobyte.String
	usersOnly, authoritiesOnly, someReasons bool
	points                                  [][]byte // GeneralNames of its distribution point
	pointNamed                              bool     // it has a distribution point, even of another form
	unknown                                 string   // a critical extension that is not understood
}

var errCRL = errors.New("not a list of revoked certificates that can be used")

// Object identifiers of extensions of lists and their entries (RFC 5280 5.2, 5.3; X.509 8.6.2).
const (
	oidDelta        = "2.5.29.27"
	oidIssuingPoint = "2.5.29.28"
	oidKeepsExpired = "2.5.29.60"
	oidReason       = "2.5.29.21"
	oidInvalidity   = "2.5.29.24"
	oidCRLNumber    = "2.5.29.20"
	oidFreshest     = "2.5.29.46"
	oidAuthorityKey = "2.5.29.35"
	oidCRLPoints    = "2.5.29.31"
)

// ReadCRL reads a list in DER. origin names where it came from. The list keeps der.
func ReadCRL(der []byte, origin string) (*CRL, error) {
	c := &CRL{Origin: origin}
	input := cryptobyte.String(der)
	var list, tbs, algorithm cryptobyte.String
	var signature []byte
	if !input.ReadASN1(&list, asn1.SEQUENCE) || !input.Empty() || !list.ReadASN1Element(&tbs, asn1.SEQUENCE) ||
		!list.ReadASN1Element(&algorithm, asn1.SEQUENCE) || !list.ReadASN1BitStringAsBytes(&signature) {
		return nil, fmt.Errorf("%w: no sequence of three", errCRL)
	}
	var err error
	if c.Algorithm, err = cms.ParseAlgorithm(algorithm); err != nil {
		return nil, fmt.Errorf("%w: %w", errCRL, err)
	}
	c.Signed, c.Signature = tbs, signature
	if err := c.readBody(tbs, algorithm); err != nil {
		return nil, fmt.Errorf("%w: %w", errCRL, err)
	}
	return c, nil
}

func (c *CRL) readBody(tbs, outer cryptobyte.String) error {
	var body, algorithm, issuer cryptobyte.String
	if !tbs.ReadASN1(&body, asn1.SEQUENCE) || !body.SkipOptionalASN1(asn1.INTEGER) || !body.ReadASN1Element(&algorithm, asn1.SEQUENCE) ||
		!body.ReadASN1Element(&issuer, asn1.SEQUENCE) {
		return errors.New("fields are missing")
	}
	if !bytes.Equal(algorithm, outer) {
		return errors.New("the two signature algorithms differ")
	}
	name, err := cms.ParseName(issuer)
	if err != nil {
		return err
	}
	c.Issuer, c.IssuerName = name.Key(), name.String()
	if !readTime(&body, &c.ThisUpdate) {
		return errors.New("no time of this update")
	}
	if body.PeekASN1Tag(asn1.UTCTime) || body.PeekASN1Tag(asn1.GeneralizedTime) {
		if !readTime(&body, &c.NextUpdate) {
			return errors.New("no time of the next update")
		}
	}
	if body.PeekASN1Tag(asn1.SEQUENCE) && !body.ReadASN1(&c.entries, asn1.SEQUENCE) {
		return errors.New("no entries")
	}
	return eachTagged(&body, c.readExtension)
}

// readTime reads a UTCTime or GeneralizedTime of DER.
func readTime(s *cryptobyte.String, t *time.Time) bool {
	if s.PeekASN1Tag(asn1.UTCTime) {
		return s.ReadASN1UTCTime(t)
	}
	return s.ReadASN1GeneralizedTime(t)
}

// eachTagged reads extensions under the context tag 0 and refuses anything else.
func eachTagged(s *cryptobyte.String, f func(oid string, critical bool, value cryptobyte.String) error) error {
	if s.Empty() {
		return nil
	}
	var outer cryptobyte.String
	if !s.ReadASN1(&outer, asn1.Tag(0).Constructed().ContextSpecific()) || !s.Empty() {
		return errors.New("data after the entries")
	}
	return eachExtension(outer, f)
}

func eachExtension(outer cryptobyte.String, f func(oid string, critical bool, value cryptobyte.String) error) error {
	var list cryptobyte.String
	if !outer.ReadASN1(&list, asn1.SEQUENCE) || !outer.Empty() {
		return errors.New("malformed extensions")
	}
	for !list.Empty() {
		var one, oid, value cryptobyte.String
		critical := false
		if !list.ReadASN1(&one, asn1.SEQUENCE) || !one.ReadASN1(&oid, asn1.OBJECT_IDENTIFIER) ||
			one.PeekASN1Tag(asn1.BOOLEAN) && !one.ReadASN1Boolean(&critical) || !one.ReadASN1(&value, asn1.OCTET_STRING) {
			return errors.New("a malformed extension")
		}
		if err := f(cms.OID(oid), critical, value); err != nil {
			return err
		}
	}
	return nil
}

func (c *CRL) readExtension(oid string, critical bool, value cryptobyte.String) error {
	switch oid {
	case oidDelta:
		c.Delta = true
	case oidIssuingPoint:
		return c.readIssuingPoint(value)
	case oidKeepsExpired:
		if !value.ReadASN1GeneralizedTime(&c.KeepsExpired) {
			return errors.New("malformed expiredCertsOnCRL")
		}
	case oidCRLNumber, oidAuthorityKey, oidFreshest:
	default:
		if critical {
			c.unknown = oid
		}
	}
	return nil
}

// readIssuingPoint reads an IssuingDistributionPoint (RFC 5280 5.2.5).
func (c *CRL) readIssuingPoint(value cryptobyte.String) error {
	var point cryptobyte.String
	if !value.ReadASN1(&point, asn1.SEQUENCE) {
		return errors.New("malformed issuing distribution point")
	}
	for !point.Empty() {
		var field cryptobyte.String
		var tag asn1.Tag
		if !point.ReadAnyASN1(&field, &tag) {
			return errors.New("malformed issuing distribution point")
		}
		set := len(field) == 1 && field[0] != 0
		switch tag &^ 0x20 {
		case asn1.Tag(0).ContextSpecific():
			c.pointNamed = true
			c.points = fullNames(field)
		case asn1.Tag(1).ContextSpecific():
			c.usersOnly = set
		case asn1.Tag(2).ContextSpecific():
			c.authoritiesOnly = set
		case asn1.Tag(3).ContextSpecific():
			c.someReasons = true
		case asn1.Tag(4).ContextSpecific():
			c.Indirect = set
		case asn1.Tag(5).ContextSpecific():
			c.AttributesOnly = set
		}
	}
	return nil
}

// fullNames returns the GeneralNames of a DistributionPointName that is no relative one.
func fullNames(name cryptobyte.String) [][]byte {
	var names cryptobyte.String
	if !name.ReadASN1(&names, asn1.Tag(0).Constructed().ContextSpecific()) {
		return nil
	}
	var out [][]byte
	for !names.Empty() {
		var one cryptobyte.String
		var tag asn1.Tag
		if !names.ReadAnyASN1Element(&one, &tag) {
			return out
		}
		out = append(out, one)
	}
	return out
}

// PointsOf returns the GeneralNames of the distribution points that a certificate names.
func PointsOf(c *cms.Certificate) [][]byte {
	value, _, ok := c.Extension(oidCRLPoints)
	if !ok {
		return nil
	}
	s := cryptobyte.String(value)
	var list cryptobyte.String
	if !s.ReadASN1(&list, asn1.SEQUENCE) {
		return nil
	}
	var out [][]byte
	for !list.Empty() {
		var point, name cryptobyte.String
		if !list.ReadASN1(&point, asn1.SEQUENCE) {
			return out
		}
		if point.ReadASN1(&name, asn1.Tag(0).Constructed().ContextSpecific()) {
			out = append(out, fullNames(name)...)
		}
	}
	return out
}

// Entry is what a list says about one certificate.
type Entry struct {
	RevokedAt time.Time
	Reason    int // -1 when none is given
	invalidAt time.Time
}

// Find looks for a serial number. An error says that the entries are malformed before it was found.
func (c *CRL) Find(serial *big.Int) (*Entry, error) {
	want := integerContent(serial)
	rest := c.entries
	for !rest.Empty() {
		var one cryptobyte.String
		if !rest.ReadASN1(&one, asn1.SEQUENCE) {
			return nil, fmt.Errorf("%w: malformed entries", errCRL)
		}
		var number cryptobyte.String
		if !one.ReadASN1(&number, asn1.INTEGER) {
			return nil, fmt.Errorf("%w: malformed entries", errCRL)
		}
		if !bytes.Equal(number, want) {
			continue
		}
		e := &Entry{Reason: -1}
		if !readTime(&one, &e.RevokedAt) {
			return nil, fmt.Errorf("%w: an Entry without a time", errCRL)
		}
		if one.Empty() {
			return e, nil
		}
		return e, eachExtension(one, e.readExtension)
	}
	return nil, nil
}

// integerContent is the contents octets of an INTEGER in DER.
func integerContent(n *big.Int) []byte {
	b := cryptobyte.NewBuilder(nil)
	b.AddASN1BigInt(n)
	s := cryptobyte.String(b.BytesOrPanic())
	var content cryptobyte.String
	s.ReadASN1(&content, asn1.INTEGER)
	return content
}

func (e *Entry) readExtension(oid string, _ bool, value cryptobyte.String) error {
	switch oid {
	case oidReason:
		if !value.ReadASN1Enum(&e.Reason) {
			return fmt.Errorf("%w: a malformed reason", errCRL)
		}
	case oidInvalidity:
		if !value.ReadASN1GeneralizedTime(&e.invalidAt) {
			return fmt.Errorf("%w: a malformed invalidity date", errCRL)
		}
	}
	return nil
}

// Reasons that may be taken back.
const (
	ReasonHold   = 6
	ReasonRemove = 8
)

var reasonNames = map[int]string{
	-1: "unspecified", 0: "unspecified", 1: "keyCompromise", 2: "cACompromise", 3: "affiliationChanged", 4: "superseded",
	5: "cessationOfOperation", ReasonHold: "certificateHold", ReasonRemove: "removeFromCRL", 9: "privilegeWithdrawn", 10: "aACompromise",
}

// ReasonName is the name of a reason in RFC 5280 5.3.1.
func ReasonName(reason int) string {
	if name, ok := reasonNames[reason]; ok {
		return name
	}
	return fmt.Sprintf("reason %d", reason)
}

// Effective is the time from which the certificate must not be relied upon: for a compromised key that may be before the
// revocation.
func (e *Entry) Effective() time.Time {
	if !e.invalidAt.IsZero() && e.invalidAt.Before(e.RevokedAt) && (e.Reason == 1 || e.Reason == 2) {
		return e.invalidAt
	}
	return e.RevokedAt
}

// Scope says why a list that does not name c does not mean that c is not revoked (RFC 5280 6.3.3), "" when it does.
func (l *CRL) Scope(c *cms.Certificate, authority bool) string {
	switch {
	case l.Delta:
		return "a list of changes alone (delta) does not tell that it is not revoked"
	case l.unknown != "":
		return "the list has a critical extension that is not understood: " + l.unknown
	case l.usersOnly && authority:
		return "the list is about end users' certificates only"
	case l.authoritiesOnly && !authority:
		return "the list is about authorities' certificates only"
	case l.someReasons:
		return "the list is about some reasons only"
	case l.pointNamed && !meet(l.points, PointsOf(c)):
		return "the list is of another distribution point than the certificate names"
	}
	return ""
}

func meet(a, b [][]byte) bool {
	for _, x := range a {
		for _, y := range b {
			if bytes.Equal(x, y) {
				return true
			}
		}
	}
	return false
}
