package digeststore_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/digeststore"
)

func name(c string) string { return strings.Repeat(c, 64) }

func TestCurrent(t *testing.T) {
	s := digeststore.At(filepath.Join(t.TempDir(), "deep", "down"))
	got, err := s.Current()
	require.NoError(t, err)
	assert.Empty(t, got)
	names, err := s.Names("")
	require.NoError(t, err)
	assert.Empty(t, names)

	require.NoError(t, s.SetCurrent(name("a")))
	require.NoError(t, s.SetCurrent(name("b")))
	got, err = s.Current()
	require.NoError(t, err)
	assert.Equal(t, name("b"), got)
	for _, bad := range []string{"", "../..", name("A"), name("a")[1:]} {
		require.NoError(t, s.WriteFile("current", []byte(bad)))
		_, err = s.Current()
		assert.ErrorIs(t, err, digeststore.ErrDamaged, bad)
	}
}

func TestNamesAndFind(t *testing.T) {
	s := digeststore.At(t.TempDir())
	for _, dir := range []string{name("a"), name("ab"), "abcd", ".import-1"} {
		require.NoError(t, os.MkdirAll(s.Path(dir[:min(64, len(dir))], ""), 0o755))
	}
	require.NoError(t, s.WriteFile(name("c"), nil))
	require.NoError(t, s.WriteFile(name("c")+".csv", nil))
	folders, err := s.Names("")
	require.NoError(t, err)
	assert.Equal(t, []string{name("a"), name("ab")[:64]}, folders)
	files, err := s.Names(".csv")
	require.NoError(t, err)
	assert.Equal(t, []string{name("c")}, files)

	for digest, want := range map[string]string{"aaaa": name("a"), "sha256:aaaa": name("a"), "ABAB": name("ab")[:64], name("a"): name("a")} {
		got, err := digeststore.Find(folders, digest)
		require.NoError(t, err, digest)
		assert.Equal(t, want, got)
	}
	_, err = digeststore.Find(folders, "cccc")
	assert.ErrorIs(t, err, digeststore.ErrUnknown)
	_, err = digeststore.Find([]string{"aaaa" + name("b")[4:], "aaaa" + name("c")[4:]}, "aaaa")
	assert.ErrorIs(t, err, digeststore.ErrAmbiguous)
	for _, bad := range []string{"", "aaa", "sha256:", "../../x", name("a") + "a", "current"} {
		_, err := digeststore.Find(folders, bad)
		assert.ErrorContains(t, err, "not a digest", bad)
	}
}

// TestLock has many writers take turns, and removes what the dead have left.
func TestLock(t *testing.T) {
	s := digeststore.At(t.TempDir())
	left, err := s.TempDir()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(left, "x"), nil, 0o600))
	var inside, entered atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			release, err := s.Lock(context.Background())
			if !assert.NoError(t, err) {
				return
			}
			defer release()
			assert.EqualValues(t, 1, inside.Add(1))
			entered.Add(1)
			time.Sleep(time.Millisecond)
			inside.Add(-1)
		})
	}
	wg.Wait()
	assert.EqualValues(t, 8, entered.Load())
	assert.NoDirExists(t, left)

	release, err := s.Lock(t.Context())
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = s.Lock(ctx)
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	assert.ErrorContains(t, err, "another process")
	release()
}

func TestHoldAndClaim(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	_, _, err := digeststore.Hold(path)
	assert.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(path, nil, 0o444))
	one, ok, err := digeststore.Hold(path)
	require.NoError(t, err)
	require.True(t, ok)
	two, ok, err := digeststore.Hold(path)
	require.NoError(t, err)
	require.True(t, ok, "many may hold")
	_, ok, err = digeststore.Claim(path)
	require.NoError(t, err)
	assert.False(t, ok)
	require.NoError(t, one())
	require.NoError(t, two())
	free, ok, err := digeststore.Claim(path)
	require.NoError(t, err)
	require.True(t, ok)
	_, ok, err = digeststore.Hold(path)
	require.NoError(t, err)
	assert.False(t, ok)
	require.NoError(t, free())
}

func TestRemove(t *testing.T) {
	s := digeststore.At(t.TempDir())
	dir := s.Path(name("a"), "")
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "deep"), 0o755))
	require.NoError(t, s.Remove(name("a")))
	assert.ErrorIs(t, s.Remove(name("a")), os.ErrNotExist)
	entries, err := os.ReadDir(s.Dir())
	require.NoError(t, err)
	assert.Empty(t, entries)
}
