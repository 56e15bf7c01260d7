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
	if d.Fault != nil && len(d.Findings) == 0 {
		g.fault(&b, d.Document)
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
	properties += ",title=" + githubProperty("fselint "+bounded(f.ID, 100))
	fmt.Fprintf(b, "::%s %s::%s\n", githubCommands[f.Severity], properties, githubMessage(message))
}

func (g *githubWriter) fault(b *strings.Builder, d *validate.Document) {
	if g.left[lint.Error] == 0 {
		g.hidden++
		return
	}
	g.left[lint.Error]--
	fmt.Fprintf(b, "::error file=%s,title=fselint::%s\n", githubProperty(relative(g.base, d.Path)), githubMessage(bounded(d.Fault.Message.In(g.o.Lang), 4000)))
}

func (g *githubWriter) Close() error {
	line := stop(g.summary.line(g.o.Lang))
	if g.hidden > 0 {
		line += " " + counted(g.o.Lang, "annotations-left", g.hidden)
	}
	if g.o.Run().Catalog.Starter {
		line += " " + stop(word(g.o.Lang, "starter"))
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
	return githubMessageEscapes.Replace(strings.ToValidUTF8(s, "·"))
}
func githubProperty(s string) string { return githubPropertyEscapes.Replace(printable(s)) }
