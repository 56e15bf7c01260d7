package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// azureWriter writes the logging commands that Azure Pipelines turns into issues of a run (Azure DevOps docs, "Logging commands",
// LogIssue). Notes have no type of their own there and are left out.
type azureWriter struct {
	w       io.Writer
	o       Options
	base    string
	summary Summary
}

func newAzure(w io.Writer, o Options) Writer {
	o.Notes = false
	return &azureWriter{w: w, o: o, base: workingDirectory()}
}

func (a *azureWriter) Document(d *validate.Result) error {
	a.summary.Add(d.Document)
	var b strings.Builder
	for _, e := range entries(d.Document, a.o) {
		fmt.Fprintf(&b, "##vso[task.logissue type=%s;sourcepath=%s;linenumber=%d;columnnumber=%d;code=%s;]%s\n",
			e.severity, azureProperty(relative(a.base, d.Path)), e.line, e.column,
			azureProperty(e.rule), azureMessage(e.message(a.o.Lang, true)))
	}
	_, err := io.WriteString(a.w, b.String())
	return err
}

func (a *azureWriter) Close() error {
	_, err := fmt.Fprintf(a.w, "%s\n", lint.Quiet(a.summary.line(a.o.Lang)))
	return err
}

// The escapes of the agent (microsoft/azure-pipelines-agent, src/Microsoft.VisualStudio.Services.Agent/CommandStringConvertor.cs).
var (
	azureMessageEscapes  = strings.NewReplacer("%", "%AZP25", "\r", "%0D", "\n", "%0A")
	azurePropertyEscapes = strings.NewReplacer("%", "%AZP25", "\r", "%0D", "\n", "%0A", "]", "%5D", ";", "%3B")
)

func azureMessage(s string) string  { return azureMessageEscapes.Replace(lint.Quiet(printable(s))) }
func azureProperty(s string) string { return azurePropertyEscapes.Replace(lint.Quiet(printable(s))) }
