package archive

import (
	"errors"
	"io"
	"io/fs"
	"slices"
	"time"

	"github.com/fselint/fselint/internal/lazyregexp"
)

// ArchiveFS is a read-only file system over the entries of an archive.
type ArchiveFS struct {
	entries map[string]*entry // by clean path; directories included
	Commit  string            // the published state, "" when the archive does not say
}

// commitOf takes the comment that git gives the archives it makes: the commit.
func (a *ArchiveFS) commitOf(comment string) {
	if hash().MatchString(comment) {
		a.Commit = comment
	}
}

var hash = lazyregexp.New(`^[0-9a-f]{40}$`)

type entry struct {
	name    string // last element
	dir     bool
	size    int64
	modTime time.Time
	open    func() (io.ReadCloser, error)
	names   []string // paths of a directory's entries
}

// Open implements fs.FS.
func (a *ArchiveFS) Open(name string) (fs.File, error) {
	e, err := a.find("open", name)
	if err != nil {
		return nil, err
	}
	if e.dir {
		return &openDir{a: a, e: e}, nil
	}
	r, err := e.open()
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &openFile{ReadCloser: r, e: e}, nil
}

// Stat implements fs.StatFS, which spares opening.
func (a *ArchiveFS) Stat(name string) (fs.FileInfo, error) {
	e, err := a.find("stat", name)
	if err != nil {
		return nil, err
	}
	return entryInfo{e}, nil
}

// ReadDir implements fs.ReadDirFS.
func (a *ArchiveFS) ReadDir(name string) ([]fs.DirEntry, error) {
	e, err := a.find("readdir", name)
	if err != nil {
		return nil, err
	}
	if !e.dir {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errors.New("not a directory")}
	}
	return a.list(e), nil
}

func (a *ArchiveFS) find(op, name string) (*entry, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	if e := a.entries[name]; e != nil {
		return e, nil
	}
	return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

func (a *ArchiveFS) list(e *entry) []fs.DirEntry {
	names := slices.Sorted(slices.Values(e.names))
	list := make([]fs.DirEntry, len(names))
	for i, n := range names {
		list[i] = fs.FileInfoToDirEntry(entryInfo{a.entries[n]})
	}
	return list
}

type entryInfo struct{ e *entry }

func (i entryInfo) Name() string       { return i.e.name }
func (i entryInfo) Size() int64        { return i.e.size }
func (i entryInfo) ModTime() time.Time { return i.e.modTime }
func (i entryInfo) IsDir() bool        { return i.e.dir }
func (i entryInfo) Sys() any           { return nil }
func (i entryInfo) Mode() fs.FileMode {
	if i.e.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

type openFile struct {
	io.ReadCloser
	e *entry
}

func (f *openFile) Stat() (fs.FileInfo, error) { return entryInfo{f.e}, nil }

type openDir struct {
	a    *ArchiveFS
	e    *entry
	read int
}

func (d *openDir) Stat() (fs.FileInfo, error) { return entryInfo{d.e}, nil }
func (d *openDir) Close() error               { return nil }
func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.e.name, Err: errors.New("is a directory")}
}

func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	rest := d.a.list(d.e)[d.read:]
	if n > 0 {
		if len(rest) == 0 {
			return nil, io.EOF
		}
		rest = rest[:min(n, len(rest))]
	}
	d.read += len(rest)
	return rest, nil
}
