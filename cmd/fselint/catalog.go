package main

import (
	"fmt"
	"io"
	"os"

	catalogviews "github.com/fselint/fselint/report/catalog"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
)

// openCatalog opens the catalog that the flag or argument, the environment or the user's cache names, else the starter.
func openCatalog(flag string) (*schemas.Catalog, error) {
	path, origin, err := schemas.Locate(flag, os.Getenv)
	if err != nil {
		return nil, err
	}
	if path == "" {
		return schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	}
	c, err := schemas.Open(path)
	if err != nil {
		if flag == "" { // the user has not named the path that the error does
			err = texts.Error("catalog-from", lint.Values{"origin": origin, "err": err})
		}
		return nil, hinted{err, texts.Text("a-catalog-directory-with-folders-schema", nil)}
	}
	return c, nil
}

func xmlLimits(f *checkFlags) xmltree.Limits {
	return xmltree.Limits{Depth: f.maxDepth, Attributes: f.maxAttributes}
}

func newCatalog() *cobra.Command {
	return group("catalog",
		newCatalogUpdate(), newCatalogImport(), newCatalogStatus(), newCatalogList(), newCatalogUse(), newCatalogPrune(),
		newCatalogExport(), newCatalogVerify(), newCatalogDiff())
}

func newCatalogStatus() *cobra.Command {
	var catalog string
	cmd := &cobra.Command{
		Use:  "status",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := openCatalog(catalog)
			if err != nil {
				return err
			}
			defer c.Close()
			st, err := c.Status()
			if err != nil {
				return err
			}
			if err := catalogviews.Status(cmd.OutOrStdout(), st, language(cmd)); err != nil {
				return err
			}
			return printRegistryStatus(cmd.OutOrStdout(), language(cmd))
		},
	}
	cmd.Flags().StringVar(&catalog, "catalog", "", "")
	return cmd
}

// printRegistryStatus says which registry of accredited software a check would use when it is given none.
func printRegistryStatus(out io.Writer, lang string) error {
	found, err := locateRegistry("", nil)
	if err != nil || !found.Found() {
		return err
	}
	r, err := found.Open()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, texts.In(lang, "registry-status", lint.Values{"source": found.Source, "origin": found.Origin, "rows": r.Count(), "digest": r.Digest}))
	return err
}
