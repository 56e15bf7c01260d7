package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/lockfile"
)

// finish writes the lock file when that was asked for.
func (f *lockFlags) finish(out io.Writer, lang string) error {
	if !f.write {
		return nil
	}
	lock, err := currentLock(f.line)
	if err != nil {
		return err
	}
	path := f.file()
	if err := lock.Write(path); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s %s\n", texts.Text("wrote", nil).In(lang), path)
	return nil
}

func (f *lockFlags) file() string {
	if f.path != "" {
		return f.path
	}
	return lockfile.Name
}

// pinned lists what an existing lock file pins; a file that is not there pins nothing.
func (f *lockFlags) pinned() ([]string, error) {
	lock, err := lockfile.Open(f.file())
	if errors.Is(err, fs.ErrNotExist) && f.path == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	digests := []string{lock.Catalog.Digest}
	if lock.Registry != nil {
		digests = append(digests, lock.Registry.Digest)
	}
	return digests, nil
}

// currentLock pins what the cache has as the current catalog of a line, and as its current registry.
func currentLock(line schemas.Line) (*lockfile.Lock, error) {
	dir, err := schemas.CacheDir()
	if err != nil {
		return nil, err
	}
	list, err := schemas.List(dir)
	if err != nil {
		return nil, err
	}
	lock := &lockfile.Lock{}
	for _, c := range list {
		if slices.Contains(c.Lines, line) && c.Err == nil {
			lock.Catalog = lockfile.Pin{Digest: c.Digest, Source: publicSource(c.Source), Date: c.Date, Commit: c.Commit}
		}
	}
	if lock.Catalog.Digest == "" {
		return nil, hinted{texts.Error("there-no-catalog-to-pin", nil), texts.Text("fselint-catalog-update-or-fselint-catalog", nil)}
	}
	if dir, err = registry.CacheDir(); err != nil {
		return nil, err
	}
	c, ok, err := registry.OpenCache(dir).Current()
	if err != nil || !ok {
		return lock, err
	}
	r, err := registry.OpenCached(c)
	if err != nil {
		return nil, err
	}
	lock.Registry = &lockfile.Pin{Digest: c.Digest, Source: publicSource(c.Source)}
	if !r.Latest.IsZero() {
		lock.Registry.Date = r.Latest.Format(time.DateOnly)
	}
	return lock, nil
}

// publicSource keeps an address and drops a path, which means nothing on another machine.
func publicSource(source string) string {
	if strings.HasPrefix(source, "https://") {
		return source
	}
	return ""
}
