package cms

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"hash"
	"time"

	"github.com/fselint/fselint/pades/internal/ber"
)

// ErrDigestMismatch says that the message-digest attribute is not the digest of the content.
var ErrDigestMismatch = errors.New("the message-digest attribute is not the digest of the signed bytes")

// Error is a reason for which the verification cannot come to a result. The gateway then refuses the document, whatever
// other signatures it has.
type Error struct {
	// What is a short name of the reason, in lower case.
	What string
	// Detail says what was found.
	Detail string
}

func (e *Error) Error() string {
	if e.Detail == "" {
		return e.What
	}
	return e.What + ": " + e.Detail
}

// Names of the reasons in Error.What.
const (
	WhatCertificateNotValid = "the certificate was not valid at the signing time"
	WhatAttribute           = "malformed attributes"
	WhatUnsignedAttribute   = "an attribute that must be signed stands among the unsigned ones"
	WhatRepeatedAttribute   = "an attribute that must be single is there more than once"
	WhatSigningTime         = "the signing-time attribute is no time"
	WhatAlgorithm           = "unknown or unsuitable algorithm"
	WhatKey                 = "the key cannot be used"
	WhatContentType         = "the content-type attribute is missing or wrong"
	WhatMessageDigest       = "the message-digest attribute is missing or malformed"
	WhatProtection          = "the algorithm protection attribute does not match"
	WhatSignatureEncoding   = "the signature value is malformed"
)

func problem(what, format string, args ...any) error {
	return &Error{What: what, Detail: fmt.Sprintf(format, args...)}
}

// Verify checks the signer's signature of content, given in parts, with the key of cert. It is true when the signature
// value is right and false when only that is wrong; everything else that does not fit is an error: ErrDigestMismatch or an
// *Error.
func (sd *SignedData) Verify(s *Signer, cert *Certificate, content ...[]byte) (bool, error) {
	v := verification{message: sd, signer: s, cert: cert}
	if err := v.readTables(); err != nil {
		return false, err
	}
	if err := v.checkSigningTime(); err != nil {
		return false, err
	}
	check, err := newVerifier(s.DigestAlgorithm, s.SignatureAlgorithm, cert)
	if err != nil {
		return false, err
	}
	used := digestOf(s.DigestAlgorithm)
	if used == nil {
		return false, problem(WhatAlgorithm, "digest %s", s.DigestAlgorithm.OID)
	}
	digest := sum(used.make(), content)
	for _, step := range []func([]byte) error{v.checkContentType, v.checkProtection, v.checkMessageDigest, v.checkCounterSignature} {
		if err := step(digest); err != nil {
			return false, err
		}
	}
	if s.signed == nil {
		return check.content(s.DigestAlgorithm, digest, content, s.Signature)
	}
	return check.message(s.signed.DERSet(), s.Signature)
}

