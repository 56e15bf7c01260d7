package main

import (
	"bufio"
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/audit"
	"github.com/fselint/fselint/audit/source"
	"github.com/fselint/fselint/audit/watch"
	"github.com/fselint/fselint/internal/walk"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate"
)

// runWatch judges documents as they arrive, until it is told to stop.
func (f *auditFlags) runWatch(cmd *cobra.Command, args []string) error {
	for _, name := range []string{"out", "resume", "rehash", "against", "trend", "shard", "from"} {
		if cmd.Flags().Changed(name) {
			return texts.Error("watch-and-do-not-go-together", lint.Values{"name": name})
		}
	}
	if len(args) == 0 {
		return hinted{texts.Error("no-folder-to-watch", nil), texts.Text("fselint-audit-watch-in-uscita", nil)}
	}
	if slices.ContainsFunc(args, source.IsAddress) {
		return hinted{texts.Error("no-watching-of-stores", nil), texts.Text("audit-again-with-resume", nil)}
	}
	a, lang, err := f.judges(cmd)
	if err != nil {
		return err
	}
	defer a.close()
	if err := a.look(cmd.Context(), args, ""); err != nil {
		return err
	}
	w, err := watch.New(a.Roots, watch.Options{Match: walk.IsDocument})
	if err != nil {
		return hinted{err, texts.Text("a-system-may-watch-bounded-number", nil)}
	}
	defer w.Close()

	hidden := f.output.redaction()
	about := hidden.Run(a.Judges[0].Run)
	out := bufio.NewWriter(cmd.OutOrStdout())
	schema, err := f.output.version()
	if err != nil {
		return err
	}
	writer, err := report.New(f.output.format, out, report.Options{
		Schema: schema, Run: func() report.Run { return about }, Lang: lang, Quiet: f.output.quiet, Color: f.output.color(cmd.OutOrStdout()),
	})
	if err != nil {
		return err
	}
	writer = hidden.Writer(writer)
	worker := &audit.Worker{
		Judges: []audit.Judge{{Basis: a.Judges[0].Basis.Basis, Runner: a.Judges[0].Runner}},
		Jobs:   a.Jobs, MaxInput: a.MaxInput, Setup: a.Setup,
	}
	ctx, stop := context.WithCancel(cmd.Context())
	defer stop()
	show := func(r *audit.Result) error {
		d := r.Judgements[0].Document
		a.tally.Policy.Apply(d)
		a.tally.Add(d)
		if err := writer.Document(&validate.Result{Document: d}); err != nil {
			return err
		}
		return out.Flush()
	}
	err = worker.Run(ctx, w.Items(ctx), func(r *audit.Result) error {
		err := show(r)
		if err != nil {
			stop() // nobody listens any more: do not wait for the next document
		}
		return err
	})
	if err == nil {
		err = w.Err() // a folder went away
	}
	if err == nil || errors.Is(err, context.Canceled) {
		if closed := errors.Join(writer.Close(), out.Flush()); closed != nil || err == nil {
			err = closed
		} else {
			err = nil
		}
	}
	if err != nil {
		return &exitError{exitFault, err}
	}
	return exitOf(&a.tally)
}
