package registry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
)

// ErrDamaged is wrapped by errors that say that a cached registry is not what was imported; importing it again helps.
var ErrDamaged = texts.Error("damaged-registry", nil)

// Cache is the registries that were imported, each under its digest, one of them the current one.
type Cache struct{ store *digeststore.Store }

// CacheDir is where imported registries are kept: fselint/registry in the user's cache directory.
func CacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", texts.Error("user-cache-directory", lint.Values{"err": err})
	}
	return filepath.Join(dir, "fselint", "registry"), nil
}

// OpenCache returns the cache in a folder, which need not exist yet.
func OpenCache(dir string) *Cache { return &Cache{digeststore.At(dir)} }

// endings of the two files of a registry: the list as it was imported, and where it is from.
const (
	listEnding = ".csv"
	noteEnding = ".json"
)

// Cached is one registry of a cache.
type Cached struct {
	Digest   string    // "sha256:…"
	Path     string    // the list, byte for byte as it was imported
	Source   string    // the address or path it was imported from, "" when that was lost
	Date     string    // day of its newest validation, YYYY-MM-DD; "" when it has none
	Imported time.Time // zero when that was lost
	Current  bool
}

type cacheNote struct {
	Source   string    `json:"source"`
	Date     string    `json:"date,omitempty"`
	Imported time.Time `json:"imported"`
	Sum      string    `json:"sum,omitempty"` // digeststore.Checksum; "" in one of an older version
}

// readNote reads where a registry is from; what was damaged is lost.
func readNote(path string) (n cacheNote) {
	b, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(b, &n) != nil {
		return cacheNote{}
	}
	sum := n.Sum
	n.Sum = ""
	if got, err := digeststore.Checksum(n); sum != "" && (err != nil || got != sum) {
		return cacheNote{}
	}
	return n
}

// Import reads a registry, keeps its bytes under their digest and makes it the current one. Nothing is kept of what
// cannot be read, or whose digest is not the one wanted ("" for any).
func (c *Cache) Import(ctx context.Context, src io.Reader, source, wanted string) (*Registry, error) {
	var raw bytes.Buffer
	r, err := Read(io.TeeReader(src, &raw))
	if err != nil {
		return nil, err
	}
	if wanted != "" && r.Digest != wanted {
		return nil, texts.Error("the-registry-not", lint.Values{"digest": r.Digest, "wanted": wanted})
	}
	if r.Count() == 0 {
		return nil, texts.Error("it-lists-no-software", lint.Values{"errformat": ErrFormat})
	}
	release, err := c.store.Lock(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	name := strings.TrimPrefix(r.Digest, "sha256:")
	n := cacheNote{Source: source, Imported: time.Now().UTC().Truncate(time.Millisecond)}
	if !r.Latest.IsZero() {
		n.Date = r.Latest.Format(time.DateOnly)
	}
	if n.Sum, err = digeststore.Checksum(n); err != nil {
		return nil, err
	}
	note, err := json.Marshal(n)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(c.store.WriteFile(name+noteEnding, note), c.store.WriteFile(name+listEnding, raw.Bytes())); err != nil {
		return nil, err
	}
	return r, c.store.SetCurrent(name)
}

// Current returns the current registry, ok being false when there is none. That it is whole is known only once it was
// opened, see OpenCached.
func (c *Cache) Current() (r Cached, ok bool, err error) {
	name, err := c.store.Current()
	if err != nil || name == "" {
		return Cached{}, false, err
	}
	r, ok, err = c.get(name)
	if err == nil && !ok {
		err = texts.Error("current-registry-gone-import-registry-again", lint.Values{"errdamaged": ErrDamaged, "path": c.store.Path(name, listEnding)})
	}
	r.Current = ok
	return r, ok, err
}

// Find returns the registry with a digest or the only one that starts like it.
func (c *Cache) Find(digest string) (Cached, error) {
	names, err := c.store.Names(listEnding)
	if err != nil {
		return Cached{}, err
	}
	name, err := digeststore.Find(names, digest)
	if err != nil {
		return Cached{}, texts.Error("registry", lint.Values{"err": err})
	}
	r, _, err := c.get(name)
	return r, err
}

// List returns the registries of the cache, sorted by digest. Like Find it reads no list.
func (c *Cache) List() ([]Cached, error) {
	names, err := c.store.Names(listEnding)
	if err != nil {
		return nil, err
	}
	current, err := c.store.Current()
	if err != nil {
		return nil, err
	}
	var list []Cached
	for _, name := range names {
		r, ok, err := c.get(name)
		if err != nil {
			return nil, err
		}
		if r.Current = name == current; ok {
			list = append(list, r)
		}
	}
	return list, nil
}

// Use makes the registry with this digest the current one.
func (c *Cache) Use(ctx context.Context, digest string) (Cached, error) {
	release, err := c.store.Lock(ctx)
	if err != nil {
		return Cached{}, err
	}
	defer release()
	r, err := c.Find(digest)
	if err != nil {
		return Cached{}, err
	}
	if _, err := OpenCached(r); err != nil {
		return Cached{}, err
	}
	r.Current = true
	return r, c.store.SetCurrent(strings.TrimPrefix(r.Digest, "sha256:"))
}

// Prune removes the registries except the current one, those whose digests are pinned and, of the others, the keep ones
// imported last. It returns what it removed.
func (c *Cache) Prune(ctx context.Context, keep int, pinned []string) ([]Cached, error) {
	release, err := c.store.Lock(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	list, err := c.List()
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b Cached) int { return b.Imported.Compare(a.Imported) })
	var removed []Cached
	for _, r := range list {
		if r.Current || slices.Contains(pinned, r.Digest) {
			continue
		}
		if keep--; keep >= 0 {
			continue
		}
		name := strings.TrimPrefix(r.Digest, "sha256:")
		for _, ending := range []string{listEnding, noteEnding} {
			if err := c.store.Remove(name + ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return removed, err
			}
		}
		removed = append(removed, r)
	}
	return removed, nil
}

// get describes a registry; ok is false when its list is not there.
func (c *Cache) get(name string) (r Cached, ok bool, err error) {
	r = Cached{Digest: "sha256:" + name, Path: c.store.Path(name, listEnding)}
	if _, err := os.Stat(r.Path); errors.Is(err, fs.ErrNotExist) {
		return r, false, nil
	} else if err != nil {
		return r, false, err
	}
	note := readNote(c.store.Path(name, noteEnding))
	r.Source, r.Date, r.Imported = note.Source, note.Date, note.Imported
	return r, true, nil
}

// OpenCached reads a registry of the cache. The error wraps ErrDamaged when it is not what was imported, whatever else is
// wrong with it then.
func OpenCached(c Cached) (*Registry, error) {
	data, err := whole.Read(c.Path, maxBytes+1)
	if err != nil {
		return nil, texts.Error("open-registry", lint.Values{"err": err})
	}
	if digest := fmt.Sprintf("sha256:%x", sha256.Sum256(data)); digest != c.Digest {
		return nil, texts.Error("its-digest", lint.Values{"path": c.Path, "errdamaged": ErrDamaged, "digest": digest})
	}
	r, err := Read(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Path, err)
	}
	return r, nil
}
