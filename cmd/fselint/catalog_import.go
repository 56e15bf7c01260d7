package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
)

// lockFlags are the flags of the commands that change what is in use.
type lockFlags struct {
	write bool
	path  string
}

func (f *lockFlags) declare(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.write, "write-lock", false, "")
	cmd.Flags().StringVar(&f.path, "lock", "", "")
}

func newCatalogImport() *cobra.Command {
	var lock lockFlags
	var registryFile string
	cmd := &cobra.Command{
		Use:  "import [DIR|ARCHIVE]",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && registryFile == "" {
				return hinted{texts.Error("nothing-to-import", nil), texts.Text("name-directory-or-archive-or-registry", nil)}
			}
			lang := language(cmd)
			out := cmd.OutOrStdout()
			if len(args) == 1 {
				if err := importCatalog(cmd.Context(), out, cmd.ErrOrStderr(), lang, args[0]); err != nil {
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
	lock.declare(cmd)
	return cmd
}

func importCatalog(ctx context.Context, out, notes io.Writer, lang, path string) error {
	dir, err := schemas.CacheDir()
	if err != nil {
		return err
	}
	travelling, err := exportedRegistry(path)
	if err != nil {
		return err
	}
	imported, err := schemas.ImportWith(ctx, path, dir, schemas.ImportOptions{})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s %s\ndigest %s\n", wordImported.In(lang), imported.Dir, imported.Digest)
	for _, defect := range imported.Defects {
		fmt.Fprintf(notes, "fselint: %s: %s\n", wordUnreadable.In(lang), defect)
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
	wordImported   = texts.Text("imported", nil)
	wordUnreadable = texts.Text("a-dictionary-cannot-be-read-its", nil)
	wordRegistry   = texts.Text("registry-d-accredited-software-digest-s", nil)
)
