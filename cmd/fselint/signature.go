package main

import (
	"bufio"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/progress"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/profile"
	"github.com/fselint/fselint/pades/trust"
	"github.com/fselint/fselint/report/signature"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	"github.com/fselint/fselint/validate/policy"
)

const signatureLong = `Show everything about the signatures of a PDF, in two judgements: what the gateway decides and at which
step, and what careful readers say of every signature: its field and dictionary, the bytes it covers, whether they are
intact, the CMS with its attributes, algorithms and certificates, time stamps, the level of EN 319 142-1 (B-B, B-T, B-LT,
B-LTA), validation data, and what was changed after signing.

Nobody is trusted unless --trust names certificates or trusted lists; without it the result is "integrity verified, trust
not judged". There is no network without --online.

Exit codes: 0 the gateway accepts, every signature is intact, nothing was changed afterwards that it does not permit, nobody
was found untrusted; 1 not so;
3 a file cannot be read; 4 no file was given.`

const signatureExample = `  fselint signature referto.pdf
  fselint signature --format json referto.pdf
  fselint signature --trust ca.pem --trust IT_TSL.xml referto.pdf`

type signatureFlags struct {
	format    string
	maxInput  int64
	trust     trustFlags
	limits    limitFlags
	envelopes envelopes
}

func newSignature() *cobra.Command {
	var f signatureFlags
	cmd := &cobra.Command{
		Use:     "signature [flags] FILE...",
		Short:   "Show the signatures of a PDF, as the gateway and as careful readers see them",
		Long:    signatureLong,
		Example: signatureExample,
		RunE:    f.run,
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.format, "format", "text", "output format: text, json")
	f.trust.declare(cmd)
	f.envelopes.declare(fl)
	fl.Int64Var(&f.maxInput, "max-input", 512<<20, "largest document in bytes")
	f.limits.declare(fl)
	if err := cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag is declared above
	}
	return cmd
}

func (f *signatureFlags) run(cmd *cobra.Command, args []string) error {
	if f.format != "text" && f.format != "json" {
		return hinted{texts.Error("unknown-format", lint.Values{"format": strconv.Quote(f.format)}), texts.Text("format-text-or-json", nil)}
	}
	lang := language(cmd)
	if len(args) == 0 {
		return hinted{&exitError{exitNothing, texts.Error("nothing-to-show-no-file-was", nil)}, texts.Text("fselint-signature-referto-pdf", nil)}
	}
	store, err := f.trust.open()
	if err != nil {
		return err
	}
	var count progress.Counter
	in := inputs{args: args, stdin: cmd.InOrStdin(), envelopes: &f.envelopes}
	shown := in.shown(cmd, &count, false)
	defer shown.End()
	out := bufio.NewWriter(shown.Beside(cmd.OutOrStdout()))
	w := signature.Text(out, lang)
	if f.format == "json" {
		w = signature.JSON(out, lang, toolVersion())
	}
	documents, code := 0, exitOK
	for b := range in.all() {
		count.Done.Add(1)
		if strings.EqualFold(filepath.Ext(b.Path), ".xml") && !slices.Contains(args, b.Path) {
			continue // found in a folder: a bare CDA has no signature
		}
		d := f.judge(cmd.Context(), b, store)
		documents++
		code = code.And(signatureCode(d))
		if err := w.Document(d); err != nil {
			return &exitError{exitFault, texts.Error("write-report", lint.Values{"err": err})}
		}
		if cmd.Context().Err() != nil {
			return &exitError{exitFault, texts.Error("interrupted", nil)}
		}
	}
	if err := errors.Join(w.Close(), out.Flush()); err != nil {
		return &exitError{exitFault, texts.Error("write-report", lint.Values{"err": err})}
	}
	f.envelopes.report(cmd, lang)
	if documents == 0 {
		return &exitError{exitNothing, texts.Error("nothing-to-show-no-file-matched", nil)}
	}
	if code != exitOK {
		return &exitError{code: code}
	}
	return nil
}

func (f *signatureFlags) judge(ctx context.Context, b *validate.Bundle, store *trust.Store) *signature.Document {
	data, err := b.Load(f.maxInput)
	if err != nil {
		return &signature.Document{Path: b.Path, Err: err}
	}
	d, err := within(ctx, &f.limits, func(ctx context.Context) *signature.Document {
		return judgeSignatures(ctx, b.Path, data, f.limits.pdf(), store)
	})
	if err != nil {
		return &signature.Document{Path: b.Path, Err: err}
	}
	return d
}

// judgeSignatures opens a PDF and asks for both judgements.
func judgeSignatures(ctx context.Context, path string, data []byte, limits pdffile.Limits, store *trust.Store) *signature.Document {
	d := &signature.Document{Path: path, Size: len(data)}
	file, err := pdffile.Open(data, limits)
	if err != nil {
		d.Gateway = pades.DecideOpenError(err)
		d.Wrapped, d.Unwrap = documentcheck.WrappingTexts(pades.WrappingOf(data))
		if errors.Is(err, pdffile.ErrTooLarge) {
			d.Err = err
		}
		return d
	}
	d.Gateway = pades.Decide(file, fse.May2026)
	d.Careful = profile.Judge(ctx, file, d.Gateway.Signatures, store)
	if d.Gateway.Reason == pades.ReasonBound {
		d.Err = &lint.TextError{Text: d.Gateway.Detail}
	} else if limit := d.Careful.Exceeded(); limit != "" {
		d.Err = errors.New(limit)
	}
	return d
}

// signatureCode is the exit code that one document asks for.
func signatureCode(d *signature.Document) policy.Code {
	switch {
	case d.Err != nil:
		return exitFault
	case d.Gateway.Decision != pades.OK, d.Careful == nil, d.Careful.Integrity() != profile.Intact, d.Careful.TrustWord() == trust.NotTrusted:
		return exitFindings
	}
	return exitOK
}
