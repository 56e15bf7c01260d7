// Package s3test runs a server of S3 for tests: versitygw, which keeps objects as files.
package s3test

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const server = "github.com/versity/versitygw/cmd/versitygw@v1.8.0"

// Server is one that runs until the end of the test.
type Server struct {
	Endpoint string
	Dir      string // the buckets, as folders
	cmd      *exec.Cmd
	ended    chan struct{}
}

// Start starts a server with empty buckets; the environment holds its credentials. Where the server cannot be had the test is skipped
// with the reason; it fails when CI=true.
func Start(t testing.TB, buckets ...string) *Server {
	t.Helper()
	program := install(t)
	s := &Server{Dir: t.TempDir()}
	for _, b := range buckets {
		require.NoError(t, os.Mkdir(filepath.Join(s.Dir, b), 0o755))
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := free.Addr().String()
	require.NoError(t, free.Close())
	s.Endpoint = "http://" + address
	s.cmd = exec.Command(program, "--port", address, "posix", s.Dir)
	s.cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY=test", "ROOT_SECRET_KEY=secret-of-tests")
	var said bytes.Buffer
	s.cmd.Stdout, s.cmd.Stderr = &said, &said
	require.NoError(t, s.cmd.Start())
	s.ended = make(chan struct{})
	go func() {
		_ = s.cmd.Wait()
		close(s.ended)
	}()
	t.Cleanup(s.Stop)
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "secret-of-tests", "AWS_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "2",
	} {
		if tt, ok := t.(interface{ Setenv(name, value string) }); ok {
			tt.Setenv(name, value)
		}
	}
	for range 3000 {
		select {
		case <-s.ended:
			t.Fatalf("the server ended: %s", said.String())
		case <-time.After(20 * time.Millisecond):
		}
		if c, err := net.Dial("tcp", address); err == nil {
			_ = c.Close()
			return s
		}
	}
	t.Fatal("the server does not answer")
	return nil
}

// Stop kills the server.
func (s *Server) Stop() {
	_ = s.cmd.Process.Kill()
	<-s.ended
}

// Address is that of a bucket, or of what lies in it.
func (s *Server) Address(path string) string { return "s3://" + path + "?endpoint=" + s.Endpoint }

// install returns the program, which is built once for a machine.
func install(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	dir := filepath.Join(cache, "fselint-tests", strings.ReplaceAll(filepath.Base(server), "@", "-"))
	program := filepath.Join(dir, "versitygw")
	if _, err := os.Stat(program); err == nil {
		return program
	}
	require.NoError(t, os.MkdirAll(dir, 0o755))
	work, err := os.MkdirTemp(dir, "build")
	require.NoError(t, err)
	defer os.RemoveAll(work)
	cmd := exec.Command("go", "install", server)
	cmd.Dir = work // beside no module
	cmd.Env = append(os.Environ(), "GOBIN="+work, "GOFLAGS=", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		reason := "versitygw cannot be built: " + err.Error() + "\n" + string(out)
		if os.Getenv("CI") == "true" {
			t.Fatal(reason)
		}
		t.Skip(reason)
	}
	require.NoError(t, os.Rename(filepath.Join(work, "versitygw"), program))
	return program
}
