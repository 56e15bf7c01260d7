package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/policy"
)

func newBaseline() *cobra.Command {
	var f checkFlags
	var out string
	cmd := &cobra.Command{
		Use: "baseline [flags] PATH...",
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.writeBaseline(cmd, args, out)
		},
	}
	f.declare(cmd)
	cmd.Flags().StringVar(&out, "out", "fselint-baseline.json", "")
	for _, name := range []string{"format", "output", "redact", "quiet", "notes", "no-color", "fail-on", "max-warnings"} {
		_ = cmd.Flags().MarkHidden(name) // in the project file they are for check
	}
	return cmd
}

func (f *checkFlags) writeBaseline(cmd *cobra.Command, args []string, out string) error {
	f.noBaseline = true
	s, err := f.prepare(cmd, args)
	if err != nil {
		return err
	}
	defer s.close()
	b := policy.NewBaseline(filepath.Dir(out))
	documents, faults := 0, 0
	err = s.runner.Run(cmd.Context(), s.bundles, f.jobs, func(d *validate.Result) error {
		if documents++; d.Verdict == validate.Fault {
			faults++
			return nil
		}
		b.Add(d.Document)
		return nil
	})
	switch {
	case err != nil:
		return &exitError{exitFault, err}
	case faults > 0:
		return &exitError{exitFault, texts.Error("documents-could-not-be-judged-no", lint.Values{"faults": faults})}
	case documents == 0:
		return &exitError{exitNothing, texts.Error("nothing-to-check-no-document-matched", nil)}
	}
	if err := whole.Write(out, b.Write); err != nil {
		return texts.Error("write-baseline", lint.Values{"err": err})
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %d known findings in %d documents\n", out, b.Len(), documents)
	return err
}
