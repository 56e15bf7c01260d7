package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fselint/fselint/gateway/ticket"
	"github.com/fselint/fselint/internal/lazyregexp"
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
	path := pathOf(cmd)
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

// A page of help is as large as a terminal, where that can be.
const (
	pageLines = 36
	pageWidth = 100
)

// printHelp prints a page about a command: all there is to say where that fits on it or is wanted, else what is needed most.
func printHelp(cmd *cobra.Command, lang string, all bool) {
	describe(cmd.Root(), lang)
	page := helpPage(cmd, lang, nil)
	if common := commonFlags[pathOf(cmd)]; !all && strings.Count(page, "\n") > pageLines && len(common) > 0 {
		page = helpPage(cmd, lang, common)
	}
	fmt.Fprint(cmd.OutOrStdout(), page)
}

// helpPage is the page of a command with the flags of the names, or with everything.
func helpPage(cmd *cobra.Command, lang string, common []string) string {
	say := func(id string, v lint.Values) string { return texts.In(lang, id, v) }
	short := common != nil
	var b strings.Builder
	about, example := cmd.Long, cmd.Example
	if about == "" {
		about = cmd.Short
	}
	if short {
		about, _, _ = strings.Cut(about, "\n\n")
		example = strings.Join(firstOf(strings.Split(example, "\n"), shortExamples), "\n")
	}
	fmt.Fprintf(&b, "%s\n%s\n", wrapped(about), say("help-usage", nil))
	if cmd.Annotations[groupMark] == "" {
		fmt.Fprintf(&b, "  %s\n", useLine(cmd, lang))
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "  %s %s\n", cmd.CommandPath(), say("help-command", nil))
	}
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\n%s\n%s\n", say("help-examples", nil), example)
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s\n", say("help-commands", nil))
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				column(&b, fmt.Sprintf("  %-*s ", cmd.NamePadding(), c.Name()), c.Short)
			}
		}
	}
	if short {
		b.WriteString("\n")
		for _, g := range grouped(cmd.LocalFlags()) {
			if kept := chosen(g.flags, common); kept.HasAvailableFlags() {
				fmt.Fprintf(&b, "%s\n%s", say(g.heading, nil), flagLines(kept, lang))
			}
		}
		all := lint.Values{"n": visible(cmd.LocalFlags()), "command": "fselint help --all " + pathOf(cmd)}
		fmt.Fprintf(&b, "\n%s\n", say("help-all-flags", all))
		return b.String()
	}
	for _, set := range append(grouped(cmd.LocalFlags()), flagGroup{heading: "help-global-flags", flags: cmd.InheritedFlags()}) {
		if set.flags.HasAvailableFlags() {
			fmt.Fprintf(&b, "\n%s\n%s", say(set.heading, nil), flagLines(set.flags, lang))
		}
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s\n", say("help-more", lint.Values{"command": cmd.CommandPath()}))
	}
	return b.String()
}

func pathOf(cmd *cobra.Command) string { return strings.TrimPrefix(cmd.CommandPath(), "fselint ") }

// shortExamples is how many lines of examples a short page has.
const shortExamples = 3

func firstOf(lines []string, n int) []string { return lines[:min(n, len(lines))] }

// chosen are those of the flags that have one of the names.
func chosen(flags *pflag.FlagSet, names []string) *pflag.FlagSet {
	kept := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.VisitAll(func(f *pflag.Flag) {
		if slices.Contains(names, f.Name) {
			kept.AddFlag(f)
		}
	})
	return kept
}

// wrapped sets those paragraphs of a text anew that have lines longer than a page is wide; indented lines stay lines.
func wrapped(text string) string {
	var b strings.Builder
	var paragraph []string
	flush := func() {
		if slices.ContainsFunc(paragraph, func(line string) bool { return utf8.RuneCountInString(line) > pageWidth }) {
			paragraph = brokenLines(strings.Join(paragraph, " "), pageWidth)
		}
		for _, line := range paragraph {
			b.WriteString(line + "\n")
		}
		paragraph = nil
	}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if words := strings.TrimLeft(line, " "); words == "" || words != line {
			flush()
			column(&b, line[:len(line)-len(words)], words)
			continue
		}
		paragraph = append(paragraph, line)
	}
	flush()
	return b.String()
}

// column writes a name and, beside it, what there is to say.
func column(b *strings.Builder, name, about string) {
	width := utf8.RuneCountInString(name)
	for _, part := range brokenLines(about, pageWidth-width) {
		fmt.Fprintf(b, "%-*s%s\n", width, name, part)
		name = ""
	}
}

// brokenLines parts a line between words into lines of at most width characters; one that fits stays as it is.
func brokenLines(line string, width int) (lines []string) {
	for rest := []rune(line); ; {
		if len(rest) <= width {
			return append(lines, string(rest))
		}
		at := width
		for at > 0 && rest[at] != ' ' {
			at--
		}
		if at == 0 {
			return append(lines, string(rest))
		}
		lines, rest = append(lines, string(rest[:at])), rest[at+1:]
	}
}

// flagGroup is a part of the flags of a command.
type flagGroup struct {
	heading string
	names   []string
	flags   *pflag.FlagSet
}

