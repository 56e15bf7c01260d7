package trust

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"
)

// evidence is an OCSP response with where it came from. What it says is read for the certificate that is asked about.
type evidence struct {
	der    []byte
	origin string
}

// isOCSP tells whether der is a response that answers at all (RFC 6960 4.2.1), and why not.
func isOCSP(der []byte) error {
	var outer struct {
		Status   asn1.Enumerated
		Response struct {
			Type asn1.ObjectIdentifier
			Data []byte
		} `asn1:"explicit,tag:0,optional"`
	}
	rest, err := asn1.Unmarshal(der, &outer)
	switch {
	case err != nil:
		return fmt.Errorf("no OCSP response: %w", err)
	case len(rest) > 0:
		return errors.New("no OCSP response: data after it")
	case outer.Status != 0:
		return ocsp.ResponseError{Status: ocsp.ResponseStatus(outer.Status)}
	case !outer.Response.Type.Equal(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 1}):
		return errors.New("an OCSP response of an unknown type")
	}
	return nil
}

func (j *judge) addOCSP(der []byte, origin string) {
	if err := isOCSP(der); err != nil {
		j.note(NoteUnusableEvidence, origin, err.Error())
		return
	}
	j.ocsps = append(j.ocsps, evidence{der, origin})
}

// fromOCSP says what a response tells about c, nothing when it is about others or by somebody without the right.
func (j *judge) fromOCSP(from evidence, c, issuer *certificate) (statement, bool) {
	if !bytes.Contains(from.der, c.SerialNumber.Bytes()) { // about others: nothing needs verifying
		return statement{}, false
	}
	if j.budget--; j.budget < 0 {
		return statement{}, false
	}
	r, err := ocsp.ParseResponseForCert(from.der, c.Certificate, nil)
	if err == nil && !about(r, c, issuer) {
		return statement{}, false
	}
	problem := ""
	if err != nil {
		problem = err.Error()
	} else {
		problem = j.responder(r, issuer)
	}
	if problem != "" {
		j.note(NoteUnusableEvidence, c.name(), "OCSP: "+problem)
		return statement{}, false
	}
	e := statement{source: "ocsp", origin: from.origin, thisUpdate: r.ThisUpdate, nextUpdate: r.NextUpdate, unknown: r.Status == ocsp.Unknown}
	if r.Status == ocsp.Revoked {
		e.entry = &entry{revokedAt: r.RevokedAt, reason: r.RevocationReason}
	}
	cutoff := archiveCutoff(r)
	forgotten := r.ThisUpdate.After(c.NotAfter) && (cutoff.IsZero() || cutoff.After(c.NotAfter))
	if e.problem = j.dated(r.ThisUpdate, r.NextUpdate); e.problem == "" && forgotten {
		e.problem = "the response is from after the certificate's expiry, when a responder need not know it any more"
	}
	return e, true
}

// about tells whether a response is about c as issued by issuer: golang.org/x/crypto/ocsp compares serial numbers only. What names
// the certificate in a request for it must stand in the response.
func about(r *ocsp.Response, c, issuer *certificate) bool {
	der, err := ocsp.CreateRequest(c.Certificate, issuer.Certificate, &ocsp.RequestOptions{Hash: r.IssuerHash})
	if err != nil {
		return false
	}
	request, err := ocsp.ParseRequest(der)
	if err != nil {
		return false
	}
	id, err := asn1.Marshal(struct {
		Name, Key []byte
		Serial    *big.Int
	}{request.IssuerNameHash, request.IssuerKeyHash, request.SerialNumber})
	if err != nil {
		return false
	}
	const header = 2 // such a sequence is short
	return bytes.Contains(r.TBSResponseData, id[header:])
}

// archiveCutoff is until when the responder keeps its knowledge of expired certificates (RFC 6960 4.4.4), zero when it does not say.
func archiveCutoff(r *ocsp.Response) (t time.Time) {
	for _, e := range r.Extensions {
		if e.Id.Equal(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 6}) {
			_, _ = asn1.UnmarshalWithParams(e.Value, &t, "generalized")
		}
	}
	return t
}

// responder looks who has signed a response: the issuer itself, or one whom the issuer has certified for that (RFC 6960
// 4.2.2.2). It says why it cannot be believed, "" when it can.
func (j *judge) responder(r *ocsp.Response, issuer *certificate) string {
	if r.Certificate != nil { // its signature of the response is verified
		c, err := newCertificate(r.Certificate, "")
		if err != nil {
			return err.Error()
		}
		return j.authorised(r, c, issuer)
	}
	problem := "the certificate of the responder is not there"
	for _, c := range slices.Concat([]*certificate{issuer}, j.pool[string(r.RawResponderName)], j.store.pool[string(r.RawResponderName)]) {
		err := r.CheckSignatureFrom(c.Certificate)
		if err == nil {
			return j.authorised(r, c, issuer)
		}
		problem = err.Error()
	}
	return problem
}

func (j *judge) authorised(r *ocsp.Response, c, issuer *certificate) string {
	switch {
	case c.sameEntity(issuer):
		return ""
	case !c.serves(x509.ExtKeyUsageOCSPSigning):
		return "the responder's certificate is not for OCSP signing"
	case !bytes.Equal(c.RawIssuer, issuer.RawSubject) || j.issued(c, issuer) != nil:
		return "the responder's certificate is of another issuer"
	case c.validAt(r.ProducedAt).Word != Trusted:
		return "the responder's certificate was not valid when it answered"
	case weak(c, issuer).Word != Trusted || weakKey(c):
		return "the responder's certificate or key is weak"
	}
	return j.responderRevoked(c, issuer)
}

// responderRevoked asks lists, not responders, for the state of a responder whose certificate does not ask to be left alone
// (id-pkix-ocsp-nocheck). Silence is noted and accepted: the issuer has authorised it.
func (j *judge) responderRevoked(c, issuer *certificate) string {
	if c.extension(oidNoCheck) != nil {
		return ""
	}
	known := false
	for _, l := range slices.Concat(j.crls, j.store.crls) {
		e, ok := j.fromCRL(l, c, issuer)
		if ok && e.entry != nil {
			return "the responder's certificate is revoked"
		}
		known = known || ok && e.problem == ""
	}
	if !known {
		j.note(NoteResponderUnchecked, c.name(), "no list tells whether it was revoked")
	}
	return ""
}
