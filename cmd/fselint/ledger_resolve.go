package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
)

// resolveFlags are the flags of ledger resolve.
type resolveFlags struct {
	gatewayFlags
	claims, certificate, key, tokenAuth string
	settle, reason                      string
	grace                               time.Duration
}

func newLedgerResolve() *cobra.Command {
	var f resolveFlags
	cmd := &cobra.Command{
		Use:  "resolve [flags] [NUMBER...]",
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.gatewayFlags.declare(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.claims, "claims", "", "")
	fl.StringVar(&f.certificate, "certificate", "", "")
	fl.StringVar(&f.key, "key", "", "")
	fl.StringVar(&f.tokenAuth, "token-auth", "", "")
	fl.StringVar(&f.settle, "settle", "", "")
	fl.StringVar(&f.reason, "reason", "", "")
	fl.DurationVar(&f.grace, "grace", usualGrace, "")
	return cmd
}

func (f *resolveFlags) run(cmd *cobra.Command, args []string) error {
	ids := make([]int64, len(args))
	for i, a := range args {
		n, err := strconv.ParseInt(a, 10, 64)
		if err != nil || n < 1 {
			return texts.Error("is-no-number-attempt", lint.Values{"a": strconv.Quote(a)})
		}
		ids[i] = n
	}
	lang := language(cmd)
	l, path, err := f.openLedger(cmd)
	if err != nil {
		return err
	}
	defer l.Close()
	if f.settle != "" {
		return f.byHand(cmd, l, ids)
	}
	pending, err := unknown(l, ids)
	if err != nil {
		return err
	}
	say := func(id string) string { return texts.In(lang, id, nil) }
	if len(pending) == 0 {
		fmt.Fprintln(cmd.OutOrStdout(), say("nothing-unknown"))
		return nil
	}
	open := 0
	for _, e := range pending {
		found, err := f.ask(cmd, l, path, e)
		var usage interface{ Hint() lint.Text }
		switch {
		case errors.As(err, &usage), errors.Is(err, context.Canceled):
			return err
		case err != nil:
			found = &client.Finding{Why: err.Error()} // others can still be asked about
		}
		word := say("still-unknown")
		switch {
		case found.Settled && found.Done:
			word = say("done")
		case found.Settled:
			word = say("not-done")
		default:
			open++
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%d %s %s: %s (%s)\n", e.ID, e.Operation, e.Document, word, found.Why)
	}
	if open > 0 {
		return &exitError{exitFault, hinted{texts.Error("still-unknown-2", lint.Values{"open": open}), texts.Text("ask-again-later-or-settle-published", nil)}}
	}
	return nil
}

// unknown lists the calls whose outcome nobody knows, all or those that were named.
func unknown(l *ledger.Ledger, ids []int64) ([]*ledger.Entry, error) {
	var pending []*ledger.Entry
	if len(ids) > 0 {
		for _, id := range ids {
			e, err := l.Entry(id)
			if err != nil {
				return nil, err
			}
			if e.State() != ledger.Lost {
				return nil, texts.Error("attempt-not-unknown-it", lint.Values{"id": int(id), "state": e.State()})
			}
			pending = append(pending, e)
		}
		return pending, nil
	}
	for e, err := range l.Entries(ledger.Filter{}) {
		if err != nil {
			return nil, err
		}
		if e.State() == ledger.Lost && wire.Writes(e.Operation) {
			pending = append(pending, e)
		}
	}
	return pending, nil
}

func (f *resolveFlags) ask(cmd *cobra.Command, l *ledger.Ledger, path string, e *ledger.Entry) (*client.Finding, error) {
	r, err := f.resolver(cmd, l, path, e.Service, e.Environment, e.Base)
	if err != nil {
		return nil, err
	}
	return r.Resolve(cmd.Context(), e)
}

// usualGrace is how long after a call the status service need not know of it yet.
const usualGrace = 2 * time.Minute

// resolver asks the status service of a gateway.
func (f *resolveFlags) resolver(cmd *cobra.Command, l *ledger.Ledger, path, service, environment, base string) (*client.Resolver, error) {
	own := callFlags{operation: "delete", profile: service, environment: environment}
	call, err := own.call(cmd.InOrStdin())
	if err != nil {
		return nil, err
	}
	channel, err := f.connection(call.Environment, true)
	if err != nil {
		return nil, err
	}
	c, err := f.gatewayFlags.client(l, path, channel)
	if err != nil {
		return nil, err
	}
	return &client.Resolver{Client: c, Grace: f.grace, Token: func() (string, error) {
		s := submitFlags{key: f.key, life: 5 * time.Minute, audience: wire.BaseURL(call.Token().Profile, call.Environment)}
		s.parts.claims, s.parts.certificate, s.parts.tokenAuth = f.claims, f.certificate, f.tokenAuth
		p := client.Parts{Operation: fse.StatusByTrace, Base: base}
		if err := s.bytes(cmd, &p, nil); err != nil {
			return "", err
		}
		return strings.TrimSpace(string(p.Authentication)), nil
	}}, nil
}

// byHand writes down what a person has found out about one call.
func (f *resolveFlags) byHand(cmd *cobra.Command, l *ledger.Ledger, ids []int64) error {
	if f.settle != "published" && f.settle != "not-published" {
		return hinted{texts.Error("unknown-word", lint.Values{"settle": strconv.Quote(f.settle)}), texts.Text("settle-published-or-not-published", nil)}
	}
	if strings.TrimSpace(f.reason) == "" || len(ids) != 1 {
		return hinted{texts.Error("settle-for-one-call-with-reason", nil), texts.Text("settle-reason-how-you-know-number", lint.Values{"settle": f.settle})}
	}
	e, err := l.Entry(ids[0])
	if err != nil {
		return err
	}
	if e.State() != ledger.Lost {
		return texts.Error("attempt-not-unknown-it", lint.Values{"id": int(e.ID), "state": e.State()})
	}
	if err := l.Append(&ledger.Outcome{Attempt: e.ID, At: time.Now(), Kind: ledger.Settled, Done: f.settle == "published", By: "person", Reason: strings.TrimSpace(f.reason)}); err != nil {
		return &exitError{exitFault, err}
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d: %s\n", e.ID, f.settle)
	return err
}
