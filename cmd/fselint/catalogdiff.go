package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/diff"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
	"github.com/fselint/fselint/validate/compare"
)

const catalogDiffLong = `Say what changed between two catalogs: rules added, removed, reworded, tests changed; codes and
versions added or dropped; schemas; structure maps. With documents also which verdicts change, and
by which rule.

OLD and NEW are directories, archives, the beginning of the digest of a catalog in the cache (see
"fselint catalog list"), or "current". PATH is a document, a directory or a pattern, as for check.

Exit codes: 0 compared, 1 a document is refused by NEW that OLD accepts, 2 a catalog cannot be
opened, 3 a document could not be judged, 4 no document matched.`

const catalogDiffExample = `  fselint catalog diff 3f9a current
  fselint catalog diff --format markdown old.zip new.zip > changes.md
  fselint catalog diff current ../it-fse-catalogs archivio/
  fselint catalog diff --registry-old results-old.csv --registry-new results.csv current current`

type catalogDiffFlags struct {
	format, registryOld, registryNew string
	jobs                             int
	timeout                          time.Duration
}

func newCatalogDiff() *cobra.Command {
	var f catalogDiffFlags
	cmd := &cobra.Command{
		Use:     "diff OLD NEW [PATH...]",
		Short:   "Say what changed between two catalogs, and which verdicts change",
		Long:    catalogDiffLong,
		Example: catalogDiffExample,
		Args:    cobra.MinimumNArgs(2),
		RunE:    f.run,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.format, "format", "text", "output format: text, markdown, json")
	fl.StringVar(&f.registryOld, "registry-old", "", "registry of accredited software (results.csv, or the beginning of its digest in the cache)")
	fl.StringVar(&f.registryNew, "registry-new", "", "registry to compare it with")
	fl.IntVarP(&f.jobs, "jobs", "j", 0, "documents judged at the same time (default: one per processor)")
	fl.DurationVar(&f.timeout, "timeout", 30*time.Second, "time allowed for one document with one catalog")
	return cmd
}

func (f *catalogDiffFlags) run(cmd *cobra.Command, args []string) error {
	lang, err := language(cmd)
	if err != nil {
		return err
	}
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
		if cmd.Context().Err() != nil {
			return &exitError{exitFault, errors.New("interrupted")}
		}
		return err
	}
	if err := f.registries(result); err != nil {
		return err
	}
	buffered := bufio.NewWriter(cmd.OutOrStdout())
	w := newDiffWriter(f.format, buffered, lang)
	w.changes(result)
	var t diffTally
	if paths := args[2:]; len(paths) > 0 {
		t.causes = causesOf(result, new)
		if err := f.documents(cmd, old, new, paths, &t, w); err != nil {
			return err
		}
		w.summary(&t)
	}
	if err := errors.Join(w.close(), buffered.Flush()); err != nil {
		return &exitError{exitFault, fmt.Errorf("write the report: %w", err)}
	}
	return t.exit(len(args) > 2)
}

func (f *catalogDiffFlags) validate(paths []string) error {
	switch {
	case !slices.Contains([]string{"text", "markdown", "json"}, f.format):
		return hinted{fmt.Errorf("unknown format %q", f.format), "--format text, markdown or json"}
	case (f.registryOld == "") != (f.registryNew == ""):
		return errors.New("--registry-old and --registry-new go together")
	case f.jobs < 0:
		return errors.New("--jobs must not be negative")
	case f.timeout < 0:
		return errors.New("--timeout must not be negative")
	case slices.Contains(paths, "-"):
		return hinted{errors.New("standard input cannot be compared"), "write the document to a file"}
	}
	return nil
}

