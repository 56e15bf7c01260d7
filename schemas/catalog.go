package schemas

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/schemas/internal/archive"

	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/schemas/vocabulary"
)

// Catalog is an open catalog. It is safe for concurrent use.
type Catalog struct {
	fsys   fs.FS
	source string
	kind   Kind
	id     string
	commit commitInfo
	limits archive.Limits

	exported exported // what an exported archive says of itself
	dir      string   // the directory of an imported catalog

	originals bool         // the compiled file is not used
	compiled  *compilation // of an imported catalog; never nil

	mu      sync.Mutex
	closers []io.Closer

	manifest     *manifest // of an imported catalog
	layout       func() (*layout, error)
	schematrons  func() (*schematronList, error)
	engines      func() (*engineList, error)
	dictionaries func() (*dictionaryList, error)
	vocabulary   func() (*vocabulary.Set, error)
	digest       func() (string, error)
}

// Kind says in what form a catalog lies.
type Kind string

// The forms of a catalog.
const (
	KindDirectory Kind = "directory"
	KindArchive   Kind = "archive"
	KindImported  Kind = "imported"
	KindEmbedded  Kind = "embedded"
)

// The names that a catalog goes by in reports.
const (
	IDNational = "national"
	IDStarter  = "starter"
)

// starterMark is the file by which the starter says what it is.
const starterMark = "starter"

// Option changes how a catalog is opened.
type Option func(*Catalog)

// Limits bounds what is read of a catalog, decompressed.
type Limits = archive.Limits

// DefaultLimits are far above any real catalog.
func DefaultLimits() Limits { return archive.DefaultLimits() }

// ErrUnsafe is wrapped by errors about an archive or directory that must not be opened.
var ErrUnsafe = archive.ErrUnsafe

// WithLimits replaces DefaultLimits.
func WithLimits(l archive.Limits) Option { return func(c *Catalog) { c.limits = l } }

// AsStarter marks the catalog as the starter even where it lacks the file "starter".
func AsStarter() Option { return func(c *Catalog) { c.id = IDStarter } }

// ErrNotCatalog says that there is nothing of a catalog at a path.
var ErrNotCatalog = errors.New("not a catalog")

// Open opens a directory or an archive; see the package documentation for its layout. Only names are read. The error
// wraps ErrNotCatalog when none of the folders is there, ErrUnsafe when the archive must not be opened.
func Open(path string, options ...Option) (*Catalog, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("open catalog: %w", err)
	}
	c := newCatalog(path, options)
	switch {
	case info.IsDir():
		err = c.openDirectory(path)
	case info.Mode().IsRegular():
		c.kind = KindArchive
		var closer io.Closer
		if c.fsys, closer, err = archive.OpenArchive(path, c.limits); err == nil {
			c.onClose(closer)
		}
	default:
		err = fmt.Errorf("%s is neither a directory nor a file", path)
	}
	if err == nil {
		err = c.open()
	}
	if err != nil {
		_ = c.Close()
		return nil, fmt.Errorf("open catalog: %w", err)
	}
	return c, nil
}

// OpenFS opens a catalog that lies in a file system, such as the embedded starter; source is its name in reports.
func OpenFS(fsys fs.FS, source string, options ...Option) (*Catalog, error) {
	c := newCatalog(source, options)
	c.fsys, c.kind = fsys, KindEmbedded
	if err := c.open(); err != nil {
		return nil, fmt.Errorf("open catalog: %w", err)
	}
	return c, nil
}

// OpenArchive opens an archive that is no file. Source names it in reports.
func OpenArchive(r io.ReaderAt, size int64, source string, options ...Option) (*Catalog, error) {
	fsys, err := archive.Read(r, size, archive.DefaultLimits())
	if err != nil {
		return nil, fmt.Errorf("open catalog: %s: %w", source, err)
	}
	return OpenFS(fsys, source, options...)
}

func newCatalog(source string, options []Option) *Catalog {
	c := &Catalog{source: source, id: IDNational, limits: archive.DefaultLimits(), compiled: &compilation{}}
	for _, o := range options {
		o(c)
	}
	c.layout = sync.OnceValues(c.readLayout)
	c.schematrons = sync.OnceValues(c.readSchematrons)
	c.engines = sync.OnceValues(c.readEngines)
	c.dictionaries = sync.OnceValues(c.readDictionaries)
	c.vocabulary = sync.OnceValues(c.readVocabulary)
	c.digest = sync.OnceValues(c.computeDigest)
	return c
}

// openDirectory opens a directory without following links that lead out of it.
func (c *Catalog) openDirectory(path string) error {
	root, err := os.OpenRoot(path)
	if err != nil {
		return err
	}
	c.onClose(root)
	c.fsys, c.kind = root.FS(), KindDirectory
	if c.manifest, err = readManifest(c.fsys); err != nil {
		return err
	}
	if c.manifest == nil {
		return nil
	}
	c.kind = KindImported
	if c.dir, err = filepath.Abs(path); err != nil {
		return err
	}
	return c.hold()
}

// hold keeps an imported catalog from being removed while it is open.
func (c *Catalog) hold() error {
	release, ok, err := digeststore.Hold(filepath.Join(c.dir, manifestFile))
	switch {
	case err != nil: // a file system without locks
		return nil
	case !ok:
		return fmt.Errorf("%s is just being removed", c.dir)
	}
	c.onClose(closing(release))
	return nil
}

