//go:build unix

package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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

// process is a command under way, in a folder of its own, with standard input that never ends.
type process struct {
	*exec.Cmd
	name  string
	out   bytes.Buffer
	ended chan struct{}
	err   error
}

func start(t *testing.T, program string, args ...string) *process {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // a program that lives on is killed, and fails the test
	t.Cleanup(cancel)
	p := &process{Cmd: exec.CommandContext(ctx, program, args...), name: strings.Join(args, " "), ended: make(chan struct{})}
	p.Stdout, p.Stderr, p.Dir = &p.out, &p.out, t.TempDir()
	const nowhere = "http://127.0.0.1:1" // nothing is fetched
	p.Env = append(os.Environ(), "LC_ALL=C", "HOME="+p.Dir, "XDG_CACHE_HOME="+p.Dir, "HTTP_PROXY="+nowhere, "HTTPS_PROXY="+nowhere, "FSELINT_CATALOG=", "FSELINT_REGISTRY=")
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	p.Stdin = reader
	t.Cleanup(func() { reader.Close(); writer.Close() })
	require.NoError(t, p.Start())
	go func() {
		p.err = p.Wait()
		close(p.ended)
	}()
	return p
}

func (p *process) running() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// serves tells whether the command is there to run until it is stopped.
func (p *process) serves() bool {
	return slices.ContainsFunc([]string{"serve", "gateway serve", "audit --watch"}, func(name string) bool { return strings.HasPrefix(p.name, name) })
}

// ends waits for the command to end by itself, or by the signal where that came before it began to work. What was stopped must not
// look like success, unless it is there to run until it is stopped.
func (p *process) ends(t *testing.T, signal syscall.Signal) {
	<-p.ended
	status, _ := p.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		assert.Equal(t, signal, status.Signal(), "%s does not end: %s", p.name, &p.out)
		return
	}
	if signal != 0 && !p.serves() && !strings.HasPrefix(p.name, "gateway pki") { // which waits for nothing, and ends its work on a busy machine
		assert.NotZero(t, p.ProcessState.ExitCode(), "%s must not look like success: %s", p.name, &p.out)
	}
	assert.NotContains(t, p.out.String(), "goroutine ", p.name)
}

// blocking is something to read that does not come, or not to an end.
type blocking struct {
	name   string
	path   string
	first  syscall.Signal // 0: nothing of it is read, and the command ends by itself
	second syscall.Signal
}

// blockings makes one of each kind.
func blockings(t *testing.T) []blocking {
	dir := t.TempDir()
	pipe := func(name string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, syscall.Mkfifo(path, 0o600))
		return path
	}
	fifo, slow := pipe("pipe.pdf"), pipe("slow.pdf")
	w, err := os.OpenFile(slow, os.O_RDWR, 0) // somebody writes, but never ends
	require.NoError(t, err)
	t.Cleanup(func() { w.Close() })
	_, err = w.WriteString("%PDF-1.7\n")
	require.NoError(t, err)
	socket := filepath.Join(dir, "s.pdf")
	listener, err := net.Listen("unix", socket)
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	return []blocking{
		{"slow pipe", slow, syscall.SIGTERM, 0}, {"pipe", fifo, syscall.SIGINT, 0}, {"standard input", "-", syscall.SIGTERM, syscall.SIGINT},
		{"device", "/dev/zero", 0, 0}, {"socket", socket, 0, 0}, {"folder", dir, 0, 0}, {"pipe, twice", fifo, syscall.SIGTERM, syscall.SIGTERM},
	}
}

