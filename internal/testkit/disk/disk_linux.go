package disk

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// Small mounts a disk of that many bytes; the test is skipped where its user may not.
func Small(t testing.TB, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", size)); err != nil {
		t.Skipf("this user may not mount a disk of a given size: %v", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(dir, 0)) })
	return dir
}

// Fill leaves free bytes on a disk, and returns the file that takes up the others.
func Fill(t testing.TB, dir string, free int) (file string) {
	t.Helper()
	var fs syscall.Statfs_t
	require.NoError(t, syscall.Statfs(dir, &fs))
	file = filepath.Join(dir, "filler")
	n := max(int(fs.Bavail)*int(fs.Bsize)-free, 0)
	require.NoError(t, os.WriteFile(file, make([]byte, n), 0o600))
	return file
}
