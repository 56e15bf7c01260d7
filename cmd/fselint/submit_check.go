package main

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/dossier/campaign"
	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/internal/progress"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate"
)

// judge checks what is about to be sent, shows the report, and refuses what the gateway would refuse.
func (f *submitFlags) judge(cmd *cobra.Command, args []string, p *client.Parts) (*validate.Result, error) {
	if path := ledgerPath(f.gatewayFlags.ledger); f.before == "" {
		if info, err := os.Stat(path); err == nil && info.Size() > 0 { // the first submission makes it
			f.before = path
		}
	}
	// The tokens that were just made, and the bytes that will be sent: the file may change meanwhile.
	f.parts.given[lint.SourceAuthenticationToken], f.parts.given[lint.SourceSignatureToken] = p.Authentication, p.Signature
	s, err := f.prepare(cmd, args)
	if err != nil {
		return nil, err
	}
	defer s.close()
	b := &validate.Bundle{Path: string(p.Operation)}
	if p.PDF != nil {
		b = validate.Bytes(args[0], p.PDF)
	}
	f.setup(b)
	var stdout io.Writer = &f.report
	if f.output.format == "text" {
		stdout = cmd.OutOrStdout()
	}
	out, w, err := f.output.open(stdout, &progress.Display{}, report.Options{Run: s.describe, Lang: s.lang, Rules: s.runner.Rules()})
	if err != nil {
		return nil, err
	}
	defer out.Abort()
	d := s.runner.Document(cmd.Context(), b)
	if errors.Is(cmd.Context().Err(), context.Canceled) {
		return nil, &exitError{exitFault, texts.Error("interrupted-nothing-was-sent", nil)}
	}
	if err := errors.Join(w.Document(d), w.Close()); err != nil {
		return nil, &exitError{exitFault, texts.Error("write-report", lint.Values{"err": err})}
	}
	if p.Forced != "" {
		return d, nil
	}
	if f.caseID != 0 {
		call, err := f.call.call(cmd.InOrStdin())
		if err != nil {
			return nil, err
		}
		return d, refused(campaign.Permit(d, s.catalog.Starter(), f.test, call.Environment))
	}
	return d, refused(client.Refuse(d.Document, s.catalog.Starter(), p.Operation, client.Refusing(f.refuseOn)))
}

// refused gives an error that keeps from sending its exit code.
func refused(err error) error {
	var why *client.RefusalError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &why), why.Kind == client.Unjudged:
		return &exitError{exitFault, err}
	case why.Kind == client.Undetermined:
		return &exitError{exitIncomplete, err}
	}
	return &exitError{exitFindings, err}
}

// envLedger names the ledger.
const envLedger = "FSELINT_LEDGER"

// ledgerPath is where the ledger lies: the flag's value, $FSELINT_LEDGER, else a file in the working directory.
func ledgerPath(flag string) string {
	if flag != "" {
		return flag
	}
	if env := os.Getenv(envLedger); env != "" {
		return env
	}
	return "fselint-ledger.db"
}

// holdLedger takes in what was rescued beside the ledger and keeps others from writing to it; where another process is at it, as long is waited as its call may take.
func (f *gatewayFlags) holdLedger(cmd *cobra.Command) (*ledger.Held, error) {
	ctx, cancel := context.WithTimeout(cmd.Context(), f.callTimeout+10*time.Second)
	defer cancel()
	path := ledgerPath(f.ledger)
	if err := ledger.TakeIn(ctx, path); err != nil {
		return nil, nothingSent(err)
	}
	held, err := ledger.Hold(ctx, path)
	return held, nothingSent(err)
}

func nothingSent(err error) error {
	if err == nil {
		return nil
	}
	return &exitError{exitFault, texts.Error("nothing-was-sent", lint.Values{"err": err})}
}

// openLedger opens the ledger for writing.
func (f *gatewayFlags) openLedger(cmd *cobra.Command) (*ledger.Ledger, string, error) {
	held, err := f.holdLedger(cmd)
	if err != nil {
		return nil, "", err
	}
	l, err := held.Open()
	return l, held.Path(), nothingSent(err)
}
