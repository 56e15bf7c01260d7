package whole

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// folder lists what a folder holds: names, and what is in the files.
func folder(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	list := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		list[e.Name()] = string(b)
	}
	return list
}

func TestFile(t *testing.T) {
	type file = map[string]string
	for name, c := range map[string]struct {
		before file
		end    func(*File) error
		fails  error
		after  file
	}{
		"close":              {nil, (*File).Close, nil, file{"a": "new"}},
		"close over another": {file{"a": "old"}, (*File).Close, nil, file{"a": "new"}},
		"keep":               {nil, (*File).Keep, nil, file{"a": "new"}},
		"keep over another":  {file{"a": "old"}, (*File).Keep, nil, file{"a": "new"}},
		"new":                {nil, (*File).CloseNew, nil, file{"a": "new"}},
		"new, but taken":     {file{"a": "old"}, (*File).CloseNew, os.ErrExist, file{"a": "old"}},
		"discard":            {file{"a": "old"}, func(f *File) error { f.Discard(); return nil }, nil, file{"a": "old"}},
		"a failing disk": {file{"a": "old"}, func(f *File) error { _ = f.file.Close(); return f.Close() }, os.ErrClosed,
			file{"a": "old"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for n, content := range c.before {
				require.NoError(t, os.WriteFile(filepath.Join(dir, n), []byte(content), 0o600))
			}
			f, err := Create(filepath.Join(dir, "a"))
			require.NoError(t, err)
			_, err = io.WriteString(f, "new")
			require.NoError(t, err)
			assert.Len(t, folder(t, dir), len(c.before)+1, "beside its place until it is whole")
			assert.Equal(t, c.before["a"], folder(t, dir)["a"])
			assert.ErrorIs(t, c.end(f), c.fails)
			f.Discard()
			assert.Equal(t, c.after, folder(t, dir))
			if info, err := os.Stat(filepath.Join(dir, "a")); c.after["a"] == "new" && runtime.GOOS != "windows" {
				require.NoError(t, err)
				assert.Equal(t, os.FileMode(0o600), info.Mode())
			}
		})
	}
}

func TestWriteLeavesWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	require.NoError(t, Write(path, func(w io.Writer) error { _, err := io.WriteString(w, "one"); return err }))
	broken := errors.New("broken")
	assert.ErrorIs(t, Write(path, func(w io.Writer) error { _, _ = io.WriteString(w, "half"); return broken }), broken)
	assert.Equal(t, map[string]string{"a": "one"}, folder(t, dir))
}

func TestRefusesWhatIsNoFile(t *testing.T) {
	for _, path := range []string{t.TempDir(), os.DevNull} {
		_, err := Create(path)
		assert.ErrorContains(t, err, "is not a file")
	}
	_, err := Create(filepath.Join(t.TempDir(), "none", "a"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}
