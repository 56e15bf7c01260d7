package main

import (
	"io"
	"os"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fselint/fselint/internal/progress"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/report/redact"
)

// outputFlags say in which formats a run is reported, and where to.
type outputFlags struct {
	format, schema                string
	outputs                       []string
	quiet, noColor, notes, redact bool
	redactPaths                   bool
	all, statistics               bool
	whole                         bool // what is judged belongs together: all of each part is told
	groupBy                       string
	flags                         *pflag.FlagSet
}

func (f *outputFlags) declare(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.format, "format", "text", "")
	fl.StringVar(&f.schema, "schema", "v2", "")
	fl.StringArrayVarP(&f.outputs, "output", "o", nil, "")
	fl.BoolVar(&f.redact, "redact", false, "")
	fl.BoolVar(&f.redactPaths, "redact-paths", false, "")
	f.flags = fl
	fl.BoolVarP(&f.quiet, "quiet", "q", false, "")
	fl.BoolVar(&f.notes, "notes", false, "")
	fl.BoolVar(&f.all, "all", false, "")
	fl.BoolVar(&f.statistics, "statistics", false, "")
	fl.StringVar(&f.groupBy, "group-by", "", "")
	fl.BoolVar(&f.noColor, "no-color", false, "")
}

// version is the version of the JSON forms.
func (f *outputFlags) version() (string, error) {
	switch f.schema {
	case "v2":
		return report.Schema, nil
	case "v1":
		return report.SchemaV1, nil
	}
	return "", hinted{texts.Error("unknown-schema", lint.Values{"schema": strconv.Quote(f.schema)}), texts.Text("schema-v1-or-v2", nil)}
}

// redaction says what is left out: --redact means the names of files too, unless --redact-paths says otherwise.
func (f *outputFlags) redaction() redact.Options {
	o := redact.Options{Values: f.redact, Paths: f.redact}
	if f.flags.Changed("redact-paths") {
		o.Paths = f.redactPaths
	}
	return o
}

// open starts the reports. The options' colour is worked out here.
func (f *outputFlags) open(stdout io.Writer, shown *progress.Display, o report.Options) (*report.Set, report.Writer, error) {
	o.Quiet, o.Notes, o.All, o.Whole, o.Statistics = f.quiet, f.notes, f.all, f.whole, f.statistics
	switch f.groupBy {
	case "", "document":
	case "rule":
		o.GroupBy = f.groupBy
	default:
		return nil, nil, hinted{texts.Error("unknown-grouping", lint.Values{"by": strconv.Quote(f.groupBy)}), lint.Same("--group-by document, --group-by rule")}
	}
	var err error
	if o.Schema, err = f.version(); err != nil {
		return nil, nil, err
	}
	run, hidden := o.Run, f.redaction()
	o.Run = func() report.Run { return hidden.Run(run()) }
	r := report.NewSet(shown.Beside(stdout), progress.Terminal(stdout))
	if format, err := report.Lookup(f.format); err == nil && format.Binary && progress.Terminal(stdout) {
		return nil, nil, hinted{texts.Error("format-not-for-terminal", lint.Values{"format": f.format}), texts.Text("output-fselint", lint.Values{"format": f.format, "extension": format.Extension})}
	}
	o.Color = f.color(stdout)
	if err := r.Show(f.format, o); err != nil {
		return nil, nil, err
	}
	o.Color = false
	for _, spec := range f.outputs {
		if err := r.Keep(spec, o); err != nil {
			r.Abort()
			return nil, nil, err
		}
	}
	return r, hidden.Writer(r), nil
}

func (f *outputFlags) color(out io.Writer) bool {
	return !f.noColor && os.Getenv("NO_COLOR") == "" && progress.OnTerminal(out)
}
