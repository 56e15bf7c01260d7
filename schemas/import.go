package schemas

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/schemas/internal/archive"

	"golang.org/x/text/unicode/norm"

	"github.com/fselint/fselint/cda/schematron"
	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/schemas/vocabulary"
)

// Imported is what an import did.
type Imported struct {
	Digest       string // "sha256:…"
	Dir          string // where the catalog now lies
	Reused       bool   // the same catalog was there already, whole
	Files        int
	Bytes        int64
	Dictionaries int // with codes in the compiled file
	Codes        int // in all of them
	// Defects are dictionaries that cannot be read; their codes will not be checked.
	Defects []string
	// Unusable are the parts that cannot be compiled, each with file and line: these dictionaries, schema sets and Schematrons.
	Unusable []string
}

// ImportOptions says more about an import. The zero value is ready for use.
type ImportOptions struct {
	Open   []Option
	Source string // where the catalog is really from, when it is not the path that is imported
	Digest string // the only digest that is accepted; "" for any
	Line   Line   // in which it becomes the current one; "" for MainLine
	// Dictionaries are paths of files of codes by code system, in the form of those of the catalog. Each is added, or takes
	// the place of the catalog's own. The error wraps ErrDictionary when one cannot be looked up in.
	Dictionaries map[string]string
	// Complete refuses a catalog of which a part cannot be compiled, be it by the gateway: the error wraps ErrIncomplete and
	// names files and lines. Without it they are Imported.Unusable.
	Complete bool
	// Time bounds compilation; 0 for five minutes.
	Time time.Duration
	// Test judges the catalog as it will be, before it becomes the current one. An error ends the import. Without a test, a
	// schema set that cannot be compiled does.
	Test func(*Catalog) error
}

// ErrDigest is wrapped by errors that say that a catalog is not the one that was wanted.
var ErrDigest = errors.New("another digest than the one wanted")

// Import is ImportWith without more than the options of Open.
func Import(src, destDir string, options ...Option) (*Imported, error) {
	return ImportWith(context.Background(), src, destDir, ImportOptions{Open: options})
}

// ImportWith copies a catalog, a directory or an archive, into destDir (CacheDir when ""), checks it, compiles it into one
// file and makes it the current one. Until the very end nothing that was there changes: the new catalog appears under
// its digest by one rename, and becomes current by another. Links in a directory are refused, as in an archive. Another
// import at work in destDir is waited for until ctx ends.
func ImportWith(ctx context.Context, src, destDir string, o ImportOptions) (*Imported, error) {
	if destDir == "" {
		var err error
		if destDir, err = CacheDir(); err != nil {
			return nil, err
		}
	}
	c, err := Open(src, o.Open...)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	im := &importer{c: c, options: o, store: o.Line.store(destDir), added: map[string][]byte{}}
	for system, file := range o.Dictionaries {
		if im.added[dictionaryPath(system)], err = readAdded(system, file, c.limits.File); err != nil {
			return nil, fmt.Errorf("import catalog: %w", err)
		}
	}
	release, err := im.store.Lock(ctx)
	if err != nil {
		return nil, fmt.Errorf("import catalog: %w", err)
	}
	defer release()
	if im.dir, err = im.store.TempDir(); err != nil {
		return nil, fmt.Errorf("import catalog: %w", err)
	}
	defer os.RemoveAll(im.dir) // gone by then when all went well
	err = im.run(ctx)
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = im.install()
	}
	if err != nil {
		return nil, fmt.Errorf("import catalog %s: %w", src, err)
	}
	return &im.result, nil
}

// ErrDictionary is wrapped by errors that say that a file given as a dictionary is none.
var ErrDictionary = errors.New("not a dictionary")

// readAdded reads a file of codes, and refuses what cannot be looked up in.
func readAdded(system, file string, limit int64) ([]byte, error) {
	if !isOID(system) {
		return nil, fmt.Errorf("%w: %q is not the OID of a code system", ErrDictionary, system)
	}
	b, err := archive.ReadFile(os.DirFS(filepath.Dir(file)), filepath.Base(file), limit)
	if err != nil {
		return nil, err
	}
	t, err := vocabulary.ReadCSV(b)
	if err == nil && t.Len() == 0 {
		err = errors.New("no row of it holds a code")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", file, ErrDictionary, err)
	}
	return b, nil
}

type importer struct {
	c        *Catalog
	options  ImportOptions
	store    *digeststore.Store
	dir      string
	added    map[string][]byte // files of ImportOptions.Dictionaries by path
	names    []string          // of all files, sorted
	manifest manifest
	result   Imported
}

