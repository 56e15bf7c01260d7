package trust

import (
	"fmt"
	"slices"
	"time"

	"github.com/fselint/fselint/pades/trust/internal/evidence"
)

// clockSkew is how far in the future evidence may be dated. graceWithoutNext is how long before the signature evidence may be
// that does not say until when it holds: an OCSP response fetched while signing.
const (
	clockSkew        = 5 * time.Minute
	graceWithoutNext = 24 * time.Hour
)

// statement is what one list or response says about one certificate.
type statement struct {
	source, origin         string
	thisUpdate, nextUpdate time.Time
	entry                  *evidence.Entry // nil: not revoked
	unknown                bool            // the responder does not know the certificate
	problem                string          // why it cannot say that the certificate was not revoked, "" when it can
}

// revocations asks for the state of every certificate of the route but the last, when that is an anchor or stands alone.
func (j *judge) revocations(r *route) {
	r.states = make([]Revocation, len(r.path))
	last := len(r.path) - 1
	var found []Finding
	for i, c := range r.path {
		switch {
		case i < last:
			r.states[i] = j.state(c, r.path[i+1])
		case r.anchor != nil:
			r.states[i] = Revocation{Finding: Finding{Word: Trusted, Reason: NotConsulted}}
			continue
		default:
			r.states[i] = Revocation{Finding: finding(NotJudged, NoRevocationData, c.name(), "", "nothing above it can be asked")}
		}
		found = append(found, r.states[i].Finding)
	}
	r.revocation = worst(found)
}

// state asks for the state of one certificate. It remembers.
func (j *judge) state(c, issuer *certificate) Revocation {
	p := pair{c, issuer}
	r, known := j.states[p]
	if !known {
		r = j.consult(c, issuer)
		j.states[p] = r
	}
	return r
}

func (j *judge) consult(c, issuer *certificate) Revocation {
	if c.has(oidNoRevocation) || c.has(oidShortTerm) {
		return Revocation{Finding: finding(Trusted, NoCheck, c.name(), "", "its issuer does not revoke such certificates")}
	}
	all := j.evidenceFor(c, issuer)
	r := j.decide(c, all)
	if r.Word != NotJudged || r.Reason == RevokedLater || !j.fetchEvidence(c, issuer) {
		return r
	}
	return j.decide(c, j.evidenceFor(c, issuer))
}

