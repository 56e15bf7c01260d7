package main

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
)

// updateSchema describes "update" of the project file, from the flags of catalog update.
func updateSchema(tb testing.TB) map[string]any {
	properties := map[string]any{}
	described(tb, "catalog", "update").Flags().VisitAll(func(f *pflag.Flag) {
		for _, name := range updateSettings {
			if name != f.Name {
				continue
			}
			kind := "string"
			if f.Value.Type() == "bool" {
				kind = "boolean"
			}
			properties[name] = map[string]any{"type": kind, "description": f.Usage}
		}
	})
	return map[string]any{
		"type": "object", "additionalProperties": false, "properties": properties,
		"description": "settings for flags of catalog update that the command line does not give",
	}
}

// TestUpdateSettings: what a project file may set are flags.
func TestUpdateSettings(t *testing.T) {
	flags := described(t, "catalog", "update").Flags()
	for _, name := range updateSettings {
		assert.NotNil(t, flags.Lookup(name), name)
		assert.False(t, strings.Contains(name, "defects"), "what weakens a check is said each time")
	}
}
