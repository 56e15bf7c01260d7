package main

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/internal/progress"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/report"
	catalogviews "github.com/fselint/fselint/report/catalog"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/lockfile"
	"github.com/fselint/fselint/schemas/xsd/libxml2"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
	ledgercheck "github.com/fselint/fselint/validate/checks/ledger"
	"github.com/fselint/fselint/validate/policy"
)

// checkFlags are the flags of check.
type checkFlags struct {
	catalog, registry, failOn, mode, baseline string
	vendor, application, appVersion           string
	require                                   []string
	requireCatalog, allowIncomplete           bool
	bundle                                    string
	line                                      lineFlag
	againstLine                               string
	http                                      string // file of a raw request
	maxWarnings                               int
	noBaseline                                bool // a baseline is being made
	dossiers                                  bool // which name their software themselves
	second                                    bool
	before                                    string // ledger of what was sent before
	locked                                    bool
	lockFile                                  string
	trust                                     trustFlags
	software                                  *validate.Application // that the flags or the claims name
	output                                    outputFlags
	call                                      callFlags
	parts                                     partFlags
	jobs                                      int
	timeout                                   time.Duration
	maxInput, maxDecode                       int64
	maxDepth, maxAttributes                   int
	envelopes                                 envelopes
}

func newCheck() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use: "check [flags] PATH...",
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd, args)
		},
	}
	f.declare(cmd)
	cmd.Flags().StringVar(&f.before, "ledger", "", "")
	cmd.Flags().StringVar(&f.againstLine, "against-line", "", "")
	completion(cmd, "against-line", lineNames()...)
	cmd.Flags().StringVar(&f.http, "http", "", "")
	return cmd
}

func (f *checkFlags) declare(cmd *cobra.Command) {
	fl := cmd.Flags()
	f.declareJudging(cmd)
	fl.StringSliceVar(&f.require, "require", nil, "")
	f.call.declare(cmd)
	f.parts.declare(cmd)
	fl.StringVar(&f.bundle, "bundle", "", "")
	fl.StringVar(&f.vendor, "vendor", "", "")
	fl.StringVar(&f.application, "application", "", "")
	fl.StringVar(&f.appVersion, "app-version", "", "")
	f.envelopes.declare(fl)
	fl.BoolVar(&f.second, "second-opinion", false, "")
}

// declareJudging adds the flags that say what documents are judged with and how that is reported, whatever they are sent for.
func (f *checkFlags) declareJudging(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.SortFlags = false
	f.output.declare(cmd)
	fl.StringVar(&f.failOn, "fail-on", "error", "")
	fl.IntVar(&f.maxWarnings, "max-warnings", -1, "")
	fl.StringVar(&f.baseline, "baseline", "", "")
	fl.StringVar(&f.catalog, "catalog", "", "")
	f.line.declare(cmd)
	fl.BoolVar(&f.locked, "locked", false, "")
	fl.StringVar(&f.lockFile, "lock-file", "", "")
	fl.BoolVar(&f.requireCatalog, "require-catalog", false, "")
	fl.BoolVar(&f.allowIncomplete, "allow-incomplete", false, "")
	fl.StringVar(&f.mode, "mode", "", "")
	f.call.declareGeneration(fl)
	fl.StringVar(&f.registry, "registry", "", "")
	f.trust.declare(cmd)
	fl.IntVarP(&f.jobs, "jobs", "j", 0, "")
	fl.DurationVar(&f.timeout, "timeout", 30*time.Second, "")
	fl.Int64Var(&f.maxInput, "max-input", 512<<20, "")
	fl.Int64Var(&f.maxDecode, "max-decoded", pdffile.DefaultLimits().MaxDecodeBytes, "")
	fl.IntVar(&f.maxDepth, "max-depth", 2000, "")
	fl.IntVar(&f.maxAttributes, "max-attributes", 2000, "")
}

// tally works out the exit code.
func (f *checkFlags) tally(threshold lint.Severity) policy.Tally {
	return policy.Tally{Threshold: threshold, MaxWarnings: f.maxWarnings, Required: f.require, RequireCatalog: f.requireCatalog, AllowIncomplete: f.allowIncomplete}
}

// session is a run with everything opened.
type session struct {
	catalog  *schemas.Catalog
	against  *checks.Against // nil for none
	ledger   *ledger.Ledger  // nil for none
	runner   *validate.Runner
	config   checks.Config // of the runner
	describe func() report.Run
	bundles  iter.Seq[*validate.Bundle]
	each     func(ctx context.Context, emit func(*validate.Result) error) error // judges all that was named
	inputs   inputs
	lang     string
	tally    policy.Tally
	// lacksRegistry says that a software was named and there is nothing to compare it with.
	lacksRegistry bool
}

func (s *session) close() {
	_ = s.catalog.Close()
	if s.against != nil {
		_ = s.against.Catalog.Close()
	}
	if s.ledger != nil {
		_ = s.ledger.Close()
	}
}

