package trust

import (
	"bytes"
	"crypto/sha256"
	"slices"
)

// pool finds certificates by their subject.
type pool struct {
	bySubject map[string][]*certificate
	seen      map[[32]byte]bool
}

func newPool() *pool {
	return &pool{bySubject: map[string][]*certificate{}, seen: map[[32]byte]bool{}}
}

// add takes a certificate in, once.
func (p *pool) add(c *certificate) bool {
	sum := sha256.Sum256(c.Raw)
	if p.seen[sum] {
		return false
	}
	p.seen[sum] = true
	p.bySubject[c.subject] = append(p.bySubject[c.subject], c)
	return true
}

// maxIssuers bounds the certificates of one subject that are tried.
const maxIssuers = 50

// issuers returns those that may have issued c by their name: of the store, of its trusted lists, of the document; those whose key
// identifier fits first.
func (j *judge) issuers(c *certificate) []*certificate {
	candidates := slices.Clone(j.store.pool.bySubject[c.issuer])
	for _, l := range j.store.services[c.issuer] {
		if identity := l.certificate(); identity != nil {
			candidates = append(candidates, identity)
		}
	}
	var found []*certificate
	for _, candidate := range append(candidates, j.pool.bySubject[c.issuer]...) {
		if len(found) < maxIssuers && !slices.ContainsFunc(found, func(f *certificate) bool { return bytes.Equal(f.Raw, candidate.Raw) }) {
			found = append(found, candidate)
		}
	}
	want := c.authorityKey()
	if len(found) > 1 && want != nil {
		slices.SortStableFunc(found, func(a, b *certificate) int {
			return mismatch(a, want) - mismatch(b, want)
		})
	}
	return found
}

func mismatch(c *certificate, key []byte) int {
	if bytes.Equal(c.SubjectKeyID, key) {
		return 0
	}
	return 1
}

// seal decides which certificates of the store are anchors: all but those from which the store itself leads on to a
// self-signed one. It runs once, before the first question.
func (s *Store) seal() {
	s.once.Do(func() {
		s.pool = newPool()
		for _, c := range s.certs {
			s.pool.add(c)
		}
		for _, c := range s.certs {
			c.anchor = c.selfSigned() || !s.leadsOn(c)
		}
		s.nameSigners()
		s.indexServices()
	})
}

// leadsOn tells whether the store holds a chain from c to a self-signed certificate.
func (s *Store) leadsOn(c *certificate) bool {
	seen := map[*certificate]bool{c: true}
	for queue := []*certificate{c}; len(queue) > 0 && len(seen) < maxOthers; queue = queue[1:] {
		for _, issuer := range s.pool.bySubject[queue[0].issuer] {
			if seen[issuer] || issuer.VerifySigned(queue[0].algorithm, queue[0].signed, queue[0].signature) != nil {
				continue
			}
			if issuer.selfSigned() {
				return true
			}
			seen[issuer] = true
			queue = append(queue, issuer)
		}
	}
	return false
}

func (c *certificate) selfSigned() bool {
	return c.selfIssued() && c.VerifySigned(c.algorithm, c.signed, c.signature) == nil
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
