package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/identifier"
)

func newID() *cobra.Command {
	return group("id", newIDCheck())
}

func newIDCheck() *cobra.Command {
	var kind string
	cmd := &cobra.Command{
		Use:  "check VALUE",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			lang := language(cmd)
			value := identifier.Plain(args[0])
			i := slices.IndexFunc(identifier.Kinds, func(k identifier.Kind) bool { return kind == k.Name || kind == "" && k.Looks(value) })
			if i < 0 {
				return hinted{texts.Error("unknown-kind", lint.Values{"kind": strconv.Quote(kind)}), texts.Text("kind", lint.Values{"names": strings.Join(identifier.Names(), ", ")})}
			}
			if value != args[0] {
				fmt.Fprintln(cmd.ErrOrStderr(), texts.In(lang, "percent-encoded", nil))
			}
			return checkID(cmd.OutOrStdout(), &identifier.Kinds[i], value, lang)
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", "")
	return cmd
}

// printFinding shows a finding about a single value, with its cure.
func printFinding(out io.Writer, indent string, f *lint.Finding, answer, lang string) {
	severity := map[lint.Severity]lint.Text{
		lint.Error: texts.Text("error", nil), lint.Warning: texts.Text("warning", nil), lint.Info: texts.Text("note", nil),
	}
	fmt.Fprintf(out, "%s%s %s: %s%s\n%s  %s\n", indent, severity[f.Severity].In(lang), f.ID, f.Text(lang), answer, indent, f.Fix.In(lang))
}

func checkID(out io.Writer, k *identifier.Kind, value, lang string) error {
	flaws, parts := k.Judge(value)
	fmt.Fprintf(out, "%s: %s\n", k.Title.In(lang), lint.Show(value))
	for _, p := range parts {
		if p[1] != "" {
			fmt.Fprintf(out, "  %-12s %s\n", p[0], lint.Show(p[1]))
		}
	}
	for _, f := range flaws {
		if f.Location.Path == "" {
			f.Location.Path = k.Title.In(lang)
		}
		f.Complete()
		printFinding(out, "  ", &f, "", lang)
	}
	if k.Gateway != nil {
		if checked, ok := k.Gateway(value); checked {
			answer := texts.Text("the-gateway-refuses-it", nil)
			if ok {
				answer = texts.Text("the-gateway-accepts-it", nil)
			}
			fmt.Fprintf(out, "  %s\n", answer.In(lang))
		}
	}
	if lint.Worst(flaws) >= lint.Error {
		return &exitError{code: exitFindings}
	}
	if len(flaws) == 0 {
		fmt.Fprintln(out, "  ok")
	}
	return nil
}
