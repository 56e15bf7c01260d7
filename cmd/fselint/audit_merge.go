package main

import (
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/audit/folder"
	"github.com/fselint/fselint/audit/store"
	"github.com/fselint/fselint/internal/progress"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate/policy"
)

func newAuditMerge() *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:  "merge --out FOLDER PART...",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.prepare(cmd); err != nil {
				return err
			}
			return f.merge(cmd, args)
		},
	}
	cmd.Flags().StringVar(&f.out, "out", "", "")
	f.declare(cmd)
	cmd.Flags().Lookup("format").Usage = "format of what goes to standard output: text or json"
	for _, name := range append([]string{
		"catalog", "require-catalog", "mode", "registry", "vendor", "application", "app-version", "jobs", "timeout", "max-input", "max-decoded",
		"max-depth", "max-attributes", "operation", "quiet",
	}, onlyCheck...) {
		_ = cmd.Flags().MarkHidden(name)
	}
	return cmd
}

func (f *auditFlags) merge(cmd *cobra.Command, args []string) error {
	if f.out == "" {
		return hinted{texts.Error("no-folder-for-joined-audit", nil), texts.Text("out-folder", nil)}
	}
	threshold, ok := policy.ParseThreshold(f.failOn)
	if !ok {
		return hinted{texts.Error("unknown-severity", lint.Values{"failon": strconv.Quote(f.failOn)}), texts.Text("fail-on-refused-or-a-severity", nil)}
	}
	schema, err := f.output.version()
	if err != nil {
		return err
	}
	lang := language(cmd)
	t := f.tally(threshold)
	if t.Policy, err = projectPolicy(cmd, f.baseline); err != nil {
		return err
	}
	var parts []*store.Store
	for _, dir := range args {
		p, err := store.Read(dir, allRules())
		if err != nil {
			return storeError(dir, err)
		}
		defer p.Close()
		parts = append(parts, p)
	}
	f.resume = false
	st, err := f.openStore()
	if err != nil {
		return err
	}
	run, err := folder.Merge(st, parts, args)
	if err != nil {
		st.Discard()
		var mismatch *folder.MismatchError
		var conflict *store.ConflictError
		if errors.As(err, &mismatch) || errors.As(err, &conflict) {
			return err
		}
		return &exitError{exitFault, err}
	}
	defer func() { _ = st.Close() }()
	count := &progress.Counter{}
	shown := progress.Show(cmd.ErrOrStderr(), count, lang, f.output.quiet)
	defer shown.End()
	v := &auditReport{
		View: folder.View{Store: st, Run: run}, out: f.out, lang: lang, format: f.output.format, redact: f.output.redaction(), schema: schema, tally: &t,
		progress: shown, count: count,
	}
	return v.write(cmd.Context(), cmd.OutOrStdout())
}
