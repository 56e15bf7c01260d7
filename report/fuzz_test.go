package report

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

var command = regexp.MustCompile(`^::(error|warning|notice) [^:\r\n]*::[^\r\n]*$`)

// FuzzFormats puts anything into the texts of a finding: no format may break, or let a document speak in its name.
func FuzzFormats(f *testing.F) {
	f.Add("a.xml", "message", "<a>", "/a[1]", 1, 1, true)
	f.Add("-", evilText, evilText, evilText, 3, 7, false)
	f.Add("\xff/../b|`.pdf", "|\n::error::x", "\t漢e\u0301\u202e", "/a\x00", 1<<40, -5, true)
	f.Fuzz(func(t *testing.T, path, message, snippet, xpath string, line, column int, bare bool) {
		d := &validate.Document{Path: path, Verdict: validate.Refused, DocumentType: message, CDA: &validate.CDAInfo{Mode: "ATTACHMENT", Name: path, Text: snippet},
			Stages: []validate.StageState{{Name: "cda", State: validate.Skipped, Reason: lint.Same(message)}},
			Findings: []lint.Finding{
				{Rule: fixtureRule, ID: xpath, Severity: lint.Error, Stage: message, Message: lint.Same(message), Fix: lint.Same(message),
					Location: lint.Location{Source: lint.SourceCDA, Line: line, Column: column, Path: xpath, Snippet: snippet}},
				{Rule: fixtureRule, ID: "X", Severity: lint.Warning, Stage: "cda", Message: lint.Same(message), Actual: lint.Same(snippet),
					Location: lint.Location{Source: lint.SourceCDA, Line: line, Column: column}},
			}}
		if bare {
			d.CDA.Mode = "FILE"
		}
		got := make(map[string]string)
		for _, name := range []string{"azure", "checkstyle", "concise", "csv", "github", "gitlab", "json", "jsonl", "junit", "markdown", "sarif", "tap", "text"} {
			got[name] = write(t, name, Options{Run: always(fixtureRun), Lang: "it"}, []*validate.Document{d})
		}
		for _, name := range []string{"json", "jsonl", "sarif"} {
			if !json.Valid([]byte(got[name])) {
				t.Fatalf("%s: not JSON", name)
			}
		}
		for p := xml.NewDecoder(strings.NewReader(got["junit"])); ; {
			if _, err := p.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("junit: %v", err)
			}
		}
		for _, l := range strings.Split(strings.TrimSuffix(got["github"], "\n"), "\n") {
			if !command.MatchString(l) {
				t.Fatalf("github: %q", l)
			}
		}
		for _, name := range []string{"github", "markdown", "text", "junit"} {
			if !utf8.ValidString(got[name]) || strings.ContainsAny(got[name], "\x00\x1b\r\u202e\u2066") {
				t.Fatalf("%s: %q", name, got[name])
			}
		}
		if strings.Contains(got["markdown"], "\n<script") {
			t.Fatal("markdown: HTML at the start of a line")
		}
	})
}
