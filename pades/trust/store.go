package trust

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/pades/cms"
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
	crls    []*crl
	ocsps   []evidence
	lists   []*heldList
	items   []Item
	seen    map[[32]byte]bool

	once     sync.Once // guards what seal makes
	pool     pool
	services map[string][]listed // by the subject of their certificates, DER
	anchors  *x509.CertPool
	others   *x509.CertPool
	verified sync.Map // of revocation lists: listPair to error or nil
}

// Item says what one piece of the store is.
type Item struct {
	// Origin is the name of the file, Kind "certificate", "crl", "ocsp" or "trusted list".
	Origin, Kind string
	// Detail names it: a subject, an issuer, a territory.
	Detail string
}

// Kinds of items.
const (
	KindCertificate = "certificate"
	KindCRL         = "crl"
	KindOCSP        = "ocsp"
	KindTrustedList = "trusted list"
)

// New returns an empty store.
func New(o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Store{options: o, seen: map[[32]byte]bool{}}
}

// Empty tells that the store names no anchor: neither a certificate nor a trusted list.
func (s *Store) Empty() bool { return s == nil || len(s.certs) == 0 && len(s.lists) == 0 }

// Items lists what the store holds, in the order in which it was added.
func (s *Store) Items() []Item {
	if s == nil {
		return nil
	}
	return s.items
}

// Bounds of what a store takes in. The largest trusted lists have about 15 MB, the largest lists of revoked certificates 30.
const (
	maxFile  = 64 << 20
	maxFiles = 10_000
	maxItems = 100_000
	maxPKCS7 = 8 << 20
)

// ErrUnrecognised says that a file is none of the things that a store holds.
var ErrUnrecognised = errors.New("neither a certificate, nor a list of revoked certificates, an OCSP response or a trusted list")

// Open makes a store of files and folders. A folder is read with all that is below it; files there that are none of the things that
// a store holds are passed over, but a folder without any is an error, as is a file that was named and is none.
func Open(paths []string, o Options) (*Store, error) {
	s := New(o)
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		add := s.AddFile
		if info.IsDir() {
			add = s.addFolder
		}
		if err := add(path); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Store) addFolder(dir string) error {
	before, files := len(s.items), 0
	var refused error
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		// a link to a file is followed, as system folders of certificates have them; one to a folder is not, it could be a circle
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return nil
		}
		if files++; files > maxFiles {
			return fmt.Errorf("%s: more than %d files", dir, maxFiles)
		}
		refused = errors.Join(refused, s.AddFile(path))
		return nil
	})
	if err != nil {
		return err
	}
	if len(s.items) == before {
		return errors.Join(fmt.Errorf("%s: nothing to trust in it", dir), refused)
	}
	return nil
}

// AddFile takes in one file.
func (s *Store) AddFile(path string) error {
	data, err := whole.Read(path, maxFile)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return s.Add(path, data)
}

// Add takes in what data holds, recognised by its content: certificates in PEM, DER or PKCS #7, lists of revoked certificates, OCSP responses, a
// trusted list. origin names it in answers. The store keeps data.
func (s *Store) Add(origin string, data []byte) error {
	text := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n")
	var err error
	switch {
	case bytes.HasPrefix(text, []byte("<")):
		var list *trustlist.List
		if list, err = trustlist.Parse(data); err == nil && s.take(data, origin, KindTrustedList, list.Territory) {
			s.lists = append(s.lists, &heldList{list: list, origin: origin})
		}
	case bytes.Contains(text, []byte("-----BEGIN ")):
		err = s.addPEM(origin, text)
	default:
		err = s.addDER(origin, data)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", origin, err)
	}
	return nil
}

func (s *Store) addPEM(origin string, text []byte) error {
	count := 0
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if strings.HasSuffix(block.Type, "PRIVATE KEY") {
			continue // a key beside its certificate is of no interest here
		}
		if err := s.addDER(origin, block.Bytes); err != nil {
			return err
		}
		count++
	}
	if count == 0 {
		return ErrUnrecognised
	}
	return nil
}

