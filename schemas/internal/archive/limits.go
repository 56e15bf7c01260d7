package archive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// Limits bounds what is read of a catalog, decompressed. The published catalog has about 130 files and 6 MB, its largest
// dictionaries some 20 MB each.
type Limits struct {
	Files int   // entries of an archive
	File  int64 // bytes of one file
	Total int64 // bytes of all files of an archive
}

// DefaultLimits are far above any real catalog.
func DefaultLimits() Limits { return Limits{Files: 20_000, File: 512 << 20, Total: 2 << 30} }

// ErrUnsafe is wrapped by errors about an archive or directory that must not be opened: names that lead out of it,
// links, special files, names that collide, sizes beyond the limits.
var ErrUnsafe = errors.New("unsafe catalog")

func UnsafeError(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrUnsafe, fmt.Sprintf(format, args...))
}

// ReadFile reads a regular file of at most limit bytes.
func ReadFile(fsys fs.FS, name string, limit int64) ([]byte, error) {
	// Opening a named pipe would block, so look first.
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", name)
	}
	if info.Size() > limit {
		return nil, UnsafeError("%s has %d bytes, the limit is %d", name, info.Size(), limit)
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := ReadAll(f, info.Size(), limit)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return b, nil
}

// ReadAll reads to the end, at most limit bytes; size is what is expected.
func ReadAll(r io.Reader, size, limit int64) ([]byte, error) {
	const believable = 64 << 20 // sizes in archives are claims
	b := make([]byte, 0, min(max(size, 0), believable, limit)+1)
	for {
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case int64(len(b)) > limit:
			return nil, UnsafeError("more than %d bytes", limit)
		case err == io.EOF:
			return b, nil
		case err != nil:
			return nil, err
		}
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
	}
}
