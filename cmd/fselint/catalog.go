package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	catalogviews "github.com/fselint/fselint/report/catalog"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
)

// openCatalog opens the catalog that the flag or argument, the environment or the user's cache names, else the starter.
func openCatalog(flag string) (*schemas.Catalog, error) { return openLine(flag, schemas.MainLine) }

// openLine is openCatalog for a line of the catalog.
func openLine(flag string, line schemas.Line) (*schemas.Catalog, error) {
	path, origin, err := line.Locate(flag, os.Getenv)
	if errors.Is(err, schemas.ErrNoLine) {
		return nil, hinted{err, texts.Text("catalog-update-line", nil)}
	}
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

// lineFlag is the flag --line.
type lineFlag struct{ name string }

func (f *lineFlag) declare(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.name, "line", "", "")
	completion(cmd, "line", lineNames()...)
}

func lineNames() []string {
	var names []string
	for _, l := range schemas.Lines() {
		names = append(names, string(l))
	}
	return names
}

// line is the line that the flag names.
func (f *lineFlag) line() (schemas.Line, error) { return parseLine("line", f.name) }

func parseLine(flag, name string) (schemas.Line, error) {
	line, ok := schemas.ParseLine(name)
	if !ok {
		return "", hinted{texts.Error("unknown-line", lint.Values{"flag": flag, "line": strconv.Quote(name)}), texts.Text("lines", lint.Values{"list": strings.Join(lineNames(), ", ")})}
	}
	return line, nil
}

// completion offers the values of a flag that is declared.
func completion(cmd *cobra.Command, flag string, values ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}

func newCatalogStatus() *cobra.Command {
	var catalog string
	var line lineFlag
	cmd := &cobra.Command{
		Use:  "status",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, err := line.line()
			if err != nil {
				return err
			}
			c, err := openLine(catalog, l)
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
	line.declare(cmd)
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
