package pool_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/internal/pool"
)

func numbers(n int, taken *atomic.Int64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
			taken.Add(1)
		}
	}
}

func TestRun(t *testing.T) {
	square := func(i int) int { return i * i }
	for _, ordered := range []bool{true, false} {
		var taken atomic.Int64
		var got []int
		err := pool.Run(context.Background(), numbers(1000, &taken), pool.Options{Workers: 4, Ordered: ordered}, square, func(r int) error {
			got = append(got, r)
			return nil
		})
		assert.NoError(t, err)
		assert.Len(t, got, 1000)
		if !ordered {
			slices.Sort(got)
		}
		assert.True(t, slices.IsSorted(got))
	}
}

func TestRunTakesFewItemsAhead(t *testing.T) {
	var taken atomic.Int64
	first := make(chan struct{})
	err := pool.Run(context.Background(), numbers(1000, &taken), pool.Options{Workers: 2, Ordered: true}, func(i int) int {
		if i == 0 {
			<-first // the first is the last that is done
		}
		if i == 5 {
			close(first)
		}
		return i
	}, func(i int) error {
		assert.LessOrEqual(t, taken.Load(), int64(i+2+6+1), "items taken before result %d", i)
		return nil
	})
	assert.NoError(t, err)
}

func TestRunStops(t *testing.T) {
	enough := errors.New("enough")
	for name, c := range map[string]struct {
		emit func(n int, cancel func()) error
		want error
	}{
		"an error of emit": {func(n int, cancel func()) error {
			if n == 50 {
				return enough
			}
			return nil
		}, enough},
		"the end of the context": {func(n int, cancel func()) error {
			if n == 50 {
				cancel()
			}
			return nil
		}, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			var taken atomic.Int64
			n := 0
			err := pool.Run(ctx, numbers(1_000_000, &taken), pool.Options{Workers: 3}, func(i int) int { return i }, func(int) error {
				n++
				return c.emit(n, cancel)
			})
			assert.ErrorIs(t, err, c.want)
			assert.Less(t, taken.Load(), int64(100))
		})
	}
}

// TestTry has every seventh item given up: its goroutine returns when all is over.
func TestTry(t *testing.T) {
	const n = 100
	var taken atomic.Int64
	block := make(chan struct{})
	defer close(block)
	for _, ordered := range []bool{true, false} {
		var got []int
		err := pool.Try(t.Context(), numbers(n, &taken), pool.Options{Workers: 3, Ordered: ordered}, func(i int, late func(int)) (int, bool) {
			if i%7 == 0 {
				go late(-i)
				<-block
				return 0, false
			}
			return i, true
		}, func(i int) error {
			got = append(got, max(i, -i))
			return nil
		})
		assert.NoError(t, err)
		slices.Sort(got)
		assert.Equal(t, slices.Collect(numbers(n, &taken)), got)
	}
}

func BenchmarkOneWorker(b *testing.B) {
	var taken atomic.Int64
	b.ReportAllocs()
	_ = pool.Run(b.Context(), numbers(b.N, &taken), pool.Options{Workers: 1, Ordered: true}, func(i int) int { return i }, func(int) error { return nil })
}
