package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate/checks"
	"github.com/fselint/fselint/validate/policy"
)

// flagValues are the values that a shell offers for flags of these names, in every command that does not offer its own.
func flagValues() map[string][]string {
	var reports []string
	for _, format := range report.Formats() {
		reports = append(reports, format+"=")
	}
	var stages []string
	for _, s := range checks.Stages() {
		stages = append(stages, s.Name)
	}
	return map[string][]string{
		"operation": checks.OperationNames(), "profile": {"national", "toscana"}, "environment": {"stage", "production"},
		"gateway": checks.GenerationNames(), "mode": {"ATTACHMENT", "RESOURCE"}, "require": stages,
		"format": report.Formats(), "output": reports, "schema": {"v1", "v2"}, "group-by": {"document", "rule"},
		"fail-on": policy.Thresholds, "lang": languages,
	}
}

// completeValues lets the flags of a command and of those below it offer their values.
func completeValues(cmd *cobra.Command, values map[string][]string) {
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		_, own := cmd.GetFlagCompletionFunc(f.Name)
		if offered := values[f.Name]; len(offered) > 0 && !own && f.Value.Type() != "bool" {
			completion(cmd, f.Name, offered...)
		}
	})
	for _, c := range cmd.Commands() {
		completeValues(c, values)
	}
}

// completeCommands offers the commands below those that are named.
func completeCommands(cmd *cobra.Command, args []string, _ string) (names []cobra.Completion, _ cobra.ShellCompDirective) {
	if about, rest, err := cmd.Root().Find(args); err == nil && len(rest) == 0 {
		for _, c := range about.Commands() {
			if c.IsAvailableCommand() {
				names = append(names, cobra.CompletionWithDesc(c.Name(), c.Short))
			}
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
