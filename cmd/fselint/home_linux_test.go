package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestHomes runs commands as a user without rights, with a home that cannot be written to, and without any: what needs no home works, and
// what does ends with an error that says so.
func TestHomes(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may run the program as somebody else")
	}
	dir, err := os.MkdirTemp("/tmp", "fselint-homes-") // whose parents everybody may enter
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	const nobody = 65534
	home, work := filepath.Join(dir, "home"), filepath.Join(dir, "work")
	require.NoError(t, os.Chmod(dir, 0o755))
	require.NoError(t, os.Mkdir(home, 0o755))
	require.NoError(t, os.Mkdir(work, 0o755))
	require.NoError(t, os.Chown(work, nobody, nobody))
	writeFiles(t, filepath.Join(dir, "source"), lifeFiles("ONE"))
	data, err := os.ReadFile("../../testdata/cda/LAB-valid.xml")
	require.NoError(t, err)
	writeFiles(t, dir, map[string]string{"docs/a.xml": string(data)})
	self, err := os.ReadFile(os.Args[0])
	require.NoError(t, err)
	program := filepath.Join(dir, "fselint")
	require.NoError(t, os.WriteFile(program, self, 0o755))
	for name, env := range map[string][]string{"a home that is read only": {"HOME=" + home}, "no home": {}, "a home that is not there": {"HOME=" + home + "/none/deep"}} {
		t.Run(name, func(t *testing.T) {
			for line, want := range map[string]string{
				"version": "0", "check --allow-incomplete " + dir + "/docs": "0 1", "audit --allow-incomplete --out a --quiet " + dir + "/docs": "0 1",
				"baseline --allow-incomplete --out k.json " + dir + "/docs": "0", "catalog status": "0 2 3", "ledger list": "2 3",
				"catalog import " + dir + "/source": "2 3", "check --allow-incomplete /root": "3", "audit --allow-incomplete --out " + home + "/a " + dir + "/docs": "2 3",
				"gateway pki --out " + home + "/p": "2 3", "check --allow-incomplete --output json=" + home + "/r.json " + dir + "/docs": "2 3",
			} {
				cmd := exec.CommandContext(t.Context(), program, strings.Fields(line)...)
				cmd.Dir, cmd.Env = work, append([]string{"LC_ALL=C", "PATH=/usr/bin:/bin"}, env...)
				cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
				out, _ := cmd.CombinedOutput()
				code := cmd.ProcessState.ExitCode()
				assert.Contains(t, strings.Fields(want), fmt.Sprint(code), "%s: %s", line, out)
				assert.NotContains(t, string(out), "goroutine ", line)
				if code > 1 {
					assert.NotEmpty(t, strings.TrimSpace(string(out)), line)
				}
			}
			for _, name := range []string{"a", "k.json", ".fselint.key"} {
				require.NoError(t, os.RemoveAll(filepath.Join(work, name)))
			}
		})
	}
	entries, err := os.ReadDir(home)
	require.NoError(t, err)
	assert.Empty(t, entries)
}