func (im *importer) run(ctx context.Context) error {
	l, err := im.c.layout()
	if err != nil {
		return err
	}
	im.names = slices.Concat(l.judged, l.beside, sortedKeys(im.added))
	slices.Sort(im.names)
	im.names = slices.Compact(im.names)
	if err := im.checkNames(); err != nil {
		return err
	}
	if err := im.copyAll(l); err != nil {
		return err
	}
	if wanted := im.options.Digest; wanted != "" && wanted != im.manifest.Digest {
		return fmt.Errorf("%w: it is %s, not %s", ErrDigest, im.manifest.Digest, wanted)
	}
	if err := im.checkExported(); err != nil {
		return err
	}
	if err := im.writeManifest(); err != nil {
		return err
	}
	if err := im.compileWithin(ctx); err != nil {
		return err
	}
	return im.verify()
}

// checkExported refuses an exported archive that is not what was exported.
func (im *importer) checkExported() error {
	claimed, digest := im.c.exported.Catalog.Digest, im.manifest.Digest
	if claimed == "" {
		return nil
	}
	if len(im.added) > 0 {
		var err error
		if digest, err = im.c.Digest(); err != nil {
			return err
		}
	}
	if claimed != digest {
		return fmt.Errorf("%w: exported as %s, it is %s", ErrDamaged, claimed, digest)
	}
	return nil
}

// checkNames refuses names that another system would not take, collide, or are links.
func (im *importer) checkNames() error {
	folded := map[string]string{}
	dirs := map[string]bool{}
	for _, name := range im.names {
		if clean, err := archive.CleanName(name); err != nil || clean != name {
			return errors.Join(archive.UnsafeError("name %q", name), err)
		}
		key := strings.ToLower(norm.NFC.String(name))
		if other, taken := folded[key]; taken {
			return archive.UnsafeError("%q and %q differ in letter case only", other, name)
		}
		folded[key] = name
		if im.added[name] != nil {
			continue
		}
		for at := name; at != "." && !dirs[at]; at = path.Dir(at) {
			dirs[at] = true
			info, err := fs.Lstat(im.c.fsys, at)
			if err != nil {
				return err
			}
			if !info.IsDir() && !info.Mode().IsRegular() {
				return archive.UnsafeError("%s is a link or special file", at)
			}
		}
	}
	return nil
}

// copyAll copies every file: the originals, from which the compiled file can always be made again.
func (im *importer) copyAll(l *layout) error {
	var sums []fileSum
	for _, name := range im.names {
		b, err := im.read(name)
		if err != nil {
			return err
		}
		if im.result.Bytes += int64(len(b)); im.result.Bytes > im.c.limits.Total {
			return archive.UnsafeError("more than %d bytes in all", im.c.limits.Total)
		}
		if err := writeSynced(filepath.Join(im.dir, filepath.FromSlash(name)), b); err != nil {
			return err
		}
		sum := sumOf(b)
		e := manifestEntry{Path: name, Size: int64(len(b)), SHA256: hex.EncodeToString(sum[:])}
		if e.Beside = slices.Contains(l.beside, name); !e.Beside {
			sums = append(sums, fileSum{name, sum})
		}
		im.manifest.Files = append(im.manifest.Files, e)
	}
	im.manifest.total = catalogSum(sums)
	im.manifest.Digest = digestText(im.manifest.total)
	im.result.Files, im.result.Digest = len(im.manifest.Files), im.manifest.Digest
	return nil
}

func (im *importer) read(name string) ([]byte, error) {
	if b := im.added[name]; b != nil {
		return b, nil
	}
	return im.c.read(name)
}

// writeManifest says what was copied and where it is from.
func (im *importer) writeManifest() error {
	m := &im.manifest
	m.Format, m.Imported = manifestFormat, time.Now().UTC().Truncate(time.Millisecond)
	m.Commit, m.Published, m.Date = im.c.commit.hash, im.c.commit.date, im.c.Date()
	m.Added = slices.Concat(im.c.Added(), sortedKeys(im.options.Dictionaries))
	slices.Sort(m.Added)
	m.Added = slices.Compact(m.Added)
	if m.Source = im.options.Source; m.Source == "" {
		m.Source = im.c.published()
	}
	if m.Source == im.c.source { // a path, which should mean the same from any folder
		if abs, err := filepath.Abs(m.Source); err == nil {
			m.Source = abs
		}
	}
	var err error
	if m.Sum, err = digeststore.Checksum(m); err != nil {
		return err
	}
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return writeSynced(filepath.Join(im.dir, manifestFile), b)
}

// ErrIncomplete is wrapped by errors that say that parts of a catalog cannot be compiled.
var ErrIncomplete = errors.New("the catalog cannot be compiled in full")

// ErrCompileTime is wrapped by errors that say that compiling a catalog took too long.
var ErrCompileTime = errors.New("compiling the catalog takes too long")

