package trust

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// crl is a list of revoked certificates (RFC 5280 5) with the extensions that crypto/x509 leaves alone.
type crl struct {
	*x509.RevocationList // without its entries
	origin               string
	entries              cryptobyte.String
	delta                bool         // a list of changes alone (5.2.4)
	point                issuingPoint // zero when the list is about all certificates of its issuer
	keepsExpired         time.Time    // since when expired certificates stay on the list (X.509 9.5.2.8), zero when they need not
	unknown              string       // a critical extension that is not understood
}

// issuingPoint is an IssuingDistributionPoint (RFC 5280 5.2.5).
type issuingPoint struct {
	Point struct {
		FullName []asn1.RawValue  `asn1:"optional,tag:0"`
		Relative pkix.RDNSequence `asn1:"optional,tag:1"`
	} `asn1:"optional,tag:0"`
	OnlyUsers       bool           `asn1:"optional,tag:1"`
	OnlyAuthorities bool           `asn1:"optional,tag:2"`
	OnlySomeReasons asn1.BitString `asn1:"optional,tag:3"`
	Indirect        bool           `asn1:"optional,tag:4"`
	OnlyAttributes  bool           `asn1:"optional,tag:5"`
}

// readCRL reads a list, of which crypto/x509 gets to see all but the entries: authorities revoke a hundred thousand certificates, and it
// would make a value of each.
func readCRL(der []byte, origin string) (*crl, error) {
	var list, tbs, head, entries cryptobyte.String
	input := cryptobyte.String(der)
	if !input.ReadASN1(&list, casn1.SEQUENCE) || !input.Empty() || !list.ReadASN1Element(&tbs, casn1.SEQUENCE) {
		return nil, errors.New("no list of revoked certificates")
	}
	body := slices.Clone(tbs)
	body.ReadASN1(&head, casn1.SEQUENCE)
	rest := head
	for _, tag := range []casn1.Tag{casn1.INTEGER, casn1.SEQUENCE, casn1.SEQUENCE} { // version, algorithm, issuer
		rest.SkipOptionalASN1(tag)
	}
	for range 2 { // this update, the next one
		rest.SkipOptionalASN1(casn1.UTCTime)
		rest.SkipOptionalASN1(casn1.GeneralizedTime)
	}
	before := head[:len(head)-len(rest)]
	var there bool
	rest.ReadOptionalASN1(&entries, &there, casn1.SEQUENCE)
	b := cryptobyte.NewBuilder(nil)
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes(before); b.AddBytes(rest) })
		b.AddBytes(list)
	})
	short, err := b.Bytes()
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParseRevocationList(short)
	if err != nil {
		return nil, err
	}
	parsed.RawTBSRevocationList = tbs // what is signed
	l := &crl{RevocationList: parsed, origin: origin, entries: entries}
	return l, l.readExtensions()
}

// ListIssuer returns the name, DER, of the issuer of a list of revoked certificates, without a look at its entries.
func ListIssuer(der []byte) ([]byte, error) {
	l, err := readCRL(der, "")
	if err != nil {
		return nil, err
	}
	return l.RawIssuer, nil
}

func (l *crl) readExtensions() error {
	for _, e := range l.Extensions {
		var err error
		switch e.Id.String() {
		case "2.5.29.27":
			l.delta = true
		case "2.5.29.28":
			_, err = asn1.Unmarshal(e.Value, &l.point)
		case "2.5.29.60":
			_, err = asn1.UnmarshalWithParams(e.Value, &l.keepsExpired, "generalized")
		case "2.5.29.20", "2.5.29.35", "2.5.29.46": // number, key of the issuer, freshest list
		default:
			if e.Critical {
				l.unknown = e.Id.String()
			}
		}
		if err != nil {
			return fmt.Errorf("extension %s of a list of revoked certificates: %w", e.Id, err)
		}
	}
	return nil
}

// entry is what a list or a response says about one revoked certificate.
type entry struct {
	revokedAt, invalidAt time.Time
	reason               int
}

// find looks for a serial number, nil when the list does not name it. An error says that the entries are malformed before it was found.
func (l *crl) find(serial *big.Int) (*entry, error) {
	want := cryptobyte.NewBuilder(nil)
	want.AddASN1BigInt(serial)
	number := want.BytesOrPanic()
	for rest := l.entries; !rest.Empty(); {
		var one cryptobyte.String
		if !rest.ReadASN1Element(&one, casn1.SEQUENCE) {
			return nil, errors.New("malformed entries of a list of revoked certificates")
		}
		const header = 4 // an entry is short: two octets, or three and four for one with much beside
		if !bytes.Contains(one[:min(len(one), header+len(number))], number) {
			continue
		}
		var found pkix.RevokedCertificate
		if _, err := asn1.Unmarshal(one, &found); err != nil {
			return nil, fmt.Errorf("an entry of a list of revoked certificates: %w", err)
		}
		if found.SerialNumber.Cmp(serial) == 0 {
			return newEntry(&found), nil
		}
	}
	return nil, nil
}

