package whole

import (
	"fmt"
	"io"
	"os"
)

// TooLargeError says that an input exceeds the bound on it.
type TooLargeError struct{ Limit int64 }

func (e *TooLargeError) Error() string { return fmt.Sprintf("larger than %d bytes", e.Limit) }

// Read reads a file or a pipe to its end, at most limit bytes; more is a TooLargeError. Devices and sockets are refused: they need not
// end.
func Read(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() && !info.Mode().IsDir() && info.Mode()&os.ModeNamedPipe == 0 {
		return nil, fmt.Errorf("open %s: not a regular file", path)
	}
	return ReadAll(f, info.Size(), limit)
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
