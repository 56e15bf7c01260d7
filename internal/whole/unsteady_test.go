//go:build unix

package whole

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestUnsteadyFiles reads a file while something happens to it again and again: what is read is what the file was at one time, or an
// error says why not.
func TestUnsteadyFiles(t *testing.T) {
	old, later := bytes.Repeat([]byte("old "), 1<<18), bytes.Repeat([]byte("later "), 1<<18)
	for name, change := range map[string]func(path string) error{
		"grows": func(path string) error {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.WriteString("more")
			return errors.Join(err, f.Close(), os.WriteFile(path, old, 0o600))
		},
		"shrinks":  func(path string) error { return errors.Join(os.Truncate(path, 1<<10), os.WriteFile(path, old, 0o600)) },
		"vanishes": func(path string) error { return errors.Join(os.Remove(path), os.WriteFile(path, old, 0o600)) },
		"replaced": func(path string) error {
			return errors.Join(os.WriteFile(path+"2", later, 0o600), os.Rename(path+"2", path), os.WriteFile(path+"2", old, 0o600), os.Rename(path+"2", path))
		},
		"a pipe": func(path string) error {
			return errors.Join(syscall.Mkfifo(path+"2", 0o600), os.Rename(path+"2", path), os.WriteFile(path+"2", old, 0o600), os.Rename(path+"2", path))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a")
			require.NoError(t, os.WriteFile(path, old, 0o600))
			done := make(chan struct{})
			var wg sync.WaitGroup
			wg.Go(func() {
				for {
					select {
					case <-done:
						return
					default:
						if err := change(path); err != nil {
							t.Error(err)
							return
						}
					}
				}
			})
			failed := 0
			for range 300 {
				data, _, err := ReadFile(path, 1<<30)
				switch {
				case err != nil:
					failed++
					if !errors.Is(err, ErrChanged) && !errors.Is(err, fs.ErrNotExist) {
						assert.ErrorContains(t, err, "not a regular file")
					}
				case !bytes.Equal(data, old) && !bytes.Equal(data, later):
					// os.WriteFile empties a file and fills it: a moment in which nobody writes may be any of its lengths.
					assert.True(t, bytes.HasPrefix(old, data) || bytes.Equal(data, append(old[:len(old):len(old)], "more"...)), "%d bytes of several times", len(data))
				}
			}
			close(done)
			wg.Wait()
			t.Log(failed, "of 300 failed")
		})
	}
}
