package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/registry"
	catalogviews "github.com/fselint/fselint/report/catalog"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/channel"
	"github.com/fselint/fselint/validate"
)

// lockFlags are the flags of the commands that change what is in use.
type lockFlags struct {
	write bool
	path  string
	line  schemas.Line // whose catalog is pinned; "" for the main one
}

func (f *lockFlags) declare(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.write, "write-lock", false, "")
	cmd.Flags().StringVar(&f.path, "lock", "", "")
}

func newCatalogImport() *cobra.Command {
	var lock lockFlags
	var registryFile string
	var dictionaries, authorities []string
	var line lineFlag
	var accept bool
	cmd := &cobra.Command{
		Use:  "import [DIR|ARCHIVE]",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && registryFile == "" && len(dictionaries)+len(authorities) == 0 {
				return hinted{texts.Error("nothing-to-import", nil), texts.Text("name-directory-or-archive-or-registry", nil)}
			}
			lang := language(cmd)
			out := cmd.OutOrStdout()
			var err error
			if lock.line, err = line.line(); err != nil {
				return err
			}
			if len(args) == 1 || len(dictionaries) > 0 {
				added, err := namedDictionaries(dictionaries)
				if err != nil {
					return err
				}
				path, err := baseCatalog(args, lock.line)
				if err != nil {
					return err
				}
				o := schemas.ImportOptions{Line: lock.line, Dictionaries: added, Complete: !accept}
				if err := importCatalog(cmd.Context(), out, cmd.ErrOrStderr(), lang, path, o); err != nil {
					return err
				}
			}
			for _, path := range authorities {
				if err := importAuthorities(out, lang, path); err != nil {
					return err
				}
			}
			if registryFile != "" {
				if err := importRegistry(cmd.Context(), out, lang, registryFile); err != nil {
					return err
				}
			}
			return lock.finish(out, lang)
		},
	}
	cmd.Flags().StringVar(&registryFile, "registry", "", "")
	cmd.Flags().StringArrayVar(&dictionaries, "dictionary", nil, "")
	cmd.Flags().StringArrayVar(&authorities, "ca", nil, "")
	cmd.Flags().BoolVar(&accept, "accept-defects", false, "")
	line.declare(cmd)
	lock.declare(cmd)
	return cmd
}

// baseCatalog is the catalog that is imported: the one named, else the current one of the line, to which dictionaries are added.
func baseCatalog(args []string, line schemas.Line) (string, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	dir, err := schemas.CacheDir()
	if err != nil {
		return "", err
	}
	path, err := line.Current(dir)
	if err == nil && path == "" {
		err = hinted{texts.Error("no-catalog-to-add-to", nil), texts.Text("fselint-catalog-update-or-fselint-catalog", nil)}
	}
	return path, err
}

// namedDictionaries takes --dictionary OID=FILE apart.
func namedDictionaries(given []string) (map[string]string, error) {
	files := map[string]string{}
	for _, g := range given {
		system, path, ok := strings.Cut(g, "=")
		if !ok || system == "" || path == "" {
			return nil, hinted{texts.Error("dictionary-form", lint.Values{"given": strconv.Quote(g)}), texts.Text("dictionary-example", nil)}
		}
		files[system] = path
	}
	return files, nil
}

func importCatalog(ctx context.Context, out, notes io.Writer, lang, path string, o schemas.ImportOptions) error {
	dir, err := schemas.CacheDir()
	if err != nil {
		return err
	}
	travelling, err := exportedRegistry(path)
	if err != nil && importAuthorities(out, lang, path) == nil {
		return nil // certificates of authorities and nothing else
	}
	if err != nil {
		return err
	}
	imported, err := schemas.ImportWith(ctx, path, dir, o)
	if errors.Is(err, schemas.ErrIncomplete) {
		return hinted{err, texts.Text("what-was-in-use-stays-accept", nil)}
	}
	if errors.Is(err, schemas.ErrDictionary) {
		return hinted{err, texts.Text("dictionary-example", nil)}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s %s\ndigest %s\n", wordImported.In(lang), imported.Dir, imported.Digest)
	for _, part := range imported.Unusable {
		fmt.Fprintf(notes, "fselint: %s: %s\n", wordUnusable.In(lang), part)
	}
	if err := printAdded(out, lang, imported.Dir, o.Dictionaries); err != nil {
		return err
	}
	if err := importAuthorities(out, lang, path); err != nil && !errors.Is(err, certificate.ErrNoAuthority) {
		return err
	}
	if travelling == nil {
		return nil
	}
	source := travelling.Source
	if source == "" {
		source = path
	}
	return keepRegistry(ctx, out, lang, bytes.NewReader(travelling.Content), source, travelling.Digest)
}

// importAuthorities keeps the certificates of the ministry's authorities that lie in a file, a folder or beside a catalog. The error
// is certificate.ErrNoAuthority when there are none.
func importAuthorities(out io.Writer, lang, path string) error {
	dir, err := certificate.AuthorityDir()
	if err != nil {
		return err
	}
	kept, err := authoritiesAt(dir, path)
	if err == nil && len(kept) == 0 {
		err = fmt.Errorf("%s: %w", path, certificate.ErrNoAuthority)
	}
	printAuthorities(out, lang, kept)
	return err
}

func authoritiesAt(dir, path string) ([]certificate.Authority, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return channel.KeepAuthorities(dir, os.DirFS(path))
	}
	if c, err := schemas.Open(path); err == nil {
		defer c.Close()
		return channel.KeepAuthorities(dir, c.FS())
	}
	data, err := validate.File(path).Load(certificate.MaxSize)
	if err != nil {
		return nil, err
	}
	a, ok, err := certificate.KeepAuthority(dir, data)
	if !ok {
		return nil, err
	}
	return []certificate.Authority{a}, err
}

func printAdded(out io.Writer, lang, dir string, added map[string]string) error {
	if len(added) == 0 {
		return nil
	}
	c, err := schemas.Open(dir)
	if err != nil {
		return err
	}
	defer c.Close()
	return catalogviews.Added(out, c, slices.Sorted(maps.Keys(added)), lang)
}

// exportedRegistry returns the registry that travels in an exported file, before anything is imported of it.
func exportedRegistry(path string) (*schemas.ExportedRegistry, error) {
	c, err := schemas.Open(path)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return c.ExportedRegistry()
}

func importRegistry(ctx context.Context, out io.Writer, lang, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return errors.Join(err, texts.Error("is-not-file", lint.Values{"path": path}))
	}
	source, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	return keepRegistry(ctx, out, lang, f, source, "")
}

func keepRegistry(ctx context.Context, out io.Writer, lang string, src io.Reader, source, digest string) error {
	dir, err := registry.CacheDir()
	if err != nil {
		return err
	}
	r, err := registry.OpenCache(dir).Import(ctx, src, source, digest)
	if err != nil {
		return texts.Error("import-registry", lint.Values{"source": source, "err": err})
	}
	fmt.Fprintf(out, wordRegistry.In(lang)+"\n", r.Count(), r.Digest)
	return nil
}

var (
	wordImported = texts.Text("imported", nil)
	wordUnusable = texts.Text("part-cannot-be-compiled", nil)
	wordRegistry = texts.Text("registry-d-accredited-software-digest-s", nil)
)
