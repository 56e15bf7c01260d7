package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/fselint/fselint/report"
)

// TestPackaging holds the ways to install against the commands that they call: the flags and formats exist.
func TestPackaging(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile("../../" + name)
		require.NoError(t, err)
		return string(data)
	}
	var action struct {
		Inputs map[string]struct{ Description string }
		Runs   struct {
			Steps []struct {
				Name, Run string
				Env       map[string]string
			}
		}
	}
	require.NoError(t, yaml.Unmarshal([]byte(read("action.yml")), &action))
	check := action.Runs.Steps[len(action.Runs.Steps)-1]
	flags := newCheck().Flags()
	for _, m := range regexp.MustCompile(`--([a-z-]+)(?:[= ]"?([a-z]+)=)?`).FindAllStringSubmatch(check.Run, -1) {
		require.NotNil(t, flags.Lookup(m[1]), "action.yml: --%s", m[1])
		if m[1] == "output" {
			assert.Contains(t, report.Formats(), m[2])
		}
	}
	assert.Contains(t, report.Formats(), regexp.MustCompile(`--format (\w+)`).FindStringSubmatch(check.Run)[1])
	for name := range action.Inputs {
		used := false
		for _, value := range check.Env {
			used = used || strings.Contains(value, "inputs."+name)
		}
		assert.True(t, used, "action.yml: the input %s is not used", name)
	}
	assert.NotContains(t, check.Run, "${{", "an input must not become text of the script")

	var hooks []struct{ ID, Entry, Language string }
	require.NoError(t, yaml.Unmarshal([]byte(read(".pre-commit-hooks.yaml")), &hooks))
	require.Len(t, hooks, 1)
	assert.Equal(t, "fselint check", hooks[0].Entry)
	assert.Equal(t, "golang", hooks[0].Language)

	docker := read("Dockerfile")
	assert.Contains(t, docker, "scripts/build-static /fselint")
	assert.Contains(t, docker, "USER 65532")
	info, err := os.Stat("../../scripts/build-static")
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&0o111)
}

// TestMan writes a manual page for every command.
func TestMan(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SOURCE_DATE_EPOCH", "1767225600")
	root := newRoot("en")
	root.SetArgs([]string{"man", dir})
	require.NoError(t, root.Execute())
	page, err := os.ReadFile(dir + "/fselint-check.1")
	require.NoError(t, err)
	assert.Contains(t, string(page), "--fail-on")
	for _, c := range newRoot("en").Commands() {
		if c.IsAvailableCommand() {
			_, err := os.Stat(dir + "/fselint-" + c.Name() + ".1")
			assert.NoError(t, err, c.Name())
		}
	}
}
