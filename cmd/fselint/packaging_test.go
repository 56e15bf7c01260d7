package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
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
			ID, Name, If, Run, Shell string
			Env                      map[string]string
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
	dir, temp, summary, output string
	env                        []string
	github                     map[string]string // the action's context of that name
}

func newRunner(t *testing.T) *runner {
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	r := &runner{dir: t.TempDir(), temp: t.TempDir()}
	r.summary = filepath.Join(r.temp, "summary.md")
	r.output = filepath.Join(r.temp, "output")
	r.env = append(os.Environ(), "GITHUB_OUTPUT="+r.output, "RUNNER_OS=Linux", "RUNNER_ARCH=X64", "GITHUB_ACTION_PATH="+root, "RUNNER_TEMP="+r.temp, "GITHUB_STEP_SUMMARY="+r.summary,
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

// expression matches what the action takes from GitHub.
var expression = regexp.MustCompile(`^\$\{\{ (inputs|github)\.(\w[\w-]*) \}\}$`)

// action runs the shell steps of the action with some inputs, the others at their defaults.
func (r *runner) action(t *testing.T, inputs map[string]string) (code int, output string) {
	a := readAction(t)
	require.NoError(t, os.WriteFile(r.output, nil, 0o600))
	for _, step := range a.Runs.Steps {
		if step.Run == "" {
			continue
		}
		if step.If != "" {
			require.Equal(t, "steps.binary.outputs.found != 'true'", step.If)
			if found, err := os.ReadFile(r.output); err != nil || string(found) == "found=true\n" {
				continue
			}
		}
		require.Equal(t, "bash", step.Shell)
		var env []string
		for name, value := range step.Env {
			m := expression.FindStringSubmatch(value)
			require.NotNil(t, m, value)
			given, ok := inputs[m[2]]
			switch {
			case m[1] == "github":
				given = r.github[m[2]]
			case !ok:
				given = a.Inputs[m[2]].Default
			}
			env = append(env, name+"="+given)
		}
		if code, output = r.script(t, step.Run, env...); code != 0 {
			return code, output
		}
	}
	return code, output
}

// release serves the files of a release as GitHub does, with a program that says that it came from there.
func (r *runner) release(t *testing.T) map[string][]byte {
	const name = "fselint_1.2.3_linux_amd64"
	script := "#!/bin/sh\necho the released fselint: \"$@\"\n"
	var archive bytes.Buffer
	zw := gzip.NewWriter(&archive)
	tw := tar.NewWriter(zw)
	require.NoError(t, tw.WriteHeader(&tar.Header{Name: name + "/fselint", Mode: 0o755, Size: int64(len(script))}))
	_, err := io.WriteString(tw, script)
	require.NoError(t, errors.Join(err, tw.Close(), zw.Close()))
	files := map[string][]byte{name + ".tar.gz": archive.Bytes()}
	files["SHA256SUMS"] = fmt.Appendf(nil, "%x  %s.tar.gz\n", sha256.Sum256(archive.Bytes()), name)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		content, ok := files[strings.TrimPrefix(q.URL.Path, "/acme/fselint/releases/download/v1.2.3/")]
		if !ok {
			http.NotFound(w, q)
			return
		}
		_, _ = w.Write(content)
	}))
	t.Cleanup(server.Close)
	r.env = append(r.env, "GITHUB_SERVER_URL="+server.URL)
	r.github = map[string]string{"action_repository": "acme/fselint", "action_ref": "v1.2.3"}
	return files
}

// TestActionTakesTheRelease runs the action where its binary can be downloaded.
func TestActionTakesTheRelease(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not installed") // scripts/packages does
	}
	r := newRunner(t)
	files := r.release(t)
	code, out := r.action(t, map[string]string{"paths": "good.pdf"})
	assert.Zero(t, code, out)
	assert.Contains(t, out, "the released fselint: check --format github")

	r.github["action_ref"] = "main"
	code, out = r.action(t, map[string]string{"paths": "good.pdf", "version": "v1.2.3"})
	assert.Zero(t, code, out)
	assert.Contains(t, out, "the released fselint: check")
	for asked, says := range map[string]string{"v1.2.4": "no SHA256SUMS to be had", "1.2.3; rm -rf /": "is no version such as v1.2.3"} {
		code, out = r.action(t, map[string]string{"paths": "good.pdf", "version": asked})
		assert.Equal(t, 1, code, "a version that was asked for is not replaced by another")
		assert.Contains(t, out, says)
	}

	files["fselint_1.2.3_linux_amd64.tar.gz"] = append(files["fselint_1.2.3_linux_amd64.tar.gz"], 0)
	r.github["action_ref"] = "v1.2.3"
	code, out = r.action(t, map[string]string{"paths": "good.pdf"})
	assert.Equal(t, 1, code, "another file in the place of the binary")
	assert.Contains(t, out, "::error::fselint_1.2.3_linux_amd64.tar.gz does not have the checksum of its release")

	delete(files, "fselint_1.2.3_linux_amd64.tar.gz")
	step := readAction(t).Runs.Steps[0]
	require.NoError(t, os.WriteFile(r.output, nil, 0o600))
	for _, c := range []struct{ ref, arch, says string }{
		{"v1.2.3", "X64", "no fselint_1.2.3_linux_amd64.tar.gz to be had"}, {"main", "X64", "main is no version such as v1.2.3"},
		{"v1.2.3", "S390X", "no binaries for S390X"}, {"", "X64", "nothing is no version"},
	} {
		code, out = r.script(t, step.Run, "VERSION=", "ACTION_REF="+c.ref, "REPOSITORY=acme/fselint", "RUNNER_ARCH="+c.arch)
		assert.Zero(t, code)
		assert.Contains(t, out, "fselint is built from source: "+c.says)
		found, err := os.ReadFile(r.output)
		require.NoError(t, err)
		assert.Empty(t, found, "the next steps build")
	}
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
		for _, step := range action.Runs.Steps {
			for _, value := range step.Env {
				used = used || strings.Contains(value, "inputs."+name)
			}
			assert.NotContains(t, step.Run, "${{", "an input must not become text of the script")
		}
		assert.True(t, used, "action.yml: the input %s is not used", name)
	}

	assert.Equal(t, "golang", readHook(t).Language)

	docker := read("Dockerfile")
	assert.Contains(t, docker, "scripts/build-static /fselint")
	assert.Contains(t, docker, "USER 65532")
	for _, script := range []string{"scripts/build-static", "scripts/release"} {
		info, err := os.Stat("../../" + script)
		require.NoError(t, err)
		assert.NotZero(t, info.Mode()&0o111)
	}
	// What the action downloads has the names that a release gives.
	release := read("scripts/release")
	assert.Contains(t, release, "name=fselint_${VERSION#v}_${GOOS}_$GOARCH")
	assert.Contains(t, action.Runs.Steps[0].Run, "name=fselint_${VERSION#v}_${os}_$arch")
	assert.Contains(t, read(".github/workflows/release.yml"), `scripts/release "$GITHUB_REF_NAME" dist`)
	assert.Contains(t, read("packaging/nfpm.yaml"), "dst: /usr/bin/fselint")
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
