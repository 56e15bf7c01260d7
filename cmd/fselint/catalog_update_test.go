//go:build unix

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// published is a server of a catalog and a registry, and what is needed to reach it.
type published struct {
	*httptest.Server
	mu     sync.Mutex
	files  map[string][]byte
	status map[string]int // answers so far, by path and status: "/main.tar.gz 304"
	ca     string         // file with the certificate of the server
}

func publish(t *testing.T) *published {
	p := &published{files: map[string][]byte{}, status: map[string]int{}}
	p.Server = httptest.NewTLSServer(p)
	t.Cleanup(p.Close)
	p.ca = filepath.Join(t.TempDir(), "ca.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: p.Certificate().Raw}
	require.NoError(t, os.WriteFile(p.ca, pem.EncodeToMemory(block), 0o600))
	return p
}

// ServeHTTP implements http.Handler.
func (p *published) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	content, ok := p.files[r.URL.Path]
	p.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
	w.Header().Set("ETag", fmt.Sprintf(`"%d-%x"`, len(content), content[:min(8, len(content))]))
	http.ServeContent(recorder, r, "", time.Time{}, bytes.NewReader(content))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status[fmt.Sprintf("%s %d", r.URL.Path, recorder.status)]++
}

type statusRecorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (p *published) put(path string, content []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files[path] = content
}

// forged is a catalog as a forge packs it.
func forged(t *testing.T, files map[string]string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, content := range files {
		require.NoError(t, w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "it-fse-catalogs-main/" + name, Mode: 0o644, Size: int64(len(content))}))
		_, err := w.Write([]byte(content))
		require.NoError(t, err)
	}
	require.NoError(t, errors.Join(w.Close(), z.Close()))
	return b.Bytes()
}

// place is a folder and a cache in which commands run.
type place struct {
	t          *testing.T
	dir, cache string
	env        []string
}

// run runs a command and returns what it said; the exit code must be the one wanted.
func (p place) run(code int, args ...string) string {
	p.t.Helper()
	cmd := program(p.t.Context(), p.cache, args...)
	cmd.Dir = p.dir
	cmd.Env = append(cmd.Env, p.env...)
	out, err := cmd.CombinedOutput()
	got := 0
	if err != nil {
		var ee *exec.ExitError
		require.ErrorAs(p.t, err, &ee)
		got = ee.ExitCode()
	}
	require.Equal(p.t, code, got, "%s", out)
	return string(out)
}

// TestUpdateCommand fetches a catalog and a registry over https and through a proxy, as a process of its own.
func TestUpdateCommand(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the roots that a process trusts cannot be named in its environment here")
	}
	s := publish(t)
	s.put("/main.tar.gz", forged(t, lifeFiles("ONE")))
	s.put("/results.csv", []byte(lifeRegistry("1")))
	var tunnels atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || r.Host != "example.com:443" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		tunnels.Add(1)
		join(t, w, s.Listener.Addr().String())
	}))
	defer proxy.Close()
	p := place{t, t.TempDir(), t.TempDir(), []string{"SSL_CERT_FILE=" + s.ca, "HTTPS_PROXY=" + proxy.URL, "NO_PROXY="}}
	config := "update:\n  channel: https://example.com/main.tar.gz\n  registry-url: https://example.com/results.csv\n"
	require.NoError(t, os.WriteFile(filepath.Join(p.dir, "fselint.yaml"), []byte(config), 0o600))

	out := p.run(0, "catalog", "update", "--write-lock")
	assert.Contains(t, out, "catalog: updated")
	assert.Contains(t, out, "registry: updated")
	assert.Contains(t, out, "wrote fselint.lock")
	assert.Positive(t, tunnels.Load(), "through the proxy")
	lock, err := os.ReadFile(filepath.Join(p.dir, "fselint.lock"))
	require.NoError(t, err)
	assert.Contains(t, string(lock), "https://example.com/main.tar.gz")

	out = p.run(0, "--lang", "it", "catalog", "update")
	assert.Contains(t, out, "catalogo: invariato")
	assert.Contains(t, out, "registro: invariato")
	assert.Equal(t, 1, s.status["/main.tar.gz 304"])
	assert.Equal(t, 1, s.status["/results.csv 304"])
	before := p.run(0, "catalog", "list")

	s.put("/main.tar.gz", forged(t, lifeFiles("TWO"))[:200])
	assert.Contains(t, p.run(2, "catalog", "update"), "what was in use stays")
	broken := lifeFiles("TWO")
	broken["schema/TYPE_A/CDA.xsd"] = "<xs:schema"
	s.put("/main.tar.gz", forged(t, broken))
	out = p.run(2, "catalog", "update")
	assert.Contains(t, out, "the self-test refuses this catalog")
	assert.Contains(t, out, "--accept-defects")
	s.put("/main.tar.gz", forged(t, lifeFiles("THREE")))
	assert.Contains(t, p.run(2, "catalog", "update", "--digest", "sha256:"+string(bytes.Repeat([]byte("0"), 64))), "another digest")
	assert.Contains(t, p.run(2, "catalog", "update", "--channel", "http://example.com/main.tar.gz"), "http is spoken only to this machine")
	assert.Contains(t, p.run(2, "catalog", "update", "--channel", "https://example.org/x", "--timeout", "1s"), "not done after 1s")
	assert.Equal(t, before, p.run(0, "catalog", "list"), "nothing of this has changed anything")

	assert.Contains(t, p.run(0, "catalog", "update", "--no-registry"), "catalog: updated")
	require.NoError(t, os.WriteFile(filepath.Join(p.dir, "fselint.yaml"), []byte("update:\n  accept-defects: true\n"), 0o600))
	assert.Contains(t, p.run(2, "catalog", "update"), `unknown setting "accept-defects"`)
}

// TestUpdatesAtOnce runs several updates at the same time.
func TestUpdatesAtOnce(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the roots that a process trusts cannot be named in its environment here")
	}
	s := publish(t)
	s.put("/main.tar.gz", forged(t, lifeFiles("ONE")))
	s.put("/results.csv", []byte(lifeRegistry("1")))
	p := place{t, t.TempDir(), t.TempDir(), []string{"SSL_CERT_FILE=" + s.ca}}
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			cmd := program(t.Context(), p.cache, "catalog", "update", "--channel", s.URL+"/main.tar.gz", "--registry-url", s.URL+"/results.csv")
			cmd.Env = append(cmd.Env, p.env...)
			out, err := cmd.CombinedOutput()
			assert.NoError(t, err, "%s", out)
		})
	}
	wg.Wait()
	assert.Equal(t, 1, s.status["/main.tar.gz 200"], "the others wait and then hear that nothing has changed")
	assert.Equal(t, 2, s.status["/main.tar.gz 304"])
	assert.Contains(t, p.run(0, "catalog", "status"), "registry")
}

// join connects a client with a server, as a proxy does on CONNECT.
func join(t *testing.T, w http.ResponseWriter, to string) {
	server, err := net.Dial("tcp", to)
	if !assert.NoError(t, err) {
		return
	}
	w.WriteHeader(http.StatusOK)
	client, _, err := w.(http.Hijacker).Hijack()
	if !assert.NoError(t, err) {
		return
	}
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
	}()
	_, _ = io.Copy(client, server)
	_ = client.Close()
}
