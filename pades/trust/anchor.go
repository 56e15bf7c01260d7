package trust

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/fselint/fselint/pades/trustlist"
)

// listed is a service of a held list by one of its identities.
type listed struct {
	held    *heldList
	service *trustlist.Service
	key     []byte // SubjectPublicKeyInfo
	// certificate is the identity as an issuer for paths, made when it is asked for: lists name thousands. Nil when it cannot be used.
	certificate func() *certificate
}

// indexServices makes the services of all lists findable by the subject of their certificates.
func (s *Store) indexServices() {
	s.services = map[string][]listed{}
	for _, l := range s.lists {
		for p := range l.list.Providers {
			for i := range l.list.Providers[p].Services {
				service := &l.list.Providers[p].Services[i]
				for _, id := range service.Identities {
					if id.Certificate == nil {
						continue
					}
					key := id.Certificate.Subject.Key()
					s.services[key] = append(s.services[key], listed{l, service, id.Certificate.PublicKeyInfo(),
						sync.OnceValue(func() *certificate { return readIdentity(id, l.origin) })})
				}
			}
		}
	}
}

func readIdentity(id trustlist.Identity, origin string) *certificate {
	c, err := readCertificate(id.Certificate.Raw, origin)
	if err != nil {
		return nil
	}
	return c
}

// servicesOf returns the services whose identity has the name and key of c.
func (s *Store) servicesOf(c *certificate) []listed {
	var found []listed
	for _, l := range s.services[c.subject] {
		if bytes.Equal(l.key, c.PublicKeyInfo()) {
			found = append(found, l)
		}
	}
	return found
}

// anchor tells whether the path may end at its last certificate, nil when it may not. The finding says what that is worth. The last
// certificate is replaced by the one that the user or the list has named: the document may bring another of the same name and key,
// without the constraints that stand in the named one.
func (j *judge) anchor(path []*certificate) (*Anchor, Finding) {
	last := path[len(path)-1]
	for _, c := range j.store.pool.bySubject[last.subject] {
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
			if c := l.certificate(); c != nil && len(path) > 1 {
				path[len(path)-1] = c
			}
		}
		if f.Word == Trusted {
			break
		}
	}
	return best, worth
}

// at is the time as of which to judge: now when the question has none.
func (j *judge) at() time.Time {
	if j.q.At.IsZero() {
		return j.now
	}
	return j.q.At
}

// vouches tells whether a service of the type that it had at the time stands for certificates below it or, for time stamps, for its own.
func (l listed) vouches(at time.Time, usage Usage, own bool) bool {
	kind := l.service.Type
	if state := l.service.At(at); state != nil {
		kind = state.Type
	}
	isTSA := slices.Contains([]string{trustlist.TypeQTST, trustlist.TypeTSA, trustlist.TypeTSAQC, trustlist.TypeTSAAdES}, kind)
	if own {
		return usage == TimeStamping && isTSA
	}
	isCA := kind == trustlist.TypeCAQC || kind == trustlist.TypeCAPKC
	return isCA || usage == TimeStamping && isTSA
}

// judge says whether the list had granted the service at a time, as far as the list can be believed.
func (l listed) judge(at time.Time) Finding {
	name := fmt.Sprintf("trusted list %s, service %q", l.held.list.Territory, l.service.Name)
	if !l.held.list.Signature.Intact {
		return finding(NotJudged, ListBroken, name, l.held.list.Signature.Problem, "the list's signature does not hold: "+l.held.list.Signature.Problem)
	}
	if !l.held.named {
		return finding(NotJudged, ListSigner, name, l.held.list.Signature.Signer, "the list is authentic to its own embedded key only; name its signer: "+l.held.list.Signature.Signer)
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
