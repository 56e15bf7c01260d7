package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// githubShown is how many annotations of each type GitHub shows for a step (GitHub docs, "Workflow commands", annotations
// limits); the last notice is the summary.
const githubShown = 10

// githubWriter writes workflow commands, which GitHub Actions turns into annotations.
type githubWriter struct {
	w       io.Writer
	o       Options
	base    string
	summary Summary
	left    [lint.Error + 1]int // annotations that GitHub would still show
	hidden  int
}

func newGitHub(w io.Writer, o Options) Writer {
	return &githubWriter{w: w, o: o, base: workingDirectory(),
		left: [...]int{lint.Info: githubShown - 1, lint.Warning: githubShown, lint.Error: githubShown}}
}

// githubCommands are the commands by severity.
var githubCommands = [...]string{lint.Info: "notice", lint.Warning: "warning", lint.Error: "error"}

func (g *githubWriter) Document(d *validate.Result) error {
	g.summary.Add(d.Document)
	var b strings.Builder
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Severity == lint.Info && !g.o.Notes {
			continue
		}
		if g.left[f.Severity] == 0 {
			g.hidden++
			continue
		}
		g.left[f.Severity]--
		g.finding(&b, d.Document, f)
	}
	switch {
	case d.Worst() == lint.Error: // that is annotated
	case d.Verdict == validate.Fault, d.Verdict == validate.Refused:
		g.headline(&b, d.Document, lint.Error)
	case d.Verdict == validate.Undetermined && !d.Starter: // which is said once
		g.headline(&b, d.Document, lint.Warning)
	}
	_, err := io.WriteString(g.w, b.String())
	return err
}

func (g *githubWriter) finding(b *strings.Builder, d *validate.Document, f *lint.Finding) {
	properties := "file=" + githubProperty(relative(g.base, d.Path))
	message := sentence(f, g.o.Lang)
	if inFile(d, f.Location) {
		properties += fmt.Sprintf(",line=%d,col=%d", f.Location.Line, max(f.Location.Column, 1))
	} else if p := place(f.Location); p != "" {
		message += " (" + bounded(p, 500) + ")"
	}
	properties += ",title=" + githubProperty("fselint "+bounded(f.Name(), 100))
	fmt.Fprintf(b, "::%s %s::%s\n", githubCommands[f.Severity], properties, githubMessage(message))
}

// headline annotates a document whose findings do not say why it is not accepted.
func (g *githubWriter) headline(b *strings.Builder, d *validate.Document, as lint.Severity) {
	if g.left[as] == 0 {
		g.hidden++
		return
	}
	g.left[as]--
	fmt.Fprintf(b, "::%s file=%s,title=fselint::%s\n", githubCommands[as], githubProperty(relative(g.base, d.Path)), githubMessage(bounded(Headline(d, g.o.Lang), 4000)))
}

func (g *githubWriter) Close() error {
	line := stop(g.summary.line(g.o.Lang))
	if g.hidden > 0 {
		line += " " + counted(g.o.Lang, "annotations-left", g.hidden)
	}
	if g.o.Run().Catalog.Starter {
		line += " " + stop(word(g.o.Lang, "starter"))
	}
	if list := g.o.Run().Catalog.Unchecked; len(list) > 0 {
		line += " " + stop(title(word(g.o.Lang, "unchecked"))+": "+strings.Join(list, ", "))
	}
	_, err := fmt.Fprintf(g.w, "::notice title=fselint::%s\n", githubMessage(line))
	return err
}

// The escapes of the runner (actions/toolkit, packages/core/src/command.ts). What ends a line would begin a new command.
var (
	githubMessageEscapes  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubPropertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func githubMessage(s string) string {
	return githubMessageEscapes.Replace(lint.QuietLines(strings.ReplaceAll(s, "\r\n", "\n")))
}
func githubProperty(s string) string { return githubPropertyEscapes.Replace(lint.Quiet(printable(s))) }
