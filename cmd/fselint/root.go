package main

import (
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fselint/fselint/internal/near"
	"github.com/fselint/fselint/lint"
)

func newRoot(lang string) *cobra.Command {
	root := group("fselint",
		newInit(), newCheck(), newAudit(), newCatalog(), newBaseline(), newExplain(), newRules(), newID(), newToken(), newSignature(), newPDF(),
		newSubmit(), newDossier(), newLedger(), newTicket(), newGateway(), newServe(), newLSP(), newMan(), newVersion())
	root.SilenceUsage, root.SilenceErrors = true, true
	spoken := languageValue(lang)
	root.PersistentFlags().Var(&spoken, "lang", "")
	root.PersistentFlags().String("config", "", "")
	root.PersistentFlags().String("plant", "", "")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if otherSettings[strings.TrimPrefix(cmd.CommandPath(), "fselint ")] == nil {
			return nil // those that judge read the project file themselves
		}
		return applyConfig(cmd)
	}
	root.SetHelpCommand(newHelp())
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { printHelp(cmd, language(cmd), false) })
	root.SetFlagErrorFunc(flagError)
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			makeGroup(c)
			for _, shell := range c.Commands() {
				shell.RunE = completionScript
			}
		}
	}
	root.Version = toolVersion()
	root.SetVersionTemplate(versionText())
	root.InitDefaultVersionFlag()
	countArguments(root)
	completeValues(root, flagValues())
	return root
}

// completionScript writes the script for the shell that the command names; cobra's own writes it past the output of a command.
func completionScript(cmd *cobra.Command, _ []string) error {
	root, out := cmd.Root(), cmd.OutOrStdout()
	without, _ := cmd.Flags().GetBool("no-descriptions")
	switch {
	case cmd.Name() == "bash":
		return root.GenBashCompletionV2(out, !without)
	case cmd.Name() == "fish":
		return root.GenFishCompletion(out, !without)
	case cmd.Name() == "zsh" && without:
		return root.GenZshCompletionNoDesc(out)
	case cmd.Name() == "zsh":
		return root.GenZshCompletion(out)
	case without:
		return root.GenPowerShellCompletion(out)
	}
	return root.GenPowerShellCompletionWithDesc(out)
}

// group is a command that is nothing but the commands below it.
func group(use string, children ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use}
	makeGroup(cmd)
	cmd.AddCommand(children...)
	return cmd
}

// makeGroup lets a command say which commands there are below it.
func makeGroup(cmd *cobra.Command) {
	cmd.Args = cobra.ArbitraryArgs
	cmd.Annotations = map[string]string{groupMark: cmd.Use}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		return unknownCommand(cmd, args[0])
	}
}

const groupMark = "group"

func unknownCommand(cmd *cobra.Command, name string) error {
	err := texts.Error("unknown-command", lint.Values{"name": name, "command": cmd.CommandPath()})
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		return hinted{err, texts.Text("did-you-mean", lint.Values{"names": strings.Join(near, ", ")})}
	}
	if cmd.HasParent() {
		var names []string
		for _, c := range cmd.Commands() {
			names = append(names, c.Name())
		}
		return hinted{err, texts.Text("commands-are", lint.Values{"command": cmd.CommandPath(), "names": strings.Join(names, ", ")})}
	}
	return hinted{err, seeHelp(cmd)}
}

func seeHelp(cmd *cobra.Command) lint.Text {
	return texts.Text("see-help", lint.Values{"command": cmd.CommandPath()})
}

// countArguments lets every command below one say in the language of the user that it wants other arguments.
func countArguments(cmd *cobra.Command) {
	if wanted := cmd.Args; wanted != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if wanted(cmd, args) == nil {
				return nil
			}
			return hinted{texts.Error("wrong-arguments", lint.Values{"command": cmd.CommandPath(), "n": len(args)}), seeHelp(cmd)}
		}
	}
	for _, c := range cmd.Commands() {
		countArguments(c)
	}
}

// flagError says what is wrong with a flag.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var valueless *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown) && cmd.Annotations[groupMark] != "" && cmd.Flags().NArg() > 0:
		return unknownCommand(cmd, cmd.Flags().Arg(0)) // whose flag it may be
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			return hinted{texts.Error("unknown-flag", lint.Values{"name": "-" + name}), seeHelp(cmd)}
		}
		err = texts.Error("unknown-flag", lint.Values{"name": "--" + name})
		if meant := similarFlags(cmd, name); meant != "" {
			return hinted{err, texts.Text("did-you-mean", lint.Values{"names": meant})}
		}
	case errors.As(err, &valueless):
		err = texts.Error("flag-without-value", lint.Values{"name": "--" + valueless.GetFlag().Name})
	case errors.As(err, &invalid):
		err = texts.Error("flag-value", lint.Values{
			"value": invalid.GetValue(), "name": "--" + invalid.GetFlag().Name, "expected": expected(invalid.GetFlag()),
		})
	}
	return hinted{err, seeHelp(cmd)}
}

// expected says what a flag takes.
func expected(f *pflag.Flag) lint.Text {
	kind := f.Value.Type()
	if !texts.Has("expected-" + kind) {
		kind = "string"
	}
	return texts.Text("expected-"+kind, nil)
}

// similarFlags lists the flags that a name resembles.
func similarFlags(cmd *cobra.Command, name string) string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if _, _, ok := near.Compare([]byte(name), []byte(f.Name), 2); ok && !f.Hidden {
			names = append(names, "--"+f.Name)
		}
	})
	return strings.Join(names, ", ")
}

// languageValue is the value of --lang.
type languageValue string

func (v *languageValue) String() string { return string(*v) }
func (v *languageValue) Type() string   { return "language" }

func (v *languageValue) Set(s string) error {
	if !slices.Contains(languages, s) {
		return texts.Error("expected-language", nil)
	}
	*v = languageValue(s)
	return nil
}

var languages = []string{"it", "en"}

// firstLanguage picks the language before the command line is understood: what --lang says, else the locale, else English.
func firstLanguage(args []string) string {
	for i, arg := range args {
		if arg == "--" {
			break
		}
		value, ok := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if ok && slices.Contains(languages, value) {
			return value
		}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(v, "it") {
				return "it"
			}
			break
		}
	}
	return "en"
}

// language is the language of messages: the flag, then the project file, then the locale, then English.
func language(cmd *cobra.Command) string {
	if f := cmd.Root().PersistentFlags().Lookup("lang"); f != nil {
		return f.Value.String()
	}
	return "en"
}

// note says something beside the result, on standard error.
func note(cmd *cobra.Command, t lint.Text) {
	lang := language(cmd)
	cmd.PrintErrln(texts.In(lang, "note-line", lint.Values{"text": lint.QuietLines(t.In(lang))}))
}
