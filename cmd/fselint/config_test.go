package main

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the generated documents")

// described is a command with its texts.
func described(tb testing.TB, path ...string) *cobra.Command {
	root := newRoot("en")
	describe(root, "en")
	cmd, rest, err := root.Find(path)
	require.NoError(tb, err)
	require.Empty(tb, rest)
	return cmd
}

// TestConfigSchema keeps the JSON Schema of the project file in step with the flags of check and submit.
func TestConfigSchema(t *testing.T) {
	settings := map[string]any{}
	add := func(f *pflag.Flag) {
		if settings[f.Name] != nil || !slices.Contains(settingNames(newRoot("en")), f.Name) {
			return
		}
		kind := map[string]any{"string": "string", "bool": "boolean", "int": "integer", "int64": "integer", "duration": "string"}[f.Value.Type()]
		if kind == nil {
			kind = []string{"array", "string"}
		}
		if f.Value.Type() == "string" { // a version such as 1.0 needs no quotation marks
			kind = []string{"string", "number"}
		}
		settings[f.Name] = map[string]any{"type": kind, "description": f.Usage}
	}
	described(t, "check").Flags().VisitAll(add)
	described(t, "submit").Flags().VisitAll(add)
	settings["lang"] = map[string]any{"type": "string", "enum": []string{"it", "en"}, "description": "language of messages"}
	set := map[string]any{"type": "object", "additionalProperties": false, "properties": settings}
	rules := map[string]any{
		"type": "object", "description": "levels by rule: an id, or a pattern such as SCH-LAB-*",
		"additionalProperties": map[string]any{"enum": []any{"off", false, "info", "warning", "error"}},
	}
	overrides := map[string]any{
		"type": "array", "description": "exceptions by path",
		"items": map[string]any{
			"type": "object", "additionalProperties": false, "required": []string{"paths"},
			"properties": map[string]any{
				"paths":   map[string]any{"type": "array", "minItems": 1, "items": map[string]any{"type": "string"}, "description": "patterns relative to this file, ** for any folders"},
				"rules":   map[string]any{"$ref": "#/properties/rules"},
				"fail-on": map[string]any{"enum": []string{"error", "warning", "info"}, "description": "lowest severity that fails these documents"},
			},
		},
	}
	schema := map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "fselint.yaml", "type": "object", "additionalProperties": false,
		"description": "Project file of fselint: settings for flags of check, submit and other commands that the command line does not give. Generated; do not edit.",
		"$defs":       map[string]any{"settings": set},
		"properties": map[string]any{
			"rules": rules, "overrides": overrides,
			"defaults": map[string]any{"$ref": "#/$defs/settings", "description": "for every run"},
			"update":   updateSchema(t),
			"lines":    linesSchema(),
			"plants":   map[string]any{"type": "object", "description": "by name of the plant, chosen with --plant", "additionalProperties": map[string]any{"$ref": "#/$defs/settings"}},
		},
	}
	want, err := json.MarshalIndent(schema, "", "  ")
	require.NoError(t, err)
	const path = "../../docs/fselint.schema.json"
	if *update {
		require.NoError(t, os.WriteFile(path, append(want, '\n'), 0o644))
	}
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want)+"\n", string(got), "%s is stale: go test ./cmd/fselint -run Schema -update", path)
}

// linesSchema describes "lines" of the project file.
func linesSchema() map[string]any {
	line := map[string]any{"type": "string", "enum": lineNames()}
	return map[string]any{
		"type": "object", "additionalProperties": false, "properties": map[string]any{"stage": line, "production": line},
		"description": "line of the catalog by environment, where neither --line nor --catalog names one",
	}
}
