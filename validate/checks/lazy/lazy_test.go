package lazy

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMap(t *testing.T) {
	var m Map[string, int]
	var made atomic.Int32
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			v, ok, err := m.Get("a", func() (int, bool, error) { made.Add(1); return 7, true, nil })
			assert.Equal(t, 7, v)
			assert.True(t, ok)
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	assert.EqualValues(t, 1, made.Load())

	broken := errors.New("broken")
	for range 2 {
		_, ok, err := m.Get("b", func() (int, bool, error) { made.Add(1); return 0, false, broken })
		assert.False(t, ok)
		assert.ErrorIs(t, err, broken)
	}
	assert.EqualValues(t, 2, made.Load(), "a failure is remembered")

	for range 2 {
		_, ok, err := m.Get("c", func() (int, bool, error) { made.Add(1); return 0, false, nil })
		assert.False(t, ok)
		assert.NoError(t, err)
	}
	assert.EqualValues(t, 4, made.Load(), "what does not exist is not")
	assert.Len(t, m.values, 2)
}