func sum(h hash.Hash, parts [][]byte) []byte {
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

type verification struct {
	message          *SignedData
	signer           *Signer
	cert             *Certificate
	signed, unsigned []tableAttribute
}

type tableAttribute struct {
	oid    string
	values []*ber.Node
}

// readAttributes reads a set of attributes, nil for nil.
func readAttributes(set *ber.Node) ([]tableAttribute, error) {
	if set == nil {
		return nil, nil
	}
	var out []tableAttribute
	for _, n := range set.Children {
		if !n.Is(ber.TagSequence) || len(n.Children) < 2 || !n.Children[0].Is(ber.TagOID) || !n.Children[1].Is(ber.TagSet) {
			return nil, problem(WhatAttribute, "an attribute is no pair of type and values")
		}
		out = append(out, tableAttribute{dotted(n.Children[0].Content), n.Children[1].Children})
	}
	return out, nil
}

func (v *verification) readTables() (err error) {
	if v.unsigned, err = readAttributes(v.signer.unsigned); err != nil {
		return err
	}
	v.signed, err = readAttributes(v.signer.signed)
	return err
}

func all(table []tableAttribute, oid string) []tableAttribute {
	var out []tableAttribute
	for _, a := range table {
		if a.oid == oid {
			out = append(out, a)
		}
	}
	return out
}

// single returns the value of a signed attribute that may occur once with one value, nil when it is absent.
func (v *verification) single(oid, name string) (*ber.Node, error) {
	if len(all(v.unsigned, oid)) > 0 {
		return nil, problem(WhatUnsignedAttribute, "%s", name)
	}
	found := all(v.signed, oid)
	switch {
	case len(found) == 0:
		return nil, nil
	case len(found) > 1:
		return nil, problem(WhatRepeatedAttribute, "%s occurs %d times", name, len(found))
	case len(found[0].values) != 1:
		return nil, problem(WhatRepeatedAttribute, "%s has %d values", name, len(found[0].values))
	}
	return found[0].values[0], nil
}

func (v *verification) checkSigningTime() error {
	n, err := v.single(OIDSigningTime, "signing-time")
	if err != nil || n == nil {
		return err
	}
	when, ok := lenientASN1Time(n)
	if !ok {
		return problem(WhatSigningTime, "%q", n.Content)
	}
	if when.Before(v.cert.NotBefore) || when.After(v.cert.NotAfter) {
		return problem(WhatCertificateNotValid, "signed at %s, valid from %s to %s", when.Format(time.RFC3339),
			v.cert.NotBefore.Format(time.RFC3339), v.cert.NotAfter.Format(time.RFC3339))
	}
	return nil
}

func (v *verification) checkContentType([]byte) error {
	n, err := v.single(OIDContentType, "content-type")
	switch {
	case err != nil:
		return err
	case n == nil && v.signer.signed != nil:
		return problem(WhatContentType, "there are signed attributes, but no content-type")
	case n == nil:
		return nil
	case !n.Is(ber.TagOID):
		return problem(WhatContentType, "it is no object identifier")
	case dotted(n.Content) != v.message.ContentType:
		return problem(WhatContentType, "it says %s, the content is %s", dotted(n.Content), v.message.ContentType)
	}
	return nil
}

// checkProtection is RFC 6211.
func (v *verification) checkProtection([]byte) error {
	if len(all(v.unsigned, OIDAlgorithmProtection)) > 0 {
		return problem(WhatUnsignedAttribute, "cms-algorithm-protection")
	}
	found := all(v.signed, OIDAlgorithmProtection)
	if len(found) == 0 {
		return nil
	}
	if len(found) > 1 || len(found[0].values) != 1 {
		return problem(WhatRepeatedAttribute, "cms-algorithm-protection")
	}
	value := found[0].values[0]
	if !value.Is(ber.TagSequence) || len(value.Children) != 2 {
		return problem(WhatProtection, "it is no pair of algorithms")
	}
	digest, err := readAlgorithm(value.Children[0])
	if err != nil {
		return problem(WhatProtection, "it names no digest algorithm")
	}
	tagged := value.Children[1]
	if !tagged.IsContext() || tagged.Tag != 1 || len(tagged.Children) < 1 || len(tagged.Children) > 2 || !tagged.Children[0].Is(ber.TagOID) {
		return problem(WhatProtection, "it names no signature algorithm")
	}
	if !equivalent(digest, v.signer.DigestAlgorithm) {
		return problem(WhatProtection, "it says digest %s, used is %s", digest.OID, v.signer.DigestAlgorithm.OID)
	}
	if signature := algorithm(tagged.Children); !equivalent(signature, v.signer.SignatureAlgorithm) {
		return problem(WhatProtection, "it says signature %s, used is %s", signature.OID, v.signer.SignatureAlgorithm.OID)
	}
	return nil
}

// equivalent compares algorithms; NULL parameters count as absent.
func equivalent(a, b AlgorithmIdentifier) bool {
	if a.OID != b.OID {
		return false
	}
	if a.withoutParameters() || b.withoutParameters() {
		return a.withoutParameters() && b.withoutParameters()
	}
	return sameValue(a.params, b.params)
}

// sameValue compares values apart from their encoding; BouncyCastle compares object identifiers in dotted form.
func sameValue(a, b *ber.Node) bool {
	if a.Class != b.Class || a.Tag != b.Tag {
		return false
	}
	if a.Is(ber.TagOID) {
		return dotted(a.Content) == dotted(b.Content)
	}
	if len(a.Children) == 0 || len(a.Children) != len(b.Children) || a.Is(ber.TagOctetString) || a.Is(ber.TagBitString) || a.Is(ber.TagSet) {
		return string(a.DER()) == string(b.DER())
	}
	for i := range a.Children {
		if !sameValue(a.Children[i], b.Children[i]) {
			return false
		}
	}
	return true
}

func (v *verification) checkMessageDigest(digest []byte) error {
	n, err := v.single(OIDMessageDigest, "message-digest")
	switch {
	case err != nil:
		return err
	case n == nil && v.signer.signed != nil:
		return problem(WhatMessageDigest, "there are signed attributes, but no message-digest")
	case n == nil:
		return nil
	case !n.Is(ber.TagOctetString):
		return problem(WhatMessageDigest, "it is no octet string")
	case subtle.ConstantTimeCompare(digest, n.Octets()) != 1:
		return ErrDigestMismatch
	}
	return nil
}

func (v *verification) checkCounterSignature([]byte) error {
	if len(all(v.signed, OIDCounterSignature)) > 0 {
		return problem(WhatAttribute, "a countersignature among the signed attributes")
	}
	for _, a := range all(v.unsigned, OIDCounterSignature) {
		if len(a.values) == 0 {
			return problem(WhatAttribute, "a countersignature without value")
		}
	}
	return nil
}

// SigningTime returns the signing-time attribute, false when there is none that is a time.
func (s *Signer) SigningTime() (time.Time, bool) {
	table, err := readAttributes(s.signed)
	if err != nil {
		return time.Time{}, false
	}
	for _, a := range all(table, OIDSigningTime) {
		if len(a.values) == 1 {
			return lenientASN1Time(a.values[0])
		}
	}
	return time.Time{}, false
}

// lenientASN1Time reads a time as BouncyCastle does: fields beyond their range roll over, seconds may be missing, what
// follows is ignored.
func lenientASN1Time(n *ber.Node) (time.Time, bool) {
	text := string(n.Content)
	switch {
	case n.Is(ber.TagUTCTime) && len(text) >= 11:
		if text[0] < '5' {
			text = "20" + text
		} else {
			text = "19" + text
		}
	case n.Is(ber.TagGeneralizedTime):
	default:
		return time.Time{}, false
	}
	t, rest, ok := timeDigits(text)
	if !ok {
		// a generalized time may end after the hour
		t, rest, ok = timeDigits(text[:min(10, len(text))] + "00")
		if !ok || !n.Is(ber.TagGeneralizedTime) {
			return time.Time{}, false
		}
		rest = text[10:] + rest
	}
	if n.Is(ber.TagGeneralizedTime) {
		rest, _ = cutFraction(rest)
	}
	when := time.Date(t[0], time.Month(t[1]), t[2], t[3], t[4], t[5], 0, time.UTC)
	if rest == "" || rest[0] != '+' && rest[0] != '-' {
		return when, true
	}
	if len(rest) == 3 {
		rest += "00"
	}
	offset, ok := zoneDigits(rest)
	return when.Add(-offset), ok
}

// VerifyAsSent tells whether the signature value is right over the signed attributes in the order and encoding of the
// message, as readers see it that do not sort them. It looks at the value only.
func (sd *SignedData) VerifyAsSent(s *Signer, cert *Certificate) bool {
	if s.signed == nil {
		return false
	}
	check, err := newVerifier(s.DigestAlgorithm, s.SignatureAlgorithm, cert)
	if err != nil {
		return false
	}
	right, err := check.message(s.signed.SetAsRead(), s.Signature)
	return err == nil && right
}
