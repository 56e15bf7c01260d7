package dossier

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/validate"
)

// tree is what dossiers lie in.
type tree interface {
	list(folder string) ([]fs.DirEntry, error)
	read(name string, limit int64) ([]byte, error)
	document(name string) *validate.Bundle
	join(folder, name string) string // a name with slashes
	absolute(name string) (string, error)
}

// disk is the machine's.
type disk struct{}

func (disk) list(folder string) ([]fs.DirEntry, error)     { return os.ReadDir(folder) }
func (disk) read(name string, limit int64) ([]byte, error) { return whole.Read(name, limit) }
func (disk) document(name string) *validate.Bundle         { return validate.File(name) }
func (disk) join(folder, name string) string               { return filepath.Join(folder, filepath.FromSlash(name)) }
func (disk) absolute(name string) (string, error)          { return filepath.Abs(name) }

// files is a file system.
type files struct{ fs.FS }

func (f files) list(folder string) ([]fs.DirEntry, error) { return fs.ReadDir(f.FS, folder) }

func (f files) read(name string, limit int64) ([]byte, error) {
	file, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var size int64
	if info, err := file.Stat(); err == nil {
		size = info.Size()
	}
	return validate.ReadAll(file, size, limit)
}

func (f files) document(name string) *validate.Bundle {
	return &validate.Bundle{Path: name, Load: func(limit int64) ([]byte, error) { return f.read(name, limit) }}
}

func (files) join(folder, name string) string      { return path.Join(folder, name) }
func (files) absolute(name string) (string, error) { return path.Join("/", name), nil }