// stoppedLines are commands that come to read IN only with certain flags; every other command reads its arguments, see stopLines.
var stoppedLines = []string{
	"check --token-auth IN PDF", "check --request IN PDF", "check --certificate IN PDF", "check --baseline IN PDF", "check --config IN PDF", "check --registry IN PDF",
	"check --catalog IN PDF", "check --bundle IN", "check --second-opinion IN", "signature --trust IN PDF", "token new --claims IN --key IN --certificate IN",
	"baseline --out b.json IN", "catalog import --registry IN", "catalog verify --catalog IN", "catalog status --catalog IN", "catalog update --channel IN",
	"pdf attach --new IN out.pdf", "pdf sign --key IN --certificate IN PDF out.pdf", "ledger list --ledger IN", "ledger show --ledger IN 1", "ledger export --ledger IN --format csv",
	"ledger verify --ledger IN", "ledger resolve --ledger IN", "submit --config IN PDF", "submit --operation validation --request IN PDF",
	"gateway serve --listen 127.0.0.1:0 --tls-cert IN --tls-key IN", "gateway serve --listen 127.0.0.1:0 --client-ca IN", "gateway serve --listen 127.0.0.1:0 --plain --state IN",
	"gateway serve --listen 127.0.0.1:0 --plain --catalog IN", "gateway serve --listen 127.0.0.1:0 --plain", "audit --out a IN", "audit --watch IN", "audit --watch --out a .",
	"audit --out a --trend IN .", "ticket --ledger IN --attempt 1", "ticket --attach IN", "explain --document IN VA-01", "explain --ledger IN VA-01", "rules --catalog IN",
}

// stopLines returns command lines for all commands there are: stoppedLines, and each command with IN in the place of every argument,
// and of every flag that takes a text where all is set.
func stopLines(t *testing.T, all bool) (lines []string) {
	for _, line := range stoppedLines {
		cmd, _, err := newRoot("en").Find(strings.Fields(line))
		require.NoError(t, err, line)
		require.Empty(t, cmd.Annotations[groupMark], line)
	}
	lines = append(lines, stoppedLines...)
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, c := range cmd.Commands() {
			walk(c)
		}
		if cmd.Annotations[groupMark] != "" {
			return
		}
		name := strings.TrimPrefix(cmd.CommandPath(), "fselint ")
		least := 0 // arguments
		for _, n := range []int{2, 1} {
			if cmd.Args == nil || cmd.Args(cmd, make([]string, n)) == nil {
				least = n
			}
		}
		lines = append(lines, name+strings.Repeat(" IN", least))
		cmd.InheritedFlags() // makes cobra know them
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if all && f.NoOptDefVal == "" && strings.HasPrefix(f.Value.Type(), "string") {
				lines = append(lines, name+" --"+f.Name+" IN"+strings.Repeat(" PDF", least))
			}
		})
	}
	walk(newRoot("en"))
	return lines
}

// TestStops lets every command read what does not come, or not to an end, and sends signals: each ends at the first, or by itself where
// there is nothing to read, and what was stopped does not look like success. The long test gives every kind to every command and flag.
func TestStops(t *testing.T) {
	sample, err := filepath.Abs("../../testdata/pdf/LAB-attachment.pdf")
	require.NoError(t, err)
	binary := binaryIn(t, t.TempDir())
	heavy := os.Getenv("FSELINT_HEAVY") != ""
	kinds := blockings(t)
	type try struct {
		*process
		blocking
	}
	var due [][]string
	var on []blocking
	for i, line := range stopLines(t, heavy) {
		some := []blocking{kinds[0], kinds[1+i%(len(kinds)-1)]}
		if heavy {
			some = kinds
		}
		for _, kind := range some {
			due = append(due, strings.Fields(strings.NewReplacer("IN", kind.path, "PDF", sample).Replace(line)))
			on = append(on, kind)
		}
	}
	const atOnce = 40
	waited := 0
	for len(due) > 0 {
		n := min(atOnce, len(due))
		var running []try
		for i, args := range due[:n] {
			running = append(running, try{start(t, binary, args...), on[i]})
		}
		due, on = due[n:], on[n:]
		time.Sleep(3 * time.Second) // they hang now, or have ended
		for i, p := range running {
			if p.first == 0 && p.serves() {
				running[i].first = syscall.SIGTERM
			}
			if running[i].first == 0 || !p.running() {
				running[i].first = 0
				continue
			}
			waited++
			_ = p.Process.Signal(running[i].first)
			if p.second != 0 {
				time.Sleep(10 * time.Millisecond)
				_ = p.Process.Signal(p.second)
			}
		}
		for _, p := range running {
			p.ends(t, p.first)
		}
	}
	t.Log(waited, "were waiting when the signal came")
	assert.Greater(t, waited, 20)
}
