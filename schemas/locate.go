package schemas

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fselint/fselint/internal/digeststore"
)

// EnvCatalog is the environment variable that names a catalog.
const EnvCatalog = "FSELINT_CATALOG"

// Origin says what decided which catalog to use.
type Origin string

// The origins, in order of precedence.
const (
	OriginFlag    Origin = "--catalog"
	OriginEnv     Origin = "$" + EnvCatalog
	OriginCache   Origin = "user cache"
	OriginStarter Origin = "starter"
)

// CacheDir is where Import puts catalogs: fselint/catalog in the user's cache directory.
func CacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("user cache directory: %w", err)
	}
	return filepath.Join(dir, "fselint", "catalog"), nil
}

// Locate finds the catalog to use: the flag's value, $FSELINT_CATALOG, the one last imported, else the embedded starter,
// for which path is "". The flag may also name a line, where no file has that name. The path need not exist: what was asked for by name must be opened or fail. An imported catalog
// that is named but not there is an error; having no cache directory at all is not.
func Locate(flag string, env func(string) string) (path string, origin Origin, err error) {
	if flag != "" {
		return named(flag)
	}
	if path := env(EnvCatalog); path != "" {
		return path, OriginEnv, nil
	}
	dir, err := CacheDir()
	if err != nil {
		return "", OriginStarter, nil
	}
	path, err = Current(dir)
	if err != nil {
		return "", OriginCache, err
	}
	if path == "" {
		return "", OriginStarter, nil
	}
	return path, OriginCache, nil
}

func named(flag string) (path string, origin Origin, err error) {
	line, ok := ParseLine(flag)
	if _, err := os.Stat(flag); !ok || !errors.Is(err, fs.ErrNotExist) {
		return flag, OriginFlag, nil
	}
	path, err = line.imported()
	return path, OriginFlag, err
}

// Current returns the directory of the catalog that is current in a directory of imported catalogs, "" when there is none.
func Current(destDir string) (string, error) { return MainLine.Current(destDir) }

func current(st *digeststore.Store) (string, error) {
	name, err := st.Current()
	if errors.Is(err, digeststore.ErrDamaged) {
		return "", fmt.Errorf("current catalog: %w; import a catalog again", err)
	}
	if err != nil {
		return "", fmt.Errorf("current catalog: %w", err)
	}
	if name == "" {
		return "", nil
	}
	dir := st.Path(name, "")
	if _, err := os.Stat(dir); err != nil {
		return "", fmt.Errorf("current catalog: %w; import a catalog again", err)
	}
	return dir, nil
}
