package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/internal/walk"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/pades/trust"
)

// trustFlags say whom the user trusts and whether the network may be asked.
type trustFlags struct {
	trust, listSigners []string
	online             bool
}

func (f *trustFlags) declare(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringArrayVar(&f.trust, "trust", nil, "certificates, CRLs, OCSP responses and trusted lists (ETSI TS 119 612) to trust: a file or folder; repeatable")
	fl.StringArrayVar(&f.listSigners, "trust-list-signer", nil, "certificate of a trusted list's signer: PEM or DER; repeatable")
	fl.BoolVar(&f.online, "online", false, "fetch missing issuers, CRLs and OCSP responses from the addresses in the certificates (default: no network)")
}

// allowPrivate lets --online reach private addresses. Only tests set it.
var allowPrivate bool

// open reads what the flags name. The store is empty, never nil, when they name nothing; without --online it uses no network.
func (f *trustFlags) open() (*trust.Store, error) {
	var o trust.Options
	for _, path := range f.listSigners {
		ders, err := signerCertificates(path)
		if err != nil {
			return nil, hinted{fmt.Errorf("--trust-list-signer: %w", err), texts.Text("give-signer-s-certificate-in-pem", nil)}
		}
		o.ListSigners = append(o.ListSigners, ders...)
	}
	if f.online {
		o.Fetcher = trust.NewClient(trust.ClientOptions{AllowPrivate: allowPrivate})
	}
	s, err := trust.Open(f.trust, o)
	if err != nil {
		return nil, hinted{fmt.Errorf("--trust: %w", err), texts.Text("give-certificates-crls-ocsp-responses-pem", nil)}
	}
	return s, nil
}

// digest names what the flags say, files by their content: judgements made with other trust data are other judgements. "" for
// flags that say nothing.
func (f *trustFlags) digest() (string, error) {
	if len(f.trust) == 0 && len(f.listSigners) == 0 && !f.online {
		return "", nil
	}
	h := sha256.New()
	fmt.Fprintf(h, "%t\n", f.online)
	for _, paths := range [][]string{f.trust, f.listSigners} {
		for _, path := range paths {
			if err := digestFiles(h, path); err != nil {
				return "", err
			}
		}
		fmt.Fprintln(h)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

// digestFiles writes the digests of a file, or of the files below a folder in the order of their names.
func digestFiles(w io.Writer, root string) error {
	for e := range walk.Walk(context.Background(), []string{root}, walk.Options{}) {
		if e.Err != nil {
			return e.Err
		}
		data, err := whole.Read(e.Path, maxPart)
		if err != nil {
			return err
		}
		if _, err = fmt.Fprintf(w, "%x\n", sha256.Sum256(data)); err != nil {
			return err
		}
	}
	return nil
}

func signerCertificates(path string) ([][]byte, error) {
	data, err := whole.Read(path, certificate.MaxSize)
	if err != nil {
		return nil, err
	}
	ders, err := trust.Certificates(data)
	if err == nil && len(ders) == 0 {
		err = texts.Error("no-certificate-in-it", nil)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return ders, nil
}
