package main

import (
	"errors"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report/calls"
)

func newLedgerExport() *cobra.Command {
	var f ledgerFlags
	var format string
	var asChecklist bool
	cmd := &cobra.Command{
		Use:  "export [flags] [FILE]",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			defer func() { // what is left of a damaged ledger is written all the same
				err = errors.Join(err, verifyLedger(cmd.ErrOrStderr(), f.path, language(cmd), true))
			}()
			if len(args) == 0 {
				args = []string{"-"}
			}
			if asChecklist {
				if !cmd.Flags().Changed("format") {
					format = "md"
				}
				return exportChecklist(cmd, &f, format, args[0])
			}
			write := map[string]func(io.Writer, calls.Entries) error{"csv": calls.CSV, "jsonl": calls.JSONL, "xlsx": calls.XLSX}[format]
			if write == nil {
				return hinted{texts.Error("unknown-format", lint.Values{"format": strconv.Quote(format)}), texts.Text("format-xlsx-csv-or-jsonl", nil)}
			}
			if args[0] == "-" {
				if format == "xlsx" {
					return hinted{texts.Error("a-workbook-not-written-to-standard", nil), texts.Text("name-file-or-csv", nil)}
				}
				return write(cmd.OutOrStdout(), f.each)
			}
			return whole.Write(args[0], func(w io.Writer) error { return write(w, f.each) })
		},
	}
	f.declare(cmd)
	cmd.Flags().StringVar(&format, "format", "xlsx", "")
	completion(cmd, "format", "xlsx", "csv", "jsonl", "md")
	cmd.Flags().BoolVar(&asChecklist, "checklist", false, "")
	return cmd
}

func exportChecklist(cmd *cobra.Command, f *ledgerFlags, format, path string) error {
	lang := language(cmd)
	render := map[string]func([]*calls.Plant, string) ([]byte, error){"md": calls.ChecklistMarkdown, "csv": calls.ChecklistCSV}[format]
	if render == nil {
		return hinted{texts.Error("unknown-format-checklist", lint.Values{"format": strconv.Quote(format)}), texts.Text("format-md-or-csv", nil)}
	}
	plants, err := calls.Collect(f.each)
	if err != nil {
		return err
	}
	if len(plants) == 0 {
		return &exitError{exitNothing, hinted{texts.Error("no-call-stage-tests-that-gateway", nil), texts.Text("fselint-submit-environment-stage", nil)}}
	}
	data, err := render(plants, lang)
	if err != nil {
		return err
	}
	write := func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
	if path == "-" {
		return write(cmd.OutOrStdout())
	}
	return whole.Write(path, write)
}
