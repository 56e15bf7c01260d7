package main

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fselint/fselint/gateway/ticket"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/identifier"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/validate/checks"
)

//go:embed help.yaml
var helpData string

// helpTexts are the texts of commands and flags, looked up when help is wanted: a run that judges pays nothing for them.
var helpTexts = lint.NewCatalog(helpData)

// helpValues are the lists that the texts of help name.
func helpValues() lint.Values {
	var contexts []string
	for _, c := range ticket.Contexts() {
		contexts = append(contexts, string(c))
	}
	return lint.Values{
		"formats": strings.Join(report.Formats(), ", "), "operations": strings.Join(checks.OperationNames(), ", "), "generations": strings.Join(checks.GenerationNames(), ", "), "contexts": strings.Join(contexts, ", "),
		"kinds": strings.Join(identifier.Names(), ", "), "password": envPassword, "ledger": envLedger,
	}
}

// describe gives a command, those below it and all their flags their texts.
func describe(cmd *cobra.Command, lang string) {
	values := helpValues()
	path := strings.TrimPrefix(cmd.CommandPath(), "fselint ")
	if shell, ok := strings.CutPrefix(path, "completion "); ok {
		path, values["shell"] = "completion shell", shell
	}
	text := func(id, old string) string {
		if helpTexts.Has(id) {
			return helpTexts.In(lang, id, values)
		}
		return old
	}
	cmd.Short, cmd.Long = text(path+".short", cmd.Short), text(path+".long", cmd.Long)
	if example := text(path+".example", ""); example != "" {
		cmd.Example = "  " + strings.ReplaceAll(strings.TrimRight(example, "\n"), "\n", "\n  ")
	}
	cmd.InitDefaultHelpFlag()
	flag := func(f *pflag.Flag) { f.Usage = text(path+" --"+f.Name, text("--"+f.Name, f.Usage)) }
	cmd.LocalFlags().VisitAll(flag)
	for _, c := range cmd.Commands() {
		describe(c, lang)
	}
}

// printHelp prints all about a command.
func printHelp(cmd *cobra.Command, lang string) {
	describe(cmd.Root(), lang)
	say := func(id string, v lint.Values) string { return texts.In(lang, id, v) }
	var b strings.Builder
	about := cmd.Long
	if about == "" {
		about = cmd.Short
	}
	fmt.Fprintf(&b, "%s\n\n%s\n", strings.TrimSpace(about), say("help-usage", nil))
	if cmd.Annotations[groupMark] == "" {
		fmt.Fprintf(&b, "  %s\n", useLine(cmd, lang))
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "  %s %s\n", cmd.CommandPath(), say("help-command", nil))
	}
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\n%s\n%s\n", say("help-examples", nil), cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s\n", say("help-commands", nil))
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(&b, "  %-*s %s\n", cmd.NamePadding(), c.Name(), c.Short)
			}
		}
	}
	for _, set := range append(grouped(cmd.LocalFlags()), flagGroup{heading: "help-global-flags", flags: cmd.InheritedFlags()}) {
		if set.flags.HasAvailableFlags() {
			fmt.Fprintf(&b, "\n%s\n%s", say(set.heading, nil), flagLines(set.flags, lang))
		}
	}
	if rare := rareFlags(cmd.LocalFlags()); len(rare) > 0 {
		fmt.Fprintf(&b, "\n%s\n", say("help-rare-flags", lint.Values{"flags": strings.Join(rare, ", ")}))
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s\n", say("help-more", lint.Values{"command": cmd.CommandPath()}))
	}
	fmt.Fprint(cmd.OutOrStdout(), b.String())
}

// flagGroup is a part of the flags of a command.
type flagGroup struct {
	heading string
	names   []string
	flags   *pflag.FlagSet
}

