// Package pool works on many items with several goroutines, with a bounded number of them in memory.
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

// perWorker is the number of results per worker that may wait for their turn.
const perWorker = 2

// Run applies work to the items and hands the results to emit, one at a time, in the goroutine of the caller. It takes a new item
// only when a worker is free and no more than a few results wait. When ctx ends it takes no more items, finishes those that it has,
// and returns the error of ctx. The first error of emit stops it and is returned, when what is under way has ended.
func Run[T, R any](ctx context.Context, items iter.Seq[T], o Options, work func(T) R, emit func(R) error) error {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	feeding, stop := context.WithCancel(ctx)
	defer stop()
	type job struct {
		number int
		item   T
	}
	type done struct {
		number int
		result R
	}
	jobs, results := make(chan job), make(chan done, o.Workers)
	room := make(chan struct{}, (1+perWorker)*o.Workers)
	var workers sync.WaitGroup
	workers.Go(func() {
		defer close(jobs)
		number := 0
		for item := range items {
			select {
			case room <- struct{}{}:
			case <-feeding.Done():
				return
			}
			select {
			case jobs <- job{number, item}:
			case <-feeding.Done():
				return
			}
			number++
		}
	})
	for range o.Workers {
		workers.Go(func() {
			for j := range jobs {
				results <- done{j.number, work(j.item)}
			}
		})
	}
	go func() {
		workers.Wait()
		close(results)
	}()
	var err error
	give := func(r R) {
		<-room
		if err == nil {
			if err = emit(r); err != nil {
				stop()
			}
		}
	}
	next, waiting := 0, map[int]R{}
	for d := range results {
		if !o.Ordered {
			give(d.result)
			continue
		}
		waiting[d.number] = d.result
		for r, ok := waiting[next]; ok; r, ok = waiting[next] {
			delete(waiting, next)
			give(r)
			next++
		}
	}
	if err == nil {
		err = ctx.Err()
	}
	return err
}
