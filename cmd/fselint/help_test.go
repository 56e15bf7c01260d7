package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everyCommand calls f with every command.
func everyCommand(root *cobra.Command, f func(*cobra.Command)) {
	f(root)
	for _, c := range root.Commands() {
		everyCommand(c, f)
	}
}

// TestHelpGroups wants every flag of every command in its help once, and every name of the groups to be that of a flag.
func TestHelpGroups(t *testing.T) {
	known, paths := map[string]bool{}, map[string]bool{}
	everyCommand(newRoot("en"), func(c *cobra.Command) {
		paths[pathOf(c)] = true
		c.InitDefaultHelpFlag()
		shown := map[string]int{}
		for _, g := range grouped(c.LocalFlags()) {
			g.flags.VisitAll(func(f *pflag.Flag) { shown[f.Name]++ })
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			known[f.Name] = true
			if !f.Hidden {
				assert.Equal(t, 1, shown[f.Name], "%s --%s has no group (flagGroups)", c.CommandPath(), f.Name)
			}
		})
		for _, name := range commonFlags[pathOf(c)] {
			f := c.LocalFlags().Lookup(name)
			assert.True(t, f != nil && !f.Hidden, "commonFlags: %s has no --%s", c.CommandPath(), name)
		}
	})
	var names []string
	for _, g := range flagGroups {
		names = append(names, g.names...)
	}
	for _, name := range names {
		assert.True(t, known[name], "no command has --%s", name)
	}
	for path := range commonFlags {
		assert.True(t, paths[path], "commonFlags: no command %s", path)
	}
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(names))), len(names), "a flag is in one group")
}

// longPages are the commands whose page is larger than a terminal, and why.
var longPages = map[string]string{
	"": "the list of all commands and the exit codes",
}

// TestHelpFits counts the lines and columns of every page.
func TestHelpFits(t *testing.T) {
	for _, lang := range languages {
		everyCommand(newRoot(lang), func(c *cobra.Command) {
			if strings.Contains(c.CommandPath(), "completion") {
				return // cobra's text
			}
			var out bytes.Buffer
			c.SetOut(&out)
			printHelp(c, lang, false)
			lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
			if longPages[strings.TrimPrefix(pathOf(c), "fselint")] == "" {
				assert.LessOrEqual(t, len(lines), pageLines, "%s: %s", lang, c.CommandPath())
			}
			for _, line := range lines {
				if strings.HasPrefix(line, "  fselint ") || strings.Contains(line, "https://") {
					continue // command lines and addresses are copied whole
				}
				assert.LessOrEqual(t, utf8.RuneCountInString(line), pageWidth, "%s: %s: %s", lang, c.CommandPath(), line)
			}
		})
	}
}

// TestHelpScreens shows what the users of the three commands with most flags see first.
func TestHelpScreens(t *testing.T) {
	for _, lang := range languages {
		for _, name := range []string{"check", "audit", "submit"} {
			var out bytes.Buffer
			root := newRoot(lang)
			root.SetOut(&out)
			root.SetArgs([]string{name, "--help", "--lang", lang})
			require.NoError(t, root.Execute())
			golden := filepath.Join("testdata", "help", name+"."+lang+".txt")
			if *update {
				require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o755))
				require.NoError(t, os.WriteFile(golden, out.Bytes(), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			assert.Equal(t, string(want), out.String(), "go test ./cmd/fselint -run TestHelpScreens -update")
		}
	}
}

// TestCompletesValues wants what a flag takes from a list to be offered, wherever the flag is.
func TestCompletesValues(t *testing.T) {
	listed := []string{
		"operation", "profile", "environment", "format", "schema", "group-by", "gateway", "line", "against-line",
		"fail-on", "mode", "require", "output", "lang", "state",
	}
	everyCommand(newRoot("en"), func(c *cobra.Command) {
		for _, name := range listed {
			if f := c.LocalFlags().Lookup(name); f != nil && !f.Hidden && !(name == "state" && c.Name() == "serve") {
				_, ok := c.GetFlagCompletionFunc(name)
				assert.True(t, ok, "%s --%s", c.CommandPath(), name)
			}
		}
	})
}

func TestHelpHeadings(t *testing.T) {
	for lang, want := range map[string][]string{
		"en": {"Flags:", "The document:", "The submission it belongs to:", "Catalog and registry:", "Certificates and trust:",
			"What decides the exit code:", "Output:", "Limits:", "Global flags:"},
		"it": {"Opzioni:", "Il documento:", "L'invio di cui fa parte:", "Catalogo e registro:", "Certificati e fiducia:",
			"Che cosa decide il codice di uscita:", "Risultati:", "Limiti:", "Opzioni generali:"},
	} {
		var out bytes.Buffer
		root := newRoot(lang)
		root.SetOut(&out)
		root.SetArgs([]string{"help", "--all", "check", "--lang", lang})
		require.NoError(t, root.Execute())
		text, at := out.String(), 0
		for _, heading := range want {
			i := strings.Index(text[at:], "\n"+heading)
			require.GreaterOrEqual(t, i, 0, "%s: %s", lang, heading)
			at += i
		}
		assert.Contains(t, text, "--max-decoded")
	}
}
