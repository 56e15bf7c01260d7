package trust

import (
	"sync"
	"time"

	"github.com/fselint/fselint/pades/trust/internal/evidence"
	"github.com/fselint/fselint/pades/trustlist"
)

// Options change how a store answers.
type Options struct {
	// ListSigners are DER certificates of signers of trusted lists that the user trusts. A certificate of the store serves too.
	ListSigners [][]byte
	// Fetcher, when it is not nil, gets issuers, lists and responses from the addresses that certificates name. Nil keeps all offline.
	Fetcher Fetcher
	// Now is the clock, time.Now when nil. It decides what is in the future and what has expired since.
	Now func() time.Time
}

// Store holds what the user trusts and the evidence that the user gives. Fill it first: once a question was asked it must not
// change any more. It is then safe for concurrent use.
//
// A self-signed certificate of the store is an anchor. Any other certificate of the store is an anchor too, unless the store
// leads from it to a self-signed one, which then is the anchor.
type Store struct {
	options Options
	certs   []*certificate
	crls    []*evidence.CRL
	ocsps   []*evidence.Response
	lists   []*heldList
	items   []Item
	seen    map[[32]byte]bool

	services map[string][]listed // by the subject of their certificates, made by seal
	signed   signedLists
	once     sync.Once
	pool     *pool // certificates by subject, made by seal
}

// Item says what one piece of the store is.
type Item struct {
	// Origin is the name of the file, Kind "certificate", "crl", "ocsp" or "trusted list".
	Origin, Kind string
	// Detail names it: a subject, an issuer, a territory.
	Detail string
}

// heldList is a trusted list with what is known of its signer.
type heldList struct {
	list   *trustlist.List
	origin string
	named  bool // the user has named its signer
}

// New returns an empty store.
func New(o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Store{options: o, seen: map[[32]byte]bool{}}
}

func (s *Store) now() time.Time { return s.options.Now() }

// Empty tells that the store names no anchor: neither a certificate nor a trusted list.
func (s *Store) Empty() bool { return s == nil || len(s.certs) == 0 && len(s.lists) == 0 }

// Items lists what the store holds, in the order in which it was added.
func (s *Store) Items() []Item {
	if s == nil {
		return nil
	}
	return s.items
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
