package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/meaning"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report/calls"
	"github.com/fselint/fselint/validate/checks"
	ledgercheck "github.com/fselint/fselint/validate/checks/ledger"
)

func newLedger() *cobra.Command {
	return group("ledger", newLedgerList(), newLedgerShow(), newLedgerExport(), newLedgerResolve(), newLedgerVerify())
}

// ledgerFlags pick entries of a ledger.
type ledgerFlags struct{ path, since, operation, document, state string }

func (f *ledgerFlags) declare(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.path, "ledger", "", "")
	fl.StringVar(&f.since, "since", "", "")
	fl.StringVar(&f.operation, "operation", "", "")
	fl.StringVar(&f.document, "document", "", "")
	fl.StringVar(&f.state, "state", "", "")
	completion(cmd, "state", string(ledger.Accepted), string(ledger.Refused), string(ledger.Lost), string(ledger.Void))
}

// each calls do for every entry that the flags pick.
func (f *ledgerFlags) each(do func(*ledger.Entry) error) error {
	filter := ledger.Filter{Operation: fse.Operation(f.operation), Document: f.document, Damaged: true}
	if f.since != "" {
		var err error
		if filter.Since, err = time.Parse(time.RFC3339, f.since); err != nil {
			if filter.Since, err = time.ParseInLocation(time.DateOnly, f.since, time.Local); err != nil {
				return hinted{texts.Error("since-no-day-and-no-time", lint.Values{"since": strconv.Quote(f.since)}), lint.Same("--since 2026-01-31")}
			}
		}
	}
	if op := filter.Operation; op != "" && !slices.Contains(append(fse.Operations(), reads...), op) {
		return hinted{texts.Error("unknown-operation-2", lint.Values{"op": fmt.Sprintf("%q", op)}), texts.Text("operation-status-status-search", lint.Values{"value": strings.Join(checks.OperationNames(), ", ")})}
	}
	switch ledger.State(f.state) {
	case "", ledger.Accepted, ledger.Refused, ledger.Lost, ledger.Void:
	default:
		return hinted{texts.Error("unknown-state", lint.Values{"state": strconv.Quote(f.state)}), texts.Text("state-accepted-refused-unknown-or-not", nil)}
	}
	l, err := readLedger(f.path)
	if err != nil {
		return err
	}
	defer l.Close()
	for e, err := range l.Entries(filter) {
		if err != nil {
			return err
		}
		if f.state != "" && e.State() != ledger.State(f.state) {
			continue
		}
		if err := do(e); err != nil {
			return err
		}
	}
	return nil
}

// readLedger opens a ledger for reading; what was rescued beside it is taken in before, unless somebody else is writing.
func readLedger(flag string) (*ledger.Ledger, error) {
	path := ledgerPath(flag)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := ledger.TakeIn(ctx, path); err != nil {
		return nil, texts.Error("not-taken-in", lint.Values{"err": err})
	}
	l, err := ledger.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hinted{err, texts.Text("ledger-file-or-fselint-ledger", nil)}
	}
	return l, err
}

// verifyLedger judges the whole ledger and shows what is wrong with it on out; a ledger that is not what was written is an error.
func verifyLedger(out io.Writer, path, lang string, quiet bool, known ...ledger.Head) error {
	l, err := readLedger(path)
	if err != nil {
		return err
	}
	defer l.Close()
	head, faults, err := l.Verify(known...)
	if err != nil {
		return &exitError{exitFault, err}
	}
	if !quiet || len(faults) > 0 {
		calls.Verified(out, head, faults, lang)
	}
	if len(faults) > 0 {
		return &exitError{exitFindings, hinted{texts.Error("ledger-damaged", lint.Values{"n": len(faults)}), texts.Text("restore-ledger", nil)}}
	}
	return nil
}

func newLedgerVerify() *cobra.Command {
	var path string
	var heads []string
	cmd := &cobra.Command{
		Use:  "verify",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			known := make([]ledger.Head, len(heads))
			for i, text := range heads {
				var err error
				if known[i], err = ledger.ParseHead(text); err != nil {
					return err
				}
			}
			return verifyLedger(cmd.OutOrStdout(), path, language(cmd), false, known...)
		},
	}
	cmd.Flags().StringVar(&path, "ledger", "", "")
	cmd.Flags().StringArrayVar(&heads, "head", nil, "")
	return cmd
}

func newLedgerList() *cobra.Command {
	var f ledgerFlags
	cmd := &cobra.Command{
		Use:  "list",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w := bufio.NewWriter(cmd.OutOrStdout())
			err := f.each(func(e *ledger.Entry) error { return calls.Line(w, e) })
			return errors.Join(err, w.Flush())
		},
	}
	f.declare(cmd)
	return cmd
}

func newLedgerShow() *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:  "show NUMBER",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			lang := language(cmd)
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil || id < 1 {
				return texts.Error("is-no-number-call", lint.Values{"args": strconv.Quote(args[0])})
			}
			l, err := readLedger(path)
			if err != nil {
				return err
			}
			defer l.Close()
			e, err := l.Entry(id)
			if err != nil {
				return hinted{err, lint.Same("fselint ledger list")}
			}
			cause, err := ledgercheck.Cause(l, e, meaning.Errors(e, allRules()))
			if err != nil {
				return err
			}
			calls.Show(cmd.OutOrStdout(), e, lang, allRules(), cause)
			return nil
		},
	}
	cmd.Flags().StringVar(&path, "ledger", "", "")
	return cmd
}