// openSide opens a catalog by path, by the beginning of its digest in the cache, or the current one.
func openSide(arg string) (*schemas.Catalog, error) {
	if _, err := os.Stat(arg); err == nil {
		return openCatalog(arg)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if arg == "current" {
		return openCatalog("")
	}
	dir, err := schemas.CacheDir()
	if err != nil {
		return nil, err
	}
	found, err := schemas.Find(dir, arg)
	if err != nil {
		return nil, hinted{
			fmt.Errorf("%s is neither a path nor a catalog in the cache: %w", arg, err),
			"a directory, an archive, the beginning of a digest that \"fselint catalog list\" shows, or current",
		}
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
		return nil, fmt.Errorf("%s is neither a file nor a registry in the cache: %w", arg, err)
	}
	return registry.OpenCached(found)
}

// documents judges the documents with both catalogs.
func (f *catalogDiffFlags) documents(cmd *cobra.Command, old, new *schemas.Catalog, paths []string, t *diffTally, w *diffWriter) error {
	var runners [2]*validate.Runner
	for i, c := range []*schemas.Catalog{old, new} {
		var err error
		runners[i], err = checks.NewRunner(checks.Config{Catalog: c, Limits: validate.Limits{Time: f.timeout}})
		if err != nil {
			return err
		}
	}
	bundles := inputs{args: paths, stdin: cmd.InOrStdin()}.all()
	err := compare.Run(cmd.Context(), runners[0], runners[1], bundles, f.jobs, func(o, n *validate.Document) error {
		d := compare.Documents(o, n)
		t.add(&d, o, n)
		if !d.Equal() {
			w.document(&d, o, n, t.causes)
		}
		return w.err
	})
	if cmd.Context().Err() != nil {
		return &exitError{exitFault, errors.New("interrupted")}
	}
	if err != nil {
		return &exitError{exitFault, fmt.Errorf("write the report: %w", err)}
	}
	return nil
}

// causes finds the change of a rule that explains a finding: by file of the Schematron and national id.
type causes struct {
	files   map[string]string // Schematron by templateId root, in the new catalog
	changes map[[2]string]diff.Kind
}

func causesOf(r *diff.Result, new *schemas.Catalog) *causes {
	c := &causes{files: map[string]string{}, changes: map[[2]string]diff.Kind{}}
	infos, _ := new.Schematrons() // compared already, so it can be read
	for _, s := range infos {
		c.files[s.TemplateRoot] = s.Name
	}
	for _, change := range r.Changes {
		if change.Area != diff.Schematrons {
			continue
		}
		for _, id := range strings.Split(change.Item, ", ") { // a context has the asserts of its rule
			key := [2]string{change.Subject, id}
			if _, known := c.changes[key]; !known {
				c.changes[key] = change.Kind
			}
		}
	}
	return c
}

// of returns the kind of the change, "" when the rule itself has not changed.
func (c *causes) of(d *validate.Document, f *compare.FindingChange) diff.Kind {
	if f.Example == nil || f.Example.NationalID == "" {
		return ""
	}
	return c.changes[[2]string{c.files[d.TemplateID], f.Example.NationalID}]
}

// diffTally counts what becomes of documents.
type diffTally struct {
	causes            *causes
	documents, differ int
	worse, better     int
	fault             bool
	verdicts          map[[2]validate.Verdict]int
	come, gone        map[string]int // documents by finding id
}

func (t *diffTally) add(d *compare.Difference, old, new *validate.Document) {
	t.documents++
	t.fault = t.fault || d.Fault
	if d.Equal() {
		return
	}
	if t.verdicts == nil {
		t.verdicts, t.come, t.gone = map[[2]validate.Verdict]int{}, map[string]int{}, map[string]int{}
	}
	t.differ++
	if d.Verdict != nil {
		t.verdicts[[2]validate.Verdict{old.Verdict, new.Verdict}]++
	}
	switch was, is := refused(old), refused(new); {
	case is && !was:
		t.worse++
	case was && !is:
		t.better++
	}
	for _, c := range d.Come {
		t.come[c.ID]++
	}
	for _, c := range d.Gone {
		t.gone[c.ID]++
	}
}

// refused reports whether the gateway, or where nothing can be said of it fselint, refuses a document.
func refused(d *validate.Document) bool {
	if d.Gateway != nil {
		return !d.Gateway.Accepted
	}
	return d.Verdict == validate.Fail
}

func (t *diffTally) exit(documents bool) error {
	switch {
	case t.fault:
		return &exitError{code: exitFault}
	case t.worse > 0:
		return &exitError{code: exitFindings}
	case documents && t.documents == 0:
		return &exitError{exitNothing, errors.New("nothing to compare: no document matched")}
	}
	return nil
}
