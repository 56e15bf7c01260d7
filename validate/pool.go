package validate

import (
	"context"
	"iter"

	"github.com/fselint/fselint/internal/pool"
)

// Run judges bundles with the given number of workers (0: one per processor) and hands the results to emit in input
// order, one at a time. At most a few results per worker are in memory, however many documents there are. It stops at
// the first error of emit, or when ctx ends, and returns that error. The facts of a result end with emit (Result.Release).
func (r *Runner) Run(ctx context.Context, bundles iter.Seq[*Bundle], workers int, emit func(*Result) error) error {
	return parallel(ctx, bundles, workers, r.Attempt, func(d *Result) error {
		defer d.Release()
		return emit(d)
	})
}

// Parallel is Run for anything that is made of a bundle, such as several judgements.
func Parallel[R any](
	ctx context.Context, bundles iter.Seq[*Bundle], workers int, judge func(context.Context, *Bundle) R, emit func(R) error,
) error {
	return parallel(ctx, bundles, workers, func(ctx context.Context, b *Bundle, _ func(R)) (R, bool) { return judge(ctx, b), true }, emit)
}

func parallel[R any](
	ctx context.Context, bundles iter.Seq[*Bundle], workers int,
	judge func(ctx context.Context, b *Bundle, late func(R)) (R, bool), emit func(R) error,
) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	try := func(b *Bundle, late func(R)) (R, bool) { return judge(ctx, b, late) }
	return pool.Try(ctx, bundles, pool.Options{Workers: workers, Ordered: true}, try, func(r R) error {
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
