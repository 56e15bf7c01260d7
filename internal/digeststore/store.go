package digeststore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
)

// Store is a folder of things by digest. The folder is made when something is first put there.
type Store struct{ dir, pointer string }

// At returns the store in a folder, which need not exist yet.
func At(dir string) *Store { return &Store{dir, currentFile} }

// Beside returns the same store with a pointer of its own to what is current: another thing of it can be current under name.
func (s *Store) Beside(name string) *Store { return &Store{s.dir, currentFile + "-" + name} }

// Dir is the folder.
func (s *Store) Dir() string { return s.dir }

const (
	currentFile = "current"
	lockFile    = ".lock"
	tempPrefix  = ".import-"
)

// ErrDamaged is wrapped by errors that say that the store itself is not as it was written.
var ErrDamaged = texts.Error("damaged-store", nil)

// digits is the length of a name: a SHA-256 in hexadecimal.
const digits = 2 * sha256.Size

// ValidName reports whether s is a digest in lower-case hexadecimal digits.
func ValidName(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && s == strings.ToLower(s)
}

// Path is where the thing with this name and ending lies, whether it is there or not.
func (s *Store) Path(name, ending string) string { return filepath.Join(s.dir, name+ending) }

// Current returns the digits of the current thing, "" when there is none. The error wraps ErrDamaged when the pointer
// holds something else. The thing need not be there.
func (s *Store) Current() (string, error) {
	pointer := filepath.Join(s.dir, s.pointer)
	b, err := os.ReadFile(pointer)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	name := strings.TrimSpace(string(b))
	if !ValidName(name) {
		return "", texts.Error("it-holds-no-digest", lint.Values{"pointer": pointer, "errdamaged": ErrDamaged})
	}
	return name, nil
}

// SetCurrent makes a thing the current one.
func (s *Store) SetCurrent(name string) error {
	return s.WriteFile(s.pointer, []byte(name+"\n"))
}

// WriteFile writes a file of the folder by renaming, so that it always has the old content or the new.
func (s *Store) WriteFile(name string, data []byte) error {
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return err
	}
	return WriteFile(filepath.Join(s.dir, name), data)
}

// Checksum is what a note, which is a JSON object, holds of itself: made while its own checksum is empty.
func Checksum(note any) (string, error) {
	b, err := json.Marshal(note)
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE(b)), err
}

// WriteFile replaces a file by renaming. The temporary file beside it starts with ".import-".
func WriteFile(path string, data []byte) error {
	f, err := whole.CreateAs(path, tempPrefix+"*")
	if err != nil {
		return err
	}
	defer f.Discard()
	f.Public = true
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Keep()
}

// TempDir makes a folder for something that will be renamed to its own name later.
func (s *Store) TempDir() (string, error) {
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return "", err
	}
	return os.MkdirTemp(s.dir, tempPrefix+"*")
}

// Names lists the digits of what is there with an ending ("" for folders), sorted.
func (s *Store) Names(ending string) ([]string, error) {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ending)
		if ok && ValidName(name) && e.IsDir() == (ending == "") {
			names = append(names, name)
		}
	}
	return names, nil
}

// Errors of Find.
var (
	ErrUnknown   = texts.Error("no-such-digest", nil)
	ErrAmbiguous = texts.Error("more-than-one-digest-starts-like", nil)
)

// MinPrefix is the least number of digits by which Find looks for something.
const MinPrefix = 4

// Find returns the only name that starts with a digest or the beginning of one, "sha256:" in front or not.
func Find(names []string, digest string) (string, error) {
	prefix := strings.ToLower(strings.TrimPrefix(digest, "sha256:"))
	if len(prefix) < MinPrefix || len(prefix) > digits || strings.Trim(prefix, "0123456789abcdef") != "" {
		return "", texts.Error("is-not-digest-or-first-digits", lint.Values{"digest": strconv.Quote(digest), "minprefix": MinPrefix})
	}
	found := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !strings.HasPrefix(name, prefix) })
	switch len(found) {
	case 0:
		return "", fmt.Errorf("%s: %w", digest, ErrUnknown)
	case 1:
		return found[0], nil
	}
	return "", texts.Error("and", lint.Values{"digest": digest, "errambiguous": ErrAmbiguous, "found": found[0], "found2": found[1]})
}

// Remove takes a thing out of the store: it vanishes by one rename and is then deleted. The caller holds the lock.
func (s *Store) Remove(entry string) error {
	aside, err := s.TempDir()
	if err != nil {
		return err
	}
	defer os.RemoveAll(aside)
	return os.Rename(filepath.Join(s.dir, entry), filepath.Join(aside, "removed"))
}

// poll is how often a lock that another process holds is tried again.
const poll = 50 * time.Millisecond

// Lock makes the caller the only writer of the folder until release is called, and removes what writers that were
// killed have left. It waits for another writer until ctx ends.
func (s *Store) Lock(ctx context.Context) (release func(), err error) {
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return nil, err
	}
	release, err = LockFile(ctx, filepath.Join(s.dir, lockFile))
	if err != nil {
		return nil, err
	}
	s.sweep()
	return release, nil
}

// LockFile creates a file where needed and locks it for the caller alone, waiting for others until ctx ends.
func LockFile(ctx context.Context, path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	for {
		ok, err := tryLock(f, true)
		if err != nil {
			_ = f.Close()
			return nil, texts.Error("lock", lint.Values{"path": path, "err": err})
		}
		if ok {
			return func() { _ = f.Close() }, nil
		}
		select {
		case <-ctx.Done():
			_ = f.Close()
			return nil, texts.Error("another-process-at-work-locked", lint.Values{"path": path, "err": ctx.Err()})
		case <-time.After(poll):
		}
	}
}

// Hold takes a shared lock on a file that exists, for as long as the thing that it belongs to is in use. It does not
// wait: ok is false when somebody is removing the thing. Systems without file locks hold nothing.
func Hold(path string) (release func() error, ok bool, err error) {
	return hold(path, false)
}

// Claim takes the lock of Hold for the caller alone; ok is false when the thing is in use.
func Claim(path string) (release func() error, ok bool, err error) {
	return hold(path, true)
}

func hold(path string, alone bool) (func() error, bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	ok, err := tryLock(f, alone)
	if err != nil || !ok {
		_ = f.Close()
		return nil, false, err
	}
	return f.Close, true, nil
}

// sweep removes what has a temporary name. Where there are no locks, only what is older than a day.
func (s *Store) sweep() {
	const abandoned = 24 * time.Hour
	entries, _ := os.ReadDir(s.dir)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), tempPrefix) {
			continue
		}
		if info, err := e.Info(); locks || err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.RemoveAll(filepath.Join(s.dir, e.Name()))
		}
	}
}
