package trust

import (
	"encoding/asn1"
	"fmt"
	"slices"
	"time"

	"github.com/fselint/fselint/pades/trustlist"
)

// eIDAS is when Regulation (EU) 910/2014 came into force: until then a list said less, and QcType did not exist.
var eIDAS = time.Date(2016, 7, 1, 0, 0, 0, 0, time.UTC)

// qualified asks the trusted lists for the issuers on the route (ETSI TS 119 615 4.4). A certificate is a qualified one when the service that
// issued it was granted both when it was issued and at the time of the signature, and when it says so itself or the list does.
func (j *judge) qualified(r *route) Qualified {
	q := Qualified{Word: NotJudged, Device: NotJudged, Detail: "no trusted list names an issuer of the certificate"}
	if len(j.store.lists) == 0 {
		q.Detail = "no trusted list was given"
		return q
	}
	var best *Qualified
	for _, c := range r.path[1:] {
		for _, l := range j.store.servicesOf(c) {
			if l.service.Type != trustlist.TypeCAQC {
				continue
			}
			found := j.qualifiedBy(l)
			if best == nil || found.Word == Trusted || best.Word == NotTrusted && found.Word == NotJudged {
				best = &found
			}
			if found.Word == Trusted {
				return found
			}
		}
	}
	if best != nil {
		return *best
	}
	return q
}

func (j *judge) qualifiedBy(l listed) Qualified {
	q := Qualified{Word: NotJudged, Device: NotJudged, Service: l.service, List: l.held.list}
	for _, t := range []time.Time{j.leaf.NotBefore, j.at()} {
		if f := l.judge(t); f.Word != Trusted {
			q.Word, q.Detail = f.Word, f.Detail
			return q
		}
	}
	state, statements := l.service.At(j.at()), ReadStatements(j.leaf.Certificate)
	qualifiers := map[string]bool{}
	facts := factsOf(j.leaf, statements)
	for _, qualification := range state.Qualifications {
		applies, known := qualification.Applies(facts)
		if !known {
			q.Detail = fmt.Sprintf("service %q: the list qualifies some of its certificates by criteria that are not understood here", l.service.Name)
			return q
		}
		if applies {
			for _, name := range qualification.Names() {
				qualifiers[name] = true
			}
		}
	}
	decideQualified(&q, state, statements, qualifiers, j.at())
	return q
}

// decideQualified puts the certificate's statements and the list's qualifiers together; the list prevails.
func decideQualified(q *Qualified, state *trustlist.State, s Statements, qualifiers map[string]bool, at time.Time) {
	q.Type = qualifiedType(state, s, qualifiers, at)
	switch {
	case qualifiers["NotQualified"]:
		q.Word, q.Detail = NotTrusted, "the list says that the certificate is not qualified"
	case s.Malformed && !qualifiers["QCStatement"]:
		q.Word, q.Detail = NotJudged, "the certificate's statements (qcStatements) are malformed"
	case len(s.Countries) > 0 && !qualifiers["QCStatement"]:
		q.Word, q.Detail = NotTrusted, "the certificate is qualified by the law of a country outside the EU only"
	case !s.Compliance && !qualifiers["QCStatement"]:
		q.Word, q.Detail = NotTrusted, "the certificate does not say that it is qualified (QcCompliance), nor does the list"
	default:
		q.Word, q.Detail = Trusted, fmt.Sprintf("trusted list %s, service %q, %s since %s", q.List.Territory, q.Service.Name, state.Status, stamp(state.Since))
	}
	if q.Word == NotJudged {
		return
	}
	q.Device = NotTrusted
	switch {
	case q.Word != Trusted:
	case qualifiers["QCNoQSCD"], qualifiers["QCNoSSCD"]:
	case qualifiers["QCWithQSCD"], qualifiers["QCWithSSCD"], qualifiers["QCQSCDManagedOnBehalf"], s.Device:
		q.Device = Trusted
	}
}

// qualifiedType is "esign", "eseal" or "web": what the list says, else the certificate; one without QcType is for signatures.
func qualifiedType(state *trustlist.State, s Statements, qualifiers map[string]bool, at time.Time) string {
	for _, t := range []struct{ qualifier, use, kind string }{
		{"QCForESig", "ForeSignatures", "esign"}, {"QCForESeal", "ForeSeals", "eseal"}, {"QCForWSA", "ForWebSiteAuthentication", "web"},
	} {
		if qualifiers[t.qualifier] || slices.Contains(s.Types, t.kind) && (state.Has(t.use) || len(state.Uses) == 0) {
			return t.kind
		}
	}
	if s.Compliance && len(s.Types) == 0 || at.Before(eIDAS) {
		return "esign"
	}
	if len(s.Types) == 1 {
		return s.Types[0]
	}
	return ""
}

// factsOf are what the criteria of a list ask about a certificate.
func factsOf(c *certificate, s Statements) trustlist.Facts {
	f := trustlist.Facts{KeyUsage: map[string]bool{}, Statements: s.OIDs}
	for bit, name := range []string{"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
		"keyCertSign", "crlSign", "encipherOnly", "decipherOnly"} {
		f.KeyUsage[name] = c.KeyUsage&(1<<bit) != 0
	}
	for _, p := range c.PolicyIdentifiers {
		f.Policies = append(f.Policies, p.String())
	}
	var uses []asn1.ObjectIdentifier
	_, _ = asn1.Unmarshal(c.extension(oidExtendedUsage), &uses) // x509 has read it
	for _, u := range uses {
		f.ExtendedKeyUsage = append(f.ExtendedKeyUsage, u.String())
	}
	for _, a := range c.Subject.Names {
		f.SubjectAttributes = append(f.SubjectAttributes, a.Type.String())
	}
	return f
}
