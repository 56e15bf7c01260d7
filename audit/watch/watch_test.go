package watch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/audit"
	"github.com/fselint/fselint/internal/walk"
)

// collector gathers what arrives in a folder.
type collector struct {
	t      testing.TB
	dir    string
	w      *Watcher
	mu     sync.Mutex
	sizes  map[string][]int // of every arrival, by base name
	cancel context.CancelFunc
	done   chan struct{}
}

func start(t testing.TB, dir string, o Options) *collector {
	t.Helper()
	o.Match = walk.IsDocument
	if o.Settle == 0 {
		o.Settle = 100 * time.Millisecond
	}
	w, err := New([]string{dir}, o)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	c := &collector{t: t, dir: dir, w: w, sizes: map[string][]int{}, cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(c.done)
		for item := range w.Items(ctx) {
			c.take(item)
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-c.done
		w.Close()
	})
	return c
}

func (c *collector) take(item audit.Item) {
	data, _, err := item.Load(1 << 20)
	size := len(data)
	if err != nil {
		size = -1
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	name := filepath.Base(item.Path)
	c.sizes[name] = append(c.sizes[name], size)
}

func (c *collector) write(name string, size int) string {
	c.t.Helper()
	path := filepath.Join(c.dir, name)
	require.NoError(c.t, os.WriteFile(path, make([]byte, size), 0o644))
	return path
}

// expect waits until exactly these sizes have arrived under a name.
func (c *collector) expect(name string, sizes ...int) {
	c.t.Helper()
	assert.Eventually(c.t, func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return fmt.Sprint(c.sizes[name]) == fmt.Sprint(sizes)
	}, time.Minute, 10*time.Millisecond, "%s: want %v, have %v", name, sizes, c.sizes)
}

func TestWatch(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "old.xml"), []byte("old"), 0o644))
	c := start(t, dir, Options{})
	c.write("a.xml", 5)
	c.write("ignored.txt", 5)
	c.expect("a.xml", 5)

	partial := c.write("b.part", 7)
	require.NoError(t, os.Rename(partial, filepath.Join(dir, "b.pdf")))
	c.expect("b.pdf", 7)

	c.write("a.xml", 6) // changed
	c.expect("a.xml", 5, 6)

	require.NoError(t, os.MkdirAll(filepath.Join(dir, "new", "er"), 0o755))
	c.write("new/er/c.xml", 8)
	c.expect("c.xml", 8)

	require.NoError(t, os.Chmod(filepath.Join(dir, "a.xml"), 0o600))
	temporary := c.write("never.xml", 1)
	require.NoError(t, os.Remove(temporary))
	c.write("old.xml", 9)
	c.expect("old.xml", 9)
	c.mu.Lock()
	defer c.mu.Unlock()
	assert.NotContains(t, c.sizes, "never.xml")
	assert.NotContains(t, c.sizes, "ignored.txt")
	assert.Equal(t, []int{5, 6}, c.sizes["a.xml"], "new rights are no new document")
}

func TestWatchWaitsForTheWhole(t *testing.T) {
	c := start(t, t.TempDir(), Options{Settle: 2 * time.Second})
	f, err := os.Create(filepath.Join(c.dir, "slow.xml"))
	require.NoError(t, err)
	for range 10 {
		_, err := f.Write([]byte("0123456789"))
		require.NoError(t, err)
		time.Sleep(250 * time.Millisecond)
	}
	require.NoError(t, f.Close())
	c.expect("slow.xml", 100)
}

// When more arrives than may wait, the folders are read again until everything was yielded.
func TestWatchBoundedQueue(t *testing.T) {
	c := start(t, t.TempDir(), Options{Queue: 3})
	for i := range 20 {
		c.write(fmt.Sprintf("%d.xml", i), i)
	}
	for i := range 20 {
		c.expect(fmt.Sprintf("%d.xml", i), i)
	}
	c.cancel()
	<-c.done
	assert.LessOrEqual(t, len(c.w.pending), 3)
}

func TestWatchOverflow(t *testing.T) {
	dir := t.TempDir()
	w, err := New([]string{dir}, Options{Settle: 20 * time.Millisecond})
	require.NoError(t, err)
	defer w.Close()
	require.NoError(t, w.system.Remove(dir)) // the system tells of nothing
	require.NoError(t, os.WriteFile(filepath.Join(dir, "lost.xml"), nil, 0o644))
	go func() { w.system.Errors <- fsnotify.ErrEventOverflow }()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var got []string
	for item := range w.Items(ctx) {
		got = append(got, filepath.Base(item.Path))
		break
	}
	assert.Equal(t, []string{"lost.xml"}, got)
}

func TestWatchFolderGoesAway(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "in")
	require.NoError(t, os.Mkdir(dir, 0o755))
	c := start(t, dir, Options{})
	require.NoError(t, os.Remove(dir))
	select {
	case <-c.done:
		assert.ErrorIs(t, c.w.Err(), os.ErrNotExist)
	case <-time.After(time.Minute):
		t.Fatal("it goes on without the folder")
	}
	_, err := New([]string{dir}, Options{})
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// What is gone is forgotten when the folders are read again.
func TestWatchForgets(t *testing.T) {
	dir := t.TempDir()
	for i := range 10 {
		require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.xml", i)), nil, 0o644))
	}
	w, err := New([]string{dir}, Options{})
	require.NoError(t, err)
	defer w.Close()
	assert.Len(t, w.seen, 10)
	for i := range 7 {
		require.NoError(t, os.Remove(filepath.Join(dir, fmt.Sprintf("%d.xml", i))))
	}
	w.again()
	assert.Len(t, w.seen, 3)
	assert.Empty(t, w.pending)
}
