package main

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/dossier"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report/rules"
	"github.com/fselint/fselint/validate/checks"
)

// allRules are those of documents and of dossiers.
func allRules() []*lint.Rule { return append(checks.Rules(), dossier.Rules()...) }

func newRules() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:  "rules [FAMILY]",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			lang := language(cmd)
			list := allRules()
			if len(args) == 1 {
				list = slices.DeleteFunc(list, func(r *lint.Rule) bool { return !strings.EqualFold(r.Family, args[0]) })
				if len(list) == 0 {
					return hinted{texts.Error("no-family-rules-called", lint.Values{"args": strconv.Quote(args[0])}), lint.Same("fselint rules lists all")}
				}
			}
			switch format {
			case "text":
				return rules.List(cmd.OutOrStdout(), list, lang)
			case "json":
				return rules.JSON(cmd.OutOrStdout(), list, lang)
			case "markdown":
				_, err := io.WriteString(cmd.OutOrStdout(), rules.Markdown(list, lang))
				return err
			}
			return hinted{texts.Error("unknown-format", lint.Values{"format": strconv.Quote(format)}), texts.Text("format-text-json-or-markdown", nil)}
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "")
	completion(cmd, "format", "text", "json", "markdown")
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) (families []cobra.Completion, _ cobra.ShellCompDirective) {
		for _, r := range allRules() {
			families = append(families, r.Family)
		}
		slices.Sort(families)
		return slices.Compact(families), cobra.ShellCompDirectiveNoFileComp
	}
	return cmd
}