// flagGroups are the parts of the flags of commands with many, and say of each flag to which it belongs; the command's own come first.
var flagGroups = []flagGroup{
	{heading: "help-flags", names: []string{
		"out", "resume", "rehash", "against", "trend", "shard", "watch", "add", "without-values", "no-paths", "dossier",
		"template", "cases", "case", "again",
		"life", "shown", "force", "callback", "refuse-on", "yes-production", "keep-request", "settle", "reason", "grace",
		"rehearsal", "repository", "set", "ci",
		"attempt", "facility", "supplier", "details", "expected", "from", "attach", "attach-request", "field", "location",
		"name", "help",
	}},
	{heading: "help-flags-document", names: []string{"mode", "unwrap", "http", "document"}},
	{heading: "help-flags-submission", names: []string{
		"operation", "profile", "environment", "gateway", "at", "id", "token-signature", "token-auth", "request", "claims",
		"bundle", "vendor", "application",
		"app-version", "ledger",
	}},
	{heading: "help-flags-connection", names: []string{
		"base", "channel", "channel-key", "key", "p12", "password-file", "server-ca", "no-trace", "call-timeout",
	}},
	{heading: "help-flags-service", names: []string{
		"listen", "public", "control", "state", "tls-cert", "tls-key", "client-ca", "pki", "plain", "ready", "max-body",
		"max-connections", "max-waiting", "verbose",
	}},
	{heading: "help-flags-catalog", names: []string{
		"catalog", "line", "locked", "lock-file", "require-catalog", "registry", "against-line", "registry-url",
		"authorities-url", "digest", "registry-digest",
		"no-registry", "accept-defects", "write-lock", "lock",
	}},
	{heading: "help-flags-trust", names: []string{"trust", "trust-list-signer", "online", "ca", "certificate", "single-certificate"}},
	{heading: "help-flags-verdict", names: []string{"fail-on", "max-warnings", "baseline", "allow-incomplete", "require", "second-opinion"}},
	{heading: "help-flags-output", names: []string{
		"format", "schema", "output", "redact", "redact-paths", "quiet", "notes", "all", "statistics", "group-by", "no-color",
	}},
	{heading: "help-flags-limits", names: []string{"jobs", "timeout", "max-input", "max-decoded", "max-depth", "max-attributes"}},
}

// commonFlags are the flags on the short page of a command: those that most of its users need.
var commonFlags = map[string][]string{
	"check": {
		"claims", "token-signature", "environment", "catalog", "fail-on", "baseline", "format", "output", "redact", "quiet", "all",
	},
	"audit":       {"out", "resume", "trend", "watch", "catalog", "baseline", "redact", "jobs"},
	"audit merge": {"out", "format", "fail-on", "baseline", "redact"},
	"submit": {
		"environment", "operation", "certificate", "key", "channel", "channel-key", "claims", "request", "ledger", "base",
		"yes-production",
	},
	"explain":         {"format", "operation", "catalog", "token-signature", "document", "ledger"},
	"baseline":        {"out", "without-values", "no-paths", "catalog", "registry", "claims", "unwrap"},
	"baseline update": {"add", "without-values", "no-paths", "catalog", "registry", "claims", "unwrap"},
	"catalog update":  {"channel", "registry-url", "digest", "registry-digest", "no-registry", "line", "write-lock", "lock"},
	"dossier check":   {"ledger", "template", "cases", "catalog", "format", "output", "quiet"},
	"dossier run":     {"case", "again", "ledger", "environment", "base", "certificate", "key", "channel", "channel-key", "claims"},
	"gateway serve": {
		"listen", "pki", "plain", "catalog", "environment", "profile", "state", "tls-cert", "tls-key", "client-ca", "control",
		"quiet",
	},
	"init":           {"profile", "out", "rehearsal", "set", "ci", "force"},
	"ledger resolve": {"ledger", "settle", "reason", "base", "certificate", "key", "channel", "channel-key", "claims"},
	"serve":          {"listen", "public", "tls-cert", "tls-key", "catalog", "registry", "jobs", "ready"},
	"ticket":         {"environment", "attempt", "facility", "supplier", "details", "from", "attach", "ledger", "out", "redact"},
	"signature":      {"format", "trust", "trust-list-signer", "online", "unwrap"},
	"pdf sign":       {"certificate", "key", "p12", "password-file", "field", "reason", "location", "name", "at"},
}

// manyFlags is how many flags are shown in groups.
const manyFlags = 11

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
	if visible(all) < manyFlags {
		return []flagGroup{{heading: "help-flags", flags: all}}
	}
	groups := slices.Clone(flagGroups)
	for i := range groups {
		groups[i].flags = chosen(all, groups[i].names)
	}
	return groups
}

// placeholders are the words of a usage line that stand for something.
var placeholders = lazyregexp.New(`\b[A-Z]{2,}\b|\[flags\]|\[command\]`)

// useLine is how a command is called.
func useLine(cmd *cobra.Command, lang string) string {
	return placeholders().ReplaceAllStringFunc(cmd.UseLine(), func(word string) string {
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
		column(&b, fmt.Sprintf("%-*s   ", width, name), usages[i])
	}
	return b.String()
}

func newHelp() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: "help [COMMAND]",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(about, rest[0])
			}
			printHelp(about, language(cmd), all)
			return nil
		},
		ValidArgsFunction: completeCommands,
	}
	cmd.Flags().BoolVar(&all, "all", false, "")
	return cmd
}
