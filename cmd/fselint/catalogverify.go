package main

import (
	"strconv"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/lint"
	view "github.com/fselint/fselint/report/catalog"
	"github.com/fselint/fselint/schemas/selftest"
)

const catalogVerifyLong = `Judge the catalog itself, without any document: whether every schema set, Schematron and
dictionary can be used, whether folder and lists agree, and which defects change verdicts: codes
that a spreadsheet turned into dates, types of document without a map.

A defect is an error where some verdict cannot be given, a warning where some verdict is not what
was meant or not the gateway's, a note where no verdict changes.

Exit codes: 0 nothing at or above the threshold, 1 defects, 2 no catalog.`

func newCatalogVerify() *cobra.Command {
	var catalog, format, failOn string
	cmd := &cobra.Command{
		Use:     "verify",
		Short:   "Judge the catalog itself and name its defects",
		Long:    catalogVerifyLong,
		Example: "  fselint catalog verify\n  fselint catalog verify --catalog it-fse-catalogs-main.zip --format json --fail-on warning",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lang := language(cmd)
			threshold, ok := lint.ParseSeverity(failOn)
			if !ok {
				return hinted{texts.Error("unknown-severity", lint.Values{"failon": strconv.Quote(failOn)}), texts.Text("fail-on-error-warning-or-info", nil)}
			}
			if format != "text" && format != "json" {
				return hinted{texts.Error("unknown-format", lint.Values{"format": strconv.Quote(format)}), texts.Text("format-text-or-json", nil)}
			}
			c, err := openCatalog(catalog)
			if err != nil {
				return err
			}
			defer c.Close()
			r, err := selftest.Run(cmd.Context(), c)
			if err != nil {
				return &exitError{exitFault, err}
			}
			write := view.WriteDefects
			if format == "json" {
				write = view.WriteDefectsJSON
			}
			if err := write(cmd.OutOrStdout(), r, c.Source(), lang); err != nil {
				return &exitError{exitFault, texts.Error("write-report", lint.Values{"err": err})}
			}
			for i := range r.Defects {
				if r.Defects[i].Severity >= threshold {
					return &exitError{code: exitFindings}
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&catalog, "catalog", "", "catalog to judge instead of the one in use")
	cmd.Flags().StringVar(&format, "format", "text", "output format: text, json")
	cmd.Flags().StringVar(&failOn, "fail-on", "error", "lowest severity that makes the exit code 1: error, warning or info")
	return cmd
}
