package walk

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Entry is one file that was found, or what could not be read.
type Entry struct {
	Path string // the root joined with the path below it
	Rel  string // path below the root, with slashes; "." for the root
	// Err says why a folder or the root could not be read; nil for files, which are not opened.
	Err error
}

// Options say what to look for.
type Options struct {
	Match func(name string) bool // of a file below a root, by its base name; nil for every file. A root that is a file is taken as it is
	Shard Shard                  // the zero value takes everything
	// Window is the number of names of one folder that are held at a time; 0 for 50,000. A folder with more is read several times.
	Window int
}

// Walk yields the files below the roots in the order of the roots, within each in lexical order of the steps of their paths. It
// stops when ctx ends.
func Walk(ctx context.Context, roots []string, o Options) iter.Seq[Entry] {
	if o.Window <= 0 {
		o.Window = 50_000
	}
	return func(yield func(Entry) bool) {
		w := walker{Options: o, ctx: ctx, yield: yield}
		for _, root := range roots {
			if !w.root(root) {
				return
			}
		}
	}
}

type walker struct {
	Options
	ctx   context.Context
	yield func(Entry) bool
}

// give yields an entry if it belongs to the shard; it returns false when the walk is over.
func (w *walker) give(e Entry) bool {
	return w.ctx.Err() == nil && (!w.Shard.Has(e.Rel) || w.yield(e))
}

func (w *walker) root(root string) bool {
	info, err := os.Stat(root)
	switch {
	case err != nil:
		return w.give(Entry{root, ".", err})
	case info.IsDir():
		return w.folder(root, ".")
	}
	return w.give(Entry{Path: root, Rel: filepath.Base(root)})
}

// folder walks a folder, in windows of names.
func (w *walker) folder(path, rel string) bool {
	after := ""
	for {
		names, more, err := w.names(path, after)
		for _, n := range names {
			if !w.child(path, rel, n) {
				return false
			}
		}
		if err != nil {
			return w.give(Entry{path, rel, err})
		}
		if !more {
			return w.ctx.Err() == nil
		}
		after = names[len(names)-1].Name()
	}
}

func (w *walker) child(path, rel string, d fs.DirEntry) bool {
	full := filepath.Join(path, d.Name())
	below := d.Name()
	if rel != "." {
		below = rel + "/" + d.Name()
	}
	if d.IsDir() {
		return w.folder(full, below)
	}
	if d.Type()&fs.ModeSymlink != 0 {
		if info, err := os.Stat(full); err == nil && info.IsDir() {
			return true
		}
	}
	return w.give(Entry{Path: full, Rel: below})
}

// names returns the first names of a folder that come after one, sorted, and whether there are more.
func (w *walker) names(path, after string) (names []fs.DirEntry, more bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	for err == nil && w.ctx.Err() == nil {
		var chunk []fs.DirEntry
		chunk, err = f.ReadDir(1024)
		for _, d := range chunk {
			if d.Name() > after && (d.IsDir() || w.Match == nil || w.Match(d.Name())) {
				names = append(names, d)
			}
		}
		if len(names) >= 2*w.Window {
			names, more = w.first(names), true
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if len(names) > w.Window {
		more = true
	}
	if err != nil {
		more = false // what was read is still given
	}
	return w.first(names), more, err
}

// first keeps the first names in their order.
func (w *walker) first(names []fs.DirEntry) []fs.DirEntry {
	slices.SortFunc(names, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	if len(names) > w.Window {
		clear(names[w.Window:])
		names = names[:w.Window]
	}
	return names
}

// IsEnvelope reports whether a file found in a folder is taken for a signed message around a document, by its name.
func IsEnvelope(name string) bool { return strings.EqualFold(filepath.Ext(name), ".p7m") }

// IsDocument reports whether a file found in a folder is taken for a document, by its name.
func IsDocument(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".pdf" || ext == ".xml"
}
