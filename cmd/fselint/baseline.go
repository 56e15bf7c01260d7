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

// baselineFlags are those of baseline and baseline update.
type baselineFlags struct {
	dossierFlags
	ofDossiers             bool // and not of documents
	out                    string
	withoutValues, noPaths bool
	add                    bool // update: what is new becomes known too
}

func newBaseline() *cobra.Command {
	var f baselineFlags
	cmd := &cobra.Command{
		Use:  "baseline [flags] PATH...",
		RunE: func(cmd *cobra.Command, args []string) error { return f.write(cmd, args, nil) },
	}
	f.declare(cmd)
	cmd.Flags().StringVar(&f.out, "out", "fselint-baseline.json", "")
	cmd.AddCommand(newBaselineUpdate())
	return cmd
}

func newBaselineUpdate() *cobra.Command {
	var f baselineFlags
	cmd := &cobra.Command{
		Use: "update [flags] BASELINE PATH...",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return hinted{texts.Error("no-baseline-named", nil), seeHelp(cmd)}
			}
			older, err := readBaseline(cmd, args[0])
			if err != nil {
				return err
			}
			f.out = args[0]
			return f.write(cmd, args[1:], older)
		},
	}
	f.declare(cmd)
	cmd.Flags().BoolVar(&f.add, "add", false, "")
	return cmd
}

func (f *baselineFlags) declare(cmd *cobra.Command) {
	f.checkFlags.declare(cmd)
	fl := cmd.Flags()
	fl.BoolVar(&f.withoutValues, "without-values", false, "")
	fl.BoolVar(&f.noPaths, "no-paths", false, "")
	fl.BoolVar(&f.ofDossiers, "dossier", false, "")
	f.declareBeside(cmd)
	for _, name := range []string{"format", "output", "redact", "quiet", "notes", "no-color", "fail-on", "max-warnings"} {
		_ = fl.MarkHidden(name) // in the project file they are for check
	}
}

// form is what the file is to tell; a secret is made where it needs one and there is none.
func (f *baselineFlags) form(cmd *cobra.Command) (form policy.BaselineForm, err error) {
	if form.NoPaths = f.noPaths; f.withoutValues {
		return form, nil
	}
	var made bool
	if form.Key, made, err = policy.MakeKey(filepath.Dir(f.out)); made {
		fmt.Fprintln(cmd.ErrOrStderr(), texts.In(language(cmd), "key-made", lint.Values{"file": filepath.Join(filepath.Dir(f.out), policy.KeyFile), "variable": policy.EnvKey}))
	}
	return form, err
}

// write judges documents and writes down their findings: all of them, or those that older knows.
func (f *baselineFlags) write(cmd *cobra.Command, args []string, older *policy.Baseline) error {
	f.noBaseline = true
	prepare := f.prepareDossiers
	if !f.ofDossiers {
		prepare, f.before = f.prepare, "" // what was sent before changes with every call
	}
	s, err := prepare(cmd, args)
	if err != nil {
		return err
	}
	defer s.close()
	form, err := f.form(cmd)
	if err != nil {
		return err
	}
	b := policy.NewBaseline(filepath.Dir(f.out), form)
	documents, faults, unknown := 0, 0, 0
	err = s.each(cmd.Context(), func(d *validate.Result) error {
		switch documents++; {
		case d.Verdict == validate.Fault:
			faults++
		case older == nil || f.add:
			b.Add(d.Document)
		default:
			unknown += b.Keep(d.Document, older)
		}
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
	if err := whole.Write(f.out, b.Write); err != nil {
		return texts.Error("write-baseline", lint.Values{"err": err})
	}
	say := func(id string, n int) {
		fmt.Fprintln(cmd.OutOrStdout(), texts.In(language(cmd), id, lint.Values{"path": f.out, "n": n, "documents": documents}))
	}
	say("baseline-written", b.Len())
	if older != nil {
		say("baseline-gone", max(older.Len()-b.Len(), 0))
		say("baseline-unknown", unknown)
	}
	return nil
}
