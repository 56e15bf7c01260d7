package compare_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/compare"
)

// runner judges a document by its last byte; delay says how long that takes.
func runner(t *testing.T, delay func(b byte) time.Duration) *validate.Runner {
	t.Helper()
	rule := &lint.Rule{ID: "T", Severity: lint.Error, Group: lint.Gateway}
	source := &validate.Check{Name: "t", Stage: "t", Rules: []*lint.Rule{rule}, Run: validate.Judge(func(ctx context.Context, p *validate.Pass) error {
		time.Sleep(delay(p.Data[len(p.Data)-1]))
		p.Report(lint.Finding{Rule: rule, Message: lint.Same(string(p.Data))})
		return nil
	})}
	r, err := validate.New([]validate.Stage{{Name: "t"}}, []*validate.Check{source}, validate.Options{})
	require.NoError(t, err)
	return r
}

// numbered is n bundles, and how often their documents were loaded.
func numbered(n int) (iter.Seq[*validate.Bundle], *atomic.Int64) {
	var loads atomic.Int64
	return func(yield func(*validate.Bundle) bool) {
		for i := range n {
			name := fmt.Sprint(i)
			if !yield(&validate.Bundle{Path: name, Load: func(int64) ([]byte, error) {
				loads.Add(1)
				return []byte(name), nil
			}}) {
				return
			}
		}
	}, &loads
}

func TestRun(t *testing.T) {
	slow := func(b byte) time.Duration { return time.Duration(b%7) * time.Millisecond }
	fast := func(byte) time.Duration { return 0 }
	for name, pair := range map[string][2]func(byte) time.Duration{"old is slow": {slow, fast}, "new is slow": {fast, slow}} {
		t.Run(name, func(t *testing.T) {
			bundles, loads := numbered(200)
			next := 0
			err := compare.Run(context.Background(), runner(t, pair[0]), runner(t, pair[1]), bundles, 4, func(old, new *validate.Document) error {
				assert.Equal(t, fmt.Sprint(next), old.Path)
				assert.Equal(t, old.Path, new.Path)
				assert.Equal(t, old.SHA256, new.SHA256)
				assert.Equal(t, validate.Defective, new.Verdict, "%v", new.Fault)
				next++
				return nil
			})
			require.NoError(t, err)
			assert.Equal(t, 200, next)
			assert.EqualValues(t, 200, loads.Load(), "each document is loaded once")
		})
	}
	t.Run("emit fails", func(t *testing.T) {
		bundles, _ := numbered(1000)
		enough := errors.New("enough")
		n := 0
		err := compare.Run(context.Background(), runner(t, fast), runner(t, slow), bundles, 4, func(_, _ *validate.Document) error {
			if n++; n == 50 {
				return enough
			}
			return nil
		})
		assert.ErrorIs(t, err, enough)
		assert.Equal(t, 50, n)
	})
	t.Run("cancelled", func(t *testing.T) {
		bundles, _ := numbered(100000)
		ctx, cancel := context.WithCancel(context.Background())
		n := 0
		err := compare.Run(ctx, runner(t, fast), runner(t, fast), bundles, 2, func(_, _ *validate.Document) error {
			if n++; n == 20 {
				cancel()
			}
			return nil
		})
		assert.ErrorIs(t, err, context.Canceled)
	})
	t.Run("nothing", func(t *testing.T) {
		bundles, _ := numbered(0)
		require.NoError(t, compare.Run(context.Background(), runner(t, fast), runner(t, fast), bundles, 0, func(_, _ *validate.Document) error {
			t.Error("no document")
			return nil
		}))
	})
}
