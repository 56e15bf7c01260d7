package schemas

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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
// for which path is "". The path need not exist: what was asked for by name must be opened or fail. An imported catalog
// that is named but not there is an error; having no cache directory at all is not.
func Locate(flag string, env func(string) string) (path string, origin Origin, err error) {
	if flag != "" {
		return flag, OriginFlag, nil
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

const currentFile = "current"

// Current returns the directory of the catalog that is current in a directory of imported catalogs, "" when there is none.
func Current(destDir string) (string, error) {
	pointer := filepath.Join(destDir, currentFile)
	b, err := os.ReadFile(pointer)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("current catalog: %w", err)
	}
	name := strings.TrimSpace(string(b))
	if !validName(name) {
		return "", fmt.Errorf("current catalog: %s: %w: it holds no digest; import a catalog again", pointer, ErrDamaged)
	}
	dir := filepath.Join(destDir, name)
	if _, err := os.Stat(dir); err != nil {
		return "", fmt.Errorf("current catalog: %w; import a catalog again", err)
	}
	return dir, nil
}

// setCurrent replaces the pointer by renaming, so that it always names one catalog or the other.
func setCurrent(destDir, name string) error {
	f, err := os.CreateTemp(destDir, tempPrefix+currentFile+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(name + "\n")
	if err := errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), filepath.Join(destDir, currentFile)); err != nil {
		return err
	}
	syncDir(destDir)
	return nil
}
