package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report/page"
	ruleviews "github.com/fselint/fselint/report/rules"
)

// TestRulesDocuments keeps docs/rules in step with the rules: an index and a page for every family, in English and in Italian.
func TestRulesDocuments(t *testing.T) {
	pages := rulePages()
	const dir = "../../docs/rules"
	if *update {
		require.NoError(t, os.RemoveAll(dir))
		require.NoError(t, os.MkdirAll(dir, 0o755))
		for name, text := range pages {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
		}
	}
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err, "go test ./cmd/fselint -run RulesDocuments -update")
		assert.True(t, want == string(got), "docs/rules/%s is stale: go test ./cmd/fselint -run RulesDocuments -update", name)
	}
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, f := range files {
		assert.Contains(t, pages, f.Name(), "docs/rules has a page that no family has")
	}
}

func rulePages() map[string]string {
	const generated = "<!-- Generated from the rules (go test ./cmd/fselint -run RulesDocuments -update); do not edit. -->\n\n"
	families := make(map[string][]*lint.Rule)
	var order []string
	for _, r := range allRules() {
		if families[r.Family] == nil {
			order = append(order, r.Family)
		}
		families[r.Family] = append(families[r.Family], r)
	}
	slices.Sort(order)
	pages := make(map[string]string)
	var index strings.Builder
	index.WriteString(generated + "# Rules\n\nThe same texts come from `fselint explain ID`. The rules of the national Schematrons (`SCH-…`) come with the catalog.\n\n")
	for _, family := range order {
		rules := families[family]
		fmt.Fprintf(&index, "## %s\n\n[in English](%s.md) · [in italiano](%s.it.md)\n\n| id | severity | group | gateway | |\n|---|---|---|---|---|\n", family, family, family)
		for _, r := range rules {
			fmt.Fprintf(&index, "| [%s](%s.md#%s) | %s | %s | %s | %s |\n", r.ID, family, strings.ToLower(r.ID), r.Severity, r.Group, r.Error, page.Markdown(r.Title.In("en")))
		}
		index.WriteByte('\n')
		pages[family+".md"] = generated + "# Rules " + family + "\n\n" + ruleviews.Markdown(rules, "en")
		pages[family+".it.md"] = generated + "# Regole " + family + "\n\n" + ruleviews.Markdown(rules, "it")
	}
	pages["README.md"] = index.String()
	return pages
}

// TestRulesAreExplained: a finding without cause and remedy helps nobody.
func TestRulesAreExplained(t *testing.T) {
	for _, r := range allRules() {
		assert.NotEmpty(t, r.Title.In("it"), r.ID)
		assert.NotEmpty(t, r.Title.In("en"), r.ID)
		assert.NotEmpty(t, r.Why.In("it"), r.ID)
		assert.NotEmpty(t, r.Why.In("en"), r.ID)
		if r.Family != "SCH" { // each national rule has a remedy of its own
			assert.NotEmpty(t, r.Fix.In("it"), r.ID)
			assert.NotEmpty(t, r.Fix.In("en"), r.ID)
		}
		assert.NotEmpty(t, r.References(), r.ID)
		before, after := r.Example("en")
		assert.Equal(t, before == "", after == "", r.ID)
		if r.Family != "SCH" && r.Family != "INP" && r.Family != "ENG" {
			assert.NotEmpty(t, before, r.ID)
		}
	}
}
