package disk

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Flips flips one bit of a file in a folder, n times, and each time lets try say what comes of it: where names the bit. Before each
// try the folder holds what it held at the beginning, and nothing else. The bits are the same in every run.
func Flips(t testing.TB, dir, name string, n int, try func(where string)) {
	t.Helper()
	held := contents(t, dir)
	whole := held[filepath.Join(dir, name)]
	require.NotEmpty(t, whole, name)
	random := rand.New(rand.NewPCG(uint64(len(whole)), 1))
	for range n {
		bit := random.IntN(8 * len(whole))
		restore(t, dir, held)
		flipped := append([]byte(nil), whole...)
		flipped[bit/8] ^= 1 << (bit % 8)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), flipped, 0o600))
		try(fmt.Sprintf("bit %d of byte %d of %s", bit%8, bit/8, name))
	}
	restore(t, dir, held)
}

func contents(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	held := make(map[string][]byte)
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			held[path], err = os.ReadFile(path)
		}
		return err
	}))
	return held
}

func restore(t testing.TB, dir string, held map[string][]byte) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		require.NoError(t, os.RemoveAll(filepath.Join(dir, e.Name())))
	}
	for path, data := range held {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, data, 0o600))
	}
}

// Number is how often something is tried: few times, or many where FSELINT_HEAVY asks for the long tests.
func Number(few, many int) int {
	if os.Getenv("FSELINT_HEAVY") != "" {
		return many
	}
	return few
}
