package main

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	view "github.com/fselint/fselint/report/catalog"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/diff"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
	"github.com/fselint/fselint/validate/compare"
)

type catalogDiffFlags struct {
	format, registryOld, registryNew string
	jobs                             int
	timeout                          time.Duration
}

func newCatalogDiff() *cobra.Command {
	var f catalogDiffFlags
	cmd := &cobra.Command{
		Use:  "diff OLD NEW [PATH...]",
		Args: cobra.MinimumNArgs(2),
		RunE: f.run,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.format, "format", "text", "")
	completion(cmd, "format", "text", "markdown", "json")
	fl.StringVar(&f.registryOld, "registry-old", "", "")
	fl.StringVar(&f.registryNew, "registry-new", "", "")
	fl.IntVarP(&f.jobs, "jobs", "j", 0, "")
	fl.DurationVar(&f.timeout, "timeout", 30*time.Second, "")
	return cmd
}

func (f *catalogDiffFlags) run(cmd *cobra.Command, args []string) error {
	lang := language(cmd)
	if err := f.validate(args[2:]); err != nil {
		return err
	}
	old, err := openSide(args[0])
	if err != nil {
		return err
	}
	defer old.Close()
	new, err := openSide(args[1])
	if err != nil {
		return err
	}
	defer new.Close()
	result, err := diff.Catalogs(cmd.Context(), old, new)
	if err != nil {
		return interrupted(cmd, err)
	}
	if err := f.registries(result); err != nil {
		return err
	}
	files := map[string]string{}
	infos, err := new.Schematrons()
	if err != nil {
		return err
	}
	for _, s := range infos {
		files[s.TemplateRoot] = s.Name
	}
	buffered := bufio.NewWriter(cmd.OutOrStdout())
	w := view.NewDiff(f.format, lang, buffered, files)
	w.Changes(result)
	paths := args[2:]
	if len(paths) > 0 {
		if err := f.documents(cmd, old, new, paths, w); err != nil {
			return err
		}
	}
	t, err := w.Close(len(paths) > 0)
	switch err := errors.Join(err, buffered.Flush()); {
	case err != nil:
		return &exitError{exitFault, texts.Error("write-report", lint.Values{"err": err})}
	case t.Fault:
		return &exitError{code: exitFault}
	case t.Worse > 0:
		return &exitError{code: exitFindings}
	case len(paths) > 0 && t.Documents == 0:
		return &exitError{exitNothing, texts.Error("nothing-to-compare-no-document-matched", nil)}
	}
	return nil
}

// interrupted is the error of a command that did not come to its end.
func interrupted(cmd *cobra.Command, err error) error {
	if cmd.Context().Err() != nil {
		return &exitError{exitFault, texts.Error("interrupted", nil)}
	}
	return err
}

func (f *catalogDiffFlags) validate(paths []string) error {
	switch {
	case !slices.Contains(view.Formats, f.format):
		return hinted{texts.Error("unknown-format", lint.Values{"format": strconv.Quote(f.format)}), texts.Text("format-text-markdown-or-json", nil)}
	case (f.registryOld == "") != (f.registryNew == ""):
		return texts.Error("registry-old-and-registry-new-go", nil)
	case f.jobs < 0:
		return texts.Error("jobs-must-not-be-negative", nil)
	case f.timeout < 0:
		return texts.Error("timeout-must-not-be-negative", nil)
	case slices.Contains(paths, "-"):
		return hinted{texts.Error("standard-input-cannot-be-compared", nil), texts.Text("write-document-to-file", nil)}
	}
	return nil
}

// openSide opens a catalog by path, by the name of its line, by the beginning of its digest in the cache, or the current one.
func openSide(arg string) (*schemas.Catalog, error) {
	if _, err := os.Stat(arg); err == nil {
		return openCatalog(arg)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if arg == "current" {
		return openCatalog("")
	}
	if _, ok := schemas.ParseLine(arg); ok {
		return openCatalog(arg)
	}
	dir, err := schemas.CacheDir()
	if err != nil {
		return nil, err
	}
	found, err := schemas.Find(dir, arg)
	if err != nil {
		return nil, hinted{texts.Error("is-neither-path-nor-catalog-in", lint.Values{"arg": arg, "err": err}), texts.Text("a-directory-archive-beginning-digest-that", nil)}
	}
	return openCatalog(found.Dir)
}

func (f *catalogDiffFlags) registries(result *diff.Result) error {
	if f.registryOld == "" {
		return nil
	}
	old, err := openRegistrySide(f.registryOld)
	if err != nil {
		return err
	}
	new, err := openRegistrySide(f.registryNew)
	if err != nil {
		return err
	}
	result.Changes = append(result.Changes, diff.Registries(old, new)...)
	return nil
}

// openRegistrySide opens a registry by path, or by the beginning of its digest in the cache.
func openRegistrySide(arg string) (*registry.Registry, error) {
	if _, err := os.Stat(arg); !errors.Is(err, fs.ErrNotExist) {
		return registry.Open(arg)
	}
	dir, err := registry.CacheDir()
	if err != nil {
		return nil, err
	}
	found, err := registry.OpenCache(dir).Find(arg)
	if err != nil {
		return nil, texts.Error("is-neither-file-nor-registry-in", lint.Values{"arg": arg, "err": err})
	}
	return registry.OpenCached(found)
}

// documents judges the documents with both catalogs.
func (f *catalogDiffFlags) documents(cmd *cobra.Command, old, new *schemas.Catalog, paths []string, w *view.Diff) error {
	var runners [2]*validate.Runner
	for i, c := range []*schemas.Catalog{old, new} {
		var err error
		runners[i], err = checks.NewRunner(checks.Config{Catalog: c, Limits: validate.Limits{Time: f.timeout}})
		if err != nil {
			return err
		}
	}
	bundles := inputs{args: paths, stdin: cmd.InOrStdin()}.all()
	if err := compare.Run(cmd.Context(), runners[0], runners[1], bundles, f.jobs, w.Document); err != nil {
		return interrupted(cmd, &exitError{exitFault, texts.Error("write-report", lint.Values{"err": err})})
	}
	return nil
}
