package audit

import (
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/fselint/fselint/validate"
)

// Item is one document to be judged.
type Item struct {
	Path string // names it in its result
	// Load returns its bytes, at most limit, and what is known of the file. A *validate.ReadError says to people why it fails.
	Load func(limit int64) ([]byte, Stat, error)
}

// Stat is the state of a file: that of the bytes that were read. It is zero for what is no file.
type Stat struct {
	Size    int64
	ModTime time.Time
	Read    time.Time // when the state was taken, before the first byte was read
}

// settled is how much older than its reading a change must be for the time of change to tell of a later one: file systems keep
// times in steps of up to two seconds.
const settled = 2 * time.Second

// Tells reports whether a later change of the file would show in its size or time.
func (s Stat) Tells() bool { return !s.ModTime.IsZero() && s.Read.Sub(s.ModTime) > settled }

// Same reports whether the file still has the size and time of s.
func (s Stat) Same(info fs.FileInfo) bool {
	return s.Size == info.Size() && s.ModTime.Equal(info.ModTime())
}

// changing is why a file is not judged that was written to while it was being read.
var changing = &validate.ReadError{Reason: texts.Text("the-file-changed-while-it-was", nil)}

// File is a file of the file system.
func File(path string) Item {
	return Item{Path: path, Load: func(limit int64) ([]byte, Stat, error) { return load(path, limit) }}
}

// Unreadable is an item that could not even be looked at.
func Unreadable(path string, err error) Item {
	return Item{Path: path, Load: func(int64) ([]byte, Stat, error) { return nil, Stat{}, err }}
}

func load(path string, limit int64) ([]byte, Stat, error) {
	// A pipe or a device could block for ever when it is opened.
	if info, err := os.Stat(path); err != nil {
		return nil, Stat{}, err
	} else if !info.Mode().IsRegular() {
		return nil, Stat{}, fmt.Errorf("open %s: not a regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, Stat{}, err
	}
	defer f.Close()
	before, err := f.Stat()
	if err != nil {
		return nil, Stat{}, err
	}
	stat := Stat{Size: before.Size(), ModTime: before.ModTime(), Read: time.Now()}
	data, err := validate.ReadAll(f, before.Size(), limit)
	if err != nil {
		return nil, Stat{}, err
	}
	after, err := f.Stat()
	if err != nil {
		return nil, Stat{}, err
	}
	if !stat.Same(after) || int64(len(data)) != stat.Size {
		return nil, Stat{}, changing
	}
	return data, stat, nil
}
