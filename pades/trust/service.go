package trust

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"github.com/fselint/fselint/pades/trustlist"
)

// heldList is a trusted list with what is known of its signer.
type heldList struct {
	list   *trustlist.List
	origin string
	named  bool // the user has named its signer
}

// listed is a service of a held list by one of its identities.
type listed struct {
	held        *heldList
	service     *trustlist.Service
	certificate *certificate
}

// Lists returns the trusted lists, in the order in which they were added.
func (s *Store) Lists() []*trustlist.List {
	if s == nil {
		return nil
	}
	lists := make([]*trustlist.List, len(s.lists))
	for i, l := range s.lists {
		lists[i] = l.list
	}
	return lists
}

// nameSigners marks the trusted lists whose signer the user has named: directly, or through a list of lists that is itself
// authentic and of a named signer. A pointer names the signers of the list of its own territory, no other.
func (s *Store) nameSigners() {
	type signer struct{ territory, der string }
	const anywhere = "*"
	named := map[signer]bool{}
	for _, der := range s.options.ListSigners {
		named[signer{anywhere, string(der)}] = true
	}
	for _, c := range s.certs {
		named[signer{anywhere, string(c.Raw)}] = true
	}
	for again := true; again; {
		again = false
		for _, l := range s.lists {
			der := string(l.list.Signature.Certificate)
			if l.named || !l.list.Signature.Intact || !named[signer{anywhere, der}] && !named[signer{l.list.Territory, der}] {
				continue
			}
			l.named, again = true, true
			for _, p := range l.list.Pointers {
				for _, der := range p.Signers {
					named[signer{p.Territory, string(der)}] = p.Territory != "" && p.Territory != anywhere
				}
			}
		}
	}
}

// indexServices makes the services of all lists findable by the subject of their certificates.
func (s *Store) indexServices() {
	s.services = map[string][]listed{}
	for _, l := range s.lists {
		for _, service := range l.list.Services {
			for _, id := range service.Identities {
				if c, err := newCertificate(id, l.origin); err == nil {
					key := string(c.RawSubject)
					s.services[key] = append(s.services[key], listed{l, service, c})
				}
			}
		}
	}
}

// servicesOf returns the services whose identity has the name and key of c.
func (s *Store) servicesOf(c *certificate) []listed {
	var found []listed
	for _, l := range s.services[string(c.RawSubject)] {
		if l.certificate.sameEntity(c) {
			found = append(found, l)
		}
	}
	return found
}

// identities are the certificates of services with that subject.
func (j *judge) identities(subject []byte) []*certificate {
	var found []*certificate
	for _, l := range j.store.services[string(subject)] {
		found = append(found, l.certificate)
	}
	return found
}

// addServices adds those that vouch for what is below them or, for a time-stamping unit, for itself.
func (j *judge) addServices(roots *x509.CertPool, services []listed, own bool) {
	for _, l := range services {
		if l.vouches(j.at(), j.q.Usage, own) {
			roots.AddCert(ageless(l.certificate.Certificate))
		}
	}
}

// anchor tells whether the path may end at its last certificate, nil when it may not. The finding says what that is worth. The last
// certificate is replaced by the one that the user or the list has named: the document may bring another of the same name and key,
// without the constraints that stand in the named one.
func (j *judge) anchor(path []*certificate) (*Anchor, Finding) {
	last := path[len(path)-1]
	for _, c := range j.store.pool[string(last.RawSubject)] {
		if c.anchor && (bytes.Equal(c.Raw, last.Raw) || len(path) > 1 && c.sameEntity(last)) {
			path[len(path)-1] = c
			return &Anchor{Subject: c.name(), Origin: c.origin}, Finding{Word: Trusted}
		}
	}
	var best *Anchor
	var worth Finding
	for _, l := range j.store.servicesOf(last) {
		if !l.vouches(j.at(), j.q.Usage, len(path) == 1) {
			continue
		}
		f := l.judge(j.at())
		if best == nil || f.Word == Trusted || worth.Word == NotTrusted && f.Word == NotJudged {
			worth = f
			best = &Anchor{Subject: last.name(), Origin: l.held.origin, Service: l.service, List: l.held.list, ListSigner: l.held.named}
			if len(path) > 1 {
				path[len(path)-1] = l.certificate
			}
		}
		if f.Word == Trusted {
			break
		}
	}
	return best, worth
}

// vouches tells whether a service of the type that it had at the time stands for certificates below it or, for time stamps, for its own.
func (l listed) vouches(at time.Time, usage Usage, own bool) bool {
	kind := l.service.Type
	if state := l.service.At(at); state != nil {
		kind = state.Type
	}
	isTSA := usage == TimeStamping && slices.Contains([]string{trustlist.TypeQTST, trustlist.TypeTSA, trustlist.TypeTSAQC, trustlist.TypeTSAAdES}, kind)
	return isTSA || !own && (kind == trustlist.TypeCAQC || kind == trustlist.TypeCAPKC)
}

// judge says whether the list had granted the service at a time, as far as the list can be believed.
func (l listed) judge(at time.Time) Finding {
	name := fmt.Sprintf("trusted list %s, service %q", l.held.list.Territory, l.service.Name)
	signature := l.held.list.Signature
	if !signature.Intact {
		return finding(NotJudged, ListBroken, name, signature.Problem, "the list's signature does not hold: "+signature.Problem)
	}
	if !l.held.named {
		return finding(NotJudged, ListSigner, name, signature.Signer, "the list is authentic to its own embedded key only; name its signer: "+signature.Signer)
	}
	state := l.service.At(at)
	if state == nil {
		return finding(NotTrusted, ServiceStatus, name, "", "not in the list at "+stamp(at))
	}
	if !state.Granted() {
		return finding(NotTrusted, ServiceStatus, name, state.Status+" "+stamp(state.Since), fmt.Sprintf("%s since %s", state.Status, stamp(state.Since)))
	}
	return Finding{Word: Trusted}
}

// noteLists notes the lists of which a newer one should exist.
func (j *judge) noteLists() {
	for _, l := range j.store.lists {
		if next := l.list.NextUpdate; !next.IsZero() && j.now.After(next) {
			j.note(NoteListExpired, l.origin, stamp(next))
		}
	}
}
