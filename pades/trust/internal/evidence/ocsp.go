package evidence

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/fselint/fselint/pades/cms"
)

// Response is a basic OCSP response (RFC 6960 4.2.1).
type Response struct {
	Origin            string
	Signed, Signature []byte
	Algorithm         cms.AlgorithmIdentifier
	// ResponderName is the responder's name as cms.Name.Key, "" when it is named by its key.
	ResponderName string
	ProducedAt    time.Time
	Singles       []Single
	// Certificates are the DER of those that the response brings along.
	Certificates [][]byte
	// Unknown is a critical extension that is not understood, "" when there is none.
	Unknown string

	responderKey []byte
}

// Single is what a response says about one certificate.
type Single struct {
	Serial    *big.Int
	Status    int // StatusGood and so on
	RevokedAt time.Time
	Reason    int // -1 when none is given
	// ThisUpdate and NextUpdate bound the time for which it speaks; NextUpdate and Cutoff, the archive cut-off, are zero when absent.
	ThisUpdate, NextUpdate, Cutoff time.Time

	digest            string // object identifier
	nameHash, keyHash []byte
}

// States of a certificate by OCSP.
const (
	StatusGood = iota
	StatusRevoked
	StatusUnknown
)

const (
	oidBasicResponse = "1.3.6.1.5.5.7.48.1.1"
	oidArchiveCutoff = "1.3.6.1.5.5.7.48.1.6"
	oidNonce         = "1.3.6.1.5.5.7.48.1.2"
	oidExtendedRevo  = "1.3.6.1.5.5.7.48.1.9"
)

// maxSingles and maxResponders bound one response.
const (
	maxSingles    = 1000
	maxResponders = 20
)

var errOCSP = errors.New("not an OCSP response that can be used")

func badOCSP(why string) error { return fmt.Errorf("%w: %s", errOCSP, why) }

// ReadOCSP reads an OCSPResponse, or the BasicOCSPResponse of one, as both occur in a DSS.
func ReadOCSP(der []byte, origin string) (*Response, error) {
	basic, err := basicResponse(der)
	if err != nil {
		return nil, err
	}
	r := &Response{Origin: origin}
	var tbs, algorithm cryptobyte.String
	var signature []byte
	if !basic.ReadASN1Element(&tbs, asn1.SEQUENCE) || !basic.ReadASN1Element(&algorithm, asn1.SEQUENCE) ||
		!basic.ReadASN1BitStringAsBytes(&signature) {
		return nil, badOCSP("fields are missing")
	}
	r.Signed, r.Signature = tbs, signature
	if r.Algorithm, err = cms.ParseAlgorithm(algorithm); err != nil {
		return nil, badOCSP(err.Error())
	}
	if err := r.readBody(tbs); err != nil {
		return nil, err
	}
	return r, r.readCertificates(basic)
}

// basicResponse returns the content of the BasicOCSPResponse.
func basicResponse(der []byte) (cryptobyte.String, error) {
	input := cryptobyte.String(der)
	var outer cryptobyte.String
	if !input.ReadASN1(&outer, asn1.SEQUENCE) || !input.Empty() {
		return nil, badOCSP("no sequence")
	}
	if !outer.PeekASN1Tag(asn1.ENUM) {
		return outer, nil
	}
	status := 0
	if !outer.ReadASN1Enum(&status) || status != 0 {
		return nil, badOCSP(fmt.Sprintf("the responder answered with status %d", status))
	}
	var tagged, pair, oid, octets, basic cryptobyte.String
	if !outer.ReadASN1(&tagged, asn1.Tag(0).Constructed().ContextSpecific()) || !tagged.ReadASN1(&pair, asn1.SEQUENCE) ||
		!pair.ReadASN1(&oid, asn1.OBJECT_IDENTIFIER) || !pair.ReadASN1(&octets, asn1.OCTET_STRING) ||
		cms.OID(oid) != oidBasicResponse || !octets.ReadASN1(&basic, asn1.SEQUENCE) {
		return nil, badOCSP("no basic response")
	}
	return basic, nil
}

func (r *Response) readBody(tbs cryptobyte.String) error {
	var body, responder, responses cryptobyte.String
	var tag asn1.Tag
	if !tbs.ReadASN1(&body, asn1.SEQUENCE) || !body.SkipOptionalASN1(asn1.Tag(0).Constructed().ContextSpecific()) ||
		!body.ReadAnyASN1(&responder, &tag) || !body.ReadASN1GeneralizedTime(&r.ProducedAt) || !body.ReadASN1(&responses, asn1.SEQUENCE) {
		return badOCSP("fields are missing")
	}
	switch tag {
	case asn1.Tag(1).Constructed().ContextSpecific():
		name, err := cms.ParseName(responder)
		if err != nil {
			return badOCSP(err.Error())
		}
		r.ResponderName = name.Key()
	case asn1.Tag(2).Constructed().ContextSpecific():
		var key cryptobyte.String
		if !responder.ReadASN1(&key, asn1.OCTET_STRING) {
			return badOCSP("no responder")
		}
		r.responderKey = key
	default:
		return badOCSP("no responder")
	}
	for !responses.Empty() && len(r.Singles) < maxSingles {
		s, err := r.readSingle(&responses)
		if err != nil {
			return err
		}
		r.Singles = append(r.Singles, s)
	}
	if body.Empty() {
		return nil
	}
	var extensions cryptobyte.String
	if !body.ReadASN1(&extensions, asn1.Tag(1).Constructed().ContextSpecific()) {
		return badOCSP("data after the responses")
	}
	return eachExtension(extensions, func(oid string, critical bool, _ cryptobyte.String) error {
		if critical && oid != oidNonce && oid != oidExtendedRevo {
			r.Unknown = oid
		}
		return nil
	})
}

