package profile

import (
	"context"
	"slices"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/revision"
	"github.com/fselint/fselint/pades/trust"
)

// Judge is Read with all that careful readers look at besides: what happened to the document after each signature, and
// whether the signer can be trusted by what store holds. Without a store nobody is trusted and nobody distrusted. ctx bounds
// only what store may fetch.
func Judge(ctx context.Context, f *pdffile.File, facts []pades.Signature, store *trust.Store) *Report {
	r := Read(f, facts)
	r.follow(f)
	for _, stamps := range []bool{true, false} { // the authorities first: they say whether a time is proven
		for _, s := range r.Signed() {
			if stamps == (s.Stamp != nil) {
				r.trust(ctx, s, store)
			}
		}
	}
	return r
}

// follow sees what happened after each signature.
func (r *Report) follow(f *pdffile.File) {
	var facts []pades.Signature
	for _, s := range r.Signatures {
		facts = append(facts, s.Facts)
	}
	if len(r.Signed()) == 0 {
		return
	}
	changes := revision.Analyze(f, revision.Of(facts))
	r.Revisions = changes.Revisions
	for i := range changes.Signatures {
		r.Signatures[i].Coverage = &changes.Signatures[i]
	}
}

// trust asks about the signer and the authorities of its time stamps, at the time of the signature.
func (r *Report) trust(ctx context.Context, s *Signature, store *trust.Store) {
	if s.Message == nil {
		return
	}
	q := trust.Question{}
	if r.DSS != nil {
		q.Others, q.CRLs, q.OCSPs = r.DSS.Certificates, r.DSS.CRLs, r.DSS.OCSPs
	}
	proven := false
	stamp := func(t *TimeStamp) {
		authority := t.Authority()
		if authority == nil {
			return
		}
		about := q
		bring(&about, t.Message)
		about.Certificate, about.At, about.Usage = authority.Raw, t.Time, trust.TimeStamping
		answer := trust.Judge(ctx, about, store)
		t.Trust = &answer
		proven = proven || t.Integrity == Intact && t.Time.Equal(s.Time.At) && answer.Word == trust.Trusted
	}
	if s.Stamp != nil {
		stamp(s.Stamp)
		s.Trust = s.Stamp.Trust
		return
	}
	certificate := s.Certificate()
	if certificate == nil {
		return
	}
	for _, t := range s.Signer().Stamps {
		stamp(t)
	}
	if s.Time.Source == FromDocumentTimeStamp {
		for _, other := range r.stamps {
			if other.covers(s) && other.Trust != nil && other.Trust.Word == trust.Trusted {
				proven = true
			}
		}
	}
	bring(&q, s.Message)
	q.Certificate, q.At, q.AtProven = certificate.Raw, s.Time.At, proven
	answer := trust.Judge(ctx, q, store)
	s.Trust = &answer
}

// bring adds what a message brings along.
func bring(q *trust.Question, m *Message) {
	var others [][]byte
	for _, c := range m.Certificates {
		others = append(others, c.Raw)
	}
	q.Others = append(others, q.Others...)
	lists := m.RevocationLists()
	var answers [][]byte
	for _, signer := range m.Signers {
		crls, ocsps := archivedRevocation(signer)
		lists, answers = append(lists, crls...), append(answers, ocsps...)
	}
	q.CRLs = append(lists, q.CRLs...)
	q.OCSPs = append(answers, q.OCSPs...)
}

// archivedRevocation returns what the attribute adbe-revocationInfoArchival holds (ISO 32000-1 12.8.3.3.2).
func archivedRevocation(s *Signer) (crls, ocsps [][]byte) {
	for _, a := range s.Signed {
		if a.OID == cms.OIDRevocationArchive {
			c, o := a.RevocationArchive()
			crls, ocsps = append(crls, c...), append(ocsps, o...)
		}
	}
	return crls, ocsps
}

// Words about a document as a whole, beside those of Integrity.
const Altered Integrity = "changed" // every signature is intact, but what was signed is not what is there now

// Integrity puts the signatures of the document together: the worst of them, Altered when changes were made that they do not
// permit or that look like an attack or when one of them covers another CDA than the gateway takes, and Indeterminate when one
// does not cover all of its revision. It is "" without signatures.
func (r *Report) Integrity() Integrity {
	signed := r.Signed()
	if len(signed) == 0 {
		return ""
	}
	worst, altered := Intact, false
	for _, s := range signed {
		state := s.Integrity
		if state == Intact && !s.Followed() {
			state = Indeterminate
		}
		if rank(state) > rank(worst) {
			worst = state
		}
		altered = altered || s.OtherCDA() || s.Coverage != nil && len(s.Coverage.Refused())+len(s.Coverage.Attacks) > 0
	}
	if worst != Broken && altered {
		return Altered
	}
	return worst
}

// Followed tells that the signature covers its revision as it should and that later revisions could be compared with it.
func (s *Signature) Followed() bool {
	return s.Geometry.Sound() && (s.Coverage == nil || s.Coverage.State == revision.Covered)
}

// OtherCDA tells that the CDA which the gateway takes is not the one that the signature covers: another one was signed, or none.
func (s *Signature) OtherCDA() bool {
	return s.Coverage != nil && (s.Coverage.CDA.State == revision.CDAChanged || s.Coverage.CDA.State == revision.CDAOutside)
}

// OtherCDA tells that one of the signatures covers another CDA than the gateway takes, or none.
func (r *Report) OtherCDA() bool { return slices.ContainsFunc(r.Signed(), (*Signature).OtherCDA) }

// TrustWord puts the answers about all signers together: not trusted when one is not, trusted when all are, else not judged.
func (r *Report) TrustWord() trust.Word {
	word, all := trust.NotJudged, true
	for _, s := range r.Signed() {
		if s.Trust == nil || s.Trust.Word == trust.NotJudged {
			all = false
		} else if s.Trust.Word == trust.NotTrusted {
			return trust.NotTrusted
		}
	}
	if all && len(r.Signed()) > 0 {
		word = trust.Trusted
	}
	return word
}