func (s *Store) addDER(origin string, der []byte) error {
	if len(s.items) >= maxItems {
		return fmt.Errorf("more than %d certificates and lists", maxItems)
	}
	c, refused := readCertificate(der, origin)
	if refused == nil {
		s.addCertificate(c)
		return nil
	}
	if l, err := readCRL(der, origin); err == nil {
		if s.take(der, origin, KindCRL, NameOf(l.RawIssuer)) {
			s.crls = append(s.crls, l)
		}
		return nil
	}
	if isOCSP(der) == nil {
		if s.take(der, origin, KindOCSP, fmt.Sprintf("%x", sha256.Sum256(der))) {
			s.ocsps = append(s.ocsps, evidence{der, origin})
		}
		return nil
	}
	ders, err := certificatesInCMS(der)
	for _, der := range ders {
		c, err := readCertificate(der, origin)
		if err != nil {
			return err
		}
		s.addCertificate(c)
	}
	if err == nil && len(ders) > 0 {
		return nil
	}
	if _, err := cms.ParseCertificate(der); err == nil {
		return refused
	}
	return ErrUnrecognised
}

func (s *Store) addCertificate(c *certificate) {
	if s.take(c.Raw, c.origin, KindCertificate, c.name()) {
		s.certs = append(s.certs, c)
	}
}

// take tells whether this is new, and remembers it.
func (s *Store) take(data []byte, origin, kind, detail string) bool {
	sum := sha256.Sum256(data)
	if s.seen[sum] {
		return false
	}
	s.seen[sum] = true
	s.items = append(s.items, Item{origin, kind, detail})
	return true
}

// certificatesInCMS returns the certificates of a PKCS #7 or CMS SignedData, with or without signers.
func certificatesInCMS(der []byte) ([][]byte, error) {
	if len(der) > maxPKCS7 {
		return nil, fmt.Errorf("%d bytes", len(der))
	}
	sd, err := cms.Parse(der)
	if err != nil {
		return nil, err
	}
	certs, err := sd.EmbeddedCertificates()
	if err != nil {
		return nil, err
	}
	ders := make([][]byte, len(certs))
	for i, c := range certs {
		ders[i] = c.Raw
	}
	return ders, nil
}

// Certificates returns the DER of the certificates in data: one in DER, those of a PKCS #7, or PEM.
func Certificates(data []byte) ([][]byte, error) {
	var ders [][]byte
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		ders = append(ders, block.Bytes)
	}
	if len(ders) > 0 {
		return ders, nil
	}
	if _, err := x509.ParseCertificate(data); err == nil {
		return [][]byte{data}, nil
	}
	return certificatesInCMS(data)
}

// pool finds certificates by their subject, DER.
type pool map[string][]*certificate

// add takes a certificate in, once.
func (p pool) add(c *certificate) bool {
	key := string(c.RawSubject)
	for _, have := range p[key] {
		if bytes.Equal(have.Raw, c.Raw) {
			return false
		}
	}
	p[key] = append(p[key], c)
	return true
}

// seal decides which certificates of the store are anchors: all but those from which the store itself leads on to a
// self-signed one. It runs once, before the first question.
func (s *Store) seal() {
	s.once.Do(func() {
		s.pool, s.anchors, s.others = pool{}, x509.NewCertPool(), x509.NewCertPool()
		for _, c := range s.certs {
			s.pool.add(c)
		}
		for _, c := range s.certs {
			if c.anchor = c.selfSigned() || !s.leadsOn(c); c.anchor {
				s.anchors.AddCert(ageless(c.Certificate))
			} else {
				s.others.AddCert(c.Certificate)
			}
		}
		s.nameSigners()
		s.indexServices()
	})
}

// leadsOn tells whether the store holds a chain from c to a self-signed certificate.
func (s *Store) leadsOn(c *certificate) bool {
	seen := map[*certificate]bool{c: true}
	for queue := []*certificate{c}; len(queue) > 0 && len(seen) < maxOthers; queue = queue[1:] {
		for _, issuer := range s.pool[string(queue[0].RawIssuer)] {
			if seen[issuer] || queue[0].signedBy(issuer) != nil {
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
