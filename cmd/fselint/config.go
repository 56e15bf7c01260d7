package main

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate/policy"
)

// pathFlags are the flags whose values are files, taken relative to the project file.
var pathFlags = []string{
	"catalog", "registry", "certificate", "token-signature", "token-auth", "request", "claims", "key", "channel", "channel-key", "server-ca", "ca",
	"baseline", "lock-file", "ledger", "trust", "trust-list-signer",
}

// notConfigurable are flags that a project file must not set: they are said each time.
var notConfigurable = []string{"config", "plant", "help", "force", "yes-production", "version"}

// settingNames are all that a project file may set: the flags of check and of submit.
func settingNames(root *cobra.Command) []string {
	names := []string{"lang"}
	for _, cmd := range root.Commands() {
		if cmd.Name() != "check" && cmd.Name() != "submit" {
			continue
		}
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			if !slices.Contains(names, f.Name) && !slices.Contains(notConfigurable, f.Name) {
				names = append(names, f.Name)
			}
		})
	}
	slices.Sort(names)
	return names
}

// otherSettings are the settings that commands beside check and its kin take from the project file: flags of the same name may mean
// something else to them.
var otherSettings = map[string][]string{
	"ledger list": {"ledger"}, "ledger show": {"ledger"}, "ledger export": {"ledger"}, "ticket": {"ledger", "environment"},
	"ledger resolve": {
		"ledger", "claims", "certificate", "key", "token-auth", "channel", "channel-key", "server-ca", "call-timeout", "no-trace",
	},
	"lsp":         {"catalog", "generation"},
	"token new":   {"claims", "certificate", "key", "life"},
	"token check": {"operation", "profile", "environment", "ca", "single-certificate", "generation"},
}

// project reads the project file, nil when there is none.
func project(cmd *cobra.Command) (*policy.Project, error) {
	path, _ := cmd.Flags().GetString("config")
	return policy.OpenProject(path)
}

// applyConfig sets the flags that the command line leaves alone from the project file.
func applyConfig(cmd *cobra.Command) error {
	plant, _ := cmd.Flags().GetString("plant")
	p, err := project(cmd)
	if err != nil {
		return err
	}
	if p == nil {
		if plant != "" {
			return hinted{texts.Error("plant-there-no-fselint-yaml-here", lint.Values{"plant": strconv.Quote(plant)}), texts.Text("config-file-names-another-one", nil)}
		}
		return nil
	}
	sets := []policy.Settings{p.Defaults}
	if plant != "" {
		own, ok := p.Plants[plant]
		if !ok {
			return texts.Error("there-no-plant", lint.Values{"path": p.Path, "plant": strconv.Quote(plant)})
		}
		sets = []policy.Settings{own, p.Defaults}
	}
	wanted, listed := otherSettings[strings.TrimPrefix(cmd.CommandPath(), "fselint ")]
	for _, set := range sets {
		if err = set.Check(settingNames(cmd.Root())); err == nil {
			err = setFlags(cmd.Flags(), set, p.Dir(), func(name string) bool { return !listed || name == "lang" || slices.Contains(wanted, name) })
		}
		if err != nil {
			return texts.Error("project", lint.Values{"path": p.Path, "err": err})
		}
	}
	if err := chooseLine(cmd.Flags(), p.Lines); err != nil {
		return texts.Error("project", lint.Values{"path": p.Path, "err": err})
	}
	return nil
}

// chooseLine sets the line of the catalog that the file has for the environment, unless a line or a catalog is named.
func chooseLine(flags *pflag.FlagSet, lines policy.Settings) error {
	if err := lines.Check([]string{"stage", "production"}); err != nil {
		return err
	}
	flag, environment := flags.Lookup("line"), flags.Lookup("environment")
	for _, l := range lines {
		if _, err := parseLine("lines: "+l.Name, strings.Join(l.Values, ",")); err != nil {
			return err
		}
		if flag == nil || environment == nil || flag.Changed || flags.Changed("catalog") || environment.Value.String() != l.Name {
			continue
		}
		if err := flag.Value.Set(strings.Join(l.Values, ",")); err != nil {
			return err
		}
	}
	return nil
}

// setFlags sets the flags that are wanted, that there are, and that are not set yet.
func setFlags(flags *pflag.FlagSet, settings policy.Settings, dir string, wanted func(string) bool) error {
	for _, s := range settings {
		flag := flags.Lookup(s.Name)
		if flag == nil || flag.Changed || !wanted(s.Name) {
			continue
		}
		if err := setFlag(flag, s, dir); err != nil {
			return err
		}
	}
	return nil
}

// setFlag sets one flag. One that may be repeated takes the elements of a list one by one, any other joined by commas.
func setFlag(flag *pflag.Flag, s policy.Setting, dir string) error {
	values := s.Values
	if flag.Value.Type() != "stringArray" {
		values = []string{strings.Join(values, ",")}
	}
	for _, value := range values {
		if slices.Contains(pathFlags, flag.Name) && value != "" && value != "-" && !strings.Contains(value, "://") && !filepath.IsAbs(value) {
			value = filepath.Join(dir, value)
		}
		if flag.Value.Set(value) != nil {
			return texts.Error("setting-value", lint.Values{
				"name": s.Name, "line": s.Line, "value": strconv.Quote(value), "expected": expected(flag),
			})
		}
	}
	flag.Changed = true
	flag.Annotations = map[string][]string{fromProject: nil}
	return nil
}

const fromProject = "project file"

// given tells whether the command line itself says something.
func given(cmd *cobra.Command, name string) bool {
	flag := cmd.Flags().Lookup(name)
	if flag == nil || !flag.Changed {
		return false
	}
	_, project := flag.Annotations[fromProject]
	return !project
}
