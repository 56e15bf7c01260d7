package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// gitlabWriter writes a report for GitLab's Code Quality: a JSON array of issues (GitLab docs, "Code Quality", "Import code quality
// results from a CI/CD job").
type gitlabWriter struct {
	w     io.Writer
	o     Options
	base  string
	begun bool
}

func newGitLab(w io.Writer, o Options) Writer {
	return &gitlabWriter{w: w, o: o, base: workingDirectory()}
}

// gitlabSeverities are the words of Code Quality by severity.
var gitlabSeverities = [...]string{lint.Info: "info", lint.Warning: "minor", lint.Error: "major"}

type gitlabIssue struct {
	Description string `json:"description"`
	CheckName   string `json:"check_name"`
	Fingerprint string `json:"fingerprint"`
	Severity    string `json:"severity"`
	Location    struct {
		Path  string `json:"path"`
		Lines struct {
			Begin int `json:"begin"`
		} `json:"lines"`
	} `json:"location"`
}

func (g *gitlabWriter) Document(d *validate.Result) error {
	path, seen := relative(g.base, d.Path), map[string]int{}
	var b bytes.Buffer
	for _, e := range entries(d.Document, g.o) {
		known := e.rule
		if e.finding != nil {
			known = fingerprint(d.Document, e.finding, seen)
		}
		sum := sha256.Sum256([]byte(path + "\x00" + known))
		i := gitlabIssue{
			Description: e.message(g.o.Lang, true), CheckName: printable(e.rule), Fingerprint: hex.EncodeToString(sum[:16]),
			Severity: gitlabSeverities[e.severity],
		}
		if e.severity == lint.Error && (e.finding == nil || e.finding.Answer != nil) { // the gateway would refuse for it
			i.Severity = "critical"
		}
		i.Location.Path, i.Location.Lines.Begin = printable(path), e.line
		if g.begun {
			b.WriteString(",")
		} else {
			b.WriteString("[")
		}
		g.begun = true
		b.WriteString("\n")
		line, err := marshal(i)
		if err != nil {
			return err
		}
		b.Write(line)
	}
	_, err := g.w.Write(b.Bytes())
	return err
}

func (g *gitlabWriter) Close() error {
	end := "\n]\n"
	if !g.begun {
		end = "[]\n"
	}
	_, err := io.WriteString(g.w, end)
	return err
}
