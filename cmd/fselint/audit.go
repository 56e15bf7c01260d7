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
	"github.com/fselint/fselint/audit/store"
	"github.com/fselint/fselint/internal/walk"
	"github.com/fselint/fselint/validate/checks"
)

const auditLong = `Judge whole archives: every PDF and XML file below the folders, on all processors, in constant
memory. The folder named by --out gets a database with all judgements and, at the end, a page to
browse (index.html), a workbook (audit.xlsx) and one JSON object a line (documents.jsonl).

An audit that was interrupted, whatever the reason, goes on with --resume. The same does an audit
again later: only documents that are new or changed, or a new catalog, are judged. Copies
are judged once. A file with the size and time that it had is taken for the same (--rehash reads all).

--against CATALOG judges everything with another catalog too, and says which verdicts change and why.
--trend FOLDER compares with an earlier audit.
--shard 2/8 judges one of eight parts of the folders; "fselint audit merge" joins the parts.
--watch judges documents as they arrive, until it is interrupted.`

const auditExample = `  fselint audit archivio/ --out audit-2026-11
  fselint audit --resume --out audit-2026-11
  fselint audit archivio/ --out audit-2026-12 --trend audit-2026-11
  fselint audit --resume --out audit-2026-11 --against it-fse-catalogs-nuovo.zip
  fselint audit archivio/ --out part2 --shard 2/8
  fselint audit merge --out audit part1 part2 part3
  fselint audit --watch in-uscita/`

// auditFlags are the flags of audit: those of check that concern judging, and its own.
type auditFlags struct {
	checkFlags
	out, trend, against, shard string
	resume, rehash, watch      bool
	formatGiven                bool
}

// onlyCheck are flags of check that mean nothing to audit. They stay known, because the project file is for both.
var onlyCheck = []string{
	"output", "notes", "no-color", "bundle", "environment", "at", "id", "ca", "single-certificate", "profile",
	"token-signature", "token-auth", "request", "certificate",
}

func newAudit() *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:     "audit [flags] FOLDER...",
		Short:   "Judge whole archives, resumably, and show them as a whole",
		Long:    auditLong,
		Example: auditExample,
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
	fl.StringVar(&f.out, "out", "", "folder of the audit: its database and what it ends with")
	fl.BoolVar(&f.resume, "resume", false, "go on with the audit in --out: judge only what is new or changed")
	fl.BoolVar(&f.rehash, "rehash", false, "read every file again, even one with the size and time that it had")
	fl.StringVar(&f.against, "against", "", "another catalog: say which verdicts it would change")
	fl.StringVar(&f.trend, "trend", "", "folder of an earlier audit to compare with")
	fl.StringVar(&f.shard, "shard", "", "judge one of several parts of the folders, such as 2/8")
	fl.BoolVar(&f.watch, "watch", false, "judge documents as they arrive")
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
	f.formatGiven = cmd.Flags().Changed("format")
	if err := applyConfig(cmd); err != nil {
		return err
	}
	if !f.formatGiven {
		f.output.format = "text" // that of the project file is for check
	}
	allowed := []string{"text", "json"}
	if f.watch {
		allowed = []string{"text", "jsonl"}
	}
	if !slices.Contains(allowed, f.output.format) {
		return fmt.Errorf("--format %s: %s or %s is expected", f.output.format, allowed[0], allowed[1])
	}
	return nil
}

func (f *auditFlags) run(cmd *cobra.Command, args []string) error {
	switch {
	case f.out == "":
		return hinted{errors.New("no folder for the audit"), "--out FOLDER"}
	case len(args) == 0 && !f.resume:
		return hinted{&exitError{exitNothing, errors.New("nothing to audit: no folder was given")}, "fselint audit archivio/ --out " + f.out}
	}
	a, lang, err := f.judges(cmd)
	if err != nil {
		return err
	}
	defer a.close()
	if err := a.look(args, f.shard); err != nil {
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
		if err := f.again(a, st); err != nil {
			return err
		}
	}
	a.Progress = &folder.Progress{}
	shown := showProgress(cmd.ErrOrStderr(), a.Progress, lang, f.output.quiet)
	run, err := a.Judge(patient(cmd.Context()), st)
	shown()
	if err != nil {
		return f.interrupted(err, a.Progress)
	}
	a.close() // what follows reads the database only
	v := &auditReport{
		View: folder.View{Store: st, Run: run, Earlier: earlier, EarlierName: f.trend},
		out:  f.out, lang: lang, format: f.output.format, redact: f.output.redact, tally: &a.tally,
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
		return nil, hinted{fmt.Errorf("%s holds an audit already", f.out), "--resume goes on with it and judges only what is new or changed"}
	case !there && f.resume:
		return nil, hinted{fmt.Errorf("%s holds no audit to resume", f.out), "without --resume a new one is begun"}
	}
	st, err := store.Open(f.out, checks.Rules())
	return st, storeError(f.out, err)
}

// earlier opens the audit to compare with, nil when there is none.
func (f *auditFlags) earlier() (*store.Store, error) {
	if f.trend == "" {
		return nil, nil
	}
	if sameFolder(f.trend, f.out) {
		return nil, hinted{errors.New("--trend: that is the folder of this audit"), "an audit keeps one state of the documents: give the new one a folder of its own"}
	}
	st, err := store.Read(f.trend, checks.Rules())
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
		return hinted{fmt.Errorf("%s: %w", dir, err), "wait for it, or give this audit a folder of its own"}
	case errors.Is(err, store.ErrUnfinished):
		return hinted{fmt.Errorf("%s: %w", dir, err), "fselint audit --resume --out " + dir}
	case errors.Is(err, store.ErrNotAudit):
		return hinted{fmt.Errorf("%s: %w", filepath.Join(dir, store.FileName), err), "it cannot be mended: begin a new audit in another folder"}
	case errors.As(err, &version):
		return hinted{fmt.Errorf("%s: %w", dir, err), "use that fselint, or begin a new audit in another folder"}
	}
	return fmt.Errorf("%s: %w", dir, err)
}

// look sets which folders, and which part of them, are judged.
func (a *auditor) look(roots []string, shard string) error {
	for _, root := range roots {
		info, err := os.Stat(root)
		if err != nil {
			return err
		}
		if !info.IsDir() {
			return hinted{fmt.Errorf("%s is no folder", root), "fselint check judges single documents"}
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
func (f *auditFlags) again(a *auditor, st *store.Store) error {
	runs, err := st.Runs()
	if err != nil {
		return storeError(f.out, err)
	}
	if len(runs) == 0 {
		return hinted{&exitError{exitNothing, errors.New("nothing to audit: the audit was interrupted before it began")}, "name the folders again"}
	}
	last := runs[len(runs)-1]
	if f.shard == "" {
		f.shard = last.Shard
	}
	return a.look(last.Roots, f.shard)
}

// interrupted says how an audit that did not come to its end goes on.
func (f *auditFlags) interrupted(err error, p *folder.Progress) error {
	hint := "fselint audit --resume --out " + f.out
	if errors.Is(err, context.Canceled) {
		return hinted{&exitError{exitFault, fmt.Errorf("interrupted: %d documents are stored", p.Done.Load())}, hint}
	}
	return hinted{&exitError{exitFault, storeError(f.out, err)}, hint}
}
