package compare

import (
	"context"
	"iter"
	"sync"

	"github.com/fselint/fselint/validate"
)

// Run judges every bundle with two runners, such as one for each of two catalogs, and hands both judgements to emit, in input
// order, one pair at a time. Each document is loaded once, so both judge the same bytes. workers is shared by the two
// (0: one per processor). It stops at the first error of emit, or when ctx ends, and returns that error.
func Run(ctx context.Context, old, new *validate.Runner, bundles iter.Seq[*validate.Bundle], workers int, emit func(old, new *validate.Document) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel(nil)

	forOld, forNew := make(chan *validate.Bundle), make(chan *validate.Bundle)
	group.Go(func() {
		defer close(forOld)
		defer close(forNew)
		for b := range bundles {
			b := shared(b)
			// Whoever gets ahead waits for the other's judgement of a document that the other already has, so none starves.
			for _, to := range []chan<- *validate.Bundle{forOld, forNew} {
				select {
				case to <- b:
				case <-ctx.Done():
					return
				}
			}
		}
	})
	judged := make(chan *validate.Document)
	group.Go(func() {
		err := old.Run(ctx, received(ctx, forOld), (workers+1)/2, func(d *validate.Result) error {
			select {
			case judged <- d.Document:
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
		if err != nil {
			cancel(err)
		}
		close(judged)
	})
	return new.Run(ctx, received(ctx, forNew), (workers+1)/2, func(d *validate.Result) error {
		select {
		case o, ok := <-judged:
			if !ok {
				return context.Cause(ctx)
			}
			err := emit(o, d.Document)
			if err != nil {
				cancel(err) // nobody is left to take what the other has judged
			}
			return err
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
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

func received(ctx context.Context, from <-chan *validate.Bundle) iter.Seq[*validate.Bundle] {
	return func(yield func(*validate.Bundle) bool) {
		for {
			select {
			case b, ok := <-from:
				if !ok || !yield(b) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}
