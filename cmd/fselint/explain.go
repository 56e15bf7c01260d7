package main

import (
	"bufio"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report/rules"
	"github.com/fselint/fselint/validate/checks"
)

func newExplain() *cobra.Command {
	var catalog string
	cmd := &cobra.Command{
		Use:  "explain ID",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			lang := language(cmd)
			out := bufio.NewWriter(cmd.OutOrStdout())
			if r := lint.Find(checks.Rules(), args[0]); r != nil {
				rules.Explain(out, r, lang)
				return out.Flush()
			}
			if err := explainNational(out, catalog, args[0], lang); err != nil {
				return err
			}
			return out.Flush()
		},
	}
	cmd.Flags().StringVar(&catalog, "catalog", "", "")
	return cmd
}

// explainNational explains a rule of a national Schematron from the catalog in use.
func explainNational(out io.Writer, flag, id, lang string) error {
	catalog, err := openCatalog(flag)
	if err != nil {
		return err
	}
	defer catalog.Close()
	err = rules.National(out, catalog, id, lang)
	if !errors.Is(err, rules.ErrUnknown) {
		return err
	}
	unknown := hinted{texts.Error("unknown-rule", lint.Values{"id": id}), texts.Text("fselint-rules-lists-rules-national-ones", nil)}
	if catalog.Starter() {
		unknown.hint = texts.Text("national-rules-need-catalog", nil)
	}
	return unknown
}
