package validate

import (
	"context"
	"iter"

	"github.com/fselint/fselint/internal/pool"
)

// Run judges bundles with the given number of workers (0: one per processor) and hands the results to emit in input
// order, one at a time. At most a few results per worker are in memory, however many documents there are. It stops at
// the first error of emit, or when ctx ends, and returns that error.
func (r *Runner) Run(ctx context.Context, bundles iter.Seq[*Bundle], workers int, emit func(*Result) error) error {
	return Parallel(ctx, bundles, workers, r.Document, emit)
}

// Parallel is Run for anything that is made of a bundle, such as several judgements.
func Parallel[R any](
	ctx context.Context, bundles iter.Seq[*Bundle], workers int, judge func(context.Context, *Bundle) R, emit func(R) error,
) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return pool.Run(ctx, bundles, pool.Options{Workers: workers, Ordered: true}, func(b *Bundle) R { return judge(ctx, b) }, func(r R) error {
		err := ctx.Err()
		if err == nil {
			err = emit(r)
		}
		if err != nil {
			cancel() // nobody waits for what is being judged
		}
		return err
	})
}
