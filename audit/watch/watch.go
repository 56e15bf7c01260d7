package watch

import (
	"context"
	"errors"
	"hash/maphash"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/fselint/fselint/audit"
	"github.com/fselint/fselint/lint"
)

// Options are the settings of a Watcher. Zero fields take their defaults.
type Options struct {
	Match  func(name string) bool // of a file, by its base name; nil for every file
	Settle time.Duration          // how long a document must stay the same; one second
	Queue  int                    // documents that may wait for that; 10,000
}

// Watcher watches folders. Its methods are for one goroutine.
type Watcher struct {
	Options
	roots   []string
	system  *fsnotify.Watcher
	pending map[string]arriving
	seen    map[uint64]uint64 // documents that were there or were yielded: path and state, hashed
	seed    maphash.Seed
	rescan  bool // something was lost: the folders must be read again
	err     error
}

// arriving is a document that may still be growing.
type arriving struct {
	state state
	since time.Time // when it last changed
}

type state struct {
	size int64
	time int64 // of the last change, in nanoseconds
}

func stateOf(info fs.FileInfo) state { return state{info.Size(), info.ModTime().UnixNano()} }

// New begins to watch. Documents that are there already are not yielded until they change.
func New(roots []string, o Options) (*Watcher, error) {
	if o.Settle <= 0 {
		o.Settle = time.Second
	}
	if o.Queue <= 0 {
		o.Queue = 10_000
	}
	system, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	w := &Watcher{Options: o, roots: roots, system: system, pending: map[string]arriving{}, seen: map[uint64]uint64{}, seed: maphash.MakeSeed()}
	for _, root := range roots {
		err := w.scan(root, func(path string, s state) { w.seen[w.hash(path)] = w.hash(s) })
		if err != nil {
			system.Close()
			return nil, err
		}
	}
	return w, nil
}

// Close ends the watching.
func (w *Watcher) Close() error {
	go func() { // the system's Close waits for whoever still sends an event
		for range w.system.Events {
		}
	}()
	return w.system.Close()
}

// Err says why Items ended before its context did, nil when it did not.
func (w *Watcher) Err() error { return w.err }

func (w *Watcher) hash(v any) uint64 {
	switch v := v.(type) {
	case string:
		return maphash.String(w.seed, v)
	case state:
		return maphash.Comparable(w.seed, v)
	}
	panic("a value that is not hashed")
}

// scan watches a folder and those below it, and tells of their documents. Folders are watched before they are read, so that
// nothing arrives unnoticed in between. What vanishes meanwhile does not matter.
func (w *Watcher) scan(root string, found func(path string, s state)) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil && path == root {
			return err
		}
		if err != nil {
			return nil
		}
		if d.IsDir() {
			if err := w.system.Add(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return texts.Error("watch", lint.Values{"path": path, "err": err})
			}
			return nil
		}
		if info, err := os.Stat(path); err == nil && w.wants(path, info) {
			found(path, stateOf(info))
		}
		return nil
	})
}

func (w *Watcher) wants(path string, info fs.FileInfo) bool {
	return info.Mode().IsRegular() && (w.Match == nil || w.Match(filepath.Base(path)))
}

// Items yields documents when they are complete, until ctx ends or a watched folder goes away.
func (w *Watcher) Items(ctx context.Context) iter.Seq[audit.Item] {
	return func(yield func(audit.Item) bool) {
		tick := time.NewTicker(max(w.Settle/4, 10*time.Millisecond))
		defer tick.Stop()
		for w.err == nil {
			select {
			case <-ctx.Done():
				return
			case e := <-w.system.Events:
				w.event(e)
			case err := <-w.system.Errors:
				w.rescan = true // an overflow, or something as bad
				if !errors.Is(err, fsnotify.ErrEventOverflow) {
					w.gone()
				}
			case now := <-tick.C:
				if !w.complete(now, yield) {
					return
				}
			}
		}
	}
}

// gone ends the watching when a folder is not there any more.
func (w *Watcher) gone() {
	for _, root := range w.roots {
		if _, err := os.Stat(root); err != nil {
			w.err = err
		}
	}
}

func (w *Watcher) event(e fsnotify.Event) {
	if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
		delete(w.pending, e.Name)
		if slices.Contains(w.roots, e.Name) {
			w.gone()
		}
		return
	}
	info, err := os.Stat(e.Name)
	switch {
	case err != nil:
	case info.IsDir():
		if e.Has(fsnotify.Create) {
			if err := w.scan(e.Name, w.arrive); err != nil {
				w.rescan = true
			}
		}
	case w.wants(e.Name, info):
		w.arrive(e.Name, stateOf(info))
	}
}

// arrive notes a document that is new or changing.
func (w *Watcher) arrive(path string, s state) {
	if _, waiting := w.pending[path]; !waiting && len(w.pending) >= w.Queue {
		w.rescan = true
		return
	}
	w.pending[path] = arriving{s, time.Now()}
}

// complete yields the documents that have stayed the same for long enough, and reads the folders again when that is due.
func (w *Watcher) complete(now time.Time, yield func(audit.Item) bool) bool {
	for _, path := range slices.Sorted(maps.Keys(w.pending)) {
		a := w.pending[path]
		info, err := os.Stat(path)
		switch {
		case err != nil || !info.Mode().IsRegular():
			delete(w.pending, path) // renamed to its proper name, or removed
		case stateOf(info) != a.state:
			w.pending[path] = arriving{stateOf(info), now}
		case now.Sub(a.since) >= w.Settle:
			delete(w.pending, path)
			if w.known(path, a.state) {
				continue // only its rights or its name changed, and back
			}
			w.seen[w.hash(path)] = w.hash(a.state)
			if !yield(audit.File(path)) {
				return false
			}
		}
	}
	if w.rescan && len(w.pending) < w.Queue {
		w.again()
	}
	return true
}

func (w *Watcher) known(path string, s state) bool {
	old, ok := w.seen[w.hash(path)]
	return ok && old == w.hash(s)
}

// again reads the folders and drops what is known of documents that are gone.
func (w *Watcher) again() {
	w.rescan = false
	there := make(map[uint64]uint64, len(w.seen))
	for _, root := range w.roots {
		err := w.scan(root, func(path string, s state) {
			key := w.hash(path)
			if old, ok := w.seen[key]; ok {
				there[key] = old
			}
			if _, waiting := w.pending[path]; !waiting && !w.known(path, s) {
				w.arrive(path, s)
			}
		})
		if err != nil {
			w.err = err
			return
		}
	}
	w.seen = there
}