// closing makes a function an io.Closer.
type closing func() error

// Close implements io.Closer.
func (f closing) Close() error { return f() }

// layoutDirs are the folders of a catalog; one is enough to recognise it.
var layoutDirs = []string{"schema", "schematron", "terminology", dumpDir}

func (c *Catalog) open() error {
	if a, ok := c.fsys.(*archive.ArchiveFS); ok {
		c.commit.hash = a.Commit
	}
	entries, err := fs.ReadDir(c.fsys, ".")
	if err != nil {
		return err
	}
	if !holdsCatalog(entries) {
		if entries, err = c.enterOnlyFolder(entries); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == starterMark && !e.IsDir() }) {
		c.id = IDStarter
	}
	if err := c.readCommit(); err != nil {
		return err
	}
	if err := c.readExported(); err != nil {
		return err
	}
	if c.manifest != nil {
		if c.commit.hash == "" {
			c.commit = commitInfo{hash: c.manifest.Commit, date: c.manifest.Published}
		}
		c.useCompiled()
	}
	return nil
}

func holdsCatalog(entries []fs.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return e.IsDir() && slices.Contains(layoutDirs, e.Name())
	})
}

// enterOnlyFolder goes down into the one leading folder that archives have.
func (c *Catalog) enterOnlyFolder(entries []fs.DirEntry) ([]fs.DirEntry, error) {
	notCatalog := fmt.Errorf("%s: %w: none of the folders %s is there", c.source, ErrNotCatalog, strings.Join(layoutDirs, ", "))
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() || strings.HasPrefix(e.Name(), ".") })
	if len(entries) != 1 {
		return nil, notCatalog
	}
	leading := entries[0].Name()
	sub, err := fs.Sub(c.fsys, leading)
	if err != nil {
		return nil, err
	}
	if entries, err = fs.ReadDir(sub, "."); err != nil {
		return nil, err
	}
	if !holdsCatalog(entries) {
		return nil, notCatalog
	}
	c.fsys = sub
	if m := leadingCommit().FindStringSubmatch(leading); m != nil {
		c.commit.hash = m[1]
	}
	return entries, nil
}

// leadingCommit is the commit in the leading folder of an archive that a forge made.
var leadingCommit = lazyregexp.New(`-([0-9a-f]{40})$`)

// commitInfo is the published state a catalog was taken from.
type commitInfo struct{ hash, date string }

// readCommit reads the file COMMIT: the hash, then the date, on one line.
func (c *Catalog) readCommit() error {
	const commitLimit = 4096
	b, err := archive.ReadFile(c.fsys, "COMMIT", commitLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	fields := strings.Fields(string(b))
	if len(fields) > 0 {
		c.commit.hash = fields[0]
	}
	if len(fields) > 1 && isoDate().MatchString(fields[1]) {
		c.commit.date = fields[1][:len("2006-01-02")]
	}
	return nil
}

var isoDate = lazyregexp.New(`^\d{4}-\d{2}-\d{2}(T|$)`)

// read reads a file of the catalog, from the compiled file of an imported one if it can, else from the original, which is
// then compared with the manifest first.
func (c *Catalog) read(name string) ([]byte, error) {
	if b, ok := c.compiled.section(name); ok {
		return b, nil
	}
	b, err := archive.ReadFile(c.fsys, name, c.limits.File)
	if err != nil {
		return nil, err
	}
	if c.manifest != nil {
		if err := c.manifest.check(name, b); err != nil {
			return nil, fmt.Errorf("%s: %w", c.source, err)
		}
	}
	return b, nil
}

// ID is the catalog's name in reports: IDNational or IDStarter.
func (c *Catalog) ID() string { return c.id }

// Starter reports whether this is the small embedded catalog, whose verdicts are never more than incomplete.
func (c *Catalog) Starter() bool { return c.id == IDStarter }

// Source is the path the catalog was opened from.
func (c *Catalog) Source() string { return c.source }

// Kind says in what form the catalog lies.
func (c *Catalog) Kind() Kind { return c.kind }

// Commit is the published state the catalog says it is, "" when it does not.
func (c *Catalog) Commit() string { return c.commit.hash }

// Date is the day of that state, as YYYY-MM-DD: from COMMIT, else the latest date in the list of dictionaries, else "".
func (c *Catalog) Date() string {
	if c.commit.date != "" {
		return c.commit.date
	}
	d, err := c.dictionaries()
	if err != nil || d.Latest.IsZero() {
		return ""
	}
	return d.Latest.Format("2006-01-02")
}

// Digest returns "sha256:" and the digest of the judged files, see the package documentation. For a catalog that was not
// imported every file is read the first time.
func (c *Catalog) Digest() (string, error) { return c.digest() }

// Close releases what the catalog holds open. Neither it nor anything taken from its vocabulary may be used later.
func (c *Catalog) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var errs []error
	for _, closer := range slices.Backward(c.closers) {
		errs = append(errs, closer.Close())
	}
	c.closers = nil
	return errors.Join(errs...)
}

func (c *Catalog) onClose(closer io.Closer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closers = append(c.closers, closer)
}
