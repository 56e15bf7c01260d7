package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestHelpGroups wants every flag of every command in its help once, and every name of the groups to be that of a flag.
func TestHelpGroups(t *testing.T) {
	known := map[string]bool{}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) { known[f.Name] = true })
		shown := map[string]int{}
		for _, g := range grouped(c.LocalFlags()) {
			g.flags.VisitAll(func(f *pflag.Flag) { shown["--"+f.Name]++ })
		}
		for _, name := range rareFlags(c.LocalFlags()) {
			shown[name]++
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				assert.Equal(t, 1, shown["--"+f.Name], "%s --%s", c.CommandPath(), f.Name)
			}
		})
		for _, below := range c.Commands() {
			walk(below)
		}
	}
	walk(newRoot("en"))
	names := slices.Clone(rare)
	for _, g := range flagGroups {
		names = append(names, g.names...)
	}
	for _, name := range names {
		assert.True(t, known[name], "no command has --%s", name)
	}
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(names))), len(names), "a flag is in one group")
}

func TestHelpHeadings(t *testing.T) {
	for lang, want := range map[string][]string{
		"en": {"Flags:", "The document:", "The submission it belongs to:", "Catalog and registry:", "Certificates and trust:",
			"What decides the exit code:", "Output:", "Global flags:", "Limits, rarely needed"},
		"it": {"Opzioni:", "Il documento:", "L'invio di cui fa parte:", "Catalogo e registro:", "Certificati e fiducia:",
			"Che cosa decide il codice di uscita:", "Risultati:", "Opzioni generali:", "Limiti, che servono di rado"},
	} {
		var out bytes.Buffer
		root := newRoot(lang)
		root.SetOut(&out)
		root.SetArgs([]string{"check", "--help", "--lang", lang})
		require.NoError(t, root.Execute())
		text, at := out.String(), 0
		for _, heading := range want {
			i := strings.Index(text[at:], "\n"+heading)
			require.GreaterOrEqual(t, i, 0, "%s: %s", lang, heading)
			at += i
		}
		assert.Contains(t, text[at:], "--max-decoded")
	}
}
