package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/dossier/campaign"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/fiscalcode"
	"github.com/fselint/fselint/report/calls"
	"github.com/fselint/fselint/validate/checks"
)

// submitFlags are the flags of submit: those of check, and its own.
type submitFlags struct {
	checkFlags
	gatewayFlags
	key, force, callback, refuseOn string
	yesProduction, keepRequest     bool
	life                           time.Duration
	caseID                         int            // test case of the accreditation that the call runs, 0 for none
	test                           testcase.Case  // of that number
	shown                          string         // what the software shows its user in it
	over                           map[string]any // claims that a plan sets, or leaves out where they are nil
	result                         *calls.Submission
	report                         bytes.Buffer // in JSON, which goes into the result
	audience                       string       // of the tokens: the service's own address, whatever stands in between
}

// gatewayFlags say how the gateway is reached and where that is written down.
type gatewayFlags struct {
	base, channel, channelKey, serverCA, ledger string
	noTrace                                     bool
	callTimeout                                 time.Duration
}

func (f *gatewayFlags) declare(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.base, "base", "", "")
	fl.StringVar(&f.channel, "channel", "", "")
	fl.StringVar(&f.channelKey, "channel-key", "", "")
	fl.StringVar(&f.serverCA, "server-ca", "", "")
	fl.StringVar(&f.ledger, "ledger", "", "")
	fl.BoolVar(&f.noTrace, "no-trace", false, "")
	fl.DurationVar(&f.callTimeout, "call-timeout", 2*time.Minute, "")
}

