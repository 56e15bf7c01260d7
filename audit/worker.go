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
	Edition Edition
	Runner  *validate.Runner
}

// Worker judges documents. Its fields must not change while it runs.
type Worker struct {
	Judges   []Judge
	Jobs     int   // documents judged at the same time; 0 for one per processor
	MaxInput int64 // largest document in bytes; 0 for the default of package validate
	// Known reports whether the caller has the judgement of a key already. It is called by several goroutines; nil for never.
	Known func(Key) bool
	// Setup completes a document's bundle, nil for nothing to complete. What it adds must be part of Edition.Settings.
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

// Passing reports whether a judgement says something of this run rather than of the document: a time-out, a fault of the tool, or
// a file that could not be read. Another try may end otherwise.
func Passing(d *validate.Document) bool { return d.Fault != nil }

// Run judges items and hands the results to emit, one at a time, as they are ready. It takes a new item only when a worker
// is free, so that at most a few results per worker are in memory. When ctx ends it takes no more items, finishes those that it
// has, and returns the error of ctx. The first error of emit stops it at once and is returned; items must not wait for ever then.
func (w *Worker) Run(ctx context.Context, items iter.Seq[Item], emit func(*Result) error) error {
	judging, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	open := &openJudgements{byKey: map[Key]*judgementUnderWay{}}
	return pool.Run(ctx, items, pool.Options{Workers: w.Jobs}, func(item Item) *finished {
		return w.one(judging, item, open)
	}, func(r *finished) error {
		err := emit(&r.Result)
		if err != nil {
			abandon()
		}
		open.forget(r.judged) // only now does the caller know of them
		return err
	})
}

// finished is a result with the keys whose judgements were made for it.
type finished struct {
	Result
	judged []Key
}

func (w *Worker) one(ctx context.Context, item Item, open *openJudgements) *finished {
	r := &finished{Result: Result{Path: item.Path}}
	limit := w.MaxInput
	if limit <= 0 {
		limit = validate.DefaultLimits().InputBytes
	}
	data, stat, err := item.Load(limit)
	b := &validate.Bundle{Path: item.Path, Load: func(int64) ([]byte, error) { return data, err }}
	if w.Setup != nil {
		w.Setup(b)
	}
	if err != nil {
		for _, j := range w.Judges {
			r.Judgements = append(r.Judgements, Judgement{Document: j.Runner.Document(ctx, b).Document})
		}
		return r
	}
	r.Stat = stat
	r.Content = &Content{sha256.Sum256(data), FormOf(item.Path)}
	for _, j := range w.Judges {
		key := Key{*r.Content, j.Edition.Fingerprint()}
		f, first := open.join(key)
		if first {
			r.judged = append(r.judged, key)
			if w.Known == nil || !w.Known(key) {
				f.document = j.Runner.Document(ctx, b).Document
			}
			close(f.done)
		} else {
			<-f.done
		}
		judgement := Judgement{Key: key, Shared: !first}
		if f.document != nil {
			own := *f.document
			own.Path = item.Path
			judgement.Document = &own
		}
		r.Judgements = append(r.Judgements, judgement)
	}
	return r
}

// openJudgements are the judgements that are being made, or that the caller does not know of yet.
type openJudgements struct {
	mu    sync.Mutex
	byKey map[Key]*judgementUnderWay
}

type judgementUnderWay struct {
	done     chan struct{}
	document *validate.Document // nil when it was known
}

// join returns the judgement of a key, and whether the caller is the first who asks: then it has to make it and close done.
func (o *openJudgements) join(key Key) (*judgementUnderWay, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if j := o.byKey[key]; j != nil {
		return j, false
	}
	j := &judgementUnderWay{done: make(chan struct{})}
	o.byKey[key] = j
	return j, true
}

func (o *openJudgements) forget(keys []Key) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, key := range keys {
		delete(o.byKey, key)
	}
}
