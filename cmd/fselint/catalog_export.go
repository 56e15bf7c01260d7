package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
)

func newCatalogExport() *cobra.Command {
	var catalog, registryFile string
	var bare bool
	cmd := &cobra.Command{
		Use:   "export FILE",
		Short: "Write catalog and registry into one file, for networks without a way out",
		Long: `Write the catalog in use, and the registry of accredited software with it, into one file (tar).
"fselint catalog import FILE" takes it in a network without a way out. The same state gives
the same bytes, so that the file can be compared by its digest.`,
		Example: "  fselint catalog export fse.tar",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			lang, err := language(cmd)
			if err != nil {
				return err
			}
			c, err := openCatalog(catalog)
			if err != nil {
				return err
			}
			defer c.Close()
			if c.Starter() {
				return hinted{errors.New("there is no catalog to export"), "fselint catalog update, or fselint catalog import DIR"}
			}
			var reg *schemas.ExportedRegistry
			if !bare {
				if reg, err = registryToExport(registryFile); err != nil {
					return err
				}
			}
			if err := whole.Write(args[0], func(w io.Writer) error { return c.Export(w, reg) }); err != nil {
				return fmt.Errorf("export: %w", err)
			}
			digest, err := c.Digest()
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s %s\ndigest %s\n", lint.Text{IT: "scritto", EN: "wrote"}.In(lang), args[0], digest)
			return nil
		},
	}
	cmd.Flags().StringVar(&catalog, "catalog", "", "catalog to export instead of the one in use")
	cmd.Flags().StringVar(&registryFile, "registry", "", "registry to export instead of the one in use")
	cmd.Flags().BoolVar(&bare, "no-registry", false, "export the catalog alone")
	cmd.MarkFlagsMutuallyExclusive("registry", "no-registry")
	return cmd
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
