package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
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
	made, err := pki.Fill(out, name, number, os.Getenv(envPassword), time.Now())
	if errors.Is(err, fs.ErrExist) {
		return hinted{err, texts.Text("out-names-folder-without-these-files", nil)}
	}
	for _, m := range made {
		cn := certificate.Name(m.Certificate)
		if certificate.ParseCN(cn).Role != certificate.NoRole {
			for _, p := range certificate.ParseCN(cn).Judge(fse.Toscana, fse.Stage) {
				note(cmd, lint.Same(cn+": "+p.Text(language(cmd))))
			}
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\n", m.Path, cn)
	}
	return err
}
