package certificate

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/digeststore"
)

// Authority is a certification authority of the Ministry of Health. Its certificate is published, not part of this program: what
// is taken for it is known by its digest.
type Authority struct {
	Fingerprint string // SHA-256 of the certificate in hexadecimal
	Environment fse.Environment
	Name        string // common name
	File        string // where the ministry publishes it, relative to DefaultAuthorities
}

// DefaultAuthorities is the folder in which the ministry publishes the certificates of its authorities (repository
// it-fse-support).
const DefaultAuthorities = "https://raw.githubusercontent.com/ministero-salute/it-fse-support/main/doc/CA_Sogei/"

var authorities = []Authority{
	{
		"c8e11a08c1e269624b0ecca57302e539446bea2e361ea2e33a0fcf5037407320", fse.Production,
		issuerProduction, "PRODUZIONE/CAMinisterodellaSalute.cacert.pem",
	},
	{
		"cdcbea27dcbc502e0628fd14c5a01be5e9bb9553a0764725153a7a6ad7bd884e", fse.Stage,
		issuersStage[0], "VALIDAZIONE/CAMinisterodellaSaluteTest.cacert.pem",
	},
	{
		"726adccd5d3469290c8b355f46e42d3854eac6eed49db79fbc7757956539d1eb", fse.Stage,
		issuersStage[1], "VALIDAZIONE/CAMinisterodellaSaluteTest1.pem",
	},
}

// Authorities lists the authorities.
func Authorities() []Authority { return slices.Clone(authorities) }

// AuthorityDir is where the certificates of the authorities are kept: fselint/authorities in the user's cache directory.
func AuthorityDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "fselint", "authorities"), nil
}

// AuthorityOf returns the authority whose certificate this is, in PEM or DER, with its certificate; ok is false for any other.
func AuthorityOf(data []byte) (a Authority, c *x509.Certificate, ok bool) {
	der := data
	if block, _ := pem.Decode(data); block != nil {
		der = block.Bytes
	}
	sum := sha256.Sum256(der)
	i := slices.IndexFunc(authorities, func(a Authority) bool { return a.Fingerprint == hex.EncodeToString(sum[:]) })
	if i < 0 {
		return Authority{}, nil, false
	}
	c, err := x509.ParseCertificate(der)
	return authorities[i], c, err == nil
}

// KeepAuthority keeps the certificate of an authority in a folder, under its digest. It does nothing, and ok is false, when
// data is anything else.
func KeepAuthority(dir string, data []byte) (a Authority, ok bool, err error) {
	a, c, ok := AuthorityOf(data)
	if !ok {
		return a, false, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return a, false, err
	}
	return a, true, digeststore.WriteFile(filepath.Join(dir, a.Fingerprint+".pem"), AuthorityPEM(c))
}

// AuthorityPEM is a certificate as it is kept.
func AuthorityPEM(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

// KeptAuthorities returns the certificates in a folder that KeepAuthority put there: those of an environment, or of both for
// fse.AnyEnvironment. What is missing or has another digest is left out.
func KeptAuthorities(dir string, e fse.Environment) []*x509.Certificate {
	var kept []*x509.Certificate
	for _, a := range authorities {
		if e != fse.AnyEnvironment && e != a.Environment {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, a.Fingerprint+".pem"))
		if err != nil {
			continue
		}
		if found, c, ok := AuthorityOf(data); ok && found == a {
			kept = append(kept, c)
		}
	}
	return kept
}

// authorityDirs are the folders of a repository or archive in which certificates of authorities are looked for.
var authorityDirs = []string{".", "ca", "CA_Sogei", "CA_Sogei/PRODUZIONE", "CA_Sogei/VALIDAZIONE", "doc/CA_Sogei/PRODUZIONE", "doc/CA_Sogei/VALIDAZIONE"}

// maxAuthority bounds the certificate of an authority in bytes.
const maxAuthority = 64 << 10

// FindAuthorities looks for the certificates of authorities where a folder or an archive has them: in the folder itself, in ca,
// and where the ministry's repository has them.
func FindAuthorities(fsys fs.FS) [][]byte {
	var found [][]byte
	for _, dir := range authorityDirs {
		entries, _ := fs.ReadDir(fsys, dir)
		for _, e := range entries {
			info, err := e.Info()
			if err != nil || !info.Mode().IsRegular() || info.Size() > maxAuthority || !certificateName(e.Name()) {
				continue
			}
			data, err := fs.ReadFile(fsys, path.Join(dir, e.Name()))
			if _, _, ok := AuthorityOf(data); err == nil && ok && !slices.ContainsFunc(found, func(b []byte) bool { return bytes.Equal(b, data) }) {
				found = append(found, data)
			}
		}
	}
	return found
}

func certificateName(name string) bool {
	return slices.Contains([]string{".pem", ".cer", ".crt", ".der"}, strings.ToLower(path.Ext(name)))
}

// ErrNoAuthority says that nothing among some files is the certificate of an authority of the ministry.
var ErrNoAuthority = errors.New("no certificate of the ministry's authorities")
