package compare

import (
	"context"
	"iter"
	"sync"

	"github.com/fselint/fselint/validate"
)

// Run judges every bundle with two runners, such as one for each of two catalogs, and hands both judgements to emit, in input
// order, one pair at a time. Each document is loaded once, so both judge the same bytes. workers (0: one per
// processor) judge a document with one after the other. It stops at the first error of emit, or when ctx ends, and returns that error.
func Run(
	ctx context.Context, old, new *validate.Runner, bundles iter.Seq[*validate.Bundle], workers int, emit func(old, new *validate.Document) error,
) error {
	type pair struct{ old, new *validate.Document }
	return validate.Parallel(ctx, bundles, workers, func(ctx context.Context, b *validate.Bundle) pair {
		b = shared(b)
		return pair{old.Document(ctx, b).Document, new.Document(ctx, b).Document}
	}, func(p pair) error { return emit(p.old, p.new) })
}

// shared is a copy of a bundle that loads its document once for both.
func shared(b *validate.Bundle) *validate.Bundle {
	if b.Load == nil {
		return b
	}
	c := *b
	var once sync.Once
	var data []byte
	var err error
	c.Load = func(limit int64) ([]byte, error) {
		once.Do(func() { data, err = b.Load(limit) })
		if err == nil && int64(len(data)) > limit {
			return nil, &validate.TooLargeError{Limit: limit}
		}
		return data, err
	}
	return &c
}
