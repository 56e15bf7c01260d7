package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

func newPDF() *cobra.Command {
	cmd := group("pdf")
	var limits limitFlags
	limits.declare(cmd.PersistentFlags())
	for _, sub := range []*cobra.Command{newPDFAttach(&limits), newPDFExtract(&limits), newPDFSign(&limits)} {
		run := sub.RunE
		sub.RunE = func(cmd *cobra.Command, args []string) error {
			failed, late := within(cmd.Context(), &limits, func(context.Context) error { return run(cmd, args) })
			if late != nil {
				return &exitError{exitFault, late}
			}
			return failed
		}
		cmd.AddCommand(sub)
	}
	return cmd
}

// maxPDF bounds the files that the pdf commands read, in bytes.
const maxPDF = 512 << 20

// openPDF reads a file and opens it as the gateway's reader does. What cannot be read, or is no PDF, ends with exit code 3.
func openPDF(path string, limits *limitFlags) (*pdffile.File, error) {
	data, err := validate.File(path).Load(maxPDF)
	if err != nil {
		return nil, &exitError{exitFault, err}
	}
	f, err := pdffile.Open(data, limits.pdf())
	if err != nil {
		return nil, &exitError{exitFault, fmt.Errorf("%s: %w", path, err)}
	}
	return f, nil
}

// modeOf reads a mode as the request body spells it, in any case; "" is cda.Auto.
func modeOf(s string) (cda.Mode, error) {
	for _, m := range []cda.Mode{cda.Auto, cda.Attachment, cda.Resource} {
		if strings.EqualFold(s, m.String()) {
			return m, nil
		}
	}
	return 0, hinted{texts.Error("unknown-mode-2", lint.Values{"s": strconv.Quote(s)}), texts.Text("mode-attachment-or-mode-resource", nil)}
}

// save writes a new file. It never writes over one that was read, and over another one only with force; the file appears
// under its name when it is whole.
func save(path string, data []byte, force bool, inputs ...string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return texts.Error("is-folder", lint.Values{"path": path})
	case err == nil:
		for _, in := range inputs {
			if other, err := os.Stat(in); err == nil && os.SameFile(info, other) {
				return hinted{texts.Error("is-input", lint.Values{"path": path}), texts.Text("give-output-another-name", nil)}
			}
		}
		if !force {
			return hinted{texts.Error("exists", lint.Values{"path": path}), texts.Text("force-writes-over-it", nil)}
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	file, err := whole.Create(path)
	if err != nil {
		return err
	}
	defer file.Discard()
	if _, err := file.Write(data); err != nil {
		return texts.Error("writing", lint.Values{"path": path, "err": err})
	}
	if force {
		return file.Close()
	}
	if err = file.CloseNew(); errors.Is(err, fs.ErrExist) { // taken meanwhile
		err = hinted{texts.Error("exists", lint.Values{"path": path}), texts.Text("force-writes-over-it", nil)}
	}
	return err
}
