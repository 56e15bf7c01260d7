package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
)

func newLedger() *cobra.Command {
	return group("ledger", newLedgerList(), newLedgerShow(), newLedgerExport(), newLedgerResolve())
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
}

// each calls do for every entry that the flags pick.
func (f *ledgerFlags) each(do func(*ledger.Entry) error) error {
	filter := ledger.Filter{Operation: fse.Operation(f.operation), Document: f.document}
	if f.since != "" {
		var err error
		if filter.Since, err = time.Parse(time.RFC3339, f.since); err != nil {
			if filter.Since, err = time.ParseInLocation(time.DateOnly, f.since, time.Local); err != nil {
				return hinted{texts.Error("since-no-day-and-no-time", lint.Values{"since": strconv.Quote(f.since)}), lint.Same("--since 2026-01-31")}
			}
		}
	}
	if op := filter.Operation; op != "" && !slices.Contains(append(fse.Operations(), reads...), op) {
		return hinted{texts.Error("unknown-operation-2", lint.Values{"op": fmt.Sprintf("%q", op)}), texts.Text("operation-status-status-search", lint.Values{"value": operationNames()})}
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

func readLedger(flag string) (*ledger.Ledger, error) {
	l, err := ledger.Read(ledgerPath(flag))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hinted{err, texts.Text("ledger-file-or-fselint-ledger", nil)}
	}
	return l, err
}

func newLedgerList() *cobra.Command {
	var f ledgerFlags
	cmd := &cobra.Command{
		Use:  "list",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w := bufio.NewWriter(cmd.OutOrStdout())
			err := f.each(func(e *ledger.Entry) error {
				status, cart := "-", "-"
				if a := e.Answer(); a != nil {
					status, cart = strconv.Itoa(a.Status), oneLine(a.CartID)
				}
				// Columns of fixed width: a ledger of any length goes through without being held.
				_, err := fmt.Fprintf(w, "%5d  %s  %-20s %-8s %3s  %-36s  %s\n", e.ID, e.At.Local().Format("2006-01-02 15:04:05"), e.Operation, e.State(), status, cart, oneLine(e.Document))
				return err
			})
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
			showEntry(cmd.OutOrStdout(), e, lang)
			return nil
		},
	}
	cmd.Flags().StringVar(&path, "ledger", "", "")
	return cmd
}

func showEntry(out io.Writer, e *ledger.Entry, lang string) {
	say := func(id string) string { return texts.In(lang, id, nil) }
	line := func(name, value string) {
		if value = oneLine(value); value != "" {
			fmt.Fprintf(out, "  %-20s %s\n", name, value)
		}
	}
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.RFC3339)
	}
	fmt.Fprintf(out, "%d  %s  %s  %s\n", e.ID, moment(e.At), e.Operation, e.State())
	line(say("service"), e.Service+" "+e.Environment+" "+e.Base)
	line("identificativoDoc", e.Document)
	line("workflowInstanceId", e.Workflow)
	line("ClinicalDocument/id", e.CDAID)
	line(say("sha-256-pdf"), e.PDF)
	line(say("sha-256-cda"), e.CDA)
	line(say("software"), strings.TrimSpace(e.Vendor+" "+e.Application+" "+e.Version))
	for _, t := range []struct {
		name string
		ledger.Token
	}{{say("authentication-token"), e.Channel}, {say("signature-token"), e.Signature}} {
		line(t.name, strings.TrimSpace(t.ID+" "+t.Issuer+" "+moment(t.IssuedAt)+" "+moment(t.Expires)))
	}
	line(say("trace-offered"), e.Trace)
	line(say("sent-in-spite"), e.Forced)
	for _, o := range e.Outcomes {
		fmt.Fprintf(out, "%s  %s %s\n", moment(o.At), o.Kind, settlement(&o, lang))
		line(say("reason"), o.Reason)
		if o.Answer != nil {
			printAnswerLines(out, e.Operation, o.Answer, lang)
		}
	}
}

func settlement(o *ledger.Outcome, lang string) string {
	if o.Kind != ledger.Settled {
		return ""
	}
	word := texts.Text("not-done", nil)
	if o.Done {
		word = texts.Text("done", nil)
	}
	return word.In(lang) + " (" + oneLine(o.By) + ")"
}

// printAnswerLines shows what an answer holds; X-CART-id comes first.
func printAnswerLines(out io.Writer, op fse.Operation, a *wire.Answer, lang string) {
	line := func(name, value string) {
		if value = oneLine(value); value != "" {
			fmt.Fprintf(out, "  %-20s %s\n", name, value)
		}
	}
	line(wire.HeaderCart, a.CartID)
	line("status", strconv.Itoa(a.Status))
	line("traceID", a.TraceID)
	line("spanID", a.SpanID)
	line("workflowInstanceId", a.WorkflowInstanceID)
	line("govway_id", a.GovwayID)
	line("warning", a.Warning)
	if p := a.Problem; p != nil {
		line("type", p.Type)
		line("title", p.Title)
		line("instance", p.Instance)
		line("detail", p.Detail)
	}
	for _, m := range meanings(op, a, lang) {
		line(texts.Text("meaning", nil).In(lang), m)
	}
	for _, e := range a.Transaction {
		line(oneLine(e.Type), strings.TrimSpace(e.Status+" "+e.Date+" "+e.Message))
	}
	if a.RetryAfter > 0 {
		line("Retry-After", a.RetryAfter.String())
	}
}

// oneLine makes a line of a value that came from elsewhere: what cannot be printed, such as what steers a terminal, becomes a blank.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || r == ' ' || r == unicode.ReplacementChar }), " ")
}
