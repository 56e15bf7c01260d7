package main

import (
	"strconv"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/lint"
	view "github.com/fselint/fselint/report/catalog"
	"github.com/fselint/fselint/schemas/selftest"
)

func newCatalogVerify() *cobra.Command {
	var catalog, format, failOn string
	cmd := &cobra.Command{
		Use:  "verify",
		Args: cobra.NoArgs,
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
	cmd.Flags().StringVar(&catalog, "catalog", "", "")
	cmd.Flags().StringVar(&format, "format", "text", "")
	completion(cmd, "format", "text", "json")
	cmd.Flags().StringVar(&failOn, "fail-on", "error", "")
	completion(cmd, "fail-on", "error", "warning", "info")
	return cmd
}
