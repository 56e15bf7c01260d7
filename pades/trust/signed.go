package trust

import (
	"sync"

	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/trust/internal/evidence"
)

// signedLists remembers which lists of the store were signed by whom: a list of ten megabytes is not verified for each document.
type signedLists struct{ known sync.Map }

type listPair struct {
	list *evidence.CRL
	key  string // SubjectPublicKeyInfo
}

func (s *signedLists) verify(l *evidence.CRL, issuer *certificate, keep bool, verify func() error) error {
	p := listPair{l, string(issuer.PublicKeyInfo())}
	if keep {
		if err, ok := s.known.Load(p); ok {
			err, _ := err.(error)
			return err
		}
	}
	err := verify()
	if keep && err != errBudget {
		s.known.Store(p, err)
	}
	return err
}

// weakDigest names the hash function of a signature when it can be forged, "" when it cannot. The evidence that a document
// brings along is as easily forged as a certificate.
func weakDigest(a cms.AlgorithmIdentifier) string {
	switch d := a.Digest(); d {
	case "MD4", "MD5", "SHA1", "RIPEMD160":
		return d
	}
	return ""
}
