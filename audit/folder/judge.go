package folder

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"github.com/fselint/fselint/audit"
	"github.com/fselint/fselint/audit/source"
	"github.com/fselint/fselint/audit/store"
	"github.com/fselint/fselint/internal/progress"
	"github.com/fselint/fselint/internal/walk"
	"github.com/fselint/fselint/validate"
)

// Audit is what to judge and how.
type Audit struct {
	Roots    []string // folders, addresses of object storage, and lists of either (source.ListRoot)
	Shard    walk.Shard
	Judges   []Judge // the catalog in use, and one to compare with, if any
	Jobs     int     // documents judged at the same time; 0 for one per processor
	MaxInput int64   // bytes; 0 for the default
	Setup    func(*validate.Bundle)
	// Rehash reads every file again, where otherwise a file with the size and time that it had is taken for the same.
	Rehash bool
	// Progress is kept up to date while Judge runs; it may be nil.
	Progress *Progress
}

// Judge judges documents with one basis.
type Judge struct {
	store.Basis
	Runner *validate.Runner
}

// Progress says how far an audit is. It is safe for concurrent use.
type Progress struct {
	progress.Counter
	Judged atomic.Int64 // paths that were read; the others that are through were unchanged
	// Envelopes are signed messages around documents (.p7m) that were passed over.
	Envelopes atomic.Int64
}

// Judge judges what the folders hold and st does not have yet. It returns the run that it began in st. When ctx ends, documents
// that are being judged are finished and stored, and the error is that of ctx; every other error is one of the database.
func (a *Audit) Judge(ctx context.Context, st *store.Store) (*store.Run, error) {
	if a.Progress == nil {
		a.Progress = &Progress{}
	}
	about := store.Run{Roots: a.Roots, Shard: a.Shard.String(), Started: time.Now().UTC().Truncate(time.Second)}
	worker := &audit.Worker{Jobs: a.Jobs, MaxInput: a.MaxInput, Setup: a.Setup}
	for _, j := range a.Judges {
		about.Bases = append(about.Bases, j.Basis)
		worker.Judges = append(worker.Judges, audit.Judge{Basis: j.Basis.Basis, Runner: j.Runner})
	}
	run, err := st.Begin(about)
	if err != nil {
		return nil, err
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	go a.count(ctx)
	worker.Known = func(k audit.Key) bool {
		known, err := st.Known(k)
		if err != nil {
			fail(err)
		}
		return known
	}
	err = worker.Run(ctx, a.items(ctx, st, fail), func(r *audit.Result) error {
		a.Progress.Done.Add(1)
		a.Progress.Judged.Add(1)
		if d := r.Judgements[0].Document; d != nil && d.Fault != nil {
			a.Progress.Faults.Add(1)
		}
		return st.Put(r)
	})
	if flushed := st.Flush(); err == nil || flushed != nil {
		err = flushed
	}
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return run, err
}

// count finds out how many paths there are, beside the judging: a walk that opens no file is fast. Stores are not listed twice, nor lists read.
func (a *Audit) count(ctx context.Context) {
	if slices.ContainsFunc(a.Roots, func(root string) bool {
		_, list := source.ListFile(root)
		return list || source.IsAddress(root)
	}) {
		return
	}
	var n int64
	for e := range a.walk(ctx) {
		if e.Err != nil || !walk.IsEnvelope(e.Path) {
			n++
		}
	}
	if ctx.Err() == nil {
		a.Progress.Total.Store(n)
	}
}

// found is a path to be judged: a file, or an object of a store.
type found struct {
	walk.Entry
	object *source.Object
	sum    []byte // SHA-256 that a list wants, nil for any
}

func (a *Audit) walk(ctx context.Context) iter.Seq[found] {
	o := walk.Options{Match: looked, Shard: a.Shard}
	return func(yield func(found) bool) {
		for _, root := range a.Roots {
			if file, ok := source.ListFile(root); ok {
				if !a.list(ctx, file, yield) {
					return
				}
				continue
			}
			if source.IsAddress(root) {
				for object := range source.Find(ctx, root, o) {
					if !yield(found{Entry: object.Entry, object: object}) {
						return
					}
				}
				continue
			}
			for e := range walk.Walk(ctx, []string{root}, o) {
				if !yield(found{Entry: e}) {
					return
				}
			}
		}
	}
}

// list yields what a list names. A line that names nothing is one that cannot be read.
func (a *Audit) list(ctx context.Context, file string, yield func(found) bool) bool {
	r, err := source.OpenList(file)
	if err != nil {
		return yield(found{Entry: walk.Entry{Path: file, Rel: ".", Err: err}})
	}
	defer r.Close()
	for l := range source.List(ctx, r) {
		f := found{Entry: walk.Entry{Path: l.Path, Rel: l.Path, Err: l.Err}, sum: l.SHA256}
		switch {
		case l.Err != nil:
			f.Path = fmt.Sprintf("%s:%d", file, l.Line)
		case a.Shard.Has(l.Path):
		default:
			continue
		}
		if l.Err == nil && source.IsAddress(l.Path) {
			f.object = source.At(ctx, l.Path)
			f.Entry = f.object.Entry
		}
		if !yield(f) {
			return false
		}
	}
	return true
}

// item is what has to be read for a path.
func (f found) item(ctx context.Context) audit.Item {
	item := audit.File(f.Path)
	switch {
	case f.object != nil:
		item = f.object.Item(ctx)
	case f.Err != nil:
		return audit.Unreadable(f.Path, f.Err)
	}
	if f.sum == nil {
		return item
	}
	load := item.Load
	item.Load = func(limit int64) ([]byte, audit.Stat, error) {
		data, stat, err := load(limit)
		if sum := sha256.Sum256(data); err == nil && !bytes.Equal(sum[:], f.sum) {
			return nil, audit.Stat{}, source.OtherContent(f.Path, sum[:])
		}
		return data, stat, err
	}
	return item
}

// info is the state of a path; an error leaves it to the reading to say why.
func (f found) info() (fs.FileInfo, error) {
	if f.object != nil {
		return f.object, f.Err
	}
	return os.Stat(f.Path)
}

// looked reports whether the audit looks at a file, by its name.
func looked(name string) bool { return walk.IsDocument(name) || walk.IsEnvelope(name) }

// items yields what has to be read; envelopes are counted.
func (a *Audit) items(ctx context.Context, st *store.Store, fail func(error)) iter.Seq[audit.Item] {
	return func(yield func(audit.Item) bool) {
		for e := range a.walk(ctx) {
			if e.Err == nil && walk.IsEnvelope(e.Path) {
				a.Progress.Envelopes.Add(1)
				continue
			}
			same, err := a.unchanged(st, e)
			if err != nil {
				fail(err)
				return
			}
			if same {
				a.Progress.Done.Add(1)
			} else if !yield(e.item(context.WithoutCancel(ctx))) { // what was begun is finished
				return
			}
		}
	}
}

func (a *Audit) unchanged(st *store.Store, e found) (bool, error) {
	if a.Rehash || e.Err != nil {
		return false, nil
	}
	info, err := e.info()
	if err != nil || !info.Mode().IsRegular() {
		return false, nil // reading it says why
	}
	return st.Unchanged(e.Path, info)
}
