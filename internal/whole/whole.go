package whole

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// File is a file under way. It ends with Close, Keep, CloseNew or Discard.
type File struct {
	*bufio.Writer
	file *os.File // nil when it is ended
	path string

	Public bool // anybody may read it: nothing in it concerns patients
}

// Create begins a file as .NAME.* in the folder of path. It refuses a path that is a folder, a device or a pipe.
func Create(path string) (*File, error) { return CreateAs(path, "."+filepath.Base(path)+".*") }

// CreateAs is Create with a pattern of os.CreateTemp for the other name, for whoever sweeps the folder.
func CreateAs(path, pattern string) (*File, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	file, err := os.CreateTemp(filepath.Dir(path), pattern)
	if err != nil {
		return nil, named{path: path}.errs(err)
	}
	return &File{Writer: bufio.NewWriterSize(named{file, path}, 64<<10), file: file, path: path}, nil
}

// named writes to a file and calls it in errors by the name that it is to have.
type named struct {
	*os.File
	path string
}

func (n named) Write(b []byte) (int, error) {
	written, err := n.File.Write(b)
	return written, n.errs(err)
}

func (n named) errs(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return &os.PathError{Op: pe.Op, Path: n.path, Err: pe.Err}
	}
	return err
}

// Seek is io.Seeker, for formats whose beginning is written last.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	if err := f.Flush(); err != nil {
		return 0, err
	}
	return f.file.Seek(offset, whence)
}

// Close gives the file its name, in place of one that has it. When it fails, nothing of the file is left.
func (f *File) Close() error { return f.end(false, os.Rename) }

// Keep is Close for what cannot be made again: afterwards the file outlasts a failure of the machine.
func (f *File) Keep() error { return f.end(true, os.Rename) }

// CloseNew is Close for a name that must be free: the error wraps os.ErrExist when it has been taken meanwhile. Where there are
// no links it can only be seen at the beginning whether it is.
func (f *File) CloseNew() error { return f.end(false, asNew) }

// asNew gives a file a name that must be free.
func asNew(temporary, path string) error {
	err := os.Link(temporary, path)
	if err == nil || errors.Is(err, os.ErrExist) {
		return err
	}
	return os.Rename(temporary, path)
}

func (f *File) end(keep bool, place func(temporary, path string) error) error {
	defer f.Discard()
	err := f.Flush()
	if err == nil {
		mode := Mode(f.path)
		if f.Public {
			mode = 0o644
		}
		err = f.file.Chmod(mode)
	}
	if err == nil && keep {
		err = f.file.Sync()
	}
	if err := errors.Join(err, f.file.Close()); err != nil {
		return named{path: f.path}.errs(err)
	}
	if err := place(f.file.Name(), f.path); err != nil {
		return err
	}
	if keep {
		SyncDir(filepath.Dir(f.path))
	}
	return nil
}

// EnvMode is the environment variable with the mode of files that are written, in octal, where their owner alone is too few.
const EnvMode = "FSELINT_FILE_MODE"

// Mode is that of a file with this name: of the file that has it already, else what $FSELINT_FILE_MODE says, else 0600: reports and
// archives of documents hold what concerns patients.
func Mode(path string) os.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	if asked, err := strconv.ParseUint(os.Getenv(EnvMode), 8, 32); err == nil && asked&0o600 == 0o600 && asked <= 0o777 {
		return os.FileMode(asked)
	}
	return 0o600
}

// Discard drops a file that is not ended; an ended one it leaves alone.
func (f *File) Discard() {
	if f.file == nil {
		return
	}
	_ = f.file.Close()
	_ = os.Remove(f.file.Name())
	f.file = nil
}

// Write writes a file to keep.
func Write(path string, write func(io.Writer) error) error {
	return keep(path, false, os.Rename, write)
}

// WritePublic is Write for what anybody may read.
func WritePublic(path string, write func(io.Writer) error) error {
	return keep(path, true, os.Rename, write)
}

// WriteNew is Write for a name that must be free: the error wraps os.ErrExist when it is not.
func WriteNew(path string, public bool, write func(io.Writer) error) error {
	if _, err := os.Lstat(path); err == nil {
		return &os.PathError{Op: "create", Path: path, Err: os.ErrExist}
	}
	return keep(path, public, asNew, write)
}

// Bytes are what a file holds, for the functions that write one.
func Bytes(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

func keep(path string, public bool, place func(temporary, path string) error, write func(io.Writer) error) error {
	f, err := Create(path)
	if err != nil {
		return err
	}
	defer f.Discard()
	f.Public = public
	if err := write(f); err != nil {
		return err
	}
	return f.end(true, place)
}

// SyncDir makes a rename last; systems that cannot do that for a directory are left to do as they please.
func SyncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
