// Package work bounds what code does by what it allocates, which is the same on every machine; how long it takes is not. Code that
// does for each part of an input something in proportion to the others nearly always allocates so, too; what only computes is ended
// by the limit of go test.
package work

import (
	"runtime"
	"testing"
)

// Within fails the test when f allocates more than limit bytes. It must not run in parallel with other tests.
func Within(tb testing.TB, limit uint64, f func()) {
	tb.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	n := after.TotalAlloc - before.TotalAlloc
	tb.Logf("%d MiB allocated", n>>20)
	if n > limit {
		tb.Errorf("%d MiB allocated, more than %d", n>>20, limit>>20)
	}
}
