//go:build unix

package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestFileModes: what may hold personal data is for its owner alone, whatever the umask, unless somebody asks for more.
func TestFileModes(t *testing.T) {
	dir := t.TempDir()
	binary := binaryIn(t, dir)
	sample, err := filepath.Abs("../../testdata/pdf")
	require.NoError(t, err)
	script := `umask 000
export FSELINT_CACHE=cache LC_ALL=C
for f in text html json jsonl sarif junit github xlsx; do ./fselint check --allow-incomplete --output $f=report.$f "$1"; done
./fselint audit --allow-incomplete --out audit "$1"
./fselint baseline --out known.json "$1"
./fselint pdf extract "$1"/LAB-attachment.pdf cda.xml
./fselint pdf attach --new cda.xml new.pdf
./fselint gateway pki --out pki
FSELINT_FILE_MODE=0640 ./fselint check --allow-incomplete --output json=asked.json "$1"
touch kept.json; chmod 604 kept.json; ./fselint check --allow-incomplete --output json=kept.json "$1"
exit 0`
	out, err := exec.CommandContext(t.Context(), "sh", "-c", "cd "+dir+"\n"+script, "sh", sample).CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.NoError(t, os.Remove(binary))
	seen := 0
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		require.NoError(t, err)
		if d.IsDir() {
			return nil
		}
		info, err := d.Info()
		require.NoError(t, err)
		name, _ := filepath.Rel(dir, path)
		want := os.FileMode(0o600)
		switch {
		case name == "asked.json":
			want = 0o640
		case name == "kept.json":
			want = 0o604
		case filepath.Dir(name) == "pki", filepath.Dir(name) == "cache":
			return nil // certificates are public; keys are asked for elsewhere
		}
		seen++
		assert.Equal(t, want, info.Mode().Perm(), name)
		return nil
	}))
	assert.Greater(t, seen, 14, "%s", out)
}
