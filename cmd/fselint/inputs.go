package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/audit/source"
	"github.com/fselint/fselint/internal/progress"
	"github.com/fselint/fselint/internal/walk"
	"github.com/fselint/fselint/validate"
)

// inputs turns the arguments of a command into bundles, one at a time: files as they are, the PDF and XML files below a
// directory, the matches of a pattern, "-" for standard input. What cannot be read becomes a bundle that says so.
type inputs struct {
	args  []string
	stdin io.Reader
	setup func(*validate.Bundle)
	// envelopes says what to do with files .p7m, nil to leave them alone.
	envelopes *envelopes
}

func (in inputs) all() iter.Seq[*validate.Bundle] {
	return func(yield func(*validate.Bundle) bool) {
		for _, arg := range in.args {
			if !in.one(arg, yield) {
				return
			}
		}
	}
}

// only is a single bundle that no argument names.
func (in inputs) only(b *validate.Bundle) iter.Seq[*validate.Bundle] {
	return func(yield func(*validate.Bundle) bool) { in.yield(b, yield) }
}

func (in inputs) yield(b *validate.Bundle, yield func(*validate.Bundle) bool) bool {
	if in.envelopes != nil && in.envelopes.open {
		b = unwrapped(b)
	}
	if in.setup != nil {
		in.setup(b)
	}
	return yield(b)
}

func (in inputs) one(arg string, yield func(*validate.Bundle) bool) bool {
	if arg == "-" {
		return in.yield(&validate.Bundle{Path: "-", Load: func(limit int64) ([]byte, error) {
			return validate.ReadAll(in.stdin, 0, limit)
		}}, yield)
	}
	if source.IsAddress(arg) {
		return in.store(arg, yield)
	}
	info, err := os.Stat(arg)
	switch {
	case err == nil && info.IsDir():
		return in.directory(arg, yield)
	case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(arg, "*?["):
		// The shell left the pattern alone: it was quoted, or the shell expands none.
		matches, globErr := filepath.Glob(arg)
		if globErr != nil || len(matches) == 0 {
			return true // nothing matched; a run without any document says so
		}
		for _, m := range matches {
			if !in.one(m, yield) {
				return false
			}
		}
		return true
	}
	return in.yield(validate.File(arg), yield)
}

// directory yields the documents below a directory.
func (in inputs) directory(dir string, yield func(*validate.Bundle) bool) bool {
	for e := range walk.Walk(context.Background(), []string{dir}, walk.Options{Match: in.isDocument}) {
		if in.envelopes != nil && !in.envelopes.open && walk.IsEnvelope(e.Path) {
			in.envelopes.passed++
			continue
		}
		b := validate.Found(e.Path)
		if e.Err != nil {
			b = unreadable(e.Path, e.Err)
		}
		if !in.yield(b, yield) {
			return false
		}
	}
	return true
}

// store yields the documents at an address of object storage.
func (in inputs) store(address string, yield func(*validate.Bundle) bool) bool {
	ctx := context.Background()
	for o := range source.Find(ctx, address, walk.Options{Match: in.isDocument}) {
		if in.envelopes != nil && !in.envelopes.open && o.Err == nil && walk.IsEnvelope(o.Path) {
			in.envelopes.passed++
			continue
		}
		if !in.yield(o.Bundle(ctx), yield) {
			return false
		}
	}
	return true
}

func unreadable(path string, err error) *validate.Bundle {
	return &validate.Bundle{Path: path, Load: func(int64) ([]byte, error) { return nil, err }}
}

// isDocument reports whether a file found in a directory is looked at, by its name: documents, and envelopes where they matter.
func (in inputs) isDocument(path string) bool {
	return walk.IsDocument(path) || in.envelopes != nil && walk.IsEnvelope(path)
}

// count counts what the arguments name, for a display of how far a run is; it goes through folders by their names alone.
func (in inputs) count(ctx context.Context) (n int64) {
	for _, arg := range in.args {
		if source.IsAddress(arg) {
			return 0 // stores are not listed twice
		}
		info, err := os.Stat(arg)
		if err != nil || !info.IsDir() {
			n++
			continue
		}
		for range walk.Walk(ctx, []string{arg}, walk.Options{Match: in.isDocument}) {
			n++
		}
	}
	return n
}

// shown shows how far a run over these inputs is, on a terminal and when there is more than one file.
func (in inputs) shown(cmd *cobra.Command, c *progress.Counter, quiet bool) *progress.Display {
	many := len(in.args) > 1
	if len(in.args) == 1 {
		info, err := os.Stat(in.args[0])
		many = err == nil && info.IsDir()
	}
	quiet = quiet || !many || !progress.OnTerminal(cmd.ErrOrStderr())
	if !quiet {
		go func() { c.Total.Store(in.count(cmd.Context())) }()
	}
	return progress.Show(cmd.ErrOrStderr(), c, language(cmd), quiet)
}
