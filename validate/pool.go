package validate

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// Run judges bundles with the given number of workers (0: one per processor) and hands the results to emit in input
// order, one at a time. At most a few results per worker are in memory, however many documents there are. It stops at
// the first error of emit, or when ctx ends, and returns that error.
func (r *Runner) Run(ctx context.Context, bundles iter.Seq[*Bundle], workers int, emit func(*Result) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	type job struct {
		bundle *Bundle
		result chan *Result
	}
	jobs := make(chan job)
	ordered := make(chan chan *Result, 2*workers) // the window of results that may wait for their turn
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for j := range jobs {
				j.result <- r.Document(ctx, j.bundle)
			}
		})
	}
	go func() {
		defer close(ordered)
		defer close(jobs)
		for b := range bundles {
			j := job{b, make(chan *Result, 1)}
			select {
			case ordered <- j.result:
			case <-ctx.Done():
				return
			}
			jobs <- j
		}
	}()
	var err error
	for result := range ordered {
		d := <-result
		if err == nil {
			if err = ctx.Err(); err == nil {
				err = emit(d)
			}
			if err != nil {
				cancel()
			}
		}
	}
	wg.Wait()
	if err == nil {
		err = ctx.Err()
	}
	return err
}
