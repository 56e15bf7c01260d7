//go:build unix

package main

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
)

// published publishes a document.
func (s *stage) published() string {
	id, pdf := s.document()
	out, err := s.submit(fse.ValidateAndCreate, "--request", s.body(fse.ValidateAndCreate, id, ""), pdf).CombinedOutput()
	require.NoError(s, err, "%s", out)
	return id
}

// TestSubmitFullDisk lets files grow to less and less: what cannot be written down is not sent, and an answer that comes is in the ledger,
// or in the side file and on the screen.
func TestSubmitFullDisk(t *testing.T) {
	s := newStage(t)
	id := s.published()
	refused, rescued, stored := 0, 0, 0
	for _, blocks := range []int{8, 24, 40, 60, 64, 66, 68, 70, 72, 74, 76, 78, 80, 96, 128, 400} {
		before := s.truth(id).Calls
		submit := s.submit(fse.Update, "--id", id, "--request", s.body(fse.Update, id, ""))
		// The shell counts blocks of 512 bytes, or of 1024.
		cmd := exec.CommandContext(t.Context(), "sh", append([]string{"-c", fmt.Sprintf(`ulimit -f %d; exec "$@"`, blocks), "sh", submit.Path}, submit.Args[1:]...)...)
		cmd.Args[4] = filepath.Join(s.path("bin"), "fselint")
		cmd.Env, cmd.Dir = submit.Env, submit.Dir
		require.NoError(t, os.MkdirAll(s.path("bin"), 0o700))
		if _, err := os.Lstat(cmd.Args[4]); err != nil {
			require.NoError(t, os.Symlink(os.Args[0], cmd.Args[4]))
		}
		out, err := cmd.CombinedOutput()
		if s.truth(id).Calls == before {
			require.Error(t, err)
			assert.Regexp(t, "nothing was sent|open the ledger", string(out), "%d", blocks)
			refused++
			continue
		}
		m := cartLine.FindSubmatch(out)
		require.NotNil(t, m, "%s", out)
		if err == nil {
			stored++
			continue
		}
		rescued++
		assert.Contains(t, string(out), "rescued.jsonl")
		side, err := os.ReadFile(s.ledger() + ".rescued.jsonl")
		require.NoError(t, err, "%s", out)
		assert.Contains(t, string(side), string(m[1]))
	}
	t.Logf("%d refused, %d rescued, %d stored", refused, rescued, stored)
	assert.Positive(t, refused)
	assert.Positive(t, stored)
	s.published() // takes the side file in
	accepted := 0
	for _, e := range s.entries() {
		if e.PathID == id && e.State() == ledger.Accepted {
			accepted++
		}
	}
	assert.Equal(t, s.truth(id).Calls-1, accepted)
}

// TestSubmitTogether has several processes share a ledger: they wait for each other, and nothing is mixed up.
func TestSubmitTogether(t *testing.T) {
	s := newStage(t)
	ids := []string{s.published(), s.published(), s.published()}
	s.faults(`[{"delay":"300ms","times":-1}]`)
	var together sync.WaitGroup
	for _, id := range ids {
		cmd := s.submit(fse.Delete, "--id", id)
		together.Go(func() {
			out, err := cmd.CombinedOutput()
			assert.NoError(t, err, "%s", out)
		})
	}
	together.Wait()
	for _, id := range ids {
		assert.True(t, s.truth(id).Deleted)
	}
	entries := s.entries()
	require.Len(t, entries, 6)
	for _, e := range entries {
		assert.Equal(t, ledger.Accepted, e.State())
	}
	s.faults(`[{"delay":"2s"}]`)
	slow := s.submit(fse.Delete, "--id", ids[0], "--force", "again")
	require.NoError(t, slow.Start())
	require.Eventually(t, func() bool { return len(s.entries()) == 7 }, time.Minute, 10*time.Millisecond)
	out, err := s.submit(fse.Delete, "--id", ids[1], "--force", "again", "--call-timeout", "-9500ms").CombinedOutput()
	assert.ErrorContains(t, err, "exit status 3")
	assert.Contains(t, string(out), "another process is at work")
	_ = slow.Wait()
}

// TestSubmitSecrets looks for keys, passwords and tokens in everything that is left behind or said.
func TestSubmitSecrets(t *testing.T) {
	t.Setenv("FSELINT_P12_PASSWORD", "Parola-Segreta-42")
	t.Setenv(envPassword, "Parola-Segreta-42")
	s := newStage(t)
	id, pdf := s.document()
	var said bytes.Buffer
	for _, c := range []struct {
		fault string
		args  []string
	}{
		{`[]`, nil}, {`[{"break":"after"}]`, nil}, {`[{"status":500}]`, nil}, {`[{"break":"answer"}]`, []string{"--keep-request"}},
		{`[]`, []string{"--channel", "pki/s1.p12"}}, {`[]`, []string{"--server-ca", "pki/a1.key"}}, {`[]`, []string{"--key", "pki/a1.key"}},
		{`[]`, []string{"--base", "https://user:Parola-Segreta-42@127.0.0.1/v1"}}, {`[]`, []string{"--base", "https://127.0.0.1:1/v1", "--format", "json", "--output", "html=report.html"}},
	} {
		s.faults(c.fault)
		cmd := s.submit(fse.ValidateAndCreate, append([]string{"--request", s.body(fse.ValidateAndCreate, id, ""), "--channel", "pki/a1.p12", "--channel-key", "",
			"--certificate", "pki/s1.p12", "--key", "", pdf}, c.args...)...)
		cmd.Stdout, cmd.Stderr = &said, &said
		require.NoError(t, cmd.Start())
		line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", cmd.Process.Pid))
		if err == nil && len(c.args) == 0 {
			s.secretFree("command line", line)
		}
		_ = cmd.Wait()
	}
	assert.Contains(t, said.String(), "X-CART-id")
	out, _ := s.resolve()
	said.WriteString(out)
	for _, args := range [][]string{{"list"}, {"show", "1"}, {"export", "--format", "jsonl", "-"}} {
		out, err := s.command(append([]string{"ledger", args[0], "--ledger", s.ledger()}, args[1:]...)...).CombinedOutput()
		require.NoError(t, err, "%s", out)
		said.Write(out)
	}
	s.secretFree("output", said.Bytes())
	for _, line := range s.log.lines {
		s.secretFree("gateway's log", []byte(line))
	}
	require.NoError(t, filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path, s.path("pki")) {
			return err
		}
		data, err := os.ReadFile(path)
		s.secretFree(path, data)
		return err
	}))
}

var jwt = regexp.MustCompile(`eyJ[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}`)

// secretFree wants neither key, password nor token in what is left behind.
func (s *stage) secretFree(where string, data []byte) {
	s.Helper()
	assert.NotContains(s, string(data), "Parola-Segreta-42", where)
	assert.NotContains(s, string(data), "PRIVATE KEY", where)
	assert.False(s, jwt.Match(data), "%s: a token", where)
	for _, name := range []string{"a1", "s1"} {
		text, err := os.ReadFile(s.path("pki/" + name + ".key"))
		require.NoError(s, err)
		block, _ := pem.Decode(text)
		require.NotNil(s, block)
		assert.False(s, bytes.Contains(data, block.Bytes[40:100]), "%s: a key", where)
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:4] {
			assert.NotContains(s, string(data), line, where)
		}
	}
}
