package profile

import (
	"bytes"

	"golang.org/x/crypto/ocsp"

	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/trust"
)

// Requirement is something that EN 319 142-1 6.3 asks of every baseline signature.
type Requirement string

// Requirements of the level B-B.
const (
	NeedsSubFilter     Requirement = "subfilter"           // ETSI.CAdES.detached
	NeedsFilter        Requirement = "filter"              // some handler is named
	NeedsGeometry      Requirement = "byte-range"          // all but the string of /Contents, from the start
	NeedsDER           Requirement = "der"                 // a message in DER
	NeedsDetached      Requirement = "detached"            // nothing encapsulated
	NeedsOneSigner     Requirement = "one-signer"          // exactly one SignerInfo
	NeedsContentType   Requirement = "content-type"        // the attribute, with the value data
	NeedsReference     Requirement = "signing-certificate" // the attribute, with the right hash
	NeedsNoSigningTime Requirement = "no-signing-time"     // /M takes its place
	NeedsDate          Requirement = "M"                   // a signing date
	NeedsCertificate   Requirement = "certificate"         // the signer's is embedded
)

// missing lists what keeps s from the level B-B, for document signatures with a message.
func (s *Signature) missing() []Requirement {
	signer := s.Signer()
	if s.Kind != DocumentSignature || signer == nil {
		return nil
	}
	var out []Requirement
	need := func(r Requirement, met bool) {
		if !met {
			out = append(out, r)
		}
	}
	need(NeedsSubFilter, s.Facts.SubFilter == SubFilterCAdES)
	need(NeedsFilter, s.Facts.Filter != "")
	need(NeedsGeometry, s.Geometry.Sound())
	need(NeedsDER, s.Message.DER)
	need(NeedsDetached, !s.Message.Encapsulated)
	need(NeedsOneSigner, len(s.Message.SignedData.Signers) == 1)
	need(NeedsContentType, s.Message.ContentType == cms.OIDData && signer.ContentTypeIs(cms.OIDData))
	need(NeedsReference, signer.ReferenceErr == nil && signer.Reference != nil && signer.Reference.HashMatches && signer.Reference.IssuerSerialMatches)
	need(NeedsNoSigningTime, !signer.Has(cms.OIDSigningTime))
	need(NeedsDate, !s.Facts.MParsed.IsZero())
	need(NeedsCertificate, signer.Certificate != nil)
	return out
}

// ContentTypeIs tells whether the content-type attribute has that value, once.
func (s *Signer) ContentTypeIs(oid string) bool {
	count, right := 0, false
	for _, a := range s.Signed {
		if a.OID == cms.OIDContentType {
			count++
			right = a.IsOID(oid)
		}
	}
	return count == 1 && right
}

// level tells the level of EN 319 142-1 that s reaches. Trust plays no part in it.
func (r *Report) level(s *Signature, e func() *evidence) string {
	if s.Kind != DocumentSignature || s.Message == nil || s.Integrity != Intact || len(s.MissingForBaseline) > 0 {
		return ""
	}
	if !s.Time.Proven() {
		return "B-B"
	}
	if !e().complete(s, r) {
		return "B-T"
	}
	for _, other := range r.stamps {
		// the store may stand behind the gap, in the revision of the time stamp: all of it but the gap is covered
		if other.covers(s) && !other.isSig && r.DSS.End < other.Geometry.End {
			return "B-LTA"
		}
	}
	return "B-LT"
}

// evidence is what the document holds for a verifier of later days.
type evidence struct {
	certificates []*cms.Certificate
	listIssuers  [][]byte // names, DER, of the issuers of revocation lists
	serials      map[string]bool
}

// maxEvidence bounds the certificates that are compared.
const maxEvidence = 500

// evidence reads the store.
func (r *Report) evidence() *evidence {
	e := &evidence{serials: map[string]bool{}}
	if r.DSS == nil {
		return e
	}
	for _, raw := range r.DSS.Certificates[:min(len(r.DSS.Certificates), maxEvidence)] {
		if c, err := cms.ParseCertificate(raw); err == nil {
			e.certificates = append(e.certificates, c)
		}
	}
	for _, raw := range r.DSS.CRLs {
		if issuer, err := trust.ListIssuer(raw); err == nil {
			e.listIssuers = append(e.listIssuers, issuer)
		}
	}
	for _, raw := range r.DSS.OCSPs {
		if answer, err := ocsp.ParseResponse(raw, nil); err == nil {
			e.serials[answer.SerialNumber.Text(16)] = true
		}
	}
	return e
}

// complete tells whether the store has what B-LT asks for the signer and for the authorities of its time stamps: the issuer's
// certificate, and a list or an answer about revocation. A self-signed certificate needs neither. Whether they hold is the
// business of package pades/trust.
func (e *evidence) complete(s *Signature, r *Report) bool {
	if r.DSS == nil {
		return false
	}
	if !e.enough(s.Certificate(), s.Message.certificates()) {
		return false
	}
	for _, t := range s.Signer().Stamps {
		if t.Integrity == Intact && !e.enough(t.Authority(), t.Message.certificates()) {
			return false
		}
	}
	return true
}

func (e *evidence) enough(c *cms.Certificate, embedded []*cms.Certificate) bool {
	if c == nil {
		return false
	}
	if c.IssuedBy(c) {
		return true
	}
	issuer := false
	for _, list := range [][]*cms.Certificate{embedded, e.certificates} {
		for _, other := range list {
			issuer = issuer || c.IssuedBy(other)
		}
	}
	if !issuer {
		return false
	}
	for _, name := range e.listIssuers {
		if bytes.Equal(name, c.Issuer.Raw()) {
			return true
		}
	}
	return e.serials[c.Serial.Text(16)]
}