// flagGroups are the parts of the flags of commands with many; what is in none of them is the command's own, and comes first.
var flagGroups = []flagGroup{
	{heading: "help-flags-document", names: []string{"mode", "unwrap", "http", "document"}},
	{heading: "help-flags-submission", names: []string{
		"operation", "profile", "environment", "gateway", "at", "id", "token-signature", "token-auth", "request", "claims", "bundle", "vendor", "application",
		"app-version", "ledger",
	}},
	{heading: "help-flags-catalog", names: []string{"catalog", "line", "locked", "lock-file", "require-catalog", "registry", "against-line"}},
	{heading: "help-flags-trust", names: []string{"trust", "trust-list-signer", "online", "ca", "certificate", "single-certificate", "server-ca"}},
	{heading: "help-flags-verdict", names: []string{"fail-on", "max-warnings", "baseline", "allow-incomplete", "require", "second-opinion"}},
	{heading: "help-flags-output", names: []string{
		"format", "schema", "output", "redact", "redact-paths", "quiet", "notes", "all", "statistics", "group-by", "no-color",
	}},
}

// rare are flags that help only names where there are many others: manual pages and the project file have them.
var rare = []string{"jobs", "timeout", "max-input", "max-decoded", "max-depth", "max-attributes"}

// manyFlags is how many flags are shown in groups.
const manyFlags = 20

func visible(flags *pflag.FlagSet) (n int) {
	flags.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			n++
		}
	})
	return n
}

// grouped parts the flags of a command that has many.
func grouped(all *pflag.FlagSet) []flagGroup {
	own := flagGroup{heading: "help-flags", flags: all}
	if visible(all) < manyFlags {
		return []flagGroup{own}
	}
	own.flags = pflag.NewFlagSet("", pflag.ContinueOnError)
	groups := []flagGroup{own}
	for _, g := range flagGroups {
		groups = append(groups, flagGroup{heading: g.heading, flags: pflag.NewFlagSet("", pflag.ContinueOnError)})
	}
	all.VisitAll(func(f *pflag.Flag) {
		i := slices.IndexFunc(flagGroups, func(g flagGroup) bool { return slices.Contains(g.names, f.Name) })
		if !slices.Contains(rare, f.Name) {
			groups[i+1].flags.AddFlag(f)
		}
	})
	return groups
}

// rareFlags names the flags that grouped leaves out.
func rareFlags(all *pflag.FlagSet) (names []string) {
	if visible(all) < manyFlags {
		return nil
	}
	for _, name := range rare {
		if f := all.Lookup(name); f != nil && !f.Hidden {
			names = append(names, "--"+name)
		}
	}
	return names
}

// placeholders are the words of a usage line that stand for something.
var placeholders = regexp.MustCompile(`\b[A-Z]{2,}\b|\[flags\]|\[command\]`)

// useLine is how a command is called.
func useLine(cmd *cobra.Command, lang string) string {
	return placeholders.ReplaceAllStringFunc(cmd.UseLine(), func(word string) string {
		if id := "placeholder." + strings.Trim(word, "[]"); texts.Has(id) {
			return texts.In(lang, id, nil)
		}
		return word
	})
}

// flagLines lists flags with what they do.
func flagLines(flags *pflag.FlagSet, lang string) string {
	var names, usages []string
	width := 0
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name := "      --" + f.Name
		if f.Shorthand != "" {
			name = "  -" + f.Shorthand + ", --" + f.Name
		}
		if kind := "kind." + f.Value.Type(); texts.Has(kind) {
			name += " " + texts.In(lang, kind, nil)
		}
		usage := f.Usage
		if !strings.Contains("|false|0|[]|0s|", "|"+f.DefValue+"|") && f.DefValue != "" && f.Name != "lang" {
			usage += texts.In(lang, "help-default", lint.Values{"value": f.DefValue})
		}
		names, usages, width = append(names, name), append(usages, usage), max(width, len([]rune(name)))
	})
	var b strings.Builder
	for i, name := range names {
		fmt.Fprintf(&b, "%-*s   %s\n", width, name, usages[i])
	}
	return b.String()
}

func newHelp() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(about, rest[0])
			}
			return about.Help()
		},
	}
}
