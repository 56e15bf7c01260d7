package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/audit/folder"
	"github.com/fselint/fselint/audit/source"
	"github.com/fselint/fselint/audit/store"
	"github.com/fselint/fselint/internal/progress"
	"github.com/fselint/fselint/internal/walk"
	"github.com/fselint/fselint/lint"
)

// auditFlags are the flags of audit: those of check that concern judging, and its own.
type auditFlags struct {
	checkFlags
	out, trend, against, shard string
	from                       string // a list of documents
	resume, rehash, watch      bool
}

// onlyCheck are flags of check that mean nothing to audit. They stay known, because the project file is for both.
var onlyCheck = []string{
	"output", "notes", "no-color", "bundle", "environment", "at", "id", "ca", "single-certificate", "profile",
	"token-signature", "token-auth", "request", "certificate",
}

func newAudit() *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use: "audit [flags] FOLDER|ADDRESS...",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.prepare(cmd); err != nil {
				return err
			}
			if f.watch {
				return f.runWatch(cmd, args)
			}
			return f.run(cmd, args)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.out, "out", "", "")
	fl.BoolVar(&f.resume, "resume", false, "")
	fl.BoolVar(&f.rehash, "rehash", false, "")
	fl.StringVar(&f.against, "against", "", "")
	fl.StringVar(&f.trend, "trend", "", "")
	fl.StringVar(&f.shard, "shard", "", "")
	fl.StringVar(&f.from, "from", "", "")
	fl.BoolVar(&f.watch, "watch", false, "")
	f.declare(cmd)
	fl.Lookup("format").Usage = "format of what goes to standard output: text or json; with --watch text or jsonl"
	for _, name := range onlyCheck {
		_ = fl.MarkHidden(name)
	}
	cmd.AddCommand(newAuditMerge())
	return cmd
}

// prepare reads the project file and checks the flags.
func (f *auditFlags) prepare(cmd *cobra.Command) error {
	if err := applyConfig(cmd); err != nil {
		return err
	}
	if !given(cmd, "format") {
		f.output.format = "text" // that of the project file is for check
	}
	allowed := []string{"text", "json"}
	if f.watch {
		allowed = []string{"text", "jsonl"}
	}
	if !slices.Contains(allowed, f.output.format) {
		return texts.Error("format-or-expected", lint.Values{"format": f.output.format, "allowed": allowed[0], "allowed2": allowed[1]})
	}
	return nil
}

func (f *auditFlags) run(cmd *cobra.Command, args []string) error {
	if f.from != "" {
		args = append(args, source.ListRoot(f.from))
	}
	switch {
	case f.out == "":
		return hinted{texts.Error("no-folder-for-audit", nil), texts.Text("out-folder", nil)}
	case len(args) == 0 && !f.resume:
		return hinted{&exitError{exitNothing, texts.Error("nothing-to-audit-no-folder-was", nil)}, texts.Text("fselint-audit-archivio-out", lint.Values{"out": f.out})}
	}
	schema, err := f.output.version()
	if err != nil {
		return err
	}
	a, lang, err := f.judges(cmd)
	if err != nil {
		return err
	}
	defer a.close()
	if err := a.look(cmd.Context(), args, f.shard); err != nil {
		return err
	}
	earlier, err := f.earlier()
	if err != nil {
		return err
	}
	if earlier != nil {
		defer earlier.Close()
	}
	st, err := f.openStore()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }() // whatever waits to be stored was stored before
	if len(args) == 0 {
		if err := f.again(cmd.Context(), a, st); err != nil {
			return err
		}
	}
	a.Progress = &folder.Progress{}
	shown := progress.Show(cmd.ErrOrStderr(), &a.Progress.Counter, lang, f.output.quiet)
	defer shown.End()
	run, err := a.Judge(cmd.Context(), st)
	if err != nil {
		shown.End()
		return f.interrupted(err, a.Progress)
	}
	if n := int(a.Progress.Envelopes.Load()); n > 0 {
		fmt.Fprintln(shown.Beside(cmd.ErrOrStderr()), texts.In(lang, "envelopes-not-audited", lint.Values{"n": n}))
	}
	a.close() // what follows reads the database only
	v := &auditReport{
		View: folder.View{Store: st, Run: run, Earlier: earlier, EarlierName: f.trend},
		out:  f.out, lang: lang, format: f.output.format, redact: f.output.redaction(), schema: schema, tally: &a.tally,
		progress: shown, count: &a.Progress.Counter,
	}
	return v.write(cmd.Context(), cmd.OutOrStdout())
}

