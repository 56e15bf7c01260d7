package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

func TestMarkdownText(t *testing.T) {
	for in, want := range map[string]string{
		"manca l'id: 1.":            "manca l'id: 1.",
		"a|b `c` *d* _e_ <f> [g]":   "a\\|b \\`c\\` \\*d\\* \\_e\\_ \\<f\\> \\[g\\]",
		"@anna #12":                 "\\@\u200banna \\#\u200b12",
		"http://x.it www.x.it":      `http\://x.it www\.x.it`,
		"&lt; ~~x~~ ![i](y) $a$ \\": `\&lt; \~\~x\~\~ \!\[i\](y) \$a\$ \\`,
	} {
		assert.Equal(t, want, markdownText(in))
	}
}

func TestMarkdownCode(t *testing.T) {
	for in, want := range map[string]string{
		"":       "",
		"a|b":    "`a\\|b`",
		"a`b":    "``a`b``",
		"`a``":   "``` `a`` ```",
		"@a <b>": "`@a <b>`",
	} {
		assert.Equal(t, want, markdownCode(in))
	}
}

// TestMarkdownFitsASummary writes more than GitHub takes.
func TestMarkdownFitsASummary(t *testing.T) {
	var docs []*validate.Document
	for i := range 3000 {
		d := sample()
		d.Path = fmt.Sprintf("%s/%d.pdf", strings.Repeat("cartella-", 10), i)
		for range 60 {
			d.Findings = append(d.Findings, d.Findings[0])
		}
		docs = append(docs, d)
	}
	out := write(t, "markdown", Options{Run: always(fixtureRun), Lang: "en"}, docs)
	assert.Less(t, len(out), 1<<20)
	assert.Contains(t, out, "3000 documents: 3000 would be refused")
	assert.Contains(t, out, "More findings, left out here: 12.")
	assert.Regexp(t, `More documents, left out here: \d+\.`, out)
	assert.Regexp(t, `Documents whose findings are left out here for want of room: \d+\.`, out)
}

func TestGitHubShowsTenOfAKind(t *testing.T) {
	d := sample()
	for range 30 {
		d.Findings = append(d.Findings, d.Findings...)
		if len(d.Findings) > 100 {
			break
		}
	}
	out := write(t, "github", Options{Run: always(fixtureRun), Lang: "en", Notes: true}, []*validate.Document{d})
	for command, want := range map[string]int{"error": 10, "warning": 10, "notice": 10} {
		assert.Equal(t, want, strings.Count("\n"+out, "\n::"+command+" "), command)
	}
	assert.Contains(t, out, fmt.Sprintf("which GitHub would not show: %d.", len(d.Findings)-29))
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		assert.Regexp(t, `^::(error|warning|notice) [^:]*::[^\r]+$`, line)
	}
}

func TestGitHubEscapes(t *testing.T) {
	out := write(t, "github", Options{Run: always(fixtureRun), Lang: "en"}, fixture())
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		assert.Regexp(t, `^::(error|warning|notice) [^:]*::`, line, "no document begins a command")
	}
	assert.Contains(t, out, "::error file=out/a b%3Ac%25.xml,line=3,col=4,title=fselint CDA-TEMPLATE::templateId {missing}. Fix: write it.\n")
	assert.Equal(t, "100%25%0Ax·y", githubMessage("100%\r\nx\ry"))
}

func TestTextGivesTheRunnerNoCommands(t *testing.T) {
	d := sample()
	d.Findings[0].Message = lint.Same("::add-mask::x")
	for _, line := range strings.Split(write(t, "text", Options{Run: always(fixtureRun), Lang: "en"}, []*validate.Document{d}), "\n") {
		assert.False(t, strings.HasPrefix(strings.TrimSpace(line), "::"), line)
	}
}
