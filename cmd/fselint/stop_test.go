//go:build unix

package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// binaryIn makes the program in a folder.
func binaryIn(t *testing.T, dir string) string {
	self, err := os.Executable()
	require.NoError(t, err)
	path := filepath.Join(dir, "fselint")
	require.NoError(t, os.Symlink(self, path))
	return path
}

// process is a command under way, with standard input that never ends.
type process struct {
	*exec.Cmd
	name string
	out  bytes.Buffer
}

func start(t *testing.T, program string, args ...string) *process {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // a program that lives on is killed, and fails the test
	t.Cleanup(cancel)
	p := &process{Cmd: exec.CommandContext(ctx, program, args...), name: strings.Join(args, " ")}
	p.Stdout, p.Stderr, p.Dir = &p.out, &p.out, filepath.Dir(program)
	p.Env = append(os.Environ(), "LC_ALL=C", "FSELINT_CACHE="+filepath.Join(p.Dir, "cache"))
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	p.Stdin = reader
	t.Cleanup(func() { reader.Close(); writer.Close() })
	require.NoError(t, p.Start())
	return p
}

// ends wants the command to end by itself, or by the signal where that came before it began to work, and without success.
func (p *process) ends(t *testing.T) {
	err := p.Wait()
	status, _ := p.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() && status.Signal() == syscall.SIGTERM {
		return
	}
	if assert.Error(t, err, "%s must not look like success: %s", p.name, &p.out) {
		assert.Contains(t, []int{1, 2, 3, 4, 5}, p.ProcessState.ExitCode(), "%s: %v: %s", p.name, err, &p.out)
	}
}

// TestStops sends signals to commands that wait for something that does not come: each ends at the first signal, and none with
// success.
func TestStops(t *testing.T) {
	dir := t.TempDir()
	fifo := filepath.Join(dir, "pipe.pdf")
	require.NoError(t, syscall.Mkfifo(fifo, 0o600))
	slow := filepath.Join(dir, "slow.pdf") // somebody writes, but never ends
	require.NoError(t, syscall.Mkfifo(slow, 0o600))
	w, err := os.OpenFile(slow, os.O_RDWR, 0)
	require.NoError(t, err)
	defer w.Close()
	_, err = w.WriteString("%PDF-1.7\n")
	require.NoError(t, err)
	sample, err := filepath.Abs("../../testdata/pdf/LAB-attachment.pdf")
	require.NoError(t, err)

	commands := []string{
		"check IN", "check -", "check --token-auth IN " + sample, "check --request IN " + sample, "check --certificate IN " + sample, "check --baseline IN " + sample,
		"check --config IN " + sample, "check --registry IN " + sample, "check --catalog IN " + sample, "check --bundle IN", "signature IN", "signature -",
		"signature --trust IN " + sample, "token inspect IN", "token inspect -", "token verify IN", "token new --claims IN --key IN --certificate IN",
		"baseline --out b.json IN", "catalog import IN", "catalog import --registry IN", "catalog verify --catalog IN", "catalog diff IN IN", "catalog status --catalog IN",
		"pdf extract IN", "pdf attach --new IN out.pdf", "pdf sign --key IN --certificate IN " + sample + " out.pdf", "ledger list --ledger IN",
		"ledger verify --ledger IN", "submit --config IN " + sample, "submit --operation validation --request IN " + sample, "gateway serve --listen 127.0.0.1:0 --tls-cert IN --tls-key IN",
		"audit --out audit.db IN", "ticket --ledger IN --attempt 1",
	}
	binary := binaryIn(t, dir)
	for _, input := range []string{fifo, slow} {
		var running []*process
		for _, c := range commands {
			running = append(running, start(t, binary, strings.Fields(strings.ReplaceAll(c, "IN", input))...))
		}
		time.Sleep(2 * time.Second) // they hang now, or have ended
		for _, p := range running {
			_ = p.Process.Signal(syscall.SIGTERM)
		}
		for _, p := range running {
			p.ends(t)
		}
	}
}

// TestSecondSignal ends at once what would take its time after the first.
func TestSecondSignal(t *testing.T) {
	p := start(t, binaryIn(t, t.TempDir()), "check", "-")
	time.Sleep(time.Second)
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	time.Sleep(50 * time.Millisecond)
	_ = p.Process.Signal(syscall.SIGTERM)
	p.ends(t)
}

// TestNoFiles gives commands what is no file: each says so, without reading for ever.
func TestNoFiles(t *testing.T) {
	dir := t.TempDir()
	socket := filepath.Join(dir, "s.pdf")
	listener, err := net.Listen("unix", socket)
	require.NoError(t, err)
	defer listener.Close()
	sample, err := filepath.Abs("../../testdata/pdf/LAB-attachment.pdf")
	require.NoError(t, err)
	binary := binaryIn(t, dir)
	var running []*process
	for _, input := range []string{socket, "/dev/zero", dir} {
		for _, c := range []string{
			"check --token-auth IN " + sample, "check --request IN " + sample, "check --certificate IN " + sample, "check --baseline IN " + sample,
			"check --config IN " + sample, "check --registry IN " + sample, "signature --trust IN " + sample, "token inspect IN", "token verify IN",
			"token new --claims IN --key IN --certificate IN", "pdf extract IN", "pdf attach --new IN out.pdf",
			"ledger list --ledger IN", "ledger verify --ledger IN", "submit --config IN " + sample, "gateway serve --listen 127.0.0.1:0 --tls-cert IN --tls-key IN",
			"gateway serve --listen 127.0.0.1:0 --client-ca IN", "submit --operation validation --request IN " + sample, "catalog import --registry IN",
		} {
			running = append(running, start(t, binary, strings.Fields(strings.ReplaceAll(c, "IN", input))...))
		}
	}
	for _, p := range running {
		p.ends(t)
	}
}