// compileWithin compiles the catalog, and refuses it where a part cannot be compiled or all together takes too long.
func (im *importer) compileWithin(ctx context.Context) error {
	limit := cmp.Or(im.options.Time, 5*time.Minute)
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("%w: more than %v", ErrCompileTime, limit))
	defer cancel()
	if err := within(ctx, func() error { return im.compile(ctx) }); err != nil {
		return err
	}
	if !im.options.Complete || len(im.result.Unusable) == 0 {
		return nil
	}
	const shown = 10
	list := im.result.Unusable[:min(shown, len(im.result.Unusable))]
	return fmt.Errorf("%w: %d parts: %s", ErrIncomplete, len(im.result.Unusable), strings.Join(list, "; "))
}

// within runs f until ctx ends; then it is left to itself. A panic of f is an error.
func within(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("%w: %v", ErrIncomplete, r)
			}
		}()
		done <- f()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// trySchematrons compiles every Schematron that can be chosen, and lists what cannot be compiled, here or by the gateway.
func trySchematrons(ctx context.Context, c *Catalog) ([]string, error) {
	infos, err := c.Schematrons()
	if err != nil {
		return nil, err
	}
	var unusable []string
	for _, info := range infos {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		s, _, err := c.Schematron(info.TemplateRoot)
		if errors.Is(err, fs.ErrNotExist) {
			continue // what is missing is no matter of compilation
		}
		if err != nil {
			return nil, err
		}
		compiled, err := schematron.Compile(s.Content, schematron.ReadOptions{Name: "schematron/" + s.Name})
		if err != nil {
			unusable = append(unusable, err.Error())
			continue
		}
		for _, e := range compiled.Refusals() {
			unusable = append(unusable, e.Error())
		}
	}
	return unusable, nil
}

// compile reads the lists, which makes sure that they can be read, and every dictionary.
func (im *importer) compile(ctx context.Context) error {
	c, err := Open(im.dir, WithLimits(im.c.limits), fromOriginals())
	if err != nil {
		return err
	}
	defer c.Close()
	out, err := os.OpenFile(filepath.Join(im.dir, compiledFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	stats, err := c.compile(ctx, out)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	if stats.unusable != nil && im.options.Test == nil && !im.options.Complete {
		return stats.unusable
	}
	im.result.Unusable = slices.Clone(stats.defects)
	if stats.unusable != nil {
		im.result.Unusable = append(im.result.Unusable, "schema/"+stats.unusable.Error())
	}
	refused, err := trySchematrons(ctx, c)
	if err != nil {
		return err
	}
	im.result.Unusable = append(im.result.Unusable, refused...)
	im.result.Dictionaries, im.result.Codes, im.result.Defects = stats.dictionaries, stats.codes, stats.defects
	return nil
}

// verify reads everything back, and lets the caller's test judge it.
func (im *importer) verify() error {
	if err := verifyImported(im.dir, im.manifest.Digest); err != nil {
		return err
	}
	if im.options.Test == nil {
		return nil
	}
	c, err := Open(im.dir, WithLimits(im.c.limits))
	if err != nil {
		return err
	}
	defer c.Close()
	return im.options.Test(c)
}

func writeSynced(file string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

// verifyImported reads an imported catalog whole: every file against the manifest, every section of the compiled file,
// every code. It changes nothing.
func verifyImported(dir, digest string) error {
	c, err := Open(dir, fromOriginals())
	if err != nil {
		return err
	}
	defer c.Close()
	if c.manifest == nil || c.manifest.Digest != digest {
		return fmt.Errorf("%s: %w: not the catalog %s", dir, ErrDamaged, digest)
	}
	for _, e := range c.manifest.Files {
		if _, err := c.read(e.Path); err != nil {
			return err
		}
	}
	comp, err := openCompiled(filepath.Join(dir, compiledFile), c.manifest)
	if err != nil {
		return err
	}
	defer comp.file.Close()
	for _, name := range comp.file.Names() {
		s := comp.file.Section(name)
		if err := s.Verify(0, s.Size()); err != nil {
			return fmt.Errorf("%s: %s: %w", compiledFile, name, err)
		}
		if system, ok := strings.CutPrefix(name, "terminology/"); ok {
			if err := comp.table(system).Each(func(string, string, string) bool { return true }); err != nil {
				return fmt.Errorf("%s: dictionary %s: %w", compiledFile, system, err)
			}
		}
	}
	return nil
}

// install gives the catalog its final name and makes it current.
func (im *importer) install() error {
	name := strings.TrimPrefix(im.manifest.Digest, "sha256:")
	final := im.store.Path(name, "")
	im.result.Dir = final
	if err := os.Chmod(im.dir, 0o755); err != nil {
		return err
	}
	switch _, err := os.Lstat(final); {
	case err == nil && verifyImported(final, im.manifest.Digest) == nil:
		im.result.Reused = true
	case err == nil:
		// Something damaged bears the name: put it aside, then the sound one in its place.
		if err := im.store.Remove(name); err != nil {
			return err
		}
		fallthrough
	default:
		if err := os.Rename(im.dir, final); err != nil {
			return err
		}
	}
	whole.SyncDir(im.store.Dir())
	return im.store.SetCurrent(name)
}
