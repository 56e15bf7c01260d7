package archive

import (
	"io"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
)

// TestArchiveIsAFileSystem runs the standard library's own test of file systems.
func TestArchiveIsAFileSystem(t *testing.T) {
	b := newArchive(DefaultLimits())
	for _, name := range []string{"a/b.txt", "a/c/d.txt", "e.txt"} {
		require.NoError(t, b.file(name, int64(len(name)), time.Unix(1e9, 0), opens(name)))
	}
	require.NoError(t, fstest.TestFS(b.fsys, "a/b.txt", "a/c/d.txt", "e.txt"))
}

func opens(content string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }
}
