package sample

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const testdata = "../../../testdata"

func makeAll(t *testing.T) *Set {
	t.Helper()
	signer, err := os.ReadFile(filepath.Join(testdata, "keys", "signer.pem"))
	require.NoError(t, err)
	set, err := Make(signer)
	require.NoError(t, err)
	return set
}

// TestFresh fails when the files in testdata are not what the generator writes: run "go run ./testdata/generate".
func TestFresh(t *testing.T) {
	set := makeAll(t)
	for name, data := range set.Files {
		got, err := os.ReadFile(filepath.Join(testdata, filepath.FromSlash(name)))
		if assert.NoError(t, err, "run: go run ./testdata/generate") {
			assert.True(t, string(data) == string(got), "%s is stale, run: go run ./testdata/generate", name)
		}
	}
	for _, dir := range []string{"cda", "pdf"} {
		err := filepath.WalkDir(filepath.Join(testdata, dir), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			name, err := filepath.Rel(testdata, path)
			assert.Contains(t, set.Files, filepath.ToSlash(name), "a file that the generator does not write")
			return err
		})
		require.NoError(t, err)
	}
}

func TestReproducible(t *testing.T) {
	assert.Equal(t, makeAll(t).Files, makeAll(t).Files)
}
