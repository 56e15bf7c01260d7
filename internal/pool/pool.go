// Package pool works on many items with several goroutines, with a bounded number of them in memory.
//
// A worker takes an item, works on it and hands its result on itself: no item passes between goroutines, so one worker costs
// what a plain loop costs. A function that may never return can be given up: another goroutine goes on in its place.
package pool

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// Options say how a pool works.
type Options struct {
	Workers int // 0: one per processor
	// Ordered hands the results on in the order of the items; else each as soon as it is there.
	Ordered bool
}

// perWorker is the number of results per worker that may be under way or wait for their turn.
const perWorker = 3

// Run applies work to the items and hands the results to emit, one at a time, in the goroutine of a worker. It takes a new item
// only when a worker is free and no more than a few results wait. When ctx ends it takes no more items, finishes those that it has,
// and returns the error of ctx. The first error of emit stops it and is returned, when what is under way has ended.
func Run[T, R any](ctx context.Context, items iter.Seq[T], o Options, work func(T) R, emit func(R) error) error {
	return Try(ctx, items, o, func(item T, _ func(R)) (R, bool) { return work(item), true }, emit)
}

// Try is Run for work that may be given up. Where it is, try has late called with the result, once, and returns inTime false when its
// work returns after all: another goroutine has long gone on in its place.
func Try[T, R any](ctx context.Context, items iter.Seq[T], o Options, try func(item T, late func(R)) (result R, inTime bool), emit func(R) error) error {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	next, stop := iter.Pull(items)
	defer stop()
	r := &run[T, R]{
		ctx: ctx, next: next, try: try, emit: emit, window: make([]result[R], perWorker*o.Workers), ordered: o.Ordered, live: o.Workers,
		done: make(chan struct{}),
	}
	r.room.L = &r.mu
	for range o.Workers {
		go r.work()
	}
	<-r.done
	if r.err != nil {
		return r.err
	}
	return ctx.Err()
}

type run[T, R any] struct {
	ctx  context.Context
	try  func(T, func(R)) (R, bool)
	emit func(R) error
	done chan struct{}

	take sync.Mutex // held while an item is taken
	next func() (T, bool)

	mu       sync.Mutex
	room     sync.Cond   // there is room in the window
	window   []result[R] // results that wait, by place modulo its length
	ordered  bool
	taken    int // items
	ready    int // results, without order
	handed   int // results that were handed on
	emitting bool
	live     int
	err      error // of emit
}

type result[R any] struct {
	out   R
	ready bool
}

func (r *run[T, R]) work() {
	for {
		in, place, ok := r.item()
		if !ok {
			break
		}
		out, inTime := r.try(in, func(out R) {
			r.deliver(place, out)
			go r.work()
		})
		if !inTime {
			return
		}
		r.deliver(place, out)
	}
	r.mu.Lock()
	r.live--
	last := r.live == 0
	r.mu.Unlock()
	if last {
		close(r.done)
	}
}

// item takes the next item, when there is room for its result.
func (r *run[T, R]) item() (in T, place int, ok bool) {
	r.take.Lock()
	defer r.take.Unlock()
	r.mu.Lock()
	for r.taken-r.handed >= len(r.window) && r.err == nil {
		r.room.Wait()
	}
	failed := r.err != nil
	place = r.taken
	r.mu.Unlock()
	if failed || r.ctx.Err() != nil {
		return in, 0, false
	}
	if in, ok = r.next(); ok {
		r.mu.Lock()
		r.taken++
		r.mu.Unlock()
	}
	return in, place, ok
}

// deliver puts a result into the window and hands on what can be, unless another worker is at it.
func (r *run[T, R]) deliver(place int, out R) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ordered {
		place = r.ready
		r.ready++
	}
	r.window[place%len(r.window)] = result[R]{out, true}
	if r.emitting {
		return
	}
	r.emitting = true
	for {
		slot := &r.window[r.handed%len(r.window)]
		if !slot.ready {
			break
		}
		out := slot.out
		*slot = result[R]{}
		if r.err == nil {
			r.mu.Unlock()
			err := r.emit(out)
			r.mu.Lock()
			r.err = err
		}
		r.handed++
		r.room.Signal()
	}
	r.emitting = false
}