func newEntry(found *pkix.RevokedCertificate) *entry {
	e := &entry{revokedAt: found.RevocationTime}
	for _, x := range found.Extensions { // what cannot be read changes nothing
		switch x.Id.String() {
		case "2.5.29.21":
			var reason asn1.Enumerated
			_, _ = asn1.Unmarshal(x.Value, &reason)
			e.reason = int(reason)
		case "2.5.29.24":
			_, _ = asn1.UnmarshalWithParams(x.Value, &e.invalidAt, "generalized")
		}
	}
	return e
}

// Reasons that may be taken back.
const (
	reasonHold   = 6
	reasonRemove = 8
)

// reasonName is the name of a reason in RFC 5280 5.3.1.
func reasonName(reason int) string {
	names := []string{"unspecified", "keyCompromise", "cACompromise", "affiliationChanged", "superseded", "cessationOfOperation",
		"certificateHold", "reason 7", "removeFromCRL", "privilegeWithdrawn", "aACompromise"}
	if reason >= 0 && reason < len(names) {
		return names[reason]
	}
	return fmt.Sprintf("reason %d", reason)
}

// effective is the time from which the certificate must not be relied upon: for a compromised key that may be before the
// revocation.
func (e *entry) effective() time.Time {
	if !e.invalidAt.IsZero() && e.invalidAt.Before(e.revokedAt) && (e.reason == 1 || e.reason == 2) {
		return e.invalidAt
	}
	return e.revokedAt
}

// scope says why a list that does not name c does not mean that c is not revoked (RFC 5280 6.3.3), "" when it does.
func (l *crl) scope(c *certificate) string {
	named := len(l.point.Point.FullName) > 0 || len(l.point.Point.Relative) > 0
	switch {
	case l.delta:
		return "a list of changes alone (delta) does not tell that it is not revoked"
	case l.unknown != "":
		return "the list has a critical extension that is not understood: " + l.unknown
	case l.point.OnlyUsers && c.IsCA:
		return "the list is about end users' certificates only"
	case l.point.OnlyAuthorities && !c.IsCA:
		return "the list is about authorities' certificates only"
	case l.point.OnlySomeReasons.BitLength > 0:
		return "the list is about some reasons only"
	case named && !slices.ContainsFunc(l.point.Point.FullName, func(n asn1.RawValue) bool {
		return n.Tag == 6 && slices.Contains(c.CRLDistributionPoints, string(n.Bytes))
	}):
		return "the list is of another distribution point than the certificate names"
	}
	return ""
}

// fromCRL says what a list tells about c, nothing when it is another issuer's. Its signature must be that of c's issuer.
func (j *judge) fromCRL(l *crl, c, issuer *certificate) (statement, bool) {
	if string(l.RawIssuer) != string(c.RawIssuer) {
		return statement{}, false
	}
	if err := j.crlSigned(l, issuer); err != nil {
		j.note(NoteUnusableEvidence, NameOf(l.RawIssuer), err.Error())
		return statement{}, false
	}
	e := statement{source: "crl", origin: l.origin, thisUpdate: l.ThisUpdate, nextUpdate: l.NextUpdate}
	if l.delta {
		e.source = "delta-crl"
	}
	if l.point.Indirect || l.point.OnlyAttributes {
		e.problem = "the list is an indirect one or about attribute certificates"
		return e, true
	}
	found, err := l.find(c.SerialNumber)
	if err != nil {
		e.problem = err.Error()
		return e, true
	}
	if e.entry = found; found != nil {
		return e, true
	}
	if e.problem = l.scope(c); e.problem == "" {
		e.problem = j.dated(l.ThisUpdate, l.NextUpdate)
	}
	if e.problem == "" && l.ThisUpdate.After(c.NotAfter) && (l.keepsExpired.IsZero() || l.keepsExpired.After(c.NotAfter)) {
		e.problem = "the list is from after the certificate's expiry and need not name it any more"
	}
	return e, true
}

// listPair is a list of the store with the key that is said to have signed it.
type listPair struct {
	list *crl
	key  string // SubjectPublicKeyInfo
}

// crlSigned verifies the signature of a list; of one of the store once for each issuer, for all documents.
func (j *judge) crlSigned(l *crl, issuer *certificate) error {
	p := listPair{l, string(issuer.RawSubjectPublicKeyInfo)}
	if known, ok := j.store.verified.Load(p); ok {
		err, _ := known.(error)
		return err
	}
	if j.budget--; j.budget < 0 {
		return errBudget
	}
	err := l.CheckSignatureFrom(issuer.Certificate)
	if l.origin != OriginDocument {
		j.store.verified.Store(p, err)
	}
	return err
}

func (j *judge) addCRL(der []byte, origin string) {
	list, err := readCRL(der, origin)
	if err != nil {
		j.note(NoteUnusableEvidence, origin, err.Error())
		return
	}
	j.crls = append(j.crls, list)
}
