package main

import (
	"errors"
	"io/fs"
	"os"

	"github.com/fselint/fselint/internal/digeststore"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/lockfile"
)

// envRegistry is the environment variable that names a registry of accredited software.
const envRegistry = "FSELINT_REGISTRY"

// foundRegistry is the registry of accredited software to use, and what decided that.
type foundRegistry struct {
	Path   string // of a file in the form of results.csv; "" when there is none
	Source string // what the report calls it: the path as given, or where a registry of the cache came from
	Origin string // "--registry", "$FSELINT_REGISTRY", "user cache"

	digest string // what the file must have, "" for any
	pinned *lockfile.Pin
}

// Found reports whether there is a registry.
func (r foundRegistry) Found() bool { return r.Path != "" }

// Open reads the registry and makes sure that it is the one that was imported, and the one that is pinned.
func (r foundRegistry) Open() (*registry.Registry, error) {
	if r.digest != "" {
		reg, err := registry.OpenCached(registry.Cached{Path: r.Path, Digest: r.digest})
		if err != nil {
			err = hinted{err, texts.Text("fselint-catalog-update-or-fselint-catalog-2", nil)}
		}
		return reg, err
	}
	reg, err := registry.Open(r.Path)
	if err != nil || r.pinned == nil {
		return reg, err
	}
	if err := r.pinned.Check("registry "+r.Source, reg.Digest); err != nil {
		return nil, lockHint(err)
	}
	return reg, nil
}

// locateRegistry finds the registry to use: the flag's value, $FSELINT_REGISTRY, the one last imported or updated, else
// none. With a lock only the pinned one is accepted: the one named by flag or environment is compared with the pin when it
// is opened, otherwise the pinned one is taken from the cache whether it is the current one or not. A lock that pins no
// registry refuses one that is named, and finds none in the cache.
func locateRegistry(flag string, lock *lockfile.Lock) (foundRegistry, error) {
	named := foundRegistry{Path: flag, Source: flag, Origin: "--registry"}
	if flag == "" {
		env := os.Getenv(envRegistry)
		named = foundRegistry{Path: env, Source: env, Origin: "$" + envRegistry}
	}
	if lock != nil {
		named.pinned = lock.Registry
		if named.Found() && lock.Registry == nil {
			return foundRegistry{}, lockHint(texts.Error("it-pins-no-registry", lint.Values{"path": named.Path, "errmismatch": lockfile.ErrMismatch}))
		}
	}
	if named.Found() || lock != nil && lock.Registry == nil {
		return named, nil
	}
	dir, err := registry.CacheDir()
	if err != nil {
		return foundRegistry{}, nil
	}
	cache := registry.OpenCache(dir)
	if lock != nil {
		c, err := cache.Find(lock.Registry.Digest)
		if err != nil {
			return foundRegistry{}, lockHint(texts.Error("the-pinned-registry-not-in-cache", lint.Values{"err": err}))
		}
		return fromCache(c), nil
	}
	c, ok, err := cache.Current()
	if err != nil {
		return foundRegistry{}, hinted{err, texts.Text("fselint-catalog-update-or-fselint-catalog-2", nil)}
	}
	if !ok {
		return foundRegistry{}, nil
	}
	return fromCache(c), nil
}

func fromCache(c registry.Cached) foundRegistry {
	source := c.Source
	if source == "" {
		source = c.Path
	}
	return foundRegistry{Path: c.Path, Source: source, Origin: "user cache", digest: c.Digest}
}

// readLock reads the lock file that check --locked needs; path is "" for fselint.lock in the working directory.
func readLock(path string) (*lockfile.Lock, error) {
	if path == "" {
		path = lockfile.Name
	}
	lock, err := lockfile.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hinted{err, texts.Text("fselint-catalog-update-write-lock-writes", nil)}
	}
	return lock, err
}

// openPinnedCatalog opens the catalog that a lock pins. One that is named by flag or environment must have the pinned
// digest; otherwise the pinned one is taken from the cache, whether it is the current one or not. Without a lock it is
// openLine.
func openPinnedCatalog(flag string, line schemas.Line, lock *lockfile.Lock) (*schemas.Catalog, error) {
	if lock == nil {
		return openLine(flag, line)
	}
	if flag != "" || os.Getenv(schemas.EnvCatalog) != "" {
		return openNamedPinned(flag, lock)
	}
	dir, err := schemas.CacheDir()
	if err != nil {
		return nil, err
	}
	cached, err := schemas.Find(dir, lock.Catalog.Digest)
	if errors.Is(err, digeststore.ErrUnknown) {
		return nil, lockHint(texts.Error("the-pinned-catalog-not-in-cache", lint.Values{"err": err}))
	}
	if err != nil {
		return nil, err
	}
	return schemas.Open(cached.Dir)
}

func openNamedPinned(flag string, lock *lockfile.Lock) (*schemas.Catalog, error) {
	c, err := openCatalog(flag)
	if err != nil {
		return nil, err
	}
	digest, err := c.Digest()
	if err == nil {
		err = lock.Catalog.Check("catalog "+c.Source(), digest)
	}
	if err != nil {
		_ = c.Close()
		return nil, lockHint(err)
	}
	return c, nil
}

func lockHint(err error) error {
	return hinted{err, texts.Text("fselint-catalog-import-file-brings-pinned", nil)}
}
