package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/report/redact"
	"github.com/fselint/fselint/validate"
)

// outputFlags say in which formats a run is reported, and where to.
type outputFlags struct {
	format, schema                string
	outputs                       []string
	quiet, noColor, notes, redact bool
	redactPaths                   bool
	flags                         *pflag.FlagSet
}

func (f *outputFlags) declare(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.format, "format", "text", "")
	fl.StringVar(&f.schema, "schema", "v2", "")
	fl.StringArrayVarP(&f.outputs, "output", "o", nil, "")
	fl.BoolVar(&f.redact, "redact", false, "")
	fl.BoolVar(&f.redactPaths, "redact-paths", false, "")
	f.flags = fl
	fl.BoolVarP(&f.quiet, "quiet", "q", false, "")
	fl.BoolVar(&f.notes, "notes", false, "")
	fl.BoolVar(&f.noColor, "no-color", false, "")
}

// redaction says what is left out: --redact means the names of files too, unless --redact-paths says otherwise.
func (f *outputFlags) redaction() redact.Options {
	o := redact.Options{Values: f.redact, Paths: f.redact}
	if f.flags.Changed("redact-paths") {
		o.Paths = f.redactPaths
	}
	return o
}

// sink is one report under way.
type sink struct {
	report.Writer
	file *whole.File // nil for standard output
}

// stream is standard output: what is written is shown soon, though not with one call of the system for each document. A terminal
// is shown each document at once.
type stream struct {
	mu     sync.Mutex
	buffer *bufio.Writer // nil where nothing is written
	soon   *time.Timer   // nil when all is shown
	err    error         // of showing what was written
}

func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return 0, s.err
	}
	if s.soon == nil {
		s.soon = time.AfterFunc(100*time.Millisecond, func() { _ = s.flush() }) // an error is said by the next Write or flush
	}
	return s.buffer.Write(p)
}

func (s *stream) flush() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.soon != nil {
		s.soon.Stop()
		s.soon = nil
	}
	if s.buffer != nil && s.err == nil {
		s.err = s.buffer.Flush()
	}
	return s.err
}

// reports writes all reports of a run. It is a report.Writer.
type reports struct {
	sinks  []*sink
	stdout stream
	live   bool // standard output is a terminal
}

// open starts the reports. The options' colour is worked out here.
func (f *outputFlags) open(stdout io.Writer, o report.Options) (*reports, report.Writer, error) {
	o.Quiet, o.Notes = f.quiet, f.notes
	switch f.schema {
	case "v2":
	case "v1":
		o.Schema = report.SchemaV1
	default:
		return nil, nil, hinted{texts.Error("unknown-schema", lint.Values{"schema": strconv.Quote(f.schema)}), texts.Text("schema-v1-or-v2", nil)}
	}
	run, hidden := o.Run, f.redaction()
	o.Run = func() report.Run { return hidden.Run(run()) }
	r := &reports{stdout: stream{buffer: bufio.NewWriterSize(stdout, 64<<10)}, live: terminal(stdout)}
	if format, err := report.Lookup(f.format); err == nil && format.Binary && terminal(stdout) {
		return nil, nil, hinted{texts.Error("format-not-for-terminal", lint.Values{"format": f.format}), texts.Text("output-fselint", lint.Values{"format": f.format, "extension": format.Extension})}
	}
	o.Color = f.color(stdout)
	if err := r.add(f.format, &r.stdout, nil, o); err != nil {
		return nil, nil, err
	}
	o.Color = false
	for i, spec := range f.outputs {
		err := r.file(spec, o)
		if err == nil && slices.ContainsFunc(f.outputs[:i], func(s string) bool { return fileOf(s) == fileOf(spec) }) {
			err = texts.Error("output-names-twice-only-one-report", lint.Values{"spec": fileOf(spec)})
		}
		if err != nil {
			r.abort()
			return nil, nil, err
		}
	}
	return r, hidden.Writer(r), nil
}

// fileOf returns the file that FORMAT=FILE names.
func fileOf(spec string) string {
	_, path, _ := strings.Cut(spec, "=")
	return filepath.Clean(path)
}

func (r *reports) file(spec string, o report.Options) error {
	format, path, ok := strings.Cut(spec, "=")
	if !ok || path == "" {
		return hinted{texts.Error("output-format-and-file-expected", lint.Values{"spec": spec}), texts.Text("output-sarif-fselint-sarif", nil)}
	}
	if !slices.Contains(report.Formats(), format) {
		return hinted{texts.Error("output-unknown-format", lint.Values{"format": strconv.Quote(format)}), texts.Text("one", lint.Values{"formats": strings.Join(report.Formats(), ", ")})}
	}
	file, err := whole.Create(path)
	if err != nil {
		return fmt.Errorf("--output %s: %w", spec, err)
	}
	return r.add(format, file.Writer, file, o)
}

func (r *reports) add(format string, to io.Writer, file *whole.File, o report.Options) error {
	w, err := report.New(format, to, o)
	if err != nil {
		return err
	}
	r.sinks = append(r.sinks, &sink{w, file})
	return nil
}

func (r *reports) Document(d *validate.Result) error {
	for _, s := range r.sinks {
		if err := s.Document(d); err != nil {
			return err
		}
	}
	if r.live {
		return r.flush()
	}
	return nil
}

// flush shows what standard output has so far.
func (r *reports) flush() error { return r.stdout.flush() }

// Close ends the reports and gives the files their names.
func (r *reports) Close() error {
	var errs []error
	for _, s := range r.sinks {
		errs = append(errs, s.close())
	}
	return errors.Join(append(errs, r.flush())...)
}

func (s *sink) close() error {
	if err := s.Close(); err != nil {
		return err
	}
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// abort removes what was not finished.
func (r *reports) abort() {
	for _, s := range r.sinks {
		report.Discard(s.Writer)
		if s.file != nil {
			s.file.Discard()
		}
	}
}

func (f *outputFlags) color(out io.Writer) bool {
	return !f.noColor && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && terminal(out)
}

func terminal(stream any) bool {
	file, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
