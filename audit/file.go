package audit

import (
	"time"

	"github.com/fselint/fselint/internal/whole"
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

// File is a file of the file system.
func File(path string) Item {
	return Item{Path: path, Load: func(limit int64) ([]byte, Stat, error) { return load(path, limit) }}
}

// Unreadable is an item that could not even be looked at.
func Unreadable(path string, err error) Item {
	return Item{Path: path, Load: func(int64) ([]byte, Stat, error) { return nil, Stat{}, err }}
}

func load(path string, limit int64) ([]byte, Stat, error) {
	now := time.Now()
	data, info, err := whole.ReadFile(path, limit)
	if err != nil {
		return nil, Stat{}, validate.Reading(err)
	}
	return data, Stat{Size: info.Size(), ModTime: info.ModTime(), Read: now}, nil
}