func newSubmit() *cobra.Command {
	var f submitFlags
	cmd := &cobra.Command{
		Use:  "submit [flags] [PDF]",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.checkFlags.declare(cmd)
	f.gatewayFlags.declare(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.key, "key", "", "")
	fl.StringVar(&f.force, "force", "", "")
	fl.StringVar(&f.callback, "callback", "", "")
	fl.StringVar(&f.refuseOn, "refuse-on", "", "")
	fl.BoolVar(&f.yesProduction, "yes-production", false, "")
	fl.BoolVar(&f.keepRequest, "keep-request", false, "")
	fl.DurationVar(&f.life, "life", 5*time.Minute, "")
	fl.IntVar(&f.caseID, "case", 0, "")
	fl.StringVar(&f.shown, "shown", "", "")
	for _, name := range []string{"jobs", "max-warnings", "baseline"} {
		_ = fl.MarkHidden(name) // one document is sent
	}
	completion(cmd, "operation", append(checks.OperationNames(), "status", "status-search")...)
	return cmd
}

// reads are the operations of the status services.
var reads = []fse.Operation{fse.StatusByWorkflow, fse.StatusByTrace}

func (f *submitFlags) run(cmd *cobra.Command, args []string) error {
	if err := applyConfig(cmd); err != nil {
		return err
	}
	if !slices.Contains([]string{"text", "json", "jsonl"}, f.output.format) {
		if given(cmd, "format") {
			return texts.Error("submit-format", lint.Values{"format": f.output.format})
		}
		f.output.format = "text" // that of the project file is for check
	}
	err := f.deliver(cmd, args)
	if f.output.format == "text" || f.result == nil {
		return err
	}
	f.result.Report = bytes.TrimSpace(f.report.Bytes())
	if f.result.Outcome != ledger.Accepted && f.result.Outcome != ledger.Refused && err != nil {
		f.result.Reason = lint.Spoken(err, language(cmd))
	}
	if failed := f.result.Write(cmd.OutOrStdout(), f.output.format == "jsonl"); failed != nil && err == nil {
		return &exitError{exitFault, failed}
	}
	return err
}

// deliver judges and sends; f.result is set as soon as the submission is complete.
func (f *submitFlags) deliver(cmd *cobra.Command, args []string) error {
	switch client.Refusing(f.refuseOn) {
	case client.RefuseUsual, client.RefuseGateway, client.RefuseStandard:
	default:
		return hinted{texts.Error("unknown-refuse-on", lint.Values{"value": strconv.Quote(f.refuseOn)}), seeHelp(cmd)}
	}
	if err := f.chooseCase(cmd); err != nil {
		return err
	}
	f.noBaseline = true // what is known is sent no more than what is new
	if f.bundle != "" {
		document, err := f.parts.findBundle(f.bundle)
		if err != nil {
			return err
		}
		if f.bundle = ""; document != "" {
			args = append(args, document)
		}
	}
	f.call.beside, f.call.rehearsed = reads, f.base != ""
	call, err := f.call.call(cmd.InOrStdin())
	if err != nil {
		return err
	}
	p := client.Parts{
		Operation: call.Operation, Service: f.call.profile, Environment: f.call.environment, ID: f.call.id, Callback: f.callback,
		KeepBody: f.keepRequest, Forced: strings.TrimSpace(f.force), Case: f.caseID, Shown: strings.TrimSpace(f.shown),
	}
	if p.Base, err = f.address(call.Token().Profile, call.Environment, call.Operation); err != nil {
		return err
	}
	if _, _, err := wire.Address(p.Base, p.Operation, p.ID); err != nil {
		return err
	}
	channel, err := f.connection(call.Environment, call.Single)
	if err != nil {
		return err
	}
	if channel != nil {
		f.call.peer = channel.Leaf
	}
	f.audience = wire.BaseURL(call.Token().Profile, call.Environment)
	if err := f.bytes(cmd, &p, args); err != nil {
		return err
	}
	held, err := f.holdLedger(cmd) // others may be sending the same document: what they sent is asked for after them
	if err != nil {
		return err
	}
	defer held.Release()
	f.result = calls.NewSubmission(p.Operation)
	if !slices.Contains(reads, p.Operation) {
		if p.Judged, err = f.judge(cmd, args, &p); err != nil {
			return err
		}
	}
	request, attempt := p.Build()
	if err := f.patient(cmd, p.Patient(), call.Environment); err != nil {
		return err
	}
	l, err := held.Open()
	if err != nil {
		return nothingSent(err)
	}
	err = refused(client.Unsettled(l, attempt))
	if err == nil {
		err = f.send(cmd, l, held.Path(), channel, request, attempt)
	}
	if closing := l.Close(); err == nil && closing != nil {
		err = &exitError{exitFault, texts.Error("close-ledger", lint.Values{"closing": closing})}
	}
	return err
}

// chooseCase makes the call that of a test case: a validation.
func (f *submitFlags) chooseCase(cmd *cobra.Command) (err error) {
	if f.caseID == 0 {
		return nil
	}
	if f.test, err = campaign.Choose(f.caseID); err != nil {
		return err
	}
	if f.call.operation != string(fse.Validation) && given(cmd, "operation") {
		return texts.Error("case-is-validation", lint.Values{"case": f.caseID, "operation": strconv.Quote(f.call.operation)})
	}
	f.call.operation = string(fse.Validation)
	return nil
}

// address is the base address of the gateway. What is asked for must be named: nothing goes to production by accident.
func (f *submitFlags) address(profile fse.Profile, e fse.Environment, op fse.Operation) (string, error) {
	switch {
	case e == fse.AnyEnvironment:
		return "", hinted{texts.Error("no-environment", nil), texts.Text("environment-stage-or-environment-production-yes", nil)}
	case e == fse.Production && !f.yesProduction:
		return "", hinted{texts.Error("environment-production-needs-yes-production", nil), texts.Text("try-it-with-environment-stage-first", nil)}
	case f.noteOperation(profile, op) != nil:
		return "", f.noteOperation(profile, op)
	case f.base != "":
		return strings.TrimRight(f.base, "/"), wire.CheckBase(f.base, e)
	}
	return wire.BaseURL(profile, e), nil
}

// noteOperation refuses, unless forced, what a service is not known to offer.
func (f *submitFlags) noteOperation(profile fse.Profile, op fse.Operation) error {
	if wire.Offered(profile, op) || f.force != "" {
		return nil
	}
	return hinted{texts.Error("the-specification-this-profile-does-not", lint.Values{"op": op}), texts.Text("force-reason-tries-it-all-same", nil)}
}

// patient keeps the made-up patients of the stage environment out of production, and says when a real one may be in stage.
func (f *submitFlags) patient(cmd *cobra.Command, person string, e fse.Environment) error {
	switch {
	case person == "":
	case e == fse.Production && fiscalcode.IsStage(person):
		return texts.Error("person-id-made-up-patient-stage", nil)
	case e == fse.Stage && !fiscalcode.IsStage(person):
		note(cmd, texts.Text("no-made-up-patient", nil))
	}
	return nil
}

func (f *submitFlags) send(cmd *cobra.Command, l *ledger.Ledger, path string, channel *tls.Certificate, r *wire.Request, a *ledger.Attempt) error {
	c, err := f.client(l, path, channel)
	if err != nil {
		return err
	}
	answer, err := c.Send(cmd.Context(), r, a)
	var unknown *client.UnknownError
	f.result.Sent(a, answer, errors.As(err, &unknown))
	if answer != nil && f.output.format == "text" {
		calls.Answer(cmd.OutOrStdout(), a, answer, language(cmd), allRules())
	}
	switch {
	case errors.As(err, &unknown):
		return &exitError{exitFault, hinted{err, lint.Same("fselint ledger resolve")}}
	case err != nil:
		return &exitError{exitFault, err}
	case calls.State(a, answer) == ledger.Lost && !wire.Writes(a.Operation):
		return &exitError{code: exitFault}
	case calls.State(a, answer) == ledger.Lost:
		return &exitError{exitFault, hinted{texts.Error("after-such-answer-it-not-known", nil), lint.Same("fselint ledger resolve")}}
	case !answer.OK():
		return &exitError{code: exitFindings}
	}
	return nil
}

func (f *gatewayFlags) client(l *ledger.Ledger, path string, channel *tls.Certificate) (*client.Client, error) {
	o := client.Options{Ledger: l, LedgerPath: path, Certificate: channel, Timeout: f.callTimeout, Trace: !f.noTrace, Agent: "fselint/" + toolVersion()}
	if f.serverCA != "" {
		data, err := whole.Read(f.serverCA, certificate.MaxSize)
		if err != nil {
			return nil, fmt.Errorf("--server-ca: %w", err)
		}
		o.Roots = x509.NewCertPool()
		if !o.Roots.AppendCertsFromPEM(data) {
			return nil, texts.Error("server-ca-no-certificate-in", lint.Values{"serverca": f.serverCA})
		}
	}
	return client.New(o), nil
}
