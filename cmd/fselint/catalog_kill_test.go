//go:build unix

package main

import (
	"bytes"
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
)

// lifeFiles is a catalog of a state, small and of our own making.
func lifeFiles(state string) map[string]string {
	return map[string]string{
		"schema/TYPE_A/CDA.xsd":      `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="ClinicalDocument"/></xs:schema>`,
		"mongo-dump/dictionary.json": `[{"system": "1.2.1", "version": null, "release_date": "2026-01-02"}]`,
		"mongo-dump/engines.json":    `[{"roots": [], "available": true}]`,
		"mongo-dump/schematron.json": `[]`,
		"terminology/1.2.1.csv":      "version,code,description\n," + state + "," + strings.Repeat("x", 50_000) + "\n",
	}
}

func writeFiles(tb testing.TB, dir string, files map[string]string) string {
	tb.Helper()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(tb, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(tb, os.WriteFile(path, []byte(content), 0o644))
	}
	return dir
}

func lifeRegistry(version string) string {
	return "Fornitore,Applicativo,Versione,Tipo Documento,Data validazione\nACME srl,LIS," + version + ",LAB,2026-01-02\n"
}

// program is this test binary as the program itself, with a cache of its own.
func program(ctx context.Context, cache string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Args[0] = "fselint"
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+cache, "HOME="+cache, "LANG=C", "FSELINT_CATALOG=", "FSELINT_REGISTRY=")
	return cmd
}

func mustRun(t *testing.T, cache string, args ...string) string {
	t.Helper()
	out, err := program(t.Context(), cache, args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return string(out)
}

// everyChange makes TestKilled take minutes.
var everyChange = flag.Bool("every-change", false, "kill the program at every change to its cache, not at every fifth")

// TestKilled kills the program at the changes that it makes to its cache, and after delays between them: whatever it was
// doing, the old state or the new one is current then and whole, and the next run completes without leaving anything behind.
func TestKilled(t *testing.T) {
	one, two := writeFiles(t, t.TempDir(), lifeFiles("ONE")), writeFiles(t, t.TempDir(), lifeFiles("TWO"))
	regOne := filepath.Join(writeFiles(t, t.TempDir(), map[string]string{"r.csv": lifeRegistry("1")}), "r.csv")
	regTwo := filepath.Join(writeFiles(t, t.TempDir(), map[string]string{"r.csv": lifeRegistry("2")}), "r.csv")
	archive := filepath.Join(t.TempDir(), "two.tar")
	mustRun(t, t.TempDir(), "catalog", "export", "--catalog", two, archive)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := map[string]string{"/two.tar": archive, "/r.csv": regTwo}[r.URL.Path]
		b, err := os.ReadFile(path)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("ETag", `"1"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
	}))
	defer server.Close()
	k := killing{t: t, states: map[string]bool{}}
	for _, src := range []string{one, two} {
		c, err := schemas.Open(src)
		require.NoError(t, err)
		digest, err := c.Digest()
		require.NoError(t, err)
		require.NoError(t, c.Close())
		k.states[digest] = true
	}
	before := t.TempDir()
	mustRun(t, before, "catalog", "import", "--registry", regOne, one)
	for name, args := range map[string][]string{
		"import": {"catalog", "import", "--registry", regTwo, two},
		"update": {"catalog", "update", "--accept-defects", "--channel", server.URL + "/two.tar", "--registry-url", server.URL + "/r.csv"},
	} {
		t.Run(name, func(t *testing.T) {
			k := k
			k.t, k.args, k.before = t, args, before
			killed := 0
			stride := 5
			if *everyChange {
				stride = 1
			}
			for step := 1; !k.atChange(step); step += stride {
				killed++
			}
			t.Logf("killed at %d changes", killed)
			assert.Greater(t, killed, 2, "the system may report several changes as one, but not all")
			for delay := time.Millisecond; delay < 40*time.Millisecond; delay += 5 * time.Millisecond {
				k.after(delay)
			}
		})
	}
}

type killing struct {
	t      *testing.T
	states map[string]bool // digests that may be current
	args   []string
	before string // the cache that a run starts from
}

func (k *killing) prepare() (cache string) {
	k.t.Helper()
	cache = filepath.Join(k.t.TempDir(), "cache")
	require.NoError(k.t, os.CopyFS(cache, os.DirFS(k.before)))
	return cache
}

// atChange runs the program and kills it when it makes the n-th change; done says that it made fewer and ended well.
func (k *killing) atChange(n int) (done bool) {
	k.t.Helper()
	cache := k.prepare()
	w, err := fsnotify.NewWatcher()
	require.NoError(k.t, err)
	defer func() {
		go drain(w.Events) // Close waits for who still sends
		go drain(w.Errors)
		w.Close()
	}()
	require.NoError(k.t, filepath.WalkDir(cache, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			err = w.Add(path)
		}
		return err
	}))
	cmd := program(k.t.Context(), cache, k.args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	require.NoError(k.t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for seen := 0; ; {
		select {
		case e := <-w.Events:
			if e.Has(fsnotify.Create) {
				_ = w.Add(e.Name) // fails for files
			}
			if seen++; seen == n {
				_ = cmd.Process.Kill()
				err := <-ended
				k.check(cache)
				return err == nil
			}
		case <-w.Errors: // a folder is gone that was to be watched: there are events all the same
		case err := <-ended:
			require.NoError(k.t, err, "%s", out.String())
			k.check(cache)
			return true
		}
	}
}

func drain[T any](from <-chan T) {
	for range from {
	}
}

// after kills the program after a time.
func (k *killing) after(delay time.Duration) {
	k.t.Helper()
	cache := k.prepare()
	cmd := program(k.t.Context(), cache, k.args...)
	require.NoError(k.t, cmd.Start())
	time.Sleep(delay)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	k.check(cache)
}

var currentDigest = regexp.MustCompile(`(?m)^digest +(sha256:[0-9a-f]{64})$`)

// check wants one state or the other, whole, then lets the program run to its end.
func (k *killing) check(cache string) {
	k.t.Helper()
	m := currentDigest.FindStringSubmatch(mustRun(k.t, cache, "catalog", "status"))
	require.NotNil(k.t, m)
	require.True(k.t, k.states[m[1]], m[1])
	dir := filepath.Join(cache, "fselint", "catalog")
	_, err := schemas.Use(k.t.Context(), dir, m[1])
	require.NoError(k.t, err, "what is current is whole")
	reg, ok, err := registry.OpenCache(filepath.Join(cache, "fselint", "registry")).Current()
	require.NoError(k.t, err)
	require.True(k.t, ok)
	_, err = registry.OpenCached(reg)
	require.NoError(k.t, err)
	mustRun(k.t, cache, k.args...)
	var left []string
	require.NoError(k.t, filepath.WalkDir(cache, func(path string, _ os.DirEntry, err error) error {
		if strings.Contains(filepath.Base(path), ".import-") || strings.HasSuffix(path, ".part") {
			left = append(left, path)
		}
		return err
	}))
	require.Empty(k.t, left)
}
