package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/pki"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
)

func newGatewayPKI() *cobra.Command {
	var out, name string
	var number int
	cmd := &cobra.Command{
		Use:  "pki",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if number < 1 {
				return texts.Error("number-counts-from-1", nil)
			}
			return makePKI(cmd, out, name, number)
		},
	}
	cmd.Flags().StringVar(&out, "out", "pki", "")
	cmd.Flags().StringVar(&name, "name", defaultName, "")
	cmd.Flags().IntVar(&number, "number", 1, "")
	return cmd
}

// defaultName is what follows the number in the names of test certificates: the form of a private facility in Tuscany.
const defaultName = "09012345678903REFPROVA048017"

func makePKI(cmd *cobra.Command, out, name string, number int) error {
	if err := os.MkdirAll(out, 0o700); err != nil {
		return err
	}
	now := time.Now()
	authority, err := pki.NewAuthority(now)
	if err != nil {
		return err
	}
	server, err := authority.Server(now, "localhost", "127.0.0.1", "::1")
	if err != nil {
		return err
	}
	files := map[string]*pki.Identity{"ca": authority, "server": server}
	for _, letter := range []string{"A", "S"} {
		cn := fmt.Sprintf("%s%d#%s", letter, number, name)
		for _, p := range certificate.ParseCN(cn).Judge(fse.Toscana, fse.Stage) {
			note(cmd, lint.Same(cn+": "+p.Text(language(cmd))))
		}
		id, err := authority.System(cn, now)
		if err != nil {
			return err
		}
		files[fmt.Sprintf("%s%d", string(letter[0]|0x20), number)] = id
	}
	for _, stem := range sortedKeys(files) {
		if err := writeIdentity(filepath.Join(out, stem), files[stem]); err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s.pem  %s\n", filepath.Join(out, stem), certificate.Name(files[stem].Certificate))
	}
	return nil
}

func writeIdentity(stem string, id *pki.Identity) error {
	key, err := id.KeyPEM()
	if err != nil {
		return err
	}
	if err := writeNew(stem+".pem", id.PEM(id.Issuer != nil), 0o644); err != nil {
		return err
	}
	if err := writeNew(stem+".key", key, 0o600); err != nil {
		return err
	}
	password := os.Getenv(envPassword)
	if password == "" {
		return nil
	}
	store, err := id.PKCS12(password)
	if err != nil {
		return err
	}
	return writeNew(stem+".p12", store, 0o600)
}

// writeNew writes a file that is not there yet.
func writeNew(path string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return hinted{err, texts.Text("out-names-folder-without-these-files", nil)}
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
