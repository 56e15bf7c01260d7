//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
)

// archive fills a folder with documents: those of the corpus, over and over, in folders of 1,000. XML files get a comment of their
// own, so that each is a document of its own; PDFs are linked, so that each is there several times.
func archive(tb testing.TB, dir string, count int) {
	tb.Helper()
	xml, err := filepath.Glob(filepath.Join(shared.Dir(tb, "corpus", "cda"), "*.xml"))
	require.NoError(tb, err)
	pdf, err := filepath.Glob(filepath.Join(shared.Dir(tb, "corpus", "pdf"), "*.pdf"))
	require.NoError(tb, err)
	sources := slices.Concat(xml, pdf)
	require.NotEmpty(tb, sources)
	contents := make([][]byte, len(sources))
	for i, path := range sources {
		contents[i], err = os.ReadFile(path)
		require.NoError(tb, err)
	}
	first := map[int]string{}
	for i := range count {
		s := i % len(sources)
		folder := filepath.Join(dir, fmt.Sprintf("%03d", i/1000))
		if i%1000 == 0 {
			require.NoError(tb, os.MkdirAll(folder, 0o755))
		}
		path := filepath.Join(folder, fmt.Sprintf("%06d%s", i, filepath.Ext(sources[s])))
		if filepath.Ext(path) == ".xml" {
			own := slices.Concat(contents[s], fmt.Appendf(nil, "<!--%d-->", i))
			require.NoError(tb, os.WriteFile(path, own, 0o644))
		} else if one, ok := first[s]; ok {
			require.NoError(tb, os.Link(one, path))
		} else {
			require.NoError(tb, os.WriteFile(path, contents[s], 0o644))
			first[s] = path
		}
	}
}

// auditArchive runs an audit to its end and returns its peak memory in bytes.
func auditArchive(tb testing.TB, program, in, out string, flags ...string) int64 {
	tb.Helper()
	cmd := exec.Command(program, append([]string{"audit", in, "--out", out, "--quiet", "--catalog", shared.Dir(tb, "catalog")}, flags...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err := cmd.Run()
	var ee *exec.ExitError
	if err != nil && (!errors.As(err, &ee) || ee.ExitCode() != int(exitFindings)) { // the corpus has invalid documents
		tb.Fatalf("%v\n%s", err, stderr.String())
	}
	return peakMemory(cmd)
}

// TestAuditArchive audits the corpus copied to 10,000 files: killed 50 times at random moments it ends with the same bytes as
// without interruption, and with the memory of 1,000 files. It takes a minute and runs when CI=true or FSELINT_HEAVY is set.
func TestAuditArchive(t *testing.T) {
	if os.Getenv("CI") != "true" && os.Getenv("FSELINT_HEAVY") == "" {
		t.Skip("heavy: set FSELINT_HEAVY=1")
	}
	program := build(t)
	dir := t.TempDir()
	in, whole, killed := filepath.Join(dir, "in"), filepath.Join(dir, "whole"), filepath.Join(dir, "killed")
	archive(t, in, 10_000)

	small := auditArchive(t, program, filepath.Join(in, "000"), filepath.Join(dir, "small"))
	large := auditArchive(t, program, in, whole)
	t.Logf("peak memory: %d MB for 1,000 documents, %d MB for 10,000", small>>20, large>>20)
	assert.Less(t, float64(large), 1.25*float64(small)+16<<20, "memory grows with the number of documents")
	want, err := os.ReadFile(filepath.Join(whole, auditDocuments))
	require.NoError(t, err)
	assert.Equal(t, 10_000, bytes.Count(want, []byte("\n")))

	const seed = 7
	random := rand.New(rand.NewPCG(seed, seed))
	begun := 0
	for range 50 {
		begun += killAudit(t, program, in, killed, time.Duration(50+random.IntN(1000))*time.Millisecond)
	}
	t.Logf("50 kills, %d of them with judgements stored before", begun)
	assert.Greater(t, begun, 25, "most kills must meet an audit under way")
	auditArchive(t, program, in, killed, "--resume")
	got, err := os.ReadFile(filepath.Join(killed, auditDocuments))
	require.NoError(t, err)
	left, err := filepath.Glob(filepath.Join(killed, ".*"))
	require.NoError(t, err)
	assert.Empty(t, left, "halves of files")
	assert.True(t, bytes.Equal(want, got), "the resumed audit differs from the uninterrupted one (seed %d)", seed)
}

// killAudit starts an audit, or goes on with it, and kills it after a while. It returns 1 when there was something to go on with.
func killAudit(t *testing.T, program, in, out string, after time.Duration) int {
	t.Helper()
	args := []string{"audit", in, "--out", out, "--quiet", "--catalog", shared.Dir(t, "catalog")}
	begun := 0
	if _, err := os.Stat(filepath.Join(out, "audit.db")); err == nil {
		args = append(args, "--resume")
		begun = 1
	}
	cmd := exec.Command(program, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	_ = cmd.Wait() // killed, as a rule
	assert.Empty(t, stderr.String(), "every start finds a database that it can go on with")
	return begun
}
