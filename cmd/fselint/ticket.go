package main

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/meaning"
	"github.com/fselint/fselint/gateway/ticket"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/validate"
)

// ticketFlags are the flags of ticket.
type ticketFlags struct {
	environment, facility, supplier, application, details, from, expected, ledger, out string
	attempts                                                                           []int64
	attach                                                                             []string
	attachRequest, redact                                                              bool
}

func newTicket() *cobra.Command {
	var f ticketFlags
	var contexts []string
	for _, c := range ticket.Contexts() {
		contexts = append(contexts, string(c))
	}
	cmd := &cobra.Command{
		Use:  "ticket [flags]",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.environment, "environment", "", "")
	fl.Int64SliceVar(&f.attempts, "attempt", nil, "")
	fl.StringVar(&f.facility, "facility", "", "")
	fl.StringVar(&f.supplier, "supplier", "", "")
	fl.StringVar(&f.application, "application", "", "")
	fl.StringVar(&f.details, "details", "", "")
	fl.StringVar(&f.expected, "expected", "", "")
	fl.StringVar(&f.from, "from", "", "")
	fl.StringArrayVar(&f.attach, "attach", nil, "")
	fl.BoolVar(&f.attachRequest, "attach-request", false, "")
	fl.BoolVar(&f.redact, "redact", false, "")
	fl.StringVar(&f.ledger, "ledger", "", "")
	fl.StringVarP(&f.out, "out", "o", "", "")
	if err := cmd.RegisterFlagCompletionFunc("environment", cobra.FixedCompletions(contexts, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag is declared above
	}
	cmd.AddCommand(newTicketCertificate())
	return cmd
}

func newTicketCertificate() *cobra.Command {
	var m ticket.PublicKey
	var files []string
	var out string
	cmd := &cobra.Command{
		Use:  "certificate [flags]",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			for _, name := range files {
				file, err := readCertificate(name)
				if err != nil {
					return err
				}
				for _, f := range certificate.ParseCN(certificate.Name(file.Leaf)).Judge(fse.Toscana, fse.Production) {
					note(cmd, texts.Text("ticket-certificate-name", lint.Values{"name": certificate.Name(file.Leaf), "what": f.Rule.Message(nil)}))
				}
				m.Certificates = append(m.Certificates, file.Leaf)
			}
			if m.Date, err = clock(); err != nil {
				return err
			}
			data, err := m.Bytes()
			if err != nil {
				return hinted{err, lint.Same("fselint ticket certificate --help")}
			}
			return writeMessage(cmd, out, data)
		},
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringArrayVar(&files, "certificate", nil, "")
	fl.StringVar(&m.Facility, "facility", "", "")
	fl.StringVar(&m.Supplier, "supplier", "", "")
	fl.StringVar(&m.Subject, "subject", "", "")
	fl.StringVar(&m.Answers, "in-reply-to", "", "")
	fl.StringVar(&m.From, "from", "", "")
	fl.StringVarP(&out, "out", "o", "", "")
	return cmd
}

// writeMessage writes a message to a file, or to standard output.
func writeMessage(cmd *cobra.Command, out string, data []byte) error {
	if out == "" || out == "-" {
		_, err := cmd.OutOrStdout().Write(data)
		return err
	}
	return whole.Write(out, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

func (f *ticketFlags) run(cmd *cobra.Command) error {
	m := &ticket.Message{
		Context: ticket.Context(f.environment), Facility: f.facility, Supplier: f.supplier, Application: f.application, Details: f.details,
		From: f.from, Expected: f.expected, Bodies: f.attachRequest, Redact: f.redact, Meaning: meant,
	}
	if !slices.Contains(ticket.Contexts(), m.Context) {
		return hinted{texts.Error("environment-unknown", lint.Values{"environment": strconv.Quote(f.environment)}), texts.Text("environment-stage-production-or-administration", nil)}
	}
	if len(f.attempts) == 0 && m.Context != ticket.Administration {
		return hinted{texts.Error("which-call-it-about", nil), texts.Text("attempt-number-from-fselint-ledger-list", nil)}
	}
	if m.Context == ticket.Production && !cmd.Flags().Changed("redact") { // 07 §4: nothing about health goes into such a message
		m.Redact = true
		note(cmd, texts.Text("ticket-redacted", nil))
	}
	var err error
	if m.Date, err = clock(); err != nil {
		return err
	}
	if err := f.calls(m); err != nil {
		return err
	}
	if err := f.files(m); err != nil {
		return err
	}
	data, err := m.Bytes()
	switch {
	case errors.Is(err, ticket.ErrBodies):
		return hinted{err, texts.Text("attach-request-or-redact", nil)}
	case err != nil:
		return hinted{err, lint.Same("fselint ticket --help")}
	}
	if f.attachRequest && !slices.ContainsFunc(m.Calls, func(e ledger.Entry) bool { return len(e.Body) > 0 }) {
		return hinted{texts.Error("attach-request-ledger-has-kept-no", nil), texts.Text("fselint-submit-keep-request-keeps-them", nil)}
	}
	if slices.ContainsFunc(m.Calls, func(e ledger.Entry) bool { return e.Service == "national" }) {
		note(cmd, texts.Text("ticket-addressees", nil))
	}
	return writeMessage(cmd, f.out, data)
}

// calls reads the calls from the ledger. What the flags leave open is taken from the last of them.
func (f *ticketFlags) calls(m *ticket.Message) error {
	if len(f.attempts) == 0 {
		return nil
	}
	l, err := readLedger(f.ledger)
	if err != nil {
		return err
	}
	defer l.Close()
	for _, id := range f.attempts {
		e, err := l.Entry(id)
		if err != nil {
			return hinted{err, lint.Same("fselint ledger list")}
		}
		m.Calls = append(m.Calls, *e)
		if f.supplier == "" && e.Vendor != "" {
			m.Supplier = e.Vendor
		}
		if f.application == "" && e.Application != "" {
			m.Application = e.Application
		}
		m.Version = e.Version
	}
	return nil
}

func (f *ticketFlags) files(m *ticket.Message) error {
	for _, path := range f.attach {
		data, err := validate.File(path).Load(maxPart)
		if err != nil {
			return fmt.Errorf("--attach: %w", err)
		}
		kind, _, err := mime.ParseMediaType(mime.TypeByExtension(filepath.Ext(path)))
		if err != nil {
			kind = "application/octet-stream"
		}
		m.Files = append(m.Files, ticket.File{Name: filepath.Base(path), Type: kind, Data: data})
	}
	return nil
}

// clock is the time, or the one that SOURCE_DATE_EPOCH sets.
func clock() (time.Time, error) {
	s := os.Getenv("SOURCE_DATE_EPOCH")
	if s == "" {
		return time.Now(), nil
	}
	seconds, err := strconv.ParseInt(s, 10, 64)
	if err != nil || seconds < 0 || seconds > 253402300799 {
		return time.Time{}, texts.Error("source-date-epoch-no-number-seconds", lint.Values{"s": strconv.Quote(s)})
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// meant says in Italian what the answer to a call means, and which rules find it before sending.
func meant(e *ledger.Entry) []string {
	a := e.Answer()
	if a == nil || a.Problem == nil && len(a.Transaction) == 0 {
		return nil
	}
	var said []string
	for _, t := range meaning.Answered(e.Operation, a, allRules()) {
		line := strings.TrimSpace(strings.Join([]string{t.ID, t.Answer.Title, strings.TrimRight(t.Answer.Detail, ": ")}, " ")) + ": " + t.Means.In("it")
		if len(t.Rules) > 0 {
			line += " Lo trovano prima dell'invio: " + strings.Join(t.Rules, ", ") + "."
		}
		said = append(said, line)
	}
	return said
}
