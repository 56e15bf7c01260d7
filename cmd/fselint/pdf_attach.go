package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/embed"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/pdfwrite"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/validate"
)

type attachFlags struct {
	limits                *limitFlags
	mode                  string
	blank, replace, force bool
}

func newPDFAttach(limits *limitFlags) *cobra.Command {
	f := attachFlags{limits: limits}
	cmd := &cobra.Command{
		Use:  "attach CDA.xml [IN.pdf] OUT.pdf",
		Args: cobra.RangeArgs(2, 3),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.blank != (len(args) == 2) {
				return hinted{texts.Error("attach-takes-cda-xml-in-pdf", nil), texts.Text("see-help", lint.Values{"commandpath": cmd.CommandPath()})}
			}
			return f.run(cmd, args)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.mode, "mode", "ATTACHMENT", "")
	fl.BoolVar(&f.blank, "new", false, "")
	fl.BoolVar(&f.replace, "replace", false, "")
	fl.BoolVar(&f.force, "force", false, "")
	return cmd
}

func (f *attachFlags) run(cmd *cobra.Command, args []string) error {
	lang := language(cmd)
	mode, err := modeOf(f.mode)
	if err != nil {
		return err
	}
	doc, err := validate.File(args[0]).Load(maxPDF)
	if err != nil {
		return err
	}
	pdf, err := f.document(args)
	if err != nil {
		return err
	}
	r, err := embed.Attach(pdf, doc, embed.Options{Mode: mode, Replace: f.replace})
	if err != nil {
		return attachError(args, err)
	}
	out := args[len(args)-1]
	if err := save(out, r.Data, f.force, args[:len(args)-1]...); err != nil {
		return err
	}
	warn := func(t lint.Text) { fmt.Fprintln(cmd.ErrOrStderr(), t.In(lang)) }
	if d := pades.Decide(pdf, fse.May2026).Decision; d != pades.NotSigned {
		warn(texts.Text("warning-document-was-signed-already-signature", nil))
	}
	if r.Rewritten {
		warn(texts.Text("note-cross-reference-was-damaged-document", nil))
	}
	fmt.Fprintln(cmd.OutOrStdout(), texts.Text("cda-embedded-mode-bytes-sha256", lint.Values{"out": out, "mode": r.Extracted.Mode, "n": len(doc), "doc": fmt.Sprintf("%x", sha256.Sum256(doc))}).In(lang))
	return nil
}

func (f *attachFlags) document(args []string) (*pdffile.File, error) {
	if f.blank {
		return pdffile.Open(embed.Blank(), pdffile.Limits{})
	}
	return openPDF(args[1], f.limits)
}

// attachError says what to do about a refusal.
func attachError(args []string, err error) error {
	switch {
	case errors.Is(err, embed.ErrPresent):
		return hinted{fmt.Errorf("%s: %w", args[1], err), texts.Text("replace-with-same-mode-puts-new", nil)}
	case errors.Is(err, embed.ErrNotXML):
		return hinted{fmt.Errorf("%s: %w", args[0], err), texts.Text("the-cda-comes-first-attach-cda", nil)}
	case errors.Is(err, embed.ErrEncoding):
		return hinted{fmt.Errorf("%s: %w", args[0], err), texts.Text("convert-cda-to-utf-8-or", nil)}
	case errors.Is(err, pdfwrite.ErrEncrypted):
		return hinted{fmt.Errorf("%s: %w", args[1], err), texts.Text("remove-encryption-document-for-fse-must", nil)}
	}
	return &exitError{exitFault, err}
}

type extractFlags struct {
	limits           *limitFlags
	mode             string
	asGateway, force bool
}

func newPDFExtract(limits *limitFlags) *cobra.Command {
	f := extractFlags{limits: limits}
	cmd := &cobra.Command{
		Use:  "extract IN.pdf [OUT.xml|-]",
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.mode, "mode", "", "")
	fl.BoolVar(&f.asGateway, "as-gateway", false, "")
	fl.BoolVar(&f.force, "force", false, "")
	return cmd
}

func (f *extractFlags) run(cmd *cobra.Command, args []string) error {
	lang := language(cmd)
	mode, err := modeOf(f.mode)
	if err != nil {
		return err
	}
	pdf, err := openPDF(args[0], f.limits)
	if err != nil {
		return err
	}
	x, err := cda.Extract(pdf, mode, fse.May2026)
	if err != nil {
		code := exitFindings
		if errors.Is(err, pdffile.ErrTooLarge) {
			code = exitFault
		}
		return hinted{&exitError{code, fmt.Errorf("%s: %w", args[0], err)}, texts.Text("fselint-check-says-what-there-instead", lint.Values{"args": args[0]})}
	}
	data := x.Original
	if f.asGateway {
		data = x.Data
	}
	if len(args) == 1 || args[1] == "-" {
		if _, err := cmd.OutOrStdout().Write(data); err != nil {
			return &exitError{exitFault, texts.Error("writing-cda", lint.Values{"err": err})}
		}
	} else if err := save(args[1], data, f.force, args[0]); err != nil {
		return err
	}
	fmt.Fprintln(cmd.ErrOrStderr(), texts.Text("mode-name-object-bytes-sha256", lint.Values{"args": args[0], "mode": x.Mode, "name": strconv.Quote(x.Name), "object": x.Object, "n": len(data), "data": fmt.Sprintf("%x", sha256.Sum256(data))}).In(lang))
	return nil
}
