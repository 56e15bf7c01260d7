package main

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/embed"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/pdfwrite"
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
		Use:   "attach CDA.xml [IN.pdf] OUT.pdf",
		Short: "Embed a CDA in a PDF, so that the gateway finds it",
		Long: `Embed a CDA in a PDF as the file cda.xml (ATTACHMENT) or as the data of its XFA resources (RESOURCE). The document
keeps its bytes and gets an incremental update; only one whose cross-reference is damaged is written anew. With --new
there is no IN.pdf: the CDA goes into a blank page. Attach first and sign after: a signature does not cover what is
added later.`,
		Example: "  fselint pdf attach referto.xml referto.pdf referto-con-cda.pdf\n  fselint pdf attach --new --mode RESOURCE referto.xml prova.pdf",
		Args:    cobra.RangeArgs(2, 3),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.blank != (len(args) == 2) {
				return hinted{errors.New("attach takes CDA.xml IN.pdf OUT.pdf, or with --new CDA.xml OUT.pdf"), "see " + cmd.CommandPath() + " --help"}
			}
			return f.run(cmd, args)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.mode, "mode", "ATTACHMENT", "how to embed: ATTACHMENT or RESOURCE")
	fl.BoolVar(&f.blank, "new", false, "make a new document of one blank page")
	fl.BoolVar(&f.replace, "replace", false, "put the CDA in the place of the one that is there")
	fl.BoolVar(&f.force, "force", false, "write over OUT.pdf when it exists")
	return cmd
}

func (f *attachFlags) run(cmd *cobra.Command, args []string) error {
	lang, err := language(cmd)
	if err != nil {
		return err
	}
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
	if d := pades.Decide(pdf).Decision; d != pades.NotSigned {
		warn(lint.Text{
			IT: "attenzione: il documento era già firmato; la firma non copre il CDA. Incorporare prima, firmare dopo.",
			EN: "warning: the document was signed already; the signature does not cover the CDA. Attach first, sign after.",
		})
	}
	if r.Rewritten {
		warn(lint.Text{
			IT: "nota: la tabella dei riferimenti era danneggiata; il documento è stato riscritto per intero.",
			EN: "note: the cross-reference was damaged; the document was written anew.",
		})
	}
	fmt.Fprintln(cmd.OutOrStdout(), lint.Text{
		IT: fmt.Sprintf("%s: CDA incorporato, modo %s, %d byte, sha256 %x", out, r.Extracted.Mode, len(doc), sha256.Sum256(doc)),
		EN: fmt.Sprintf("%s: CDA embedded, mode %s, %d bytes, sha256 %x", out, r.Extracted.Mode, len(doc), sha256.Sum256(doc)),
	}.In(lang))
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
		return hinted{fmt.Errorf("%s: %w", args[1], err), "--replace with the same --mode puts the new one in its place"}
	case errors.Is(err, embed.ErrNotXML):
		return hinted{fmt.Errorf("%s: %w", args[0], err), "the CDA comes first: attach CDA.xml IN.pdf OUT.pdf"}
	case errors.Is(err, embed.ErrEncoding):
		return hinted{fmt.Errorf("%s: %w", args[0], err), "convert the CDA to UTF-8, or use --mode ATTACHMENT"}
	case errors.Is(err, pdfwrite.ErrEncrypted):
		return hinted{fmt.Errorf("%s: %w", args[1], err), "remove the encryption: a document for the FSE must not have any"}
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
		Use:   "extract IN.pdf [OUT.xml|-]",
		Short: "Take the CDA out of a PDF as the gateway does",
		Long: `Write the CDA that the gateway takes from a PDF, byte by byte as it stands there, to a file or to standard output.
How it is embedded is said on standard error. Exit code 1: the gateway finds none.`,
		Example: "  fselint pdf extract referto.pdf referto.xml\n  fselint pdf extract --mode RESOURCE referto.pdf -",
		Args:    cobra.RangeArgs(1, 2),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.mode, "mode", "", "look only there: ATTACHMENT or RESOURCE (default: as the gateway, resource first)")
	fl.BoolVar(&f.asGateway, "as-gateway", false, "write what the gateway validates: a resource is written anew by it")
	fl.BoolVar(&f.force, "force", false, "write over OUT.xml when it exists")
	return cmd
}

func (f *extractFlags) run(cmd *cobra.Command, args []string) error {
	lang, err := language(cmd)
	if err != nil {
		return err
	}
	mode, err := modeOf(f.mode)
	if err != nil {
		return err
	}
	pdf, err := openPDF(args[0], f.limits)
	if err != nil {
		return err
	}
	x, err := cda.Extract(pdf, mode)
	if err != nil {
		code := exitFindings
		if errors.Is(err, pdffile.ErrTooLarge) {
			code = exitFault
		}
		return hinted{&exitError{code, fmt.Errorf("%s: %w", args[0], err)}, "fselint check " + args[0] + " says what is there instead"}
	}
	data := x.Original
	if f.asGateway {
		data = x.Data
	}
	if len(args) == 1 || args[1] == "-" {
		if _, err := cmd.OutOrStdout().Write(data); err != nil {
			return &exitError{exitFault, fmt.Errorf("writing the CDA: %w", err)}
		}
	} else if err := save(args[1], data, f.force, args[0]); err != nil {
		return err
	}
	fmt.Fprintln(cmd.ErrOrStderr(), lint.Text{
		IT: fmt.Sprintf("%s: modo %s, nome %q, oggetto %d, %d byte, sha256 %x", args[0], x.Mode, x.Name, x.Object, len(data), sha256.Sum256(data)),
		EN: fmt.Sprintf("%s: mode %s, name %q, object %d, %d bytes, sha256 %x", args[0], x.Mode, x.Name, x.Object, len(data), sha256.Sum256(data)),
	}.In(lang))
	return nil
}
