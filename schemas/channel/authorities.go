package channel

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
)

// maxAuthority bounds the certificate of an authority in bytes.
const maxAuthority = 64 << 10

// KeepAuthorities keeps the certificates of the ministry's authorities that a folder or an archive has, and returns which.
func KeepAuthorities(dir string, fsys fs.FS) ([]certificate.Authority, error) {
	var kept []certificate.Authority
	for _, data := range certificate.FindAuthorities(fsys) {
		a, ok, err := certificate.KeepAuthority(dir, data)
		if err != nil {
			return kept, err
		}
		if ok {
			kept = append(kept, a)
		}
	}
	return kept, nil
}

// Authorities fetches the certificates of the ministry's authorities that are not here yet from below an address, a folder in
// the form of certificate.DefaultAuthorities, and returns which it fetched. What arrives counts only with the known digest.
func (u *Updater) Authorities(ctx context.Context, base string) ([]certificate.Authority, error) {
	var fetched []certificate.Authority
	for _, a := range certificate.Authorities() {
		if _, err := os.Stat(filepath.Join(u.AuthorityDir, a.Fingerprint+".pem")); err == nil {
			continue
		}
		if err := u.authority(ctx, base, a); err != nil {
			return fetched, texts.Error("update-authorities", lint.Values{"err": err})
		}
		fetched = append(fetched, a)
	}
	return fetched, nil
}

func (u *Updater) authority(ctx context.Context, base string, a certificate.Authority) error {
	address, err := parseAddress(base)
	if err != nil {
		return err
	}
	address = address.JoinPath(a.File)
	path := localPath(address)
	if address.Scheme != "file" {
		release, err := digeststore.At(u.WorkDir).Lock(ctx)
		if err != nil {
			return err
		}
		defer release()
		p := openPart(u.WorkDir, address)
		defer p.discard()
		f, err := u.Client.fetch(ctx, p, maxAuthority, validators{})
		if err != nil {
			return err
		}
		path = f.path
	}
	if fileSize(path) > maxAuthority {
		return ErrTooLarge
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if found, _, ok := certificate.AuthorityOf(data); !ok || found != a {
		return texts.Error("not-that-authority", lint.Values{"address": address.Redacted(), "name": a.Name, "fingerprint": a.Fingerprint})
	}
	_, _, err = certificate.KeepAuthority(u.AuthorityDir, data)
	return err
}
