package main

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/gateway/ledger"
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
	s, err := f.prepare(cmd, args)
	if err != nil {
		return nil, err
	}
	defer s.close()
	// The tokens that were just made, and the bytes that will be sent: the file may change meanwhile.
	f.parts.given[lint.SourceAuthenticationToken], f.parts.given[lint.SourceSignatureToken] = p.Authentication, p.Signature
	b := &validate.Bundle{Path: string(p.Operation)}
	if p.PDF != nil {
		b = validate.Bytes(args[0], p.PDF)
	}
	f.setup(b)
	out, w, err := f.output.open(cmd.OutOrStdout(), report.Options{Run: s.describe, Lang: s.lang, Rules: s.runner.Rules()})
	if err != nil {
		return nil, err
	}
	defer out.abort()
	d := s.runner.Document(cmd.Context(), b)
	if errors.Is(cmd.Context().Err(), context.Canceled) {
		return nil, &exitError{exitFault, texts.Error("interrupted-nothing-was-sent", nil)}
	}
	if err := errors.Join(w.Document(d), w.Close()); err != nil {
		return nil, &exitError{exitFault, texts.Error("write-report", lint.Values{"err": err})}
	}
	if err := allowed(d.Document, s.catalog.Starter(), p.Operation); err != nil && p.Forced == "" {
		return nil, err
	}
	return d, nil
}

// allowed says why a submission must not be sent.
func allowed(d *validate.Document, starter bool, op fse.Operation) error {
	switch {
	case d.Fault != nil:
		return &exitError{exitFault, hinted{texts.Error("not-sent-fselint-could-not-judge", nil), texts.Text("force-reason-sends-it-all-same", nil)}}
	case d.Gateway != nil && !d.Gateway.Accepted:
		return &exitError{exitFindings, hinted{texts.Error("not-sent-gateway-would-answer", lint.Values{"status": d.Gateway.Answer.Status, "type": d.Gateway.Answer.Type}), texts.Text("force-reason-sends-it-all-same", nil)}}
	case starter && op.SendsDocument():
		return &exitError{exitIncomplete, hinted{texts.Error("not-sent-without-national-catalog-nobody", nil), texts.Text("fselint-catalog-update-or-force-reason", nil)}}
	}
	for _, s := range d.Stages {
		if s.State != validate.Ran && !s.Absent {
			return &exitError{exitIncomplete, hinted{texts.Error("not-sent-stage-did-not-run", lint.Values{"name": s.Name, "reason": s.Reason}), texts.Text("force-reason-sends-it-all-same", nil)}}
		}
	}
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Severity == lint.Error && f.Group == lint.Gateway && (f.Error == "" || f.Answer != nil) { // a validation takes what is not signed
			return &exitError{exitFindings, hinted{texts.Error("not-sent", lint.Values{"id": f.ID}), texts.Text("force-reason-sends-it-all-same", nil)}}
		}
	}
	return nil
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

// openLedger opens the ledger for writing; where another process is at it, as long is waited as its call may take.
func (f *gatewayFlags) openLedger(cmd *cobra.Command) (*ledger.Ledger, string, error) {
	path := ledgerPath(f.ledger)
	ctx, cancel := context.WithTimeout(cmd.Context(), f.callTimeout+10*time.Second)
	defer cancel()
	l, err := ledger.Open(ctx, path)
	if err != nil {
		return nil, path, &exitError{exitFault, texts.Error("nothing-was-sent", lint.Values{"err": err})}
	}
	return l, path, nil
}
