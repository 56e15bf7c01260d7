package rules_test

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/dossier"
	"github.com/fselint/fselint/gateway/meaning"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report/rules"
	"github.com/fselint/fselint/validate/checks"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// TestNamedRulesExist: every rule that an explanation names is one.
func TestNamedRulesExist(t *testing.T) {
	all := append(checks.Rules(), dossier.Rules()...)
	for _, name := range meaning.Names() {
		for _, topic := range meaning.Find(name, "", nil).Topics { // without rules, none is dropped
			for _, id := range topic.Rules {
				assert.NotNil(t, lint.Find(all, id), "%s names the rule %s", topic.ID, id)
			}
		}
	}
}

// TestAnswers explains twenty answers as people paste them, in both languages.
func TestAnswers(t *testing.T) {
	const file = "testdata/answers.txtar"
	old, err := txtar.ParseFile(file)
	require.NoError(t, err)
	now := &txtar.Archive{Comment: old.Comment}
	seen := 0
	for _, f := range old.Files {
		name, ok := strings.CutSuffix(f.Name, ".in")
		if !ok {
			continue
		}
		seen++
		now.Files = append(now.Files, f)
		found := meaning.Find(string(f.Data), "", nil) // the rules that name an error themselves come and go
		assert.False(t, found.Nothing(), "%s is not understood", name)
		for _, lang := range []string{"it", "en"} {
			var out bytes.Buffer
			require.NoError(t, (&rules.Explanation{Found: found}).Text(&out, lang))
			for _, n := range found.National {
				out.WriteString(n + "\n") // explained from the catalog
			}
			now.Files = append(now.Files, txtar.File{Name: name + "." + lang, Data: out.Bytes()})
		}
	}
	assert.GreaterOrEqual(t, seen, 20)
	if *update {
		require.NoError(t, os.WriteFile(file, txtar.Format(now), 0o644))
		return
	}
	assert.Equal(t, string(txtar.Format(old)), string(txtar.Format(now)), "go test ./report/rules -update")
}
