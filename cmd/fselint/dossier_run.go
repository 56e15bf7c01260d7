package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/dossier/campaign"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// runFlags are the flags of dossier run: those of submit, and its own.
type runFlags struct {
	submitFlags
	only, again     []int
	claims, request []byte // of every call, before the plan changes them
}

func newDossierRun() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:  "run [flags] PLAN",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	f.checkFlags.declare(cmd)
	f.gatewayFlags.declare(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.key, "key", "", "")
	fl.DurationVar(&f.life, "life", 5*time.Minute, "")
	fl.IntSliceVar(&f.only, "case", nil, "")
	fl.IntSliceVar(&f.again, "again", nil, "")
	for _, name := range []string{"jobs", "max-warnings", "baseline", "operation", "id", "token-signature", "token-auth", "bundle"} {
		_ = fl.MarkHidden(name) // one document is sent at a time, by the plan
	}
	return cmd
}

func (f *runFlags) run(cmd *cobra.Command, path string) error {
	if err := applyConfig(cmd); err != nil {
		return err
	}
	if f.output.format != "text" && f.output.format != "json" {
		return texts.Error("submit-format", lint.Values{"format": f.output.format})
	}
	plan, err := campaign.ReadPlan(path)
	if err == nil {
		err = plan.Only(f.only)
	}
	if err != nil {
		return err
	}
	r, err := f.runner(cmd, plan)
	if err != nil {
		return err
	}
	lang := language(cmd)
	r.Progress = func(n, all int, o *campaign.Outcome) {
		fmt.Fprintf(cmd.ErrOrStderr(), "[%d/%d] %s\n", n, all, o.Line(lang))
	}
	list, err := r.Run(cmd.Context())
	if err != nil {
		return &exitError{exitFault, err}
	}
	if f.output.format == "json" {
		err = campaign.JSON(cmd.OutOrStdout(), r.Scope, list, lang)
	} else {
		campaign.Text(cmd.OutOrStdout(), list, lang)
	}
	return errors.Join(err, campaignExit(list))
}

// campaignExit is the exit code of a campaign.
func campaignExit(list []*campaign.Outcome) error {
	switch {
	case campaign.Count(list, campaign.Unwanted) > 0:
		return &exitError{code: exitFindings}
	case campaign.Count(list, campaign.Unknown)+campaign.Count(list, campaign.Open) > 0:
		return &exitError{code: exitIncomplete}
	}
	return nil
}

// runner makes what runs the plan.
func (f *runFlags) runner(cmd *cobra.Command, plan *campaign.Plan) (*campaign.Runner, error) {
	f.call.operation, f.call.rehearsed = string(fse.Validation), f.base != ""
	call, err := f.call.call(cmd.InOrStdin())
	if err != nil {
		return nil, err
	}
	base, err := f.address(call.Token().Profile, call.Environment, fse.Validation)
	if err != nil {
		return nil, err
	}
	if f.parts.claims == "" {
		return nil, hinted{texts.Error("run-needs-claims", nil), lint.Same("--claims claims.json")}
	}
	if f.claims, err = readPart(f.parts.claims, cmd.InOrStdin()); err != nil {
		return nil, err
	}
	if f.parts.request != "" {
		if f.request, err = readPart(f.parts.request, cmd.InOrStdin()); err != nil {
			return nil, err
		}
	}
	software, err := client.Software(f.claims)
	if err != nil {
		return nil, hinted{texts.Error("run-needs-claims", nil), lint.Same("--claims claims.json")}
	}
	if software == nil {
		software = &validate.Application{}
	}
	return &campaign.Runner{
		Plan: plan, Again: f.again, Ledger: ledgerPath(f.gatewayFlags.ledger),
		Scope: campaign.Scope{Software: *software, Environment: call.Environment.String(), Base: base},
		Send:  func(_ context.Context, item *campaign.Item) error { return f.sendItem(cmd, item) },
		Ask:   func(_ context.Context, use func(*client.Resolver) error) error { return f.askStatus(cmd, base, use) },
	}, nil
}

// sendItem sends the call of a case as submit does. A refusal that came from the gateway is an answer, and no error.
func (f *runFlags) sendItem(cmd *cobra.Command, item *campaign.Item) error {
	document, err := whole.Read(item.Document, f.maxInput)
	if err != nil {
		return err
	}
	claims, request, err := item.Parts(f.claims, f.request, document)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "fselint-run-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s := submitFlags{
		checkFlags: f.checkFlags, gatewayFlags: f.gatewayFlags, key: f.key, life: f.life, caseID: item.ID, shown: item.Shown, over: item.Claims,
	}
	s.parts = partFlags{
		claims: filepath.Join(dir, "claims.json"), request: filepath.Join(dir, "request.json"), certificate: f.parts.certificate,
	}
	s.output.format, s.output.outputs = "json", nil // what is told of a single call goes into the ledger
	for name, data := range map[string][]byte{s.parts.claims: claims, s.parts.request: request} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			return err
		}
	}
	err = s.deliver(cmd, []string{item.Document})
	var code *exitError
	if errors.As(err, &code) && code.err == nil {
		return nil
	}
	return err
}

// askStatus opens the ledger for what asks the status service.
func (f *runFlags) askStatus(cmd *cobra.Command, base string, use func(*client.Resolver) error) error {
	l, path, err := f.openLedger(cmd)
	if err != nil {
		return err
	}
	defer l.Close()
	asks := resolveFlags{
		gatewayFlags: f.gatewayFlags, grace: usualGrace, claims: f.parts.claims, certificate: f.parts.certificate, key: f.key,
	}
	r, err := asks.resolver(cmd, l, path, f.call.profile, f.call.environment, base)
	if err != nil {
		return err
	}
	return use(r)
}
