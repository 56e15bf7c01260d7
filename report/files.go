package report

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Set writes all reports of a run, one to standard output and others to files, which have their names when they are whole. It is a Writer.
type Set struct {
	sinks  []*sink
	stdout stream
	live   bool
}

// sink is one report under way.
type sink struct {
	Writer
	file *whole.File // nil for standard output
	path string
}

// NewSet is a set whose report for standard output is written to stdout; live says that it is a terminal, which is shown every document
// at once.
func NewSet(stdout io.Writer, live bool) *Set {
	return &Set{stdout: stream{buffer: bufio.NewWriterSize(stdout, 64<<10)}, live: live}
}

// Show starts the report for standard output.
func (r *Set) Show(format string, o Options) error { return r.add(format, &r.stdout, &sink{}, o) }

// Keep starts a report in a file, as FORMAT=FILE names it.
func (r *Set) Keep(spec string, o Options) error {
	format, path, ok := strings.Cut(spec, "=")
	if !ok || path == "" {
		return lint.Hinted(texts.Error("output-format-and-file", lint.Values{"spec": spec}), lint.Same("--output sarif=fselint.sarif"))
	}
	if _, err := Lookup(format); err != nil {
		return fmt.Errorf("--output: %w", err)
	}
	path = filepath.Clean(path)
	if slices.ContainsFunc(r.sinks, func(s *sink) bool { return s.path == path }) {
		return texts.Error("output-twice", lint.Values{"spec": path})
	}
	file, err := whole.Create(path)
	if err != nil {
		return fmt.Errorf("--output %s: %w", spec, err)
	}
	return r.add(format, file.Writer, &sink{file: file, path: path}, o)
}

func (r *Set) add(format string, to io.Writer, s *sink, o Options) (err error) {
	if s.Writer, err = New(format, to, o); err != nil {
		return err
	}
	r.sinks = append(r.sinks, s)
	return nil
}

// Document writes a document to all reports.
func (r *Set) Document(d *validate.Result) error {
	for _, s := range r.sinks {
		if err := s.Document(d); err != nil {
			return err
		}
	}
	if r.live {
		return r.Flush()
	}
	return nil
}

// Flush shows what standard output has so far.
func (r *Set) Flush() error { return r.stdout.flush() }

// Close ends the reports and gives the files their names.
func (r *Set) Close() error {
	var errs []error
	for _, s := range r.sinks {
		err := s.Close()
		if err == nil && s.file != nil {
			err = s.file.Close()
		}
		errs = append(errs, err)
	}
	return errors.Join(append(errs, r.Flush())...)
}

// Abort removes what was not finished.
func (r *Set) Abort() {
	for _, s := range r.sinks {
		Discard(s.Writer)
		if s.file != nil {
			s.file.Discard()
		}
	}
}

// stream is standard output: what is written is shown soon, though not with one call of the system for each document.
type stream struct {
	mu     sync.Mutex
	buffer *bufio.Writer
	soon   *time.Timer // nil when all is shown
	err    error       // of showing what was written
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
	if s.err == nil {
		s.err = s.buffer.Flush()
	}
	return s.err
}
