package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/schemas"
)

func newCatalogExport() *cobra.Command {
	var catalog, registryFile string
	var bare bool
	cmd := &cobra.Command{
		Use:  "export FILE",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if bare && registryFile != "" {
				return texts.Error("flags-exclude", lint.Values{"one": "--registry", "other": "--no-registry"})
			}
			lang := language(cmd)
			c, err := openCatalog(catalog)
			if err != nil {
				return err
			}
			defer c.Close()
			if c.Starter() {
				return hinted{texts.Error("there-no-catalog-to-export", nil), texts.Text("fselint-catalog-update-or-fselint-catalog", nil)}
			}
			var reg *schemas.ExportedRegistry
			if !bare {
				if reg, err = registryToExport(registryFile); err != nil {
					return err
				}
			}
			authorities, err := authoritiesToExport()
			if err != nil {
				return err
			}
			if err := whole.WritePublic(args[0], func(w io.Writer) error { return c.Export(w, reg, authorities...) }); err != nil {
				return texts.Error("export", lint.Values{"err": err})
			}
			digest, err := c.Digest()
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s %s\ndigest %s\n", texts.Text("wrote", nil).In(lang), args[0], digest)
			return nil
		},
	}
	cmd.Flags().StringVar(&catalog, "catalog", "", "")
	cmd.Flags().StringVar(&registryFile, "registry", "", "")
	cmd.Flags().BoolVar(&bare, "no-registry", false, "")
	return cmd
}

// authoritiesToExport are the certificates of the ministry's authorities that are kept.
func authoritiesToExport() ([]schemas.Authority, error) {
	dir, err := certificate.AuthorityDir()
	if err != nil {
		return nil, err
	}
	var list []schemas.Authority
	for _, c := range certificate.KeptAuthorities(dir, fse.AnyEnvironment) {
		pem := certificate.AuthorityPEM(c)
		a, _, _ := certificate.AuthorityOf(pem)
		list = append(list, schemas.Authority{Name: a.Fingerprint + ".pem", PEM: pem})
	}
	return list, nil
}

// registryToExport reads the registry that a check would use, nil when there is none.
func registryToExport(flag string) (*schemas.ExportedRegistry, error) {
	found, err := locateRegistry(flag, nil)
	if err != nil || !found.Found() {
		return nil, err
	}
	r, err := found.Open()
	if err != nil {
		return nil, err
	}
	content, err := os.ReadFile(found.Path)
	if err != nil {
		return nil, err
	}
	e := &schemas.ExportedRegistry{Content: content, Digest: r.Digest, Source: found.Source}
	if !r.Latest.IsZero() {
		e.Date = r.Latest.Format(time.DateOnly)
	}
	return e, nil
}
