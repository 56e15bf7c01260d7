package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/internal/testkit/dossiertest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"fselint": func() { os.Exit(mainCode()) }})
}

// TestScripts runs the commands as users do, in a folder with a made-up signature certificate (s1.pem, key.pem). The scripts find the repository's samples in $SAMPLES, and the reference data,
// where they are, in $SHARED; the condition [shared] tells whether they are.
func TestScripts(t *testing.T) {
	samples, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	reference := os.Getenv("FSELINT_SHARED")
	if reference == "" {
		if reference, err = filepath.Abs("../../../shared"); err != nil {
			t.Fatal(err)
		}
	}
	_, missing := os.Stat(filepath.Join(reference, "catalog"))
	if missing != nil && os.Getenv("CI") == "true" {
		t.Fatal("the reference data are not here: set FSELINT_SHARED")
	}
	system := certtest.System(t, certtest.SignatureCN, 1, func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().AddDate(0, 0, -1), time.Now().AddDate(1, 0, 0)
	})
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Condition: func(cond string) (bool, error) {
			if cond == "shared" {
				return missing == nil, nil
			}
			if cond == "ci" {
				return os.Getenv("CI") == "true", nil
			}
			if cond == "root" {
				return os.Getuid() == 0, nil
			}
			return false, errors.New("unknown condition " + cond)
		},
		Setup: func(env *testscript.Env) error {
			for name, data := range map[string][]byte{"s1.pem": system.PEM(), "key.pem": system.KeyPEM(t)} {
				if err := os.WriteFile(filepath.Join(env.WorkDir, name), data, 0o600); err != nil {
					return err
				}
			}
			env.Setenv("SAMPLES", samples)
			env.Setenv("SHARED", reference)
			env.Setenv("LANG", "C")
			for _, name := range []string{"GOCACHE", "GOMODCACHE"} { // what a script builds is built once
				if out, err := exec.Command("go", "env", name).Output(); err == nil {
					env.Setenv(name, strings.TrimSpace(string(out)))
				}
			}
			env.Setenv("GOFLAGS", "-mod=mod")
			env.Setenv("GOPROXY", "off")
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, "cache"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"code": exitCode, "dossier": makeDossier, "tutorial": writeTutorial},
	})
}

// makeDossier is the script command "dossier DIR TYPE…": it writes a sound accreditation dossier of some document types
// below a folder, and the template of its checklist.
func makeDossier(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: dossier DIR TYPE...")
	}
	var types []testcase.Type
	for _, name := range args[1:] {
		types = append(types, testcase.Type(name))
	}
	layout, dir := dossiertest.Layout90, ts.MkAbs(args[0])
	dossiertest.New(layout, types...).Write(dir)
	ts.Check(os.WriteFile(filepath.Join(dir, "template.xlsx"), dossiertest.Template(layout, dossiertest.Cases(layout)).Bytes(), 0o600))
}

// shBlock matches the blocks of a page that are played.
var shBlock = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")

// writeTutorial is the script command "tutorial PAGE [OLD=NEW…]": it writes the commands of docs/tutorial/PAGE.md into tutorial.sh, which plays
// them and stops where one ends with another exit code than the page says. The script itself has to start what the page starts with "&",
// before; OLD is replaced, for example an address by that of the script's server.
func writeTutorial(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: tutorial PAGE [OLD=NEW...]")
	}
	page := ts.ReadFile(filepath.Join(ts.Getenv("SAMPLES"), "..", "docs", "tutorial", args[0]+".md"))
	for _, pair := range args[1:] {
		before, after, _ := strings.Cut(pair, "=")
		page = strings.ReplaceAll(page, before, after)
	}
	var script strings.Builder
	for _, block := range shBlock.FindAllStringSubmatch(page, -1) {
		for line := range strings.Lines(block[1]) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasSuffix(line, "&") {
				continue
			}
			want := "0"
			if _, says, found := strings.Cut(line, "# ends with "); found {
				want = says
			}
			fmt.Fprintf(&script, "%s\ncode=$?\ntest $code = %s || { echo \"$code, not %[2]s:\" %s >&2; exit 1; }\n", line, want, strconv.Quote(line))
		}
	}
	if script.Len() == 0 {
		ts.Fatalf("%s has no commands", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs("tutorial.sh"), []byte(script.String()), 0o600))
}

// exitCode is the script command "code N COMMAND…": it runs a command and wants exactly that exit code.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var ee *exec.ExitError
		if !errors.As(err, &ee) {
			ts.Fatalf("%v", err)
		}
		got = ee.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
