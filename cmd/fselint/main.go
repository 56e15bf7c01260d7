// Fselint judges documents for the Italian national health record (Fascicolo Sanitario Elettronico 2.0) before they are
// sent: it says what the gateway would answer, and why. See fselint --help.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate/policy"
)

// Exit codes of the report contract.
const (
	exitOK         = policy.OK
	exitFindings   = policy.Failed
	exitUsage      = policy.Usage
	exitFault      = policy.Fault
	exitNothing    = policy.Nothing
	exitIncomplete = policy.Undetermined
)

// exitError ends the program with a code other than that of a usage error; the report has said why already when err is
// nil.
type exitError struct {
	code policy.Code
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// hinted is an error with advice on a line of its own.
type hinted struct {
	error
	hint lint.Text
}

func (h hinted) Unwrap() error { return h.error }

func (h hinted) Hint() lint.Text { return h.hint }

func main() {
	os.Exit(mainCode())
}

func mainCode() int {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200) // an eighth less processor time over a large folder, for 20 MB
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go stop(signals, cancel)
	return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// grace is how long a command may take to end after it was asked to: to finish what it judges, to write down what it knows. Nothing
// that is stored needs more.
const grace = 1500 * time.Millisecond

// stop asks the command to end at the first signal. At the second, or when the command waits for something that does not know of
// contexts (a pipe into which nobody writes), it ends the program.
func stop(signals <-chan os.Signal, cancel func()) {
	<-signals
	cancel()
	select {
	case <-signals:
	case <-time.After(grace):
	}
	fmt.Fprintln(os.Stderr, "fselint: "+texts.In(firstLanguage(os.Args[1:]), "stopped", nil))
	os.Exit(int(exitFault))
}

// run executes the command line and returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot(firstLanguage(args))
	root.SetArgs(args)
	root.SetIn(stdin)
	shown := &output{Writer: stdout}
	root.SetOut(shown)
	root.SetErr(stderr)
	if len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) {
		describe(root, firstLanguage(args)) // a shell shows what the commands do
	}
	err := root.ExecuteContext(ctx)
	if shown.err != nil {
		err = &exitError{exitFault, texts.Error("output-lost", lint.Values{"err": shown.err})}
	}
	if err == nil {
		return int(exitOK)
	}
	code := exitUsage
	var ee *exitError
	if errors.As(err, &ee) {
		code = ee.code
		if ee.err == nil {
			return int(code)
		}
	}
	lang := language(root)
	fmt.Fprintf(stderr, "fselint: %s\n", lint.QuietLines(lint.Spoken(err, lang)))
	if hint := hintOf(err); !hint.IsZero() {
		fmt.Fprintln(stderr, texts.In(lang, "hint-line", lint.Values{"text": lint.QuietLines(hint.In(lang))}))
	}
	return int(code)
}

// output is standard output, and why something could not be written to it: nobody looks at the errors of printing.
type output struct {
	io.Writer
	err error
}

func (o *output) Write(b []byte) (int, error) {
	n, err := o.Writer.Write(b)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// hintOf is the advice that comes with an error, zero where none does.
func hintOf(err error) lint.Text {
	var h interface{ Hint() lint.Text }
	switch {
	case errors.As(err, &h):
		return h.Hint()
	case errors.Is(err, syscall.ENOSPC):
		return texts.Text("make-room", nil)
	}
	return lint.Text{}
}

// exitOf is what a run over documents ends with, nil when all is well.
func exitOf(t *policy.Tally) error {
	code, err := t.Code()
	if code == exitOK {
		return nil
	}
	return &exitError{code, err}
}
