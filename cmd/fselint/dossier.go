package main

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/dossier"
	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/dossier/content"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

func newDossier() *cobra.Command {
	return group("dossier", newDossierInit(), newDossierRun(), newDossierMake(), newDossierCheck())
}

// dossierFlags are the flags of dossier check.
type dossierFlags struct {
	checkFlags
	template, cases string
}

func newDossierCheck() *cobra.Command {
	var f dossierFlags
	cmd := &cobra.Command{
		Use: "check [flags] DIR...",
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd, args)
		},
	}
	f.declareJudging(cmd)
	f.declareBeside(cmd)
	cmd.Flags().StringVar(&f.call.at, "at", "", "")
	return cmd
}

// declareBeside adds the flags that name what dossiers are compared with.
func (f *dossierFlags) declareBeside(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.before, "ledger", "", "")
	fl.StringVar(&f.template, "template", "", "")
	fl.StringVar(&f.cases, "cases", "", "")
}

func (f *dossierFlags) run(cmd *cobra.Command, args []string) error {
	defer debug.SetGCPercent(debug.SetGCPercent(75)) // 400 PDFs within 150 MB
	s, err := f.prepareDossiers(cmd, args)
	if err != nil {
		return err
	}
	defer s.close()
	f.output.whole = true
	if err := f.write(cmd, s, allRules()); err != nil {
		return err
	}
	return exitOf(&s.tally)
}

// prepareDossiers finds dossiers and opens what they are judged with. The caller closes the session.
func (f *dossierFlags) prepareDossiers(cmd *cobra.Command, args []string) (*session, error) {
	folders, err := findDossiers(args)
	if err != nil {
		return nil, err
	}
	s, err := f.begin(cmd)
	if err != nil {
		return nil, err
	}
	f.call.operation, f.call.profile = string(fse.Validation), "national"
	call, err := f.call.call(cmd.InOrStdin())
	if err != nil {
		return nil, err
	}
	if err := f.openDossiers(s, call); err != nil {
		return nil, err
	}
	judge, err := f.judge(s)
	if err != nil {
		s.close()
		return nil, err
	}
	s.each = func(ctx context.Context, emit func(*validate.Result) error) error {
		for _, folder := range folders {
			if err := judge.Judge(ctx, folder, emit); err != nil {
				return err
			}
		}
		return nil
	}
	return s, nil
}

// findDossiers finds the dossiers below the folders that were named, the working folder where none was.
func findDossiers(args []string) ([]*dossier.Folder, error) {
	if len(args) == 0 {
		args = []string{"."}
	}
	var folders []*dossier.Folder
	for _, arg := range args {
		found, err := dossier.Find(arg)
		if err != nil {
			return nil, err
		}
		folders = append(folders, found...)
	}
	if len(folders) == 0 {
		return nil, hinted{&exitError{exitNothing, texts.Error("no-dossier", lint.Values{"path": args[0]})}, texts.Text("dossier-holds", nil)}
	}
	return folders, nil
}

// openDossiers opens what dossiers are judged with; the ledger is not that of the documents' own checks.
func (f *dossierFlags) openDossiers(s *session, call checks.Call) error {
	path := f.before
	f.before, f.dossiers = "", true
	err := f.open(s, call)
	if err == nil && path != "" {
		if s.ledger, err = readLedger(path); err != nil {
			s.close()
		}
	}
	return err
}

// judge makes the engines: one for the documents as they were validated, one for those that are signed.
func (f *dossierFlags) judge(s *session) (*dossier.Options, error) {
	o := &dossier.Options{Now: s.config.Call.At, Jobs: f.jobs, Adjust: s.tally.Policy.Apply}
	var err error
	if f.template != "" {
		if o.Template, err = openTemplate(f.template); err != nil {
			return nil, err
		}
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	if f.cases != "" {
		if o.Cases, err = content.Open(f.cases); err != nil {
			return nil, err
		}
	}
	c := s.config
	c.Adjust, c.Compiled = nil, checks.Compile(s.catalog)
	c.Registry = nil // the software is that of data.json
	if o.Documents, err = checks.NewRunner(c); err != nil {
		return nil, err
	}
	c.Call.Operation = fse.ValidateAndCreate
	if o.Signed, err = checks.NewRunner(c); err != nil {
		return nil, err
	}
	if s.config.Registry != nil {
		if o.Registry, err = s.config.Registry(); err != nil {
			return nil, err
		}
	}
	if s.ledger != nil {
		o.Calls, err = dossier.Calls(s.ledger)
	}
	return o, err
}

// openTemplate reads the template of the checklist.
func openTemplate(path string) (*checklist.Checklist, error) {
	c, fs, err := checklist.ReadFile(path)
	if err == nil && c == nil {
		err = texts.Error("no-template", lint.Values{"path": path, "why": fs[0].Message})
	}
	return c, err
}