// begin reads flags and project file.
func (f *checkFlags) begin(cmd *cobra.Command) (*session, error) {
	if err := applyConfig(cmd); err != nil {
		return nil, err
	}
	threshold, err := f.validate()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(f.before); err != nil && !given(cmd, "ledger") {
		f.before = "" // the first submission makes the ledger that the project file names
	}
	s := &session{tally: f.tally(threshold)}
	s.lang = language(cmd)
	if f.noBaseline {
		f.baseline = ""
	}
	s.tally.Policy, err = projectPolicy(cmd, f.baseline)
	return s, err
}

// prepare reads flags, project file and parts, and opens what documents are judged with. The caller closes the session.
func (f *checkFlags) prepare(cmd *cobra.Command, args []string) (*session, error) {
	s, err := f.begin(cmd)
	if err != nil {
		return nil, err
	}
	var sent *validate.Bundle
	if f.http != "" {
		if sent, err = f.readHTTP(cmd, args); err != nil {
			return nil, err
		}
	}
	call, err := f.call.call(cmd.InOrStdin())
	if err != nil {
		return nil, err
	}
	if args, err = f.collect(cmd, args, call.Operation); err != nil {
		return nil, err
	}
	if !f.namesSoftware() {
		if f.software, err = f.parts.software(cmd.InOrStdin()); err != nil {
			return nil, err
		}
	}
	in := inputs{args: args, stdin: cmd.InOrStdin(), setup: f.setup, envelopes: &f.envelopes}
	s.bundles, s.inputs = in.all(), in
	if len(args) == 0 { // only parts were given; metadata update and delete send no document
		s.bundles = in.only(cmp.Or(sent, &validate.Bundle{Path: string(call.Operation)}))
	}
	if err := f.open(s, call); err != nil {
		return nil, err
	}
	if s.lacksRegistry {
		note(cmd, texts.Text("no-registry-at-hand", nil))
	}
	s.each = func(ctx context.Context, emit func(*validate.Result) error) error {
		return s.runner.Run(ctx, s.bundles, f.jobs, emit)
	}
	return s, nil
}

// collect adds to the arguments the document that a bundle holds, and reads the parts.
func (f *checkFlags) collect(cmd *cobra.Command, args []string, op fse.Operation) ([]string, error) {
	if f.bundle != "" {
		document, err := f.parts.findBundle(f.bundle)
		if err != nil {
			return nil, err
		}
		if document != "" {
			args = append(args, document)
		}
	}
	if _, err := f.parts.read(cmd.InOrStdin()); err != nil {
		return nil, err
	}
	if len(args) == 0 && op.SendsDocument() && len(f.parts.given) == 0 {
		return nil, hinted{&exitError{exitNothing, texts.Error("nothing-to-check-no-path-was", nil)}, texts.Text("fselint-check-referto-pdf", nil)}
	}
	return args, nil
}

// open opens catalog, registry and trust data and makes the engine.
func (f *checkFlags) open(s *session, call checks.Call) error {
	var lock *lockfile.Lock
	var err error
	if f.locked {
		if lock, err = readLock(f.lockFile); err != nil {
			return err
		}
	}
	found, err := locateRegistry(f.registry, lock)
	if err != nil {
		return err
	}
	if f.vendor != "" && !found.Found() {
		return hinted{texts.Error("no-registry-accredited-software-to-compare", nil), texts.Text("registry-results-csv-set-fselint-registry", nil)}
	}
	s.lacksRegistry = f.namesSoftware() && !found.Found()
	trusted, err := f.trust.open()
	if err != nil {
		return err
	}
	line, err := f.line.line()
	if err != nil {
		return err
	}
	if s.catalog, err = openPinnedCatalog(f.catalog, line, lock); err != nil {
		return err
	}
	before, err := f.openBefore(s)
	if err == nil {
		err = f.openAgainst(s)
	}
	var reg func() (*registry.Registry, error)
	if err == nil {
		reg, err = f.openRegistry(found)
	}
	if err == nil {
		s.config = checks.Config{
			Catalog: s.catalog, Against: s.against, Registry: reg, Call: call,
			Limits: validate.Limits{Time: f.timeout, InputBytes: f.maxInput},
			XML:    xmlLimits(f),
			PDF:    pdffile.Limits{MaxDecodeBytes: f.maxDecode},
			Trust:  trusted, Ledger: before, SecondOpinion: f.second,
			Adjust: s.tally.Policy.Apply,
		}
		s.runner, err = checks.NewRunner(s.config)
	}
	if err != nil {
		s.close()
		return err
	}
	s.describe = catalogviews.Describe(toolVersion(), s.catalog, found.Source, reg)
	return nil
}