// openStore opens the folder of the audit. One that holds an audit already is used only when that was asked for.
func (f *auditFlags) openStore() (*store.Store, error) {
	there, err := store.Exists(f.out)
	if err != nil {
		return nil, err
	}
	switch {
	case there && !f.resume:
		return nil, hinted{texts.Error("holds-audit-already", lint.Values{"out": f.out}), texts.Text("resume-goes-on-with-it-and", nil)}
	case !there && f.resume:
		return nil, hinted{texts.Error("holds-no-audit-to-resume", lint.Values{"out": f.out}), texts.Text("without-resume-new-one-begun", nil)}
	}
	st, err := store.Open(f.out, allRules())
	return st, storeError(f.out, err)
}

// earlier opens the audit to compare with, nil when there is none.
func (f *auditFlags) earlier() (*store.Store, error) {
	if f.trend == "" {
		return nil, nil
	}
	if sameFolder(f.trend, f.out) {
		return nil, hinted{texts.Error("trend-that-folder-this-audit", nil), texts.Text("an-audit-keeps-one-state-documents", nil)}
	}
	st, err := store.Read(f.trend, allRules())
	return st, storeError(f.trend, err)
}

func sameFolder(a, b string) bool {
	one, err1 := os.Stat(a)
	two, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(one, two)
}

// storeError adds advice to an error about a folder's database.
func storeError(dir string, err error) error {
	var version *store.VersionError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrInUse):
		return hinted{fmt.Errorf("%s: %w", dir, err), texts.Text("wait-for-it-or-give-this", nil)}
	case errors.Is(err, store.ErrUnfinished):
		return hinted{fmt.Errorf("%s: %w", dir, err), texts.Text("fselint-audit-resume-out", lint.Values{"dir": dir})}
	case errors.Is(err, store.ErrNotAudit):
		return hinted{fmt.Errorf("%s: %w", filepath.Join(dir, store.FileName), err), texts.Text("it-cannot-be-mended-begin-new", nil)}
	case errors.As(err, &version):
		return hinted{fmt.Errorf("%s: %w", dir, err), texts.Text("use-that-fselint-or-begin-new", nil)}
	}
	return fmt.Errorf("%s: %w", dir, err)
}

// look sets which folders, and which part of them, are judged.
func (a *auditor) look(ctx context.Context, roots []string, shard string) error {
	for _, root := range roots {
		if list, ok := source.ListFile(root); ok {
			if _, err := os.Stat(list); err != nil && list != "-" {
				return err
			}
			a.Roots = append(a.Roots, root)
			continue
		}
		if source.IsAddress(root) {
			if err := source.Probe(ctx, root); err != nil {
				return err
			}
			a.Roots = append(a.Roots, root)
			continue
		}
		info, err := os.Stat(root)
		if err != nil {
			return err
		}
		if !info.IsDir() {
			return hinted{texts.Error("is-no-folder", lint.Values{"root": root}), lint.Same("fselint check judges single documents")}
		}
		a.Roots = append(a.Roots, filepath.Clean(root))
	}
	if shard != "" {
		var err error
		if a.Shard, err = walk.ParseShard(shard); err != nil {
			return fmt.Errorf("--shard: %w", err)
		}
	}
	return nil
}

// again takes the folders, and the part of them, from the audit that is resumed.
func (f *auditFlags) again(ctx context.Context, a *auditor, st *store.Store) error {
	runs, err := st.Runs()
	if err != nil {
		return storeError(f.out, err)
	}
	if len(runs) == 0 {
		return hinted{&exitError{exitNothing, texts.Error("nothing-to-audit-audit-was-interrupted", nil)}, texts.Text("name-folders-again", nil)}
	}
	last := runs[len(runs)-1]
	if f.shard == "" {
		f.shard = last.Shard
	}
	return a.look(ctx, last.Roots, f.shard)
}

// interrupted says how an audit that did not come to its end goes on.
func (f *auditFlags) interrupted(err error, p *folder.Progress) error {
	hint := "fselint audit --resume --out " + f.out
	if errors.Is(err, context.Canceled) {
		return hinted{&exitError{exitFault, texts.Error("interrupted-documents-stored", lint.Values{"load": int(p.Done.Load())})}, lint.Same(hint)}
	}
	return hinted{&exitError{exitFault, storeError(f.out, err)}, lint.Same(hint)}
}
