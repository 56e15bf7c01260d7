package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/meaning"
	"github.com/fselint/fselint/internal/progress"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/report/rules"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
	ledgercheck "github.com/fselint/fselint/validate/checks/ledger"
)

// explainFlags are the flags of explain: those of check, for what was sent.
type explainFlags struct {
	checkFlags
	document string
}

// explainShown are the flags of check that explain shows; the others only count in a project file.
var explainShown = []string{
	"format", "catalog", "bundle", "operation", "profile", "environment", "gateway", "at", "id", "token-signature", "token-auth", "request",
	"certificate", "mode", "registry", "ca",
}

func newExplain() *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use:  "explain [flags] [WORD|TEXT|FILE|-]",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return f.explain(cmd, args) },
	}
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		words := meaning.Names()
		for _, r := range allRules() {
			words = append(words, r.ID)
		}
		return words, cobra.ShellCompDirectiveDefault
	}
	f.checkFlags.declare(cmd)
	fl := cmd.Flags()
	fl.VisitAll(func(flag *pflag.Flag) { flag.Hidden = !slices.Contains(explainShown, flag.Name) })
	fl.Lookup("operation").DefValue = "" // it is taken from what is explained
	fl.StringVar(&f.document, "document", "", "")
	fl.StringVar(&f.before, "ledger", "", "")
	return cmd
}

func (f *explainFlags) explain(cmd *cobra.Command, args []string) error {
	if f.output.format != "text" && f.output.format != "json" {
		err := texts.Error("explain-format", lint.Values{"format": strconv.Quote(f.output.format)})
		return hinted{err, lint.Same("--format text, --format json")}
	}
	// What the user names counts: a project file speaks of what is sent, not of what is explained.
	op, named := fse.AnyOperation, cmd.Flags().Changed("ledger")
	if cmd.Flags().Changed("operation") {
		op = fse.Operation(f.call.operation)
	}
	format := f.output.format
	if err := applyConfig(cmd); err != nil {
		return err
	}
	f.output.format = format
	held, err := heldText(cmd, args)
	if err != nil {
		return err
	}
	lang := language(cmd)
	x := &rules.Explanation{Found: meaning.Find(held, op, allRules()), Stages: checks.Stages()}
	if f.before != "" {
		if err := f.attempt(x); err != nil && (named || !errors.Is(err, fs.ErrNotExist)) {
			return err
		}
	}
	switch {
	case op != fse.AnyOperation:
	case x.Attempt != nil:
		f.call.operation = string(x.Attempt.Operation)
		x.Found = meaning.Find(held, x.Attempt.Operation, allRules())
	default:
		f.call.operation = string(x.Found.Operation())
	}
	template, err := f.evidence(cmd, x)
	if err != nil {
		return err
	}
	var catalog *schemas.Catalog
	defer func() {
		if catalog != nil {
			_ = catalog.Close()
		}
	}()
	if err := x.Look(strings.TrimSpace(held), template, lang, func() (*schemas.Catalog, error) {
		var err error
		catalog, err = openCatalog(f.catalog)
		return catalog, err
	}); err != nil {
		return err
	}
	out := bufio.NewWriter(cmd.OutOrStdout())
	write := x.Text
	if f.output.format == "json" {
		write = x.JSON
	}
	if err := write(out, lang); err != nil {
		return err
	}
	return out.Flush()
}

// heldText is what is to be explained: a file by its name, standard input for "-" or for nothing, else the arguments as they are.
func heldText(cmd *cobra.Command, args []string) (string, error) {
	name := strings.Join(args, " ")
	if name == "" || name == "-" {
		var data []byte
		if name == "-" || !progress.Terminal(cmd.InOrStdin()) {
			var err error
			if data, err = io.ReadAll(io.LimitReader(cmd.InOrStdin(), meaning.MaxText)); err != nil {
				return "", err
			}
		}
		if len(bytes.TrimSpace(data)) == 0 {
			return "", hinted{texts.Error("explain-nothing", nil), seeHelp(cmd)}
		}
		return string(data), nil
	}
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
		data, err := validate.File(name).Load(maxPart)
		if err == nil && document(data) {
			err = hinted{texts.Error("explain-document", lint.Values{"name": name}), lint.Same("fselint check " + name)}
		}
		return string(data), err
	}
	return name, nil
}

// document reports whether a file is what check judges.
func document(data []byte) bool {
	return bytes.HasPrefix(data, []byte("%PDF")) || bytes.Contains(data[:min(len(data), 4096)], []byte("<ClinicalDocument"))
}

// evidence looks for the cause in what was sent: the document, the bundle, the parts. It returns the template of the document, "" for none.
func (f *explainFlags) evidence(cmd *cobra.Command, x *rules.Explanation) (template string, err error) {
	if f.document == "" && f.bundle == "" && !f.hasParts() {
		return "", nil
	}
	documents, err := f.submission(cmd)
	if err != nil {
		return "", err
	}
	f.noBaseline = true
	s, err := f.prepare(cmd, documents)
	if err != nil {
		return "", err
	}
	defer s.close()
	for b := range s.bundles {
		d := s.runner.Document(cmd.Context(), b)
		if d.Fault != nil {
			return "", &exitError{exitFault, texts.Error("explain-fault", lint.Values{"path": b.Path, "why": d.Fault.Message})}
		}
		x.Cause, template = x.Found.Cause(d.Document, fse.Operation(f.call.operation)), d.TemplateID
		break
	}
	return template, nil
}

// submission gathers what was sent. It is judged as of the moment that its tokens were made, unless --at says otherwise: by now they have
// expired.
func (f *explainFlags) submission(cmd *cobra.Command) (documents []string, err error) {
	if f.document != "" {
		documents = append(documents, f.document)
	}
	if f.bundle != "" {
		document, err := f.parts.findBundle(f.bundle)
		if err != nil {
			return nil, err
		}
		if f.bundle = ""; document != "" && f.document == "" {
			documents = append(documents, document)
		}
	}
	parts, err := f.parts.read(cmd.InOrStdin())
	if err != nil {
		return nil, err
	}
	for _, source := range []string{lint.SourceSignatureToken, lint.SourceAuthenticationToken} {
		if data := parts[source]; f.call.at == "" && data != nil {
			if at := token.Parse(data).Moment("iat"); !at.IsZero() {
				f.call.at = at.Add(time.Second).Format(time.RFC3339)
			}
		}
	}
	return documents, nil
}

func (f *explainFlags) hasParts() bool {
	for _, path := range f.parts.sources() {
		if path != "" {
			return true
		}
	}
	return false
}

// attempt looks for the call in the ledger, and for what the ledger says of it.
func (f *explainFlags) attempt(x *rules.Explanation) error {
	l, err := readLedger(f.before)
	if err != nil {
		return err
	}
	defer l.Close()
	if x.Attempt, err = x.Found.Attempt(l); err != nil || x.Attempt == nil {
		return err
	}
	x.Ledger, err = ledgercheck.Cause(l, x.Attempt, x.Found.Errors())
	return err
}
