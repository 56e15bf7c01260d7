package pki

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFill(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	made, err := Fill(dir, "0901", 2, "parola", time.Now())
	require.NoError(t, err)
	require.Len(t, made, 4)
	for i, name := range []string{"ca", "server", "a2", "s2"} {
		assert.Equal(t, filepath.Join(dir, name+".pem"), made[i].Path)
		for _, kind := range []string{".key", ".p12"} {
			info, err := os.Stat(filepath.Join(dir, name+kind))
			require.NoError(t, err)
			assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
		}
	}
	assert.Equal(t, "S2#0901", made[3].Certificate.Subject.CommonName)
	_, err = Fill(dir, "0901", 2, "", time.Now())
	assert.ErrorIs(t, err, fs.ErrExist, "nothing is written over")
}
