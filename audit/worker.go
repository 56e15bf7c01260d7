package audit

import (
	"context"
	"crypto/sha256"
	"iter"
	"sync"

	"github.com/fselint/fselint/internal/pool"
	"github.com/fselint/fselint/validate"
)

// Judge is a runner and what makes its judgements what they are.
type Judge struct {
	Basis  Basis
	Runner *validate.Runner
}

// Worker judges documents. Its fields must not change while it runs.
type Worker struct {
	Judges   []Judge
	Jobs     int   // documents judged at the same time; 0 for one per processor
	MaxInput int64 // largest document in bytes; 0 for the default of package validate
	// Known reports whether the caller has the judgement of a key already. It is called by several goroutines; nil for never.
	Known func(Key) bool
	// Setup completes a document's bundle, nil for nothing to complete. What it adds must be part of Basis.Settings.
	Setup func(*validate.Bundle)
}

// Result is what became of one item.
type Result struct {
	Path string
	Stat Stat
	// Content is nil when the file could not be read: then every Judgement holds the verdict fault.
	Content    *Content
	Judgements []Judgement // in the order of Worker.Judges
}

// Judgement is one document judged by one Judge.
type Judgement struct {
	Key Key // zero without content
	// Document is nil when the caller has it (Known). Documents of the same content share what their pointers lead to; their
	// Path is their own.
	Document *validate.Document
	// Shared says that the judgement was made for another path with the same content.
	Shared bool
}

// Transient reports whether a judgement says something of this run rather than of the document: a time-out, a fault of the tool, or
// a file that could not be read. Another try may end otherwise.
func Transient(d *validate.Document) bool { return d.Fault != nil }

// Run judges items and hands the results to emit, one at a time, as they are ready. It takes a new item only when a worker
// is free, so that at most a few results per worker are in memory. When ctx ends it takes no more items, finishes those that it
// has, and returns the error of ctx. The first error of emit stops it at once and is returned; items must not wait for ever then.
func (w *Worker) Run(ctx context.Context, items iter.Seq[Item], emit func(*Result) error) error {
	judging, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	open := &openKeys{judgements: map[Key]*judgement{}}
	do := func(item Item, late func(*task)) (*task, bool) {
		t := w.load(judging, item)
		return t, w.judge(judging, t, open, late)
	}
	return pool.Try(ctx, items, pool.Options{Workers: w.Jobs}, do, func(t *task) error {
		err := emit(&t.Result)
		if err != nil {
			abandon()
		}
		open.forget(t.judged) // only now does the caller know of them
		return err
	})
}

// task is an item under way.
type task struct {
	Result
	bundle *validate.Bundle
	judged []Key // whose judgements were made for it
}

// load reads an item. What cannot be read has its judgements already.
func (w *Worker) load(ctx context.Context, item Item) *task {
	limit := w.MaxInput
	if limit <= 0 {
		limit = validate.DefaultLimits().InputBytes
	}
	data, stat, err := item.Load(limit)
	t := &task{Result: Result{Path: item.Path}, bundle: &validate.Bundle{Path: item.Path, Load: func(int64) ([]byte, error) { return data, err }}}
	if w.Setup != nil {
		w.Setup(t.bundle)
	}
	if err != nil {
		for _, j := range w.Judges {
			t.Judgements = append(t.Judgements, Judgement{Document: j.Runner.Document(ctx, t.bundle).Document})
		}
		return t
	}
	t.Stat, t.Content = stat, &Content{sha256.Sum256(data), FormOf(item.Path)}
	return t
}

// judge adds the judgements that a task does not have yet. It returns false where a judgement was given up: then late is called with
// the task when the others are made too.
func (w *Worker) judge(ctx context.Context, t *task, open *openKeys, late func(*task)) bool {
	for len(t.Judgements) < len(w.Judges) {
		j := &w.Judges[len(t.Judgements)]
		key := Key{*t.Content, j.Basis.Fingerprint()}
		own, first := open.claim(key)
		if !first {
			<-own.done
			t.add(key, own.document, true)
			continue
		}
		t.judged = append(t.judged, key)
		take := func(d *validate.Document) {
			own.document = d
			close(own.done)
			t.add(key, d, false)
		}
		if w.Known != nil && w.Known(key) {
			take(nil)
			continue
		}
		d, inTime := j.Runner.Attempt(ctx, t.bundle, func(d *validate.Result) {
			if take(d.Document); w.judge(ctx, t, open, late) {
				late(t)
			}
		})
		if !inTime {
			return false
		}
		take(d.Document)
		d.Release()
	}
	return true
}

// add adds a judgement; d is nil when the caller has it.
func (t *task) add(key Key, d *validate.Document, shared bool) {
	if d != nil {
		own := *d
		own.Path = t.Path
		d = &own
	}
	t.Judgements = append(t.Judgements, Judgement{Key: key, Document: d, Shared: shared})
}

// openKeys are the judgements that are being made, or that the caller does not know of yet.
type openKeys struct {
	mu         sync.Mutex
	judgements map[Key]*judgement
}

type judgement struct {
	done     chan struct{}
	document *validate.Document // nil when it was known
}

// claim returns the judgement of a key, and whether the caller is the first to ask for it: then it has to close done.
func (o *openKeys) claim(key Key) (*judgement, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if open := o.judgements[key]; open != nil {
		return open, false
	}
	open := &judgement{done: make(chan struct{})}
	o.judgements[key] = open
	return open, true
}

func (o *openKeys) forget(keys []Key) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, key := range keys {
		delete(o.judgements, key)
	}
}
