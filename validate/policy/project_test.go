package policy

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
)

func TestReadProject(t *testing.T) {
	p, err := ReadProject([]byte(`
defaults: {app-version: 1.0, vendor: "ACME", jobs: 007, redact: true, require: [pdf, cda], max-warnings: -1, lang: &l it}
plants:
  firenze: {app-version: 1.10, lang: *l}
rules: {SIG-*: off, CDA-TIME: info}
overrides:
  - paths: [a/**]
    rules: {"SCH-*": warning}
    fail-on: error
update: {timeout: 10m}
`))
	require.NoError(t, err)
	values := map[string][]string{}
	for _, s := range p.Defaults {
		values[s.Name] = s.Values
	}
	assert.Equal(t, map[string][]string{
		"app-version": {"1.0"}, "vendor": {"ACME"}, "jobs": {"007"}, "redact": {"true"}, "require": {"pdf", "cda"}, "max-warnings": {"-1"}, "lang": {"it"},
	}, values, "as they were written")
	assert.Equal(t, "1.10", p.Plants["firenze"][0].Values[0])
	assert.Equal(t, "it", p.Plants["firenze"][1].Values[0])
	assert.Equal(t, Levels{"SIG-*": "off", "CDA-TIME": "info"}, p.Rules)
	assert.Equal(t, []Override{{Paths: []string{"a/**"}, Rules: Levels{"SCH-*": "warning"}, FailOn: lint.Error}}, p.Overrides)
	assert.Equal(t, "update", map[bool]string{true: "update"}[p.Update[0].Name == "timeout"])
	for _, empty := range []string{"", "# nothing\n", "---\n", "defaults:\nrules:\n"} {
		p, err := ReadProject([]byte(empty))
		require.NoError(t, err, "%q", empty)
		assert.Empty(t, p.Defaults)
	}
}

// TestProjectErrors: what is wrong is said with the line, in terms of settings.
func TestProjectErrors(t *testing.T) {
	for src, want := range map[string]string{
		"defaults: [1]":                        "line 1: names with values are expected",
		"\nnonsense: 1":                        `line 2: unknown setting "nonsense"`,
		"defaults: {a: b":                      "this is not YAML: ",
		"plants: {a: 1}":                       "line 1: names with values are expected",
		"- a":                                  "line 1: names with values are expected",
		"defaults:\n  vendor: {a: b}":          `line 2: "vendor": a text, a number, true or false`,
		"defaults:\n  vendor:":                 `line 2: "vendor": a text`,
		"defaults:\n  require: [[a]]":          `line 2: "require": a text`,
		"defaults:\n  lang: it\n  lang: en":    "line 3",
		"overrides: {}":                        "line 1: overrides: a list is expected",
		"overrides:\n  - {paths: [a], lvl: 1}": `line 2: unknown setting "lvl"`,
		"overrides:\n  - {fail-on: bad}":       `line 2: overrides: fail-on: "bad"`,
	} {
		_, err := ReadProject([]byte(src))
		require.Error(t, err, src)
		for _, lang := range []string{"en", "it"} {
			said := lint.Spoken(err, lang)
			assert.NotRegexp(t, `Node|struct|main\.|policy\.|map\[|unmarshal|!!`, said, "no types of Go: %q", src)
			if lang == "en" {
				assert.Contains(t, said, want, "%q", src)
			}
		}
	}
	var hint interface{ Hint() lint.Text }
	_, err := ReadProject([]byte("defualts: {}"))
	require.True(t, errors.As(err, &hint))
	assert.Contains(t, hint.Hint().In("en"), "defaults")
	p, err := ReadProject([]byte("defaults: {chanel: a.pem}"))
	require.NoError(t, err)
	require.NoError(t, p.Defaults.Check([]string{"chanel"}))
	require.True(t, errors.As(p.Defaults.Check([]string{"ca", "channel", "claims"}), &hint))
	assert.Equal(t, "did you mean channel?", hint.Hint().In("en"))
}

func TestOpenProject(t *testing.T) {
	t.Chdir(t.TempDir())
	p, err := OpenProject("")
	require.NoError(t, err)
	assert.Nil(t, p)
	_, err = OpenProject("other.yaml")
	assert.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.MkdirAll("sub", 0o755))
	require.NoError(t, os.WriteFile(filepath.Join("sub", "p.yaml"), []byte("rules: {NO-SUCH-RULE: off}"), 0o644))
	p, err = OpenProject(filepath.Join("sub", "p.yaml"))
	require.NoError(t, err)
	assert.Equal(t, "sub", p.Dir())
	_, err = p.Policy([]*lint.Rule{{ID: "CDA-TIME"}})
	assert.ErrorContains(t, err, "unknown rule NO-SUCH-RULE")
	for id, known := range map[string]bool{"CDA-TIME": true, "cda-time": true, "CDA-*": true, "CDA-T?ME": true, "SCH-LAB-1": true, "S*": true, "XYZ-*": false, "CDA": false} {
		p.Rules = Levels{id: "off"}
		_, err := p.Policy([]*lint.Rule{{ID: "CDA-TIME"}})
		assert.Equal(t, known, err == nil, id)
	}
}

func FuzzReadProject(f *testing.F) {
	f.Add([]byte("defaults: {lang: it, app-version: 1.0}\nplants: {a: {require: [pdf]}}"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = ReadProject(data) })
}
