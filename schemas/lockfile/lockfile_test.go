package lockfile_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/schemas/lockfile"
)

var (
	one = "sha256:" + strings.Repeat("1", 64)
	two = "sha256:" + strings.Repeat("2", 64)
)

func TestWriteAndOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), lockfile.Name)
	_, err := lockfile.Open(path)
	assert.ErrorIs(t, err, fs.ErrNotExist)
	l := &lockfile.Lock{Catalog: lockfile.Pin{Digest: one, Source: "https://example.org/c", Date: "2026-01-02", Commit: "abc"}}
	require.NoError(t, l.Write(path))
	got, err := lockfile.Open(path)
	require.NoError(t, err)
	assert.Equal(t, l, got)
	l.Registry = &lockfile.Pin{Digest: two}
	require.NoError(t, l.Write(path))
	got, err = lockfile.Open(path)
	require.NoError(t, err)
	assert.Equal(t, l, got)
	names, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, names, 1)

	assert.NoError(t, got.Catalog.Check("catalog", one))
	err = got.Catalog.Check("catalog", two)
	assert.ErrorIs(t, err, lockfile.ErrMismatch)
	assert.ErrorContains(t, err, one)
	assert.ErrorContains(t, err, two)

	l.Catalog.Digest = "sha256:12"
	assert.ErrorIs(t, l.Write(path), lockfile.ErrFormat, "what could not be read must not be written")
}

func TestRead(t *testing.T) {
	good := `{"schema": "fselint/lock/v1", "catalog": {"digest": "` + one + `"}`
	for name, c := range map[string]struct{ text, want string }{
		"empty":            {"", "unexpected end"},
		"not JSON":         {"schema: x", "invalid"},
		"another schema":   {`{"schema": "fselint/lock/v2", "catalog": {"digest": "` + one + `"}}`, "v2"},
		"no catalog":       {`{"schema": "fselint/lock/v1"}`, "catalog"},
		"no algorithm":     {strings.Replace(good, "sha256:", "", 1) + "}", "digest"},
		"upper case":       {strings.ReplaceAll(good, "1111", "AAAA") + "}", "digest"},
		"registry without": {good + `, "registry": {}}`, "registry"},
		"misspelt":         {good + `, "registri": {"digest": "` + two + `"}}`, "registry"},
		"trailing":         {good + "} x", "after top-level value"},
		"too large":        {good + strings.Repeat(" ", 64<<10) + "}", "over"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := lockfile.Read(strings.NewReader(c.text))
			assert.ErrorIs(t, err, lockfile.ErrFormat)
			assert.ErrorContains(t, err, c.want)
		})
	}
	l, err := lockfile.Read(strings.NewReader("\xEF\xBB\xBF" + good + `, "later": [1]}`))
	require.NoError(t, err)
	assert.Equal(t, one, l.Catalog.Digest)
	assert.Nil(t, l.Registry)
}

// FuzzRead reads anything; what it accepts can be written and read again.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"schema": "fselint/lock/v1", "catalog": {"digest": "` + one + `"}, "registry": {"digest": "` + two + `"}}`))
	path := filepath.Join(f.TempDir(), lockfile.Name)
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := lockfile.Read(bytes.NewReader(b))
		if err != nil {
			return
		}
		require.NoError(t, l.Write(path))
		again, err := lockfile.Open(path)
		require.NoError(t, err)
		assert.Equal(t, l.Catalog.Digest, again.Catalog.Digest)
	})
}
