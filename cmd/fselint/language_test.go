package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
)

// english finds function words that no Italian text has.
var english = regexp.MustCompile(`(?i)(^|[\s("'])(the|of|and|is not|with|from|which|was|were|that|this|when|does|cannot|file to|default)([\s.,:;)"']|$)`)

// TestHelpSpeaksItalian shows the help of every command: it has a text, and so has each of its flags.
func TestHelpSpeaksItalian(t *testing.T) {
	root := newRoot("it")
	root.InitDefaultCompletionCmd()
	describe(root, "it")
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		path := strings.TrimPrefix(cmd.CommandPath(), "fselint ")
		if !strings.HasPrefix(path, "completion ") {
			assert.True(t, helpTexts.Has(path+".short"), "help.yaml: %s.short", path)
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			assert.True(t, helpTexts.Has(path+" --"+f.Name) || helpTexts.Has("--"+f.Name), "help.yaml: --%s of %s", f.Name, path)
		})
		var out bytes.Buffer
		cmd.SetOut(&out)
		printHelp(cmd, "it", false)
		printHelp(cmd, "it", true)
		assertItalian(t, out.String(), path)
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk(root)
}

// TestErrorsSpeakItalian makes the usual mistakes.
func TestErrorsSpeakItalian(t *testing.T) {
	for _, line := range []string{
		"chek", "catalog foo", "help foo", "check --fromat x", "check -Z", "check --jobs x y", "check --timeout soon x", "check --format",
		"check --format pdf x", "check --fail-on fatal x", "check --operation burn x", "check --profile x y", "check --environment x y",
		"check --at x y", "check --mode ZIP x", "check --require x y", "check --vendor A x", "check --output x y", "check --output x=y z",
		"check", "check --catalog nowhere x", "check --locked x", "check --plant x y", "check --config nowhere x", "check --ca nowhere x",
		"check --trust nowhere x", "check --bundle nowhere", "check --request nowhere", "check --registry nowhere --vendor A --application B --app-version C x",
		"check --baseline nowhere x", "check --ledger nowhere x", "check --timeout -1s x", "audit", "audit x", "audit --out x nowhere", "audit --resume --out nowhere",
		"audit --shard 9/8 --out x .", "audit merge --out x nowhere", "audit --watch", "audit --watch --out x .", "audit --format pdf .", "baseline nowhere.pdf",
		"explain NO-SUCH", "rules NOPE", "rules --format x", "id check --kind x y", "token new", "token check nowhere", "signature", "signature nowhere",
		"pdf sign", "pdf sign a b", "pdf extract nowhere", "pdf attach a b", "pdf attach --new nowhere b", "submit", "submit --environment stage x",
		"submit --environment production x", "submit --environment stage --base http://example.org x", "ledger list", "ledger list --ledger nowhere",
		"ledger list --since x", "ledger list --state x", "ledger show x", "ledger export --format x y", "ledger resolve x", "ticket",
		"ticket --environment stage", "ticket --environment administration", "gateway serve", "gateway serve --plain --listen 0.0.0.0:1", "gateway pki --number 0",
		"catalog import", "catalog import nowhere", "catalog use nowhere", "catalog prune --keep -1", "catalog export nowhere/x", "catalog list --format x",
		"catalog diff a", "catalog diff nowhere elsewhere", "catalog verify --format x", "catalog verify --catalog nowhere", "catalog status --catalog nowhere",
		"catalog update --timeout x", "catalog export --registry a --no-registry b",
	} {
		t.Run(line, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			t.Setenv("XDG_CACHE_HOME", dir)
			t.Setenv("HOME", dir)
			t.Setenv("LC_ALL", "it_IT.UTF-8")
			var out, errs bytes.Buffer
			run(t.Context(), strings.Fields(line), strings.NewReader(""), &out, &errs)
			assertItalian(t, out.String(), "stdout")
			assertItalian(t, errs.String(), "stderr")
		})
	}
}

// assertItalian refuses English; what stands in quotes as code is left aside.
func assertItalian(t *testing.T, text, what string) {
	t.Helper()
	for line := range strings.Lines(text) {
		assert.NotRegexp(t, english, line, what)
	}
}