func (r *Response) readSingle(list *cryptobyte.String) (s Single, err error) {
	var one, id, algorithm, nameHash, keyHash, state cryptobyte.String
	var tag asn1.Tag
	s.Serial, s.Reason = new(big.Int), -1
	if !list.ReadASN1(&one, asn1.SEQUENCE) || !one.ReadASN1(&id, asn1.SEQUENCE) || !id.ReadASN1Element(&algorithm, asn1.SEQUENCE) ||
		!id.ReadASN1(&nameHash, asn1.OCTET_STRING) || !id.ReadASN1(&keyHash, asn1.OCTET_STRING) || !id.ReadASN1Integer(s.Serial) ||
		!one.ReadAnyASN1(&state, &tag) || !one.ReadASN1GeneralizedTime(&s.ThisUpdate) {
		return s, badOCSP("a malformed single response")
	}
	digest, err := cms.ParseAlgorithm(algorithm)
	if err != nil {
		return s, badOCSP(err.Error())
	}
	s.digest, s.nameHash, s.keyHash = digest.OID, nameHash, keyHash
	if err := s.readState(tag, state); err != nil {
		return s, err
	}
	var next, extensions cryptobyte.String
	var present bool
	if !one.ReadOptionalASN1(&next, &present, asn1.Tag(0).Constructed().ContextSpecific()) ||
		present && !next.ReadASN1GeneralizedTime(&s.NextUpdate) ||
		!one.ReadOptionalASN1(&extensions, &present, asn1.Tag(1).Constructed().ContextSpecific()) {
		return s, badOCSP("a malformed single response")
	}
	if !present {
		return s, nil
	}
	return s, eachExtension(extensions, func(oid string, critical bool, value cryptobyte.String) error {
		switch {
		case oid == oidArchiveCutoff:
			if !value.ReadASN1GeneralizedTime(&s.Cutoff) {
				return badOCSP("a malformed archive cut-off")
			}
		case critical:
			r.Unknown = oid
		}
		return nil
	})
}

func (s *Single) readState(tag asn1.Tag, state cryptobyte.String) error {
	switch tag {
	case asn1.Tag(0).ContextSpecific():
		s.Status = StatusGood
	case asn1.Tag(1).Constructed().ContextSpecific():
		s.Status = StatusRevoked
		var reason cryptobyte.String
		var present bool
		if !state.ReadASN1GeneralizedTime(&s.RevokedAt) ||
			!state.ReadOptionalASN1(&reason, &present, asn1.Tag(0).Constructed().ContextSpecific()) ||
			present && !reason.ReadASN1Enum(&s.Reason) {
			return badOCSP("a malformed revocation")
		}
	case asn1.Tag(2).ContextSpecific():
		s.Status = StatusUnknown
	default:
		return badOCSP("an unknown state")
	}
	return nil
}

func (r *Response) readCertificates(basic cryptobyte.String) error {
	if basic.Empty() {
		return nil
	}
	var tagged, list cryptobyte.String
	if !basic.ReadASN1(&tagged, asn1.Tag(0).Constructed().ContextSpecific()) || !tagged.ReadASN1(&list, asn1.SEQUENCE) {
		return badOCSP("data after the signature")
	}
	for !list.Empty() && len(r.Certificates) < maxResponders {
		var der cryptobyte.String
		if !list.ReadASN1Element(&der, asn1.SEQUENCE) {
			return badOCSP("malformed certificates")
		}
		r.Certificates = append(r.Certificates, der)
	}
	return nil
}

// About tells whether a single response is about c as issued by issuer: serial number, name and key of the issuer must fit.
func (s *Single) About(c, issuer *cms.Certificate) bool {
	if s.Serial.Cmp(c.Serial) != 0 {
		return false
	}
	hash, ok := certificateHashes[s.digest]
	return ok && string(hash(c.Issuer.Raw())) == string(s.nameHash) && string(hash(issuer.PublicKeyBits())) == string(s.keyHash)
}

// certificateHashes are the hash functions that name an issuer; SHA-1 is the usual one and does no harm here.
var certificateHashes = map[string]func([]byte) []byte{
	"1.3.14.3.2.26":          func(b []byte) []byte { h := sha1.Sum(b); return h[:] },
	"2.16.840.1.101.3.4.2.1": func(b []byte) []byte { h := sha256.Sum256(b); return h[:] },
	"2.16.840.1.101.3.4.2.2": func(b []byte) []byte { h := sha512.Sum384(b); return h[:] },
	"2.16.840.1.101.3.4.2.3": func(b []byte) []byte { h := sha512.Sum512(b); return h[:] },
}

// NamedBy tells whether c has the name or the key of the responder.
func (r *Response) NamedBy(c *cms.Certificate) bool {
	if r.responderKey == nil {
		return r.ResponderName == c.Subject.Key()
	}
	sum := sha1.Sum(c.PublicKeyBits())
	return bytes.Equal(r.responderKey, sum[:])
}
