package walk

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMillion walks a folder of a million files with the memory of one window of names. It is heavy: FSELINT_HEAVY=1.
func TestMillion(t *testing.T) {
	if os.Getenv("FSELINT_HEAVY") == "" {
		t.Skip("heavy: set FSELINT_HEAVY=1")
	}
	const count = 1_000_000
	dir := t.TempDir()
	one := filepath.Join(dir, "0000000.xml")
	require.NoError(t, os.WriteFile(one, nil, 0o600))
	for i := 1; i < count; i++ {
		name := filepath.Join(dir, fmt.Sprintf("%07d.xml", i))
		if i%30_000 == 0 { // a file has so many names at most
			require.NoError(t, os.WriteFile(name, nil, 0o600))
			one = name
			continue
		}
		require.NoError(t, os.Link(one, name))
	}
	var most uint64
	n, last := 0, ""
	for e := range Walk(context.Background(), []string{dir}, Options{}) {
		require.NoError(t, e.Err)
		require.Greater(t, e.Path, last)
		last = e.Path
		if n++; n%20_000 == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
	}
	t.Logf("%d files, %d MB at most", n, most>>20)
	assert.Equal(t, count, n)
	assert.Less(t, most, uint64(64<<20))
}