// openAgainst opens the line of the catalog that --against-line names, none without it.
func (f *checkFlags) openAgainst(s *session) error {
	if f.againstLine == "" {
		return nil
	}
	line, err := parseLine("against-line", f.againstLine)
	if err != nil {
		return err
	}
	other, err := openLine("", line)
	if err != nil {
		return err
	}
	s.against = &checks.Against{Name: string(line), Catalog: other}
	return nil
}

// openBefore opens the ledger that the documents are compared with, nil for none.
func (f *checkFlags) openBefore(s *session) (ledgercheck.Ledger, error) {
	if f.before == "" {
		return nil, nil
	}
	var err error
	s.ledger, err = readLedger(f.before)
	return s.ledger, err
}

func (f *checkFlags) run(cmd *cobra.Command, args []string) error {
	s, err := f.prepare(cmd, args)
	if err != nil {
		return err
	}
	defer s.close()
	if err := f.write(cmd, s, s.runner.Rules()); err != nil {
		return err
	}
	f.envelopes.report(cmd, s.lang)
	return exitOf(&s.tally)
}

// write judges and writes the reports.
func (f *checkFlags) write(cmd *cobra.Command, s *session, rules []*lint.Rule) error {
	var count progress.Counter
	shown := s.inputs.shown(cmd, &count, f.output.quiet)
	defer shown.End()
	out, w, err := f.output.open(cmd.OutOrStdout(), shown, report.Options{Run: s.describe, Lang: s.lang, Rules: rules})
	if err != nil {
		return err
	}
	defer out.Abort()
	err = s.each(cmd.Context(), func(d *validate.Result) error {
		s.tally.Add(d.Document)
		count.Done.Add(1)
		return w.Document(d)
	})
	count.Writing.Store(1)
	if errors.Is(err, context.Canceled) {
		_ = out.Flush()
		return &exitError{exitFault, texts.Error("interrupted", nil)}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return &exitError{exitFault, texts.Error("write-report", lint.Values{"err": err})}
	}
	return nil
}

func (f *checkFlags) validate() (lint.Severity, error) {
	threshold, ok := policy.ParseThreshold(f.failOn)
	if !ok {
		return 0, hinted{texts.Error("unknown-severity", lint.Values{"failon": strconv.Quote(f.failOn)}), texts.Text("fail-on-refused-or-a-severity", nil)}
	}
	f.mode = strings.ToUpper(f.mode)
	if f.mode != "" && f.mode != "ATTACHMENT" && f.mode != "RESOURCE" {
		return 0, hinted{texts.Error("unknown-mode", lint.Values{"mode": strconv.Quote(f.mode)}), texts.Text("mode-attachment-or-resource", nil)}
	}
	stages := make(map[string]bool)
	for _, s := range checks.Stages() {
		stages[s.Name] = true
	}
	for _, s := range f.require {
		if !stages[s] {
			return 0, hinted{texts.Error("require-unknown-stage", lint.Values{"s": strconv.Quote(s)}), texts.Text("one", lint.Values{"formats": strings.Join(sortedKeys(stages), ", ")})}
		}
	}
	given := 0
	for _, v := range []string{f.vendor, f.application, f.appVersion} {
		if v != "" {
			given++
		}
	}
	switch given {
	case 0:
	case 3:
		f.software = &validate.Application{Vendor: f.vendor, ID: f.application, Version: f.appVersion}
	default:
		return 0, texts.Error("vendor-application-and-app-version-go", nil)
	}
	if f.jobs < 0 {
		return 0, texts.Error("jobs-must-not-be-negative", nil)
	}
	if f.second && !libxml2.Available {
		return 0, hinted{texts.Error("no-second-opinion", nil), texts.Text("second-opinion-needs-libxml2", nil)}
	}
	if f.timeout < 0 {
		return 0, texts.Error("timeout-must-not-be-negative", nil)
	}
	return threshold, nil
}

func (f *checkFlags) setup(b *validate.Bundle) {
	b.Mode = f.mode
	b.Parts = f.parts.given
	if f.call.id != "" {
		b.PathID = &f.call.id
	}
	b.Application = f.software
}

// namesSoftware tells whether a software was named: by flags, in the claims, or in a token.
func (f *checkFlags) namesSoftware() bool {
	if f.software != nil {
		return true
	}
	t := token.Parse(f.parts.given[lint.SourceSignatureToken])
	return t.String("subject_application_vendor")+t.String("subject_application_id")+t.String("subject_application_version") != ""
}

// openRegistry opens the registry when it is needed: when a software was named, or the registry itself. A file that cannot be
// read is an error of the command, not of every document.
func (f *checkFlags) openRegistry(found foundRegistry) (func() (*registry.Registry, error), error) {
	needed := f.namesSoftware() || f.dossiers
	if !found.Found() || !needed && f.registry == "" {
		return nil, nil
	}
	r, err := found.Open()
	if err != nil || !needed {
		return nil, err
	}
	return func() (*registry.Registry, error) { return r, nil }, nil
}
