package schemas

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/internal/digeststore"
)

// Cached is one catalog of a directory of imported catalogs.
type Cached struct {
	Digest   string // "sha256:…"
	Dir      string
	Source   string    // the address or path it was imported from
	Imported time.Time // UTC
	Commit   string    // of the published repository, "" when unknown
	Date     string    // YYYY-MM-DD, see Catalog.Date; "" when unknown
	Bytes    int64     // of its files
	Current  bool      // in MainLine
	Lines    []Line    // in which it is current
	// Err says why the catalog cannot be used. That it is nil says only that the manifest can be read.
	Err error
}

// List returns the catalogs in destDir, the one imported last first.
func List(destDir string) ([]Cached, error) {
	st := digeststore.At(destDir)
	names, err := st.Names("")
	if err != nil {
		return nil, fmt.Errorf("list catalogs: %w", err)
	}
	lines := map[string][]Line{}
	for _, l := range Lines() {
		current, err := l.store(destDir).Current()
		if err != nil && !errors.Is(err, digeststore.ErrDamaged) {
			return nil, fmt.Errorf("list catalogs: %w", err)
		}
		lines[current] = append(lines[current], l)
	}
	var list []Cached
	for _, name := range names {
		c := describe(st, name)
		c.Lines = lines[name]
		c.Current = slices.Contains(c.Lines, MainLine)
		list = append(list, c)
	}
	slices.SortStableFunc(list, func(a, b Cached) int { return b.Imported.Compare(a.Imported) })
	return list, nil
}

func describe(st *digeststore.Store, name string) Cached {
	c := Cached{Digest: "sha256:" + name, Dir: st.Path(name, "")}
	m, err := readManifest(os.DirFS(c.Dir))
	switch {
	case err != nil:
		c.Err = err
	case m == nil:
		c.Err = fmt.Errorf("%w: no manifest", ErrDamaged)
	case m.Digest != c.Digest:
		c.Err = fmt.Errorf("%w: it is the catalog %s", ErrDamaged, m.Digest)
	default:
		c.Source, c.Imported, c.Commit, c.Date = m.Source, m.Imported, m.Commit, m.Date
		for _, e := range m.Files {
			c.Bytes += e.Size
		}
	}
	return c
}

// Find returns the catalog in destDir with a digest, or the only one whose digest starts like it ("sha256:" in front or
// not). The error wraps digeststore.ErrUnknown or digeststore.ErrAmbiguous when there is none or more than one.
func Find(destDir, digest string) (Cached, error) {
	st := digeststore.At(destDir)
	names, err := st.Names("")
	if err != nil {
		return Cached{}, fmt.Errorf("find catalog: %w", err)
	}
	name, err := digeststore.Find(names, digest)
	if err != nil {
		return Cached{}, fmt.Errorf("find catalog: %w", err)
	}
	c := describe(st, name)
	return c, c.Err
}

// Use makes an imported catalog the current one, after reading it whole.
func Use(ctx context.Context, destDir, digest string) (Cached, error) {
	return MainLine.Use(ctx, destDir, digest)
}

// Use makes an imported catalog the current one of the line, after reading it whole.
func (l Line) Use(ctx context.Context, destDir, digest string) (Cached, error) {
	st := l.store(destDir)
	release, err := st.Lock(ctx)
	if err != nil {
		return Cached{}, fmt.Errorf("use catalog: %w", err)
	}
	defer release()
	c, err := Find(destDir, digest)
	if err != nil {
		return Cached{}, err
	}
	opened, err := Open(c.Dir) // makes the compiled file again where it has to be
	if err != nil {
		return Cached{}, err
	}
	defer opened.Close()
	if err := verifyImported(c.Dir, c.Digest); err != nil {
		return Cached{}, fmt.Errorf("use catalog: %w", err)
	}
	c.Current, c.Lines = l != UATLine, []Line{cmp.Or(l, MainLine)}
	return c, st.SetCurrent(strings.TrimPrefix(c.Digest, "sha256:"))
}

// Pruned is a catalog that Prune looked at.
type Pruned struct {
	Cached
	Removed bool
	InUse   bool // kept because a process has it open
}

// Prune removes the catalogs in destDir except the current ones of all lines, those whose digests are pinned, the keep ones imported
// last among the others, and those that a process has open. Damaged ones go first. It returns what it looked at, in the
// order of List.
func Prune(ctx context.Context, destDir string, keep int, pinned []string) ([]Pruned, error) {
	st := digeststore.At(destDir)
	release, err := st.Lock(ctx)
	if err != nil {
		return nil, fmt.Errorf("prune catalogs: %w", err)
	}
	defer release()
	list, err := List(destDir)
	if err != nil {
		return nil, err
	}
	var result []Pruned
	for _, c := range list {
		p := Pruned{Cached: c}
		switch {
		case len(c.Lines) > 0 || slices.Contains(pinned, c.Digest):
		case c.Err == nil && keep > 0:
			keep--
		default:
			if p.Removed, err = removeCached(st, c); err != nil {
				return result, fmt.Errorf("prune catalogs: %w", err)
			}
			p.InUse = !p.Removed
		}
		result = append(result, p)
	}
	return result, nil
}

// removeCached removes a catalog unless a process has it open.
func removeCached(st *digeststore.Store, c Cached) (bool, error) {
	release, free, err := digeststore.Claim(filepath.Join(c.Dir, manifestFile))
	switch {
	case errors.Is(err, fs.ErrNotExist): // no manifest, so nobody has opened it
	case err != nil:
		return false, err
	case !free:
		return false, nil
	case runtime.GOOS == "windows": // which does not rename what is open
		if err := release(); err != nil {
			return false, err
		}
	default:
		defer release()
	}
	return true, st.Remove(filepath.Base(c.Dir))
}
