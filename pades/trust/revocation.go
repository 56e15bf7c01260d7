package trust

import (
	"fmt"
	"slices"
	"time"
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
	entry                  *entry // nil: not revoked
	unknown                bool   // the responder does not know the certificate
	problem                string // why it cannot say that the certificate was not revoked, "" when it can
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
	if c.extension(oidNoRevocation) != nil || c.extension(oidShortTerm) != nil {
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
	for _, r := range slices.Concat(j.ocsps, j.store.ocsps) {
		if e, ok := j.fromOCSP(r, c, issuer); ok {
			all = append(all, e)
		}
	}
	for _, l := range slices.Concat(j.crls, j.store.crls) {
		if e, ok := j.fromCRL(l, c, issuer); ok {
			all = append(all, e)
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
		case e.entry != nil && e.entry.reason == reasonHold && good != nil:
		case e.entry != nil && e.entry.reason != reasonRemove:
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
	since := e.entry.effective()
	value := fmt.Sprintf("%s, %s", stamp(since), reasonName(e.entry.reason))
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
	r.RevokedAt, r.CRLReason = e.entry.revokedAt, reasonName(e.entry.reason)
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
