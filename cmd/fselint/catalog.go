package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"

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
			if err := printStatus(cmd.OutOrStdout(), st); err != nil {
				return err
			}
			return printRegistryStatus(cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&catalog, "catalog", "", "")
	return cmd
}

// printRegistryStatus says which registry of accredited software a check would use when it is given none.
func printRegistryStatus(out io.Writer) error {
	found, err := locateRegistry("", nil)
	if err != nil || !found.Found() {
		return err
	}
	r, err := found.Open()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "registry  %s (%s), %d rows, %s\n", found.Source, found.Origin, r.Count(), r.Digest)
	return err
}

func printStatus(out io.Writer, st *schemas.Status) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintf(w, "catalog\t%s (%s)\nsource\t%s\ndigest\t%s\n", st.ID, st.Kind, st.Source, st.Digest)
	if st.Date != "" {
		fmt.Fprintf(w, "date\t%s\n", st.Date)
	}
	if st.Commit != "" {
		fmt.Fprintf(w, "commit\t%s\n", st.Commit)
	}
	for _, s := range st.SchemaSets {
		fmt.Fprintf(w, "schema set\t%s\t%d files, %d bytes\n", s.TypeID, s.Files, s.Bytes)
	}
	for _, s := range st.Schematrons {
		engine := s.Map
		if engine == "" {
			engine = "no structure map"
		}
		fmt.Fprintf(w, "schematron\t%s\t%s\t%s\n", s.TemplateRoot, s.Name, engine)
	}
	checked, codes := 0, 0
	for _, d := range st.Dictionaries {
		if d.Err == nil {
			checked++
		}
		codes += d.Codes
	}
	fmt.Fprintf(w, "dictionaries\t%d managed, %d of them here, %d codes\n", len(st.Dictionaries), checked, codes)
	for _, m := range st.Missing {
		fmt.Fprintf(w, "missing\t%s %s\t%s\n", m.Kind, m.Name, m.Effect)
	}
	if st.Compiled != nil {
		fmt.Fprintf(w, "compiled\tnot used: %v\n", st.Compiled)
	}
	return w.Flush()
}
