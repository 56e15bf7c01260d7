package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate/checks"
)

func newRules() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:  "rules [FAMILY]",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			lang := language(cmd)
			rules := checks.Rules()
			if len(args) == 1 {
				rules = slices.DeleteFunc(rules, func(r *lint.Rule) bool { return !strings.EqualFold(r.Family, args[0]) })
				if len(rules) == 0 {
					return hinted{texts.Error("no-family-rules-called", lint.Values{"args": strconv.Quote(args[0])}), lint.Same("fselint rules lists all")}
				}
			}
			switch format {
			case "text":
				return listRules(cmd.OutOrStdout(), rules, lang)
			case "json":
				return jsonRules(cmd.OutOrStdout(), rules, lang)
			case "markdown":
				_, err := io.WriteString(cmd.OutOrStdout(), markdownRules(rules, lang))
				return err
			}
			return hinted{texts.Error("unknown-format", lint.Values{"format": strconv.Quote(format)}), texts.Text("format-text-json-or-markdown", nil)}
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "")
	return cmd
}

func listRules(out io.Writer, rules []*lint.Rule, lang string) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, r := range rules {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.Group, r.Error, r.Title.In(lang))
	}
	return w.Flush()
}

// jsonRules writes the rules for machines.
func jsonRules(out io.Writer, rules []*lint.Rule, lang string) error {
	type rule struct {
		ID       string   `json:"id"`
		Family   string   `json:"family"`
		Severity string   `json:"severity"`
		Group    string   `json:"group"`
		Title    string   `json:"title"`
		Why      string   `json:"why,omitempty"`
		Fix      string   `json:"fix,omitempty"`
		Before   string   `json:"before,omitempty"`
		After    string   `json:"after,omitempty"`
		Error    string   `json:"error,omitempty"`
		Sources  []string `json:"sources,omitempty"`
	}
	views := make([]rule, len(rules))
	for i, r := range rules {
		before, after := r.Example(lang)
		views[i] = rule{r.ID, r.Family, r.Severity.String(), string(r.Group), r.Title.In(lang), r.Why.In(lang), r.Fix.In(lang), before, after, r.Error, r.SourceLines()}
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(views)
}

// markdownRules describes rules, each under a heading of its own.
func markdownRules(rules []*lint.Rule, lang string) string {
	var b strings.Builder
	for _, r := range rules {
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", r.ID, markdownText(r.Title.In(lang)))
		fmt.Fprintf(&b, "`%s` · `%s`\n\n", r.Severity, r.Group)
		for _, p := range explanation(r, lang) {
			if p.code {
				fmt.Fprintf(&b, "**%s**\n\n%s\n\n", p.name, fenced(p.text))
			} else {
				fmt.Fprintf(&b, "**%s** %s\n\n", p.name, markdownText(p.text))
			}
		}
	}
	return b.String()
}

// markdownText keeps text from being read as markup.
func markdownText(s string) string {
	return strings.NewReplacer("<", "&lt;", "*", `\*`, "_", `\_`, "|", `\|`, "\n", "  \n").Replace(s)
}

// fenced is a block of code; the fence is longer than any inside.
func fenced(s string) string {
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	return fence + "\n" + strings.TrimRight(s, "\n") + "\n" + fence
}
