package pki

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fselint/fselint/internal/whole"
)

// Made is a certificate in a folder.
type Made struct {
	Path string // of the certificate in PEM; its key lies beside it
	*Identity
}

// Fill writes what a rehearsal needs into a folder, which is made when it is not there: an authority (ca), a server certificate for this
// machine (server), and the authentication and signature certificates of a plant (a1, s1) named A1#name and S1#name, with number in place
// of 1. Keys are readable by their owner only; with a password there are PKCS#12 files too. Nothing is written over: the error is
// fs.ErrExist then.
func Fill(dir, name string, number int, password string, now time.Time) ([]Made, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	authority, err := NewAuthority(now)
	if err != nil {
		return nil, err
	}
	list := []Made{{filepath.Join(dir, "ca.pem"), authority}}
	server, err := authority.Server(now, "localhost", "127.0.0.1", "::1")
	if err != nil {
		return nil, err
	}
	list = append(list, Made{filepath.Join(dir, "server.pem"), server})
	for _, letter := range []string{"A", "S"} {
		id, err := authority.System(fmt.Sprintf("%s%d#%s", letter, number, name), now)
		if err != nil {
			return nil, err
		}
		list = append(list, Made{filepath.Join(dir, fmt.Sprintf("%c%d.pem", letter[0]|0x20, number)), id})
	}
	for _, m := range list {
		if err := m.write(password); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (m Made) write(password string) error {
	stem := m.Path[:len(m.Path)-len(".pem")]
	key, err := m.KeyPEM()
	if err != nil {
		return err
	}
	if err := writeNew(m.Path, m.PEM(m.Issuer != nil), 0o644); err != nil {
		return err
	}
	if err := writeNew(stem+".key", key, 0o600); err != nil || password == "" {
		return err
	}
	store, err := m.PKCS12(password)
	if err != nil {
		return err
	}
	return writeNew(stem+".p12", store, 0o600)
}

// writeNew writes a file that is not there yet; what is no key anybody may read.
func writeNew(path string, data []byte, mode fs.FileMode) error {
	return whole.WriteNew(path, mode&0o077 != 0, whole.Bytes(data))
}
