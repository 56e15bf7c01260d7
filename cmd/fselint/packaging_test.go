package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/report"
)

// action is action.yml, as far as it matters here.
type action struct {
	Inputs map[string]struct{ Description, Default string }
	Runs   struct {
		Steps []struct {
			Name, Run, Shell string
			Env              map[string]string
		}
	}
}

func readAction(t *testing.T) *action {
	data, err := os.ReadFile("../../action.yml")
	require.NoError(t, err)
	a := &action{}
	require.NoError(t, yaml.Unmarshal(data, a))
	return a
}

type hook struct{ ID, Entry, Language string }

func readHook(t *testing.T) hook {
	data, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	require.NoError(t, err)
	var hooks []hook
	require.NoError(t, yaml.Unmarshal(data, &hooks))
	require.Len(t, hooks, 1)
	return hooks[0]
}

// runner is a machine that runs actions: a working folder with documents, and what GitHub gives to the steps.
type runner struct {
	dir, temp, summary string
	env                []string
}

func newRunner(t *testing.T) *runner {
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	r := &runner{dir: t.TempDir(), temp: t.TempDir()}
	r.summary = filepath.Join(r.temp, "summary.md")
	r.env = append(os.Environ(), "GITHUB_ACTION_PATH="+root, "RUNNER_TEMP="+r.temp, "GITHUB_STEP_SUMMARY="+r.summary,
		"XDG_CACHE_HOME="+filepath.Join(r.temp, "cache"), "GOCACHE="+goEnv(t, "GOCACHE"), "LANG=C", "PATH="+r.temp+":"+os.Getenv("PATH"))
	for name, sample := range map[string]string{"good.pdf": "pdf/RSA-attachment.pdf", "Mario Rossi.xml": "cda/broken/LAB-vocabulary-code.xml"} {
		data, err := os.ReadFile(filepath.Join(root, "testdata", sample))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(r.dir, name), data, 0o600))
	}
	return r
}

func goEnv(t *testing.T, name string) string {
	out, err := exec.Command("go", "env", name).Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

// script runs a step as GitHub runs those with shell: bash.
func (r *runner) script(t *testing.T, text string, env ...string) (code int, output string) {
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text, "bash")
	cmd.Dir, cmd.Env = r.dir, append(r.env, env...)
	out, err := cmd.CombinedOutput()
	var ee *exec.ExitError
	if err != nil {
		require.ErrorAs(t, err, &ee)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// action runs the shell steps of the action with some inputs, the others at their defaults.
func (r *runner) action(t *testing.T, inputs map[string]string) (code int, output string) {
	a := readAction(t)
	for _, step := range a.Runs.Steps {
		if step.Run == "" {
			continue
		}
		require.Equal(t, "bash", step.Shell)
		var env []string
		for name, value := range step.Env {
			input := strings.TrimSuffix(strings.TrimPrefix(value, "${{ inputs."), " }}")
			given, ok := inputs[input]
			if !ok {
				given = a.Inputs[input].Default
			}
			env = append(env, name+"="+given)
		}
		if code, output = r.script(t, step.Run, env...); code != 0 {
			return code, output
		}
	}
	return code, output
}

// TestActionAsAScript runs the steps of the GitHub action, and the hook: red without the catalog and on a refused document, green on a
// good one; names of files stay, what the documents say goes.
func TestActionAsAScript(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	r := newRunner(t)
	code, out := r.action(t, map[string]string{"paths": "good.pdf"})
	assert.Equal(t, int(exitIncomplete), code, out)
	assert.Contains(t, out, "not with the national one")
	code, out = r.action(t, map[string]string{"paths": "good.pdf", "args": "--allow-incomplete"})
	assert.Equal(t, int(exitIncomplete), code, "the catalog is required: %s", out)
	code, _ = r.action(t, map[string]string{"paths": "nothing-*.pdf"})
	assert.Equal(t, int(exitNothing), code)

	catalog := shared.Dir(t, "catalog")
	code, out = r.action(t, map[string]string{"paths": "good.pdf", "catalog": catalog})
	assert.Equal(t, int(exitOK), code, out)
	refused := map[string]string{"paths": "good.pdf\nMario Rossi.xml\n", "catalog": catalog}
	code, out = r.action(t, refused)
	assert.Equal(t, int(exitFindings), code, out)
	assert.Contains(t, out, "::error file=Mario Rossi.xml,line=33,")
	read := func(path string) string {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		return string(data)
	}
	sarif := read(filepath.Join(r.dir, "fselint.sarif"))
	assert.Contains(t, sarif, `"uri":"Mario%20Rossi.xml"`)
	assert.Contains(t, read(r.summary), "`Mario Rossi.xml`")
	assert.NotContains(t, out+sarif, `\"m\"`, "what the document says")
	refused["redact"] = "false"
	_, out = r.action(t, refused)
	assert.Contains(t, out, `the code "m" is not in the dictionary`)
	refused["redact-paths"] = "true"
	_, out = r.action(t, refused)
	assert.NotContains(t, out, "Rossi")

	entry := readHook(t).Entry + ` "$@"`
	code, out = r.script(t, "set -- good.pdf; "+entry)
	assert.Equal(t, int(exitIncomplete), code, out)
	code, out = r.script(t, "set -- good.pdf; "+entry, "FSELINT_CATALOG="+catalog)
	assert.Equal(t, int(exitOK), code, out)
	code, out = r.script(t, `set -- good.pdf "Mario Rossi.xml"; `+entry, "FSELINT_CATALOG="+catalog)
	assert.Equal(t, int(exitFindings), code, out)
	assert.Contains(t, out, "Mario Rossi.xml: WOULD BE REFUSED: 400 /msg/vocabulary")
}

// TestQuickstart runs the quickstart as a new user does: it ends well, and with what to do next.
func TestQuickstart(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	r := newRunner(t)
	code, out := r.script(t, `exec "$GITHUB_ACTION_PATH/scripts/quickstart"`, "FSELINT_CATALOG=")
	assert.Equal(t, int(exitOK), code, out)
	assert.Contains(t, out, "RSA-attachment.pdf: CANNOT BE TOLD: no national catalog")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	last := strings.Join(lines[len(lines)-4:], "\n")
	for _, says := range []string{"Judged: ", "Not judged: ", "fselint catalog update ", "fselint catalog import "} {
		assert.Contains(t, last, says)
	}
	_, out = r.script(t, `exec "$GITHUB_ACTION_PATH/scripts/quickstart"`, "FSELINT_CATALOG=", "LANG=it_IT.UTF-8")
	assert.Contains(t, out, "Non giudicati: ")
}

// TestPackaging holds the ways to install against the commands that they call: the flags and formats exist.
func TestPackaging(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile("../../" + name)
		require.NoError(t, err)
		return string(data)
	}
	action := readAction(t)
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

	assert.Equal(t, "golang", readHook(t).Language)

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
