package trust

import (
	"bytes"
	"crypto/sha256"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/internal/ber"
	"github.com/fselint/fselint/pades/trust/internal/evidence"
	"github.com/fselint/fselint/pades/trustlist"
)

// Bounds of what a store takes in. The largest trusted lists have about 15 MB, the largest lists of revoked certificates 30.
const (
	maxFile  = 64 << 20
	maxFiles = 10_000
	maxItems = 100_000
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
		if !info.IsDir() {
			if err := s.AddFile(path); err != nil {
				return nil, err
			}
			continue
		}
		if err := s.addFolder(path); err != nil {
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
		if err := s.AddFile(path); err != nil {
			refused = errors.Join(refused, err)
		}
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
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if len(data) > maxFile {
		return fmt.Errorf("%s: more than %d bytes", path, maxFile)
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
		err = s.addList(origin, data)
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

func (s *Store) addList(origin string, data []byte) error {
	list, err := trustlist.Parse(data)
	if err != nil {
		return err
	}
	if s.fresh(data) {
		s.lists = append(s.lists, &heldList{list: list, origin: origin})
		s.items = append(s.items, Item{origin, KindTrustedList, list.Territory})
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
	if len(der) == 0 || der[0] != 0x30 {
		return ErrUnrecognised
	}
	if c, err := readCertificate(der, origin); err == nil {
		s.addCertificate(c)
		return nil
	}
	if l, err := evidence.ReadCRL(der, origin); err == nil {
		if s.fresh(der) {
			s.crls = append(s.crls, l)
			s.items = append(s.items, Item{origin, KindCRL, l.IssuerName})
		}
		return nil
	}
	if r, err := evidence.ReadOCSP(der, origin); err == nil && len(r.Singles) > 0 {
		if s.fresh(der) {
			s.ocsps = append(s.ocsps, r)
			s.items = append(s.items, Item{origin, KindOCSP, r.Singles[0].Serial.Text(16)})
		}
		return nil
	}
	if len(der) <= maxPKCS7 {
		if ders, err := certificatesInCMS(der); err == nil && len(ders) > 0 {
			return s.addAll(origin, ders)
		}
	}
	if _, err := cms.ParseCertificate(der); err == nil {
		_, err = readCertificate(der, origin)
		return err
	}
	return ErrUnrecognised
}

func (s *Store) addAll(origin string, ders [][]byte) error {
	for _, der := range ders {
		c, err := readCertificate(der, origin)
		if err != nil {
			return err
		}
		s.addCertificate(c)
	}
	return nil
}

func (s *Store) addCertificate(c *certificate) {
	if s.fresh(c.Raw) {
		s.certs = append(s.certs, c)
		s.items = append(s.items, Item{c.origin, KindCertificate, c.Subject.String()})
	}
}

// fresh tells whether this is new, and remembers it.
func (s *Store) fresh(data []byte) bool {
	sum := sha256.Sum256(data)
	if s.seen[sum] {
		return false
	}
	s.seen[sum] = true
	return true
}

// Kinds of items.
const (
	KindCertificate = "certificate"
	KindCRL         = "crl"
	KindOCSP        = "ocsp"
	KindTrustedList = "trusted list"
)

// maxPKCS7 bounds a bag of certificates in bytes.
const maxPKCS7 = 8 << 20

// certificatesInCMS returns the certificates of a PKCS #7 or CMS SignedData, with or without signers.
func certificatesInCMS(der []byte) ([][]byte, error) {
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
	if block, _ := pem.Decode(data); block != nil {
		var ders [][]byte
		for rest := data; ; {
			if block, rest = pem.Decode(rest); block == nil {
				return ders, nil
			}
			ders = append(ders, block.Bytes)
		}
	}
	if _, err := cms.ParseCertificate(data); err == nil {
		return [][]byte{data}, nil
	}
	if len(data) > maxPKCS7 {
		return nil, fmt.Errorf("%d bytes", len(data))
	}
	return certificatesInCMS(data)
}

// oidOf writes an object identifier with dots, "" for anything else.
func oidOf(n *ber.Node) string {
	if !n.Is(ber.TagOID) {
		return ""
	}
	return cms.OID(n.Content)
}
