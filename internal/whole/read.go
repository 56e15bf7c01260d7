package whole

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// TooLargeError says that an input exceeds the bound on it.
type TooLargeError struct{ Limit int64 }

func (e *TooLargeError) Error() string { return fmt.Sprintf("larger than %d bytes", e.Limit) }

// ErrChanged says that a file was written to while it was being read: what was read never existed.
var ErrChanged = errors.New("the file changed while it was being read")

// Read reads a file or a pipe to its end, at most limit bytes; more is a TooLargeError, a file that changes meanwhile ErrChanged.
// Devices and sockets are refused: they need not end.
func Read(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, _, err := read(f, limit, os.ModeNamedPipe|os.ModeDir) // that a folder is one says the system
	return data, err
}

// ReadFile is Read for files alone: it waits for no pipe. It also returns what the file system says of the file.
func ReadFile(path string, limit int64) ([]byte, os.FileInfo, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|withoutWaiting, 0)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	return read(f, limit, 0)
}

func read(f *os.File, limit int64, also os.FileMode) ([]byte, os.FileInfo, error) {
	before, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if kind := before.Mode() & os.ModeType &^ also; kind != 0 {
		return nil, nil, fmt.Errorf("open %s: not a regular file", f.Name())
	}
	data, err := ReadAll(f, before.Size(), limit)
	if err != nil || !before.Mode().IsRegular() {
		return data, before, err
	}
	after, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	short := before.Size() > 0 && int64(len(data)) != before.Size() // files of /proc have no size
	if short || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		return nil, nil, ErrChanged
	}
	return data, before, nil
}

// ReadAll reads r to its end, at most limit bytes; size is a hint.
func ReadAll(r io.Reader, size, limit int64) ([]byte, error) {
	if size > limit {
		return nil, &TooLargeError{Limit: limit}
	}
	buf := make([]byte, 0, max(size, 0)+512)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if int64(len(buf)) > limit {
			return nil, &TooLargeError{Limit: limit}
		}
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return nil, err
		}
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
	}
}