// evidenceFor collects what verified lists and responses say about c, latest first.
func (j *judge) evidenceFor(c, issuer *certificate) []statement {
	var all []statement
	for _, list := range [][]*evidence.Response{j.ocsps, j.store.ocsps} {
		for _, r := range list {
			all = append(all, j.fromOCSP(r, c, issuer)...)
		}
	}
	for _, list := range [][]*evidence.CRL{j.crls, j.store.crls} {
		for _, l := range list {
			if e, ok := j.fromCRL(l, c, issuer); ok {
				all = append(all, e)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b statement) int { return b.thisUpdate.Compare(a.thisUpdate) })
	return all
}

// decide makes a state of the evidence, latest first. A revocation counts wherever it stands, except a suspension that later
// evidence no longer knows.
func (j *judge) decide(c *certificate, all []statement) Revocation {
	var good, doubtful *statement
	for i := range all {
		e := &all[i]
		switch {
		case e.entry != nil && e.entry.Reason == evidence.ReasonHold && good != nil:
		case e.entry != nil && e.entry.Reason != evidence.ReasonRemove:
			return j.revoked(c, e)
		case e.problem == "" && !e.unknown && e.entry == nil && good == nil:
			good = e
		case doubtful == nil:
			doubtful = e
		}
	}
	switch {
	case good != nil:
		if good.thisUpdate.Before(j.at()) {
			j.note(NoteOlderEvidence, c.name(), stamp(good.thisUpdate))
		}
		return good.say(Finding{Word: Trusted})
	case doubtful == nil:
		return Revocation{Finding: finding(NotJudged, NoRevocationData, c.name(), "", "no list of revoked certificates and no OCSP response says anything about it")}
	case doubtful.unknown:
		return doubtful.say(finding(NotJudged, UnknownToIssuer, c.name(), "", "the OCSP responder does not know it"))
	}
	return doubtful.say(finding(NotJudged, UnusableData, c.name(), "", doubtful.problem))
}

func (e *statement) say(f Finding) Revocation {
	return Revocation{Finding: f, Source: e.source, Origin: e.origin, ThisUpdate: e.thisUpdate, NextUpdate: e.nextUpdate}
}

// revoked weighs a revocation against the time of the signature.
func (j *judge) revoked(c *certificate, e *statement) Revocation {
	since := e.entry.Effective()
	value := fmt.Sprintf("%s, %s", stamp(since), evidence.ReasonName(e.entry.Reason))
	var r Revocation
	switch {
	case j.q.At.IsZero() || !since.After(j.q.At):
		r = e.say(finding(NotTrusted, Revoked, c.name(), value, "revoked on "+value))
	case j.q.AtProven:
		j.note(NoteRevokedSince, c.name(), value)
		r = e.say(Finding{Word: Trusted})
	default:
		r = e.say(finding(NotJudged, RevokedLater, c.name(), value, "revoked on "+value+": after the time that the signature claims, which no time stamp proves"))
	}
	r.RevokedAt, r.CRLReason = e.entry.RevokedAt, evidence.ReasonName(e.entry.Reason)
	return r
}

// dated says why evidence of that time does not tell the state at the time of the signature, "" when it does.
func (j *judge) dated(thisUpdate, nextUpdate time.Time) string {
	at := j.at()
	switch {
	case thisUpdate.After(j.now.Add(clockSkew)):
		return "the evidence is dated in the future: " + stamp(thisUpdate)
	case !nextUpdate.IsZero() && nextUpdate.Before(at):
		return fmt.Sprintf("the evidence held until %s, before the signature", stamp(nextUpdate))
	case nextUpdate.IsZero() && thisUpdate.Add(graceWithoutNext).Before(at):
		return fmt.Sprintf("the evidence is of %s, long before the signature", stamp(thisUpdate))
	}
	return ""
}

// fromCRL says what a list tells about c, nothing when it is another issuer's. Its signature must be that of c's issuer.
func (j *judge) fromCRL(l *evidence.CRL, c, issuer *certificate) (statement, bool) {
	if l.Issuer != c.issuer {
		return statement{}, false
	}
	if err := j.crlSigned(l, issuer); err != nil {
		j.note(NoteUnusableEvidence, l.IssuerName, err.Error())
		return statement{}, false
	}
	e := statement{source: "crl", origin: l.Origin, thisUpdate: l.ThisUpdate, nextUpdate: l.NextUpdate}
	if l.Delta {
		e.source = "delta-crl"
	}
	found, err := l.Find(c.Serial)
	switch {
	case l.Indirect, l.AttributesOnly:
		e.problem = "the list is an indirect one or about attribute certificates"
		return e, true
	case found != nil:
		e.entry = found
		return e, true
	case err != nil:
		e.problem = err.Error()
		return e, true
	}
	if e.problem = l.Scope(c.Certificate, c.ca); e.problem == "" {
		e.problem = j.dated(l.ThisUpdate, l.NextUpdate)
	}
	if e.problem == "" && l.ThisUpdate.After(c.NotAfter) && (l.KeepsExpired.IsZero() || l.KeepsExpired.After(c.NotAfter)) {
		e.problem = "the list is from after the certificate's expiry and need not name it any more"
	}
	return e, true
}

// crlSigned verifies the signature of a list once for each issuer.
func (j *judge) crlSigned(l *evidence.CRL, issuer *certificate) error {
	if !issuer.allows(usageCRLSign) {
		return fmt.Errorf("the key usage of %s does not allow it to sign such lists", issuer.Subject)
	}
	if f := weakDigest(l.Algorithm); f != "" {
		return fmt.Errorf("signed with %s, which can be forged", f)
	}
	return j.store.signed.verify(l, issuer, l.Origin != OriginDocument, func() error {
		if j.budget--; j.budget < 0 {
			return errBudget
		}
		return issuer.VerifySigned(l.Algorithm, l.Signed, l.Signature)
	})
}

// fromOCSP says what a response tells about c.
func (j *judge) fromOCSP(r *evidence.Response, c, issuer *certificate) []statement {
	var all []statement
	for i := range r.Singles {
		s := &r.Singles[i]
		if !s.About(c.Certificate, issuer.Certificate) {
			continue
		}
		if len(all) == 0 {
			if problem := j.responder(r, issuer); problem != "" {
				j.note(NoteUnusableEvidence, c.name(), "OCSP: "+problem)
				return nil
			}
		}
		e := statement{source: "ocsp", origin: r.Origin, thisUpdate: s.ThisUpdate, nextUpdate: s.NextUpdate, unknown: s.Status == evidence.StatusUnknown}
		if s.Status == evidence.StatusRevoked {
			e.entry = &evidence.Entry{RevokedAt: s.RevokedAt, Reason: s.Reason}
		}
		switch e.problem = j.dated(s.ThisUpdate, s.NextUpdate); {
		case r.Unknown != "":
			e.problem = "the response has a critical extension that is not understood: " + r.Unknown
		case e.problem == "" && s.ThisUpdate.After(c.NotAfter) && (s.Cutoff.IsZero() || s.Cutoff.After(c.NotAfter)):
			e.problem = "the response is from after the certificate's expiry, when a responder need not know it any more"
		}
		all = append(all, e)
	}
	return all
}

// responder looks who has signed a response: the issuer itself, or one whom the issuer has certified for that (RFC 6960
// 4.2.2.2). It says why it cannot be believed, "" when it can.
func (j *judge) responder(r *evidence.Response, issuer *certificate) string {
	if f := weakDigest(r.Algorithm); f != "" {
		return "signed with " + f + ", which can be forged"
	}
	problem := "the certificate of the responder is not there"
	for _, c := range append([]*certificate{issuer}, j.responders(r)...) {
		if !r.NamedBy(c.Certificate) {
			continue
		}
		if problem = j.authorised(r, c, issuer); problem == "" {
			return ""
		}
	}
	return problem
}

// responders returns the certificates that may be the responder's: those of the response, and those of the pools by its name.
func (j *judge) responders(r *evidence.Response) []*certificate {
	var all []*certificate
	for _, der := range r.Certificates {
		if c, err := readCertificate(der, r.Origin); err == nil {
			all = append(all, c)
		}
	}
	if r.ResponderName != "" {
		all = append(append(all, j.pool.bySubject[r.ResponderName]...), j.store.pool.bySubject[r.ResponderName]...)
	}
	return all
}

func (j *judge) authorised(r *evidence.Response, c, issuer *certificate) string {
	if !c.sameEntity(issuer) {
		switch {
		case !c.serves(oidUsageOCSPSigning):
			return "the responder's certificate is not for OCSP signing"
		case c.issuer != issuer.subject || j.issued(c, issuer) != nil:
			return "the responder's certificate is of another issuer"
		case c.validAt(r.ProducedAt).Word != Trusted:
			return "the responder's certificate was not valid when it answered"
		case weak(c, issuer).Word != Trusted || weakKey(c):
			return "the responder's certificate or key is weak"
		}
		if problem := j.responderRevoked(c, issuer); problem != "" {
			return problem
		}
	}
	if j.budget--; j.budget < 0 {
		return errBudget.Error()
	}
	if err := c.VerifySigned(r.Algorithm, r.Signed, r.Signature); err != nil {
		return err.Error()
	}
	return ""
}

// responderRevoked asks lists, not responders, for the state of a responder whose certificate does not ask to be left alone
// (id-pkix-ocsp-nocheck). Silence is noted and accepted: the issuer has authorised it.
func (j *judge) responderRevoked(c, issuer *certificate) string {
	if c.has(oidNoCheck) {
		return ""
	}
	known := false
	for _, list := range [][]*evidence.CRL{j.crls, j.store.crls} {
		for _, l := range list {
			e, ok := j.fromCRL(l, c, issuer)
			if ok && e.entry != nil {
				return "the responder's certificate is revoked"
			}
			known = known || ok && e.problem == ""
		}
	}
	if !known {
		j.note(NoteResponderUnchecked, c.name(), "no list tells whether it was revoked")
	}
	return ""
}
